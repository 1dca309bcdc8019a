"""Write docs/language.md: every name of the language, and every name of Clojure that is not in it.

    python tools/language_page.py [--check]

Takes the names from the library itself; `--check` only says whether the page is true, by exit status.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from cljrules.interp.special import SPECIAL
from cljrules.interp.world import INTERNAL
from cljrules.stdlib.absence import Absence
from cljrules.stdlib.library import standard_library

PAGE = Path(__file__).resolve().parents[1] / "docs" / "language.md"
HEAD = """# The names of the language

Every name that programs may use, by namespace, and every public name of Clojure 1.11 that they may not, with the
reason. What a name does is what Clojure's documentation says; [differences.md](differences.md) lists what is
different, and `cljrules doc NAME` explains a name. [authors/language.md](authors/language.md) introduces the
language. This page is made from the library by `python tools/language_page.py`.
"""


def page() -> str:
    """The text of the page."""
    return "\n".join([HEAD, *_special(), *_namespaces(), *_host(), *_absent()]) + "\n"


def _special() -> Iterator[str]:
    names = sorted(name for name in SPECIAL if not name.endswith("*"))
    yield "## Special forms\n"
    yield _list([*names, "catch", "finally", "&"])


def _namespaces() -> Iterator[str]:
    library = standard_library()
    for space in sorted({*library.functions, *library.macros} - {INTERNAL}):
        functions = library.functions.get(space, {})
        called = [name for name, value in functions.items() if hasattr(value, "invoke") or hasattr(value, "bound")]
        expanded = [name for name, value in functions.items() if getattr(value, "is_macro", False)]
        kinds = {
            "Functions": [name for name in called if _public(name) and name not in expanded],
            "Values": [name for name in functions if name not in called and _public(name)],
            "Macros": [name for name in [*library.macros.get(space, {}), *expanded] if _public(name)],
        }
        yield f"\n## {space}"
        for kind, names in kinds.items():
            if names:
                yield f"\n{kind} ({len(names)}):\n\n{_list(names)}"


def _public(name: str) -> bool:
    settings = name.startswith("*") and name.endswith("*")
    return (
        settings
        or name in ("*", "*'")
        or (not name.endswith("*") and name != "seq-to-map-for-destructuring")
        or name == "list*"
    )


def _host() -> Iterator[str]:
    library = standard_library()
    yield "\n## Of the JVM"
    yield f"\nStatic functions and constants ({len(library.statics)}):\n\n{_list(library.statics)}"
    yield f"\nMethods, called as `(.name value)` ({len(library.methods)}):\n\n{_list(library.methods)}"
    yield f"\nClasses that `new` makes, besides all classes of errors:\n\n{_list(library.constructors)}"


def _absent() -> Iterator[str]:
    yield "\n## Not here\n\nUsing one of these is refused when the text is read, with its reason.\n"
    yield "| name | because |\n| --- | --- |"
    for name, why in sorted(Absence().items()):
        yield f"| `{name.removeprefix('clojure.core/')}` | {why} |"


def _list(names: object) -> str:
    return " ".join(f"`{name}`" for name in sorted(names))  # type: ignore[call-overload]


def main() -> int:
    """Write or check the page."""
    text = page()
    if "--check" in sys.argv[1:]:
        return int(PAGE.read_text("utf-8") != text)
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
