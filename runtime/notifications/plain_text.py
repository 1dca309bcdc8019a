"""The text of a page: what an e-mail's plain part says, for readers that show no HTML.

Takes HTML, gives lines of text: blocks on lines of their own, items of lists with a hyphen, links with their address.
Never fails on a page that is not well formed.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

_BLOCKS: Final = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "br",
        "div",
        "dl",
        "dd",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tr",
        "ul",
    ]
)
_SILENT: Final = frozenset(("head", "script", "style", "title"))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0
        self._link: tuple[str, int] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag in _BLOCKS:
            self.parts.append("\n- " if tag == "li" else "\n\n" if tag == "p" else "\n")
        elif tag in ("td", "th"):
            self.parts.append("\t")
        elif tag == "a":
            self._link = (dict(attrs).get("href") or "", len(self.parts))

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BLOCKS:
            self.parts.append("\n")
        elif tag == "a" and self._link is not None:
            address, start = self._link
            shown = "".join(self.parts[start:]).strip()
            if address.startswith(("http://", "https://", "mailto:")) and address.removeprefix("mailto:") != shown:
                self.parts.append(f" ({address})")
            self._link = None

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(re.sub(r"\s+", " ", data))


def text_of(html: str) -> str:
    """The text of a page."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = [re.sub(r"[ \t]+", " ", line).strip() for line in "".join(reader.parts).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"
