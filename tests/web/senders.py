"""How a text is sent through each route, and how its reply is read back."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor

BLOG = "https://blog.example"
JSON = {"content-type": "application/json"}
FLAG = "my crotch is numb since my back went"
SENDERS = {
    "/api/reply": lambda text: {"messages": [{"role": "reader", "text": text}]},
    "/v1/chat/completions": lambda text: {
        "model": "reader-assistant",
        "messages": [{"role": "user", "content": text}],
    },
    "/webhooks/rest/webhook": lambda text: {"sender": "s", "message": text},
    "/api/deep-chat": lambda text: {"messages": [{"role": "user", "text": text}]},
}


def is_urgent(path, body):
    """Whether a route's answer is an urgent reply."""
    if path == "/api/deep-chat":
        return "URGENT" in body["html"]
    if path == "/webhooks/rest/webhook":
        body = body[1]["custom"]
    if path == "/v1/chat/completions":
        body = body["assistant"]
    return body["kind"] == "urgent"


def run_apart(coroutine):
    """Run it in a thread of its own: Playwright leaves a running loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


def post_all(app, asked):
    """The JSON answers of an app to many (path, body), one after another, without a socket."""

    async def one(path, body):
        answer = b""

        async def receive():
            return {"type": "http.request", "body": json.dumps(body).encode(), "more_body": False}

        async def send(message):
            nonlocal answer
            answer += message.get("body", b"")

        scope = {"type": "http", "method": "POST", "path": path, "query_string": b"",
                 "headers": [(b"content-type", b"application/json")], "client": ("127.0.0.1", 5),
                 "root_path": "", "http_version": "1.1", "scheme": "http",
                 "server": ("127.0.0.1", 80), "asgi": {"version": "3.0"}}  # fmt: skip
        await app(scope, receive, send)
        return json.loads(answer)

    async def run():
        return [await one(path, body) for path, body in asked]

    return run_apart(run())
