"""The columnar engine: criteria as Polars expressions over columns of loans.

`lower` makes an expression of criteria, `answers` evaluates many at once, `batch_of` and `described` make and describe
the columns. The answer for a row is true, false, or null where the engine *abstains*: then, and only then, the other
engines are asked.
"""

from cljrules.interp.columnar.batch import NO_VALUE, Batch, answers, batch_of, column_of, described
from cljrules.interp.columnar.lowering import ColumnarCriteria, columns_read, lower

__all__ = [
    "NO_VALUE",
    "Batch",
    "ColumnarCriteria",
    "answers",
    "batch_of",
    "column_of",
    "columns_read",
    "described",
    "lower",
]
