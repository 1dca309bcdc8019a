"""A pack as a document for people who do not write rules: an index, a page for each rule, charts of its ladders."""
