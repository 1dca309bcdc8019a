"""`python -m cljrules`: the command, where it is not on the path."""

from cljrules.cli import main

main()
