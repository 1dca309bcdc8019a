"""`calendar`: the lender's business days, to which due dates may keep."""

from __future__ import annotations

from datetime import date

import click

from runtime.commands.options import Day, Group, Settings, formatted, is_json


@click.group(cls=Group)
def calendar() -> None:
    """The lender's business days."""


@calendar.command("show")
@formatted
@click.pass_obj
def show(settings: Settings, format_: str | None) -> int:
    """Print the open weekdays and the closed days."""
    return _run(settings, format_, None)


@calendar.command("weekdays")
@click.argument("words", nargs=-1, required=True, metavar="WEEKDAY...")
@formatted
@click.pass_obj
def weekdays(settings: Settings, words: tuple[str, ...], format_: str | None) -> int:
    """Say on which weekdays the lender is open: mon tue wed thu fri sat sun."""
    return _run(settings, format_, ("weekdays", words))


@calendar.command("close")
@click.argument("day", type=Day(), metavar="DAY")
@click.option("--title", default="", help="Why, such as a holiday's name.")
@formatted
@click.pass_obj
def close(settings: Settings, day: date, title: str, format_: str | None) -> int:
    """Close a day, such as a holiday."""
    return _run(settings, format_, ("close", day, title))


@calendar.command("open")
@click.argument("day", type=Day(), metavar="DAY")
@formatted
@click.pass_obj
def open_(settings: Settings, day: date, format_: str | None) -> int:
    """Open a day that was closed."""
    return _run(settings, format_, ("open", day))


def _run(settings: Settings, format_: str | None, what: tuple[object, ...] | None) -> int:
    from sqlalchemy import select

    from runtime.commands.output import console, print_json, table
    from runtime.store import business_days, schema
    from runtime.store.errors import StoreError
    from runtime.store.open import open_store

    with open_store(settings.url, today=settings.today) as store:
        if what is not None:
            with store.begin() as connection:
                match what:
                    case ("weekdays", tuple() as words):
                        business_days.write_weekdays(connection, words)
                    case ("close", date() as day, str() as title):
                        business_days.close(connection, day, title)
                    case ("open", date() as day) if not business_days.open_(connection, day):
                        raise StoreError("refused", f"{day} is not among the closed days", "nothing was changed")
        with store.read() as connection:
            names = business_days.weekday_names(business_days.read_business_days(connection))
            closed = connection.execute(select(schema.holidays).order_by(schema.holidays.c.day)).all()
    if is_json(settings, format_):
        print_json({"weekdays": names, "closed": [{"day": row.day, "title": row.title} for row in closed]})
        return 0
    click.echo(f"open on {', '.join(names)}")
    if closed:
        console().print(table("Closed", ["day", "title"], [tuple(row) for row in closed]))
    return 0
