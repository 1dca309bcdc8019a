"""What names stand for: variables, actions, functions, words and codes, as data and as lines for people."""
