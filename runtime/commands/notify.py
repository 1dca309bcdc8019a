"""The group `notify`: what is told to whom, and what became of it."""

from __future__ import annotations

import click

from runtime.commands.correspondence import OF_NOTIFY
from runtime.commands.options import Group


@click.group(cls=Group)
def notify() -> None:
    """Messages to customers, agents and other systems."""


for _command in OF_NOTIFY:
    notify.add_command(_command)
