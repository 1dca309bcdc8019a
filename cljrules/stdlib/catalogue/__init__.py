"""The catalogue of loan variables and actions: `load` it, `bind` values to its variables, take its sample loan and
archetypes.
"""

from cljrules.stdlib.catalogue.loading import load
from cljrules.stdlib.catalogue.loans import archetype_loan, sample_loan
from cljrules.stdlib.catalogue.model import Action, Archetype, Catalogue, Enumeration, Member, Option, Variable
from cljrules.stdlib.catalogue.values import BindError, bind

__all__ = [
    "Action",
    "Archetype",
    "BindError",
    "Catalogue",
    "Enumeration",
    "Member",
    "Option",
    "Variable",
    "archetype_loan",
    "bind",
    "load",
    "sample_loan",
]
