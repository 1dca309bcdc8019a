"""What the commands of `cljrules-runtime` do, one module per group of commands; imported when a command runs."""
