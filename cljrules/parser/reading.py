"""What reading a form depends on besides its text.

A `Reading` gives the namespace, how names resolve in it, and numbers for new names. The evaluator makes one for a
text and may change `current_ns` between two forms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count

from cljrules.parser.forms import Form
from cljrules.values.symbols import Symbol


@dataclass(slots=True)
class Reading:
    """How to read: `resolve_symbol` is used by syntax-quote (without one, a plain name is put into the current
    namespace), `resolve_alias` gives the namespace an alias stands for, or None. Reader conditionals are refused
    unless `conditionals`, then read for `features`. `read_tagged` reads tags other than `inst` and `uuid`, and
    those too where `own_tags` holds them: it gets the tag and the form after it, and gives None for a tag it does not
    know. `edn` refuses what is Clojure but not EDN. `ids` numbers the names made by `#()`
    and `x#`.
    """

    current_ns: str = "user"
    resolve_symbol: Callable[[Symbol], Symbol] | None = None
    resolve_alias: Callable[[str], str | None] | None = None
    features: frozenset[str] = frozenset({"clj"})
    conditionals: bool = False
    edn: bool = False
    read_tagged: Callable[[Symbol, Form], Form | None] | None = None
    own_tags: frozenset[str] = frozenset()
    ids: Iterator[int] = field(default_factory=lambda: count(1))

    def resolved(self, symbol: Symbol) -> Symbol:
        """The symbol in full, as syntax-quote writes it."""
        if self.resolve_symbol is not None:
            return self.resolve_symbol(symbol)
        if symbol.name.find(".") > 0:
            return symbol
        if symbol.ns is None:
            return Symbol(self.current_ns, symbol.name)
        namespace = self.aliased(symbol.ns)
        return symbol if namespace is None else Symbol(namespace, symbol.name)

    def aliased(self, alias: str) -> str | None:
        """The namespace an alias stands for, None for an unknown one."""
        return None if self.resolve_alias is None else self.resolve_alias(alias)
