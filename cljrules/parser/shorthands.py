"""The reader's shorthand: quotes, metadata, tags, namespaced maps, reader conditionals.

Takes a shorthand's node and the form after it and gives the form it stands for, as Clojure 1.11's LispReader does.
Raises Malformed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from cljrules.parser.duplicates import first_duplicate, form_key
from cljrules.parser.findings import Malformed
from cljrules.parser.forms import Atom, Coll, Form
from cljrules.parser.literals import shown, symbol_value
from cljrules.parser.quasiquote import UNQUOTE, UNQUOTE_SPLICING, expand
from cljrules.parser.reading import Reading
from cljrules.parser.tagged import instant, uuid
from cljrules.parser.tree import WHITESPACE, Node
from cljrules.source import Span
from cljrules.values.symbols import Keyword, Symbol, keyword

_WRAPPERS: Final = {
    "quote": Symbol(None, "quote"),
    "var": Symbol(None, "var"),
    "deref": Symbol("clojure.core", "deref"),
    "unquote": UNQUOTE,
    "unquote-splicing": UNQUOTE_SPLICING,
}
_SYMBOLIC: Final = {"Inf": "inf", "-Inf": "-inf", "NaN": "nan"}
_TAG_READERS: Final = {"inst": instant, "uuid": uuid}
_TAG_MARK: Final = re.compile(f"#[{WHITESPACE}]*")
_TAG_KEY: Final = keyword("tag")

#: Tokens that begin a shorthand.
MARKS: Final = frozenset(
    (
        "QUOTE",
        "SYNTAX_QUOTE",
        "UNQUOTE",
        "UNQUOTE_SPLICING",
        "DEREF",
        "VAR",
        "META",
        "DISCARD",
        "TAG",
        "SYMBOLIC",
        "NAMESPACE",
        "CONDITIONAL",
        "CONDITIONAL_SPLICING",
    )
)

#: Kinds of nodes that EDN does not have.
NOT_EDN: Final = frozenset(
    (
        "function",
        "quote",
        "syntax-quote",
        "unquote",
        "unquote-splicing",
        "deref",
        "var",
        "conditional",
        "conditional-splicing",
    )
)


def spell_out(node: Node, form: Form, reading: Reading) -> Form:
    """What a shorthand stands for, given the form after it."""
    wrapper = _WRAPPERS.get(node.kind)
    if wrapper is not None:
        return Coll("list", (Atom(wrapper, node.span, node.source), form), node.span, node.source)
    if node.kind == "syntax-quote":
        return expand(form, reading)
    if node.kind == "symbolic":
        return _symbolic(node, form)
    if node.kind == "tagged":
        return _tagged(node, form, reading)
    return _namespaced_map(node, form, reading)


def _symbolic(node: Node, form: Form) -> Form:
    help = "the symbolic values are `##Inf`, `##-Inf` and `##NaN`"
    name = form.symbol if isinstance(form, Atom) else None
    if name is None or name.text not in _SYMBOLIC:
        raise Malformed("invalid-symbolic", f"{shown(node.text)} is not a symbolic value", help)
    return Atom(float(_SYMBOLIC[name.text]), node.span, node.source)


def check_mark(mark: Node, following: Node | Sequence[Node] | None) -> None:
    """Refuse a tag that is no symbol, a namespace that stands before no map, a conditional: whatever comes after."""
    if mark.kind == "TAG":
        _tag(mark)
    elif mark.kind in ("CONDITIONAL", "CONDITIONAL_SPLICING"):
        raise _conditional_not_allowed()
    elif mark.kind == "NAMESPACE" and (not isinstance(following, Node) or following.kind not in ("map", "LBRACE")):
        text = mark.text
        raise Malformed("invalid-namespaced-map", f"{shown(text)} must stand before a map", f"as in `{text}{{:key 1}}`")


def _tag(mark: Node) -> Symbol:
    tag = symbol_value(_TAG_MARK.sub("", mark.text, count=1))
    if not isinstance(tag, Symbol):
        raise Malformed("invalid-tag", f"{shown(mark.text)} is not a tag", "a tag is a symbol, as in `#inst`")
    return tag


def _tagged(node: Node, form: Form, reading: Reading) -> Form:
    tag = _tag(node.children[0])
    read = None if tag.text in reading.own_tags else _TAG_READERS.get(tag.text)
    if read is not None:
        # A collection or a name is no text either; the reader of the tag says so.
        value: Any = form.value if isinstance(form, Atom) else form
        return Atom(read(value), node.span, node.source)
    found = None if reading.read_tagged is None else reading.read_tagged(tag, form)
    if found is not None:
        return found
    if "." in tag.name:
        raise Malformed(
            "unknown-tag", f"there is no record `{tag.text}`", "call the record's constructor", "ClassNotFoundException"
        )
    raise Malformed("unknown-tag", f"nothing reads the tag `#{tag.text}`", "the tags are `#inst` and `#uuid`")


def _namespaced_map(node: Node, form: Form, reading: Reading) -> Form:
    mark = node.children[0].text
    assert isinstance(form, Coll)
    namespace = _map_namespace(mark, reading)
    items = list(form.items)
    items[::2] = [_qualified(key, namespace) for key in items[::2]]
    duplicate = first_duplicate(items[::2])
    if duplicate is not None:
        text = duplicate.source.slice(duplicate.span)
        raise Malformed(
            "duplicate-key", f"{shown(text)} is there twice", "leave one of the two out", "IllegalArgumentException"
        )
    return Coll("map", tuple(items), node.span, node.source)


def _map_namespace(mark: str, reading: Reading) -> str:
    resolved = mark.startswith("#::")
    name = mark[3:] if resolved else mark[2:]
    if not name:
        if resolved:
            return reading.current_ns
        raise Malformed("invalid-namespaced-map", "`#:` needs a namespace", "as in `#:loan{:id 1}`")
    symbol = symbol_value(name) if not name[0].isdecimal() and name[0] not in "'#" else None
    if not isinstance(symbol, Symbol) or symbol.ns is not None or name.startswith(":"):
        raise Malformed("invalid-namespaced-map", f"`{name}` is not a namespace", "as in `#:loan{:id 1}`")
    if not resolved:
        return symbol.name
    namespace = reading.aliased(symbol.name)
    if namespace is None:
        raise Malformed("unknown-alias", f"`{name}` is no alias here", f"write `#:{name}` for the namespace itself")
    return namespace


def _qualified(key: Form, namespace: str) -> Form:
    if not isinstance(key, Atom) or not isinstance(key.value, (Keyword, Symbol)):
        return key
    value = key.value
    if value.ns not in (None, "_"):
        return key
    ns = namespace if value.ns is None else None
    made = keyword(value.name, ns) if isinstance(value, Keyword) else Symbol(ns, value.name)
    return Atom(made, key.span, key.source, key.meta)


def check_map(form: Coll) -> None:
    """Refuse a map literal with a key that has no value."""
    if len(form.items) % 2 == 0:
        return
    text, span = form.source.text, form.span
    name = text[span.start + 1 : span.end - 1].strip(" ,")
    if name and "{" not in name and text[span.start - 1 : span.start] == "{" and text[span.end : span.end + 1] == "}":
        raise Malformed(
            "template-syntax",
            f"{shown(text[span.start - 1 : span.end + 1])} is template syntax, not an expression",
            f"write the name alone: {shown(name)}",
            at=Span(-1, span.end - span.start + 1),
        )
    last = form.source.slice(form.items[-1].span)
    raise Malformed(
        "odd-map", f"a map needs a value for each key; {shown(last)} has none", "write keys and values in pairs"
    )


def metadata_of(form: Form) -> Coll:
    """The metadata a form after `^` stands for, as a map form."""
    place = (form.span, form.source)
    if isinstance(form, Coll) and form.kind == "map":
        return form
    if isinstance(form, Atom):
        if isinstance(form.value, (Symbol, str)):
            return Coll("map", (Atom(_TAG_KEY, *place), form), *place)
        if isinstance(form.value, Keyword):
            return Coll("map", (form, Atom(True, *place)), *place)
    raise Malformed(
        "invalid-metadata",
        "metadata is a keyword, a symbol, a string or a map",
        "as in `^:private name`",
        "IllegalArgumentException",
    )


def with_metadata(meta: Form, form: Form) -> Form:
    """The form with metadata added to what it has; the outer wins."""
    added = metadata_of(meta)
    if isinstance(form, Coll):
        return Coll(form.kind, form.items, form.span, form.source, _merged(form.meta, added))
    if isinstance(form.value, Symbol):
        return Atom(form.value, form.span, form.source, _merged(form.meta, added))
    shown_form = shown(form.source.slice(form.span))
    raise Malformed(
        "invalid-metadata",
        f"{shown_form} cannot carry metadata",
        "only symbols and collections can",
        "IllegalArgumentException",
    )


def _merged(old: Coll | None, new: Coll) -> Coll:
    if old is None or not old.items:
        return new
    identities: dict[tuple[Any, ...], int] = {}
    pairs = {form_key(key, identities): (key, value) for key, value in old.pairs()}
    pairs.update((form_key(key, identities), (key, value)) for key, value in new.pairs())
    return Coll("map", tuple(part for pair in pairs.values() for part in pair), new.span, new.source)


def branch(node: Node, reading: Reading) -> list[Node]:
    """The part of a reader conditional that is read under the reading's features: one node or none."""
    if not reading.conditionals:
        raise _conditional_not_allowed()
    body = node.children[-1]
    if body.kind != "list":
        raise Malformed("invalid-conditional", "a reader conditional takes a list", "as in `#?(:clj 1 :default 2)`")
    parts = [child for child in body.children if child.kind != "discard"]
    if len(parts) % 2:
        raise Malformed("invalid-conditional", "a reader conditional takes pairs", "as in `#?(:clj 1 :default 2)`")
    for feature, form in zip(parts[::2], parts[1::2], strict=True):
        if feature.kind != "KEYWORD":
            raise Malformed("invalid-conditional", f"{shown(feature.text)} is not a feature", "a feature is a keyword")
        name = feature.text[1:]
        if name in ("else", "none"):
            raise Malformed("invalid-conditional", f"the feature `:{name}` is reserved", "write `:default`")
        if name == "default" or name in reading.features:
            return [form]
    return []


def _conditional_not_allowed() -> Malformed:
    return Malformed(
        "conditional-not-allowed", "reader conditionals are not allowed here", "write the form of the `:clj` branch"
    )
