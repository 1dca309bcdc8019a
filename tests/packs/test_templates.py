"""What is wrong with templates is found before a message is written from them; what is right is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from cljrules import packs
from cljrules.diagnostics import Severity
from cljrules.source import Source, Span
from cljrules.stdlib.catalogue import load
from cljrules.templating.checking import check_template


def checked(text: str) -> list[tuple[str, str, str | None]]:
    source = Source("<template>", text)
    found = check_template(source, Span(0, len(text)), load(), None, {"part.j2": Source("part.j2", "x")})
    return [(finding.code, source.slice(finding.span), finding.help) for finding in found]


@pytest.mark.parametrize(
    "text",
    [
        "{{ loan_display_id }} owes {{ status_payoff|round(2) }}",
        "{% for p in payments %}{{ p.payment_amount }} {{ loop.index }}{% endfor %}",
        "{% set double = status_payoff * 2 %}{{ double - 3 }}",
        "{% macro line(text) %}{{ text }}{% endmacro %}{{ line(status_payoff) }}",
        "{# {{ nothing }} #}{% raw %}{{ nothing }}{% endraw %}",
        "{% include 'part.j2' %}{{ 'nothing' }}{% for i in range(3) %}{{ i }}{% endfor %}",
        "{{ customer.primary.full_name | title or '-' }} {% if escrow['1'] %}{{ escrow['1'].balance }}{% endif %}",
        "{% if loan_sub_status is not none and status_days_past_due > 30 %}late{% endif %}",
        '{{ "paid" if loan_status == "Paid Off" else "open" }} {{ status_payoff | number(2) }}',
        "no template [[v('status-payoff')]] at all",
        "{% if loan_alert %}{{ loan_alert }}{% endif %}{{ loan_title | default('no title') }}",
        "{{ loan_alert if loan_alert is not none else '-' }}{{ loan_alert or 'none' }}",
        "{% if not loan_alert %}-{% else %}{{ loan_alert | upper }}{% endif %}",
        "{% if customer.secondary %}{{ customer.secondary.full_name }}{% endif %}",
        "{% if loan_sub_status == 'Repaying' %}{{ loan_sub_status }}{% endif %}",
        "{{ recipient.full_name }} {{ company.name }} {{ rule('(- status-payoff 1M)') | money }}",
        "{% if event.to_status %}{{ event.to_status }}{% endif %}",
        "{% set ns = namespace(sum=0) %}{% for p in payments %}{% set ns.sum = ns.sum + 1 %}{% endfor %}{{ ns.sum }}",
        "{% from 'part.j2' import line %}{{ line(3) }}{% import 'part.j2' as m %}{{ m.line(1) }}",
        "{% block body %}{{ super() }}{% endblock %}{% filter upper %}x{% endfilter %}",
        "{% with total = status_payoff %}{{ total }}{% endwith %}{{ portfolio_list | join(', ') }}",
    ],
)
def test_templates_that_are_right_have_no_findings(text: str) -> None:
    assert checked(text) == []


@pytest.mark.parametrize(
    ("text", "code", "word", "help"),
    [
        ("Dear {{ status_payof }}", "unknown-variable", "status_payof", "did you mean `status_payoff`?"),
        ("{% if loan_stats == 'Open' %}{% endif %}", "unknown-variable", "loan_stats", "did you mean `loan_status`?"),
        ("{{ status-payoff }}", "unknown-variable", "status-payoff", "write `status_payoff`"),
        ("{{ customer.primary.emial }}", "unknown-key", "emial", "did you mean `email`?"),
        ("{{ customer.third.email }}", "unknown-key", "third", None),
        ("{% for p in paymentz %}{{ p }}{% endfor %}", "unknown-variable", "paymentz", "did you mean `payments`?"),
        ("{{ company.nmae }}", "unknown-key", "nmae", "did you mean `name`?"),
        ("{{ status_payoff | mony }}", "unknown-filter", "mony", "did you mean `money`?"),
        ("{{ status_payoff | safe }}", "unknown-filter", "safe", None),
        ("{% if loan_alert is callable %}{% endif %}", "unknown-filter", "callable", None),
        ("{{ loan_title.upper() }}", "unknown-function", "upper", "write `| upper`"),
        ("{{ lipsum(3) }}", "unknown-function", "lipsum", None),
        ("{{ rule(loan_title) }}", "invalid-argument", "rule", None),
        ("{% include 'parts.j2' %}", "missing-file", "parts.j2", "did you mean `part.j2`?"),
        ("{{ loan_alert }}", "nil-argument", "loan_alert", None),
        ("{{ loan_alert | upper }}", "nil-argument", "loan_alert", None),
        ("{{ 'a' ~ loan_alert }}", "nil-argument", "loan_alert", None),
        ("{% if status_loan_recency > 3 %}{% endif %}", "nil-argument", "status_loan_recency", None),
        ("{{ status_loan_recency + 1 }}", "nil-argument", "status_loan_recency", None),
        ("{{ customer.secondary.full_name }}", "nil-argument", "secondary", None),
        ("{{ recipient.first_name }}", "nil-argument", "first_name", None),
        ("{% if loan_alert %}{% else %}{{ loan_alert }}{% endif %}", "nil-argument", "loan_alert", None),
        ("{{ never closed", "broken-template", "{{ never closed", None),
        ("{% if x %}", "broken-template", "{% if x %}", None),
        ("{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}", "broken-template", None, None),
    ],
)
def test_what_is_wrong_is_found_where_it_stands(text: str, code: str, word: str | None, help: str | None) -> None:
    found = [one for one in checked(text) if one[0] == code]
    assert found, checked(text)
    assert word is None or found[0][1] == word
    assert help is None or found[0][2] == help


def pack(folder: Path, rules: str, **templates: str) -> list[tuple[str, str, tuple[int, int], Severity]]:
    (folder / "cljrules.toml").write_text('[pack]\nname = "p"\nversion = "1"\nfiles = ["a.rules.clj"]\n')
    (folder / "a.rules.clj").write_text(rules)
    for name, text in templates.items():
        (folder / f"{name}.j2").write_text(text, encoding="utf-8")
    found = packs.check([folder])
    return [
        (one.code, Path(one.source.path).name, tuple(one.source.position(one.span.start)), one.severity)  # type: ignore[misc]
        for one in found
    ]


LATE = '(defnotification n "N." :when (> status-days-past-due 3) :sms {:template "late.j2"})'


def test_template_files_of_the_pack_are_looked_at(tmp_path: Path) -> None:
    assert pack(tmp_path, LATE) == []
    found = pack(tmp_path, LATE, late="You owe\n{{ status_payof }}")
    assert found == [("unknown-variable", "late.j2", (2, 4), Severity.ERROR)]


def test_what_a_template_includes_is_looked_at_too(tmp_path: Path) -> None:
    found = pack(tmp_path, LATE, late="{% include 'foot.j2' %}", foot="{{ companyy.name }}")
    assert found == [("unknown-variable", "foot.j2", (1, 4), Severity.ERROR)]


def test_expressions_in_templates_are_checked_as_rules_are(tmp_path: Path) -> None:
    found = pack(tmp_path, LATE, late="a\n{{ rule('(+ status-payof 1M)') | money }}{{ rule('(nothing 1)') }}")
    assert [(code, name, place) for code, name, place, _ in found] == [
        ("unknown-variable", "late.j2", (2, 13)),
        ("unknown-function", "late.j2", (2, 52)),
    ]


def test_subjects_messages_addresses_and_headers_are_templates(tmp_path: Path) -> None:
    rules = """(defnotification n "N." :when (> status-days-past-due 3)
  :system {:agents ["a"] :message "\\"{{ status_payof }}\\""}
  :webhook {:url "https://x.example/{{ loan_idd }}" :headers {"X-A" "{{ loan_statuss }}"}})"""
    found = pack(tmp_path, rules)
    assert [(code, place[0]) for code, _, place, _ in found] == [("unknown-variable", line) for line in (2, 3, 3)]


def test_templates_count_in_the_pack_and_its_hash(tmp_path: Path) -> None:
    pack(tmp_path, LATE, late="one")
    one = packs.load(tmp_path).pack
    (tmp_path / "late.j2").write_text("two", encoding="utf-8")
    two = packs.load(tmp_path).pack
    assert one is not None and two is not None
    assert one.template_texts == {"late.j2": "one"}
    assert one.content_hash != two.content_hash
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.j2").write_text("secret", encoding="utf-8")
    inside = tmp_path / "pack"
    inside.mkdir()
    pack(inside, LATE, late="x")
    (inside / "link.j2").symlink_to(outside / "secret.j2")
    (inside / "folder").symlink_to(outside)
    linked = packs.load(inside).pack
    assert linked is not None and set(linked.template_texts) == {"late.j2"}
