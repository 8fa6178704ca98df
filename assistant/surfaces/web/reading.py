"""Reading a request: a bounded body in a bounded time, checked JSON, a checked shape."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any, NoReturn, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import ClientDisconnect, Request

from assistant.surfaces.web.refusals import Refused
from assistant.surfaces.web.settings import MAX_DEPTH, WebSettings

Shape = TypeVar("Shape", bound=BaseModel)
# a JSON string (possessive: one pass), or one bracket
_BRACKETS = re.compile(rb'"(?:[^"\\]++|\\.)*+"|([\[{])|([\]}])', re.S)

_HALF = re.compile(rb"\\u[dD][89a-fA-F]")


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


_decode = json.JSONDecoder(parse_constant=_no_constant).decode


async def read_body(request: Request, settings: WebSettings) -> bytes:
    """The whole body. Raises `Refused` when it is too large or too slow."""
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared[:20]) > settings.max_body:
        _too_large(settings)
    kept: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(settings.body_seconds):
            while True:
                event = await request.receive()
                if event["type"] == "http.disconnect":
                    raise ClientDisconnect
                chunk: bytes = event.get("body", b"")
                size += len(chunk)
                if size > settings.max_body:
                    _too_large(settings)
                kept.append(chunk)
                if not event.get("more_body", False):
                    return b"".join(kept)
    except TimeoutError as e:
        raise Refused(
            408, "too_slow", f"The body did not arrive within {settings.body_seconds:g} seconds."
        ) from e


def _too_large(settings: WebSettings) -> NoReturn:
    raise Refused(413, "too_large", f"The body is larger than {settings.max_body:,} bytes.")


def read_json(body: bytes) -> Any:
    """The JSON value of a body. Raises `Refused` when it is none, or nested too deeply."""
    if body.count(b"[") + body.count(b"{") > MAX_DEPTH and _depth(body) > MAX_DEPTH:
        raise Refused(422, "too_deep", f"Nested more than {MAX_DEPTH} levels deep.")
    try:
        value = _decode(body.decode("utf-8-sig"))
        if _HALF.search(body):
            # half an emoji (a cut paste) can't be encoded: it becomes "?", the message stays
            whole = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
            value = json.loads(whole)
    except (ValueError, RecursionError) as e:
        raise Refused(400, "not_json", "The body is not valid JSON in UTF-8.") from e
    return value


def _depth(body: bytes) -> int:
    depth = deepest = 0
    for m in _BRACKETS.finditer(body):
        if m.group(1):
            depth += 1
            deepest = max(deepest, depth)
        elif m.group(2):
            depth -= 1
    return deepest


def json_type(request: Request) -> None:
    """Refuse a body that isn't declared as JSON: browsers then always ask (CORS) before sending."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Refused(415, "not_json", "Send content-type: application/json.")


def shape(model: type[Shape], value: Any) -> Shape:
    """The value in the shape of a model. Raises `Refused` naming the first wrong field."""
    try:
        return model.model_validate(value)
    except ValidationError as e:
        first = e.errors(include_input=False, include_url=False, include_context=False)[0]
        where = ".".join(str(x) for x in first["loc"][:4]) or "body"
        raise Refused(422, "wrong_shape", f"{where}: {first['msg']}", param=where) from e
