"""Asking a service over HTTPS: with a time limit, a limit on what is read, and nothing followed anywhere else.

Takes a service's settings and a request, gives its status and JSON. Raises `Unavailable` where no sensible answer came;
the reason never holds the request or its answer.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from runtime.customers.tools.providers import Unavailable

_LARGEST: Final = 1_000_000


def ask(
    method: str,
    url: str,
    *,
    timeout: float,
    ca_file: Path | None = None,
    headers: Mapping[str, str] | None = None,
    query: Mapping[str, str] | None = None,
    body: Any = None,
) -> tuple[int, Any]:
    """The answer's status and its JSON document, None where it has none. Raises Unavailable, for 408, 429, 5xx too."""
    import httpx

    verify: ssl.SSLContext | bool = ssl.create_default_context(cafile=str(ca_file)) if ca_file is not None else True
    try:
        with (
            httpx.Client(verify=verify, timeout=timeout, follow_redirects=False, trust_env=False) as client,
            client.stream(method, url, headers=dict(headers or {}), params=query, json=body) as response,
        ):
            content = bytearray()
            for chunk in response.iter_bytes():
                content += chunk
                if len(content) > _LARGEST:
                    raise Unavailable("the service's answer is too large")
            status = response.status_code
    except httpx.TimeoutException:
        raise Unavailable(f"the service did not answer within {timeout:g} s") from None
    except (httpx.HTTPError, ssl.SSLError, OSError) as error:
        raise Unavailable(f"the service cannot be reached ({type(error).__name__})") from None
    if status in (408, 429) or status >= 500:
        raise Unavailable(f"the service answers {status}")
    if 300 <= status < 400:
        raise Unavailable(f"the service answers {status} and points elsewhere, which is not followed")
    try:
        return status, json.loads(content) if content else None
    except (ValueError, RecursionError):
        if status >= 400:
            return status, None
        raise Unavailable("the service's answer is not JSON") from None
