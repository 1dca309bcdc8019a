"""The server: connections over TCP, each read in a thread of its own.

A connection that sends what is no message is told so and closed; the others go on. Nothing that comes in ends the
server.
"""

from __future__ import annotations

import socket
import socketserver
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, BinaryIO, Final

from cljrules.repl.bench import Bench
from cljrules.repl.nrepl.bencode import BencodeError, encode, read_message
from cljrules.repl.nrepl.operations import Conversation
from cljrules.repl.nrepl.sessions import Sessions

#: How many may be connected at once.
MOST_CONNECTIONS: Final = 64
#: How long a reader that takes nothing off the line is waited for, in seconds.
_PATIENCE: Final = 30


class Server(socketserver.ThreadingTCPServer):
    """Serves benches that `make` gives, one a session."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, host: str, port: int, make: Callable[[], Bench], version: str) -> None:
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.sessions: Final = Sessions(make)
        self.version: Final = version
        self._free = threading.BoundedSemaphore(MOST_CONNECTIONS)
        super().__init__((host, port), _Connection)

    @property
    def port(self) -> int:
        """The port that is listened on."""
        return int(self.server_address[1])

    def process_request(self, request: Any, client_address: Any) -> None:
        if not self._free.acquire(blocking=False):
            with suppress(OSError):
                request.sendall(encode({"err": "too many connections\n", "status": ["error", "done"]}))
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that broke off is no fault of the server's."""


class _Connection(socketserver.BaseRequestHandler):
    server: Server

    def handle(self) -> None:
        line: socket.socket = self.request
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", _PATIENCE, 0))
        lock = threading.Lock()
        stream: BinaryIO = line.makefile("rb")

        def send(response: dict[str, Any]) -> None:
            data = encode(response)
            with suppress(OSError), lock:
                line.sendall(data)

        conversation = Conversation(self.server.sessions, self.server.version, send)
        try:
            while (message := read_message(stream)) is not None:
                conversation.take(message)
        except BencodeError as error:
            send({"err": f"this is not nREPL: {error}\n", "status": ["error", "done"]})
        except OSError:
            return
        finally:
            conversation.close()
            stream.close()
