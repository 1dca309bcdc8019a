"""`customer phone`, `reference`, `social`, `payment-profile`: each `add`, `edit`, `remove`."""

from __future__ import annotations

import click

from runtime.commands.customer.group import PAIRS, Customers, changes, customer
from runtime.commands.options import Settings

_KINDS = {
    "phone": ("phone", "Phones: any number, one of them primary, one secondary."),
    "reference": ("reference", "People who know the customer."),
    "social": ("social-profile", "Profiles of the customer at social networks."),
    "payment-profile": ("payment-profile", "Payment methods, by the token of the payment vault."),
}
_ITEM = click.argument("item", metavar="NUMBER", type=click.IntRange(1))


def _declare(name: str, kind: str, help: str) -> click.Group:
    what = kind.replace("-", " ")

    @customer.group(name, cls=Customers, help=help)
    def group() -> None:
        pass

    @group.command("add", help=f"Add a {what}.")
    @PAIRS
    @changes
    def add(settings: Settings, number: int, pairs: tuple[str, ...], format_: str | None) -> int:
        from runtime.commands.customer.running import change
        from runtime.customers.belongings import add as run
        from runtime.customers.fields import pairs as read_pairs

        return change(
            settings,
            number,
            format_,
            lambda desk: {kind: run(desk, kind, read_pairs(pairs))},
            f"has the {what} {{{kind}}}",
        )

    @group.command("edit", help=f"Change fields of a {what}, given by its number.")
    @_ITEM
    @PAIRS
    @changes
    def edit(settings: Settings, number: int, item: int, pairs: tuple[str, ...], format_: str | None) -> int:
        from runtime.commands.customer.running import change
        from runtime.customers.belongings import change as run
        from runtime.customers.fields import pairs as read_pairs

        said = f"the {what} {item} was changed"
        return change(settings, number, format_, lambda desk: run(desk, kind, item, read_pairs(pairs)), said)

    @group.command("remove", help=f"Take a {what} away.")
    @_ITEM
    @changes
    def remove(settings: Settings, number: int, item: int, format_: str | None) -> int:
        from runtime.commands.customer.running import change
        from runtime.customers.belongings import remove as run

        said = f"the {what} {item} was removed"
        return change(settings, number, format_, lambda desk: run(desk, kind, item), said)

    made: click.Group = group
    return made


_GROUPS = {_name: _declare(_name, _kind, _help) for _name, (_kind, _help) in _KINDS.items()}


@_GROUPS["reference"].command("verify")
@_ITEM
@changes
def verify(settings: Settings, number: int, item: int, format_: str | None) -> int:
    """Check a reference's address, and write it in the Postal Service's form."""
    from runtime.commands.customer.running import change
    from runtime.customers.tools.applying import check_reference

    said = "the address of reference {reference}: {outcome}"
    return change(settings, number, format_, lambda desk: check_reference(desk, item), said)
