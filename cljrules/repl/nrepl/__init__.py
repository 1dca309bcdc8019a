"""An nREPL server: editors such as Calva, CIDER and Conjure evaluate against it (`docs/extenders/nrepl.md`)."""
