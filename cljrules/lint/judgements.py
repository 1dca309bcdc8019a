"""What can be said for every loan about the conditions inside criteria.

Walks `and`, `or`, `not`, `if`, `cond`, `case`, `when` and `let` with what is known to hold where a form is reached, and
gives a `Judgement` for each form that can never hold there, always holds there, or is never reached. The rules of
`cljrules.lint.rules` put them into words. Of what contradicts itself inside, only the innermost form is judged.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

from cljrules.lint.conditions import All, Compare, Condition, Is, Not, Some
from cljrules.lint.exact import ExactTranslator, symbols_of
from cljrules.lint.reasoning import Reasoner, is_settled
from cljrules.lint.translate import Names
from cljrules.parser.forms import Atom, Coll, Form
from cljrules.values.symbols import Keyword

#: A condition is held against so many of those before and after it.
_NEAREST: Final = 24

#: Forms that are not looked into: they bind names in ways of their own, complete calls, or are not evaluated.
_CLOSED: Final = frozenset(
    {"fn", "fn*", "for", "doseq", "loop", "letfn", "quote", "comment", "var", "binding", "dotimes", "try", "recur"}
    | {"->", "->>", "some->", "some->>", "cond->", "cond->>", "as->", "doto", "..", "condp", "let*", "reify"}
    | {"if-let", "when-let", "if-some", "when-some", "when-first", "with-redefs", "case"}
)

Verdict = Literal["never", "always", "adds-nothing", "covered", "unreached"]


class Judgement(NamedTuple):
    """A form and what is sure about it.

    never: it cannot hold where it stands; always: it cannot fail; adds-nothing: an `and` without it is the same;
    covered: an `or` without it is the same; unreached: no loan gets there. `because` is the other form that makes it
    so, None where it is so by itself; `whole` where the criteria as a whole share the fate.
    """

    verdict: Verdict
    form: Form
    because: Form | None
    whole: bool
    owner: str | None


class Fact(NamedTuple):
    """A condition that is known to hold (or, `holds` False, not to) where a form is reached."""

    condition: Condition
    form: Form
    holds: bool

    @property
    def known(self) -> Condition:
        return self.condition if self.holds else Not(self.condition)


class Judge:
    """Judges the criteria of one pack."""

    def __init__(self, translator: ExactTranslator, reasoner: Reasoner) -> None:
        self._translator: Final = translator
        self._reasoner: Final = reasoner
        self._found: list[Judgement] = []
        self._owner: str | None = None

    def criteria(self, form: Form, owner: str) -> list[Judgement]:
        """The judgements in a rule's criteria, the criteria themselves included."""
        self._found, self._owner = [], owner
        condition = self._translator.condition(form, self._translator.top)
        self._look(form, self._translator.top, ())
        is_joined = isinstance(form, Coll) and form.head is not None and form.head.text in ("and", "or")
        if not self._found and (is_joined or is_settled(condition) or self._reasoner.is_open(condition)):
            # of what is joined every part has been judged
            return []
        never = self._reasoner.impossible((condition,))
        if not self._found:
            if never:
                self._add("never", form, None)
            elif self._reasoner.follows((), condition):
                self._add("always", form, None)
        always = not never and any(found.verdict == "always" and found.form is form for found in self._found)
        fates = {"never": never, "always": always}
        return [
            found._replace(whole=fates.get(found.verdict, False) and (never or found.form is form))
            for found in self._found
        ]

    def function(self, form: Coll) -> list[Judgement]:
        """The judgements in the body of a function, whatever its arguments are."""
        self._found, self._owner = [], None
        for at, part in enumerate(form.items):
            if isinstance(part, Coll) and part.kind == "vector":
                names = self._translator.hidden(part, self._translator.top)
                if len(form.items) > at + 1:
                    self._look(form.items[-1], names, ())
                break
        return self._found

    def _add(self, verdict: Verdict, form: Form, because: Form | None) -> None:
        self._found.append(Judgement(verdict, form, because, False, self._owner))

    def _look(self, form: Form, names: Names, given: tuple[Fact, ...]) -> None:
        """Judge what is inside a form that is reached where `given` holds."""
        if not isinstance(form, Coll) or form.head is None or names.depth > 30 or len(given) > 2 * _NEAREST:
            return
        if names.find(form.head.name) is not None:
            return
        args = form.items[1:]
        match form.head.text:
            case "and":
                self._and(args, names, given)
            case "or":
                self._or(form, args, names, given)
            case "not" | "boolean" | "true?" | "false?" if len(args) == 1:
                self._look(args[0], names, given)
            case "if" | "if-not" if len(args) in (2, 3):
                self._if(form.head.text, args, names, given)
            case "when" | "when-not" if len(args) >= 2:
                self._test(args[0], names, given, args[-1], None, form.head.text == "when")
            case "cond":
                self._cond(args, names, given)
            case "case" if len(args) >= 2:
                self._case(args, names, given)
            case "let" if len(args) >= 2:
                self._let(args, names, given)
            case head if head not in _CLOSED:
                for arg in args:
                    self._look(arg, names, given)

    def _let(self, args: tuple[Form, ...], names: Names, given: tuple[Fact, ...]) -> None:
        bindings = args[0]
        if not isinstance(bindings, Coll) or bindings.kind != "vector" or len(bindings.items) % 2:
            return
        for target, value in bindings.pairs():
            self._look(value, names, given)
            pair = Coll("vector", (target, value), bindings.span, bindings.source)
            inner = self._translator.inside((pair,), names)
            names = inner if inner is not None else names
        self._look(args[-1], names, given)

    # -- and, or ------------------------------------------------------------------------------------------------------

    def _and(self, args: tuple[Form, ...], names: Names, given: tuple[Fact, ...]) -> None:
        facts = [Fact(self._translator.condition(arg, names), arg, True) for arg in args]
        idle: set[int] = set()
        for at, fact in enumerate(facts):
            before = (*given, *facts[:at])[-_NEAREST:]
            if self._is_settled(fact.form, fact.condition, names):
                continue
            if self._refuted(fact, before, names):
                return
            if self._implied(fact, before, "adds-nothing"):
                idle.add(at)
                continue
            rest = enumerate(facts[at + 1 : at + 1 + _NEAREST], at + 1)
            later = [other for number, other in rest if number not in idle]
            if _is_plain(fact.condition) and self._implied_by_one(fact, later, "adds-nothing"):
                idle.add(at)
                continue
            self._look(fact.form, names, before)

    def _or(self, form: Form, args: tuple[Form, ...], names: Names, given: tuple[Fact, ...]) -> None:
        facts = [Fact(self._translator.condition(arg, names), arg, False) for arg in args]
        for at, fact in enumerate(facts):
            before = facts[max(0, at - _NEAREST) : at]
            if self._is_settled(fact.form, fact.condition, names):
                continue
            held = fact._replace(holds=True)
            if self._refuted(held, given, names):
                continue
            covered = self._because((Fact(fact.condition, fact.form, True),), before, given)
            if covered is not None:
                self._add("covered", fact.form, covered)
                continue
            later = facts[at + 1 : at + 1 + _NEAREST]
            if _is_plain(fact.condition) and self._covered_by_one(fact, later):
                continue
            if self._follows([*given, *before], fact.condition):
                self._add("always", form if before else fact.form, None)
                return
            self._look(fact.form, names, (*given, *before))

    def _covered_by_one(self, fact: Fact, later: Sequence[Fact]) -> bool:
        keys = self._reasoner.keys(fact.condition)
        for other in later:
            if not self._reasoner.keys(other.condition) <= keys:
                # what is looked at now, where it was not before, may have no value and give an error
                return False
            if not self._share(fact, other) or not self._reasoner.impossible((fact.condition, other.known)):
                continue
            if not self._reasoner.impossible((fact.known, other.condition)):
                self._add("covered", fact.form, other.form)
                return True
        return False

    # -- if, cond, case -----------------------------------------------------------------------------------------------

    def _if(self, head: str, args: tuple[Form, ...], names: Names, given: tuple[Fact, ...]) -> None:
        self._test(args[0], names, given, args[1], args[2] if len(args) == 3 else None, head == "if")

    def _test(
        self, test: Form, names: Names, given: tuple[Fact, ...], then: Form, other: Form | None, wanted: bool
    ) -> None:
        fact = Fact(self._translator.condition(test, names), test, wanted)
        failed = fact._replace(holds=not wanted)
        if self._is_settled(fact.form, fact.condition, names):
            self._look(then, names, given)
            return
        for branch, known in ((then, fact), (other, failed)):
            if branch is None:
                continue
            because = self._because((known,), given, ())
            if because is not None or self._reasoner.impossible((known.known,)):
                self._add("unreached", branch, because if because is not None else test)
                return
        self._look(test, names, given)
        self._look(then, names, (*given, fact))
        if other is not None:
            self._look(other, names, (*given, failed))

    def _cond(self, args: tuple[Form, ...], names: Names, given: tuple[Fact, ...]) -> None:
        facts = given
        for test, result in zip(args[::2], args[1::2], strict=False):
            if isinstance(test, Atom) and (isinstance(test.value, Keyword) or test.value is True):
                self._look(result, names, facts)
                return
            fact = Fact(self._translator.condition(test, names), test, True)
            facts = facts[-_NEAREST:]
            if not self._is_settled(fact.form, fact.condition, names):
                because = self._because((fact,), facts, ())
                if because is not None or self._reasoner.impossible((fact.condition,)):
                    self._add("unreached", result, because if because is not None else test)
                    continue
                self._look(test, names, facts)
                self._look(result, names, (*facts, fact))
            facts = (*facts, fact._replace(holds=False))

    def _case(self, args: tuple[Form, ...], names: Names, given: tuple[Fact, ...]) -> None:
        where = self._translator.place(args[0], names)
        if where is None:
            return
        facts = given
        for constant, result in zip(args[1::2], args[2::2], strict=False):
            many = constant.items if isinstance(constant, Coll) and constant.kind == "list" else (constant,)
            if not all(isinstance(item, Atom) for item in many):
                return
            chosen = Some(tuple(Is(where, item.value) for item in many if isinstance(item, Atom)))
            fact = Fact(chosen, constant, True)
            because = self._because((fact,), facts, ())
            if because is not None:
                self._add("unreached", result, because)
            else:
                self._look(result, names, (*facts, fact))
            facts = (*facts, fact._replace(holds=False))
        if len(args) % 2 == 0:
            self._look(args[-1], names, facts)

    # -- what follows from what ---------------------------------------------------------------------------------------

    def _is_settled(self, form: Form, condition: Condition, names: Names) -> bool:
        """Whether a form is `true` or `false` as written, or compares nothing of a loan, and no local name hides it."""
        if not is_settled(condition):
            return False
        top = self._translator.top
        known = ((names.find(name), top.find(name)) for name in map(_name, symbols_of(form)))
        return isinstance(form, Atom) or all(here is there for here, there in known)

    def _refuted(self, fact: Fact, before: Sequence[Fact], names: Names) -> bool:
        """Whether a form cannot hold where others do; judged where that is not for reasons inside of it."""
        if not self._reasoner.is_open(fact.condition) and self._reasoner.impossible((fact.condition,)):
            found = len(self._found)
            self._look(fact.form, names, ())
            if len(self._found) == found:
                self._add("never", fact.form, None)
            return True
        because = self._because((fact,), before, ())
        if because is None:
            return False
        self._add("never", fact.form, because)
        return True

    def _implied(self, fact: Fact, before: Sequence[Fact], verdict: Verdict) -> bool:
        if not self._reasoner.is_open(fact.condition) and self._reasoner.follows((), fact.condition):
            self._add(verdict, fact.form, None)
            return True
        because = self._because((fact._replace(holds=False),), before, ())
        if because is None:
            return False
        self._add(verdict, fact.form, because)
        return True

    def _implied_by_one(self, fact: Fact, others: Sequence[Fact], verdict: Verdict) -> bool:
        for other in others:
            if self._share(fact, other) and _is_plain(other.condition):
                if self._reasoner.impossible((other.condition,)):
                    continue
                if not self._reasoner.follows((other.condition,), fact.condition):
                    continue
                # of two that say the same the later one is judged
                if not self._reasoner.follows((fact.condition,), other.condition):
                    self._add(verdict, fact.form, other.form)
                    return True
        return False

    def _because(self, facts: tuple[Fact, ...], before: Sequence[Fact], given: Sequence[Fact]) -> Form | None:
        """The form of `before` that together with what is given makes the facts impossible, None where none does."""
        asked = [fact.known for fact in facts]
        near = self._connected(facts, before)
        if not near:
            return None
        also = [fact.known for fact in given if any(self._share(fact, other) for other in (*facts, *near))]
        for fact in reversed(near):
            if self._reasoner.impossible((*asked, fact.known)):
                return fact.form
        if len(near) + len(also) > 1 and self._reasoner.impossible((*asked, *also, *(fact.known for fact in near))):
            return near[-1].form
        return None

    def _connected(self, facts: Sequence[Fact], others: Sequence[Fact]) -> list[Fact]:
        """The others that speak of what the facts speak of, or of what such another one speaks of besides, in order."""
        keys = frozenset[str]().union(*(self._reasoner.keys(fact.condition) for fact in facts))
        left, near = list(others), set[int]()
        while found := [fact for fact in left if keys & self._reasoner.keys(fact.condition)]:
            keys = keys.union(*(self._reasoner.keys(fact.condition) for fact in found))
            near.update(map(id, found))
            left = [fact for fact in left if id(fact) not in near]
        return [fact for fact in others if id(fact) in near]

    def _follows(self, given: Sequence[Fact], condition: Condition) -> bool:
        keys = self._reasoner.keys(condition)
        near = [fact.known for fact in given if keys & self._reasoner.keys(fact.condition)]
        return self._reasoner.follows(near, condition)

    def _share(self, one: Fact, other: Fact) -> bool:
        return bool(self._reasoner.keys(one.condition) & self._reasoner.keys(other.condition))


def _name(symbol: Atom) -> str:
    return str(symbol.value.name)


def _is_plain(condition: Condition) -> bool:
    """Whether a condition is a comparison or the like, so that its place among others does not matter: a guard such
    as `(some? x)` is not.
    """
    while isinstance(condition, Not):
        condition = condition.item
    if isinstance(condition, All | Some):
        return all(map(_is_plain, condition.items))
    return isinstance(condition, Compare) or (isinstance(condition, Is) and condition.value is not None)
