"""Where replies are made: one after another, so that the event loop stays free in between.

A reply costs about a millisecond, less than handing it to a thread and back; so it is made in the
event loop. The line of those waiting is bounded: beyond it, requests are shed, but an urgent
message is answered even then.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import ParamSpec, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from assistant.domain import Message, Reply
from assistant.engine import Assistant
from assistant.errors import InputError
from assistant.surfaces.web.counts import Counts
from assistant.surfaces.web.guard import NOTE
from assistant.surfaces.web.limiter import Limiter
from assistant.surfaces.web.memo import Made, Memo
from assistant.surfaces.web.refusals import Refused, overloaded, too_many
from assistant.surfaces.web.settings import WebSettings
from assistant.surfaces.web.urgent import urgent_reply

LONG = 2_000
"""Characters of a reader beyond which a reply may take tens of milliseconds."""
P = ParamSpec("P")
R = TypeVar("R")


class Desk:
    """Answers conversations under the settings' limits."""

    def __init__(self, bot: Assistant, settings: WebSettings, counts: Counts | None) -> None:
        """`counts` is None when no figures are wanted."""
        self.bot, self.settings, self._counts = bot, settings, counts
        self._limiter = Limiter(settings)
        self._line, self._heavy = asyncio.Lock(), asyncio.Lock()
        self._memo = Memo()
        self._waiting = 0

    async def admit(self, request: Request) -> int:
        """Seconds until this client may ask again (0: now). `Refused` far beyond the rate."""
        seconds, shut = await self._limiter.check(request.scope)
        if shut:
            raise too_many(seconds)
        return seconds

    async def answer(
        self, request: Request, messages: Sequence[Message], country: str | None, wait: int
    ) -> Made:
        """The reply. With `wait` above 0, or when too many wait, only urgent ones are answered."""
        country = country.upper() if country else self.settings.country
        if wait or self._waiting >= self.settings.max_waiting:
            urgent = _checked(urgent_reply, self.bot, messages, country)
            if urgent is None:
                raise too_many(wait) if wait else overloaded()
            made = Made(urgent)
        else:
            name = self._memo.name(messages, country)
            found = self._memo.get(name)
            made = found or Made(await self._in_line(messages, country))
            if not found:
                self._memo.put(name, made)
        reply = made.reply
        note = request.scope[NOTE]
        note.kind, note.urgency = str(reply.kind), str(reply.urgency)
        note.flags, note.turns = len(reply.flags), len(messages)
        return made

    async def _in_line(self, messages: Sequence[Message], country: str | None) -> Reply:
        long = sum(len(m.text) for m in messages if m.role == "reader") > LONG
        self._count(1)
        try:
            async with self._heavy if long else self._line:
                if long:  # tens of milliseconds: not in the event loop
                    return await run_in_threadpool(
                        _checked, Assistant.reply, self.bot, messages, country
                    )
                # one turn of the event loop: what has arrived meanwhile is read, counted, shed
                await asyncio.sleep(0)
                return _checked(Assistant.reply, self.bot, messages, country)
        finally:
            self._count(-1)

    def _count(self, by: int) -> None:
        self._waiting += by
        if self._counts:
            self._counts.waiting.set(self._waiting)


def _checked(call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call it; what the engine can't read is a refusal in its own words."""
    try:
        return call(*args, **kwargs)
    except InputError as e:
        raise Refused(422, "unreadable", str(e)) from e
