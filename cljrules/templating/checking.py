"""What is wrong with a template before it is used: names that nothing has, filters and functions that there are not,
and values that may be absent where that would keep a message from being written.

Takes a template's text with its place, gives findings. Knows what the template gives itself (`set`, `for`, macros,
imports), and which values a surrounding `if` has found to be there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from jinja2 import TemplateError, nodes
from jinja2.loaders import DictLoader

from cljrules.codes import finding
from cljrules.diagnostics import Diagnostic, Edit, Fix, Severity
from cljrules.source import Source, Span
from cljrules.stdlib.catalogue import Catalogue, Member
from cljrules.suggest import did_you_mean, suggest
from cljrules.templating.filters import FILTERS
from cljrules.templating.purse import TemplateFault
from cljrules.templating.sandbox import CALLABLE, OF_JINJA, TESTS, Sandbox, path_of

Path = tuple[str, ...]

_CODE: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_DASHED: Final = re.compile(r"(?<![\w.-])[A-Za-z]\w*(?:-\w+)+(?![\w-])")
_QUOTED: Final = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'")
_TEXT: Final = Member(type="text", doc="")
_MAYBE: Final = Member(type="text", doc="", nilable=True)
_PLACED: Final = ("address1", "address2", "city", "state", "zipcode", "country")
#: What is known beside the catalogue's variables.
GIVEN: Final[Mapping[str, Member]] = {
    "company": Member(
        type="map", fields=dict.fromkeys(("name", "phone", "email", "website", *_PLACED), _TEXT), doc="The lender."
    ),
    "recipient": Member(
        type="map",
        fields={
            "full_name": _TEXT,
            "role": _TEXT,
            "email": _MAYBE,
            "phone": _MAYBE,
            **dict.fromkeys(("first_name", "middle_name", "last_name", "company_name", *_PLACED), _MAYBE),
        },
        doc="The person who is written to.",
    ),
    "event": Member(
        type="map",
        fields={
            "business_date": _TEXT,
            **dict.fromkeys(("type", "label", "from_status", "from_sub_status", "to_status", "to_sub_status"), _MAYBE),
            **dict.fromkeys(("change", "portfolio", "sub_portfolio"), _MAYBE),
        },
        doc="What happened.",
    ),
}
#: Filters that do something with a value that is absent.
_FORGIVING: Final = frozenset({"default", "d"})


def check_template(
    source: Source, span: Span, catalogue: Catalogue, owner: str | None, files: Mapping[str, Source]
) -> Iterator[Diagnostic]:
    """The findings about a template that stands at a span of a text; `files` are the pack's templates."""
    checker = _Checker(source, span, catalogue, owner, files)
    yield from checker.found()


def rules_in(source: Source) -> Iterator[tuple[str, Span]]:
    """The expressions that a template gives to `rule`, with their places without the quotes."""
    for match in re.finditer(r"\brule\(\s*(\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*')\s*\)", source.text):
        text = match[1]
        if "\\" not in text:
            yield text[1:-1], Span(match.start(1) + 1, match.end(1) - 1)


@dataclass
class _Scope:
    """Names that the template gave, with what they hold where that is known, and paths that are surely there."""

    names: dict[str, Member | None] = field(default_factory=dict)
    there: frozenset[Path] = frozenset()

    def inside(self, there: Iterable[Path] = ()) -> _Scope:
        return _Scope(dict(self.names), self.there | frozenset(there))


class _Checker:
    def __init__(
        self, source: Source, span: Span, catalogue: Catalogue, owner: str | None, files: Mapping[str, Source]
    ) -> None:
        self._source = source
        self._raw = source.text[span.start : span.end]
        self._base = span.start
        self._inline = (span.start, span.end) != (0, len(source.text))
        self._catalogue = catalogue
        self._owner = owner
        self._files = files
        self._known: dict[str, Member] = {name.replace("-", "_"): one for name, one in catalogue.variables.items()}
        self._known.update(GIVEN)
        self._seen: dict[tuple[str, int], int] = {}
        self._findings: list[Diagnostic] = []

    def found(self) -> list[Diagnostic]:
        dashed = list(self._dashed())
        texts = {name: source.text for name, source in self._files.items()}
        text = _unescaped(self._raw) if self._inline else self._raw
        try:
            tree = _Plain(DictLoader(texts), html=False).parse(text)
        except TemplateError as error:
            line = getattr(error, "lineno", 1) or 1
            self._report("broken-template", self._line(line), f"this is no template: {error}", "correct the template")
            return [*dashed, *self._findings]
        except (TemplateFault, RecursionError, ValueError) as error:
            self._report("broken-template", self._line(1), f"this is no template: {error}", "make it simpler")
            return [*dashed, *self._findings]
        self._body(tree.body, _Scope())
        hidden = {(one.span.start, one.span.end) for one in dashed}
        inner = [one for one in self._findings if not any(a <= one.span.start < b for a, b in hidden)]
        return [*dashed, *inner]

    # statements

    def _body(self, body: Iterable[nodes.Node], scope: _Scope) -> None:
        for node in body:
            self._statement(node, scope)

    def _statement(self, node: Any, scope: _Scope) -> None:
        match node:
            case nodes.Output():
                for shown in node.nodes:
                    if not isinstance(shown, nodes.TemplateData):
                        self._needed(shown, scope, "is shown")
            case nodes.If():
                self._if(node, scope)
            case nodes.For():
                self._for(node, scope)
            case nodes.Assign():
                self._expression(node.node, scope)
                self._give(node.target, self._member(node.node, scope), scope)
            case nodes.AssignBlock():
                self._body(node.body, scope.inside())
                self._give(node.target, None, scope)
            case nodes.Macro():
                inner = scope.inside()
                for argument in node.args:
                    self._give(argument, None, inner)
                inner.names.update({"caller": None, "varargs": None, "kwargs": None})
                scope.names[node.name] = None
                inner.names[node.name] = None
                self._body(node.body, inner)
            case nodes.With():
                inner = scope.inside()
                for target, value in zip(node.targets, node.values, strict=True):
                    self._expression(value, scope)
                    self._give(target, self._member(value, scope), inner)
                self._body(node.body, inner)
            case nodes.Import():
                self._file(node.template, scope)
                scope.names[node.target] = None
            case nodes.FromImport():
                self._file(node.template, scope)
                for name in node.names:
                    scope.names[name[1] if isinstance(name, tuple) else name] = None
            case nodes.Include() | nodes.Extends():
                self._file(node.template, scope)
            case nodes.Block() | nodes.Scope() | nodes.FilterBlock() | nodes.CallBlock():
                if isinstance(node, nodes.CallBlock):
                    self._expression(node.call, scope)
                if isinstance(node, nodes.FilterBlock):
                    self._filter_name(node.filter)
                self._body(node.body, scope.inside())
            case _:
                for child in node.iter_child_nodes():
                    self._expression(child, scope)

    def _if(self, node: nodes.If, scope: _Scope) -> None:
        self._expression(node.test, scope)
        yes, no = _told(node.test)
        self._body(node.body, scope.inside(yes))
        for other in node.elif_:
            self._if(other, scope.inside(no))
            no = no | _told(other.test)[1]
        self._body(node.else_, scope.inside(no))

    def _for(self, node: nodes.For, scope: _Scope) -> None:
        self._needed(node.iter, scope, "is gone through")
        member = self._member(node.iter, scope)
        inner = scope.inside()
        inner.names["loop"] = None
        self._give(node.target, member.items if member is not None else None, inner)
        if node.test is not None:
            self._expression(node.test, inner)
            inner = inner.inside(_told(node.test)[0])
        self._body(node.body, inner)
        self._body(node.else_, scope.inside())

    def _give(self, target: nodes.Node, member: Member | None, scope: _Scope) -> None:
        if isinstance(target, nodes.Name):
            scope.names[target.name] = member
        elif isinstance(target, (nodes.Tuple, nodes.List)):
            for item in target.items:
                self._give(item, None, scope)

    def _file(self, template: nodes.Expr, scope: _Scope) -> None:
        self._expression(template, scope)
        name = template.value if isinstance(template, nodes.Const) else None
        if isinstance(name, str) and name not in self._files:
            help = did_you_mean(name, self._files) or "templates are files of the pack named `….j2`"
            place = self._place(name, template.lineno)
            self._report("missing-file", place, f"the pack has no template `{name}`", help)

    # expressions

    def _needed(self, node: Any, scope: _Scope, how: str) -> None:
        """An expression whose value has to be there."""
        self._expression(node, scope)
        if self._maybe_absent(node, scope):
            path = path_of(node) or ()
            shown = ".".join(path)
            first = path[0] if path else ""
            self._report(
                "nil-argument",
                self._place(path[-1] if path else first, node.lineno),
                f"`{shown}` may be absent where it {how}; the message would then not be sent",
                f"write `{shown} | default(…)`, or put it inside `{{% if {shown} %}}`",
            )

    def _expression(self, node: Any, scope: _Scope) -> None:
        path = path_of(node)
        if path is not None:
            self._name(node, path, scope)
            return
        match node:
            case nodes.And() | nodes.Or():
                self._expression(node.left, scope)
                yes, no = _told(node.left)
                self._expression(node.right, scope.inside(yes if isinstance(node, nodes.And) else no))
            case nodes.CondExpr():
                self._expression(node.test, scope)
                yes, no = _told(node.test)
                self._expression(node.expr1, scope.inside(yes))
                if node.expr2 is not None:
                    self._expression(node.expr2, scope.inside(no))
            case nodes.Filter():
                self._filter_name(node)
                if node.node is not None:
                    forgiving = node.name in _FORGIVING
                    (
                        self._expression(node.node, scope)
                        if forgiving
                        else self._needed(node.node, scope, "is given to a filter")
                    )
                for argument in (*node.args, *(pair.value for pair in node.kwargs)):
                    self._expression(argument, scope)
            case nodes.Test():
                if node.name not in TESTS:
                    place = self._place(node.name, node.lineno)
                    help = did_you_mean(node.name, TESTS)
                    self._report("unknown-filter", place, f"there is no test `{node.name}`", help)
                self._expression(node.node, scope)
                for argument in node.args:
                    self._expression(argument, scope)
            case nodes.Call():
                self._call(node, scope)
            case nodes.BinExpr():
                if isinstance(node, nodes.Pow):
                    self._report("unknown-function", self._line(node.lineno), "templates take no powers", None)
                self._needed(node.left, scope, "is reckoned with")
                self._needed(node.right, scope, "is reckoned with")
            case nodes.Compare():
                ordering = any(operand.op in ("gt", "gteq", "lt", "lteq") for operand in node.ops)
                for one in (node.expr, *(operand.expr for operand in node.ops)):
                    if ordering:
                        self._needed(one, scope, "is compared")
                    else:
                        self._expression(one, scope)
            case nodes.Concat():
                for part in node.nodes:
                    self._needed(part, scope, "is joined to a text")
            case nodes.Getattr() | nodes.Getitem():
                self._expression(node.node, scope)
                if isinstance(node, nodes.Getitem):
                    self._expression(node.arg, scope)
            case nodes.Node():
                for child in node.iter_child_nodes():
                    self._expression(child, scope)

    def _call(self, node: nodes.Call, scope: _Scope) -> None:
        path = path_of(node.node)
        arguments = [*node.args, *(pair.value for pair in node.kwargs)]
        for argument in arguments:
            self._expression(argument, scope)
        if path is None:
            self._expression(node.node, scope)
            return
        if path[0] in scope.names or path[0] in CALLABLE or path[0] == "self":
            if path == ("rule",) and not (len(arguments) == 1 and isinstance(arguments[0], nodes.Const)):
                help = "such as `rule('(+ 1 2)')`"
                self._report("invalid-argument", self._place("rule", node.lineno), "`rule` takes a text", help)
            return
        name = path[-1]
        if len(path) > 1 and path[0] in self._known:
            help = f"write `| {name}`" if name in FILTERS else "filters stand after `|`"
            self._report("unknown-function", self._place(name, node.lineno), f"values have no `{name}()`", help)
            self._name(node.node.node, path[:-1], scope)  # type: ignore[attr-defined]
            return
        help = did_you_mean(name, CALLABLE) or "templates call `rule`, `range`, `namespace` and their own macros"
        self._report("unknown-function", self._place(path[0], node.lineno), f"there is no function `{path[0]}`", help)

    def _filter_name(self, node: nodes.Filter) -> None:
        while isinstance(node.node, nodes.Filter) and node.node.node is None:
            self._filter_name(node.node)
            break
        if node.name in FILTERS or node.name in OF_JINJA:
            return
        known = [*FILTERS, *OF_JINJA]
        help = did_you_mean(node.name, known) or f"there are {', '.join(sorted(known))}"
        self._report("unknown-filter", self._place(node.name, node.lineno), f"there is no filter `{node.name}`", help)

    def _name(self, node: Any, path: Path, scope: _Scope) -> None:
        """A variable with its fields: whether there is such a thing."""
        first = path[0]
        if first in scope.names:
            member = scope.names[first]
        elif first in self._known:
            member = self._known[first]
        elif first in ("rule", "range", "namespace", "loop", "self"):
            return
        else:
            near = suggest(first, self._known)
            place = self._place(first, node.lineno)
            fix = Fix(f"write `{near[0]}`", (Edit(place[1], near[0]),)) if near else None
            self._report(
                "unknown-variable",
                place,
                f"the template names `{first}`, which is no variable",
                did_you_mean(first, self._known)
                or "variables are those of `cljrules doc`, with `_` for `-`; `company`, `recipient` and `event`",
                fix=fix,
            )
            return
        whole = first
        for depth, attribute in enumerate(path[1:], 1):
            if member is None or (member.type == "list" and attribute.lstrip("-").isdigit()):
                member = member.items if member is not None else None
                continue
            if member.type != "map" or not (member.fields or member.key_pattern):
                if member.type not in ("map", "list"):
                    help = f"it is a {member.type}; filters stand after `|`"
                    self._report(
                        "unknown-key", self._place(attribute, node.lineno), f"`{whole}` has no `{attribute}`", help
                    )
                return
            above = (*path[:depth],)
            if self._lacking(above, member, scope):
                help = f"put it inside `{{% if {'.'.join(above)} %}}`"
                place = self._place(path[depth - 1], node.lineno)
                self._report("nil-argument", place, f"`{'.'.join(above)}` may be absent", help)
            member = self._field(member, attribute, whole, node)
            if member is None:
                return
            whole = f"{whole}.{attribute}"

    def _field(self, member: Member, attribute: str, whole: str, node: Any) -> Member | None:
        dashed = attribute.replace("_", "-")
        if member.key_pattern and (re.search(member.key_pattern, attribute) or re.search(member.key_pattern, dashed)):
            always = attribute in member.always or dashed in member.always
            return Member(type="map", fields=member.fields, nilable=not always, doc="")
        known = member.always if member.key_pattern else member.fields
        if not member.key_pattern:
            found = member.fields.get(dashed) or member.fields.get(attribute)
            if found is not None:
                return found
        help = did_you_mean(attribute, [one.replace("-", "_") for one in known])
        severity = None if help is not None else Severity.WARNING
        place = self._place(attribute, node.lineno)
        self._report("unknown-key", place, f"`{whole}` has no `{attribute}`", help, severity=severity)
        return None

    def _member(self, node: Any, scope: _Scope) -> Member | None:
        """What is known of an expression's value."""
        path = path_of(node)
        if path is None:
            return None
        member = scope.names[path[0]] if path[0] in scope.names else self._known.get(path[0])
        for attribute in path[1:]:
            if member is None:
                return None
            if member.type == "list":
                member = member.items
                continue
            dashed = attribute.replace("_", "-")
            if member.key_pattern and re.search(member.key_pattern, attribute):
                always = attribute in member.always
                member = Member(type="map", fields=member.fields, nilable=not always, doc="")
            else:
                member = member.fields.get(dashed) or member.fields.get(attribute)
        return member

    def _lacking(self, path: Path, member: Member, scope: _Scope) -> bool:
        return member.nilable and path not in scope.there and not any(one[: len(path)] == path for one in scope.there)

    def _maybe_absent(self, node: Any, scope: _Scope) -> bool:
        path = path_of(node)
        if path is None:
            return False
        member = self._member(node, scope)
        return member is not None and self._lacking(path, member, scope)

    # places

    def _dashed(self) -> Iterator[Diagnostic]:
        """Variables written as in rules, which a template takes for a subtraction."""
        for part in _CODE.finditer(self._raw):
            blanked = _QUOTED.sub(lambda quoted: " " * len(quoted[0]), part[0])
            for found in _DASHED.finditer(blanked):
                if found[0] in self._catalogue.variables:
                    start = self._base + part.start() + found.start()
                    right = found[0].replace("-", "_")
                    place = Span(start, start + len(found[0]))
                    yield finding(
                        "unknown-variable",
                        (self._source, place),
                        f"a template takes `{found[0]}` for a subtraction",
                        f"write `{right}`",
                        rule=self._owner,
                        fix=Fix(f"write `{right}`", (Edit(place, right),)),
                    )

    def _line(self, line: int) -> tuple[Source, Span]:
        """A line of the template."""
        lines = self._raw.split("\n")
        if self._inline or line > len(lines):
            return self._source, Span(self._base, self._base + len(self._raw))
        start = self._base + sum(len(one) + 1 for one in lines[: line - 1])
        return self._source, Span(start, start + len(lines[line - 1]))

    def _place(self, word: str, line: int) -> tuple[Source, Span]:
        """Where a word stands: the next one on its line, inside of what is code."""
        pattern = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
        starts = [
            part.start() + found.start()
            for part in _CODE.finditer(self._raw)
            for found in pattern.finditer(part[0])
            if self._inline or self._raw.count("\n", 0, part.start() + found.start()) == line - 1
        ]
        if not starts:
            return self._line(line)
        key = (word, line)
        taken = self._seen.get(key, 0)
        self._seen[key] = taken + 1
        start = self._base + starts[min(taken, len(starts) - 1)]
        return self._source, Span(start, start + len(word))

    def _report(
        self,
        code: str,
        place: tuple[Source, Span],
        message: str,
        help: str | None,
        *,
        severity: Severity | None = None,
        fix: Fix | None = None,
    ) -> None:
        made = finding(code, place, message, help, rule=self._owner, severity=severity, fix=fix)
        same = [one for one in self._findings if (one.code, one.message, one.span) == (code, message, place[1])]
        if not same:
            self._findings.append(made)


class _Plain(Sandbox):
    """Reads templates as they are written, with every name of a filter or test, so that all can be looked at."""

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        if len(source) > 256_000:
            raise TemplateFault("it has too many characters")
        from jinja2.parser import Parser

        return Parser(self, source, name, filename).parse()


def _unescaped(raw: str) -> str:
    """A text of the rules as it is meant: without its quotes and escapes."""
    inside = raw[1:-1] if raw[:1] == '"' and raw[-1:] == '"' else raw
    return re.sub(r"\\(.)", lambda found: {"n": "\n", "t": "\t", "r": "\r"}.get(found[1], found[1]), inside)


def _told(test: nodes.Node) -> tuple[frozenset[Path], frozenset[Path]]:
    """What is surely there where a condition holds, and where it does not."""
    nothing: frozenset[Path] = frozenset()
    path = path_of(test)
    if path is not None:
        return frozenset({path}), nothing
    match test:
        case nodes.Not():
            yes, no = _told(test.node)
            return no, yes
        case nodes.And():
            (left, _), (right, _) = _told(test.left), _told(test.right)
            return left | right, nothing
        case nodes.Or():
            (_, left), (_, right) = _told(test.left), _told(test.right)
            return nothing, left | right
        case nodes.Test(name="none"):
            inner = path_of(test.node)
            return nothing, frozenset({inner} if inner is not None else ())
        case nodes.Test():
            inner = path_of(test.node)
            there = test.name in ("string", "number", "integer", "mapping", "sequence", "defined")
            return frozenset({inner} if inner is not None and there and test.name != "defined" else ()), nothing
        case nodes.Compare():
            sides = [test.expr, *(operand.expr for operand in test.ops)]
            equal = all(operand.op in ("eq", "gt", "gteq", "lt", "lteq") for operand in test.ops)
            paths = [path for side in sides if (path := path_of(side)) is not None]
            constant = any(isinstance(side, nodes.Const) and side.value is not None for side in sides)
            return (frozenset(paths) if equal and constant else nothing), nothing
    return nothing, nothing
