"""`cljrules nrepl`: a server for editors that evaluate over nREPL."""

from __future__ import annotations

import ipaddress
import os
import signal
import threading
from pathlib import Path
from types import FrameType
from typing import Final

import click

from cljrules.commands.prompting import bench_maker
from cljrules.commands.version import version
from cljrules.repl.nrepl.server import Server

_PORT_FILE: Final = Path(".nrepl-port")


def run(path: str | None, store: str | None, as_of: str | None, host: str, port: int, *, run_extensions: bool) -> int:
    """Serve until stopped; the exit code."""
    make = bench_maker(path, store, as_of, run_extensions=run_extensions)
    make().loans.close()
    try:
        server = Server(host, port, make, version())
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise click.UsageError(f"cannot listen on {host}:{port}: {reason}") from None
    if not _is_loopback(host):
        click.echo(
            f"warning: whoever reaches {host}:{server.port} can evaluate here and see the store's loans", err=True
        )
    with server:
        _write_port(server.port)
        click.echo(f"nREPL server started on port {server.port} on host {host} - nrepl://{host}:{server.port}")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        stopped = threading.Event()

        def stop(number: int, frame: FrameType | None) -> None:
            stopped.set()

        for one in (signal.SIGINT, signal.SIGTERM):
            signal.signal(one, stop)
        try:
            stopped.wait()
        finally:
            server.shutdown()
            _forget_port(server.port)
    return 0


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _write_port(port: int) -> None:
    beside = _PORT_FILE.with_name(f"{_PORT_FILE.name}.{os.getpid()}")
    try:
        beside.write_text(str(port), encoding="ascii")
        beside.replace(_PORT_FILE)
    except OSError as error:
        click.echo(
            f"warning: `{_PORT_FILE}` cannot be written, so editors must be told the port: {error.strerror}", err=True
        )


def _forget_port(port: int) -> None:
    """Take the file away, unless another server wrote it meanwhile."""
    try:
        if _PORT_FILE.read_text(encoding="ascii") == str(port):
            _PORT_FILE.unlink()
    except (OSError, ValueError):
        return
