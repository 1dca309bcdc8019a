"""The commands below `notify` about letters, text messages and addresses that nothing more is sent to; what they do is
in `runtime.commands.corresponding`.
"""

from __future__ import annotations

import click

from runtime.commands.options import Group, Settings, WithExamples, formatted, is_json
from runtime.notifications.message import EMAIL, MAIL_HOUSE, SMS

_LIMIT = click.option(
    "--limit", type=click.IntRange(1), default=100, show_default=True, help="Only the latest so many."
)


@click.group(cls=Group)
def mail() -> None:
    """Letters: the queue of the mail house, hand-over, what became of them."""


@mail.command("list")
@click.option("--status", metavar="STATUS", help="Only those of this status.")
@click.option("--loan", metavar="ID", help="Only this loan's.")
@_LIMIT
@formatted
@click.pass_obj
def list_letters(settings: Settings, status: str | None, loan: str | None, limit: int, format_: str | None) -> int:
    """List letters with their statuses."""
    from runtime.commands.corresponding import list_letters as run

    return run(settings, status, loan, limit, is_json(settings, format_))


@mail.command("save")
@click.argument("letter", type=int)
@click.argument("path", metavar="FILE.pdf")
@click.pass_obj
def save_letter(settings: Settings, letter: int, path: str) -> int:
    """Write a letter's PDF to a file."""
    from runtime.commands.corresponding import save_letter as run

    return run(settings, letter, path)


@mail.command("cancel")
@click.argument("letter", type=int)
@click.option("--author", default="operator", show_default=True, help="Who cancels it, for its history.")
@formatted
@click.pass_obj
def cancel_letter(settings: Settings, letter: int, author: str, format_: str | None) -> int:
    """Cancel a letter, while it can be: for an hour after it was queued, unless the settings say otherwise."""
    from runtime.commands.corresponding import cancel_letter as run

    return run(settings, letter, author, is_json(settings, format_))


@mail.command("hand-over")
@formatted
@click.pass_obj
def hand_over(settings: Settings, format_: str | None) -> int:
    """Hand over the letters that can no longer be canceled, with a manifest, where `[mail_house]` says."""
    from runtime.commands.corresponding import hand_over as run

    return run(settings, is_json(settings, format_))


@mail.command("import-status")
@click.argument("path", metavar="FILE.csv")
@formatted
@click.pass_obj
def import_status(settings: Settings, path: str, format_: str | None) -> int:
    """Take in what the mail house reports, letters that came back included."""
    from runtime.commands.corresponding import import_statuses as run

    return run(settings, path, is_json(settings, format_))


@click.group(cls=Group)
def sms() -> None:
    """Text messages."""


@sms.command("conversation")
@click.option("--phone", metavar="NUMBER", help="Only those with this number.")
@click.option("--customer", type=int, help="Only this customer's.")
@_LIMIT
@formatted
@click.pass_obj
def conversation(settings: Settings, phone: str | None, customer: int | None, limit: int, format_: str | None) -> int:
    """Print the running conversation: what was sent, and what customers wrote."""
    from runtime.commands.corresponding import conversation as run

    return run(settings, phone, customer, limit, is_json(settings, format_))


@click.group(cls=Group)
def suppressed() -> None:
    """Addresses that nothing more is sent to."""


@suppressed.command("list")
@formatted
@click.pass_obj
def list_suppressed(settings: Settings, format_: str | None) -> int:
    """List mailboxes that bounce, numbers that answered STOP, addresses that letters came back from."""
    from runtime.commands.corresponding import list_suppressed as run

    return run(settings, is_json(settings, format_))


@suppressed.command("lift")
@click.argument("channel", type=click.Choice([EMAIL, SMS, MAIL_HOUSE]))
@click.argument("address")
@formatted
@click.pass_obj
def lift(settings: Settings, channel: str, address: str, format_: str | None) -> int:
    """Let messages go to an address again."""
    from runtime.commands.corresponding import lift as run

    return run(settings, channel, address, is_json(settings, format_))


@click.command("listen", cls=WithExamples)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8080, show_default=True, help="The port to listen on.")
@click.pass_obj
def listen(settings: Settings, host: str, port: int) -> int:
    """Serve the callbacks of providers: statuses of text messages, answers to them, e-mails that came back."""
    from runtime.commands.corresponding import listen as run

    return run(settings, host, port)


#: What belongs under `notify`.
OF_NOTIFY = (mail, sms, suppressed, listen)
