"""Texts with a cursor in them, as views of a document."""

from __future__ import annotations

from pathlib import Path

from cljrules.lsp.project import View
from cljrules.lsp.session import Session

MANIFEST = """\
[pack]
name = "acme"
version = "1.0.0"
files = ["late.rules.clj", "names.rules.clj"]

[vocabulary]
loan-status = { Open = ["Repaying", "Bankruptcy"], Closed = ["Charged Off"] }
portfolios = { Collections = ["Early"], Legal = [] }
credit-categories = ["Goodwill"]
checklists = { "Charge-off" = ["Letter sent"] }
"""
NAMES = """\
(def limit 30)

(defn late? [days]
  (> days limit))
"""


def pack(folder: Path, text: str, names: str = NAMES) -> Path:
    """A pack with these rules; the file of them."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "cljrules.toml").write_text(MANIFEST, encoding="utf-8")
    (folder / "names.rules.clj").write_text(names, encoding="utf-8", newline="")
    file = folder / "late.rules.clj"
    file.write_text(text, encoding="utf-8", newline="")
    return file


def opened(folder: Path, marked: str, names: str = NAMES) -> tuple[Session, View, int]:
    """A session with a document open, and where the `|` stood in its text."""
    at = marked.index("|")
    text = marked[:at] + marked[at + 1 :]
    file = pack(folder, text, names)
    session = Session()
    session.set_folders([folder])
    session.open(file.as_uri(), "cljrules", 1, text)
    view = session.view(file.as_uri())
    assert view is not None
    return session, view, at


def rule(criteria: str) -> str:
    """A rule with these criteria."""
    return f'(defrule one\n  "A rule."\n  :when {criteria}\n  :then [(account/archive)])\n'
