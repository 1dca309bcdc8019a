"""What the user of an editor sets, read from whatever the editor sends.

Unknown keys are ignored; a value that does not fit is left at its default and named in `faults`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final


@dataclass(frozen=True)
class Settings:
    """`store` is the address of a portfolio, in place of the packs' own; `sample` the archetype that stands for the
    sample loan; `as_of` the business date of loans from a store. The others switch things on and off.
    """

    store: str = ""
    sample: str = ""
    as_of: str = ""
    run_extensions: bool = True
    solver: bool = True
    inlay_hints: bool = True
    region_hints: bool = True
    count_hints: bool = True
    label_hints: bool = True
    code_lenses: bool = True
    faults: tuple[str, ...] = ()


#: The names of settings as editors write them, by field.
NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "store": ("store",),
    "sample": ("sampleLoan",),
    "as_of": ("asOf",),
    "run_extensions": ("runExtensions",),
    "solver": ("solver",),
    "inlay_hints": ("inlayHints", "enabled"),
    "region_hints": ("inlayHints", "regions"),
    "count_hints": ("inlayHints", "counts"),
    "label_hints": ("inlayHints", "labels"),
    "code_lenses": ("codeLenses",),
}


def read_settings(data: Any, archetypes: Mapping[str, Any]) -> Settings:
    """The settings in what an editor sent: the section `cljrules`, or an object that holds it."""
    if isinstance(data, Mapping) and isinstance(data.get("cljrules"), Mapping):
        data = data["cljrules"]
    if not isinstance(data, Mapping):
        return Settings()
    found: dict[str, Any] = {}
    faults: list[str] = []
    for field in fields(Settings):
        names = NAMES.get(field.name)
        value: Any = data
        for name in names or ():
            value = value.get(name) if isinstance(value, Mapping) else None
        if names is None or value is None or value is data:
            continue
        fits = _CHECKS.get(field.name, _is_text if isinstance(field.default, str) else _is_truth)
        if not fits(value) or (field.name == "sample" and value and value not in archetypes):
            faults.append(f"the setting `cljrules.{'.'.join(names)}` cannot be `{value}`")
        else:
            found[field.name] = value
    return Settings(**found, faults=tuple(faults))


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_truth(value: Any) -> bool:
    return isinstance(value, bool)


def _is_day(value: Any) -> bool:
    try:
        return value == "" or bool(date.fromisoformat(value))
    except (TypeError, ValueError):
        return False


_CHECKS: Final[Mapping[str, Callable[[Any], bool]]] = {"as_of": _is_day}
