"""How many webhooks a second one channel delivers to a fast receiver on this machine.

    python benchmarks/webhooks.py [MESSAGES]

The receiver is a process of its own that answers 204 at once; every message is signed, its address checked, its answer
read.
"""

from __future__ import annotations

import asyncio
import base64
import multiprocessing
import os
import resource
import sys
import time
from datetime import UTC, date, datetime
from multiprocessing.connection import Connection

from aiohttp import web

from runtime.notifications.channels.webhook import WebhookChannel
from runtime.notifications.message import WEBHOOK, Message
from runtime.settings import Secret, Webhook

_AT_ONCE = 64
_BODY = '{"eventName": "Loan Status Change", "context": {"loan-display-id": "L0000007", "status-days-past-due": 13}}'


def receive(report: Connection) -> None:
    """Answer 204 to everything, on a free port that is reported first."""

    async def answer(request: web.Request) -> web.Response:
        await request.read()
        return web.Response(status=204)

    async def serve() -> None:
        application = web.Application()
        application.router.add_route("*", "/{path:.*}", answer)
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        report.send(runner.addresses[0][1])
        await asyncio.Event().wait()

    asyncio.run(serve())


async def deliver(port: int, count: int) -> float:
    """Seconds to deliver so many messages."""
    secret = Secret.of("whsec_" + base64.b64encode(os.urandom(32)).decode())
    channel = WebhookChannel(Webhook(allow_private=True, secret=secret, connections=_AT_ONCE))
    now = datetime.now(UTC)
    body = {"url": f"http://127.0.0.1:{port}/hooks", "method": "POST", "headers": {"X-Team": "legal"}, "body": _BODY}
    left = iter(range(count))

    async def work() -> None:
        for number in left:
            key = f"benchmark/{number}"
            await channel.send(Message(number, "n", WEBHOOK, "", key, body, 7, None, 0, date(2026, 11, 22), now))

    began = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(_AT_ONCE)))
    took = time.perf_counter() - began
    await channel.close()
    return took


def main() -> None:
    """Measure three times, and print the table's row."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    here, there = multiprocessing.Pipe()
    receiver = multiprocessing.Process(target=receive, args=(there,), daemon=True)
    receiver.start()
    port = here.recv()
    asyncio.run(deliver(port, 500))
    for _ in range(3):
        before = time.process_time()
        took = asyncio.run(deliver(port, count))
        own = time.process_time() - before
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{count / took:,.0f} a second; {own / count * 1e6:,.0f} µs of processor each; {memory} MiB at most")
    receiver.terminate()
    receiver.join()


if __name__ == "__main__":
    main()
