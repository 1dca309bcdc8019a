"""Extensions from their text.

Takes a namespace, a file name ending in `.py` or `.hy` and the text, runs it, gives the declared functions, or says in
one sentence and with a line what is wrong. This executes the text with all the rights of the program: it is for code
that is trusted as the program itself is. Reads no file; Hy is imported for a text in Hy alone.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from hashlib import sha256
from traceback import walk_tb
from types import CodeType, ModuleType
from typing import Any, Final

from cljrules.extension.calling import builtin
from cljrules.extension.declaring import Declaration, declared_in, undeclared_in
from cljrules.extension.types import DeclarationError
from cljrules.values.errors import ClojureError
from cljrules.values.functions import Builtin

PYTHON, HY = ".py", ".hy"
SUFFIXES: Final = (HY, PYTHON)


class BrokenExtension(Exception):
    """An extension that cannot be used: what is wrong with it at which line (from 1), and the column (from 1) where it
    is known.
    """

    def __init__(self, message: str, line: int, column: int | None = None, help: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column
        self.help = help


def load_functions(ns: str, name: str, text: str) -> Mapping[str, Builtin]:
    """The functions that an extension's text declares, by name; raises BrokenExtension."""
    module = _executed(ns, name, text)
    bare = next(undeclared_in(module), None)
    if bare is not None:
        raise BrokenExtension(
            f"the function `{_shown(bare.__name__)}` is not declared",
            bare.__code__.co_firstlineno,
            help="declare it with `function` from `cljrules.extension`, or begin its name with `_`",
        )
    found: dict[str, Declaration] = {}
    for declaration in declared_in(module):
        first = found.setdefault(declaration.name, declaration)
        if first is not declaration:
            raise BrokenExtension(
                f"there are two functions named `{declaration.name}`",
                declaration.line,
                help=f"the other is on line {first.line}; give one of them another name",
            )
    if not found:
        raise BrokenExtension(
            "the extension declares no function", 1, help="declare one with `function` from `cljrules.extension`"
        )
    return {own: builtin(ns, declaration) for own, declaration in found.items()}


def _executed(ns: str, name: str, text: str) -> ModuleType:
    digest = sha256(f"{name}\0{text}".encode(errors="surrogatepass")).hexdigest()[:16]
    module = ModuleType(f"cljrules_extension_{ns.replace('-', '_').replace('.', '_')}_{digest}")
    module.__file__ = name
    # Dataclasses, enumerations and Hy's macros look their module up by name.
    sys.modules[module.__name__] = module
    try:
        exec(_compiled(module, name, text), module.__dict__)
    except (KeyboardInterrupt, BrokenExtension):
        del sys.modules[module.__name__]
        raise
    except BaseException as problem:
        del sys.modules[module.__name__]
        raise _told(problem, name) from None
    return module


def _compiled(module: ModuleType, name: str, text: str) -> CodeType:
    try:
        if name.endswith(PYTHON):
            return compile(text, name, "exec", dont_inherit=True)
        return _compiled_hy(module, name, text)
    except SyntaxError as mistake:
        words = " ".join((mistake.msg or "it cannot be read").split())
        raise BrokenExtension(
            f"this is not {'Python' if name.endswith(PYTHON) else 'Hy'}: {words[:1].lower()}{words[1:]}",
            mistake.lineno or 1,
            mistake.offset,
        ) from None


def _compiled_hy(module: ModuleType, name: str, text: str) -> CodeType:
    from hy.compiler import hy_compile
    from hy.reader import read_many

    tree = hy_compile(read_many(text, filename=name), module, filename=name, source=text)
    return compile(tree, name, "exec", dont_inherit=True)


def _told(problem: BaseException, name: str) -> BrokenExtension:
    lines = [line for frame, line in walk_tb(problem.__traceback__) if frame.f_code.co_filename == name]
    line = lines[-1] if lines else getattr(problem, "lineno", None) or 1
    words = " ".join(str(problem).split())[:300]
    if isinstance(problem, DeclarationError):
        return BrokenExtension(words, line)
    if isinstance(problem, ClojureError):
        return BrokenExtension(f"loading it gave an error: {words}", line, help=problem.help)
    return BrokenExtension(f"loading it raised {type(problem).__name__}{f': {words}' if words else ''}", line)


def _shown(name: str) -> str:
    if name.startswith("hyx_"):
        import hy

        name = hy.unmangle(name)
    return name.replace("_", "-")


def declarations(functions: Mapping[str, Any]) -> list[Declaration]:
    """The declarations of a namespace's functions, in order."""
    return [function.declaration for function in functions.values() if getattr(function, "declaration", None)]
