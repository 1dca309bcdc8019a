"""Customers: the record of each person and company, what may be done with it, and the tools that check it.

Takes a store or a connection, gives plain data and writes changes with their history and events in the same
transaction. Must never show an identification number, a token or a password but to `revealing`, which records it.
"""
