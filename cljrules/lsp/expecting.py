"""What a position in a rule expects: which keys, words, kinds of value.

Takes the forms around an offset, gives an `Expected`. Works on broken text as on whole: only what stands before and
around the offset counts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from cljrules.lsp.outline import COLLECTIONS, Shape, path_at
from cljrules.lsp.project import Piece, View
from cljrules.packs.restrictions import restrictions, status_words
from cljrules.stdlib.catalogue import Action, Catalogue, Member, Option
from cljrules.stdlib.catalogue.words import INSIDE, allowed_words

COMPARISONS: Final = frozenset(("=", "==", "not=", ">", ">=", "<", "<="))
_CONDITIONS: Final = frozenset(("and", "or", "not", "when", "if", "boolean"))
_Reader = Callable[[View, list[Shape], int, "str | None"], "Expected"]


@dataclass(frozen=True, slots=True)
class Expected:
    """`place` says where the offset is: top, name, key, criteria, actions, option, value, given, example, restrict,
    events, event, channel, window, tolerance, intent, allow, or text. `member` is what the catalogue says of the value
    wanted, `words` those allowed for it; `siblings` are the variables beside it, `head` the function called with the
    number of the argument, `owner` the kind of top-level form, `action` the action, `missing` what a map or form does
    not have yet.
    """

    place: str
    owner: str | None = None
    member: Member | None = None
    outer: str | None = None
    siblings: tuple[str, ...] = ()
    head: str | None = None
    argument: int = 0
    action: Action | None = None
    key: str | None = None
    present: frozenset[str] = frozenset()
    wants_condition: bool = False

    def words(self, view: View) -> tuple[str, ...] | None:
        """The words allowed here, None where any is or none is wanted."""
        member = self.worded
        if member is None:
            return None
        found = allowed_words(member, view.catalogue, view.pack.manifest.vocabulary, self.outer)
        return found if found is not None else _open_words(member, view)

    @property
    def worded(self) -> Member | None:
        """What the catalogue says of a word here: of a list, of its items."""
        member = self.member
        if member is not None and member.items is not None and member.items.values_from:
            return member.items
        return member


def _open_words(member: Member, view: View) -> tuple[str, ...] | None:
    kind, _, name = (member.values_from or "").partition(".")
    return view.catalogue.enumerations[name].codes if kind == "enumerations" else None


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where an offset is: the part, the offset in it, the forms around it outermost first, and what is expected."""

    piece: Piece
    at: int
    path: tuple[Shape, ...]
    expected: Expected

    @property
    def leaf(self) -> Shape | None:
        """The name or value at the offset, None between them."""
        return self.path[-1] if self.path and self.path[-1].kind not in COLLECTIONS | {"mark"} else None


def cursor_at(view: View, offset: int) -> Cursor | None:
    """Where an offset of a document is; None where the document is not read so far."""
    piece = view.piece_at(offset)
    if piece is None:
        return None
    at = offset - piece.start
    path = tuple(path_at(piece.shape, at))
    return Cursor(piece, at, path, expected_at(view, path, at))


def expected_at(view: View, path: tuple[Shape, ...], at: int) -> Expected:
    """What is expected inside a path of forms at an offset."""
    around = [shape for shape in path if shape.kind in COLLECTIONS]
    if path and path[-1].kind in COLLECTIONS and at <= path[-1].start:
        around.remove(path[-1])
    if not around:
        return Expected("top")
    if view.pack.manifest.source is None and around[0].head not in _TOPS:
        return _in_criteria(view, around, at, None)
    top, owner = around[0], around[0].head
    if len(around) == 1:
        return _in_top(top, at, owner)
    if owner not in _KEYED:
        return _in_criteria(view, around, at, owner)
    key = _key_before(top, around[1].start)
    inner = around[1:]
    if key in ("when", "applies-when"):
        return _in_criteria(view, inner, at, owner)
    reader = _PLACES.get(key or "")
    return reader(view, inner, at, owner) if reader is not None else Expected("other", owner, key=key)


_TOPS: Final = frozenset(("defrule", "defnotification", "defpromise-scenario", "def", "defn", "comment"))
_KEYED: Final = frozenset(("defrule", "defnotification", "defpromise-scenario"))


def _in_top(top: Shape, at: int, owner: str | None) -> Expected:
    before = [form for form in top.forms if form.end < at]
    if not before or (len(before) == 1 and before[0].end >= at):
        return Expected("top")
    if owner in _KEYED:
        if len(before) == 1:
            return Expected("name", owner)
        rest = before[2:]
        if rest and rest[0].kind == "STRING":
            rest = rest[1:]
        if len(rest) % 2 == 0:
            return Expected("key", owner, present=_keys(top))
        key = rest[-1].text[1:] if rest[-1].kind == "KEYWORD" else None
        wants = key in ("when", "applies-when")
        return Expected("criteria" if wants else "keyed", owner, key=key, wants_condition=wants)
    return Expected("name" if len(before) == 1 else "criteria", owner)


def _keys(shape: Shape) -> frozenset[str]:
    return frozenset(form.text[1:] for form in shape.forms if form.kind == "KEYWORD")


def _key_before(shape: Shape, at: int) -> str | None:
    """The keyword right before what stands at an offset."""
    before = [form for form in shape.forms if form.end <= at]
    return before[-1].text[1:] if before and before[-1].kind == "KEYWORD" else None


def _map_place(shape: Shape, at: int) -> tuple[bool, str | None]:
    """In a map: whether a key is expected at an offset, else the key whose value is."""
    before = [form for form in shape.forms if form.end < at]
    if len(before) % 2 == 0:
        return True, None
    return False, before[-1].text[1:] if before[-1].kind == "KEYWORD" else None


def _in_criteria(view: View, around: list[Shape], at: int, owner: str | None) -> Expected:
    """Inside an expression: what the innermost call wants."""
    shape = around[-1]
    if shape.kind == "set" and len(around) > 1:
        outer = around[-2]
        variable = _beside(view.catalogue, outer, shape)
        return Expected("criteria", owner, member=view.catalogue.variables.get(variable or ""))
    head, forms = shape.head, shape.forms
    argument = sum(form.end < at for form in forms)
    if argument == 0 or head is None:
        return Expected("criteria", owner, head=None if argument == 0 else head, argument=argument)
    others = [form for number, form in enumerate(forms) if number not in (0, argument)]
    names = tuple(form.text for form in others if form.kind == "SYMBOL" and form.text in view.catalogue.variables)
    member: Member | None = None
    if head in COMPARISONS or head in ("compare", "case", "u/date-compare", "u/between?", "min", "max", "+", "-"):
        member = view.catalogue.variables[names[0]] if names else _member_inside(view.catalogue, others)
    elif head in ("contains?", "some") and argument == 2:
        member = view.catalogue.variables[names[0]] if names else None
    word = _outer_word(view, around) if member is not None else None
    wants = head in _CONDITIONS or (head == "cond" and argument % 2 == 1)
    return Expected(
        "criteria", owner, member, word, names, head, argument, wants_condition=wants and head not in COMPARISONS
    )


def _member_inside(catalogue: Catalogue, others: list[Shape]) -> Member | None:
    """What a nested look-up such as `(-> bucket :LARGEST-BUCKET :amount-due)` gives."""
    for form in others:
        forms = form.forms
        if form.kind == "list" and form.head == "->" and len(forms) > 2 and forms[1].text in catalogue.variables:
            member: Member | None = catalogue.variables[forms[1].text]
            for key in forms[2:]:
                if member is None or key.kind != "KEYWORD":
                    return None
                name = key.text[1:]
                member = member.fields.get(name) or (member if member.key_pattern else None)
            return member
    return None


def _beside(catalogue: Catalogue, call: Shape, form: Shape) -> str | None:
    return next(
        (
            one.text
            for one in call.forms
            if one is not form and one.kind == "SYMBOL" and one.text in catalogue.variables
        ),
        None,
    )


def _outer_word(view: View, around: list[Shape]) -> str | None:
    """The word that the criteria name beside a variable of inner words, such as the status beside a sub-status."""
    shape = around[-1]
    names = (form.text for form in shape.forms if form.kind == "SYMBOL")
    wanted = next((outer for name in names if (outer := _outer_variable(view.catalogue, name)) is not None), None)
    if wanted is None:
        return None
    for further in reversed(around[:-1]):
        for form in further.forms:
            if form.head == "=" and len(form.forms) == 3:
                texts = {part.kind: part.text for part in form.forms[1:]}
                if texts.get("SYMBOL") == wanted and "STRING" in texts:
                    return texts["STRING"].strip('"')
    return None


def _outer_variable(catalogue: Catalogue, name: str) -> str | None:
    """The variable whose words hold those of a variable inside them; None for one whose words stand by themselves."""
    inner = catalogue.variables.get(name)
    source = (inner.values_from or "") if inner is not None else ""
    if not source.endswith(INSIDE):
        return None
    plain = source.removesuffix(INSIDE)
    return next((one.name for one in catalogue.variables.values() if one.values_from == plain), None)


def _in_actions(view: View, around: list[Shape], at: int, owner: str | None) -> Expected:
    calls = [shape for shape in around if shape.kind == "list"]
    if not calls:
        return Expected("actions", owner)
    call = calls[0]
    action = view.catalogue.actions.get(call.head or "")
    maps = [shape for shape in around if shape.kind == "map" and shape.start > call.start]
    if not maps:
        argument = sum(form.end < at for form in call.forms)
        return Expected("actions" if argument == 0 else "options", owner, action=action)
    if action is None:
        return Expected("other", owner)
    is_key, key = _map_place(maps[0], at)
    if len(maps) == 1 and is_key and around[-1] is maps[0]:
        return Expected("option", owner, action=action, present=_keys(maps[0]))
    if key is None:
        key = _key_before(maps[0], around[around.index(maps[0]) + 1].start) if around[-1] is not maps[0] else None
    option = action.options.get(key or "")
    if option is None:
        return Expected("other", owner, action=action)
    outer = _outer_option(action, option, maps[0])
    if len(maps) > 1:
        return _in_nested(view, maps[1], at, owner, action, option)
    return Expected("value", owner, option, outer, action=action, key=key)


def _in_nested(view: View, shape: Shape, at: int, owner: str | None, action: Action, option: Option) -> Expected:
    """Inside the map of an amount, a date or custom fields."""
    is_key, key = _map_place(shape, at)
    if option.type in ("amount", "date"):
        if is_key:
            return Expected("base-key", owner, option, action=action, present=_keys(shape))
        return Expected("base" if key == "base" else "number", owner, option, action=action, key=key)
    return Expected("other", owner, option, action=action, key=key)


def _outer_option(action: Action, option: Option, given: Shape) -> str | None:
    """The word beside an option whose inner words it takes."""
    source = option.values_from or (option.items.values_from if option.items is not None else None) or ""
    if not source.endswith(".*"):
        return None
    plain = source.removesuffix(".*")
    for name, other in action.options.items():
        if other.values_from == plain:
            value = given.value_of(f":{name}")
            if value is not None and value.kind == "STRING":
                return value.text.strip('"')
    return None


def _in_examples(view: View, around: list[Shape], at: int, owner: str | None) -> Expected:
    maps = [shape for shape in around if shape.kind == "map"]
    if not maps:
        return Expected("examples", owner)
    is_key, key = _map_place(maps[0], at)
    if len(maps) == 1:
        if is_key:
            return Expected("example", owner, present=_keys(maps[0]))
        return Expected("example-value", owner, key=key)
    is_key, key = _map_place(maps[1], at)
    if len(maps) == 2 and is_key:
        return Expected("given", owner, present=_keys(maps[1]))
    variable = view.catalogue.variables.get(key or "")
    outer = None
    around_it = _outer_variable(view.catalogue, key or "")
    if around_it is not None:
        status = maps[1].value_of(f":{around_it}")
        outer = status.text.strip('"') if status is not None and status.kind == "STRING" else None
    return Expected("value", owner, variable, outer, key=key)


def _in_restrict(view: View, around: list[Shape], at: int, owner: str | None) -> Expected:
    shape = next((one for one in around if one.kind == "map"), None)
    if shape is None:
        return Expected("other", owner)
    is_key, key = _map_place(shape, at)
    if around[-1] is shape and is_key:
        return Expected("restrict", owner, present=_keys(shape))
    if around[-1] is not shape:
        key = _key_before(shape, around[around.index(shape) + 1].start)
    known = restrictions().get(key or "")
    if known is None:
        return Expected("other", owner)
    member = Member(type="text", values_from=known.values_from) if known.kind == "words" else None
    return Expected("value", owner, member or view.catalogue.variables[known.variable], key=key)


def _in_events(view: View, around: list[Shape], at: int, owner: str | None) -> Expected:
    call = next((shape for shape in around if shape.kind == "list"), None)
    if call is None:
        return Expected("events", owner)
    argument = sum(form.end < at for form in call.forms)
    if argument == 0:
        return Expected("events", owner, head=None)
    if call.head in ("portfolio/added", "portfolio/removed"):
        return Expected("value", owner, Member(type="text", values_from="vocabulary.portfolios"), head=call.head)
    shape = next((one for one in around if one.kind == "map"), None)
    if shape is None:
        return Expected("event-map", owner, head=call.head)
    is_key, key = _map_place(shape, at)
    if is_key:
        return Expected("event", owner, present=_keys(shape))
    source = status_words().get(key or "")
    return Expected("value", owner, Member(type="text", values_from=source) if source else None, key=key)


def _in_keys(place: str) -> _Reader:
    """A map with keys of its own: a channel, a window, a tolerance, an intent."""

    def read(view: View, around: list[Shape], at: int, owner: str | None) -> Expected:
        shape = next((one for one in around if one.kind == "map"), None)
        if shape is None:
            return Expected("other", owner)
        is_key, key = _map_place(shape, at)
        if around[-1] is shape and is_key:
            return Expected("keys", owner, key=place, present=_keys(shape))
        if around[-1] is not shape:
            key = _key_before(shape, around[around.index(shape) + 1].start)
            if key == "restrict":
                return _in_restrict(view, around[around.index(shape) + 1 :], at, owner)
        return Expected("keys-value", owner, key=f"{place} {key}")

    return read


def _in_set(view: View, around: list[Shape], at: int, owner: str | None) -> Expected:
    top = around[0].parent
    key = _key_before(top, around[0].start) if top is not None else None
    return Expected("keyed", owner, key=key)


_PLACES: Final[Mapping[str, _Reader]] = {
    "then": _in_actions,
    "examples": _in_examples,
    "restrict": _in_restrict,
    "on": _in_events,
    "runs": _in_set,
    "enroll": _in_set,
    "evaluate-on": _in_set,
    **{name: _in_keys(name) for name in ("email", "sms", "system", "mail-house", "webhook", "window", "tolerance")},
    "intent": _in_keys("intent"),
}
