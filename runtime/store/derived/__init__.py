"""View functions: one per variable that has no column, named after it in snake case.

Each takes the page it is on and its loan's columns, and gives the variable's value as criteria see it. It may ask the
page for rows of other tables, which the page reads once for all its loans; it must never query by itself.
"""
