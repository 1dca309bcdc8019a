"""The commands under `notify`: their options and help. What they do is in `telling`."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from runtime.commands.correspondence import OF_NOTIFY
from runtime.commands.options import Day, Group, Settings, formatted, is_json

_LOAN = click.option("--loan", required=True, metavar="ID", help="The loan, by its number or display number.")
_OF_LOAN = click.option("--loan", metavar="ID", help="Only this loan's.")
_CHANNEL = click.Choice(["email", "sms", "system", "mail-house", "webhook"])
_SUBSCRIBED = click.option(
    "--channel", type=click.Choice(["system", "email"]), default="system", show_default=True, help="How it is told."
)


@click.group(cls=Group)
def notify() -> None:
    """Messages to customers, agents and other systems."""


@notify.command("outbox")
@_OF_LOAN
@click.option("--customer", type=int, metavar="NUMBER", help="Only this customer's.")
@click.option("--status", type=click.Choice(["pending", "sent", "failed", "withheld"]), help="Only these.")
@click.option("--channel", type=_CHANNEL, help="Only those of this channel.")
@click.option("--notification", metavar="NAME", help="Only those of this notification.")
@click.option("--limit", type=click.IntRange(1), help="Only the latest so many.")
@formatted
@click.pass_obj
def outbox(settings: Settings, /, loan: str | None, customer: int | None, format_: str | None, **given: Any) -> int:
    """List messages: what is to be sent, was sent, failed or is withheld, and why."""
    from runtime.commands.telling import outbox as run

    return run(settings, loan, customer, given, is_json(settings, format_))


@notify.command("dispatch")
@click.option("--once", "mode", flag_value="once", help="Send what is due and end.")
@click.option("--follow", "mode", flag_value="follow", help="Go on until stopped.")
@click.option("--channel", "channels", type=_CHANNEL, multiple=True, help="Only this channel; may be given again.")
@formatted
@click.pass_obj
def dispatch(settings: Settings, mode: str | None, channels: tuple[str, ...], format_: str | None) -> int:
    """Send the messages that are due. Several dispatchers may share the work."""
    if mode is None:
        raise click.UsageError("say `--once` to send what is due, or `--follow` to go on")
    from runtime.commands.telling import dispatch as run

    return run(settings, mode == "once", channels, is_json(settings, format_))


@notify.command("preview")
@click.argument("name", metavar="NAME")
@_LOAN
@formatted
@click.pass_obj
def preview(settings: Settings, name: str, loan: str, format_: str | None) -> int:
    """Show what a notification says about a loan, over every channel; nothing is changed or sent."""
    from runtime.commands.telling import show_preview as run

    return run(settings, name, loan, is_json(settings, format_))


@notify.command("test")
@click.argument("name", metavar="NAME")
@_LOAN
@click.option("--to", "address", required=True, metavar="ADDRESS", help="An e-mail, phone, web address, or agent.")
@click.option("--channel", type=_CHANNEL, help="The channel, where the address does not tell.")
@formatted
@click.pass_obj
def test(settings: Settings, name: str, loan: str, address: str, channel: str | None, format_: str | None) -> int:
    """Send a notification about a loan to one address, marked as a test; the loan's customers get nothing."""
    from runtime.commands.telling import send_test as run

    return run(settings, name, loan, address, channel, is_json(settings, format_))


@notify.command("dead")
@formatted
@click.pass_obj
def dead(settings: Settings, format_: str | None) -> int:
    """List messages that were given up."""
    from runtime.commands.telling import dead as run

    return run(settings, is_json(settings, format_))


@notify.command("redrive")
@click.argument("numbers", nargs=-1, type=int, metavar="[ID...]")
@click.option("--all", "everything", is_flag=True, help="All that were given up.")
@formatted
@click.pass_obj
def redrive(settings: Settings, numbers: tuple[int, ...], everything: bool, format_: str | None) -> int:
    """Let messages that were given up be tried again, under the same keys."""
    if bool(numbers) == everything:
        raise click.UsageError("give the numbers of messages, or `--all`")
    from runtime.commands.telling import drive_again as run

    return run(settings, numbers, everything, is_json(settings, format_))


@notify.command("deliveries")
@click.argument("number", type=int, metavar="ID")
@formatted
@click.pass_obj
def deliveries(settings: Settings, number: int, format_: str | None) -> int:
    """List every attempt to deliver a message."""
    from runtime.commands.telling import deliveries as run

    return run(settings, number, is_json(settings, format_))


@notify.command("inbox")
@click.argument("agent", metavar="AGENT")
@click.option("--unread", is_flag=True, help="Only what was not read.")
@_OF_LOAN
@click.option("--notification", metavar="NAME", help="Only those of this notification.")
@click.option("--since", type=Day(), help="Only those of this business date or later.")
@click.option("--until", type=Day(), help="Only those of this business date or earlier.")
@click.option("--containing", metavar="TEXT", help="Only those with this text.")
@click.option("--limit", type=click.IntRange(1), help="Only the latest so many.")
@formatted
@click.pass_obj
def inbox(
    settings: Settings,
    /,
    agent: str,
    loan: str | None,
    since: date | None,
    until: date | None,
    format_: str | None,
    **given: Any,
) -> int:
    """List an agent's messages inside the system, the newest first."""
    from runtime.commands.telling import inbox as run

    return run(settings, agent, loan, {"since": since, "until": until, **given}, is_json(settings, format_))


@notify.command("read")
@click.argument("agent", metavar="AGENT")
@click.argument("numbers", nargs=-1, type=int, metavar="[ID...]")
@click.option("--all", "everything", is_flag=True, help="All of the agent's messages.")
@click.option("--unread", is_flag=True, help="Mark as unread instead.")
@formatted
@click.pass_obj
def read(
    settings: Settings, agent: str, numbers: tuple[int, ...], everything: bool, unread: bool, format_: str | None
) -> int:
    """Mark an agent's messages as read."""
    if bool(numbers) == everything:
        raise click.UsageError("give the numbers of messages, or `--all`")
    from runtime.commands.telling import read as run

    return run(settings, agent, numbers, everything, unread, is_json(settings, format_))


@notify.command("agents")
@formatted
@click.pass_obj
def agents(settings: Settings, format_: str | None) -> int:
    """List agents with their addresses, teams and subscriptions."""
    from runtime.commands.telling import list_agents as run

    return run(settings, is_json(settings, format_))


@notify.command("agent")
@click.argument("username", metavar="AGENT")
@click.option("--name", "agent_full_name", help="The full name.")
@click.option("--email", help="The e-mail address.")
@click.option("--active/--inactive", default=None, help="Whether messages go to the agent.")
@formatted
@click.pass_obj
def agent(settings: Settings, /, username: str, format_: str | None, **values: Any) -> int:
    """Add an agent user, or change one."""
    from runtime.commands.telling import change
    from runtime.notifications import enrolling

    given = {name: value for name, value in values.items() if value is not None}
    act = lambda connection: enrolling.set_agent(connection, username, **given)  # noqa: E731
    return change(settings, act, f"agent {username} is as given", is_json(settings, format_))


@notify.command("team")
@click.argument("team", metavar="TEAM")
@click.argument("agent", metavar="AGENT")
@click.option("--remove", is_flag=True, help="Take the agent out of the team.")
@formatted
@click.pass_obj
def team(settings: Settings, team: str, agent: str, remove: bool, format_: str | None) -> int:
    """Put an agent into a team: a message to the team then goes to its agents."""
    from runtime.commands.telling import change
    from runtime.notifications import enrolling

    what = enrolling.leave_team if remove else enrolling.join_team
    said = f"{agent} is {'no longer ' if remove else ''}in {team}"
    return change(settings, lambda connection: what(connection, team, agent), said, is_json(settings, format_))


def _subscription(verb: str, help: str) -> None:
    @notify.command(verb, help=help)
    @click.argument("agent", metavar="AGENT")
    @click.argument("notification", metavar="NAME")
    @_SUBSCRIBED
    @formatted
    @click.pass_obj
    def run(settings: Settings, agent: str, notification: str, channel: str, format_: str | None) -> int:
        from runtime.commands.telling import change
        from runtime.notifications import enrolling

        what = getattr(enrolling, verb)
        said = f"{agent} {'gets' if verb == 'subscribe' else 'no longer gets'} {notification} by {channel}"
        act = lambda connection: what(connection, agent, notification, channel)  # noqa: E731
        return change(settings, act, said, is_json(settings, format_))


_subscription("subscribe", "Let an agent get a notification beside those whom it names.")
_subscription("unsubscribe", "End an agent's subscription.")


@notify.command("enrolment")
@click.argument("status", metavar="STATUS")
@click.option("--sub-status", metavar="TITLE", help="One of its sub-statuses.")
@click.option("--email/--no-email", "email_enroll", default=None, help="Whether customers get e-mail.")
@click.option("--sms/--no-sms", "sms_enroll", default=None, help="Whether customers get text messages.")
@click.option("--web/--no-web", "web_access", default=None, help="Whether customers see the account on the web.")
@formatted
@click.pass_obj
def enrolment(settings: Settings, /, status: str, sub_status: str | None, format_: str | None, **flags: Any) -> int:
    """Set, or show, what an account's status lets its customers get."""
    from runtime.commands.telling import enrolment as run

    given = {name: value for name, value in flags.items() if value is not None}
    return run(settings, status, sub_status, given, is_json(settings, format_))


@notify.command("suppress")
@click.argument("channel", type=click.Choice(["email", "sms"]), metavar="CHANNEL")
@click.argument("address", metavar="ADDRESS")
@click.option("--reason", default="asked for by the customer", show_default=True, help="Why.")
@formatted
@click.pass_obj
def suppress(settings: Settings, channel: str, address: str, reason: str, format_: str | None) -> int:
    """Send nothing more to an e-mail address or phone number."""
    from runtime.commands.telling import change_suppression as run

    return run(settings, channel, address, reason, is_json(settings, format_))


for _command in OF_NOTIFY:
    notify.add_command(_command)
