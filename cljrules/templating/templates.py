"""A pack's templates, ready to be rendered.

Takes the texts of template files by name, gives `Template`s: what each reads of an account, and rendering it for one.
Rendering is bounded, sees only what it is given, and gives the same text for the same values every time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final

from jinja2 import DictLoader, TemplateError, TemplateNotFound, UndefinedError, meta, nodes
from jinja2 import Template as JinjaTemplate

from cljrules.templating.data import seen
from cljrules.templating.purse import OUTPUT, PURSE, Purse, TemplateFault
from cljrules.templating.sandbox import Sandbox

#: What is known in every template beside the catalogue's variables: the lender, the person written to, the event.
GIVEN: Final = ("company", "recipient", "event")

#: How deep templates include one another.
_INCLUDED: Final = 10

Rule = Callable[[str], Any]


class Templates:
    """The templates of one pack; `files` are texts by name."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._files = dict(files)
        loader = DictLoader(self._files)
        self._sandboxes = {html: Sandbox(loader, html=html) for html in (True, False)}
        self._for_addresses = Sandbox(loader, html=False, quoted=True)
        self._named: dict[tuple[str, bool], Template] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the files."""
        return tuple(self._files)

    def file(self, name: str, *, html: bool) -> Template:
        """A template file. Raises TemplateFault where there is none, or it cannot be read."""
        found = self._named.get((name, html))
        if found is None:
            if name not in self._files:
                raise TemplateFault(f"the pack has no template `{name}`")
            found = self._named[name, html] = Template(self._sandboxes[html], self._files[name], self._files, name)
        return found

    def inline(self, text: str, *, quoted: bool = False) -> Template:
        """A template that stands in the rules, such as a subject; it is plain text, or with `quoted` a web address in
        which what is shown cannot be more than it is.
        """
        return Template(self._for_addresses if quoted else self._sandboxes[False], text, self._files, None)


class Template:
    """One template. `names` are what it and the templates it includes read from outside."""

    def __init__(self, sandbox: Sandbox, text: str, files: Mapping[str, str], name: str | None) -> None:
        try:
            self._template: JinjaTemplate = sandbox.get_template(name) if name else sandbox.from_string(text)
            self.names, self.rules = _reads(sandbox, text, files, name)
        except TemplateNotFound as error:
            raise TemplateFault(f"the pack has no template `{error}`") from None
        except TemplateError as error:
            raise TemplateFault(f"{name or 'the text'} is no template: {error}") from None
        except (RecursionError, MemoryError):
            raise TemplateFault(f"{name or 'the text'} is no template: it is nested too deep") from None
        except (ValueError, SyntaxError, NameError) as error:
            raise TemplateFault(f"{name or 'the text'} is no template: {error}") from None

    @cached_property
    def plain(self) -> str | None:
        """The text where it has no variables at all."""
        return None if self.names or self.rules else self.render({}, _no_rules)

    def render(self, values: Mapping[str, Any], rule: Rule) -> str:
        """The text for these values of the language by name; `rule` gives the value of an expression of the template.

        Raises TemplateFault, also where something absent is shown and where the template uses up too much.
        """

        def called(text: str) -> Any:
            return seen(rule(text))

        called.callable_in_templates = True  # type: ignore[attr-defined]
        token = PURSE.set(Purse())
        try:
            given = {name: seen(values[name]) for name in self.names if name in values}
            parts = []
            length = 0
            for part in self._template.generate(given | {"rule": called}):
                length += len(part)
                if length > OUTPUT:
                    raise TemplateFault(f"the text has more than {OUTPUT:,} characters")
                parts.append(part)
            return "".join(parts)
        except TemplateFault:
            raise
        except UndefinedError as error:
            raise TemplateFault(f"it reads something that is not there: {error}"[:300]) from None
        except TemplateNotFound as error:
            raise TemplateFault(f"the pack has no template `{error}`") from None
        except TemplateError as error:
            raise TemplateFault(str(error)[:300]) from None
        except (RecursionError, MemoryError):
            raise TemplateFault("the template calls itself too often") from None
        except Exception as error:  # a template is input: whatever it does ends its own rendering and nothing else
            raise TemplateFault(f"it cannot be rendered: {error}"[:300]) from None
        finally:
            PURSE.reset(token)


def _no_rules(text: str) -> Any:
    raise TemplateFault("a rule cannot be asked here")


def rule_texts(tree: nodes.Template) -> Iterator[str]:
    """The expressions that a template gives to `rule`."""
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "rule" and len(call.args) == 1:
            argument = call.args[0]
            if isinstance(argument, nodes.Const) and isinstance(argument.value, str):
                yield argument.value


def _reads(
    sandbox: Sandbox, text: str, files: Mapping[str, str], start: str | None
) -> tuple[frozenset[str], frozenset[str]]:
    """The names that a template and those it includes read from outside, and the texts given to `rule`."""
    names: set[str] = set()
    rules: set[str] = set()

    def read(text: str, within: tuple[str, ...]) -> None:
        tree = sandbox.parse(text)
        names.update(meta.find_undeclared_variables(tree))
        rules.update(rule_texts(tree))
        for name in meta.find_referenced_templates(tree):
            if name in within:
                raise TemplateFault(f"the template `{name}` includes itself")
            if name is not None and name in files and len(within) < _INCLUDED:
                read(files[name], (*within, name))

    read(text, (start,) if start is not None else ())
    return frozenset(names - {"rule", "range", "namespace"}), frozenset(rules)


NO_VALUES: Final[Mapping[str, Any]] = MappingProxyType({})
