"""What Clojure's compiler knows of the core library's functions, where it shows in a program's errors."""

from __future__ import annotations

from typing import Final

_ONE: Final = """aclone alength bit-not boolean booleans byte bytes char chars count dec dec' double doubles float
floats inc inc' int ints long longs neg? nil? num pos? short shorts unchecked-byte unchecked-char unchecked-dec
unchecked-dec-int unchecked-double unchecked-float unchecked-inc unchecked-inc-int unchecked-int unchecked-long
unchecked-negate unchecked-negate-int unchecked-short zero?"""
_TWO: Final = """bit-shift-left bit-shift-right compare quot rem unchecked-add unchecked-add-int unchecked-divide-int
unchecked-multiply unchecked-multiply-int unchecked-remainder-int unchecked-subtract unchecked-subtract-int
unsigned-bit-shift-right"""

_PAIRS: Final = """+ - * / +' -' *' min max bit-and bit-or bit-xor
bit-and-not"""

#: Functions whose calls are refused at once where the number of arguments is not this one.
INLINED: Final[dict[str, int]] = {**dict.fromkeys(_ONE.split(), 1), **dict.fromkeys(_TWO.split(), 2)}

#: Functions that are called with two operands at a time, from the left: an error of the first two comes before one in
#: the third operand.
PAIRWISE: Final = frozenset(_PAIRS.split())
