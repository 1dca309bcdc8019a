"""Whole texts: read, analyzed and evaluated form by form, as Clojure does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from cljrules.diagnostics import Diagnostic
from cljrules.interp.analyzer import Analyzer
from cljrules.interp.evaluator import evaluate
from cljrules.interp.faults import FAULTS, fault_of
from cljrules.interp.host import HostClass
from cljrules.interp.instances import literal_of
from cljrules.interp.nodes import Node
from cljrules.interp.world import World
from cljrules.parser.findings import READER
from cljrules.parser.forms import Atom, Coll, Form
from cljrules.parser.reader import ReadError, Reading, form_of, parse
from cljrules.source import Source
from cljrules.values.collections import PersistentMap
from cljrules.values.errors import ClojureError, LimitExceeded, error, error_class
from cljrules.values.limits import METER, READ, Limits, Meter, spend
from cljrules.values.symbols import Symbol, keyword

COMPILER = "CompilerException"


def reading_of(world: World) -> Reading:
    """How texts are read in the world's current namespace: what syntax-quote makes of a symbol, and `::alias/name` of
    a keyword.
    """

    def resolve(name: Symbol) -> Symbol:
        return qualified(world, name)

    def alias(name: str) -> str | None:
        return world.alias(name)

    def tagged(tag: Symbol, form: Form) -> Form | None:
        cls = world.classes.get(tag.text) if "." in tag.name else None
        if not isinstance(cls, HostClass):
            return None
        return Atom(literal_of(cls, Analyzer(world).quoted(form)), form.span, form.source)

    return Reading(
        resolve_symbol=resolve, resolve_alias=alias, read_tagged=tagged, current_ns=world.ns.name, ids=world.ids
    )


def qualified(world: World, name: Symbol) -> Symbol:
    """A symbol as syntax-quote writes it: with the namespace of what it names, or the current one."""
    if name.ns is not None:
        held = None if "." in name.ns or name.ns in world.ns.aliases else Analyzer(world).find_class(name.ns)
        return Symbol(held.name if held is not None else world.alias(name.ns) or name.ns, name.name, name.meta)
    if name.name.endswith(".") and len(name.name) > 1:
        cls = Analyzer(world).find_class(name.name[:-1])
        return Symbol(None, f"{cls.name}." if cls is not None else name.name, name.meta)
    if "." in name.name.strip("."):
        return name
    var = world.resolve(name)
    if var is not None:
        return Symbol(var.ns, var.name, name.meta)
    cls = Analyzer(world).find_class(name.name)
    if cls is not None:
        return Symbol(None, cls.name, name.meta)
    return Symbol(world.ns.name, name.name, name.meta)


def load_text(world: World, source: Source) -> Any:
    """Evaluate the forms of a text in order; gives the last value. Raises ClojureError, LimitExceeded and the
    reader's errors.
    """
    value = None
    for form in forms_of(world, source):
        value = eval_form(world, form)
    return value


def forms_of(world: World, source: Source, features: frozenset[str] | None = None) -> Iterator[Form]:
    """The forms of a text, each read when the ones before it have been evaluated; raises at the first that cannot be
    read. Reader conditionals are read for the features, refused without them.
    """
    spend(READ * len(source.text))
    for item in parse(source).items:
        if isinstance(item, Diagnostic):
            raise unreadable(item)
        try:
            reading = reading_of(world)
            if features is not None:
                reading.conditionals, reading.features = True, features
            form = form_of(item, reading)
        except ReadError as mistake:
            raise unreadable(mistake.diagnostic) from None
        if form is not None:
            yield form


def unreadable(diagnostic: Diagnostic) -> ClojureError | LimitExceeded:
    """The error of a text that cannot be read, to be raised by the caller."""
    made: ClojureError | LimitExceeded
    if diagnostic.error_class == "LimitExceeded":
        made = LimitExceeded("depth", diagnostic.message, diagnostic.help)
    else:
        made = error(diagnostic.error_class, diagnostic.message)
        made.help = diagnostic.help
        made.code = diagnostic.code
    made.span = diagnostic.span
    made.source = diagnostic.source
    made.diagnostic = diagnostic
    return made


def unread(mistake: ClojureError) -> ClojureError:
    """The error of data that cannot be read: no place is known there, so that it is a plain RuntimeException."""
    if mistake.cls.simple_name == READER:
        mistake.cls = error_class("RuntimeException")
    return mistake


def eval_form(world: World, form: Form, rewrite: Callable[[Node, Form], Node] | None = None) -> Any:
    """The value of a top-level form; the parts of a top-level `do` are top-level forms themselves.

    `rewrite` may put another node of the same meaning in the place of a form's node.
    """
    try:
        return _value_of_form(world, form, rewrite)
    except FAULTS as mistake:
        raise fault_of(mistake, "this does not work on what it was given", form) from mistake


def compiler_error(mistake: ClojureError) -> ClojureError:
    """What a program that evaluates code meets where the code makes no sense: an error of the compiler, whose cause
    says why.
    """
    if mistake.cls.simple_name == COMPILER:
        cause = error("RuntimeException", mistake.message)
        cause.code, cause.subject = mistake.code, mistake.subject
    else:
        cause = mistake
    told = PersistentMap.of([(keyword("phase", "clojure.error"), keyword("compile-syntax-check"))])
    made = ClojureError(error_class(COMPILER), mistake.message, data=told, cause=cause)
    for held in (made, cause):
        held.span, held.source, held.help = mistake.span, mistake.source, mistake.help
    return made


def _value_of_form(world: World, form: Form, rewrite: Callable[[Node, Form], Node] | None) -> Any:
    analyzer = Analyzer(world)
    written = form
    while isinstance(form, Coll):
        if form.head is not None and form.head.text == "do" and len(form.items) > 1:
            for part in form.items[1:-1]:
                eval_form(world, part, rewrite)
            form = form.items[-1]
            continue
        expanded = analyzer.expand_once(form)
        if expanded is form:
            break
        form = expanded
    try:
        node, size = analyzer.top(form)
    except ClojureError as mistake:
        mistake.compiling = True
        raise
    if rewrite is not None:
        node = rewrite(node, written)
    meter = METER.get() or Meter(Limits())
    return evaluate(node, [meter, None, *[None] * (size - 2)])
