"""How written code ends: what it says where criteria hold, where they are false, and where it abstains.

`Answer` is for the function of one rule's criteria, `Pick` for a rule among others, whose code goes on with the next
rule.
"""

from __future__ import annotations

from cljrules.interp.compiled.emission import Writer
from cljrules.interp.compiled.places import Path, Value, common


class Answer:
    """Criteria alone: True, False, or None to abstain."""

    abstain = "return None"

    def fail(self, path: Path) -> str:
        """The statement that says the criteria are false."""
        return "return False"

    def hold(self, path: Path) -> str:
        """The statement that says the criteria hold."""
        return "return True"

    def end(self, writer: Writer, text: str, path: Path, *, sure: bool) -> None:
        """End with the truth of an expression, which may be something else than true and false unless `sure`."""
        writer.line(f"return {text}" if sure else f"return {text} if {text} is True or {text} is False else None")


class Pick:
    """Criteria among others, inside a loop that runs once: the rule's place is added to those found, unless it is
    surely false, and the loop is left. `abstain` ends the search for all. `known` is what is known of loan variables
    wherever the loop is left, None where it never is.
    """

    def __init__(self, place: int, abstain: str) -> None:
        self.abstain = abstain
        self.found = f"found += ({place},)"
        self.known: dict[str, Value] | None = None

    def fail(self, path: Path) -> str:
        """The statement that goes on with the next rule."""
        self.known = dict(path.loan) if self.known is None else common(self.known, path.loan)
        return "break"

    def hold(self, path: Path) -> str:
        """The statement that tells the place and goes on."""
        return f"{self.found}; {self.fail(path)}"

    def end(self, writer: Writer, text: str, path: Path, *, sure: bool) -> None:
        """End with the truth of an expression, which may be something else than true and false unless `sure`."""
        writer.line(f"if {text}: {self.found}" if sure else f"if {text} is not False: {self.found}")
        writer.line(self.fail(path))
