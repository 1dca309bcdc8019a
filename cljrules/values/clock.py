"""The day that stands for today in an evaluation. No clock is ever read."""

from __future__ import annotations

from contextvars import ContextVar
from datetime import date
from typing import Final

#: The business date of the running evaluation, None where it has none.
BUSINESS_DATE: Final[ContextVar[date | None]] = ContextVar("cljrules-business-date", default=None)
