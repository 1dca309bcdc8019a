"""What editors ask about names: completions, what one is, how a function is called.

Takes the bench and a name, gives data as nREPL's own middleware and cider-nrepl give it.
"""

from __future__ import annotations

from typing import Any

from cljrules.lookup.describing import describe, lines
from cljrules.packs.model import Definition
from cljrules.repl.bench import Bench
from cljrules.repl.completing import complete
from cljrules.stdlib.reference import entry

_TYPES = {"variable": "var", "definition": "var", "form": "special-form", "command": "keyword", "key": "keyword"}


def completions(bench: Bench, prefix: str, *, docs: bool) -> list[dict[str, Any]]:
    """The names that go on from a prefix."""
    found = []
    for one in complete(bench, prefix):
        if one.back == len(prefix):
            item: dict[str, Any] = {"candidate": one.text, "type": _TYPES.get(one.kind, one.kind)}
            space = "user" if one.kind in ("definition", "variable") else "clojure.core" if "/" not in one.text else ""
            item["ns"] = space or one.text.split("/")[0]
            if docs and one.doc:
                item["doc"] = one.doc
            found.append(item)
    return found


def about(bench: Bench, name: str) -> dict[str, Any] | None:
    """What a name is, as data; None where nothing has it."""
    pack = bench.usable
    functions = pack.functions if pack is not None else {}
    if pack is not None:
        for top in pack.tops:
            if top.name == name:
                at = top.source.position(top.name_span.start)
                return _given(name, "user", top.doc or "", file=top.source.path, line=at.line, column=at.column)
        held = next((one for one in pack.definitions if one.name == name), None)
        if held is not None:
            return _definition(held)
    found: Any = entry(name, functions)
    if found is not None:
        own = found.name.removeprefix(f"{found.namespace}/")
        arguments = _arguments(found.signature)
        kind = {"macro": "true"} if found.kind == "macro" else {}
        return _given(own, found.namespace, found.doc, **{"arglists-str": arguments}, **kind)
    data = describe(name, bench.catalogue, functions)
    return _given(name, "user", "\n".join(lines(data))) if data is not None else None


def _definition(held: Definition) -> dict[str, Any]:
    source = held.form.source
    at = source.position(held.name_span.start)
    items = held.form.items
    doc = getattr(items[2], "value", "") if len(items) > 3 else ""
    text = source.slice(held.form.span)
    parameters = next((source.slice(item.span) for item in items if getattr(item, "kind", "") == "vector"), "")
    arguments = parameters if items[0].span and text.startswith("(defn") else ""
    said = doc if isinstance(doc, str) else ""
    return _given(
        held.name, "user", said, **{"arglists-str": arguments}, file=source.path, line=at.line, column=at.column
    )


def eldoc(bench: Bench, name: str) -> dict[str, Any] | None:
    """How a function is called, as `eldoc` answers; None for what cannot be called."""
    found = about(bench, name)
    if found is None or not found.get("arglists-str"):
        return None
    arguments = found["arglists-str"].strip("[]()").split()
    return {
        "eldoc": [arguments],
        "name": found["name"],
        "ns": found["ns"],
        "type": "function",
        "docstring": found["doc"],
    }


def _given(name: str, ns: str, doc: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "ns": ns, "doc": doc, **{key: value for key, value in more.items() if value}}


def _arguments(signature: str | None) -> str:
    if signature is None:
        return ""
    inside = signature[1:-1].split(" ", 1)
    return f"([{inside[1]}])" if len(inside) > 1 else "([])"
