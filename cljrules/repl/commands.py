"""The commands of the prompt: one table, from which help, completion and dispatch are made.

Takes the bench and a line that begins with `:`, gives a `Page`; raises Refusal for what cannot be done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

from cljrules.diagnostics import Severity
from cljrules.explain.rules import PackReader
from cljrules.explain.telling import reading_text, wrapped
from cljrules.explain.values import in_words
from cljrules.explain.why import printed
from cljrules.lookup.describing import describe, lines, names
from cljrules.packs.model import Definition, Notification, Rule, Top
from cljrules.parser.formatter import format_text
from cljrules.portfolio.source import PortfolioError, open_portfolio
from cljrules.render import render_text, visible
from cljrules.repl.asking import Question, compare, match, top_of, why
from cljrules.repl.bench import Bench
from cljrules.repl.loans import address_of
from cljrules.repl.pages import Line, Page, Screen, page
from cljrules.repl.refusal import Refusal
from cljrules.stdlib.reference import entry
from cljrules.suggest import did_you_mean
from cljrules.types import described, infer


class Leave(Exception):
    """The person wants to go."""


class Command(NamedTuple):
    """A command: its name, what follows it, what it does in a line, and what its argument is, for completion."""

    name: str
    usage: str
    doc: str
    argument: str
    run: Callable[[Bench, str, Screen], Page]


def dispatch(bench: Bench, line: str, screen: Screen) -> Page:
    """The page that a command line asks for. Raises Refusal, and Leave for `:quit`."""
    name, _, rest = line.strip().partition(" ")
    command = find(name.removeprefix(":"))
    return command.run(bench, rest.strip(), screen)


def find(name: str) -> Command:
    """The command of a name, or the only one that begins with it; raises Refusal."""
    known = {command.name: command for command in COMMANDS}
    alias = _ALIASES.get(name, name)
    if alias in known:
        return known[alias]
    beginning = [command for command in COMMANDS if name and command.name.startswith(name)]
    if len(beginning) == 1:
        return beginning[0]
    several = f"it could be {', '.join(f'`:{command.name}`' for command in beginning)}" if beginning else None
    meant = did_you_mean(name, known, prefix=":")
    raise Refusal(f"there is no command `:{name}`", several or meant or "`:help` lists them")


def is_command(text: str) -> bool:
    """Whether a line is a command rather than a keyword of the language."""
    word = text.strip().split(" ", 1)[0]
    return len(word) > 1 and word[0] == ":" and word[1].isalpha() and "\n" not in word


# -- the loan ---------------------------------------------------------------------------------------------------------


def _loan(bench: Bench, text: str, screen: Screen) -> Page:
    if text:
        bench.loans.use_account(text)
    return _about_loan(bench)


def _sample(bench: Bench, text: str, screen: Screen) -> Page:
    bench.loans.use_sample("" if text == "sample" else text)
    return _about_loan(bench)


def _samples(bench: Bench, text: str, screen: Screen) -> Page:
    known = bench.catalogue.archetypes
    widest = max(map(len, known))
    return page(line for name, one in known.items() for line in wrapped(f"{name:<{widest}}  {one.doc}", 0, widest + 2))


def _about_loan(bench: Bench) -> Page:
    loans = bench.loans
    lines = [Line(f"{loans.name}, as of {loans.as_of:%A, %-d %B %Y}", "title")]
    for name in bench.loans.settings:
        lines.append(Line(f"  set: {name} = {_said(bench, name)}", "warn"))
    return page(lines)


def _said(bench: Bench, name: str) -> str:
    value = bench.loans.values.get(name)
    return in_words(value, bench.catalogue.variables.get(name), bench.catalogue)


def _as_of(bench: Bench, text: str, screen: Screen) -> Page:
    bench.loans.use_day(text)
    return _about_loan(bench)


def _set(bench: Bench, text: str, screen: Screen) -> Page:
    name, _, value = text.partition(" ")
    if not name:
        if not bench.loans.settings:
            return page([Line("nothing is set; `:set VARIABLE VALUE` tries another value", "dim")])
        return page(
            [f"{name} = {printed(value)}  ({_said(bench, name)})" for name, value in bench.loans.settings.items()]
        )
    if not value.strip():
        raise Refusal(f"there is no value for `{name}`", f"`:set {name} VALUE`; `:unset {name}` takes one back")
    plain = name.removeprefix(":")
    before = _said(bench, plain)
    bench.loans.set(name, value.strip())
    return page([f"{plain}: {_said(bench, plain)} instead of {before}"])


def _unset(bench: Bench, text: str, screen: Screen) -> Page:
    bench.loans.unset(text)
    return page(
        [f"{text.removeprefix(':')}: {_said(bench, text.removeprefix(':'))}" if text else "nothing is set any more"]
    )


def _store(bench: Bench, text: str, screen: Screen) -> Page:
    loans = bench.loans
    if text:
        folder = bench.path if bench.path is not None and bench.path.is_dir() else None
        address = address_of(text, folder)
        try:
            with open_portfolio(address) as opened:
                opened.as_of.isoformat()
        except PortfolioError as error:
            raise Refusal(str(error), error.help) from None
        if loans.is_real:
            loans.use_sample("")
        loans.close()
        loans.store = address
    if loans.store is None:
        return page([Line("no store is open; `:store URL` opens one", "dim")])
    return page([loans.population])


# -- the rules --------------------------------------------------------------------------------------------------------


def _rules(bench: Bench, text: str, screen: Screen) -> Page:
    pack = bench.pack
    reader = PackReader(pack, bench.catalogue)
    drafts = {name for _, name in bench.drafts}
    found: list[Line] = []
    for top in pack.tops:
        if text and text.casefold() not in f"{top.name} {top.doc or ''}".casefold():
            continue
        marks = [mark for mark, is_so in (("draft", top.name in drafts), ("not active", _is_idle(top))) if is_so]
        kind = "" if isinstance(top, Rule) else " (notification)" if isinstance(top, Notification) else " (scenario)"
        found.append(Line(f"{visible(top.name)}{kind}{''.join(f' [{mark}]' for mark in marks)}", "title"))
        said = " ".join(top.doc.split()) if top.doc else reader.read(top).sentence.split("\n")[0]
        found += map(Line, wrapped(said, 2))
    if not found:
        hint = "define one with `defrule`, or start with `cljrules repl PACK`"
        raise Refusal(f"no rule has `{text}` in its name or documentation" if text else "there are no rules", hint)
    return page(found)


def _is_idle(top: Top) -> bool:
    return isinstance(top, Rule) and not top.active


def _actions(bench: Bench, text: str, screen: Screen) -> Page:
    if not text:
        actions = bench.catalogue.actions
        widest = max(map(len, actions))
        return page(
            line for one in actions.values() for line in wrapped(f"{one.name:<{widest}}  {one.doc}", 0, widest + 2)
        )
    if text in bench.catalogue.actions:
        return _doc(bench, text, screen)
    reading = PackReader(bench.pack, bench.catalogue).read(top_of(bench, text))
    return (
        page(line for deed in reading.actions for line in wrapped(f"- {deed.text}", 0, 2))
        if reading.actions
        else page([Line("it has no actions", "dim")])
    )


def _lint(bench: Bench, text: str, screen: Screen) -> Page:
    from cljrules.lint import find
    from cljrules.packs.settings import settled

    pack = bench.usable
    found = list(bench.findings)
    if pack is not None:
        found = settled([*found, *find(pack)], pack, complete=True)
        found = list({(one.code, one.message, one.source.path, one.span): one for one in found}.values())
    if text:
        top = top_of(bench, text)
        found = [one for one in found if one.rule == top.name]
    if not found:
        return page([Line("nothing to report", "good")])
    errors = sum(one.severity is Severity.ERROR for one in found)
    shown = render_text(found, colour=screen.colour).split("\n")
    return page([Line(line, "ready") for line in shown], is_fine=not errors)


# -- names and expressions --------------------------------------------------------------------------------------------


def _doc(bench: Bench, text: str, screen: Screen) -> Page:
    name = text.removeprefix(":")
    if not name:
        raise Refusal("name what you want to know about", "`:doc NAME`; Tab shows the names there are")
    pack = bench.usable
    top = next((top for top in pack.tops if top.name == name), None) if pack is not None else None
    if pack is not None and top is not None:
        return page(_reading(PackReader(pack, bench.catalogue), top))
    definition = _definition(bench, name)
    if definition is not None:
        return page(
            [Line(f"{name}  (definition of the pack)", "title"), *format_text(_text(definition)).rstrip().split("\n")]
        )
    functions = pack.functions if pack is not None else {}
    found = describe(name, bench.catalogue, functions)
    if found is None:
        known = [*names(bench.catalogue), *_names_of_pack(bench), *_functions()]
        raise Refusal(f"nothing is known of `{name}`", did_you_mean(name, known))
    shown = lines(found)
    return page([Line(shown[0], "title"), *map(visible, shown[1:])])


def _functions() -> Iterator[str]:
    from cljrules.packs.criteria import function_names

    yield from function_names()


def _names_of_pack(bench: Bench) -> Iterator[str]:
    pack = bench.usable
    if pack is not None:
        yield from (top.name for top in pack.tops)
        yield from (definition.name for definition in pack.definitions)


def _reading(reader: PackReader, top: Top) -> Iterator[Line | str]:
    reading = reader.read(top)
    yield Line(f"{visible(reading.name)}  ({reading.kind})", "title")
    yield from reading_text(reading)


def _definition(bench: Bench, name: str) -> Definition | None:
    pack = bench.usable
    return next((one for one in pack.definitions if one.name == name), None) if pack is not None else None


def _text(definition: Definition) -> str:
    return definition.form.source.slice(definition.form.span)


def _source(bench: Bench, text: str, screen: Screen) -> Page:
    pack = bench.pack
    top = next((top for top in pack.tops if top.name == text), None)
    if top is not None:
        source, span = top.source, top.span
    else:
        definition = _definition(bench, text)
        if definition is None:
            functions = entry(text, pack.functions) if text else None
            if functions is not None and functions.place is not None:
                return page([f"`{text}` is written in {visible(functions.place)}"])
            if functions is not None or text in bench.catalogue.variables:
                raise Refusal(
                    f"`{text}` is part of cljrules; it has no source in the pack", f"`:doc {text}` tells of it"
                )
            raise Refusal(f"the pack has nothing named `{text}`", did_you_mean(text, _names_of_pack(bench)))
        source, span = definition.form.source, definition.form.span
    at = source.position(span.start)
    is_draft = any(name == text for _, name in bench.drafts)
    where = "a draft, not saved" if is_draft else f"{source.path}:{at.line}"
    return page([Line(f";; {where}", "dim"), *(Line(visible(line), "code") for line in source.slice(span).split("\n"))])


def _type(bench: Bench, text: str, screen: Screen) -> Page:
    if not text:
        raise Refusal("there is no expression", "`:type EXPR`")
    asked = Question(bench, text)
    typed = infer(asked.criteria.node, bench.knowledge, form=asked.form)
    type_ = typed.type
    said = [described(type_)]
    if type_.low is not None or type_.high is not None:
        said.append(f"from {'…' if type_.low is None else type_.low} to {'…' if type_.high is None else type_.high}")
    if type_.constants is not None and 0 < len(type_.constants) <= 20 and not {"true", "false"} & set(said):
        words = sorted(str(value) for kind, value in type_.constants if kind == "text")
        said += [f"one of {', '.join(f'“{word}”' for word in words)}"] if words else []
    lines = [Line(", ".join(said))]
    if typed.findings:
        lines += [Line(line, "ready") for line in render_text(typed.findings, colour=screen.colour).split("\n")]
    return page(lines, is_fine=not any(one.severity is Severity.ERROR for one in typed.findings))


# -- drafts and files -------------------------------------------------------------------------------------------------


def _drafts(bench: Bench, text: str, screen: Screen) -> Page:
    if not bench.drafts:
        return page([Line("there are no drafts; `defrule`, `def` and `defn` at the prompt make some", "dim")])
    texts = "\n\n".join(draft.text for draft in bench.drafts.values())
    return page(Line(visible(line), "code") for line in texts.split("\n"))


def _drop(bench: Bench, text: str, screen: Screen) -> Page:
    bench.drop(text)
    return page(["forgotten"])


def _save(bench: Bench, text: str, screen: Screen) -> Page:
    return page([Line(f"saved in {visible(path)}", "good") for path in bench.save(text)])


def _reload(bench: Bench, text: str, screen: Screen) -> Page:
    bench.reload()
    return page(about_pack(bench))


def about_pack(bench: Bench) -> Iterator[Line]:
    """What the pack is, and what is wrong with it, in a line or two."""
    pack = bench.usable
    errors = sum(finding.severity is Severity.ERROR for finding in bench.findings)
    warnings = sum(finding.severity is Severity.WARNING for finding in bench.findings)
    if pack is not None and bench.path is not None:
        kinds = ((pack.rules, "rule"), (pack.notifications, "notification"), (pack.scenarios, "promise scenario"))
        counts = [f"{len(held)} {noun}{'' if len(held) == 1 else 's'}" for held, noun in kinds if held]
        yield Line(f"{visible(pack.name)} {visible(pack.version)}: {', '.join(counts) or 'no rules'}", "title")
    if bench.drafts:
        yield Line(f"{len(bench.drafts)} drafts, not saved", "warn")
    found = [
        f"{count} {noun}{'' if count == 1 else 's'}"
        for count, noun in ((errors, "error"), (warnings, "warning"))
        if count
    ]
    if found:
        yield Line(f"{' and '.join(found)}; `:lint` shows them", "bad" if errors else "warn")
    if bench.broken_definitions:
        yield Line(f"not usable: {', '.join(map(visible, bench.broken_definitions))}", "bad")


def _quit(bench: Bench, text: str, screen: Screen) -> Page:
    raise Leave


def _help(bench: Bench, text: str, screen: Screen) -> Page:
    if text:
        command = find(text.removeprefix(":"))
        return page([Line(f":{command.name} {command.usage}".rstrip(), "title"), *wrapped(command.doc, 2)])
    widest = max(len(f":{command.name} {command.usage}") for command in COMMANDS)
    rows = [
        line
        for command in COMMANDS
        for line in wrapped(f"{f':{command.name} {command.usage}':<{widest}}  {command.doc}", 2, widest + 2)
    ]
    return page(
        [
            "Type an expression to evaluate it, or a rule to try it. A command begins with a colon.",
            "",
            *rows,
            "",
            "`_` or `*1` is the last value, `*2` and `*3` those before, `*e` the last error. Ctrl-C stops what runs,",
            "Ctrl-R searches what you typed, Ctrl-D leaves.",
        ]
    )


COMMANDS: Final = (
    Command("loan", "[ID]", "look at a loan of the store; without ID say which loan it is", "", _loan),
    Command("sample", "[NAME]", "look at a sample loan; without NAME at a loan in good standing", "sample", _sample),
    Command("samples", "", "list the sample loans", "", _samples),
    Command("as-of", "[DATE]", "take another business date; without DATE the store's own", "", _as_of),
    Command(
        "set", "[VARIABLE VALUE]", "what if: give a variable another value; alone list what is set", "setting", _set
    ),
    Command("unset", "[VARIABLE]", "take a variable's own value back; alone all of them", "variable", _unset),
    Command(
        "why", "[RULE [!]]", "why a rule fires on the loan or does not, and what would turn that round", "rule", why
    ),
    Command("match", "EXPR", "how many loans an expression or a rule matches, and which", "expression", match),
    Command(
        "compare", "A B", "two rules or expressions on all loans, or two loans (`.` is this one)", "expression", compare
    ),
    Command("rules", "[TEXT]", "list the rules, or those with a text in their name or documentation", "", _rules),
    Command("actions", "[RULE]", "list the actions there are, or say what a rule does", "rule", _actions),
    Command("doc", "NAME", "what a variable, function, action, rule, word list or finding is", "name", _doc),
    Command("source", "NAME", "the text of a rule or definition, and where it stands", "source", _source),
    Command("type", "EXPR", "what an expression can give, without evaluating it", "expression", _type),
    Command("lint", "[RULE]", "check the pack, drafts included", "rule", _lint),
    Command("drafts", "", "show the rules and definitions that are not saved", "", _drafts),
    Command("drop", "[NAME]", "forget a draft, or all of them", "draft", _drop),
    Command("save", "[NAME]", "write a draft, or all of them, into the pack's files", "draft", _save),
    Command("reload", "", "read the pack's files again", "", _reload),
    Command("store", "[URL]", "open a store or a file of loans; alone say which is open", "", _store),
    Command("help", "[COMMAND]", "say what the commands do", "command", _help),
    Command("quit", "", "leave", "", _quit),
)
_ALIASES: Final[Mapping[str, str]] = {"q": "quit", "exit": "quit", "h": "help", "?": "help"}
