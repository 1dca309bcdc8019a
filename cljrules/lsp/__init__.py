"""The language server: what editors ask about packs while they are written.

Feature functions take a `View` (a document at one moment, with its pack) and give data of the protocol; only `server`
knows how messages travel. What takes long is done in a process of its own (`worker`). Never changes a file.
"""
