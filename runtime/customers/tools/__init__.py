"""Tools that look at a customer: addresses, phones, the OFAC list, credit, social profiles.

`providers` says what each kind of tool takes and gives; a module beside it for every one that does it. Those that work
here and now run inside an account's transaction; those that ask a service outside are queued (`requests`).
"""
