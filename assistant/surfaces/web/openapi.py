"""The schema at /openapi.json, made of the very models that check requests."""

from __future__ import annotations

from functools import cache
from typing import Any

from assistant import __version__
from assistant.domain import Kind, Urgency
from assistant.surfaces.web.looking import HEALTH
from assistant.surfaces.web.routes import CHANNELS, EVENTS
from assistant.surfaces.web.settings import WebSettings
from assistant.surfaces.web.shapes import schemas

_TEXT = {"type": "string"}
_TEXTS = {"type": "array", "items": _TEXT}


def _object(**fields: Any) -> dict[str, Any]:
    return {"type": "object", "properties": fields, "required": list(fields)}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


_REPLY = _object(
    kind={"type": "string", "enum": [str(k) for k in Kind]},
    urgency={"type": "string", "enum": [str(u) for u in Urgency]},
    topic={"type": ["string", "null"]},
    confidence={"type": "number", "minimum": 0, "maximum": 1},
    text=_TEXT,
    parts={"type": "array", "items": {"oneOf": [_ref("Phrase"), _ref("Quote")]}},
    sources={
        "type": "array",
        "items": _object(id=_TEXT, kind=_TEXT, title=_TEXT, url=_TEXT, date=_TEXT, revision=_TEXT),
    },
    flags={
        "type": "array",
        "items": _object(id=_TEXT, group=_TEXT, urgency=_TEXT, source=_TEXT),
    },
    suggestions=_TEXTS,
    because=_TEXTS,
    site=_TEXT,
)
_COUNT = {"type": "integer", "minimum": 0}
_USAGE = _object(prompt_tokens=_COUNT, completion_tokens=_COUNT, total_tokens=_COUNT)
_CHOICE = _object(
    index=_COUNT,
    message=_object(role={"const": "assistant"}, content=_TEXT, refusal={"type": "null"}),
    logprobs={"type": "null"},
    finish_reason={"const": "stop"},
)
_SHAPES: dict[str, Any] = {
    "Phrase": _object(type={"const": "phrase"}, id=_TEXT, text=_TEXT),
    "Quote": _object(type={"const": "quote"}, text=_TEXT, source=_COUNT, start=_COUNT, end=_COUNT),
    "Reply": _REPLY,
    "ChatCompletion": _object(
        id=_TEXT,
        object={"const": "chat.completion"},
        created=_COUNT,
        model=_TEXT,
        choices={"type": "array", "items": _CHOICE, "minItems": 1, "maxItems": 1},
        usage=_USAGE,
        assistant=_ref("Reply"),
    ),
    "RasaMessages": {
        "type": "array",
        "minItems": 2,
        "items": {
            "type": "object",
            "required": ["recipient_id"],
            "properties": {
                "recipient_id": _TEXT,
                "text": _TEXT,
                "buttons": {"type": "array", "items": _object(title=_TEXT, payload=_TEXT)},
                "custom": _ref("Reply"),
            },
        },
    },
    "DeepChatMessage": _object(role={"const": "ai"}, html=_TEXT),
    "DeepChatError": _object(error=_TEXT),
    "Refusal": _object(
        error=_object(
            message=_TEXT,
            type=_TEXT,
            param={"type": ["string", "null"]},
            code=_TEXT,
        ),
        emergency=_TEXT,
    ),
    "Models": _object(
        object={"const": "list"},
        data={
            "type": "array",
            "items": _object(id=_TEXT, object={"const": "model"}, created=_COUNT, owned_by=_TEXT),
        },
    ),
    "Hello": _object(
        greeting=_TEXT,
        starters=_TEXTS,
        emergency=_TEXT,
        limits=_object(message=_COUNT, turns=_COUNT),
        site=_TEXT,
    ),
    "Health": {
        **_object(status={"enum": ["pass", "fail"]}, version=_TEXT),
        "additionalProperties": True,
    },
}
_ANSWERS = {
    "reply": "Reply",
    "chatCompletions": "ChatCompletion",
    "rasa": "RasaMessages",
    "deepChat": "DeepChatMessage",
}
_STREAMING = ("chatCompletions", "deepChat")
_REFUSALS = {
    400: "The body is not JSON.",
    408: "The body took too long.",
    413: "The body is too large.",
    415: "Not declared as application/json.",
    422: "JSON of the wrong shape, or a conversation that can't be read.",
    429: "Too many requests. Urgent messages are answered even then.",
    500: "A fault on this side.",
}
_RETRY = {"Retry-After": {"description": "Seconds to wait", "schema": {"type": "integer"}}}


def _response(about: str, media: str, schema: Any) -> dict[str, Any]:
    return {"description": about, "content": {media: {"schema": schema}}}


def _post(name: str, about: str, model: str) -> dict[str, Any]:
    good = _response("The answer.", "application/json", _ref(_ANSWERS[name]))
    if name in _STREAMING:
        good["content"][EVENTS] = {"itemSchema": _object(data=_TEXT)}
    refusal = _ref("DeepChatError" if name == "deepChat" else "Refusal")
    responses: dict[str, Any] = {"200": good}
    for status, words in _REFUSALS.items():
        # our own fault is told in one shape on all routes
        shape = _ref("Refusal") if status == 500 else refusal
        responses[str(status)] = _response(words, "application/json", shape)
    responses["429"]["headers"] = _RETRY
    if name == "chatCompletions":
        responses["404"] = _response("No such model.", "application/json", refusal)
    body = {"required": True, "content": {"application/json": {"schema": _ref(model)}}}
    return {
        "operationId": name,
        "summary": about,
        "requestBody": body,
        "responses": responses,
    }


def _get(name: str, about: str, media: str, schema: Any) -> dict[str, Any]:
    responses = {"200": _response(about, media, schema)}
    return {"operationId": name, "summary": about, "responses": responses}


@cache
def _paths() -> dict[str, Any]:
    paths: dict[str, Any] = {
        c.path: {"post": _post(c.name, c.about, c.model.__name__)} for c in CHANNELS
    }
    json = "application/json"
    hello = _get("hello", "What is shown before the first message.", json, _ref("Hello"))
    country = {"name": "country", "in": "query", "required": False, "schema": _TEXT}
    hello["parameters"] = [country]
    ready = _get("readyz", "Whether the red-flag canaries trip.", HEALTH, _ref("Health"))
    ready["responses"]["503"] = _response("A canary failed.", HEALTH, _ref("Health"))
    return {
        **paths,
        "/v1/models": {"get": _get("models", "The one model.", json, _ref("Models"))},
        "/api/hello": {"get": hello},
        "/livez": {"get": _get("livez", "The process answers.", HEALTH, _ref("Health"))},
        "/readyz": {"get": ready},
        "/widget.js": {"get": _get("widget", "The custom element.", "text/javascript", _TEXT)},
        "/": {"get": _get("demo", "A page that shows the widget.", "text/html", _TEXT)},
    }


def schema(settings: WebSettings) -> dict[str, Any]:
    """The whole OpenAPI 3.1 document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Reader assistant",
            "version": __version__,
            "description": "Answers readers with a site's own words. Automated information, not "
            "medical advice. Nothing that is sent is stored or logged. A body holds at most "
            f"{settings.max_body:,} bytes.",
        },
        "paths": _paths(),
        "components": {"schemas": {**schemas(*(c.model for c in CHANNELS)), **_SHAPES}},
    }
