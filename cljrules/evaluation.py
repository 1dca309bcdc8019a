"""Evaluate expressions and criteria: the language with its whole library.

`Session` runs texts, `compile_criteria` prepares one rule's criteria to be asked of many loans. A loan maps catalogue variable names to values of
the language. Never touches stores, files or the clock.
"""
