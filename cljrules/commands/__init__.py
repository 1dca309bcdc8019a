"""What the commands of `cljrules` do; each module is imported when its command runs."""
