"""Connections that never send a whole request head are closed: uvicorn alone waits for ever."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from uvicorn.protocols.http.h11_impl import H11Protocol as _Protocol
else:
    try:
        from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol as _Protocol
    except ModuleNotFoundError:
        from uvicorn.protocols.http.h11_impl import H11Protocol as _Protocol

HEAD_SECONDS = 15.0
"""How long a request's head may take, and how long a connection may be idle."""


class PatientProtocol(_Protocol):
    """uvicorn's protocol, looking every so often whether anything came of the connection."""

    _look: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Begin to look."""
        super().connection_made(transport)
        self._later()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop looking."""
        if self._look:
            self._look.cancel()
        super().connection_lost(exc)

    def _later(self) -> None:
        self._look = self.loop.call_later(HEAD_SECONDS, self._check, self.cycle)

    def _check(self, seen: Any) -> None:
        """Close when no request is under way and none has begun since the last look."""
        idle = self.cycle is None or self.cycle.response_complete
        if idle and self.cycle is seen:
            self.transport.close()
        else:
            self._later()
