"""The commands that an editor can give, by name.

Each takes an `Order` (the conversation, and one object of arguments) and gives JSON data; docs/extenders/lsp.md says
which. What takes long is done in the process for it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cljrules.lsp.addresses import path_of, uri_of
from cljrules.lsp.session import Held
from cljrules.lsp.worker import Refused
from cljrules.prove import is_installed
from cljrules.stdlib.catalogue import load

if TYPE_CHECKING:
    from cljrules.lsp.conversation import Conversation

Told = Callable[[int, str], None]
#: Seconds after which a command gives up.
_PATIENCE: Final = 600.0


class Order(NamedTuple):
    """A command as it was given."""

    conversation: Conversation
    name: str
    given: Mapping[str, Any]

    def text(self, name: str, default: str | None = None) -> str:
        """An argument that is a text; raises Refused."""
        value = self.given.get(name, default)
        if not isinstance(value, str):
            raise Refused(f"`{self.name}` needs `{name}`, a text")
        return value

    def held(self) -> Held:
        """The project that `uri` names: a document's, or a pack's folder."""
        held = self.conversation.session.held_for(self.text("uri"))
        if held is None:
            raise Refused(f"`{self.text('uri')}` belongs to no pack", "open a file of rules")
        return held


class Command(NamedTuple):
    """What carries a command out; `title` is shown while it runs."""

    title: str
    work: Callable[[Order, Told | None], Awaitable[Any]]
    takes_long: bool = True


def _asks(what: str, title: str, *names: str) -> Command:
    """A command that is carried out in the process for long work, with these arguments."""

    async def work(order: Order, told: Told | None) -> Any:
        conversation = order.conversation
        held = order.held()
        given = {name: order.given[name] for name in names if order.given.get(name) is not None}
        path = path_of(order.text("uri"))
        if "rule" not in given and held.project.folder is not None and path != str(held.project.folder):
            given["path"] = path
        answer, _ = await conversation.ordered.ask(
            held.project, conversation.session.settings, what, given, seconds=_PATIENCE, told=told
        )
        return answer

    return Command(title, work)


async def _run_on_loan(order: Order, told: Told | None) -> Any:
    loan = order.given.get("loan")
    if not isinstance(loan, str | int) or isinstance(loan, bool):
        raise Refused("`cljrules.runOnLoan` needs `loan`, the number of one", "such as `27`")
    return await _ON_LOAN.work(order, told)


async def _samples(order: Order, told: Told | None) -> Any:
    catalogue = load()
    return {
        "samples": [
            {"name": one.name, "doc": one.doc, "standing": one.standing} for one in catalogue.archetypes.values()
        ],
        "as_of": catalogue.sample.as_of,
    }


async def _status(order: Order, told: Told | None) -> Any:
    conversation = order.conversation
    return {
        "packs": [
            {
                "uri": uri_of(held.project.key),
                "name": held.project.snapshot.gathered.files.manifest.name if held.project.snapshot else None,
                "rules": len(held.project.snapshot.pack.rules) if held.project.snapshot else 0,
                "store": conversation.session.settings.store
                or (held.project.snapshot.gathered.files.manifest.store_url if held.project.snapshot else None),
            }
            for held in conversation.session.held.values()
        ],
        "solver": is_installed(),
    }


_SAMPLE: Final = ("rule", "sample", "set")
_ON_LOAN: Final = _asks("runOn", "Running on a loan", *_SAMPLE, "loan", "store", "asOf")
#: The commands by name.
ORDERS: Final[Mapping[str, Command]] = {
    "cljrules.runOnSample": _asks("runOn", "Running on a sample loan", *_SAMPLE),
    "cljrules.runOnLoan": Command("Running on a loan", _run_on_loan),
    "cljrules.why": _asks("why", "Asking why", *_SAMPLE, "loan", "store", "asOf"),
    "cljrules.matchPreview": _asks(
        "matchPreview", "Looking at the portfolio", "rule", "expression", "limit", "store", "asOf"
    ),
    "cljrules.witnesses": _asks("witnesses", "Looking for witnesses", "rule"),
    "cljrules.runExamples": _asks("runExamples", "Running examples", "rule"),
    "cljrules.packReport": _asks("packReport", "Reporting on the pack", "seconds", "store", "asOf"),
    "cljrules.deployDryRun": _asks("deployDryRun", "Looking at what deploying would change", "store", "asOf"),
    "cljrules.samples": Command("Listing sample loans", _samples, takes_long=False),
    "cljrules.status": Command("Telling the state of the server", _status, takes_long=False),
}
