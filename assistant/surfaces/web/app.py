"""Putting the app together: routes, the layers around them, one honest schema."""

from __future__ import annotations

import json
from typing import Any

from fastapi import FastAPI, HTTPException
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from assistant import __version__
from assistant.engine import Assistant
from assistant.surfaces.web import looking, pages
from assistant.surfaces.web.counts import Counts
from assistant.surfaces.web.demo import demo_html
from assistant.surfaces.web.desk import Desk
from assistant.surfaces.web.guard import NOTE, Drain, Guard
from assistant.surfaces.web.openapi import schema
from assistant.surfaces.web.refusals import Refused
from assistant.surfaces.web.routes import CHANNELS
from assistant.surfaces.web.settings import WebSettings
from assistant.surfaces.web.urgent import emergency_line


def build(bot: Assistant, settings: WebSettings, drain: Drain | None = None) -> FastAPI:
    """The app. Its routes are plain: FastAPI's own validation would cost more than a reply."""
    counts = Counts() if settings.metrics else None
    emergency = emergency_line(bot, settings.country)
    desk = Desk(bot, settings, counts)
    posts = {c.path: c.endpoint(desk, emergency) for c in CHANNELS}
    # no docs pages: they load scripts from other hosts
    app = FastAPI(
        title="Reader assistant", version=__version__, docs_url=None, redoc_url=None,
        openapi_url=None,
        routes=[Route(path, post, methods=["POST"]) for path, post in posts.items()],
    )  # fmt: skip
    gets: dict[str, looking.Endpoint] = {
        "/v1/models": looking.models(bot),
        "/api/hello": looking.hello(bot, settings),
        "/livez": looking.livez,
        "/readyz": looking.readyz(bot),
        "/openapi.json": _openapi(app),
    }
    assets = {
        "/widget.js": pages.widget(),
        "/demo.css": pages.style(),
        "/": pages.page(demo_html(bot)),
    }
    gets |= {path: pages.endpoint(asset, path) for path, asset in assets.items()}
    if counts:
        gets["/metrics"] = looking.figures(counts)
    for path, endpoint in gets.items():
        app.add_route(path, endpoint, ["GET"])
    app.openapi = lambda: schema(settings)  # type: ignore[method-assign]
    app.add_exception_handler(StarletteHTTPException, _no_route(emergency))
    app.add_middleware(Guard, emergency=emergency, posts=posts, counts=counts, drain=drain)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=list(settings.allow_origins),
        allow_methods=["GET", "POST"],
        allow_headers=["content-type", "authorization"],
        expose_headers=["retry-after"],
        max_age=600,
    )
    return app


def _openapi(app: FastAPI) -> looking.Endpoint:
    async def serve(request: Request) -> Response:
        request.scope[NOTE].route = "/openapi.json"
        spec = {**app.openapi(), "servers": [{"url": request.scope.get("root_path") or "/"}]}
        return Response(json.dumps(spec), media_type="application/json")

    return serve


_WORDS = {404: ("not_found", "There is nothing here."), 405: ("method", "Not with this method.")}


def _no_route(emergency: str) -> Any:
    async def handle(request: Request, fault: HTTPException) -> Response:
        code, words = _WORDS.get(fault.status_code, ("failed", "This can't be answered."))
        body = Refused(fault.status_code, code, words).body(emergency)
        return JSONResponse(body, fault.status_code, headers=fault.headers)

    return handle
