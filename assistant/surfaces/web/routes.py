"""The four ways to send a conversation: our own, OpenAI's, Rasa's and deep-chat's."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from assistant.domain import Reply
from assistant.surfaces.render import deep_chat_html
from assistant.surfaces.web import shapes
from assistant.surfaces.web.desk import Desk
from assistant.surfaces.web.guard import NOTE
from assistant.surfaces.web.reading import json_type, read_body, read_json, shape
from assistant.surfaces.web.refusals import Refused
from assistant.surfaces.web.shapes import MODEL

EVENTS = "text/event-stream"


Answer = Callable[[Request, Any, Reply], Response]
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

    def endpoint(self, desk: Desk, emergency: str) -> Callable[[Request], Any]:
        """The route's function."""

        async def serve(request: Request) -> Response:
            note = request.scope[NOTE]
            note.route = self.path
            try:
                json_type(request)
                wait = await desk.admit(request)
                asked = shape(self.model, read_json(await read_body(request, desk.settings)))
                if self.check:
                    self.check(asked)
                reply = await desk.answer(request, asked.turns(), asked.place, wait)
            except Refused as e:
                note.refused = e.code
                return JSONResponse(self.refuse(e, emergency), e.status, headers=e.headers)
            return self.answer(request, asked, reply)

        return serve


def as_json(value: Any) -> Response:
    """A JSON response in ASCII: any text survives, whatever it holds."""
    return Response(json.dumps(value, separators=(",", ":")), media_type="application/json")


# --- our own
def own(request: Request, asked: shapes.ReplyRequest, reply: Reply) -> Response:
    """The reply itself."""
    return as_json(reply.to_dict())


# --- OpenAI's
def known_model(asked: shapes.CompletionRequest) -> None:
    """Refuse another model's name as OpenAI does."""
    if asked.model != MODEL:
        message = f"There is one model here: {MODEL}."
        raise Refused(404, "model_not_found", message, param="model")


def openai(request: Request, asked: shapes.CompletionRequest, reply: Reply) -> Response:
    """A chat completion, whole or as a stream of server-sent events."""
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


async def _events(head: dict[str, Any], reply: Reply, usage: bool) -> AsyncIterator[str]:
    def event(delta: dict[str, Any], finish: str | None = None, **more: Any) -> str:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        chunk = {**head, "object": "chat.completion.chunk", "choices": [choice], **more}
        return f"data: {json.dumps(chunk, separators=(',', ':'))}\n\n"

    yield event({"role": "assistant", "content": ""})
    for paragraph in reply.text.splitlines(keepends=True):
        yield event({"content": paragraph})
    yield event({}, "stop", assistant=reply.to_dict())
    if usage:
        last = {**head, "object": "chat.completion.chunk", "choices": [], "usage": _USAGE}
        yield f"data: {json.dumps(last, separators=(',', ':'))}\n\n"
    yield "data: [DONE]\n\n"


# --- Rasa's
def rasa(request: Request, asked: shapes.RasaRequest, reply: Reply) -> Response:
    """The text with buttons, then the whole reply as a custom message."""
    said: dict[str, Any] = {"recipient_id": asked.sender, "text": reply.text}
    if reply.suggestions:
        said["buttons"] = [{"title": s, "payload": s} for s in reply.suggestions]
    return as_json([said, {"recipient_id": asked.sender, "custom": reply.to_dict()}])


# --- deep-chat's
def deep_chat(request: Request, asked: shapes.DeepChatRequest, reply: Reply) -> Response:
    """The reply as HTML that deep-chat shows, with its own class for suggestion buttons."""
    value = {"role": "ai", "html": deep_chat_html(reply)}
    if EVENTS in request.headers.get("accept", ""):
        return Response(f"data: {json.dumps(value)}\n\n", media_type=EVENTS)
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
