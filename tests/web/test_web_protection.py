"""Limits, rates, shedding: what is refused, how it says so, and who is answered all the same."""

from __future__ import annotations

import asyncio
import json

import pytest
from senders import FLAG, JSON, SENDERS, is_urgent, run_apart
from starlette.testclient import TestClient

from assistant import AssistantError, Message
from assistant.surfaces.web import WebSettings, create_app
from assistant.surfaces.web.limiter import client as who

ROUTES = sorted(SENDERS)
TURN = {"role": "reader", "text": "hi"}


def refusal(answer, status, code):
    assert answer.status_code == status, answer.text
    body = answer.json()
    assert body["error"]["code"] == code
    assert "\n" not in body["error"]["message"]
    assert "999" in body["emergency"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "not_json"),
        (b"{", 400, "not_json"),
        (b"\xff\xfe{}", 400, "not_json"),
        (b'{"messages": NaN}', 400, "not_json"),
        (b'{"messages": ' + b"9" * 5000 + b"}", 400, "not_json"),
        (b"[" * 100_000, 422, "too_deep"),
        (b'{"a":' * 200_00 + b"1" + b"}" * 200_00, 422, "too_deep"),
        (b"[]", 422, "wrong_shape"),
        (b"null", 422, "wrong_shape"),
        (b'{"messages": []}', 422, "wrong_shape"),
        (b'{"messages": [{"role": "doctor", "text": "hi"}]}', 422, "wrong_shape"),
        (b'{"messages": [{"role": "reader", "text": 7}]}', 422, "wrong_shape"),
        (b'{"messages": [{"role": "reader"}]}', 422, "wrong_shape"),
        (b'{"messages": [{"role": "assistant", "text": "hi"}]}', 422, "unreadable"),
        (b'{"messages": [{"role": "reader", "text": "hi"}], "country": "UKX"}', 422, "wrong_shape"),
        (json.dumps({"messages": [TURN] * 201}).encode(), 422, "wrong_shape"),
        (json.dumps(SENDERS["/api/reply"]("x" * 20_001)).encode(), 422, "wrong_shape"),
        (b" " * 600_000, 413, "too_large"),
    ],
)  # fmt: skip
def test_a_bad_body_is_refused_in_one_clear_line(client, body, status, code):
    refusal(client.post("/api/reply", content=body, headers=JSON), status, code)


def test_brackets_in_a_text_are_no_depth(client):
    answer = client.post("/api/reply", json=SENDERS["/api/reply"]('[{"[' * 4000))
    assert answer.status_code == 200


def test_a_body_without_a_declared_length_is_bounded_too(client):
    chunks = (b" " * 10_000 for _ in range(60))
    refusal(client.post("/api/reply", content=chunks, headers=JSON), 413, "too_large")


@pytest.mark.parametrize("path", ROUTES)
def test_only_declared_json_is_read(client, path):
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        answer = client.post(path, content=b"{}", headers={"content-type": kind})
        assert answer.status_code == 415
    loud = {"content-type": "Application/JSON; charset=utf-8"}
    answer = client.post(path, content=json.dumps(SENDERS[path]("hi")), headers=loud)
    assert answer.status_code == 200


@pytest.mark.parametrize("path", ROUTES)
def test_every_route_refuses_with_the_emergency_line(client, path):
    answer = client.post(path, json={"messages": 1, "message": 1})
    assert answer.status_code == 422
    assert "get emergency help" in answer.text


def test_unknown_paths_and_methods(client):
    refusal(client.get("/api/nothing"), 404, "not_found")
    refusal(client.get("/api/reply"), 405, "method")


def call(app, chunks, client=("203.0.113.9", 5), headers=()):
    """Drive the app as a server does; `chunks` come one by one, None never comes."""
    sent = []

    async def run():
        pieces = iter(chunks)

        async def receive():
            piece = next(pieces, None)
            if piece is None:
                await asyncio.sleep(3600)
            return piece

        async def send(message):
            sent.append(message)

        scope = {"type": "http", "method": "POST", "path": "/api/reply", "query_string": b"",
                 "headers": [(b"content-type", b"application/json"), *headers],
                 "client": client, "root_path": "", "http_version": "1.1", "scheme": "http",
                 "server": ("127.0.0.1", 80), "asgi": {"version": "3.0"}}  # fmt: skip
        await app(scope, receive, send)

    run_apart(run())
    return sent


def test_a_slow_body_is_refused_in_time(bot):
    app = create_app(bot, settings=WebSettings(body_seconds=0.05))
    start, body = call(app, [{"type": "http.request", "body": b"{", "more_body": True}])
    assert start["status"] == 408
    assert b"get emergency help" in body["body"]


def test_a_client_that_leaves_costs_nothing(bot):
    gone = [
        {"type": "http.request", "body": b"{", "more_body": True},
        {"type": "http.disconnect"},
    ]
    assert call(create_app(bot), gone) == []


@pytest.mark.parametrize("path", ROUTES)
def test_beyond_the_rate_only_urgent_messages_are_answered(bot, path):
    client = TestClient(create_app(bot, rate="3/minute"))
    for _ in range(3):
        assert client.post(path, json=SENDERS[path]("hello")).status_code == 200
    refused = client.post(path, json=SENDERS[path]("Is it my hamstring?"))
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 120
    assert "get emergency help" in refused.text
    urgent = client.post(path, json=SENDERS[path](FLAG))
    assert urgent.status_code == 200
    assert is_urgent(path, urgent.json())


def test_far_beyond_the_rate_nothing_is_read_but_the_line_is_told(bot):
    client = TestClient(create_app(bot, rate="2/minute"))
    answers = [client.post("/api/reply", json=SENDERS["/api/reply"](FLAG)) for _ in range(12)]
    assert [a.status_code for a in answers] == [200] * 10 + [429] * 2
    refusal(answers[-1], 429, "rate_limited")


def test_under_overload_only_urgent_messages_are_answered(bot):
    """More ask at once than may wait: the rest is shed with 429 and the line, urgent ones never."""
    from httpx2 import ASGITransport, AsyncClient

    app = create_app(bot, settings=WebSettings(rate="", max_waiting=5))

    async def run():
        transport = ASGITransport(app)
        async with AsyncClient(transport=transport, base_url="http://test") as client:
            texts = ["Is it my hamstring?"] * 60 + [FLAG] * 60
            return await asyncio.gather(
                *(client.post("/api/reply", json=SENDERS["/api/reply"](t)) for t in texts)
            )

    answers = run_apart(run())
    calm, urgent = answers[:60], answers[60:]
    assert [a.status_code for a in urgent] == [200] * 60
    assert all(a.json()["kind"] == "urgent" for a in urgent)
    assert {a.status_code for a in calm} == {200, 429}
    refusal(next(a for a in calm if a.status_code == 429), 429, "overloaded")


def test_forwarded_addresses_count_only_when_told():
    def scope(*forwarded, peer="10.0.0.1"):
        headers = [(b"x-forwarded-for", f.encode()) for f in forwarded]
        return {"client": (peer, 1), "headers": headers}

    assert who(scope("1.2.3.4"), 0) == "10.0.0.1"
    assert who(scope("6.6.6.6, 1.2.3.4"), 1) == "1.2.3.4"
    assert who(scope("6.6.6.6", "1.2.3.4"), 1) == "1.2.3.4"
    assert who(scope("6.6.6.6, 1.2.3.4, 10.0.0.2"), 2) == "1.2.3.4"
    assert who(scope(), 1) == "10.0.0.1"
    assert who(scope("1.2.3.4"), 2) == "10.0.0.1"
    assert who({"client": None, "headers": []}, 0) == "unknown"
    one, other = scope(peer="2001:db8:1:2::1"), scope(peer="2001:db8:1:2:ffff::9")
    assert who(one, 0) == who(other, 0)
    assert len(who(scope("x" * 5000), 1)) <= 64


def test_two_clients_have_a_rate_each(bot):
    app = create_app(bot, rate="1/minute", proxies=1)
    client = TestClient(app)

    def ask(address):
        headers = {"x-forwarded-for": address}
        body = SENDERS["/api/reply"]("hello")
        return client.post("/api/reply", json=body, headers=headers).status_code

    assert [ask("1.1.1.1"), ask("1.1.1.1"), ask("2.2.2.2")] == [200, 429, 200]


def test_a_storage_that_fails_limits_nobody(bot):
    pytest.importorskip("redis")
    app = create_app(bot, rate="1/minute", rate_storage="redis://127.0.0.1:1")
    client = TestClient(app)
    body = SENDERS["/api/reply"]("hello")
    assert [client.post("/api/reply", json=body).status_code for _ in range(3)] == [200] * 3


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"rate": "lots"}, "rate 'lots'"),
        ({"rate_storage": "nosuch://x"}, "rate_storage"),
        ({"allow_origins": ["blog.example"]}, "is not an origin"),
        ({"allow_origins": ["https://blog.example/path"]}, "is not an origin"),
        ({"allow_origins": "https://blog.example"}, "list of origins"),
        ({"country": "England"}, "two letters"),
        ({"proxies": -1}, "proxies"),
    ],
)
def test_settings_that_cannot_be_used_are_told_in_one_line(bot, options, words):
    with pytest.raises(AssistantError, match=words) as told:
        create_app(bot, **options)
    assert "\n" not in str(told.value)


def test_a_long_conversation_is_answered(client, bot):
    texts = [f"my calf hurts, day {n}" for n in range(100)]
    turns = [t for x in texts for t in ({"role": "reader", "text": x},
                                        {"role": "assistant", "text": "…"})]  # fmt: skip
    answer = client.post("/api/reply", json={"messages": turns})
    spoken = [Message("reader" if t["role"] == "reader" else "assistant", t["text"]) for t in turns]
    assert answer.json() == json.loads(json.dumps(bot.reply(spoken).to_dict()))
