"""Notation of other languages, and characters that only look right, in criteria and definitions.

Takes a form that can be read, gives at most one finding: Clojure reads `(days > 30)`, `1,000` and a name with a
no-break space in it, and means something else than the author. What Clojure refuses by itself is the parser's to say.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Final

from cljrules.diagnostics import Diagnostic, Edit, Fix
from cljrules.parser.findings import finding
from cljrules.parser.forms import Atom, Coll, Form
from cljrules.parser.literals import shown
from cljrules.source import Source, Span
from cljrules.values.symbols import Symbol, from_units

#: Operators of other languages, and words in capitals, by what to write.
OPERATORS: Final[Mapping[str, str]] = {
    "&&": "and",
    "||": "or",
    "!": "not",
    "!=": "not=",
    "<>": "not=",
    "=>": ">=",
    "=<": "<=",
    "===": "=",
    "!==": "not=",
    "≥": ">=",
    "≤": "<=",
    "≠": "not=",
    **{form(word): word for word in ("and", "or", "not", "if", "when") for form in (str.upper, str.title)},
}
_CONSTANTS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("null", "NULL", "Null", "None", "NIL", "Nil", "undefined"), "nil"),
    **dict.fromkeys(("True", "TRUE"), "true"),
    **dict.fromkeys(("False", "FALSE"), "false"),
}
# Infix operators, those that bind tightest first.
_LEVELS: Final = (
    frozenset(("*", "/")),
    frozenset(("+", "-")),
    frozenset(("=", "==", "not=", "<", ">", "<=", ">=")),
    frozenset(("and",)),
    frozenset(("or",)),
)
_INFIX: Final = frozenset().union(*_LEVELS)
_UNITS: Final = frozenset(
    ("day", "days", "month", "months", "year", "years", "dollars", "percent", "usd", "USD", "eur")
)
_INVISIBLE: Final = "[\u00a0\u2007\u202f\u00ad\u200b-\u200f\u2060-\u2064\ufeff\u061c\u202a-\u202e]"
_SPACES: Final = "\u00a0\u2007\u202f"
_DASHES: Final = "[\u2010-\u2015\u2212]"
_QUOTES: Final = dict.fromkeys("“”„‟«»", '"') | dict.fromkeys("‘’‚‛", "'")
_QUOTED: Final = "[“„‟«‘‚‛]([^“”„‟«»‘’‚‛\"']*)[”“»’‘]"
_MONEY: Final = r"[$€£¥](\d+)((?:,\d{3})*(?:\.\d+)?)M?"
_GROUPED: Final = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?M?|\d+,\d{1,2}M?"
_FENCE: Final = "(?m)" r"^[ \t]*(```+[ \t]*\w*)[ \t]*$\n?"
_FULL_WIDTH: Final = "[\uff01-\uff5e]"


def foreign_notation(form: Form, is_value: Callable[[str], bool], defined: Collection[str] = ()) -> Diagnostic | None:
    """The first finding in a form, None where all is Clojure's own; `is_value` says whether a name is a loan variable
    or the like, which nobody can call, `defined` are the names that the pack defines."""
    pending: list[tuple[Form, Coll | None]] = [(form, None)]
    while pending:
        item, parent = pending.pop()
        if isinstance(item, Atom):
            if isinstance(item.value, Symbol):
                found = _of_name(item, parent, form)
                if found is not None and found.code == "foreign-word" and _is_own(item, form, defined):
                    continue
                if found is not None:
                    return found
            elif isinstance(item.value, int) and not isinstance(item.value, bool):
                found = _of_number(item, parent)
                if found is not None:
                    return found
        else:
            found = _of_list(item, is_value) if item.kind == "list" else _of_vector(item)
            if found is not None:
                return found
            pending += [(part, item) for part in reversed(item.items)]
    return None


def _is_own(name: Atom, whole: Form, defined: Collection[str]) -> bool:
    """Whether a name is one that the pack defines or the form binds: then it means what its author says."""
    text = name.value.text
    if text in defined:
        return True
    pending = [whole]
    while pending:
        form = pending.pop()
        if isinstance(form, Coll):
            if form.kind == "vector" and any(
                isinstance(item, Atom) and item.value == name.value for item in form.items
            ):
                return True
            pending += form.items
    return False


def infix_expression(forms: Sequence[Form]) -> Diagnostic | None:
    """The finding for an expression that stands without parentheses, its operators between its operands."""
    if len(forms) < 2 or not any(_operator(form) is not None for form in forms):
        return None
    source = forms[0].source
    return _infix(source, Span(forms[0].span.start, forms[-1].span.end), forms)


def several_expressions(forms: Sequence[Form]) -> Diagnostic:
    """The finding for more than one expression where one is wanted."""
    first = forms[0]
    if isinstance(first, Atom) and first.symbol is not None:
        text = first.symbol.text
        if text in ("if", "If", "IF"):
            words = ("then", "else", "THEN", "ELSE")
            rest = [form for form in forms[1:] if form.source.slice(form.span) not in words]
            found = infix_expression(rest)
            if found is not None:
                return found
        if len(forms) == 2 and text in ("=", "!", "not") and forms[1].span.start == first.span.end:
            right = "" if text == "=" else "(not "
            whole = Edit(first.span, right)
            edits = (whole,) if not right else (whole, Edit(Span(forms[1].span.end, forms[1].span.end), ")"))
            help = "leave it out" if not right else f"write `(not {first.source.slice(forms[1].span)[:60]})`"
            message = f"`{text}` stands before the expression"
            return finding("infix-notation", first.source, first.span, message, help, fix=Fix(help, edits))
    found = infix_expression(forms)
    if found is not None:
        return found
    second = forms[1]
    return finding(
        "several-expressions",
        second.source,
        second.span,
        f"there are {len(forms)} expressions, and criteria are one",
        "put them into one, as `(and … …)`",
    )


def pasted_fence(source: Source) -> Diagnostic | None:
    """The finding for the marks that chats and wikis put around code."""
    found = re.compile(_FENCE).search(source.text) if "```" in source.text else None
    if found is None:
        return None
    edits = tuple(Edit(Span(one.start(), one.end()), "") for one in re.compile(_FENCE).finditer(source.text))
    return finding(
        "code-fence",
        source,
        Span(found.start(1), found.end(1)),
        f"{shown(found[1])} is how chats and wikis mark code, not a part of it",
        "leave it out",
        fix=Fix("leave out the marks around the code", edits),
    )


def _operator(form: Form) -> str | None:
    """The operator of the language that a name stands for."""
    if not isinstance(form, Atom) or not isinstance(form.value, Symbol):
        return None
    text = form.value.text if form.value.text.isascii() else unicodedata.normalize("NFKC", form.value.text)
    text = OPERATORS.get(text, text)
    return text if text in _INFIX else None


def _infix(source: Source, span: Span, forms: Sequence[Form]) -> Diagnostic:
    place = next(form for form in forms if _operator(form) is not None)
    written = _prefix(forms)
    help = "the operator comes first: `(> a b)`"
    fix = None
    if written is not None:
        help = f"write {shown(written)}" if len(written) < 100 else help
        fix = Fix("put the operator first", (Edit(span, written),))
    message = f"{shown(source.slice(place.span))} stands between what it compares"
    operator = _operator(place)
    if operator in ("and", "or"):
        message = f"{shown(source.slice(place.span))} stands between what it joins"
    elif operator in ("+", "-", "*", "/"):
        message = f"{shown(source.slice(place.span))} stands between what it reckons with"
    return finding("infix-notation", source, place.span, message, help, fix=fix)


def _prefix(forms: Sequence[Form]) -> str | None:
    """Operands and operators in turn as one call; None where they are not in turn."""
    if len(forms) % 2 == 0:
        return None
    operands = [_operand(form) for form in forms[::2]]
    operators = [_operator(form) for form in forms[1::2]]
    if None in operators or any(_operator(form) is not None for form in forms[::2]):
        return None
    for level in _LEVELS:
        at = 0
        while at < len(operators):
            operator = operators[at]
            if operator in level:
                same = 1
                while operator in ("and", "or") and operators[at + same : at + same + 1] == [operator]:
                    same += 1
                operands[at : at + same + 1] = [f"({operator} {' '.join(operands[at : at + same + 1])})"]
                del operators[at : at + same]
            else:
                at += 1
    return operands[0]


def _operand(form: Form) -> str:
    if isinstance(form, Coll) and form.kind == "list" and len(form.items) > 2 and _operator(form.items[0]) is None:
        inner = _prefix(form.items)
        if inner is not None:
            return inner
    return form.source.slice(form.span)


def _of_list(form: Coll, is_value: Callable[[str], bool]) -> Diagnostic | None:
    items = form.items
    if len(items) < 2:
        return None
    head = items[0]
    if _operator(items[1]) is not None and _operator(head) is None:
        name = head.symbol if isinstance(head, Atom) else None
        if name is None or is_value(name.text):
            return _infix(form.source, form.span, items)
    if form.head is not None and form.head.text == "if":
        words = [item for item in items if isinstance(item, Atom) and item.symbol is not None]
        extra = [item for item in words if item.symbol is not None and item.symbol.text in ("then", "else")]
        if extra and len(items) > 3:
            edits = tuple(Edit(Span(item.span.start, _next_word(item)), "") for item in extra)
            word = extra[0].source.slice(extra[0].span)
            return finding(
                "foreign-word",
                form.source,
                extra[0].span,
                f"`{word}` is no part of `if`",
                "leave it out: `(if test then-value else-value)`",
                fix=Fix("leave out `then` and `else`", edits),
            )
    if form.head is not None and form.head.text == "==":
        return _equal_texts(form)
    return None


def _next_word(form: Form) -> int:
    text = form.source.text
    end = form.span.end
    while text[end : end + 1].isspace():
        end += 1
    return end


def _equal_texts(form: Coll) -> Diagnostic | None:
    if not any(isinstance(item, Atom) and isinstance(item.value, str) for item in form.items[1:]):
        return None
    place = form.items[0].span
    return finding(
        "foreign-operator",
        form.source,
        place,
        "`==` compares numbers only, and here a text is compared",
        "write `=`",
        fix=Fix("write `=`", (Edit(place, "="),), safe=True),
    )


def _of_vector(form: Coll) -> Diagnostic | None:
    """A template's placeholder that happens to be readable: `[[v('name')]]`."""
    if form.kind != "vector" or len(form.items) != 1 or not isinstance(inner := form.items[0], Coll):
        return None
    text = form.source.slice(form.span)
    found = re.fullmatch(r"""\[\[\s*\w+\s*\(?\s*['"‘’“”]?([\w.-]+)['"‘’“”]?\s*\)?\s*\]\]""", text)
    if found is None or inner.kind != "vector":
        return None
    return _template(form.source, form.span, found[1])


def _template(source: Source, span: Span, name: str) -> Diagnostic:
    return finding(
        "template-syntax",
        source,
        span,
        f"{shown(source.slice(span))} is template syntax, not an expression",
        f"write the name alone: {shown(name)}",
        fix=Fix(f"write `{name}`", (Edit(span, name),)),
    )


def _of_name(atom: Atom, parent: Coll | None, whole: Form) -> Diagnostic | None:
    source, span = atom.source, atom.span
    text = source.slice(span)
    if text != from_units(atom.value.text):
        # Shorthand that was spelt out has names that nobody wrote.
        return None
    if text.isascii():
        return _of_plain_name(atom, text, parent)
    if re.compile(_INVISIBLE).search(text):
        return _invisible(source, span, whole)
    if any(character in _QUOTES for character in text):
        return _typographic(source, span, whole)
    if re.compile(_DASHES).search(text) and (len(text) == 1 or re.sub(_DASHES, "-", text) != text):
        return _replaced(
            source, whole, span, "typographic-dash", "is a dash, as word processors write it", _DASHES, "-"
        )
    if re.compile(_FULL_WIDTH).search(text):
        plain = unicodedata.normalize("NFKC", text)
        message = f"{shown(text)} is written in wide characters"
        return finding("wide-character", source, span, message, f"write {shown(plain)}", fix=_one(span, plain))
    if text in OPERATORS:
        return _foreign_operator(source, span, text)
    money = re.compile(_MONEY).match(source.text, span.start)
    return _money(source, money) if money is not None else None


def _of_plain_name(atom: Atom, text: str, parent: Coll | None) -> Diagnostic | None:
    source, span = atom.source, atom.span
    if text in OPERATORS:
        return _foreign_operator(source, span, text)
    if text in _CONSTANTS:
        right = _CONSTANTS[text]
        message = f"`{text}` is no word of the language"
        return finding("foreign-word", source, span, message, f"write `{right}`", fix=_one(span, right, safe=True))
    if text[0] == "%":
        before = source.text[span.start - 1 : span.start]
        if before.isdigit():
            start = re.search(r"[\d.,]+$", source.text[: span.start])
            assert start is not None
            return finding(
                "percent-sign",
                source,
                Span(start.start(), span.end),
                f"{shown(source.text[start.start() : span.end])} is no number",
                f"rates are held in percent: write `{start.group().replace(',', '.')}`",
                fix=_one(span, ""),
            )
        if re.fullmatch(r"%(?:\d+|&)?", text):
            return finding(
                "template-syntax",
                source,
                span,
                f"`{text}` is a placeholder that was not filled in",
                "write the variable or value it stands for; only inside `#(…)` it names an argument",
            )
    if text[0] == "$" and (money := re.compile(_MONEY).match(source.text, span.start)) is not None:
        return _money(source, money)
    if "." in text[:2] and re.fullmatch(r"[+-]?\.\d+", text):
        right = text.replace(".", "0.")
        return finding(
            "invalid-number", source, span, f"`{text}` is a name", f"write `{right}M`", fix=_one(span, f"{right}M")
        )
    if text.endswith("'") and source.text[span.start - 1 : span.start] == "'":
        return _single_quoted(source, Span(span.start - 1, span.end))
    if text in _UNITS and parent is not None and _follows_number(atom, parent):
        message = f"a number has no unit after it: `{text}`"
        return finding("foreign-word", source, span, message, "leave it out", fix=None)
    return None


def _single_quoted(source: Source, span: Span) -> Diagnostic:
    text = source.slice(span)
    return finding(
        "single-quoted",
        source,
        span,
        f"`{text}` is a name, not a text",
        f'write `"{text[1:-1]}"`',
        fix=_one(span, f'"{text[1:-1]}"'),
    )


def _follows_number(atom: Atom, parent: Coll) -> bool:
    at = next(number for number, item in enumerate(parent.items) if item is atom)
    before = parent.items[at - 1] if at else None
    return isinstance(before, Atom) and isinstance(before.value, int)


def _foreign_operator(source: Source, span: Span, text: str) -> Diagnostic:
    right = OPERATORS[text]
    message = f"`{text}` is no operator of the language"
    return finding("foreign-operator", source, span, message, f"write `{right}`", fix=_one(span, right, safe=True))


def _one(span: Span, text: str, *, safe: bool = False) -> Fix:
    return Fix(f"write `{text}`" if text else "leave it out", (Edit(span, text),), safe)


def _money(source: Source, found: re.Match[str]) -> Diagnostic:
    right = (found[1] + found[2]).replace(",", "") + "M"
    span = Span(found.start(), found.end())
    message = f"{shown(found[0])} is no number: amounts are written without a sign"
    return finding("currency-sign", source, span, message, f"write `{right}`", fix=_one(span, right))


def _of_number(atom: Atom, parent: Coll | None) -> Diagnostic | None:
    source, span = atom.source, atom.span
    text = source.text
    if text[span.end : span.end + 1] == "," and parent is not None and parent.kind == "list":
        found = re.compile(_GROUPED).match(text, span.start)
        if found is not None and not text[found.end() : found.end() + 1].isdigit():
            grouped = len(found[0].rpartition(",")[2].partition(".")[0].rstrip("M")) == 3
            right = found[0].replace(",", "" if grouped else ".")
            right = right if grouped or right.endswith("M") else f"{right}M"
            what = "thousands are not set apart" if grouped else "decimals begin with a point"
            return finding(
                "comma-in-number",
                source,
                Span(found.start(), found.end()),
                f"{shown(found[0])} is two numbers: a comma is a space",
                f"{what}: write `{right}`",
                fix=_one(Span(found.start(), found.end()), right),
            )
    written = source.slice(span)
    if "0" in written[:2] and re.fullmatch(r"[+-]?0\d+", written):
        right = re.sub(r"0+(?=\d)", "", written, count=1)
        message = f"`{written}` begins with 0 and is read as octal: {atom.value}"
        return finding("octal-number", source, span, message, f"write `{right}`", fix=_one(span, right))
    return None


def _invisible(source: Source, span: Span, whole: Form) -> Diagnostic:
    found = re.compile(_INVISIBLE).search(source.text, span.start, span.end)
    assert found is not None
    name = unicodedata.name(found[0], "").lower() or f"U+{ord(found[0]):04X}"
    edits = tuple(
        Edit(Span(one.start(), one.end()), " " if one[0] in _SPACES else "")
        for one in _outside_texts(source, whole, _INVISIBLE)
    )
    return finding(
        "invisible-character",
        source,
        Span(found.start(), found.end()),
        f"there is a {name} in {shown(re.compile(_INVISIBLE).sub('·', source.slice(span)))}, which counts as a letter",
        "write a plain space" if found[0] in _SPACES else "delete it",
        fix=Fix("put plain spaces for no-break spaces, and nothing for what cannot be seen", edits),
    )


def _typographic(source: Source, span: Span, whole: Form) -> Diagnostic:
    first = next(found for found in re.finditer(".", source.slice(span)) if found[0] in _QUOTES)
    at = span.start + first.start()
    quoted = list(_outside_texts(source, whole, _QUOTED))
    fix = Fix("write straight quotes", tuple(Edit(Span(one.start(), one.end()), f'"{one[1]}"') for one in quoted))
    return finding(
        "typographic-quote",
        source,
        Span(at, at + 1),
        f"`{first[0]}` is a typographic quote, as word processors write it; it begins no string",
        'write straight quotes: `"…"`',
        fix=fix if quoted else None,
    )


def _replaced(source: Source, whole: Form, span: Span, code: str, what: str, pattern: str, right: str) -> Diagnostic:
    found = re.compile(pattern).search(source.text, span.start, span.end)
    assert found is not None
    edits = tuple(Edit(Span(one.start(), one.end()), right) for one in _outside_texts(source, whole, pattern))
    return finding(
        code,
        source,
        Span(found.start(), found.end()),
        f"`{found[0]}` in {shown(source.slice(span))} {what}",
        f"write `{right}`",
        fix=Fix(f"write `{right}`", edits),
    )


def _outside_texts(source: Source, whole: Form, pattern: str) -> Iterator[re.Match[str]]:
    """Where a pattern is found in a form, but in its texts."""
    texts: list[Span] = []
    pending: list[Form] = [whole]
    while pending:
        item = pending.pop()
        if isinstance(item, Coll):
            pending += item.items
        elif isinstance(item.value, str):
            texts.append(item.span)
    for found in re.compile(pattern).finditer(source.text, whole.span.start, whole.span.end):
        if not any(text.start <= found.start() < text.end for text in texts):
            yield found
