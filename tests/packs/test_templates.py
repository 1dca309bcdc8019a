"""Templates name loan variables; what else they name is found, and nothing that is Jinja's or their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from cljrules import packs
from cljrules.packs.templates import check_text
from cljrules.source import Source, Span
from cljrules.stdlib.catalogue import load


def found(text: str) -> list[tuple[str, str | None]]:
    source = Source("<template>", text)
    return [
        (source.slice(finding.span), finding.help) for finding in check_text(source, Span(0, len(text)), load(), None)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "{{ loan_display_id }} owes {{ status_payoff|round(2) }}",
        "{% for p in payments %}{{ p.payment_amount }} {{ loop.index }}{% endfor %}",
        "{% set double = status_payoff * 2 %}{{ double - 3 }}",
        "{% macro line(text) %}{{ text }}{% endmacro %}{{ line(status_payoff) }}",
        "{# {{ nothing }} #}{% raw %}{{ nothing }}{% endraw %}",
        "{% include 'nothing' %}{{ 'nothing' }} {{ now() }} {{ dict(nothing=1) }}",
        "{{ customer.primary.full_name.title() or 'customer' }} {{ escrow['1'].balance }}",
        "{% if loan_sub_status is not defined and status_days_past_due > 30 %}late{% endif %}",
        '{{ "paid" if loan_status == "Paid Off" else "open" }} {{ "%.2f"|format(status_payoff) }}',
        "{{ never closed",
        "no template [[v('status-payoff')]] at all",
    ],
)
def test_templates_that_are_right_have_no_findings(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "word", "help"),
    [
        ("Dear {{ status_payof }}", "status_payof", "did you mean `status_payoff`?"),
        ("{% if loan_stats == 'Open' %}{% endif %}", "loan_stats", "did you mean `loan_status`?"),
        ("{{ status-payoff }}", "status-payoff", "write `status_payoff`"),
        ("{{ customer.primary.emial }}", "emial", "did you mean `email`?"),
        ("{{ customer.third.email }}", "third", None),
        ("{% for p in paymentz %}{{ p }}{% endfor %}", "paymentz", "did you mean `payments`?"),
    ],
)
def test_names_that_nothing_has_are_found(text: str, word: str, help: str | None) -> None:
    assert found(text) == [(word, help)]


def test_template_files_of_the_pack_are_looked_at(tmp_path: Path) -> None:
    (tmp_path / "cljrules.toml").write_text('[pack]\nname = "p"\nversion = "1"\nfiles = ["a.rules.clj"]\n')
    rules = '(defnotification n :when (> status-days-past-due 3) :sms {:template "late.j2"})'
    (tmp_path / "a.rules.clj").write_text(rules)
    assert packs.check([tmp_path]) == []
    (tmp_path / "late.j2").write_text("You owe\n{{ status_payof }}", encoding="utf-8")
    (finding,) = packs.check([tmp_path])
    assert finding.source.path.endswith("late.j2") and finding.source.position(finding.span.start) == (2, 4)
    assert (finding.code, finding.rule) == ("unknown-variable", "n")
