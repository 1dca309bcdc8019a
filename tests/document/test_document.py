"""A pack's document: everything is there, nothing escapes its quotation marks, charts say where bounds belong."""

from __future__ import annotations

import re
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from explained_packs import CATALOGUE, DEMO

from cljrules.commands.rendering import run
from cljrules.document import markdown, web
from cljrules.document.charts import chart
from cljrules.document.ladders import Ladder, ladders_of
from cljrules.document.pages import Account, account_of
from cljrules.lint.regions import Range
from cljrules.lint.views import PackView
from cljrules.packs import load
from cljrules.packs.model import Pack

ODD = """; a comment <b>
(defrule less<than>&amp
  "Doc <script>alert(1)</script> | `code` \\"quoted\\""
  :when (and (< status-days-past-due 3) (= loan-title "</script><img src=x onerror=y>"))
  :then [(credit/add {:type "Regular" :category "G" :amount 5M :info "a; b <i>"})]
  :intent {:inverse true :reason "because <x>"})
(defrule less-than-amp :when (>= status-days-past-due 3) :then [(account/archive)] :active false)
"""


def pack_of(folder: Path, text: str) -> Pack:
    (folder / "p.rules.clj").write_text(text, encoding="utf-8")
    pack = load(folder / "p.rules.clj").pack
    assert pack is not None
    return pack


def ladders(folder: Path, text: str) -> tuple[Ladder, ...]:
    return ladders_of(PackView(pack_of(folder, text), CATALOGUE))


class _Reader(HTMLParser):
    """Tags of a page, checked to be closed; what it refers to; its text."""

    VOID = frozenset({"meta", "br", "line", "rect", "circle", "path"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag not in self.VOID:
            self.open.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(text: str) -> _Reader:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    assert reader.open == []
    return reader


def account(pack: Pack) -> Account:
    return account_of(pack, [], CATALOGUE)


def test_every_page_stands_alone_and_every_link_leads_somewhere() -> None:
    made = web.files(account(DEMO))
    assert set(made) == {"index.html", *(f"rules/{rule.name}.html" for rule in DEMO.rules)}
    for name, text in made.items():
        page = read(text)
        folder = Path(name).parent
        assert page.tags.isdisjoint({"script", "link", "img", "iframe"})
        assert not re.findall(r"https?://", text.replace("http://www.w3.org/2000/svg", ""))
        for link in page.links:
            target = (folder / link).as_posix().replace("rules/../", "")
            assert target in made, (name, link)
        assert DEMO.content_hash in page.text
    assert made == web.files(account(DEMO))


def test_a_page_says_what_the_rule_says() -> None:
    page = read(web.files(account(DEMO))["rules/charge-off-after-120-days.html"])
    for words in (
        "Fires when the loan status is “Open”, the account is more than 120 days past due",
        "Posts a credit",
        "credit status “97” (Unpaid balance reported as a loss (charge-off))",
        "It acts at each evaluation in which its criteria hold.",
        "active bankruptcy",
        ":plus-days 0",
    ):
        assert words in page.text, words


def test_texts_of_the_pack_are_shown_and_never_markup(tmp_path: Path) -> None:
    made = web.files(account(pack_of(tmp_path, ODD)))
    assert set(made) == {"index.html", "rules/less-than-amp.html", "rules/less-than-amp-2.html"}
    for text in made.values():
        assert read(text).tags.isdisjoint({"script", "img", "i", "x", "than"})
    page = read(made["rules/less-than-amp.html"])
    assert 'Doc <script>alert(1)</script> | code "quoted"' in page.text
    assert "A comparator is meant the unusual way round: because <x>" in page.text
    assert "; a comment <b>" in page.text
    assert "not active" in read(made["rules/less-than-amp-2.html"]).text


def test_markdown_has_the_same_and_escapes_it(tmp_path: Path) -> None:
    made = markdown.files(account(pack_of(tmp_path, ODD)))
    slugs = ("less-than-amp", "less-than-amp-2")
    charts = {"charts/ladder-1.svg", *(f"charts/{slug}-1.svg" for slug in slugs)}
    assert set(made) == {"index.md", *charts, *(f"rules/{slug}.md" for slug in slugs)}
    page = made["rules/less-than-amp.md"]
    assert page.startswith('# less\\<than\\>\\&amp\n\n> Doc \\<script\\>alert(1)\\</script\\> \\| `code` "quoted"\n')
    assert "| less\\<than\\>\\&amp | less than 3 days |" in page
    ElementTree.fromstring(made["charts/ladder-1.svg"])


def test_backticks_in_a_text_do_not_end_its_block(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, '(defrule a "see ```` this" :when true :then [(account/archive)])')
    assert "`````clojure\n" in markdown.files(account(pack))["rules/a.md"]


def test_a_ladder_keeps_strict_and_inclusive_ends_apart(tmp_path: Path) -> None:
    rule = "(defrule {} :when {} :then [(account/archive)])"
    conditions = {
        "early": "(and (>= status-days-past-due 5) (< status-days-past-due 15))",
        "band": "(<= 15 status-days-past-due 59)",
        "late": "(not (<= status-days-past-due 59))",
        "either": "(or (< status-days-past-due 2) (> status-days-past-due 90))",
        "other": '(= loan-status "Open")',
    }
    (ladder,) = ladders(tmp_path, "\n".join(rule.format(name, text) for name, text in conditions.items()))
    assert (ladder.label, ladder.unit, ladder.low) == ("days past due", "days", 0)
    assert {rung.rule: rung.stretches for rung in ladder.rungs} == {
        "early": (Range(Fraction(5), True, Fraction(15), False),),
        "band": (Range(Fraction(15), True, Fraction(59), True),),
        "late": (Range(Fraction(59), False),),
        "either": (Range(None, True, Fraction(2), False), Range(Fraction(90), False)),
    }
    assert [ladder.said(rung) for rung in ladder.rungs] == [
        "at least 5 days and less than 15 days",
        "at least 15 days and at most 59 days",
        "more than 59 days",
        "less than 2 days or more than 90 days",
    ]
    drawing = ElementTree.fromstring(chart(ladder, "band"))
    rows = {row[0].text: [part.get("class") for part in row] for row in drawing if row.tag.endswith("}g")}
    assert rows["early: at least 5 days and less than 15 days"][-2:] == ["in", "out"]
    assert rows["band: at least 15 days and at most 59 days"][-2:] == ["in", "in"]
    assert rows["late: more than 59 days"][-2:] == ["out", "arrow"]


def test_long_ladders_are_shown_in_parts(tmp_path: Path) -> None:
    text = "\n".join(
        f"(defrule r{at} :when (> status-days-past-due {at}) :then [(account/archive)])" for at in range(1, 81)
    )
    whole = account(pack_of(tmp_path, text))
    assert [(len(ladder.rungs), ladder.part) for ladder in whole.ladders] == [
        (36, "1 of 3"),
        (36, "2 of 3"),
        (8, "3 of 3"),
    ]
    for at, page in enumerate(whole.pages, 1):
        (ladder,) = page.ladders
        assert len(ladder.rungs) == 16 and f"r{at}" in {rung.rule for rung in ladder.rungs}


def test_dates_apart_are_a_figure_too(tmp_path: Path) -> None:
    since = "(u/date-compare current-date settings-closed-date)"
    text = f"""(defrule a :when (> {since} 90) :then [(account/archive)])
(defrule b :when (<= {since} 30) :then [(account/archive)])"""
    (ladder,) = ladders(tmp_path, text)
    assert ladder.label in ("days from closed date to business date", "days from business date to closed date")


@pytest.mark.parametrize("format", ["html", "md"])
def test_the_command_writes_and_tells_of_old_pages(
    format: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack = tmp_path / "p.rules.clj"
    pack.write_text(ODD, encoding="utf-8")
    target = tmp_path / "out"
    assert run(str(pack), str(target), format) == 0
    assert capsys.readouterr().out == f"{target / f'index.{format}'}\n"
    pack.write_text('(= loan-status "Open")', encoding="utf-8")
    assert run(str(pack), str(target), format) == 0
    assert "is not part of this document" in capsys.readouterr().err
    assert run(str(tmp_path / "nothing"), str(target), format) == 2
    (tmp_path / "file").write_text("")
    assert run(str(pack), str(tmp_path / "file"), format) == 2
