"""A pack's document as HTML: files by their names, and their texts.

Every page stands alone: its style is in it, and it refers to nothing outside the folder. All texts of the pack are
escaped by the templates.
"""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import Any

from cljrules.document.charts import chart
from cljrules.document.pages import Account

_FOLDER = Path(__file__).with_name("templates")


def files(account: Account) -> dict[str, str]:
    """Every file of the document by its path in the folder."""
    from markupsafe import Markup

    environment = templates(_FOLDER)
    environment.globals["chart"] = lambda ladder, marked=None: Markup(chart(ladder, marked))  # escaped in `chart`
    environment.globals["style"] += Markup(_highlighting())
    environment.globals["clojure"] = partial(_clojure, Markup)
    render = partial(_render, environment, account)
    made = {"index.html": render("index.html.j2", page=None)}
    pages = account.pages
    for at, page in enumerate(pages):
        before, after = pages[at - 1] if at else None, pages[at + 1] if at + 1 < len(pages) else None
        made[f"rules/{page.slug}.html"] = render("rule.html.j2", page=page, before=before, after=after)
    return made


def templates(folder: Path) -> Any:
    """The jinja2 environment of a folder's templates: every text is escaped, a name that is missing is an error, and
    `style` is the style sheet of all pages.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["prose"] = _prose
    environment.globals["style"] = Markup((_FOLDER / "style.css").read_text(encoding="utf-8"))
    return environment


def _render(environment: Any, account: Account, template: str, **values: Any) -> str:
    text: str = environment.get_template(template).render(account=account, pack=account.pack, **values)
    return text


def _prose(text: str) -> Any:
    """A text with code in backticks set as code."""
    from markupsafe import Markup, escape

    parts = re.split(r"`([^`]*)`", text)
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if at % 2 else escape(part) for at, part in enumerate(parts)
    )


def _clojure(markup: Any, text: str) -> Any:
    """A text of the language with its parts coloured."""
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import ClojureLexer

    return markup(highlight(text, ClojureLexer(stripnl=False), HtmlFormatter(cssclass="code")))


def _highlighting() -> str:
    from pygments.formatters import HtmlFormatter

    return str(HtmlFormatter(style="friendly", cssclass="code").get_style_defs(".code"))
