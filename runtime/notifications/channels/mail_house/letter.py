"""A letter as PDF.

Takes a message's fields, the lender and a day; gives PDF/A-2a, the same bytes for the same letter. Refuses a letter
that cannot be printed as it is meant: with a character that no font has, an address that does not fit the window or
cannot be delivered to, too many pages.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Final

from runtime.notifications.channels.mail_house.content import blocks_of, printable
from runtime.settings import Company, MailHouse

_TEMPLATE: Final = Path(__file__).with_name("letter.typ")
#: In every installation of the typesetter: Latin, Greek, Cyrillic, Hebrew and signs.
_FONTS: Final = ("Libertinus Serif", "New Computer Modern", "DejaVu Sans Mono")
_MOST_CHARACTERS: Final = 400_000
_MOST_PAGES: Final = 60
_LONGEST_LINE: Final = 44
#: States, territories and military post; provinces.
_STATE: Final = re.compile(
    "A[AEKLPRSZ]|C[AOT]|D[CE]|FL|FM|G[AU]|HI|I[ADLN]|K[SY]|LA|M[ADEHINOPST]|N[CDEHJMVY]|O[HKR]|P[ARW]|RI|S[CD]|T[NX]|UT"
    "|V[AIT]|W[AIVY]"
)
_PROVINCE: Final = re.compile("AB|BC|MB|N[BLSTU]|ON|PE|QC|SK|YT")
_ZIP: Final = re.compile(r"\d{5}(-?\d{4})?")
_POSTCODE: Final = re.compile(r"[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d")


class BadLetter(Exception):
    """A letter that cannot be printed or delivered as it is."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that is ready to be printed; `checksum` is the PDF's SHA-256."""

    pdf: bytes
    pages: int
    checksum: str


def address_lines(name: str, address: Mapping[str, Any]) -> list[str]:
    """The lines that show in the envelope's window. Raises BadLetter for an address that cannot be delivered to."""
    part = {key: " ".join(printable(str(value or "")).split()) for key, value in address.items()}
    name = " ".join(printable(name).split())
    street, second, city = part.get("address1", ""), part.get("address2", ""), part.get("city", "")
    state, code, country = part.get("state", ""), part.get("zipcode", "").upper(), part.get("country", "") or "usa"
    state = state.rpartition(".")[2].upper()
    for what, text in (
        ("a name", name),
        ("a street", street),
        ("a city", city),
        ("a state", state),
        ("a ZIP code", code),
    ):
        if not text:
            raise BadLetter(f"its address lacks {what}")
    country = country.rpartition(".")[2].lower()
    if country not in ("usa", "can"):
        raise BadLetter("its address is in a country that letters are not sent to")
    if not (_STATE if country == "usa" else _PROVINCE).fullmatch(state):
        raise BadLetter(f"`{state[:20]}` is no state of its address's country")
    if not (_ZIP if country == "usa" else _POSTCODE).fullmatch(code):
        raise BadLetter(f"`{code[:20]}` is no postal code of its address's country")
    lines = [name, street, second, f"{city} {state} {_code(code, country)}", "" if country == "usa" else "CANADA"]
    lines = [line for line in lines if line]
    for line in lines:
        if len(line) > _LONGEST_LINE:
            raise BadLetter(f"`{line[:60]}` is too long for the envelope's window")
    return lines


def _code(code: str, country: str) -> str:
    plain = code.replace("-", "").replace(" ", "")
    if country == "can":
        return f" {plain[:3]} {plain[3:]}"
    return f" {plain[:5]}-{plain[5:]}" if len(plain) == 9 else f" {plain}"


def sender_lines(company: Company) -> list[str]:
    """The lender's own lines, at the top of the letter and in the second window."""
    place = " ".join(filter(None, (company.city, company.state, company.zipcode)))
    lines = (company.name, company.address1, company.address2, place, company.phone)
    return [printable(line) for line in lines if line]


def render(body: Mapping[str, Any], reference: str, day: date, company: Company, settings: MailHouse) -> Letter:
    """The letter of a message; `reference` stands at its foot. Raises BadLetter."""
    import typst

    markup = str(body.get("html") or "")
    if len(markup) > _MOST_CHARACTERS:
        raise BadLetter(f"its text of {len(markup):,} characters is too long for a letter")
    blocks = blocks_of(markup)
    if not blocks:
        raise BadLetter("it says nothing")
    given = {
        "paper": settings.paper,
        "language": settings.language,
        "fonts": _FONTS,
        "sender": sender_lines(company),
        "receiver": address_lines(str(body.get("name") or ""), dict(body.get("address") or {})),
        "title": " ".join(printable(str(body.get("title") or "")).split()),
        "reference": reference,
        "date": f"{day:%B} {day.day}, {day.year}" if settings.language.startswith("en") else day.isoformat(),
        "blocks": blocks,
    }
    fonts = [str(settings.fonts)] if settings.fonts is not None else []
    try:
        compiler = typst.Compiler(
            str(_TEMPLATE),
            root=str(_TEMPLATE.parent),
            font_paths=fonts,
            ignore_system_fonts=True,
            sys_inputs={"letter": json.dumps(given)},
        )
        moment = int(datetime.combine(day, time(), UTC).timestamp())
        # PDF/A is for keeping; its rules refuse characters that no font has, which would print as boxes.
        pdf = compiler.compile(format="pdf", pdf_standards="a-2a", timestamp=moment)
        assert isinstance(pdf, bytes)
        pages = int(json.loads(compiler.query("<pages>", field="value", one=True)))
    except typst.TypstError as error:
        raise BadLetter(_why(str(error))) from None
    if pages > _MOST_PAGES:
        raise BadLetter(f"it takes {pages} pages, more than {_MOST_PAGES}")
    return Letter(pdf, pages, hashlib.sha256(pdf).hexdigest())


def _why(said: str) -> str:
    missing = re.search(r'the text `"(.*?)"` could not be displayed', said)
    if missing:
        return f"no font has `{printable(missing[1])[:40]}`; give `fonts` in `[mail_house]` a folder with one that does"
    return f"it cannot be set: {printable(' '.join(said.split()))[:200]}"
