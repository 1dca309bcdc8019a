"""`clojure.test` in the language: what it counts and what it reports."""

from __future__ import annotations

from cljrules.evaluation import Session
from cljrules.values.symbols import from_units, keyword

SUITE = """(ns my.test (:require [clojure.test :refer [deftest is are testing run-tests successful?]]))
(deftest sums
  (is (= 4 (+ 2 2)))
  (testing "wrong ones" (is (= 5 (+ 2 2)) "five?"))
  (is (thrown? ArithmeticException (/ 1 0)))
  (is (thrown-with-msg? ArithmeticException #"Divide" (/ 1 0)))
  (is (pos? (/ 1 0)))
  (are [x y] (= x y) 1 1 2 3))
(run-tests)
"""


def test_counts_and_report() -> None:
    session = Session()
    summary = session.run(SUITE, "sums.clj")
    assert [summary.get(keyword(name)) for name in ("test", "pass", "fail", "error")] == [1, 4, 2, 1]
    report = from_units(session.output.text)
    assert "FAIL in (sums) (sums.clj:4)\nwrong ones\nfive?\n" in report
    assert "five?\nexpected: (= 5 (+ 2 2))\n  actual: (not (= 5 4))\n" in report
    assert "ERROR in (sums) (sums.clj:7)\nexpected: (pos? (/ 1 0))\n" in report
    assert report.endswith("Ran 1 tests containing 7 assertions.\n2 failures, 1 errors.\n")


def test_an_error_outside_an_assertion_is_counted() -> None:
    session = Session()
    summary = session.run("(require '[clojure.test :refer :all]) (deftest broken (/ 1 0)) (run-tests)")
    assert summary.get(keyword("error")) == 1
    assert session.run("(successful? {:fail 0 :error 1})") is False


def test_a_test_can_be_called() -> None:
    session = Session()
    session.run("(require '[clojure.test :refer [deftest is]]) (deftest fine (is true)) (fine)")
    assert "FAIL" not in session.output.text


FIXTURES = """(ns my.test
  (:require [clojure.test :refer [deftest is use-fixtures run-tests run-test test-ns with-test]]))
(use-fixtures :once (fn [run] (print "[") (run) (print "]")))
(use-fixtures :each (fn [run] (print "<") (run) (print ">")) (fn [run] (print "(") (run) (print ")")))
(deftest one (is (= 1 1)))
(deftest two (is (= 2 2)))
(with-test (defn three [] 3) (is (= 3 (three))))
"""


def test_fixtures_stand_around_tests() -> None:
    session = Session()
    summary = session.run(FIXTURES + "(run-tests)")
    assert [summary.get(keyword(name)) for name in ("test", "pass", "fail", "error")] == [3, 3, 0, 0]
    assert "\nTesting my.test\n[<()><()><()>]\nRan 3 tests containing 3 assertions.\n" in from_units(
        session.output.text
    )


def test_one_test_and_a_namespace_can_be_run() -> None:
    session = Session()
    assert session.run(FIXTURES + "(run-test two)").get(keyword("test")) == 1
    assert "[<()>]" in from_units(session.output.text)
    assert session.run("(test-ns 'my.test)").get(keyword("pass")) == 3
