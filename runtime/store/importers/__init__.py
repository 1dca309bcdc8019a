"""Importers: other people's loan tapes into a store, each whole or not at all."""
