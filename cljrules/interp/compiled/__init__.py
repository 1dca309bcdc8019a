"""The compiled engine: criteria as Python functions.

`compile_test` makes one function of one rule's criteria, `compile_sieve` functions that tell, of the criteria of many
rules, which are not surely false. Both take criteria as nodes and what kinds of value the loan
variables have. They take no decision of their own: wherever a value is not of the kind that was expected, a number
leaves its range, or anything raises, they abstain; then, and only then, the reference evaluator is asked, so that
values, errors and their places are always its. Criteria have no effects, so asking twice is safe.
"""

from cljrules.interp.compiled.answers import Test, compile_test
from cljrules.interp.compiled.places import Inexpressible
from cljrules.interp.compiled.sieve import Sift, compile_sieve

__all__ = ["Inexpressible", "Sift", "Test", "compile_sieve", "compile_test"]
