"""Kinds of evidence about a comparator, one module each: a function from a comparator in a rule to clues."""
