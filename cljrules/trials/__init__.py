"""Whether a pack's examples and tests hold, and which slips of the pen they would notice."""
