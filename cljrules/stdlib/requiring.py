"""`require`, `use` and `refer`: making the names of namespaces usable in the current one.

Nothing is ever loaded from a file: what can be required is what the library or the program itself defines.
"""

from __future__ import annotations

from typing import Any, Final

from cljrules.interp.registry import world_core
from cljrules.interp.world import CORE, World
from cljrules.values.casts import cannot_cast
from cljrules.values.collections import EMPTY_MAP, MapLike, PersistentMap, Vector
from cljrules.values.errors import ClojureError, error, illegal_argument
from cljrules.values.printer import str_of
from cljrules.values.seqs import Sequential, seq_of
from cljrules.values.symbols import Keyword, Symbol, keyword

_FLAGS: Final = ("as", "reload", "reload-all", "require", "use", "verbose", "as-alias")


@world_core("require")
def require(world: World, *specs: Any) -> Any:
    """Make namespaces of the library usable: `(require '[clojure.string :as str])`."""
    _load_all(world, specs, use=False)


@world_core("use")
def use(world: World, *specs: Any) -> Any:
    """`require`, and see the vars under their own names."""
    _load_all(world, specs, use=True)


@world_core("refer")
def refer(world: World, name: Any, *options: Any) -> Any:
    """See the vars of another namespace under their own names."""
    _refer(world, name, _options(options))


def _load_all(world: World, args: tuple[Any, ...], use: bool) -> None:
    flags = [arg for arg in args if isinstance(arg, Keyword)]
    unknown = [flag for flag in flags if flag.text not in _FLAGS]
    if unknown:
        raise error("Exception", f"Unsupported option(s) supplied: {', '.join(map(str_of, unknown))}")
    specs = [arg for arg in args if not isinstance(arg, Keyword)]
    if not specs:
        raise error("Exception", "Nothing specified to load")
    for spec in specs:
        if _names_one(spec):
            _load(world, None, spec, use)
            continue
        if isinstance(spec, Vector) and not len(spec):
            raise illegal_argument("No value supplied for key: true")
        parts = list(seq_of(spec) or ())
        if not parts or parts[0] is None:
            raise error("Exception", "prefix cannot be nil")
        for part in parts[1:]:
            _load(world, parts[0], part, use)


def _names_one(spec: Any) -> bool:
    """Whether this is a namespace with its options, not a prefix with several namespaces."""
    if isinstance(spec, Symbol):
        return True
    if not isinstance(spec, Vector):
        return False
    held = list(spec)
    return len(held) == 1 or (len(held) > 1 and (held[1] is None or isinstance(held[1], Keyword)))


def _load(world: World, prefix: Any, spec: Any, use: bool) -> None:
    name, *rest = [spec] if isinstance(spec, Symbol) else list(seq_of(spec) or (None,))
    if prefix is not None and prefix is not False:
        if not isinstance(name, Symbol | Keyword):
            raise cannot_cast(name, "clojure.lang.Named")
        if "." in name.name:
            raise error("Exception", f"Found lib name '{name.name}' containing period with prefix '{str_of(prefix)}'")
        name = Symbol(None, f"{str_of(prefix)}.{str_of(name)}")
    options = _options(rest)
    space = world.find_namespace(_symbol(name).text)
    alias = options.get(keyword("as"))
    light = options.get(keyword("as-alias"))
    if space is None and light is not None and alias is None:
        world.set_alias(_symbol(light).text, name.text)
        return
    if space is None:
        path = name.text.replace(".", "/").replace("-", "_")
        raise error(
            "FileNotFoundException", f"Could not locate {path}__init.class, {path}.clj or {path}.cljc on classpath"
        )
    for short in (alias, light):
        if short is not None and short is not False:
            world.set_alias(_symbol(short).text, name.text)
    if use or options.get(keyword("refer")) is not None:
        _refer(world, name, options)


def _symbol(value: Any) -> Symbol:
    if isinstance(value, Symbol):
        return value
    raise cannot_cast(value, "clojure.lang.Symbol")


def _options(items: Any) -> MapLike:
    held = list(items)
    if len(held) % 2:
        raise illegal_argument(f"No value supplied for key: {str_of(held[-1])}")
    return PersistentMap.of(zip(held[::2], held[1::2], strict=True))


def _refer(world: World, name: Any, options: MapLike) -> None:
    space = world.find_namespace(_symbol(name).text)
    if space is None:
        raise error("Exception", f"No namespace: {name.text}")
    excluded = {symbol.text for symbol in options.get(keyword("exclude")) or ()}
    wanted = options.get(keyword("refer"))
    if wanted is None or wanted is keyword("all"):
        wanted = options.get(keyword("only")) if wanted is None else None
    renamed = options.get(keyword("rename")) or EMPTY_MAP
    if wanted is None and name.text == CORE and not len(renamed):
        world.ns.refers_core = True
        world.ns.excluded = frozenset(excluded)
        return
    if wanted is not None and not isinstance(wanted, Sequential):
        raise error("Exception", ":only/:refer value must be a sequential collection of symbols")
    for held in wanted if wanted is not None else [Symbol(None, held) for held in sorted(world.names_in(name.text))]:
        if held.text in excluded:
            continue
        var = world.find_var(name.text, held.text)
        if var is None:
            raise _missing(name.text, held)
        if var.private and wanted is None:
            continue
        if var.private:
            raise error("IllegalAccessError", f"{held.text} is not public")
        shown = renamed.get(held)
        world.ns.refers[held.text if shown is None else shown.text] = var


def _missing(space: str, name: Any) -> ClojureError:
    made = error("IllegalAccessError", f"{str_of(name)} does not exist")
    made.help = f"`{space}` has no such name"
    return made
