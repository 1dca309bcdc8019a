"""What it says of a value that a predicate of the library holds of it, or does not."""

from __future__ import annotations

from typing import Final

from cljrules.types import lattice as t

#: The kinds of which a predicate is true; of all others it is false.
KINDS: Final = {
    "nil?": t.NIL,
    "some?": t.EVERYTHING & ~t.NIL,
    "number?": t.NUMBER,
    "integer?": t.INTEGER,
    "decimal?": t.DECIMAL,
    "ratio?": t.RATIO,
    "rational?": t.INTEGER | t.RATIO | t.DECIMAL,
    "float?": t.DOUBLE,
    "string?": t.TEXT,
    "boolean?": t.BOOLEAN,
    "char?": t.CHAR,
    "keyword?": t.KEYWORD,
    "symbol?": t.SYMBOL,
}
#: The kinds of which a predicate can be true, where others of the same kind may still make it false.
POSSIBLE: Final = {
    "int?": t.INTEGER,
    "pos-int?": t.INTEGER,
    "neg-int?": t.INTEGER,
    "nat-int?": t.INTEGER,
    "double?": t.DOUBLE,
    "map?": t.MAP | t.OTHER,
    "vector?": t.VECTOR | t.OTHER,
    "set?": t.SET | t.OTHER,
    "coll?": t.COLLECTION | t.OTHER,
    "sequential?": t.SEQUENTIAL | t.OTHER,
    "seq?": t.LIST | t.OTHER,
    "list?": t.LIST | t.OTHER,
    "true?": t.BOOLEAN,
    "false?": t.BOOLEAN,
    # an empty collection is no seq, nil is none
    "seq": t.EVERYTHING & ~t.NIL,
    "not-empty": t.EVERYTHING & ~t.NIL,
}
