"""Packs with extensions: what is found in them, what runs of them, what does not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cljrules import packs
from cljrules.diagnostics import Diagnostic
from cljrules.packs.model import LoadedPack
from cljrules.stdlib.reference import entries

ROOT = Path(__file__).resolve().parents[2]

GOOD_HY = """\
(import cljrules.extension [function Integer Text])

(defn [(function :takes {"days" (Integer :unit "days")} :gives (Text :one-of ["early" "late"])
                 :examples ["(= (acme/band 31) \\"late\\")"])]
  band [days]
  "How late a loan is."
  (if (> days 30) "late" "early"))
"""
GOOD_PY = """\
from __future__ import annotations

from dataclasses import dataclass

from cljrules.extension import Boolean, Integer, function


@dataclass
class _Grace:
    days: int


@function(takes={"days": Integer(unit="days")}, gives=Boolean(), examples=["(py/late? 16)"], name="late?")
def late(days: int) -> bool:
    \"\"\"Whether the days of grace are over.\"\"\"
    return days > _Grace(15).days
"""
RULE = '(defrule {name} "A rule." :when {when} :then [(loan/set {{:e-billing false}})]{more})\n'


def rule(name: str, when: str, more: str = "") -> str:
    return RULE.format(name=name, when=when, more=more)


def write(folder: Path, rules: str, extensions: str = "", **files: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "cljrules.toml").write_text(
        f'[pack]\nname = "acme"\nversion = "1"\nfiles = ["all.rules.clj"]\n\n[extensions]\n{extensions}',
        encoding="utf-8",
    )
    (folder / "all.rules.clj").write_text(rules, encoding="utf-8")
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return folder


def told(finding: Diagnostic) -> tuple[str, str, int]:
    return finding.code, Path(finding.source.path).name, finding.source.position(finding.span.start).line


def both(folder: Path, rules: str, **more: str) -> LoadedPack:
    return packs.load(write(folder, rules, 'acme = "acme.hy"\npy = "py.py"\n', acme__hy=GOOD_HY, py__py=GOOD_PY))


def test_rules_use_functions_of_both_kinds_and_examples_hold(tmp_path: Path) -> None:
    when = '(and (py/late? status-days-past-due) (= (acme/band status-days-past-due) "late"))'
    examples = (
        " :examples [{:given {:status-days-past-due 31} :fires true} {:given {:status-days-past-due 20} :fires false}]"
    )
    loaded = both(
        tmp_path, f"(defn late? [days] (py/late? days))\n{rule('one', when, examples)}{rule('two', '(late? 3)')}"
    )
    assert loaded.diagnostics == []
    assert loaded.pack is not None
    assert {ns: list(functions) for ns, functions in loaded.pack.functions.items()} == {
        "acme": ["band"],
        "py": ["late?"],
    }


def test_a_misspelled_function_of_an_extension_gets_its_name(tmp_path: Path) -> None:
    (finding,) = both(tmp_path, rule("one", '(= (acme/bandd 3) "late")')).diagnostics
    assert (finding.code, finding.help) == ("unknown-function", "did you mean `acme/band`?")


def test_an_argument_of_another_kind_is_told_before_anything_runs(tmp_path: Path) -> None:
    (finding,) = both(tmp_path, rule("one", '(py/late? "3")')).diagnostics
    assert finding.code == "wrong-argument"
    assert finding.message == '`py/late?` takes a number of days, and `"3"` is a text'
    assert finding.help == "write the number without quotes: `3`"


def test_a_wrong_argument_fails_the_rules_example(tmp_path: Path) -> None:
    example = " :examples [{:given {} :fires true}]"
    (finding,) = both(tmp_path, rule("one", '(py/late? (apply str ["3"]))', example)).diagnostics
    assert finding.code == "example-fails"
    assert '`py/late?`: "3" is not a whole number of days, as `days` has to be' in finding.message


@pytest.mark.parametrize(
    ("line", "code", "column", "words"),
    [
        ('acme = "gone.hy"', "missing-file", 8, "`gone.hy` is not in the pack's folder"),
        ('acme = "acme.txt"', "bad-name", 8, "ends with neither `.hy` nor `.py`"),
        ('acme = "../acme.hy"', "bad-name", 8, "leads out of the pack's folder"),
        ("acme = 3", "bad-value", 8, "is the name of the extension's file"),
        ('u = "acme.hy"', "bad-name", 1, "the library has it already"),
        ('user = "acme.hy"', "bad-name", 1, "the language uses it itself"),
        ('"clojure.core" = "acme.hy"', "bad-name", 1, "the language uses it itself"),
        ('"clojure.acme" = "acme.hy"', "bad-name", 1, "the language uses it itself"),
        ('loan = "acme.hy"', "bad-name", 1, "actions begin with `loan/`"),
        ('credit = "acme.hy"', "bad-name", 1, "actions begin with `credit/`"),
        ('due-date = "acme.hy"', "bad-name", 1, "actions begin with `due-date/`"),
        ('Acme = "acme.hy"', "bad-name", 1, "lower-case letters"),
        ('"a b" = "acme.hy"', "bad-name", 1, "lower-case letters"),
    ],
)
def test_a_wrong_entry_of_the_manifest_is_told_where_it_stands(
    tmp_path: Path, line: str, code: str, column: int, words: str
) -> None:
    loaded = packs.load(write(tmp_path, rule("one", "(> status-days-past-due 3)"), line + "\n", acme__hy=GOOD_HY))
    (finding,) = loaded.diagnostics
    place = finding.source.position(finding.span.start)
    assert (finding.code, Path(finding.source.path).name, place.line, place.column) == (
        code,
        "cljrules.toml",
        7,
        column,
    )
    assert words in finding.message and finding.help


def test_other_tables_still_take_no_unknown_key(tmp_path: Path) -> None:
    write(tmp_path, rule("one", "true"))
    (tmp_path / "cljrules.toml").write_text(
        '[pack]\nname = "a"\nversion = "1"\nfiles = ["all.rules.clj"]\n[extension]\nacme = "acme.hy"\n',
        encoding="utf-8",
    )
    (finding,) = packs.load(tmp_path).diagnostics
    assert (finding.code, finding.help) == ("unknown-key", "did you mean `extensions`?")


BROKEN = [
    ("hy", "(import cljrules.extension [function])\n\n(defn f [x]\n  (+ x 1)", 4, "this is not Hy"),
    ("hy", "(setv x 1)\n)", 2, "this is not Hy"),
    ("hy", "(import cljrules.extension [function])\n(setv x (/ 1 0))", 2, "ZeroDivisionError"),
    ("hy", "(defn f? [x] x)", 1, "the function `f?` is not declared"),
    ("py", "x = 1\ndef f(:\n    pass", 2, "this is not Python"),
    ("py", "x = 1\n\n\nimport no_such_package_here", 4, "ModuleNotFoundError"),
    ("py", "raise SystemExit(0)", 1, "SystemExit"),
    ("py", "x = 1\n\ndef score(x):\n    return x", 3, "the function `score` is not declared"),
    ("py", "x = 1", 1, "declares no function"),
    (
        "py",
        GOOD_PY.replace("(py/late? 16)", "(py/late? 1)"),
        13,
        "the example `(py/late? 1)` of `py/late?` gives `false`",
    ),
    ("py", GOOD_PY.replace("(py/late? 16)", "(py/late? nil)"), 13, "gives an error: `py/late?` was given nil"),
    ("py", GOOD_PY.replace("(py/late? 16)", "(py/latte? 16)"), 13, "gives an error: there is no `latte?` in `py`"),
    ("py", GOOD_PY.replace('"""Whether the days of grace are over."""', "pass"), 13, "`late?` has no docstring"),
    ("py", GOOD_PY.replace('{"days"', '{"dayz"'), 13, "its parameters are days"),
    ("py", GOOD_PY.replace('unit="days"', 'unit="dayz"'), 13, "there is no unit `dayz`"),
    (
        "py",
        GOOD_PY + "\n\n" + GOOD_PY.split("\n\n\n")[2].replace("def late", "def tardy"),
        19,
        "two functions named `late?`",
    ),
    ("py", "def f():\n    f()\n\n\nf()", 2, "RecursionError"),
]


@pytest.mark.parametrize(("ending", "text", "line", "words"), BROKEN, ids=[words for *_, words in BROKEN])
def test_a_broken_extension_is_one_finding_and_disables_only_itself(
    tmp_path: Path, ending: str, text: str, line: int, words: str
) -> None:
    rules = (
        rule("uses", "(py/late? status-days-past-due)")
        + "(defn tardy? [days] (py/late? days))\n(def most (py/late? 3))\n"
        + rule("uses-by-a-function", "(tardy? status-days-past-due)")
        + rule("uses-by-a-name", "(= most true)")
        + rule("fine", '(= (acme/band 3) "late")', " :examples [{:given {} :fires false}]")
        + rule("wrong", "(> status-days-past-deu 3)")
    )
    name = f"py.{ending}"
    folder = write(tmp_path, rules, f'py = "{name}"\nacme = "acme.hy"\n', acme__hy=GOOD_HY, **{f"py__{ending}": text})
    findings = packs.load(folder).diagnostics
    assert told(findings[0]) == ("broken-extension", name, line), findings[0].message
    assert words in findings[0].message and "Traceback" not in findings[0].message
    assert [told(finding) for finding in findings[1:]] == [
        ("disabled-extension", "all.rules.clj", 1),
        ("disabled-extension", "all.rules.clj", 4),
        ("disabled-extension", "all.rules.clj", 5),
        ("unknown-variable", "all.rules.clj", 7),
    ]
    assert all(f"the extension `py` is broken ({name}:{line})" in finding.message for finding in findings[1:4])


def test_without_running_them_extensions_have_no_effect_and_their_names_are_known(tmp_path: Path) -> None:
    marker = tmp_path / "ran"
    text = f"{GOOD_PY}\n\nimport pathlib\npathlib.Path({str(marker)!r}).touch()\n"
    rules = (
        rule("uses", "(py/anything status-days-past-due 3)", " :examples [{:given {} :fires true}]")
        + "(def most (py/late? 3))\n"
        + rule("uses-by-a-name", "(= most (+ status-days-past-deu 1))")
        + rule("fine", "(> status-days-past-due 3)", " :examples [{:given {:status-days-past-due 3} :fires true}]")
    )
    folder = write(tmp_path / "pack", rules, 'py = "py.py"\n', py__py=text)
    command = [sys.executable, "-m", "cljrules.cli", "check", str(folder), "--format", "json"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([*command, "--no-extensions"], capture_output=True, text=True, env=env, timeout=60)
    found = [(finding["code"], finding["rule"]) for finding in json.loads(done.stdout)["findings"]]
    assert found == [("unknown-variable", "uses-by-a-name"), ("example-fails", "fine")]
    assert not marker.exists()
    packs.load(folder)
    assert marker.exists()


def test_an_extensions_text_is_part_of_the_packs_content(tmp_path: Path) -> None:
    first = both(tmp_path / "a", rule("one", "(py/late? 3)")).pack
    again = both(tmp_path / "b", rule("one", "(py/late? 3)")).pack
    folder = tmp_path / "b"
    (folder / "py.py").write_text(GOOD_PY.replace("_Grace(15)", "_Grace(14)"), encoding="utf-8")
    changed = packs.load(folder).pack
    assert first is not None and again is not None and changed is not None
    assert first.content_hash == again.content_hash != changed.content_hash
    assert [Path(source.path).name for source in first.files] == ["cljrules.toml", "all.rules.clj", "acme.hy", "py.py"]


def test_a_file_of_a_pack_can_be_checked_by_itself(tmp_path: Path) -> None:
    folder = write(tmp_path, rule("one", "(> status-days-past-deu 3)"), 'py = "py.py"\n', py__py="x = (")
    assert [finding.code for finding in packs.check([folder / "py.py"])] == ["broken-extension"]
    assert [finding.code for finding in packs.check([folder / "all.rules.clj"])] == ["unknown-variable"]


PROBE = """\
import sys
from pathlib import Path
from cljrules import packs
assert packs.check([Path(sys.argv[1])]) == []
print(*(name for name in ("hy", "polars", "sqlalchemy") if name in sys.modules))
"""


@pytest.mark.parametrize(
    ("extension", "when", "loaded"),
    [
        ("", "(> status-days-past-due 3)", ""),
        ('py = "py.py"\n', "(py/late? status-days-past-due)", ""),
        ('acme = "acme.hy"\n', '(= (acme/band status-days-past-due) "late")', "hy"),
        ("", "(> (u/date-compare current-date today-minus-dpd) 3)", "hy"),
    ],
)
def test_hy_is_imported_where_something_in_hy_is_used(tmp_path: Path, extension: str, when: str, loaded: str) -> None:
    folder = write(tmp_path, rule("one", when), extension, acme__hy=GOOD_HY, py__py=GOOD_PY)
    done = subprocess.run([sys.executable, "-c", PROBE, str(folder)], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == loaded and done.returncode == 0, done.stderr


def test_functions_of_extensions_are_listed_with_signature_documentation_and_types(tmp_path: Path) -> None:
    pack = both(tmp_path, rule("one", "(py/late? 3)")).pack
    assert pack is not None
    listed = {entry.name: entry for entry in entries(pack.functions)}
    late = listed["py/late?"]
    assert (late.signature, late.doc) == ("(py/late? days)", "Whether the days of grace are over.")
    assert (dict(late.takes), late.gives, late.examples) == ({"days": "integer (days)"}, "boolean", ("(py/late? 16)",))
    assert (late.place, late.low, late.high) == ("py.py:13", 1, 1)
    assert {"map", "when-let", "u/add-days", "clojure.string/join"} <= listed.keys()


def test_doc_shows_functions_of_the_packs_extensions(tmp_path: Path) -> None:
    both(tmp_path, rule("one", "(py/late? 3)"))
    env = {**os.environ, "PYTHONPATH": str(ROOT)}

    def doc(*args: str, cwd: Path = tmp_path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "cljrules.cli", "doc", *args]
        return subprocess.run(command, capture_output=True, text=True, env=env, cwd=cwd, timeout=60)

    here = doc("acme/band", "--format", "json")
    data = json.loads(here.stdout)
    assert (data["call"], data["takes"]) == ("(acme/band days)", {"days": "integer (days)"})
    assert (data["gives"], data["examples"]) == ('text (one of "early", "late")', ['(= (acme/band 31) "late")'])
    assert doc("acme/band", "--format", "json", "--pack", str(tmp_path), cwd=ROOT).stdout == here.stdout
    unknown = doc("acme/bnad")
    assert unknown.returncode == 1 and "did you mean `acme/band`" in unknown.stderr
