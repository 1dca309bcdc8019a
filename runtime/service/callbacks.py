"""Where providers call: FastAPI routes over `runtime.notifications.inbound`.

Takes a store and settings, gives a router to mount. Answers 403 to what is not signed, 400 to what makes no sense, 413
to what is too large; never a reason that would help to forge, and never an error's own text.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from fastapi import APIRouter, FastAPI, Request, Response

from runtime.notifications.inbound import BadRequest, email, sms
from runtime.notifications.signatures import BadSignature
from runtime.settings import RuntimeSettings
from runtime.store.errors import StoreError
from runtime.store.open import Store

_LARGEST: Final = 262_144
_TEXT: Final = "text/plain; charset=utf-8"


def router(
    store: Store, settings: RuntimeSettings, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> APIRouter:
    """Routes for SMS statuses, incoming SMS and reports about e-mails, below `/callbacks`."""
    routes = APIRouter(prefix="/callbacks", include_in_schema=False)

    @routes.post("/sms/status")
    async def sms_status(request: Request) -> Response:
        def work(url: str, headers: dict[str, str], body: bytes) -> Response:
            sms.receive_status(store, settings.sms, url, headers, body, clock())
            return Response(status_code=204)

        return await _handle(request, settings, work)

    @routes.post("/sms/inbound")
    async def sms_inbound(request: Request) -> Response:
        def work(url: str, headers: dict[str, str], body: bytes) -> Response:
            answer = sms.receive_message(store, settings.sms, url, headers, body, clock())
            return Response(answer, media_type="application/xml")

        return await _handle(request, settings, work)

    @routes.post("/email")
    async def email_report(request: Request) -> Response:
        def work(url: str, headers: dict[str, str], body: bytes) -> Response:
            email.receive_report(store, settings.email, headers, body, clock())
            return Response(status_code=204)

        return await _handle(request, settings, work)

    return routes


def application(
    store: Store, settings: RuntimeSettings, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> FastAPI:
    """A server with nothing but these routes."""
    made = FastAPI(title="cljrules callbacks", docs_url=None, redoc_url=None, openapi_url=None)
    made.include_router(router(store, settings, clock))
    return made


async def _handle(
    request: Request, settings: RuntimeSettings, work: Callable[[str, dict[str, str], bytes], Response]
) -> Response:
    body = await _body(request)
    if body is None:
        return Response("too large\n", 413, media_type=_TEXT)
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        return await asyncio.to_thread(work, _url(request, settings), headers, body)
    except BadSignature as error:
        return Response(f"{error}\n", 403, media_type=_TEXT)
    except BadRequest as error:
        return Response(f"{error}\n", 400, media_type=_TEXT)
    except StoreError:
        # The provider sends it again later.
        return Response("not now\n", 503, media_type=_TEXT, headers={"Retry-After": "60"})


async def _body(request: Request) -> bytes | None:
    pieces: list[bytes] = []
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if size > _LARGEST:
            return None
        pieces.append(piece)
    return b"".join(pieces)


def _url(request: Request, settings: RuntimeSettings) -> str:
    """The URL as the provider knows it: a server behind a proxy does not see it."""
    base = settings.sms.callback_url.rstrip("/") or f"{request.url.scheme}://{request.url.netloc}"
    query = request.url.query
    return f"{base}{request.url.path}{f'?{query}' if query else ''}"
