"""What the commands of `cljrules-runtime` share: groups with examples, days and amounts, and what was said before the
command.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from runtime.settings import RuntimeSettings

FORMATS = click.Choice(["text", "json"])

_Command = TypeVar("_Command", bound=Callable[..., Any])


@cache
def all_examples() -> dict[str, list[str]]:
    text = Path(__file__).with_name("examples.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _write_examples(name: str, formatter: click.HelpFormatter) -> None:
    _write_lines(all_examples().get(name, []), formatter)


def _write_lines(lines: list[str], formatter: click.HelpFormatter) -> None:
    if lines:
        with formatter.section("Examples"):
            for line in lines:
                formatter.write(f"{'':{formatter.current_indent}}{line}\n")


class WithExamples(click.Command):
    """A command whose help ends with its examples."""

    def format_epilog(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        _write_examples(context.command_path.partition(" ")[2], formatter)


class Group(click.Group):
    command_class = WithExamples

    def format_epilog(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        name = context.command_path.partition(" ")[2]
        below = [line for full, lines in all_examples().items() if full.startswith(f"{name} ") for line in lines[:1]]
        _write_lines(below if name else all_examples()["cljrules-runtime"], formatter)


Group.group_class = Group


class Day(click.ParamType[date]):
    """A calendar day written YYYY-MM-DD."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            day = date.fromisoformat(value)
        except ValueError:
            self.fail(f"`{value}` is not a day; write it as YYYY-MM-DD, such as 2026-11-22", param, ctx)
        if day.isoformat() != value:
            self.fail(f"`{value}` is not written as YYYY-MM-DD; write {day}", param, ctx)
        return day


@dataclass
class Settings:
    """What was said before the command."""

    store: str | None
    today: date | None
    format: str
    config: str | None = None
    if_version: int | None = None

    def runtime(self) -> RuntimeSettings:
        """What `runtime.toml` says; StoreError where it is wrong."""
        from runtime.settings import load_settings

        return load_settings(self.config, self.store)

    @property
    def url(self) -> str:
        if not self.store:
            raise click.UsageError("no store is named: write `--store FILE` before the command, or set CLJRULES_STORE")
        return self.store


def formatted(command: _Command) -> _Command:
    """Give a command `--format`, which counts before the command's own name as well as after it."""
    option = click.option("--format", "format_", type=FORMATS, help="How to print what is found.")
    return option(command)


def versioned(command: _Command) -> _Command:
    """Give a command that changes an account `--if-version`, which lands in its settings."""

    def keep(context: click.Context, _: click.Parameter, value: int | None) -> None:
        settings = context.find_object(Settings)
        if settings is not None:
            settings.if_version = value

    what = "Only if the account is still at this version, as `loan show` tells it."
    option = click.option("--if-version", type=int, expose_value=False, callback=keep, help=what)
    return option(command)


def is_json(settings: Settings, format_: str | None) -> bool:
    return (format_ or settings.format) == "json"


class Dollars(click.ParamType[Decimal]):
    """An amount in dollars, exact."""

    name = "DOLLARS"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        try:
            amount = Decimal(str(value).replace(",", "").removeprefix("$"))
        except InvalidOperation:
            self.fail(f"`{value}` is not an amount; write it as 120.50", param, ctx)
        if not amount.is_finite() or abs(amount) >= Decimal(10) ** 9:
            self.fail(f"`{value}` is not an amount below a billion dollars", param, ctx)
        return amount
