"""What is refused at the prompt: why, and what to do instead."""

from __future__ import annotations


class Refusal(Exception):
    """Something that cannot be done as asked; `help` says what to write instead, None where nothing is near."""

    def __init__(self, why: str, help: str | None = None) -> None:
        super().__init__(why)
        self.help = help
