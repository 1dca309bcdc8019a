"""The group `customer`, and the options its commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from runtime.commands.options import Group, Settings, WithExamples, formatted

#: The name of the argument that tells the customer.
CUSTOMER = "number"
_Command = TypeVar("_Command", bound=Callable[..., Any])


class About(WithExamples):
    """A command whose first word is the customer it is about, wherever that is declared."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.params.sort(key=lambda param: param.name != CUSTOMER)


class Customers(Group):
    """A group of such commands."""

    command_class = About


@click.group(cls=Customers)
def customer() -> None:
    """People and companies: who they are, what is kept about them, and the tools that check them."""


def about(command: _Command) -> _Command:
    """Give a command the customer it is about, `--format`, and the settings."""
    with_settings: Any = click.pass_obj(command)
    which = click.argument(CUSTOMER, metavar="ID", type=click.IntRange(1, 2**63 - 1))
    given: _Command = which(formatted(with_settings))
    return given


def changes(command: _Command) -> _Command:
    """The same for a command that changes the customer: it also takes `--if-version`."""

    def keep(context: click.Context, _: click.Parameter, value: int | None) -> None:
        settings = context.find_object(Settings)
        if settings is not None:
            settings.if_version = value

    what = "Only if the customer is still at this version, as `customer show` tells it."
    option = click.option("--if-version", type=int, expose_value=False, callback=keep, help=what)
    return about(option(command))


PAIRS = click.argument("pairs", nargs=-1, required=True, metavar="FIELD=VALUE...")
