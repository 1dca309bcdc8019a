"""Namespaces, vars and the library they draw on.

A `World` is what one program can see: the library's functions and macros, its own namespaces, the loan variables it
may name. Worlds are independent of each other; nothing that one program defines is seen by another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import count
from typing import Any, ClassVar

from cljrules.values.classes import JavaClass
from cljrules.values.collections import PersistentMap
from cljrules.values.errors import ClojureError, error
from cljrules.values.functions import invoke
from cljrules.values.limits import NAMESPACE, spend
from cljrules.values.symbols import Symbol, keyword

CORE = "clojure.core"
#: what macros of the library call and programs do not name
INTERNAL = "cljrules.core"
NAME, SPACE, DOC, PRIVATE = keyword("name"), keyword("ns"), keyword("doc"), keyword("private")


class Unbound:
    """The value of a var that was declared and never given one."""

    java_name: ClassVar[str] = "clojure.lang.Var$Unbound"

    def __init__(self, var: Var) -> None:
        self.var = var

    def __clj_str__(self) -> str:
        return f"Unbound: {self.var!r}"

    def invoke(self, *args: Any) -> Any:
        raise error("IllegalStateException", f"Attempting to call unbound fn: {self.var!r}")

    def __clj_print__(self, write: Callable[[str], Any]) -> None:
        write(f'#object[clojure.lang.Var$Unbound 0x0 "{self.__clj_str__()}"]')


class Var:
    """A name with a value. `root` is its value; a dynamic var's bindings come before it."""

    java_name: ClassVar[str] = "clojure.lang.Var"
    __slots__ = ("_dynamic", "_meta", "binding", "is_macro", "name", "ns", "root", "watches")

    def __init__(self, ns: str, name: str, root: Any = None, *, bound: bool = False) -> None:
        self.ns = ns
        self.name = name
        self.root = root if bound else Unbound(self)
        self._meta: Any = None
        self.is_macro = False
        self._dynamic = False
        self.binding: ContextVar[Any] | None = None
        self.watches: Any = None

    @property
    def meta(self) -> Any:
        """What is known of the var: its name and namespace, and what its definition says."""
        held = PersistentMap.of(((NAME, Symbol(None, self.name)), (SPACE, Symbol(None, self.ns))))
        doc = getattr(getattr(self.root, "fn", None), "__doc__", None)
        if doc is not None:
            held = held.assoc(DOC, doc)
        return held if self._meta is None else held.assoc_all(self._meta.entries())

    @meta.setter
    def meta(self, meta: Any) -> None:
        self._meta = meta

    @property
    def private(self) -> bool:
        """Whether only its own namespace may name it."""
        return self._meta is not None and self._meta.get(PRIVATE) not in (None, False)

    @property
    def dynamic(self) -> bool:
        return self._dynamic

    def make_dynamic(self) -> None:
        self._dynamic = True
        if self.binding is None:
            self.binding = ContextVar(f"{self.ns}/{self.name}")

    @property
    def bound(self) -> bool:
        return not isinstance(self.root, Unbound)

    def deref(self) -> Any:
        """The value: the innermost binding, or the root."""
        if self.binding is not None:
            held = self.binding.get(None)
            if held is not None:
                return held[0]
        return self.root

    def invoke(self, *args: Any) -> Any:
        return invoke(self.deref(), *args)

    def __clj_print__(self, write: Callable[[str], Any]) -> None:
        write(repr(self))

    def __repr__(self) -> str:
        return f"#'{self.ns}/{self.name}"


class CurrentNamespace(Var):
    """`*ns*`: the namespace of a world in which names are looked up and defined."""

    __slots__ = ("_world",)

    def __init__(self, world: World) -> None:
        super().__init__(CORE, "*ns*")
        self.make_dynamic()
        self._world = world

    def deref(self) -> Any:
        return self._world.ns


class Namespace:
    """A namespace: its vars, the vars it refers to, its aliases and imported classes."""

    java_name: ClassVar[str] = "clojure.lang.Namespace"

    def __init__(self, name: str) -> None:
        self.name = name
        self.vars: dict[str, Var] = {}
        self.refers: dict[str, Var] = {}
        self.aliases: dict[str, str] = {}
        self.imports: dict[str, JavaClass] = {}
        self.refers_core = True
        self.excluded: frozenset[str] = frozenset()
        self.meta: Any = None

    def __clj_print__(self, write: Callable[[str], Any]) -> None:
        write(f'#object[clojure.lang.Namespace 0x0 "{self.name}"]')

    def __clj_str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Library:
    """What a world offers before anything is defined in it.

    `functions`: namespace -> name -> value; `macros`: namespace -> name -> expander; `statics`: `Class/name` ->
    constant or Python callable; `methods`: method name -> Python callable of target and arguments; `constructors`:
    full class name -> Python callable; `inlined`: functions of the core library that Clojure's compiler checks the
    number of arguments of, with that number; `pairwise`: those it calls with two operands at a time; `absent`:
    names of Clojure that are not here, in full, each with the reason.
    """

    functions: Mapping[str, Mapping[str, Any]]
    macros: Mapping[str, Mapping[str, Callable[..., Any]]] = field(default_factory=dict)
    statics: Mapping[str, Any] = field(default_factory=dict)
    methods: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    constructors: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    inlined: Mapping[str, int] = field(default_factory=dict)
    pairwise: frozenset[str] = frozenset()
    absent: Mapping[str, str] = field(default_factory=dict)


class World:
    """The namespaces of one program."""

    def __init__(self, library: Library, variables: frozenset[str] = frozenset()) -> None:
        self.library = library
        #: loan variables that symbols may name
        self.variables = variables
        self.namespaces: dict[str, Namespace] = {}
        self.classes: dict[str, JavaClass] = {}
        self.ns = self.namespace("user")
        self.namespace(CORE).vars["*ns*"] = CurrentNamespace(self)
        #: numbers for made-up names, shared by the reader and the macros
        self.ids: Iterator[int] = count(1)

    def namespace(self, name: str) -> Namespace:
        """The namespace of this name, made if need be."""
        found = self.namespaces.get(name)
        if found is None:
            spend(NAMESPACE)
            found = self.namespaces[name] = Namespace(name)
            if name != "user":
                found.refers_core = name == CORE or not self._in_library(name)
        return found

    def find_namespace(self, name: str) -> Namespace | None:
        """The namespace of this name where there is one, in this world or the library."""
        if name in self.namespaces or self._in_library(name):
            return self.namespace(name)
        return None

    def names_in(self, ns: str) -> set[str]:
        """The names that a namespace of the world or the library defines."""
        held = self.namespaces.get(ns)
        library = self.library
        own = held.vars if held is not None else ()
        return {*library.functions.get(ns, ()), *library.macros.get(ns, ()), *own}

    def _in_library(self, name: str) -> bool:
        library = self.library
        return name in library.functions or name in library.macros

    def intern(self, ns: str, name: str) -> Var:
        """The var of this name in a namespace, made unbound if need be."""
        space = self.namespace(ns)
        found = space.vars.get(name)
        if found is None:
            found = space.vars[name] = Var(ns, name)
        return found

    def find_var(self, ns: str, name: str) -> Var | None:
        """The var of this name in a namespace of the world or the library."""
        space = self.namespaces.get(ns)
        if space is not None:
            found = space.vars.get(name)
            if found is not None:
                return found
        return self._from_library(ns, name)

    def _from_library(self, ns: str, name: str) -> Var | None:
        functions = self.library.functions.get(ns)
        if functions is not None and name in functions:
            held = functions[name]
            bound = getattr(held, "bound", None)
            value = held if bound is None else bound(self)
            defined = self.namespace(ns).vars.get(name)
            if defined is not None:
                return defined
            var = Var(ns, name, value, bound=True)
            if name.startswith("*") and name.endswith("*") and len(name) > 2:
                var.make_dynamic()
            self.namespace(ns).vars[name] = var
            return var
        macros = self.library.macros.get(ns)
        if macros is not None and name in macros:
            var = Var(ns, name, macros[name], bound=True)
            var.is_macro = True
            self.namespace(ns).vars[name] = var
            return var
        return None

    def resolve(self, name: Symbol) -> Var | None:
        """The var a symbol names in the current namespace, None where there is none."""
        if name.ns is not None:
            return self.find_var(self.alias(name.ns) or name.ns, name.name)
        space = self.ns
        found = space.vars.get(name.name) or space.refers.get(name.name)
        if found is not None:
            return found
        if space.refers_core and name.name not in space.excluded:
            return self.find_var(CORE, name.name)
        if space.refers_core:
            return None
        if self._in_library(space.name):
            return self._from_library(space.name, name.name) or self.find_var(CORE, name.name)
        return self.find_var(CORE, name.name) if name.name in ("ns", "in-ns") else None

    def set_alias(self, short: str, name: str) -> None:
        """Let the current namespace call another one by a short name; raises IllegalStateException where the short
        name stands for a third.
        """
        held = self.ns.aliases.setdefault(short, name)
        if held != name:
            raise error(
                "IllegalStateException", f"Alias {short} already exists in namespace {self.ns.name}, aliasing {held}"
            )

    def alias(self, name: str) -> str | None:
        """The namespace an alias of the current namespace stands for."""
        return self.ns.aliases.get(name)

    def gensym(self, prefix: str) -> str:
        """A name not used before in this world."""
        return f"{prefix}{next(self.ids)}"


def compiler_error(message: str, name: str = "CompilerException") -> ClojureError:
    """An error of a text that does not make sense as a program."""
    return error(name, message)
