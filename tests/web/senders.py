"""How a text is sent through each route, and how its reply is read back."""

from __future__ import annotations

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
