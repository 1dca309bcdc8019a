"""Rule packs: `load` one, or `check` whatever is at some paths."""

from cljrules.packs.checking import Report, check, check_all
from cljrules.packs.loading import load
from cljrules.packs.model import (
    ActionCall,
    Amount,
    DateSpec,
    Example,
    LoadedPack,
    Manifest,
    Notification,
    Pack,
    PortfolioChanged,
    Rule,
    Scenario,
    StatusChanged,
)

__all__ = [
    "ActionCall",
    "Amount",
    "DateSpec",
    "Example",
    "LoadedPack",
    "Manifest",
    "Notification",
    "Pack",
    "PortfolioChanged",
    "Report",
    "Rule",
    "Scenario",
    "StatusChanged",
    "check",
    "check_all",
    "load",
]
