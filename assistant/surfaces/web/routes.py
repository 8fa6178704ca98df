"""The four ways to send a conversation: our own, OpenAI's, Rasa's and deep-chat's."""

from __future__ import annotations

import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.domain import Reply
from assistant.surfaces.render import deep_chat_html
from assistant.surfaces.web import shapes
from assistant.surfaces.web.desk import Desk
from assistant.surfaces.web.guard import NOTE
from assistant.surfaces.web.memo import Made, to_json
from assistant.surfaces.web.reading import json_type, read_body, read_json, shape
from assistant.surfaces.web.refusals import Refused
from assistant.surfaces.web.shapes import MODEL

EVENTS = "text/event-stream"


Answer = Callable[[Request, Any, Made], Response]
Refusal = Callable[[Refused, str], Any]


@dataclass(frozen=True, slots=True)
class Channel:
    """One wire format: its path, what it takes, how it answers and how it refuses."""

    path: str
    name: str
    about: str
    model: type[shapes.Asked]
    answer: Answer
    refuse: Refusal = Refused.body
    check: Callable[[Any], None] | None = None

    def endpoint(self, desk: Desk, emergency: str) -> ASGIApp:
        """The route as an ASGI app: Starlette's wrapping of functions would cost more than it."""

        async def respond(request: Request) -> Response:
            note = request.scope[NOTE]
            note.route = self.path
            try:
                json_type(request)
                wait = await desk.admit(request)
                asked = shape(self.model, read_json(await read_body(request, desk.settings)))
                if self.check:
                    self.check(asked)
                made = await desk.answer(request, asked.turns(), asked.place, wait)
            except Refused as e:
                note.refused = e.code
                return as_json(self.refuse(e, emergency), e.status, e.headers)
            return self.answer(request, asked, made)

        return Endpoint(respond)


class Endpoint:
    """An ASGI app of a function from a request to its response."""

    def __init__(self, respond: Callable[[Request], Awaitable[Response]]) -> None:
        """`respond` may raise nothing but what is our own fault."""
        self._respond = respond

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        response = await self._respond(Request(scope, receive))
        await response(scope, receive, send)


JSON = "application/json"


def as_json(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON response."""
    return Response(to_json(value), status, headers, JSON)


# --- our own
def own(request: Request, asked: shapes.ReplyRequest, made: Made) -> Response:
    """The reply itself."""
    return Response(made.json, media_type=JSON)


# --- OpenAI's
def known_model(asked: shapes.CompletionRequest) -> None:
    """Refuse another model's name as OpenAI does."""
    if asked.model != MODEL:
        message = f"There is one model here: {MODEL}."
        raise Refused(404, "model_not_found", message, param="model")


def openai(request: Request, asked: shapes.CompletionRequest, made: Made) -> Response:
    """A chat completion, whole or as a stream of server-sent events."""
    reply = made.reply
    head = {"id": f"chatcmpl-{secrets.token_hex(12)}", "created": int(time.time()), "model": MODEL}
    if asked.stream:
        usage = bool(asked.stream_options and asked.stream_options.include_usage)
        return StreamingResponse(_events(head, reply, usage), media_type=EVENTS)
    message = {"role": "assistant", "content": reply.text, "refusal": None}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    whole = {**head, "object": "chat.completion", "choices": [choice], "usage": _USAGE}
    return as_json({**whole, "assistant": reply.to_dict()})


_USAGE = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
"""No tokens are counted: no language model runs."""


async def _events(head: dict[str, Any], reply: Reply, usage: bool) -> AsyncIterator[bytes]:
    def event(delta: dict[str, Any], finish: str | None = None, **more: Any) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return as_event({**head, "object": "chat.completion.chunk", "choices": [choice], **more})

    yield event({"role": "assistant", "content": ""})
    for paragraph in reply.text.splitlines(keepends=True):
        yield event({"content": paragraph})
    yield event({}, "stop", assistant=reply.to_dict())
    if usage:
        yield as_event({**head, "object": "chat.completion.chunk", "choices": [], "usage": _USAGE})
    yield b"data: [DONE]\n\n"


def as_event(value: Any) -> bytes:
    """A server-sent event."""
    return b"data: %s\n\n" % to_json(value)


# --- Rasa's
def rasa(request: Request, asked: shapes.RasaRequest, made: Made) -> Response:
    """The text with buttons, then the whole reply as a custom message."""
    reply = made.reply
    said: dict[str, Any] = {"recipient_id": asked.sender, "text": reply.text}
    if reply.suggestions:
        said["buttons"] = [{"title": s, "payload": s} for s in reply.suggestions]
    return as_json([said, {"recipient_id": asked.sender, "custom": reply.to_dict()}])


# --- deep-chat's
def deep_chat(request: Request, asked: shapes.DeepChatRequest, made: Made) -> Response:
    """The reply as HTML that deep-chat shows, with its own class for suggestion buttons."""
    value = {"role": "ai", "html": deep_chat_html(made.reply)}
    if EVENTS in request.headers.get("accept", ""):
        return Response(as_event(value), media_type=EVENTS)
    return as_json(value)


def deep_chat_refusal(refused: Refused, emergency: str) -> dict[str, str]:
    """The shape whose text deep-chat shows as an error."""
    return {"error": f"{refused.message} {emergency}"}


CHANNELS = (
    Channel("/api/reply", "reply", "Answer a conversation.", shapes.ReplyRequest, own),
    Channel(
        "/v1/chat/completions", "chatCompletions", "The same, as OpenAI's clients ask.",
        shapes.CompletionRequest, openai, check=known_model,
    ),
    Channel(
        "/webhooks/rest/webhook", "rasa", "The same, as Rasa's REST channel asks.",
        shapes.RasaRequest, rasa,
    ),
    Channel(
        "/api/deep-chat", "deepChat", "The same, as the deep-chat element asks.",
        shapes.DeepChatRequest, deep_chat, deep_chat_refusal,
    ),
)  # fmt: skip
