"""The document of an export as PDF, for the customer to read.

Letters that the built-in font lacks are written in Latin ones, which the page then says; the JSON has them as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

_TITLES: Final = {
    "record": "What is kept about you",
    "history": "What was changed or looked at, and when",
    "communication": "Messages",
    "events": "What happened",
}


def render(document: Mapping[str, Any], company: str) -> bytes:
    """The document as PDF."""
    from fpdf import FPDF
    from fpdf.enums import WrapMode

    pdf = FPDF(format="letter")
    pdf.set_title(f"Personal information of customer {document['customer']}")
    pdf.set_auto_page_break(True, margin=18)
    pdf.add_page()
    replaced = False

    def write(text: str, *, size: int = 9, bold: bool = False, indent: float = 0.0) -> None:
        nonlocal replaced
        shown = _latin(text)
        replaced = replaced or shown != text
        pdf.set_font("helvetica", style="B" if bold else "", size=size)
        pdf.set_x(pdf.l_margin + indent)
        width = pdf.epw - indent
        pdf.multi_cell(width, size * 0.5, shown, new_x="LMARGIN", new_y="NEXT", wrapmode=WrapMode.CHAR)

    write(f"Personal information of customer {document['customer']}", size=16, bold=True)
    held = f" held by {company}" if company else ""
    write(f"Everything{held} as of {document['as-of']}, handed out under {str(document['law']).upper()}.", size=10)
    write("Identification numbers, account tokens and passwords are masked for your protection.", size=10)
    for section, title in _TITLES.items():
        pdf.ln(4)
        write(title, size=13, bold=True)
        empty = True
        for depth, label, value in _lines(document[section], 0):
            empty = False
            write(f"{label}: {value}" if label and value is not None else label or str(value), indent=4.0 * depth)
        if empty:
            write("nothing")
    if replaced:
        pdf.ln(4)
        write("Some letters could not be printed and stand here in Latin ones; the JSON file has them as they are.")
    return bytes(pdf.output())


def _latin(text: str) -> str:
    from anyascii import anyascii

    return "".join(
        character if character in "\t\n" or (character.isprintable() and _fits(character)) else anyascii(character)
        for character in text
    )


def _fits(character: str) -> bool:
    return ord(character) < 256


def _lines(value: Any, depth: int) -> Iterator[tuple[int, str, str | None]]:
    """The lines of a document: depth, label and value; what is empty is left out."""
    if isinstance(value, Mapping):
        for name, item in value.items():
            label = str(name).replace("-", " ").replace("_", " ").capitalize()
            if item is None or item in ([], {}, ""):
                continue
            if isinstance(item, (Mapping, list)):
                yield depth, label, None
                yield from _lines(item, depth + 1)
            else:
                yield depth, label, _shown(item)
    elif isinstance(value, list):
        for item in value:
            if isinstance(item, Mapping):
                yield depth, "-", None
                yield from _lines(item, depth + 1)
            else:
                yield depth, "", _shown(item)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, Decimal) else str(value)
