"""Promises: what borrowers said they would do, kept, broken or withdrawn.

Takes accounts in memory and the scenarios of deployed packs, changes the promises among the accounts' rows. Knows
neither nights nor real time: whoever posts money or takes it back calls `keeping`.
"""
