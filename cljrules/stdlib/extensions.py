"""Namespaces of declared functions: `u`, which is the library's own, and those that stand for ones that are not there.

The module of `u` is imported when a program first names one of its functions: programs that do not, do not wait for Hy.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from functools import cached_property
from importlib import import_module
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from types import ModuleType
from typing import Any, ClassVar, Final, NoReturn

from cljrules.interp.nodes import Node, VarItself, VarRef
from cljrules.interp.walk import descendants
from cljrules.interp.world import Var
from cljrules.values.errors import error

#: Codes of the errors of functions that are not there: their extension is broken, or was not to be run.
DISABLED: Final = "extension-disabled"
NOT_RUN: Final = "extension-not-run"


class LibraryExtension(Mapping[str, Any]):
    """The functions of one of the library's own namespaces by name; the module that has them is imported at the first
    look.
    """

    def __init__(self, ns: str, module: str) -> None:
        self._ns = ns
        self._module = module

    @cached_property
    def _functions(self) -> dict[str, Any]:
        import hy  # noqa: F401  (importing it is what lets Python import Hy modules)

        from cljrules.extension.calling import builtin
        from cljrules.extension.declaring import declared_in

        return {held.name: builtin(self._ns, held) for held in declared_in(_imported(self._module))}

    def __getitem__(self, name: str) -> Any:
        return self._functions[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._functions)

    def __len__(self) -> int:
        return len(self._functions)


def _imported(name: str) -> ModuleType:
    """A module written in Hy. Other programs' hooks on imports are passed by: pytest's takes any source for Python."""
    module = sys.modules.get(name)
    if module is not None:
        return module
    spec = PathFinder.find_spec(name, import_module(name.rpartition(".")[0]).__path__)
    assert spec is not None and spec.loader is not None, name
    module = sys.modules[name] = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


class Missing:
    """A function of an extension that is not there; calling it is an error that says why. `code` is DISABLED or
    NOT_RUN.
    """

    java_name: ClassVar[str] = "clojure.lang.AFunction"
    __slots__ = ("code", "name", "ns", "why")

    def __init__(self, ns: str, name: str, code: str, why: str) -> None:
        self.ns = ns
        self.name = name
        self.code = code
        self.why = why

    def invoke(self, *args: Any) -> NoReturn:
        made = error("IllegalStateException", f"`{self.ns}/{self.name}` cannot be called: {self.why}")
        made.code = self.code
        made.subject = self.ns
        raise made


class Unavailable(Mapping[str, Any]):
    """The namespace of an extension that is not there: every name in it is known, none can be called. `why` is in
    words, such as "the extension `acme` is disabled".
    """

    def __init__(self, ns: str, code: str, why: str) -> None:
        self.ns = ns
        self.code = code
        self.why = why

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str)

    def __getitem__(self, name: str) -> Missing:
        return Missing(self.ns, name, self.code, self.why)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def first_missing(node: Node, lost: Mapping[Var, Missing]) -> tuple[Node, Missing] | None:
    """Where a node first names a function that is not there, itself or by one of the definitions that were `lost` with
    it.
    """
    found: list[tuple[Node, Missing]] = []
    for at in descendants(node):
        if isinstance(at, VarRef | VarItself):
            held = at.var.root if isinstance(at.var.root, Missing) else lost.get(at.var)
            if held is not None:
                found.append((at, held))
    return min(found, key=lambda item: item[0].form.span.start, default=None)


#: Namespace -> its functions.
EXTENSIONS: Final[Mapping[str, LibraryExtension]] = {"u": LibraryExtension("u", "cljrules.stdlib.u")}
