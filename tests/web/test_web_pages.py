"""Headers, CORS, the widget's file, the demo page, mounting, the log and the figures."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import logging
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from fastapi import FastAPI
from senders import BLOG, FLAG, SENDERS
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

import assistant.triage
from assistant.surfaces.web import create_app
from assistant.surfaces.web.pages import widget_integrity

BODY = SENDERS["/api/reply"]("hello")
SECRET = "xylophone-marmalade"


@pytest.mark.parametrize("path", ["/", "/widget.js", "/livez", "/api/hello", "/nothing"])
def test_security_headers_stand_on_everything(client, path):
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "server" not in headers


def test_replies_are_not_kept_by_caches(client):
    assert client.post("/api/reply", json=BODY).headers["cache-control"] == "no-store"


def test_only_allowed_origins_may_read(client):
    preflight = {
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
    }
    good = client.options("/api/reply", headers={"origin": BLOG, **preflight})
    assert good.headers["access-control-allow-origin"] == BLOG
    assert "content-type" in good.headers["access-control-allow-headers"]
    assert "access-control-allow-credentials" not in good.headers
    bad = client.options("/api/reply", headers={"origin": "https://evil.example", **preflight})
    assert bad.status_code == 400
    assert "access-control-allow-origin" not in bad.headers
    read = client.post("/api/reply", json=BODY, headers={"origin": "https://evil.example"})
    assert "access-control-allow-origin" not in read.headers


def test_a_refusal_can_be_read_from_an_allowed_origin_too(client):
    answer = client.post("/api/reply", json={}, headers={"origin": BLOG})
    assert answer.status_code == 422
    assert answer.headers["access-control-allow-origin"] == BLOG


@pytest.mark.parametrize("page", ["README.md", "docs/web.md"])
def test_the_embed_that_is_documented_holds_the_widgets_integrity(page):
    root = Path(__file__).resolve().parents[2]
    assert f'integrity="{widget_integrity()}"' in (root / page).read_text("utf-8")


def test_the_widget_is_small_tagged_and_checkable(client):
    answer = client.get("/widget.js", headers={"accept-encoding": "identity"})
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert len(gzip.compress(answer.content, 9)) <= 15_000
    digest = hashlib.sha384(answer.content).digest()
    assert widget_integrity() == "sha384-" + base64.b64encode(digest).decode()
    etag = answer.headers["etag"]
    assert etag.startswith('"')
    again = client.get("/widget.js", headers={"if-none-match": etag, "accept-encoding": "identity"})
    assert (again.status_code, again.content) == (304, b"")
    packed = client.get("/widget.js", headers={"accept-encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["etag"] not in ("", etag)
    assert packed.content == answer.content


def test_the_widget_brings_the_emergency_line_of_the_safety_texts(client):
    """Offline there is no server to ask: what the file holds must be what the server would say."""
    script = client.get("/widget.js").text
    folder = Path(assistant.triage.__file__).parent
    lines = yaml.safe_load((folder / "helplines.yaml").read_text())
    net = yaml.safe_load((folder / "texts.yaml").read_text())["net"]
    joined = re.sub(r'" \+\s+"', "", script)
    assert json.dumps(net) in joined
    block = joined[joined.index("const NUMBERS = {") : joined.index("const MAX_MESSAGE")]
    for place, row in lines["places"].items():
        assert re.search(rf"\b{place}:\s+{re.escape(json.dumps(row['number']))}", block)
    assert f'"{lines["eu"]}"' in block


def test_every_number_in_a_safety_text_is_one_to_call():
    """The widget turns all digits of safety sentences into links; none may be anything else."""
    folder = Path(assistant.triage.__file__).parent
    lines = yaml.safe_load((folder / "helplines.yaml").read_text())
    texts = yaml.safe_load((folder / "texts.yaml").read_text())
    said = [v for row in lines["places"].values() for k, v in row.items() if k != "source"]
    for tier in texts.values():
        said += tier.values() if isinstance(tier, dict) else [tier or ""]
    found = {m for text in said for m in re.findall(r"\d+(?:[ -]\d+)*", text)}
    numbers = {
        "999", "112", "911", "000", "111", "811", "988", "1737", "116 123", "13 11 14", "13 11 26",
        "0808 808 8000", "1800 022 222", "1-800-222-1222", "0800 611 116", "0800 764 766",
    }  # fmt: skip
    assert found == numbers


def test_the_demo_page_shows_article_and_widget(client, bot):
    page = client.get("/").text
    assert "<reader-assistant>" in page
    assert page.count("<h1>") == 1
    assert 'src="widget.js"' in page  # relative: it works under any mount
    assert "https://" not in re.sub(r'<a href="[^"]*">[^<]*</a>', "", page)


@pytest.mark.parametrize("kind", [FastAPI, Starlette])
def test_it_mounts_under_any_path(bot, kind):
    inner = create_app(bot, rate="")
    app = kind(routes=[Mount("/some/where", app=inner)])
    client = TestClient(app)
    assert client.get("/some/where/").status_code == 200
    assert client.get("/some/where/widget.js").status_code == 200
    assert client.post("/some/where/api/reply", json=BODY).json()["kind"] == "chat"
    spec = client.get("/some/where/openapi.json").json()
    assert spec["servers"] == [{"url": "/some/where"}]


def test_without_the_extra_it_says_what_to_install():
    code = (
        "import sys; sys.modules['fastapi'] = None\n"
        "from assistant import AssistantError\n"
        "from assistant.surfaces.web import create_app\n"
        "try: create_app(None)\n"
        "except AssistantError as e: print(e)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    expected = "fastapi is not installed; run: pip install 'reader-assistant[web]'\n"
    assert told.stdout == expected


def test_no_word_of_a_reader_is_logged(client, caplog):
    caplog.set_level(logging.DEBUG)
    for path, sender in SENDERS.items():
        client.post(path, json=sender(f"{SECRET} my calf hurts"))
        client.post(path, json={"messages": SECRET, "message": [SECRET], SECRET: SECRET})
        client.post(path, content=f"{{{SECRET}".encode(), headers={"content-type": SECRET})
        client.post(f"{path}/{SECRET}?q={SECRET}", json=sender(SECRET))
    # the asking client logs addresses too; it stands on the reader's side
    ours = [r.getMessage() for r in caplog.records if not r.name.startswith("http")]
    assert sum(r.name == "assistant.web.access" for r in caplog.records) == 4 * len(SENDERS)
    assert not [line for line in ours if SECRET in line]


def test_the_access_log_is_structured(client, caplog):
    caplog.set_level(logging.INFO, "assistant.web.access")
    client.post("/api/reply", json=SENDERS["/api/reply"](FLAG))
    client.post("/api/reply", json={})
    lines = [json.loads(r.getMessage()) for r in caplog.records if r.name == "assistant.web.access"]
    good, bad = lines
    assert good.pop("ms") >= 0
    assert good == {
        "method": "POST", "route": "/api/reply", "status": 200, "kind": "urgent",
        "urgency": "emergency", "flags": good["flags"], "turns": 1,
    }  # fmt: skip
    assert good["flags"] >= 1
    assert bad["status"] == 422
    assert bad["refused"] == "wrong_shape"


def test_figures_are_counted_without_text_when_asked(bot, client):
    assert client.get("/metrics").status_code == 404
    counted = TestClient(create_app(bot, rate="", metrics=True))
    counted.post("/api/reply", json=SENDERS["/api/reply"](f"{FLAG} {SECRET}"))
    page = counted.get("/metrics").text
    assert 'assistant_replies_total{kind="urgent",urgency="emergency"} 1.0' in page
    assert 'assistant_requests_total{route="/api/reply",status="200"} 1.0' in page
    assert "assistant_request_seconds_bucket" in page
    assert SECRET not in page


def test_a_fault_of_ours_tells_the_emergency_line_and_no_more(bot, caplog):
    """A route that raises: the words of the exception may be a reader's."""
    app = create_app(bot, rate="")

    async def broken(request):
        raise RuntimeError(SECRET)

    app.add_route("/broken", broken, ["GET"])
    answer = TestClient(app).get("/broken")
    assert answer.status_code == 500
    assert "get emergency help" in answer.json()["emergency"]
    assert SECRET not in answer.text
    assert SECRET not in caplog.text
    assert "RuntimeError" in caplog.text
