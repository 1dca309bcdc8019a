"""A place to ask: expressions, rules and loans, at a prompt, in a pipe, and for editors that speak nREPL."""
