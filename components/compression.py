"""Compression: the scripts and styles of the page, compressed once each and then sent as they were kept.

Streamlit sends them as they are, because compressing anew for every visitor costs more than it saves. They never change
while a server lives, and a first visit loads five megabytes of them.
"""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

OTHER_ANSWERS = ("range", "if-none-match", "if-modified-since")  # what asks for less than the whole file


class Compressed:
    """Middleware for what lies under `/static/`; everything else passes."""

    def __init__(self, app: ASGIApp, minimum_size: int = 1024, level: int = 6) -> None:
        self._app = app
        self._compressing = GZipMiddleware(app, minimum_size=minimum_size, compresslevel=level)
        self._kept: dict[str, list[Message]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send what is kept, or keep what is sent."""
        if not _is_wanted(scope):
            await self._app(scope, receive, send)
            return
        path: str = scope["path"]
        if path in self._kept:
            for message in self._kept[path]:
                await send(message)
            return
        sent: list[Message] = []

        async def keep(message: Message) -> None:
            sent.append(message)
            await send(message)

        await self._compressing(scope, receive, keep)
        if sent and _lasts(sent):
            self._kept[path] = sent


def _is_wanted(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith("/static/"):
        return False
    headers = Headers(scope=scope)
    return "gzip" in headers.get("accept-encoding", "") and not any(name in headers for name in OTHER_ANSWERS)


def _lasts(sent: list[Message]) -> bool:
    """Whether a whole file was sent that never changes; a file that is not there is answered with the page itself."""
    first, last = sent[0], sent[-1]
    is_whole = first["status"] == 200 and last["type"] == "http.response.body" and not last.get("more_body", False)
    return is_whole and "immutable" in Headers(raw=first["headers"]).get("cache-control", "")
