"""Functions about the program itself: evaluating data, expanding macros, namespaces and vars.

Each is bound to the world it is called in (`world_core`): it sees and changes that world and no other.
"""

from __future__ import annotations

from typing import Any

from cljrules.interp.analyzer import Analyzer
from cljrules.interp.data import form_of_value
from cljrules.interp.programs import compiler_error, eval_form, forms_of, load_text, unread
from cljrules.interp.registry import world_core
from cljrules.interp.world import CORE, INTERNAL, Namespace, Var, World
from cljrules.source import Source, Span
from cljrules.stdlib.binders import LocalVar
from cljrules.stdlib.collections import contains
from cljrules.values.casts import cannot_cast, string_of
from cljrules.values.classes import find_class
from cljrules.values.collections import EMPTY_MAP, MapLike, PersistentMap
from cljrules.values.errors import ClojureError, error, illegal_argument
from cljrules.values.functions import invoke
from cljrules.values.printer import str_of
from cljrules.values.refs import Atom
from cljrules.values.seqs import from_items
from cljrules.values.symbols import Keyword, Symbol, keyword

_DATA = Source("<data>", "")
_ABSENT: Any = object()
_NOWHERE = Span(0, 0)


@world_core("eval")
def eval_(world: World, value: Any) -> Any:
    """The value of code held as data."""
    try:
        return eval_form(world, form_of_value(value, _NOWHERE, _DATA))
    except ClojureError as mistake:
        raise compiler_error(mistake) if mistake.compiling else mistake from mistake.__cause__


@world_core("load-string")
def load_string(world: World, text: Any) -> Any:
    """The value of the last form of a text."""
    return load_text(world, Source("<string>", text))


@world_core("read-string")
def read_string(world: World, first: Any, second: Any = _ABSENT) -> Any:
    """The first form of a text as data."""
    options, text = (EMPTY_MAP, first) if second is _ABSENT else (first, second)
    if options is None:
        options = EMPTY_MAP
    if not isinstance(options, MapLike):
        raise cannot_cast(options, "clojure.lang.IPersistentMap")
    text = string_of(text)
    features = None
    if options.get(keyword("read-cond")) is keyword("allow"):
        own = options.get(keyword("features"))
        features = frozenset({"clj", *(feature.text for feature in own or () if isinstance(feature, Keyword))})
    try:
        for found in forms_of(world, Source("<string>", text), features):
            return Analyzer(world).quoted(found)
    except ClojureError as mistake:
        raise unread(mistake) from None
    if options.contains(keyword("eof")):
        return options.get(keyword("eof"))
    raise error("RuntimeException", "EOF while reading: the text holds no form")


@world_core("macroexpand-1")
def macroexpand_1(world: World, value: Any) -> Any:
    """Code as data after one step of macro expansion."""
    analyzer = Analyzer(world)
    form = form_of_value(value, _NOWHERE, _DATA)
    expanded = analyzer.expand_once(form)
    return value if expanded is form else analyzer.quoted(expanded)


@world_core("macroexpand")
def macroexpand(world: World, value: Any) -> Any:
    """Code as data, its head no longer a macro."""
    analyzer = Analyzer(world)
    form = form_of_value(value, _NOWHERE, _DATA)
    while True:
        expanded = analyzer.expand_once(form)
        if expanded is form:
            return analyzer.quoted(form)
        form = expanded


def _namespace(world: World, value: Any) -> Namespace:
    if isinstance(value, Namespace):
        return value
    if not isinstance(value, Symbol):
        raise cannot_cast(value, "clojure.lang.Symbol")
    found = world.find_namespace(value.text)
    if found is None:
        raise error("Exception", f"No namespace: {value.text} found")
    return found


@world_core("in-ns")
def in_ns(world: World, name: Any) -> Any:
    """Make a namespace the current one."""
    known = name.text in world.namespaces
    world.ns = world.namespace(name.text)
    if not known and not world.ns.vars:
        world.ns.refers_core = False
    return world.ns


@world_core("ns*", ns=INTERNAL)
def ns(world: World, name: Any, meta: Any) -> Any:
    """Make a namespace the current one."""
    world.ns = world.namespace(name.text)
    world.ns.refers_core = False
    world.ns.meta = meta
    return None


@world_core("the-ns")
def the_ns(world: World, name: Any) -> Any:
    """The namespace of a name; raises Exception where there is none."""
    return _namespace(world, name)


@world_core("find-ns")
def find_ns(world: World, name: Any) -> Any:
    """The namespace of a name, or nil."""
    if not isinstance(name, Symbol):
        raise cannot_cast(name, "clojure.lang.Symbol")
    return world.find_namespace(name.text)


@world_core("create-ns")
def create_ns(world: World, name: Any) -> Any:
    """The namespace of a name, made if need be."""
    return world.namespace(name.text)


@world_core("all-ns")
def all_ns(world: World) -> Any:
    """All namespaces."""
    return from_items(list(world.namespaces.values()))


@world_core("ns-name")
def ns_name(world: World, space: Any) -> Any:
    """The name of a namespace."""
    return Symbol(None, _namespace(world, space).name)


def _vars(vars: dict[str, Var]) -> Any:
    return PersistentMap.of((Symbol(None, name), var) for name, var in vars.items())


@world_core("ns-publics", "ns-interns")
def ns_publics(world: World, space: Any) -> Any:
    """The vars of a namespace by name."""
    return _vars(_namespace(world, space).vars)


@world_core("ns-refers")
def ns_refers(world: World, space: Any) -> Any:
    """The vars a namespace refers to by name."""
    return _vars(_namespace(world, space).refers)


@world_core("ns-map")
def ns_map(world: World, space: Any) -> Any:
    """All vars that a namespace sees by name."""
    held = _namespace(world, space)
    return _vars(held.refers | held.vars)


@world_core("ns-aliases")
def ns_aliases(world: World, space: Any) -> Any:
    """The namespaces a namespace has aliases for, by alias."""
    held = _namespace(world, space)
    return PersistentMap.of((Symbol(None, alias), world.namespace(name)) for alias, name in held.aliases.items())


@world_core("ns-resolve")
def ns_resolve(world: World, space: Any, first: Any, second: Any = _ABSENT) -> Any:
    """The var or class a symbol names in a namespace, or nil."""
    before = world.ns
    world.ns = _namespace(world, space)
    try:
        return resolve(world, first, second)
    finally:
        world.ns = before


@world_core("ns-unmap")
def ns_unmap(world: World, space: Any, name: Any) -> Any:
    """Forget a var of a namespace."""
    _namespace(world, space).vars.pop(name.text, None)
    return None


@world_core("resolve")
def resolve(world: World, first: Any, second: Any = _ABSENT) -> Any:
    """The var or class a symbol names, or nil; nil too for a name that the environment given first holds."""
    name = first if second is _ABSENT else second
    if second is not _ABSENT and contains(first, name):
        return None
    if not isinstance(name, Symbol):
        raise cannot_cast(name, "clojure.lang.Symbol")
    found = world.resolve(name)
    if found is not None or name.ns is not None:
        return found
    return Analyzer(world).find_class(name.text)


@world_core("requiring-resolve")
def requiring_resolve(world: World, name: Any) -> Any:
    """The var of a symbol with a namespace."""
    if not isinstance(name, Symbol) or name.ns is None:
        raise illegal_argument(f"Not a qualified symbol: {str_of(name)}")
    found = world.resolve(name)
    if found is None and world.find_namespace(world.alias(name.ns) or name.ns) is None:
        path = name.ns.replace(".", "/").replace("-", "_")
        raise error("FileNotFoundException", f"Could not locate {path}__init.class or {path}.clj on classpath.")
    return found


@world_core("find-var")
def find_var(world: World, name: Any) -> Any:
    """The var of a symbol with a namespace, or nil."""
    if not isinstance(name, Symbol):
        raise cannot_cast(name, "clojure.lang.Symbol")
    if name.ns is None:
        raise illegal_argument("Symbol must be namespace-qualified")
    if world.find_namespace(name.ns) is None:
        raise illegal_argument(f"No such namespace: {name.ns}")
    return world.find_var(name.ns, name.name)


@world_core("intern")
def intern(world: World, space: Any, name: Any, *value: Any) -> Any:
    """The var of a name in a namespace, made if need be, with a value where one is given."""
    var = world.intern(_namespace(world, space).name, name.name)
    if value:
        var.root = value[0]
    return var


@world_core("alias")
def alias(world: World, name: Any, space: Any) -> Any:
    """A short name for a namespace in the current one."""
    world.set_alias(name.text, _namespace(world, space).name)
    return None


@world_core("import*", ns=INTERNAL)
def import_(world: World, *specs: Any) -> Any:
    """Name classes by their simple names."""
    last = None
    for spec in specs:
        if isinstance(spec, Symbol):
            names = [spec.text]
        else:
            items = [item.text for item in spec]
            names = [f"{items[0]}.{item}" for item in items[1:]]
        for name in names:
            cls = find_class(name) or world.classes.get(name)
            if cls is None:
                raise error("ClassNotFoundException", name)
            world.ns.imports[cls.simple_name] = cls
            last = cls
    return last


@world_core("thread-bound?")
def thread_bound(world: World, *vars: Any) -> Any:
    """Whether vars have bindings here."""
    return all(var.binding is not None and var.binding.get(None) is not None for var in vars)


@world_core("bound?")
def bound(world: World, *vars: Any) -> Any:
    """Whether vars have values."""
    return all(var.bound for var in vars)


@world_core("bound-var?", ns=INTERNAL)
def bound_var(world: World, name: Any) -> Any:
    """Whether the current namespace has a var of this name with a value."""
    var = world.ns.vars.get(name.name)
    return var is not None and var.bound


@world_core("var-get")
def var_get(world: World, var: Any) -> Any:
    """The value of a var."""
    if not isinstance(var, Var | LocalVar):
        raise cannot_cast(var, "clojure.lang.Var")
    return var.deref()


@world_core("var-set")
def var_set(world: World, var: Any, value: Any) -> Any:
    """Change the innermost binding of a var."""
    held = var.binding.get(None) if var.binding is not None else None
    if held is None and isinstance(var, LocalVar):
        var.root = value
        return value
    if held is None:
        raise error("IllegalStateException", f"Can't change/establish root binding of: {var.name} with set")
    held[0] = value
    return value


@world_core("alter-var-root")
def alter_var_root(world: World, var: Any, function: Any, *args: Any) -> Any:
    """Change a var's root value by a function of it."""
    var.root = invoke(function, var.root, *args)
    return var.root


@world_core("var?")
def is_var(world: World, value: Any) -> Any:
    """Whether a value is a var."""
    return isinstance(value, Var)


@world_core("global-hierarchy*", ns=INTERNAL)
def global_hierarchy(world: World) -> Any:
    """The atom that holds the world's own hierarchy."""
    held = world.namespace(CORE).vars.get("global-hierarchy")
    if held is None:
        keys = (keyword("parents"), keyword("descendants"), keyword("ancestors"))
        held = world.intern(CORE, "global-hierarchy")
        held.root = Atom(PersistentMap.of((key, EMPTY_MAP) for key in keys))
    return held.root
