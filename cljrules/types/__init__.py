"""What expressions of rules give before they are evaluated: kinds of value, units, words, whether they can be nil.

`Knowledge` holds what a pack's expressions may rely on; `infer` gives the types of an expression's nodes and what
cannot be right in it. Types say too much rather than too little: what is not understood is `lattice.ANY`.
"""

from __future__ import annotations

from cljrules.types.checking import Typed, check_criteria, check_function, infer
from cljrules.types.declared import Knowledge, type_of
from cljrules.types.lattice import Type, described

__all__ = ["Knowledge", "Type", "Typed", "check_criteria", "check_function", "described", "infer", "type_of"]
