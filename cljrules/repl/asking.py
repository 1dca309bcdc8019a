"""Questions about rules and loans: why, how many and which, what is different between two.

Takes the bench and what was typed, gives pages; raises Refusal for what cannot be asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from cljrules.evaluation import Criteria, Program
from cljrules.explain.telling import why_text
from cljrules.explain.values import in_words
from cljrules.explain.why import Explainer, criteria_of
from cljrules.packs.model import Rule, Top
from cljrules.parser.forms import Form
from cljrules.parser.reader import parse
from cljrules.portfolio.counting import Counter
from cljrules.repl.bench import Bench
from cljrules.repl.loans import HEALTHY, archetype
from cljrules.repl.pages import Line, Page, Screen, Tone, page
from cljrules.repl.refusal import Refusal
from cljrules.repl.showing import fitted
from cljrules.source import Source
from cljrules.stdlib.catalogue import sample_loan
from cljrules.suggest import did_you_mean
from cljrules.values.equality import equiv
from cljrules.values.errors import ClojureError, LimitExceeded
from cljrules.values.symbols import from_units

#: So many loans are shown of those that match.
SHOWN: Final = 20
_TONES: Final[Mapping[str, Tone]] = {"✓": "good", "✗": "bad", "!": "warn", "·": "dim"}


def top_of(bench: Bench, name: str) -> Top:
    """The rule, notification or scenario of a name; raises Refusal."""
    known = bench.pack.tops
    found = next((top for top in known if top.name == name), None)
    if found is None:
        meant = did_you_mean(name, [top.name for top in known])
        raise Refusal(f"there is no rule `{name}`", meant or "`:rules` lists them")
    return found


def why(bench: Bench, text: str, screen: Screen) -> Page:
    """Why a rule fires on the loan or does not; of all rules in short, where none is named. After `!` every step."""
    words = text.split()
    steps = "!" in words
    names = [word for word in words if word != "!"]
    if len(names) > 1:
        raise Refusal("name one rule", "`:why RULE`, or `:why RULE !` for every step")
    loans = bench.loans
    explainer = Explainer(bench.pack, bench.catalogue)
    chosen = [top_of(bench, names[0])] if names else [top for top in bench.pack.tops if criteria_of(top) is not None]
    if not chosen:
        raise Refusal("there are no rules", "define one with `defrule`, or start with `cljrules repl PACK`")
    lines: list[Line] = []
    for top in chosen:
        if criteria_of(top) is None:
            raise Refusal(f"`{top.name}` has no criteria: events send it", "ask about one with `:when`")
        try:
            told = explainer.explain(top, loans.values, loans.as_of)
        except (ClojureError, LimitExceeded) as error:
            raise Refusal(from_units(str(error)), error.help) from None
        lines += map(_toned, why_text(loans.name, told, brief=not names, trace=steps))
        if names and isinstance(top, Rule) and not top.active:
            lines.append(Line("the rule is not active: it never runs", "warn"))
    while lines and not lines[-1].text:
        lines.pop()
    if not names:
        lines.append(Line(f"{loans.name}, {loans.as_of}; `:why RULE` says more of one", "dim"))
    return page(lines)


def _toned(text: str) -> Line:
    return Line(text, _TONES.get(text.strip()[:1], ""))


# -- which loans ------------------------------------------------------------------------------------------------------


class Question:
    """Criteria to be asked of many loans: those of a rule, or an expression. Raises Refusal for what is neither."""

    def __init__(self, bench: Bench, text: str) -> None:
        self.text = " ".join(text.split())
        self.form, self.name = self._form(bench, text.strip())
        forms = (definition.form for definition in bench.pack.definitions)
        try:
            self.criteria: Criteria = Program(forms, extensions=bench.pack.functions).criteria(self.form)
        except (ClojureError, LimitExceeded) as error:
            known = [*bench.catalogue.variables, *(one.name for one in bench.pack.definitions)]
            subject = getattr(error, "subject", None)
            raise Refusal(from_units(str(error)), error.help or did_you_mean(subject or "", known)) from None

    @staticmethod
    def _form(bench: Bench, text: str) -> tuple[Form, str]:
        top = next((top for top in bench.pack.tops if top.name == text), None)
        if top is None:
            return bench.form_of(text), " ".join(text.split())
        form = criteria_of(top)
        if form is None:
            raise Refusal(f"`{text}` has no criteria: events send it")
        return form, text


def match(bench: Bench, text: str, screen: Screen) -> Page:
    """How many loans an expression or a rule matches, and the first of them."""
    if not text:
        raise Refusal("there is nothing to match", "`:match EXPR`, or `:match RULE`")
    asked = Question(bench, text)
    columns = sorted(asked.criteria.variables)
    accounts = matches = 0
    errors: list[str] = []
    rows: list[list[str]] = []
    why_not = ""
    for loans, answers in _answers(bench, {"it": asked}):
        for account, answer in zip(loans, answers["it"], strict=True):
            accounts += 1
            if answer is None:
                errors.append(account.name)
                why_not = why_not or _error(asked.criteria, account.loan, bench.loans.as_of)
            elif answer:
                matches += 1
                if len(rows) < SHOWN:
                    rows.append([account.name, *_cells(bench, columns, account.loan)])
    share = f" ({100 * matches / accounts:.1f}%)" if accounts else ""
    said = f"{matches:,} of {accounts:,} loans match{share}: {bench.loans.population}"
    lines = [Line(said, "title" if matches else "warn")]
    if rows:
        lines += map(Line, fitted(["loan", *columns], rows, screen.columns))
    if matches > len(rows):
        lines.append(Line(f"and {matches - len(rows):,} more", "dim"))
    if errors:
        count = f"{len(errors):,} loans give" if len(errors) > 1 else "1 loan gives"
        lines.append(Line(f"{count} an error, the first {errors[0]}: {why_not}", "bad"))
    return page(lines)


def _error(criteria: Criteria, loan: Mapping[str, Any], day: date) -> str:
    error = criteria.decide(loan, day).error
    return from_units(str(error)) if error is not None else ""


def _cells(bench: Bench, columns: Sequence[str], loan: Mapping[str, Any]) -> Iterator[str]:
    for name in columns:
        yield in_words(loan.get(name), bench.catalogue.variables.get(name), bench.catalogue)


def _answers(bench: Bench, asked: Mapping[str, Question]) -> Iterator[tuple[Any, Any]]:
    """Page by page, the loans and what each question answers for them."""
    variables = frozenset().union(*(one.criteria.variables for one in asked.values()))
    pages = bench.loans.pages(variables)
    counter: Counter | None = None
    for loans in pages:
        if counter is None:
            counter = Counter({name: one.criteria for name, one in asked.items()}, bench.loans.as_of)
        yield loans, counter.answers([account.loan for account in loans])


# -- two of a kind ----------------------------------------------------------------------------------------------------


def compare(bench: Bench, text: str, screen: Screen) -> Page:
    """Two expressions or rules: which loans each matches; two loans: in which variables and rules they differ."""
    parts = _two(text)
    names = {top.name for top in bench.pack.tops}
    if any(part.startswith("(") or part in names for part in parts):
        return _compare_criteria(bench, *parts, screen)
    return _compare_loans(bench, *parts, screen)


def _two(text: str) -> tuple[str, str]:
    """The two things named: forms or words."""
    tree = parse(Source("", text))
    found = [node.text for node in tree.nodes] if not tree.diagnostics else text.split()
    if len(found) != 2:
        found = text.split()
    if len(found) != 2:
        raise Refusal("name two", "`:compare RULE RULE`, `:compare (EXPR) (EXPR)`, or `:compare LOAN LOAN`")
    return found[0], found[1]


def _compare_criteria(bench: Bench, one: str, other: str, screen: Screen) -> Page:
    asked = {"one": Question(bench, one), "other": Question(bench, other)}
    columns = sorted(asked["one"].criteria.variables | asked["other"].criteria.variables)
    counts = {"both": 0, "one": 0, "other": 0, "neither": 0}
    errors = 0
    rows: list[list[str]] = []
    for loans, answers in _answers(bench, asked):
        for account, first, second in zip(loans, answers["one"], answers["other"], strict=True):
            errors += first is None or second is None
            which = ("both" if second else "one") if first else ("other" if second else "neither")
            counts[which] += 1
            if which in ("one", "other") and len(rows) < SHOWN:
                only = asked[which].name
                rows.append([account.name, only, *_cells(bench, columns, account.loan)])
    total = sum(counts.values())
    different = counts["one"] + counts["other"]
    lines = [
        Line(f"{total:,} loans: {bench.loans.population}", "title"),
        *(
            Line(f"  {counts[key]:>9,}  {said}")
            for key, said in (
                ("both", "match both"),
                ("one", f"match only {asked['one'].name}"),
                ("other", f"match only {asked['other'].name}"),
                ("neither", "match neither"),
            )
        ),
    ]
    if rows:
        lines += map(Line, fitted(["loan", "matches only", *columns], rows, screen.columns))
        if different > len(rows):
            lines.append(Line(f"and {different - len(rows):,} more", "dim"))
    else:
        lines.append(Line("the same loans match both", "good"))
    if errors:
        lines.append(Line(f"{errors:,} loans give an error in one of them", "bad"))
    return page(lines)


def _compare_loans(bench: Bench, one: str, other: str, screen: Screen) -> Page:
    first, second = _loan_of(bench, one), _loan_of(bench, other)
    catalogue = bench.catalogue
    rows = []
    for name, variable in catalogue.variables.items():
        here, there = first[1].get(name), second[1].get(name)
        if not equiv(here, there):
            rows.append([name, in_words(here, variable, catalogue), in_words(there, variable, catalogue)])
    room = max(16, (screen.columns - max((len(row[0]) for row in rows), default=0) - 6) // 2)
    short = [[row[0], *(cell if len(cell) <= room else cell[: room - 1] + "…" for cell in row[1:])] for row in rows]
    lines = [Line(f"{len(rows)} of {len(catalogue.variables)} variables differ", "title")]
    if rows:
        lines += map(Line, fitted(["variable", first[0], second[0]], short, screen.columns))
    changed = _answers_of_rules(bench, first[1], second[1])
    if changed:
        lines.append(Line(""))
        lines.append(Line(f"{len(changed)} rules answer differently", "title"))
        lines += map(Line, fitted(["rule", first[0], second[0]], changed, screen.columns))
    elif bench.pack.tops:
        lines.append(Line("every rule answers the same on both", "dim"))
    return page(lines)


def _loan_of(bench: Bench, name: str) -> tuple[str, Mapping[str, Any]]:
    if name == ".":
        return bench.loans.name, bench.loans.values
    if name == "sample":
        return HEALTHY, {**sample_loan()}
    if name in bench.catalogue.archetypes:
        return name, archetype(name)
    try:
        account = bench.loans.account(name)
    except Refusal as refused:
        meant = did_you_mean(name, bench.catalogue.archetypes)
        raise Refusal(str(refused), meant or refused.help) from None
    return account.name, account.loan


def _answers_of_rules(bench: Bench, first: Mapping[str, Any], second: Mapping[str, Any]) -> list[list[str]]:
    found = []
    for top in bench.pack.tops:
        if criteria_of(top) is None:
            continue
        try:
            criteria = Question(bench, top.name).criteria
        except Refusal:
            continue
        said = [_answer(criteria, loan, bench.loans.as_of) for loan in (first, second)]
        if said[0] != said[1]:
            found.append([top.name, *said])
    return found


def _answer(criteria: Criteria, loan: Mapping[str, Any], day: date) -> str:
    decision = criteria.decide(loan, day)
    if decision.error is not None:
        return f"error: {from_units(str(decision.error))}"
    return "fires" if decision.fires else "does not fire"
