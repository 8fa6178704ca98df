"""Around every request: security headers, the access log, and no traceback to anyone."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.surfaces.web.counts import Counts
from assistant.surfaces.web.memo import to_json
from assistant.surfaces.web.refusals import Refused

access = logging.getLogger("assistant.web.access")
_log = logging.getLogger("assistant.web")

NOTE = "assistant.note"
HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"x-frame-options", b"DENY"),
)
DEFAULTS = {
    b"content-security-policy": b"default-src 'none'; frame-ancestors 'none'",
    b"cache-control": b"no-store",
    b"cross-origin-resource-policy": b"same-origin",
}
"""Set where a route hasn't set its own."""


@dataclass(slots=True)
class Note:
    """What is logged of a request: never a word of it, nor who sent it."""

    route: str = "unmatched"
    kind: str = ""
    urgency: str = ""
    flags: int = 0
    turns: int = 0
    refused: str = ""


@dataclass(slots=True)
class Drain:
    """Whether the server is about to stop: every answer then asks to send no more here."""

    on: bool = False


class Guard:
    """ASGI middleware. `emergency` is the line put into the body when we fail ourselves.

    `posts` are the routes that answer readers, by path: they are called from here, past the
    router and its exception handlers, which would cost as much as all else around a reply.
    """

    def __init__(
        self,
        app: ASGIApp,
        emergency: str,
        posts: Mapping[str, ASGIApp],
        counts: Counts | None = None,
        drain: Drain | None = None,
    ) -> None:
        """Wrap `app`."""
        self._app, self._emergency, self._counts = app, emergency, counts
        self._posts, self._drain = posts, drain or Drain()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        note = scope[NOTE] = Note()
        start, status = perf_counter(), 0

        async def finish(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = _secured(message["headers"])
                if self._drain.on:
                    message["headers"].append((b"connection", b"close"))
            await send(message)

        app = self._app
        if scope["method"] == "POST":
            path = scope["path"].removeprefix(scope.get("root_path", ""))
            app = self._posts.get(path, app)
        try:
            await app(scope, receive, finish)
        except ClientDisconnect:
            status = status or 499
        except Exception as e:
            _report(e)
            if status == 0:
                await self._fail(finish)
        finally:
            self._record(scope["method"], note, status, perf_counter() - start)

    async def _fail(self, send: Send) -> None:
        fault = Refused(500, "failed", "Something went wrong on our side.")
        body = to_json(fault.body(self._emergency))
        await send(
            {
                "type": "http.response.start",
                "status": 500,
                "headers": [
                    (b"content-type", b"application/json"),
                    (b"content-length", str(len(body)).encode()),
                ],
            }
        )
        await send({"type": "http.response.body", "body": body})

    def _record(self, method: str, note: Note, status: int, seconds: float) -> None:
        if self._counts:
            self._counts.note(note.route, status, note.kind, note.urgency, seconds)
        if access.isEnabledFor(logging.INFO):
            line = {
                "method": method if method in _METHODS else "other",
                "route": note.route,
                "status": status,
                "ms": round(seconds * 1000, 2),
                **{k: v for k in _FIELDS if (v := getattr(note, k))},
            }
            # made by hand: looking up which line of code logs would take longer than the rest
            told = to_json(line).decode()
            access.handle(access.makeRecord(access.name, logging.INFO, "", 0, told, (), None))


_DEFAULTS = tuple(DEFAULTS.items())
_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH"})
_FIELDS = ("kind", "urgency", "flags", "turns", "refused")


def _secured(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    present = dict(headers)
    return [*headers, *HEADERS, *(pair for pair in _DEFAULTS if pair[0] not in present)]


def _report(fault: Exception) -> None:
    """Log where it failed, not what it says: an exception's text may hold a reader's words."""
    at = fault.__traceback__
    while at and at.tb_next:
        at = at.tb_next
    where = f"{at.tb_frame.f_code.co_filename}:{at.tb_lineno}" if at else "?"
    _log.error("a request failed: %s at %s", type(fault).__name__, where)
