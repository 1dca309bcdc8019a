"""Accounts in the JSON shape of a lender's API."""
