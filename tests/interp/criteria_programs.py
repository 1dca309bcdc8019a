"""Random criteria over the catalogue's variables, and random loans to ask them of.

`Choices` is where every decision comes from: Hypothesis in the tests, a random generator in long runs. Criteria are
mostly of the types the catalogue gives, their constants lie at the edges of the loans' values; loans hold nil, values
of the wrong class and gaps now and then.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Protocol, TypeVar

from cljrules.stdlib import catalogue
from cljrules.values.collections import PersistentMap, Vector
from cljrules.values.numbers import BigInt, Float32, Int32
from cljrules.values.symbols import keyword

T = TypeVar("T")

DEFINITIONS = """
(def limit 30)
(def floor-amount 25.00M)
(def late-states #{"Open" "Closed"})
(defn late? [days] (> days limit))
(defn share [part whole] (<= part (* 0.1M whole)))
(defn either? [a b] (or a b))
(defn unused [a b] (= b b))
(defn due [bucket] (:amount-due bucket))
(defn pick [days] (cond (< days 0) nil (zero? days) 0 :else (inc days)))
"""

INTS = [
    "0",
    "1",
    "-1",
    "29",
    "30",
    "31",
    "90",
    "120",
    "9223372036854775807",
    "-9223372036854775808",
    "4611686018427387904",
]
DECIMALS = [
    "0M",
    "0.00M",
    "25.00M",
    "25.005M",
    "-0.01M",
    "1E+3M",
    "999999999.99M",
    "99999999999999999999M",
    "0.1M",
    "100M",
]
ODD_NUMBERS = ["1.5", "30.0", "0.1", "##Inf", "##-Inf", "##NaN", "1/3", "30N", "99999999999999999999N"]
TEXTS = ['"Open"', '"Closed"', '"Paid Off"', '""', '"naïve 😀"', '"30"', '"2026-11-22"']
DATES = ['"2026-11-22"', '"2026-02-28"', '"2024-02-29"', '"0001-01-01"', '"9999-12-31"', '"2026-02-30"', '"soon"']

LONG_VALUES = [0, 1, -1, 29, 30, 31, 90, 120, 2**63 - 1, -(2**63), 2**62]
DECIMAL_VALUES = [
    Decimal(text)
    for text in (
        "0",
        "0.00",
        "25.00",
        "25.0",
        "-0.01",
        "1000",
        "999999999.99",
        "0.005",
        "2.5E+3",
        "1E+20",
        "1E-9",
        "100",
    )
]
TEXT_VALUES = ["Open", "Closed", "Paid Off", "", "na\u00efve \ud83d\ude00", "\ud83d", "30", "2026-11-22"]
DATE_VALUES = ["2026-11-22", "2026-02-28", "2024-02-29", "0001-01-01", "9999-12-31", "2026-02-30", "2026-11-2", ""]
STRANGE_VALUES = [
    None, True, False, 1, 1.5, float("nan"), Float32(2.0), Decimal("1.50"), BigInt(30), Int32(30), Fraction(1, 3),
    "text", keyword("a"), Vector.of([1, "Open"]), Vector.of([]), PersistentMap.of([(keyword("a"), 1)]), 10**30,
]  # fmt: skip

BUCKETS = "status-delinquent-bucket-balance"
LISTS = ["portfolio-list", "sub-portfolio-list"]


class Choices(Protocol):
    """Where decisions come from."""

    def below(self, count: int) -> int:
        """A whole number from 0 to `count` - 1."""
        ...


def _by_type() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, variable in catalogue.load().variables.items():
        group = {"enum": "text", "rate": "money", "percent": "money", "number": "money"}.get(
            variable.type, variable.type
        )
        found.setdefault(group, []).append(name)
    return found


BY_TYPE = _by_type()


@dataclass
class Generator:
    """Writes criteria and loans. `variables` gathers the names that the criteria use."""

    choices: Choices

    def __post_init__(self) -> None:
        self.variables: set[str] = set()
        self._locals: list[tuple[str, str]] = []
        self._made = 0
        # few variables in one program, so that the same one is met again
        self._few = {kind: [self.pick(names) for _ in range(2)] for kind, names in BY_TYPE.items()}

    def pick(self, items: Sequence[T]) -> T:
        return items[self.choices.below(len(items))]

    def chance(self, one_in: int) -> bool:
        return self.choices.below(one_in) == 0

    # Criteria.

    def criteria(self) -> str:
        """The text of criteria."""
        self._locals.clear()
        return self.boolean(3 + self.choices.below(3))

    def pack(self, count: int) -> list[str]:
        """The texts of criteria, some of which begin alike."""
        made: list[str] = []
        beginnings: list[str] = []
        for _ in range(count):
            text = self.criteria()
            if self.chance(3):
                beginnings = [self.boolean(self.choices.below(2)) for _ in range(1 + self.choices.below(2))]
            elif self.chance(3):
                beginnings = []
            made.append(f"(and {' '.join(beginnings)} {text})" if beginnings else text)
        return made

    def variable(self, kind: str) -> str:
        name = self.pick(self._few[kind])
        self.variables.add(name)
        return name

    def any(self, depth: int) -> str:
        return self.pick([self.boolean, self.number, self.text, self.day, self.nothing])(depth)

    def nothing(self, depth: int) -> str:
        return "nil"

    def local(self, kind: str) -> str | None:
        named = [name for name, held in self._locals if held == kind]
        return self.pick(named) if named and self.chance(2) else None

    def boolean(self, depth: int) -> str:
        """An expression that is mostly true or false."""
        if depth <= 0:
            return self.pick(
                [lambda: self.variable("boolean"), lambda: self.comparison(0), lambda: self.asked_nil(0)]
            )()
        return self.pick(
            [
                self.comparison, self.comparison, self.comparison, self.equality, self.equality, self.joined,
                self.joined, self.joined, self.decided, self.bound, self.cased, self.asked_nil, self.membership,
                self.dated, self.called, self.bucket, self.listed, self.rarely,
            ]
        )(depth - 1)  # fmt: skip

    def comparison(self, depth: int) -> str:
        sign = self.pick(["<", ">", "<=", ">=", "==", "<", ">"])
        count = 2 if not self.chance(5) else 3
        return f"({sign} {' '.join(self.number(depth) for _ in range(count))})"

    def equality(self, depth: int) -> str:
        sign = self.pick(["=", "=", "not="])
        kind: Callable[[int], str] = self.pick([self.text, self.text, self.number, self.day, self.boolean, self.any])
        other = self.any if self.chance(6) else kind
        count = 1 if not self.chance(8) else 2
        return f"({sign} {kind(depth)} {' '.join(other(depth) for _ in range(count))})"

    def joined(self, depth: int) -> str:
        word = self.pick(["and", "and", "or"])
        count = 2 + self.choices.below(3)
        return f"({word} {' '.join(self.boolean(depth) for _ in range(count))})"

    def decided(self, depth: int) -> str:
        made = self.any if self.chance(6) else self.boolean
        shape = self.pick(["if", "if-not", "when", "cond", "not", "if-let", "when-some", "boolean"])
        test, one, other = self.boolean(depth), made(depth), made(depth)
        match shape:
            case "when":
                return f"(when {test} {one})"
            case "cond":
                return f"(cond {test} {one} {self.boolean(depth)} {other} :else {self.boolean(depth)})"
            case "not" | "boolean":
                return f"({shape} {self.any(depth) if self.chance(4) else test})"
            case "if-let" | "when-some":
                rest = f" {other}" if shape == "if-let" else ""
                return f"({shape} [held {self.any(depth)}] {one}{rest})"
        return f"({shape} {test} {one} {other})"

    def bound(self, depth: int) -> str:
        kind = self.pick(["boolean", "number", "text", "day"])
        value = getattr(self, kind)(depth)
        self._made += 1
        name = f"v{self._made}"
        self._locals.append((name, kind))
        body = self.boolean(depth)
        self._locals.pop()
        return f"(let [{name} {value}] {body})"

    def cased(self, depth: int) -> str:
        kind, constants = self.pick(
            [
                ("text", TEXTS),
                ("number", INTS),
                ("day", DATES[:3]),
                ("boolean", ["true", "false", "nil"]),
                ("number", DECIMALS),
            ]
        )
        first, second = self.pick(constants), self.pick(constants)
        clauses = f"{first} {self.boolean(depth)}"
        if second != first:
            clauses += f" ({second} :other nil-not) {self.boolean(depth)}"
        default = "" if self.chance(4) else f" {self.boolean(depth)}"
        return f"(case {getattr(self, kind)(depth)} {clauses}{default})"

    def asked_nil(self, depth: int) -> str:
        asked = self.pick(["nil?", "some?", "true?", "false?", "nil?", "some?"])
        return f"({asked} {self.any(depth)})"

    def membership(self, depth: int) -> str:
        items = {self.pick(TEXTS), self.pick(TEXTS), self.pick([*TEXTS, *INTS, "nil", "true"])}
        held = f"#{{{' '.join(sorted(items))}}}" if not self.chance(4) else "late-states"
        value = self.any(depth) if self.chance(4) else self.text(depth)
        return self.pick(
            [
                f"(contains? {held} {value})",
                f"({held} {value})",
                f"(if ({held} {value}) true false)",
                f"(some? ({held} {value}))",
            ]
        )

    def dated(self, depth: int) -> str:
        one, other = self.day(depth), self.day(depth)
        return self.pick(
            [
                f"(> (u/date-compare {one} {other}) {self.pick(INTS)})",
                f"(u/between? {one} {other} {self.day(depth)})",
                f"(u/between? {self.number(depth)} {self.number(depth)} {self.number(depth)})",
                f"(clojure.string/starts-with? {self.text(depth)} {self.pick(TEXTS)})",
                f"(clojure.string/includes? {self.text(depth)} {self.pick(TEXTS)})",
                f"(u/business-day? {one})",
            ]
        )

    def called(self, depth: int) -> str:
        return self.pick(
            [
                lambda: f"(late? {self.number(depth)})",
                lambda: f"(share {self.number(depth)} {self.number(depth)})",
                lambda: f"(either? {self.boolean(depth)} {self.boolean(depth)})",
                lambda: f"(unused {self.number(depth)} {self.any(depth)})",
                lambda: f"(#(> % {self.number(0)}) {self.number(depth)})",
                lambda: f"(> (pick {self.number(depth)}) {self.number(0)})",
                lambda: self.like_and(depth),
            ]
        )()

    def like_and(self, depth: int) -> str:
        """What a macro may expand to that looks like `and` or `or`, but uses the held value once more."""
        self._made += 1
        name = f"held{self._made}__auto"
        body = self.pick([f"(not (not {name})) {name}", f"{name} (= {name} {self.any(depth)})"])
        return f"(let [{name} {self.any(depth)}] (if {name} {body}))"

    def bucket(self, depth: int) -> str:
        self.variables.add(BUCKETS)
        key = self.pick([":LARGEST-BUCKET", ":LARGEST-BUCKET", ":1", ":nope"])
        field = self.pick([":amount-due", ":amount-due", ":days-past-due", ":scheduled-payment", ":missing"])
        way = f"(-> {BUCKETS} {key} {field})"
        return self.pick(
            [
                lambda: f"(> {way} {self.number(depth)})",
                lambda: f"(<= {way} (* (-> {BUCKETS} {key} :scheduled-payment) {self.pick(DECIMALS)}))",
                lambda: f"(let [b ({key} {BUCKETS})] (and {self.boolean(depth)} (< ({field} b) (due b))))",
                lambda: f"(= (get (get {BUCKETS} {key}) {field}) {self.number(0)})",
                lambda: f"(some? {way})",
                lambda: f"(let [b {BUCKETS}] {self.boolean(depth)})",
                lambda: f"(nil? ({key} {BUCKETS}))",
            ]
        )()

    def listed(self, depth: int) -> str:
        name = self.pick(LISTS)
        self.variables.add(name)
        item = self.pick([*TEXTS, "nil", "30"])
        return self.pick(
            [
                f"(empty? {name})", f"(contains? (set {name}) {item})", f"(> (count {name}) {self.pick(INTS)})",
                f"(some? (seq {name}))", f"(if (some #{{{item}}} {name}) true false)", f"(not (not-empty {name}))",
                f"(some #(= % {item}) {name})", f"(= {name} [{item}])", f"(= (seq {name}) {self.text(depth)})",
            ]
        )  # fmt: skip

    def rarely(self, depth: int) -> str:
        """What no fast engine knows."""
        return self.pick(
            [
                f"(even? {self.number(depth)})",
                f"(loop [i 0] (if (< i 3) (recur (inc i)) {self.boolean(depth)}))",
                f"(try {self.boolean(depth)} (catch Exception e false))",
                f"(do {self.any(depth)} {self.boolean(depth)})",
                f"(string? {self.any(depth)})",
                f"(= :a {self.any(depth)})",
                f"(> {self.text(depth)} {self.number(depth)})",
                '(throw (ex-info "no" {}))',
            ]
        )

    def number(self, depth: int) -> str:
        """An expression that is mostly a number."""
        held = self.local("number")
        if held is not None:
            return held
        if self.chance(40):
            return self.any(0)
        if depth <= 0 or self.chance(3):
            return self.pick(
                [
                    lambda: self.variable("integer"), lambda: self.variable("integer"), lambda: self.variable("money"),
                    lambda: self.variable("money"), lambda: self.pick(INTS), lambda: self.pick(DECIMALS),
                    lambda: self.pick([*ODD_NUMBERS, *INTS, *DECIMALS, "limit", "floor-amount"]),
                ]
            )()  # fmt: skip
        depth -= 1
        return self.pick(
            [
                lambda: f"({self.pick(['+', '-', '*', '-', '+'])} {self.number(depth)} {self.number(depth)})",
                lambda: f"({self.pick(['inc', 'dec', '-', 'abs'])} {self.number(depth)})",
                lambda: f"({self.pick(['max', 'min'])} {self.number(depth)} {self.number(depth)})",
                lambda: f"({self.pick(['/', 'quot', 'rem', 'mod'])} {self.number(depth)} {self.number(0)})",
                lambda: f"(if {self.boolean(depth)} {self.number(depth)} {self.number(depth)})",
                lambda: f"(or {self.variable('money')} {self.number(depth)})",
                lambda: f"(u/date-compare {self.day(depth)} {self.day(depth)})",
                lambda: f"(u/days-between {self.day(depth)} {self.day(depth)})",
                lambda: f"({self.pick(['u/year', 'u/month', 'u/day-of-week', 'u/day-of-month'])} {self.day(depth)})",
                lambda: f"(u/percent-of {self.number(0)} {self.number(depth)})",
                lambda: f"(u/round-money {self.number(depth)})",
                lambda: f"(+ {self.number(depth)} {self.number(0)} {self.number(0)})",
            ]
        )()

    def text(self, depth: int) -> str:
        """An expression that is mostly a text."""
        held = self.local("text")
        if held is not None:
            return held
        if depth > 0 and self.chance(5):
            return f"(if {self.boolean(depth - 1)} {self.text(depth - 1)} {self.text(depth - 1)})"
        return self.pick([lambda: self.variable("text"), lambda: self.variable("text"), lambda: self.pick(TEXTS)])()

    def day(self, depth: int) -> str:
        """An expression that is mostly a date."""
        held = self.local("day")
        if held is not None:
            return held
        if depth <= 0 or self.chance(2):
            return self.pick(
                [
                    lambda: self.variable("date"), lambda: self.variable("date"), lambda: "(u/today)",
                    lambda: self.pick(DATES), lambda: self.variable("text"),
                ]
            )()  # fmt: skip
        depth -= 1
        return self.pick(
            [
                lambda: f"(u/add-days {self.day(depth)} {self.number(0)})",
                lambda: f"(u/add-months {self.day(depth)} {self.pick([*INTS[:6], '-13', '1200'])})",
                lambda: f"(u/add-years {self.day(depth)} {self.pick(INTS[:4])})",
                lambda: f"(u/last-day-of-month {self.day(depth)})",
                lambda: f"(or {self.variable('date')} {self.day(depth)})",
                lambda: f"(if {self.boolean(depth)} {self.day(depth)} {self.day(depth)})",
            ]
        )()

    # Loans.

    def loan(self) -> dict[str, Any]:
        """A loan with the variables used so far; half of all loans hold only what the catalogue allows."""
        clean = self.chance(2)
        return {name: self._value(name, clean) for name in sorted(self.variables) if clean or not self.chance(60)}

    def _value(self, name: str, clean: bool) -> Any:
        variable = catalogue.load().variables[name]
        if self.chance(6) if variable.nilable else not clean and self.chance(15):
            return None
        if not clean and self.chance(12):
            return self.pick(STRANGE_VALUES)
        if self.chance(4):
            return catalogue.sample_loan()[name]
        match variable.type:
            case "integer":
                return self.pick(LONG_VALUES)
            case "money" | "rate" | "percent" | "number":
                return self.pick(DECIMAL_VALUES)
            case "boolean":
                return self.chance(2)
            case "date":
                return self.pick(DATE_VALUES[:3] if not self.chance(4) else DATE_VALUES)
            case "list":
                return Vector.of(self.pick(TEXT_VALUES) for _ in range(self.choices.below(3)))
            case "map":
                return self._buckets()
        return self.pick(TEXT_VALUES)

    def _buckets(self) -> Any:
        entries = []
        for key in ("1", "LARGEST-BUCKET"):
            if self.chance(4):
                continue
            fields: list[tuple[Any, Any]] = [
                (keyword(field), self.pick(DECIMAL_VALUES)) for field in ("amount-due", "scheduled-payment")
            ]
            fields.append((keyword("days-past-due"), self.pick(LONG_VALUES)))
            entry = PersistentMap.of(fields[self.choices.below(2) :])
            entries.append((keyword(key), self.pick(STRANGE_VALUES) if self.chance(12) else entry))
        return PersistentMap.of(entries)
