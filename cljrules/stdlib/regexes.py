"""Regexes in `clojure.core`: `re-find` and its kin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cljrules.stdlib.registry import core
from cljrules.values.casts import cannot_cast, characters_of, string_of
from cljrules.values.collections import Cons
from cljrules.values.errors import error
from cljrules.values.regex import Matcher, Regex, compile_regex, regex_of
from cljrules.values.seqs import LazySeq

_ABSENT: Any = object()


@core("re-pattern")
def re_pattern(s: Any) -> Regex:
    """The regex of a string; a regex is given back as it is."""
    return s if isinstance(s, Regex) else compile_regex(string_of(s))


@core("re-matcher")
def re_matcher(re: Any, s: Any) -> Matcher:
    """A matcher, which `re-find` asks for one match after the other."""
    text = characters_of(s)
    return Matcher(regex_of(re), text)


@core("re-groups")
def re_groups(m: Any) -> Any:
    """What a matcher matched last: the text, or with groups a vector of the text and theirs."""
    matcher = _matcher_of(m)
    if matcher.match is None:
        raise error("IllegalStateException", "No match found")
    return matcher.match.groups()


@core("re-find")
def re_find(re: Any, s: Any = _ABSENT) -> Any:
    """The first match of a regex in a string, or the next of a matcher, as `re-groups` gives it; nil when there is
    none.
    """
    if s is _ABSENT:
        match = _matcher_of(re).find()
    else:
        text = characters_of(s)
        match = regex_of(re).find(text)
    return None if match is None else match.groups()


@core("re-matches")
def re_matches(re: Any, s: Any) -> Any:
    """The match of a regex with the whole of a string, as `re-groups` gives it; nil when it does not match."""
    text = characters_of(s)
    match = regex_of(re).match_whole(text)
    return None if match is None else match.groups()


@core("re-seq")
def re_seq(re: Any, s: Any) -> Cons | None:
    """A lazy sequence of all matches of a regex in a string, as `re-groups` gives them; nil when there are none."""
    text = characters_of(s)
    found = regex_of(re).find_all(text)
    return _following(match.groups() for match in found)


def _following(groups: Iterator[Any]) -> Cons | None:
    for first in groups:
        return Cons(first, LazySeq(lambda: _following(groups)))
    return None


def _matcher_of(value: Any) -> Matcher:
    if isinstance(value, Matcher):
        return value
    raise cannot_cast(value, Matcher.java_name)
