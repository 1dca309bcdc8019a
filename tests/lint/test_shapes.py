"""A reversed comparator is seen in whatever form the criteria are written; the right one is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from cljrules.lint import lint
from cljrules.packs import load

SHAPES = [
    "(SIGN status-days-past-due 120)",
    "(not (OTHER status-days-past-due 120))",
    "(-> status-days-past-due (SIGN 120))",
    "(->> 120 (SIGN status-days-past-due))",
    "(SIGN (- status-days-past-due 120) 0)",
    "(SIGN (compare status-days-past-due 120) 0)",
    "(SIGN (quot status-days-past-due 30) 4)",
    "(SIGN status-days-past-due (* 4 30))",
    "(SIGN (u/months-between today-minus-dpd current-date) 4)",
    "(SIGN (u/days-between today-minus-dpd current-date) 120)",
    "(as-> status-days-past-due late (inc late) (SIGN late 121))",
    "(when-let [days status-loan-recency] (SIGN days 60))",
    "(if-some [days status-loan-recency] (SIGN days 60) false)",
    "(some-> status-loan-recency (SIGN 60))",
    '(case loan-status "Open" (SIGN status-days-past-due 120) false)',
    '(condp = loan-status ("Open" "Repossessed") (SIGN status-days-past-due 120) false)',
    '(and (contains? #{"Open"} loan-status) (SIGN status-days-past-due 120))',
    '(and (#{"Open"} loan-status) (SIGN status-days-past-due 120))',
    '(every? true? [(= loan-status "Open") (SIGN status-days-past-due 120)])',
    "(not-any? true? [(OTHER status-days-past-due 120)])",
    "(let [late? (fn [n] (SIGN status-days-past-due n))] (late? 120))",
    "(let [late? #(SIGN status-days-past-due %)] (late? 120))",
    "(letfn [(late? [n] (SIGN status-days-past-due n))] (late? 120))",
    "(let [{:keys [amount-due]} (-> status-delinquent-bucket-balance :LARGEST-BUCKET)] (SIGN amount-due 500M))",
    '(cond (= loan-status "Open") (SIGN status-days-past-due 120) :else false)',
    "(do (SIGN status-days-past-due 120))",
]


@pytest.mark.parametrize("shape", SHAPES)
def test_both_ways(tmp_path: Path, shape: str) -> None:
    for sign, other, expected in ((">", "<=", 0), ("<", ">=", 1)):
        criteria = shape.replace("SIGN", sign).replace("OTHER", other)
        text = (
            f'(defrule r :when {criteria} :then [(loan/set {{:loan-status "Closed" :loan-sub-status "Charged Off"}})])'
        )
        (tmp_path / "cljrules.toml").write_text('[pack]\nname = "p"\nversion = "1"\nfiles = ["p.rules.clj"]\n')
        (tmp_path / "p.rules.clj").write_text(text)
        pack = load(tmp_path).pack
        assert pack is not None
        assert [finding.code for finding in lint(pack)].count("comparator-reversed") == expected, criteria
