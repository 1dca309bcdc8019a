"""Maps, lists, sets and texts in criteria: looking things up, and asking what is in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from cljrules.prove.equality import equality, leaf_of
from cljrules.prove.formulas import Formula, TextTest, constant
from cljrules.prove.site import Made, Site, keyword_name
from cljrules.prove.values import LONG, Day, Held, Hole, Items, Known, Leaf, Nil, Num, Text, Truth, Value
from cljrules.values.collections import MapLike, SetLike, Vector
from cljrules.values.functions import Builtin


def got(site: Site, held: Value, key: Value) -> Value:
    """`(get held key)`, which is nil for what is no collection."""
    return site.values.pairs(held, key, lambda a, b: _got(site, a, b))


def _got(site: Site, held: Leaf, key: Leaf) -> Value:
    if isinstance(held, Hole) or (isinstance(key, Hole) and not isinstance(held, Nil)):
        why = held.why if isinstance(held, Hole) else None
        return site.hole(held, key, why=why, sure=True)
    if isinstance(held, Held):
        name = keyword_name(key)
        if held.as_set and isinstance(key, Text) and isinstance(key.text, str):
            has = site.ground.has(held, key.text)
            return site.values.choose(has, site.values.of(key), site.nil)
        if held.member.type != "map" or held.as_set:
            return site.hole(held, key, sure=True)
        return site.ground.field(held, name) if name is not None else _no_key(site, held, key)
    if isinstance(held, Known):
        return _known(site, held.value, key)
    if isinstance(held, Items):
        return site.hole(held, key, sure=True)
    # a text gives its characters by their number; everything else has nothing in it
    return site.hole(held, key, sure=True) if isinstance(held, Text | Day) and isinstance(key, Num) else site.nil


def _no_key(site: Site, held: Leaf, key: Leaf) -> Value:
    known = isinstance(key, Nil | Truth | Num) or (isinstance(key, Text) and isinstance(key.text, str))
    return site.nil if known else site.hole(held, key, sure=True)


def _known(site: Site, value: Any, key: Leaf) -> Value:
    if isinstance(value, SetLike):
        return member(site, value, key)
    if isinstance(value, MapLike):
        made = site.nil
        for one, item in reversed(list(value.entries())):
            leaf, of = leaf_of(site, one), leaf_of(site, item)
            same = None if leaf is None else equality(site, leaf, key)
            if same is None or of is None:
                return site.hole(key, sure=True)
            made = site.values.choose(same, site.values.of(of), made)
        return made
    return site.hole(key, sure=True) if isinstance(value, Vector) else site.nil


def member(site: Site, items: Iterable[Any], key: Leaf) -> Value:
    """A set called as a function: the item itself, else nil."""
    inside = is_member(site, items, key)
    if inside is None:
        return site.hole(key, sure=True)
    return site.values.choose(inside, site.values.of(key), site.nil)


def is_member(site: Site, items: Iterable[Any], key: Leaf) -> Formula | None:
    """Whether a known set has something in it, None where that is not worked out."""
    found = []
    for item in items:
        leaf = leaf_of(site, item)
        same = None if leaf is None else equality(site, leaf, key)
        if same is None:
            return None
        found.append(same)
    return site.formulas.any(*found)


def get(site: Site, args: tuple[Value, ...]) -> Value:
    """`get` with or without a default."""
    if len(args) == 2:
        return got(site, *args)
    return _or_default(site, got(site, args[0], args[1]), args)


def _or_default(site: Site, found: Value, args: tuple[Value, ...]) -> Value:
    """What is found, or a default: only where being nil and not being there are the same."""
    held = args[0].only
    entries = isinstance(held, Held) and held.member.key_pattern and not held.is_entry and not held.as_set
    if not entries and not isinstance(held, Known):
        return site.hole(*args)
    missing = site.formulas.any(*(when for when, leaf in found.alternatives if isinstance(leaf, Nil)))
    return site.values.choose(missing, args[2], found)


def get_in(site: Site, args: tuple[Value, ...]) -> Value:
    """`get-in` along a path that is known."""
    path = args[1].only
    if len(args) != 2 or not isinstance(path, Known) or not isinstance(path.value, Vector):
        return site.hole(*args)
    made = args[0]
    for key in path.value:
        leaf = leaf_of(site, key)
        if leaf is None:
            return site.hole(*args)
        made = got(site, made, site.values.of(leaf))
    return made


def contains(site: Site, args: tuple[Value, ...]) -> Value:
    """`contains?`: a key of a map, an item of a set."""

    def asked(held: Leaf, key: Leaf) -> Value:
        if isinstance(held, Nil):
            return site.values.truth(site.formulas.false)
        if isinstance(held, Hole):
            return site.hole(held, key, why=held.why)
        if isinstance(held, Held):
            return _contains_held(site, held, key)
        if isinstance(held, Known) and isinstance(held.value, SetLike | MapLike):
            items = held.value if isinstance(held.value, SetLike) else held.value.keys()
            inside = is_member(site, items, key)
            return site.truth_hole(held, key) if inside is None else site.values.truth(inside)
        return site.hole(held, key) if isinstance(held, Known | Text | Day) else site.failure

    return site.values.pairs(args[0], args[1], asked)


def _contains_held(site: Site, held: Held, key: Leaf) -> Value:
    if held.as_set:
        if isinstance(key, Text) and isinstance(key.text, str):
            return site.values.truth(site.ground.has(held, key.text))
        return site.truth_hole(held, key)
    name = keyword_name(key)
    if held.member.type != "map" or name is None:
        return site.hole(held, key)
    if held.member.key_pattern and not held.is_entry:
        found = site.ground.field(held, name)
        return site.values.truth(site.truthy(found))
    # an entry of a map may hold nil under a key or not have it, which is not told apart
    return site.truth_hole(held, key)


def _of_texts(held: Held) -> bool:
    return held.member.items is not None and held.member.items.type == "text"


def is_empty(site: Site, leaf: Leaf) -> Formula | None:
    """When a collection or text is empty, None where that is not worked out."""
    if isinstance(leaf, Nil):
        return site.formulas.true
    if isinstance(leaf, Held):
        if leaf.member.type == "map" and (leaf.is_entry or not leaf.member.key_pattern):
            return None
        return site.formulas.is_zero(site.ground.count(leaf))
    if isinstance(leaf, Text):
        return site.formulas.same_text(leaf.text, "")
    if isinstance(leaf, Day):
        return site.formulas.false
    if isinstance(leaf, Known) and isinstance(leaf.value, SetLike | MapLike | Vector):
        return site.formulas.truth(not len(leaf.value))
    return site.formulas.truth(not leaf.items) if isinstance(leaf, Items) else None


def _seqable(site: Site, leaf: Leaf, made: Callable[[Formula], Value]) -> Value:
    if isinstance(leaf, Truth | Num):
        return site.failure
    empty = is_empty(site, leaf)
    return site.hole(leaf, why=leaf.why if isinstance(leaf, Hole) else None) if empty is None else made(empty)


def empty(site: Site, args: tuple[Value, ...]) -> Value:
    """`empty?`."""
    return site.values.each(args[0], lambda leaf: _seqable(site, leaf, site.values.truth))


def if_any(site: Site, args: tuple[Value, ...]) -> Value:
    """`seq` and `not-empty`: nil for what is empty, else something that is not worked out but counts as true."""

    def something(leaf: Leaf, is_none: Formula) -> Value:
        made = site.hole(leaf, sure=True)
        hole = made.only
        assert isinstance(hole, Hole)
        site.ground.assume(site.formulas.equals(site.record.flag(hole, "nil"), is_none))
        site.ground.assume(site.formulas.negated(site.record.flag(hole, "boolean")))
        return made

    return site.values.each(args[0], lambda leaf: _seqable(site, leaf, lambda is_none: something(leaf, is_none)))


def count(site: Site, args: tuple[Value, ...]) -> Value:
    """`count` of a list or map of the loan. A list's items as a set may be fewer."""

    def counted(leaf: Leaf) -> Value:
        if isinstance(leaf, Nil):
            return site.values.of(Num(LONG, constant(0)))
        if isinstance(leaf, Items):
            return site.values.of(Num(LONG, constant(len(leaf.items))))
        if isinstance(leaf, Known) and isinstance(leaf.value, SetLike | MapLike | Vector):
            return site.values.of(Num(LONG, constant(len(leaf.value))))
        whole = isinstance(leaf, Held) and not leaf.as_set and is_empty(site, leaf) is not None
        if whole and isinstance(leaf, Held):
            return site.values.of(Num(LONG, site.ground.count(leaf)))
        return site.failure if isinstance(leaf, Truth | Num) else site.hole(leaf)

    return site.values.each(args[0], counted)


def some_of(site: Site, args: tuple[Value, ...]) -> Value:
    """`(some #{"a" "b"} texts)`: one of them that the list holds."""

    def found(wanted: Leaf, held: Leaf) -> Value:
        texts = list(wanted.value) if isinstance(wanted, Known) and isinstance(wanted.value, SetLike) else None
        known = texts is not None and all(text.__class__ is str for text in texts)
        if isinstance(held, Nil):
            return site.nil
        if not known or not isinstance(held, Held) or held.member.type != "list" or not _of_texts(held):
            return site.hole(wanted, held)
        assert texts is not None
        has = site.formulas.any(*(site.ground.has(held, text) for text in texts))
        if len(texts) == 1:
            return site.values.choose(has, site.values.of(Text(texts[0])), site.nil)
        made = site.hole(wanted, held, sure=True)
        hole = made.only
        assert isinstance(hole, Hole)
        site.ground.assume(site.formulas.equals(site.record.flag(hole, "nil"), site.formulas.negated(has)))
        site.ground.assume(site.formulas.negated(site.record.flag(hole, "boolean")))
        return made

    return site.values.pairs(args[0], args[1], found)


def text_test(function: Builtin) -> Made:
    """`starts-with?` and its like: a text against one that is known."""

    def asked(site: Site, a: Leaf, b: Leaf) -> Value:
        if isinstance(a, Text) and isinstance(b, Text) and isinstance(b.text, str):
            part = b.text
            test = TextTest(f"{function.name} {part!r}", lambda text: bool(function.fn(text, part)), part)
            return site.values.truth(site.formulas.text_in(a.text, test))
        if isinstance(a, Nil):
            return site.failure
        return site.hole(a, b)

    return lambda site, args: site.values.pairs(args[0], args[1], lambda a, b: asked(site, a, b))


def blank(site: Site, args: tuple[Value, ...]) -> Value:
    """`clojure.string/blank?`."""

    def asked(leaf: Leaf) -> Value:
        if isinstance(leaf, Nil):
            return site.values.truth(site.formulas.true)
        if isinstance(leaf, Text):
            test = TextTest("blank?", lambda text: not text.strip(), "")
            return site.values.truth(site.formulas.text_in(leaf.text, test))
        return site.values.truth(site.formulas.false) if isinstance(leaf, Day) else site.hole(leaf)

    return site.values.each(args[0], asked)
