"""Arithmetic with terms, and terms held against each other.

Takes terms, gives terms or comparisons; nothing here knows forms.
"""

from __future__ import annotations

from cljrules.lint.conditions import Compare, Site
from cljrules.lint.terms import Term


def compared(operator: str, left: Term, right: Term, site: Site | None) -> Compare:
    """Two terms held against each other; of a share of something, that is taken to be above zero."""
    a, b = left, right
    for one, other in ((left, right), (right, left)):
        if one.over is not None and other.is_constant:
            # a share of something is compared with a number: what it is a share of is taken to be above zero
            multiplied = one.over.scaled(other.constant)
            a, b = (Term(one.parts, one.constant), multiplied)
            if one is right:
                a, b = b, a
    numbers = left.numbers + right.numbers
    difference = Term(a.parts, a.constant).plus(Term(b.parts, b.constant), -1)
    return Compare(operator, left, right, Term(difference.parts, difference.constant, numbers), site)


def added(terms: list[Term], sign: int) -> Term | None:
    """The first term with the others added, or with `sign` -1 taken away; None where one is divided by another."""
    if any(term.over is not None for term in terms):
        return None
    total = terms[0]
    for term in terms[1:]:
        total = total.plus(term, sign)
    return total


def multiplied(terms: list[Term]) -> Term | None:
    """The product of terms of which at most one is not a number; None for others."""
    total = terms[0]
    for term in terms[1:]:
        if term.is_constant:
            total = total.scaled(term.constant)
        elif total.is_constant:
            total = Term(term.parts, term.constant, total.numbers + term.numbers, term.over).scaled(total.constant)
            continue
        else:
            return None
        total = Term(total.parts, total.constant, total.numbers + term.numbers, total.over)
    return total


def divided(above: Term, below: Term) -> Term | None:
    """A term divided by another; None where that is not worked out."""
    if below.is_constant:
        if not below.constant:
            return None
        part = 1 / below.constant
        return Term(above.parts, above.constant, (*above.numbers, part), above.over).scaled(part)
    if above.over is not None or below.over is not None:
        return None
    return Term(above.parts, above.constant, above.numbers + below.numbers, below)
