"""Every code that is reported is registered, every registered code is reported, and each has its page."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cljrules.codes import CODES, FAMILIES, finding
from cljrules.source import Source, Span

ROOT = Path(__file__).resolve().parents[2]
KEBAB = re.compile(r"[a-z]+(-[a-z]+)*")
#: What takes codes of its own: the analyzer's errors, which are no findings before a pack's check names them.
APART = "cljrules/interp/problems.py"


def modules() -> Iterator[tuple[str, ast.Module]]:
    for root in ("cljrules", "runtime"):
        for path in sorted((ROOT / root).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if name not in ("cljrules/codes.py", APART) and not name.startswith("cljrules/stdlib/macros/"):
                yield name, ast.parse(path.read_text(encoding="utf-8"))


def takers() -> dict[str, int]:
    """Functions that take a finding's code, by name, with its place in a call."""
    found = {}
    for name, module in modules():
        for at in ast.walk(module):
            if isinstance(at, ast.FunctionDef) and not name.startswith("cljrules/interp/"):
                names = [arg.arg for arg in at.args.args if arg.arg != "self"]
                if "code" in names:
                    owner = _class_of(module, at) if at.name == "__init__" else at.name
                    found[owner] = names.index("code")
    return found


def _class_of(module: ast.Module, method: ast.FunctionDef) -> str:
    return next(at.name for at in ast.walk(module) if isinstance(at, ast.ClassDef) and method in at.body)


def constants(name: ast.expr, module: ast.Module) -> set[str]:
    """The texts that an argument can be: written there, or assigned to the name that is written."""
    if isinstance(name, ast.Name):
        values = [
            value
            for at in ast.walk(module)
            if isinstance(at, ast.Assign)
            for target in at.targets
            for one, value in _pairs(target, at.value)
            if isinstance(one, ast.Name) and one.id == name.id
        ]
    else:
        values = [name]
    return {
        at.value
        for value in values
        for at in ast.walk(value)
        if isinstance(at, ast.Constant) and isinstance(at.value, str) and _is_code(at.value)
    }


def _is_code(text: str) -> bool:
    """Whether a text is a code, or meant as one: a word alone is a code only where it is registered."""
    return KEBAB.fullmatch(text) is not None and ("-" in text or text in CODES)


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    if isinstance(target, ast.Tuple):
        values = [value.body, value.orelse] if isinstance(value, ast.IfExp) else [value]
        for one in values:
            if isinstance(one, ast.Tuple):
                yield from zip(target.elts, one.elts, strict=True)
    else:
        yield target, value


def reported() -> dict[str, str]:
    """Every code that some call reports, with a module that does."""
    places = takers()
    assert {"finding", "problem", "unknown", "Malformed", "report"} <= places.keys()
    found = {}
    for name, module in modules():
        if name.startswith("cljrules/interp/"):
            continue
        for at in ast.walk(module):
            if isinstance(at, ast.Call):
                called = at.func.attr if isinstance(at.func, ast.Attribute) else getattr(at.func, "id", "")
                place = places.get(called)
                if place is not None and len(at.args) > place:
                    found.update(dict.fromkeys(constants(at.args[place], module), name))
    return found


def test_every_reported_code_is_registered() -> None:
    assert {code: where for code, where in reported().items() if code not in CODES} == {}


def test_every_registered_code_is_reported() -> None:
    assert CODES.keys() - reported().keys() == set()


def test_what_is_registered_is_well_formed() -> None:
    for code, known in CODES.items():
        assert KEBAB.fullmatch(code), code
        assert known.family in FAMILIES, code
        assert known.summary and not known.summary.endswith("."), code
        assert not known.summary[0].isupper(), code


def test_a_code_that_is_not_registered_cannot_be_reported() -> None:
    with pytest.raises(KeyError):
        finding("no-such-code", (Source("x", ""), Span(0, 0)), "nothing")
