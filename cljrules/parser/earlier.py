"""Errors before a mistake: what Clojure's reader meets first in a malformed form.

Takes the unfinished form before a mistake and gives the finding of its first error with a class of its own, such as
`1//2` in `(1//2`. An error of the same class as the mistake's is left to be found when the form is whole.
"""

from __future__ import annotations

from itertools import zip_longest

from cljrules.diagnostics import Diagnostic
from cljrules.parser import literals
from cljrules.parser.builder import Builder, nested_function
from cljrules.parser.findings import READER, Malformed, ReadError
from cljrules.parser.reading import Reading
from cljrules.parser.shorthands import check_mark, metadata_of
from cljrules.parser.syntax import Mistake, scan
from cljrules.parser.tree import Node, Token
from cljrules.source import Source


def earlier_error(source: Source, mistake: Mistake) -> Diagnostic | None:
    """The first error in the unfinished form and the token that broke it off, unless of the common class."""
    try:
        _check_parts(source, mistake)
        _check_token(source, mistake.token)
    except ReadError as error:
        return error.diagnostic if error.diagnostic.error_class != READER else None
    return None


def can_be_read(node: Node) -> bool:
    """Whether a node means something in a plain reading."""
    try:
        Builder(node.source, Reading()).build(node)
    except ReadError:
        return False
    return True


def _check_parts(source: Source, mistake: Mistake) -> None:
    in_function = False
    for part, following in zip_longest(mistake.unfinished, mistake.unfinished[1:]):
        if isinstance(part, list):
            for node in part:
                Builder(source, Reading(), in_function=in_function).build(node)
        elif part.kind == "HASH_LPAR":
            if in_function:
                raise nested_function(part)
            in_function = True
        elif part.kind == "META":
            if isinstance(following, list):
                _check_metadata(source, following[0])
        else:
            try:
                check_mark(part, following)
            except Malformed as malformed:
                raise malformed.placed(source, part.span) from None


def _check_metadata(source: Source, node: Node) -> None:
    form = Builder(source, Reading()).build(node)
    try:
        if form is not None:
            metadata_of(form)
    except Malformed as malformed:
        raise malformed.placed(source, node.span) from None


def _check_token(source: Source, token: Token) -> None:
    """An error in text that is no token: an escape in a string that is never closed, a number after `#`."""
    if token.kind != "UNREADABLE":
        return
    text = source.text
    try:
        if text[token.start] == '"':
            literals.string_value(text[token.start : token.end] + '"')
    except Malformed as malformed:
        raise malformed.placed(source, token.span) from None
    if text[token.start] == "#":
        following = next(scan(source, token.start + 1, token.end), None)
        if following is not None and following.kind in ("NUMBER", "CHARACTER", "STRING"):
            Builder(source, Reading()).build(following)
