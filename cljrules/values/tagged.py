"""A tag and the form after it as data: what reading gives for a tag that nothing reads, and `tagged-literal` makes."""

from __future__ import annotations

from typing import Any, ClassVar

from cljrules.values.equality import equiv, hkey
from cljrules.values.symbols import keyword

_TAG, _FORM = keyword("tag"), keyword("form")


class TaggedLiteral:
    """`tag` is a symbol; keywords find the two parts, and it is no collection."""

    java_name: ClassVar[str] = "clojure.lang.TaggedLiteral"
    __slots__ = ("form", "tag")

    def __init__(self, tag: Any, form: Any) -> None:
        self.tag = tag
        self.form = form

    def get(self, key: Any, default: Any = None) -> Any:
        """The part that a keyword names."""
        return self.tag if key is _TAG else self.form if key is _FORM else default

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TaggedLiteral) and equiv(self.tag, other.tag) and equiv(self.form, other.form)

    def __hash__(self) -> int:
        return hash((hkey(self.tag), hkey(self.form)))
