"""The commands that take long, as they are carried out in the process for them.

Each takes the worker, the key of a project and an object of arguments; gives JSON data, whose shapes stand in
docs/extenders/lsp.md. Places are addresses with ranges as the protocol has them. Nothing is written anywhere but in a
temporary folder, and no store is changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, Final

from cljrules.diagnostics import Severity
from cljrules.evaluation import Program
from cljrules.explain.rules import PackReader
from cljrules.explain.why import Explainer, Explanation, criteria_of, printed
from cljrules.interp.trace import Step
from cljrules.lsp.addresses import uri_of
from cljrules.lsp.diagnostics import range_of
from cljrules.lsp.values import value_of
from cljrules.lsp.worker import Refused, Worker
from cljrules.packs.model import Pack, Rule, Top
from cljrules.parser.forms import Form
from cljrules.parser.reader import read
from cljrules.portfolio.source import Portfolio, PortfolioError, open_portfolio
from cljrules.render import finding_json
from cljrules.source import Source, Span
from cljrules.stdlib.catalogue import archetype_loan, load, sample_loan
from cljrules.suggest import did_you_mean
from cljrules.values.errors import ClojureError, LimitExceeded
from cljrules.values.symbols import from_units
from cljrules.workspace import Snapshot

Given = Mapping[str, Any]
_ROWS: Final = 20


class _Asked:
    """A question about a project: its state, and what was given."""

    def __init__(self, worker: Worker, key: str, given: Given) -> None:
        self.worker = worker
        self.given = given
        snapshot = worker.project(key).snapshot
        assert snapshot is not None
        self.snapshot: Snapshot = snapshot
        self.pack: Pack = snapshot.pack
        self.folder = worker.project(key).folder

    @property
    def tops(self) -> tuple[Top, ...]:
        """The forms that are meant: the one named `rule`, those of the file `path`, or all."""
        name, path = self.given.get("rule"), self.given.get("path")
        if name is not None:
            found = tuple(top for top in self.pack.tops if top.name == name)
            if not found:
                meant = did_you_mean(str(name), [top.name for top in self.pack.tops])
                raise Refused(
                    f"there is no rule `{name}` that can be read", meant or "put right what is reported in it"
                )
            return found
        if path is not None:
            return tuple(top for top in self.pack.tops if self.place(top.source, top.span)["path"] == path)
        return self.pack.tops

    def place(self, source: Source, span: Span) -> dict[str, Any]:
        """Where a form of the pack stands."""
        found = self.snapshot.place(source)
        file, by = found if found is not None else (source, 0)
        moved = Span(span.start + by, span.end + by)
        return {"uri": uri_of(file.path), "path": file.path, "range": _range(file, moved)}

    @contextmanager
    def portfolio(self) -> Iterator[Portfolio]:
        """The portfolio of the settings, or of the pack; raises Refused where there is none or it cannot be looked
        at.
        """
        address = self.given.get("store") or self.worker.settings.store or self.pack.manifest.store_url
        if not address:
            raise Refused("no store is chosen", "set `cljrules.store`, or `url` under [store] in cljrules.toml")
        day = self.given.get("asOf") or self.worker.settings.as_of
        try:
            with open_portfolio(self._address(str(address)), date.fromisoformat(day) if day else None) as opened:
                yield opened
        except PortfolioError as error:
            raise Refused(str(error), error.help) from None
        except ValueError:
            raise Refused(f"`{day}` is no date such as 2026-11-22") from None

    def _address(self, address: str) -> str:
        """An address, a file's from the folder of the pack."""
        for start in ("sqlite:///", ""):
            path = address.removeprefix(start)
            if (
                address.startswith(start)
                and "://" not in path
                and self.folder is not None
                and (self.folder / path).exists()
            ):
                return f"{start}{self.folder / path}"
        return address

    def loan(self) -> tuple[str, dict[str, Any], date]:
        """The loan that is meant, with its name and its business date: one of the portfolio by `loan`, an archetype by
        `sample`, else the sample loan; `set` gives variables other values.
        """
        name, today = "the sample loan", load().sample.today
        sample = self.given.get("sample") or self.worker.settings.sample
        loan: Mapping[str, Any] = sample_loan()
        if self.given.get("loan") is not None:
            with self.portfolio() as opened:
                account = opened.account(str(self.given["loan"]))
            name, loan = account.name, account.loan
        elif sample:
            if sample not in load().archetypes:
                meant = did_you_mean(sample, load().archetypes)
                raise Refused(f"there is no sample loan `{sample}`", meant or "`cljrules.samples` lists them")
            name, loan = f"the sample loan “{sample}”", archetype_loan(sample)
        changed = {key: value_of(key, text) for key, text in (self.given.get("set") or {}).items()}
        whole = {**loan, **changed}
        return name, whole, date.fromisoformat(whole[today])


def run_on(worker: Worker, key: str, given: Given) -> dict[str, Any]:
    """What rules answer on one loan."""
    asked = _Asked(worker, key, given)
    name, loan, day = asked.loan()
    explainer = Explainer(asked.pack, load())
    results = []
    for top in asked.tops:
        if criteria_of(top) is not None:
            found = _explained(explainer, top, loan, day)
            results.append(
                {
                    "rule": top.name,
                    "kind": found["kind"],
                    "fires": found["fires"],
                    "error": found["error"],
                    "said": _short(found),
                    "changes": found["changes"],
                    **_where(asked.place(top.source, top.span)),
                    "criteria": asked.place(_form(top).source, _form(top).span)["range"],
                }
            )
    return {"loan": name, "as_of": day.isoformat(), "results": results}


def why(worker: Worker, key: str, given: Given) -> dict[str, Any]:
    """Why a rule fires on a loan or does not, step by step."""
    asked = _Asked(worker, key, given)
    if not isinstance(given.get("rule"), str):
        raise Refused("`rule` is missing", "name the rule")
    top = asked.tops[0]
    if criteria_of(top) is None:
        raise Refused(f"`{top.name}` has no criteria: events send it", "ask about one with `:when`")
    name, loan, day = asked.loan()
    explainer = Explainer(asked.pack, load())
    try:
        found = explainer.explain(top, loan, day)
    except (ClojureError, LimitExceeded) as error:
        raise Refused(_said(error), "put right what is reported in the pack") from None
    data = found.as_json()
    data["trace"] = [_step(asked, step) for step in found.steps]
    return {"loan": name, **_where(asked.place(top.source, top.name_span)), **data, "said": _short(data)}


def match_preview(worker: Worker, key: str, given: Given) -> dict[str, Any]:
    """Which loans of the portfolio a rule, or an expression, matches."""
    asked = _Asked(worker, key, given)
    name, form = _meant(asked)
    try:
        program = Program((item.form for item in asked.pack.definitions), extensions=asked.pack.functions)
        criteria = program.criteria(form)
    except (ClojureError, LimitExceeded) as error:
        raise Refused(_said(error), "put right what is reported in the criteria") from None
    from cljrules.portfolio.counting import Counter

    limit = given.get("limit", _ROWS)
    limit = min(max(int(limit), 0), 1000) if isinstance(limit, int) else _ROWS
    columns = sorted(criteria.variables)
    accounts = matches = errors = 0
    rows: list[list[str]] = []
    with asked.portfolio() as opened:
        counter = Counter({"criteria": criteria}, opened.as_of)
        for page in opened.pages(criteria.variables):
            answers = counter.answers([account.loan for account in page])["criteria"]
            accounts += len(page)
            errors += answers.count(None)
            for account, answer in zip(page, answers, strict=True):
                if answer is True:
                    matches += 1
                    if len(rows) < limit:
                        rows.append([account.name, *(printed(account.loan.get(column)) for column in columns)])
            worker.tell(min(99, accounts // 1000), f"{accounts:,} accounts")
        named, day = opened.name, opened.as_of
    share = matches / accounts if accounts else 0.0
    return {
        "rule": name,
        "store": named,
        "as_of": day.isoformat(),
        "accounts": accounts,
        "matches": matches,
        "errors": errors,
        "share": share,
        "columns": ["account", *columns],
        "rows": rows,
        "more": max(0, matches - len(rows)),
    }


def counts(worker: Worker, key: str, given: Given) -> dict[str, Any]:
    """How many accounts each rule of a file matches."""
    asked = _Asked(worker, key, given)
    from cljrules.portfolio.matching import match_pack

    rules = tuple(top for top in asked.tops if isinstance(top, Rule) and top.active)
    with asked.portfolio() as opened:
        found = match_pack(_with_rules(asked.pack, rules), opened, load())
        return {
            "store": opened.name,
            "as_of": opened.as_of.isoformat(),
            "counts": {match.rule.name: [match.matches, match.accounts] for match in found},
        }


def witnesses(worker: Worker, key: str, given: Given) -> dict[str, Any]:
    """The smallest loans on which a rule fires and does not, and those at its bounds."""
    asked = _Asked(worker, key, given)
    if worker.prover is None:
        from cljrules.prove import HOW_TO_INSTALL, MISSING

        raise Refused(MISSING, HOW_TO_INSTALL)
    wanted = {top.name for top in asked.tops}
    state = worker.prover.snapshot(asked.pack)
    subjects = [subject for subject in state.subjects if subject.name in wanted]
    found = []
    for number, subject in enumerate(subjects):
        worker.tell(100 * number // len(subjects), subject.name)
        proof = state.prove(subject)
        found.append(
            {
                "rule": subject.name,
                "kind": subject.kind,
                **_where(asked.place(subject.of.source, subject.of.name_span)),
                "outcome": proof.outcome,
                "fires": _witness(proof.fires),
                "quiet": _witness(proof.quiet),
                "fails": _witness(proof.fails),
                "error": proof.error,
                "boundaries": [
                    {
                        "text": _text(one.form),
                        "range": asked.place(one.form.source, one.form.span)["range"],
                        "inside": _witness(one.inside),
                        "outside": _witness(one.outside),
                    }
                    for one in proof.boundaries
                ],
                "doubts": [doubt.why for doubt in proof.doubts],
            }
        )
    return {"rules": found}


def run_examples(worker: Worker, key: str, given: Given) -> dict[str, Any]:
    """What the examples of rules come to."""
    asked = _Asked(worker, key, given)
    from cljrules.trials.judging import Judge

    try:
        judge = Judge(asked.pack, load())
    except (ClojureError, LimitExceeded) as error:
        raise Refused(_said(error), "put right what is reported in the pack's definitions") from None
    reader = PackReader(asked.pack, load())
    rules = [top for top in asked.tops if isinstance(top, Rule)]
    found = []
    for number, rule in enumerate(rules):
        worker.tell(100 * number // max(1, len(rules)), rule.name)
        found.append(
            {
                "rule": rule.name,
                **_where(asked.place(rule.source, rule.name_span)),
                "examples": [_outcome(asked, reader, judge, rule, one) for one in judge.outcomes(rule)],
            }
        )
    examples = [example for rule in found for example in rule["examples"]]
    return {"rules": found, "passed": sum(one["passed"] for one in examples), "examples": len(examples)}


def _outcome(asked: _Asked, reader: PackReader, judge: Any, rule: Rule, outcome: Any) -> dict[str, Any]:
    example = outcome.example
    case = judge.case(example)
    try:
        decision = judge.program.criteria(rule.when).decide(case.loan, case.as_of)
    except (ClojureError, LimitExceeded) as error:
        actual, values = f"the criteria cannot be read: {_said(error)}", {}
    else:
        actual = "fires" if decision.fires else "does not fire"
        if decision.error is not None:
            actual = f"gives an error: {from_units(str(decision.error))}"
        values = {name: printed(value) for name, value in sorted(decision.read.items())}
    words = ", ".join(f"{label} {value}" for label, value in reader.example(example).given)
    return {
        "id": f"{rule.name}#{outcome.number}",
        "number": outcome.number,
        "label": f"{'fires' if example.fires else 'does not fire'}: {words or 'the sample loan'}",
        "range": asked.place(rule.source, example.span)["range"],
        "passed": outcome.failure is None,
        "expected": "fires" if example.fires else "does not fire",
        "actual": actual,
        "failure": outcome.failure,
        "values": values,
        "as_of": case.as_of.isoformat(),
        "engines": list(outcome.engines),
    }


def examples(worker: Worker, key: str, given: Given) -> dict[str, Any]:
    """The text of a file with the examples that a rule lacks: those that would notice the slips now missed."""
    asked = _Asked(worker, key, {"rule": given["rule"]})
    from cljrules.trials.judging import Judge
    from cljrules.trials.mutation import Mutation
    from cljrules.trials.writing import with_examples

    source = next((one for one in asked.snapshot.sources if one.path == given["path"]), None)
    rule = asked.tops[0]
    if source is None or not isinstance(rule, Rule):
        raise Refused("the rule is not in this file")
    try:
        judge = Judge(asked.pack, load())
    except (ClojureError, LimitExceeded) as error:
        raise Refused(_said(error), "put right what is reported in the pack's definitions") from None
    if any(outcome.failure is not None for outcome in judge.outcomes(rule)):
        raise Refused("one of its examples fails", "put right the criteria or the example first")
    mutation = Mutation(judge)
    wanted = mutation.fewest(rule, mutation.verdicts(rule))
    return {"text": with_examples(source.text, {rule.name: wanted})}


def pack_report(worker: Worker, key: str, given: Given) -> dict[str, Any]:
    """Everything about a pack: findings, examples, proofs, and matches where there is a store."""
    asked = _Asked(worker, key, given)
    worker.tell(5, "findings")
    found = asked.snapshot.all_findings
    worker.tell(20, "examples")
    report: dict[str, Any] = {
        "pack": asked.pack.name,
        "version": asked.pack.version,
        "rules": len(asked.pack.rules),
        "notifications": len(asked.pack.notifications),
        "scenarios": len(asked.pack.scenarios),
        "readings": [{**reading.as_json()} for reading in PackReader(asked.pack, load()).readings],
        "findings": [finding_json(one) for one in found],
        "errors": sum(one.severity is Severity.ERROR for one in found),
        "warnings": sum(one.severity is Severity.WARNING for one in found),
    }
    try:
        report["examples"] = run_examples(worker, key, {"uri": given.get("uri", "")})
    except Refused as refused:
        report["examples"] = {"refused": str(refused)}
    worker.tell(50, "proofs")
    if worker.prover is not None:
        from cljrules.prove import study
        from cljrules.prove.report import as_json

        seconds = given.get("seconds", 30)
        made = study(worker.prover.snapshot(asked.pack), float(seconds) if isinstance(seconds, int | float) else 30.0)
        report["proofs"] = as_json(made)
    worker.tell(80, "matches")
    try:
        report["portfolio"] = _matches(asked)
    except Refused as refused:
        report["portfolio"] = {"refused": str(refused), "help": refused.help}
    return report


def deploy_dry_run(worker: Worker, key: str, given: Given) -> dict[str, Any]:
    """What deploying the pack as it is in the editor would change; nothing is deployed."""
    asked = _Asked(worker, key, given)
    found = asked.snapshot.all_findings
    errors = [finding_json(one) for one in found if one.severity is Severity.ERROR]
    warnings = [finding_json(one) for one in found if one.severity is Severity.WARNING]
    worker.tell(30, "matches")
    data = {
        "pack": asked.pack.name,
        "version": asked.pack.version,
        "errors": errors,
        "warnings": warnings,
        "would_deploy": not errors,
        "portfolio": _matches(asked),
    }
    worker.tell(70, "a night")
    if not errors:
        from cljrules.lsp.nights import a_night

        data["night"] = a_night(asked.snapshot, asked.folder, asked._address, given, worker.settings, asked.pack)
    return data


def _matches(asked: _Asked) -> dict[str, Any]:
    from cljrules.portfolio.matching import match_pack

    with asked.portfolio() as opened:
        found = match_pack(asked.pack, opened, load())
        return {
            "store": opened.name,
            "as_of": opened.as_of.isoformat(),
            "rules": [
                {
                    "rule": match.rule.name,
                    **_where(asked.place(match.rule.source, match.rule.name_span)),
                    "accounts": match.accounts,
                    "matches": match.matches,
                    "share": match.share,
                    "errors": match.errors,
                    "deployed": match.deployed,
                    "newly": match.newly,
                    "newly_named": match.newly_named,
                    "no_longer": match.no_longer,
                    "no_longer_named": match.no_longer_named,
                }
                for match in found
            ],
        }


# -- parts ------------------------------------------------------------------------------------------------------------


def _meant(asked: _Asked) -> tuple[str, Form]:
    """The criteria that are meant: those of `rule`, or the `expression`."""
    text = asked.given.get("expression")
    if text is None:
        if asked.given.get("rule") is None:
            raise Refused("`rule` is missing", "name a rule, or give an `expression`")
        top = asked.tops[0]
        return top.name, _form(top)
    forms, findings = read(Source("<expression>", str(text)))
    if findings or len(forms) != 1:
        raise Refused(findings[0].message if findings else "there is no single expression", "give one expression")
    return str(text), forms[0]


def _form(top: Top) -> Form:
    form = criteria_of(top)
    if form is None:
        raise Refused(f"`{top.name}` has no criteria", "ask about one with `:when`")
    return form


def _explained(explainer: Explainer, top: Top, loan: Mapping[str, Any], day: date) -> dict[str, Any]:
    try:
        found: Explanation = explainer.explain(top, loan, day)
        return found.as_json()
    except (ClojureError, LimitExceeded) as error:
        return {
            "kind": "rule",
            "fires": None,
            "error": _said(error),
            "points": [],
            "changes": None,
        }


def _short(found: Mapping[str, Any]) -> str:
    """In a line: whether it fires, and the first condition that decided it."""
    if found["error"] is not None:
        return f"error: {found['error']}"
    if found["fires"]:
        return "fires"
    failed = next((point for point in found["points"] if point["state"] in ("fails", "error")), None)
    if failed is None:
        return "does not fire"
    values = ", ".join(f"{one['label']} {one['said']}" for one in failed["values"])
    return f"does not fire: not so that {failed['said']}" + (f" ({values})" if values else "")


def _step(asked: _Asked, step: Step) -> dict[str, Any]:
    data: dict[str, Any] = {
        "text": step.text,
        **_where(asked.place(step.form.source, step.form.span)),
        "looked_at": step.looked_at,
    }
    if step.error is not None:
        data["error"] = from_units(step.error.message or "")
    elif step.looked_at:
        data["value"] = printed(step.value)
    data["steps"] = [_step(asked, inside) for inside in step.steps]
    return data


def _witness(witness: Any) -> dict[str, Any] | None:
    if witness is None:
        return None
    return {"told": witness.told, "set": {place: printed(value) for place, value in witness.changes.items()}}


def _with_rules(pack: Pack, rules: Sequence[Rule]) -> Pack:
    held = {name: getattr(pack, name) for name in Pack.field_names()}
    return Pack(**{**held, "rules": tuple(rules), "notifications": (), "scenarios": ()})


def _where(place: Mapping[str, Any]) -> dict[str, Any]:
    return {"uri": place["uri"], "range": place["range"]}


def _range(source: Source, span: Span) -> dict[str, Any]:
    made = range_of(source, span)
    return {
        "start": {"line": made.start.line, "character": made.start.character},
        "end": {"line": made.end.line, "character": made.end.character},
    }


def _text(form: Form) -> str:
    return form.source.slice(form.span)


def _said(error: ClojureError | LimitExceeded) -> str:
    return from_units(error.message or "") or type(error).__name__


COMMANDS: Final[Mapping[str, Callable[[Worker, str, Given], dict[str, Any]]]] = {
    "runOn": run_on,
    "why": why,
    "matchPreview": match_preview,
    "counts": counts,
    "witnesses": witnesses,
    "runExamples": run_examples,
    "examples": examples,
    "packReport": pack_report,
    "deployDryRun": deploy_dry_run,
}
