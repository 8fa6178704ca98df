"""HTML and script in messages, roles and names come back as text, or not at all."""

from __future__ import annotations

import json

import pytest
from payloads import PAYLOADS
from selectolax.lexbor import LexborHTMLParser
from senders import FLAG, SENDERS, is_urgent

from assistant import Kind, Reply, Urgency
from assistant.domain import Citation, Phrase, Quote
from assistant.surfaces.render import deep_chat_html

HARMLESS = {"p", "br", "blockquote", "ol", "li", "a", "h3", "div", "button", "html", "head", "body"}
ATTRIBUTES = {"href", "rel", "cite", "class", "role"}


def faults(html):
    """What in this HTML could act: elements and attributes we never write, foreign schemes."""
    found = []
    for node in LexborHTMLParser(html).root.traverse(include_text=False):
        if node.tag not in HARMLESS:
            found.append(node.tag)
        for name, value in node.attributes.items():
            if name not in ATTRIBUTES:
                found.append(name)
            if name in ("href", "cite") and not (value or "").startswith(("https://", "http://")):
                found.append(value)
    return found


def test_there_are_enough_payloads():
    assert len(set(PAYLOADS)) >= 100


@pytest.mark.parametrize("path", sorted(SENDERS))
def test_nothing_hostile_comes_back_alive(client, path):
    for payload in PAYLOADS:
        for text in (payload, f"piriformis {payload} hamstring", f"{FLAG} {payload}"):
            answer = client.post(path, json=SENDERS[path](text))
            assert answer.status_code == 200
            assert answer.headers["content-type"] == "application/json"
            assert answer.headers["x-content-type-options"] == "nosniff"
            if path == "/api/deep-chat":
                assert faults(answer.json()["html"]) == [], payload


@pytest.mark.parametrize("path", sorted(SENDERS))
def test_markup_around_a_red_flag_does_not_hide_it(client, path):
    for payload in PAYLOADS[:12]:
        for text in (f"{payload} {FLAG}", f"{FLAG}\n{payload}", f"<b>{FLAG}</b>"):
            assert is_urgent(path, client.post(path, json=SENDERS[path](text)).json()), text


def test_hostile_corpus_text_is_escaped():
    """The corpus may hold anything: quotes, titles, addresses and suggestions are text too."""
    for payload in PAYLOADS:
        reply = Reply(
            Kind.ANSWER,
            Urgency.SOON,
            parts=(Phrase(payload, "x"), Quote(payload, 0, 0, len(payload))),
            sources=(Citation("d", payload, f"javascript:{payload}", payload, payload, ""),
                     Citation("d", payload, f"https://x/{payload}", payload, payload, "")),
            suggestions=(payload,),
        )  # fmt: skip
        assert faults(deep_chat_html(reply)) == [], payload


def test_hostile_names_come_back_as_json_text(client):
    sender = '</script><script>alert(1)</script>"\u2028'
    body = client.post("/webhooks/rest/webhook", json={"sender": sender, "message": "hello"})
    assert body.json()[0]["recipient_id"] == sender
    assert "\u2028" not in body.text
    wrong = client.post("/api/reply", json={"messages": [{"role": sender, "text": sender}]})
    assert sender not in json.dumps(wrong.json(), ensure_ascii=False)
