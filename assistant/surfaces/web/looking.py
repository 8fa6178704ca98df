"""What is only looked at: models, the greeting, health, figures."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from assistant import __version__
from assistant.engine import Assistant
from assistant.surfaces.web.counts import Counts
from assistant.surfaces.web.guard import NOTE
from assistant.surfaces.web.routes import as_json
from assistant.surfaces.web.settings import MAX_MESSAGE, MAX_TURNS, WebSettings
from assistant.surfaces.web.shapes import MODEL
from assistant.surfaces.web.urgent import emergency_line

HEALTH = "application/health+json"
FRESH = 10.0
"""Seconds for which the canaries' result stands: probes must not become a load."""

Endpoint = Callable[[Request], Any]


def models(bot: Assistant) -> Endpoint:
    """OpenAI's list of models: one."""
    listed = {
        "object": "list",
        "data": [{"id": MODEL, "object": "model", "created": 0, "owned_by": "site"}],
    }

    async def serve(request: Request) -> Response:
        request.scope[NOTE].route = "/v1/models"
        return as_json(listed)

    return serve


def hello(bot: Assistant, settings: WebSettings) -> Endpoint:
    """What the widget shows before the first message."""

    async def serve(request: Request) -> Response:
        request.scope[NOTE].route = "/api/hello"
        country = request.query_params.get("country", "")
        known = len(country) == 2 and country.isascii() and country.isalpha()
        return as_json(
            {
                "greeting": " ".join(p.text for p in bot.greeting()),
                "starters": list(bot.starters()),
                "emergency": emergency_line(bot, country.upper() if known else settings.country),
                "limits": {"message": MAX_MESSAGE, "turns": MAX_TURNS},
                "site": bot.revision,
            }
        )

    return serve


async def livez(request: Request) -> Response:
    """The process answers."""
    request.scope[NOTE].route = "/livez"
    return JSONResponse({"status": "pass", "version": __version__}, media_type=HEALTH)


def readyz(bot: Assistant) -> Endpoint:
    """Whether every red-flag canary still trips; 503 when one doesn't."""
    last: tuple[float, int, int] | None = None

    async def serve(request: Request) -> Response:
        nonlocal last
        request.scope[NOTE].route = "/readyz"
        if last is None or time.monotonic() - last[0] > FRESH:
            tripped, of = await run_in_threadpool(canaries, bot)
            last = (time.monotonic(), tripped, of)
        _, tripped, of = last
        good = tripped == of > 0
        status = "pass" if good else "fail"
        check = {
            "componentType": "component",
            "observedValue": tripped,
            "observedUnit": f"of {of} canaries",
            "status": status,
        }
        body = {
            "status": status,
            "version": __version__,
            "releaseId": bot.revision,
            "checks": {"red-flags:canaries": [check]},
        }
        return JSONResponse(body, 200 if good else 503, media_type=HEALTH)

    return serve


def canaries(bot: Assistant) -> tuple[int, int]:
    """How many of the canaries are answered with at least their urgency, and how many there are."""
    wanted = bot.canaries
    good = sum(bot.reply(text).urgency.rank >= urgency.rank for text, urgency in wanted)
    return good, len(wanted)


def figures(counts: Counts) -> Endpoint:
    """The figures for Prometheus."""

    async def serve(request: Request) -> Response:
        request.scope[NOTE].route = "/metrics"
        body, kind = counts.page()
        return Response(body, headers={"content-type": kind})

    return serve
