"""Made-up loans and people for demonstrations and benchmarks; no real person or account is among them."""
