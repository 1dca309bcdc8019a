"""What every table is made of: the metadata, and columns that the catalogue describes.

Takes variables and their members, gives columns. Defaults live in the database, so that every writer gets the same.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Integer, MetaData, String, Text, false, text, true
from sqlalchemy.types import TypeEngine

from cljrules.stdlib.catalogue import Variable
from runtime.store import placement
from runtime.store.columns import Day, Moment, Money, Number, cents, whole_number

METADATA: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def column_type(kind: str) -> TypeEngine[Any]:
    """The column type of a catalogue type; LookupError for one that has no column, such as a map."""
    match kind:
        case "boolean":
            return Boolean()
        case "integer":
            return Integer()
        case "money":
            return Money()
        case "rate" | "percent":
            return Number(least=2)
        case "number":
            return Number()
        case "date":
            return Day()
        case "datetime":
            return Moment()
        case "enum":
            return String(64)
        case "text":
            return Text()
    raise LookupError(f"no column holds a `{kind}`")


def _default(described: Any) -> Any:
    """What the database puts in a column that a writer leaves out: nothing, zero, false, or an enum's healthy word."""
    match described.type:
        case "boolean":
            return false()
        case "integer":
            return text(str(int(described.min or 0)))
        case "money" | "rate" | "percent" | "number":
            return text(str(cents(Decimal(described.min or 0))) if described.type == "money" else "0")
        case "enum" if getattr(described, "healthy", None) is not None:
            return str(described.healthy)
        case "text":
            return ""
    return None


def described_column(name: str, described: Any) -> Column[Any]:
    """A column for a variable, or a member of one, under `name`."""
    return Column(
        name,
        column_type(described.type),
        nullable=described.nilable,
        server_default=None if described.nilable else _default(described),
        doc=described.doc,
    )


def variable_columns(table: str) -> list[Column[Any]]:
    """Columns for every variable kept in the table."""
    return [described_column(placement.snake(v.name), v) for v in placement.columns_of(table)]


def variable(column: str) -> Variable:
    """The catalogue's variable whose name in snake case is `column`."""
    return placement.by_column()[column]


def member_columns(of: str, *, leave: frozenset[str] = frozenset()) -> list[Column[Any]]:
    """Columns for the scalar members of a map variable (named in snake case), without those of `leave`."""
    members = placement.by_column()[of].fields
    return [
        described_column(placement.snake(name), member)
        for name, member in members.items()
        if member.type not in placement.COMPOSITE and placement.snake(name) not in leave
    ]


def key() -> Column[Any]:
    """A number the store gives each row."""
    return Column("id", whole_number(), primary_key=True)


def reference(
    name: str, to: str, *, nullable: bool = False, primary: bool = False, cascade: bool = False
) -> Column[Any]:
    """A column that refers to a row of another table; `to` is `table.column`."""
    link = ForeignKey(to, ondelete="CASCADE" if cascade else None)
    return Column(
        name, whole_number(), link, nullable=nullable and not primary, primary_key=primary, autoincrement=False
    )


def loan(*, primary: bool = False, nullable: bool = False) -> Column[Any]:
    """The loan a row belongs to."""
    return reference("loan_id", "loans.loan_id", primary=primary, nullable=nullable, cascade=True)


def flag(name: str, *, default: bool = False, comment: str | None = None) -> Column[Any]:
    """A boolean that is never null."""
    return Column(name, Boolean(), nullable=False, server_default=true() if default else false(), comment=comment)


def count(name: str, *, default: int = 0) -> Column[Any]:
    """A whole number that is never null."""
    return Column(name, Integer(), nullable=False, server_default=text(str(default)))


def money(name: str, *, nullable: bool = False, comment: str | None = None) -> Column[Any]:
    """Dollars; zero when a writer leaves it out, unless it may be null."""
    return Column(name, Money(), nullable=nullable, server_default=None if nullable else text("0"), comment=comment)


def word(name: str, *, nullable: bool = False, default: str | None = None, unique: bool = False) -> Column[Any]:
    """A short text."""
    return Column(name, String(200), nullable=nullable, server_default=default, unique=unique or None)


def one_of(name: str, *words: str, default: str | None = None, nullable: bool = False) -> Column[Any]:
    """One of a few words; the database refuses any other."""
    listed = ", ".join(f"'{word}'" for word in words)
    check = CheckConstraint(f"{name} IN ({listed})", name=f"one_of_{name}")
    return Column(name, String(32), check, nullable=nullable, server_default=default, info={"words": words})
