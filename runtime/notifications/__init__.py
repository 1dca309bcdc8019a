"""Telling people and systems: what is to be sent is worked out with the change that causes it, and sent by channels."""
