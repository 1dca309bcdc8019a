"""A pack held against a real portfolio: what each rule would match, and what that says about it."""
