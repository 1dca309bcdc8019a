"""`cljrules lsp`: the language server."""

from __future__ import annotations

import logging
from importlib.util import find_spec

import click


def run(tcp: str | None, log_file: str | None) -> int:
    """Serve one editor over standard input and output, or those that connect; the exit code."""
    if find_spec("pygls") is None:
        raise click.ClickException(
            "the language server needs pygls, which is not installed; pip install 'cljrules[lsp]'"
        )
    host, port = _address(tcp) if tcp is not None else ("", 0)
    try:
        logging.basicConfig(
            filename=log_file,
            level=logging.INFO if log_file else logging.ERROR,
            format="%(asctime)s %(name)s %(levelname)s %(message)s",
        )
    except OSError as error:
        raise click.UsageError(f"the log `{log_file}` cannot be written: {error.strerror}") from None
    # pygls writes every message there, and what is refused as if it were a fault.
    logging.getLogger("pygls").setLevel(logging.CRITICAL)
    from cljrules.lsp.server import run_stdio, run_tcp

    if tcp is None:
        return run_stdio()
    try:
        return run_tcp(host, port, lambda at, number: click.echo(f"listening on {at}:{number}", err=True))
    except OSError as error:
        raise click.UsageError(f"cannot listen on `{tcp}`: {error.strerror or error}") from None


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not port.isdigit() or int(port) > 65535:
        raise click.UsageError(f"`{text}` is no port; write `--tcp 2087` or `--tcp 127.0.0.1:2087`")
    return host.strip("[]") or "127.0.0.1", int(port)
