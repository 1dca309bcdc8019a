"""What a pack may not do: change anything, print, read, or write programs.

A rule sees one loan and its business date and answers the same whenever it is asked. `IMPURE` declares, in one place,
the functions of the library that do more than give a value; `impurities` finds them in analyzed criteria and
definitions, also where a macro put them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from cljrules.interp.host import HostFunction
from cljrules.interp.nodes import Def, New, Node, SetField, SetVar, VarItself, VarRef
from cljrules.interp.walk import descendants
from cljrules.interp.world import CORE, INTERNAL
from cljrules.parser.forms import Form

_STATE: Final = "it makes or changes something that holds a changing value"
_PRINTING: Final = "it prints or reads"
_PROGRAM: Final = "it changes or writes the program"


def _named(ns: str, why: str, names: str) -> dict[tuple[str, str], str]:
    return {(ns, name): why for name in names.split()}


#: Functions by namespace and name, each with what it does besides giving a value.
IMPURE: Final[Mapping[tuple[str, str], str]] = {
    **_named(
        CORE,
        _STATE,
        "add-watch agent alter aset aset-boolean aset-byte aset-char aset-double aset-float aset-int aset-long"
        " aset-short assoc! atom await commute compare-and-set! conj! deliver disj! dissoc! ensure persistent! pop!"
        " promise ref ref-set remove-watch reset! reset-vals! send send-off set-validator! swap! swap-vals! transient"
        " volatile! vreset! vswap!",
    ),
    **_named(CORE, _PRINTING, "flush newline pr print printf println prn read-line"),
    **_named(
        CORE,
        _PROGRAM,
        "alias alter-meta! alter-var-root create-ns derive eval find-var gensym in-ns intern load-string ns-resolve"
        " ns-unalias ns-unmap prefer-method refer remove-all-methods remove-method remove-ns require requiring-resolve"
        " reset-meta! resolve underive use var-set with-bindings* with-redefs-fn",
    ),
    **_named(INTERNAL, _STATE, "future* local-var* transaction*"),
    **_named(INTERNAL, _PRINTING, "with-in-str* with-out-str*"),
    **_named(INTERNAL, _PROGRAM, "add-method* add-methods* copy-class* import* multi* ns* protocol* reify*"),
    **_named("clojure.test", _PROGRAM, "run-tests test-var"),
}


#: Classes whose values change.
_CHANGING: Final = frozenset({"java.util.ArrayList", "java.util.HashMap", "java.util.HashSet"})


class Impurity(NamedTuple):
    """Something impure: where it stands, what the author wrote, and what it does."""

    form: Form
    written: str
    why: str


def impurities(node: Node) -> Iterator[Impurity]:
    """The impure things inside a node; the definition that a node itself is, at the top of a pack, is none."""
    for at in descendants(node):
        if isinstance(at, VarRef | VarItself):
            why = IMPURE.get((at.var.ns, at.var.name))
        elif isinstance(at, SetVar | SetField) or (isinstance(at, Def) and at is not node):
            why = _PROGRAM
        elif isinstance(at, New) and isinstance(at.cls, HostFunction) and at.cls.cls in _CHANGING:
            why = _STATE
        else:
            continue
        if why is not None:
            yield Impurity(at.form, _written(at.form), why)


def _written(form: Form) -> str:
    """The name that an author wrote at a place: the symbol itself, or the head of the macro's call."""
    text = form.source.slice(form.span).lstrip("(#'@")
    return text.split(maxsplit=1)[0].rstrip(")") if text.strip() else text
