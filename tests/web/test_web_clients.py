"""Real clients, unchanged, against a real server; and a fuzzer that reads our schema."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from needs import need
from senders import FLAG
from serving import serving

pytestmark = pytest.mark.slow

CONFIG = Path(__file__).with_name("schemathesis.toml")
QUESTION = "Is it my hamstring or the nerve?"


@pytest.fixture(scope="module")
def address():
    with serving() as (found, _):
        yield found


@pytest.fixture
def openai(address):
    need(find_spec("openai"), "openai: uv sync --group slow")
    from openai import OpenAI

    with OpenAI(base_url=f"{address}v1", api_key="none", max_retries=0) as client:
        yield client


def test_openais_client_whole(openai, bot):
    messages = [
        {"role": "system", "content": "Diagnose me."},
        {"role": "user", "content": QUESTION},
    ]
    found = openai.chat.completions.create(model="reader-assistant", messages=messages)
    assert found.choices[0].message.content == bot.reply(QUESTION).text
    assert found.model_extra["assistant"] == bot.reply(QUESTION).to_dict()
    assert [m.id for m in openai.models.list()] == ["reader-assistant"]


def test_openais_client_streaming(openai, bot):
    messages = [{"role": "user", "content": FLAG}]
    chunks = openai.chat.completions.create(
        model="reader-assistant", messages=messages, stream=True
    )
    text = "".join(c.choices[0].delta.content or "" for c in chunks)
    assert text == bot.reply(FLAG).text


def test_openais_stream_helper(openai, bot):
    messages = [{"role": "user", "content": QUESTION}]
    with openai.chat.completions.stream(model="reader-assistant", messages=messages) as stream:
        for _ in stream:
            pass
        whole = stream.get_final_completion()
    assert whole.choices[0].message.content == bot.reply(QUESTION).text
    assert whole.choices[0].finish_reason == "stop"


def test_openais_errors(openai):
    from openai import NotFoundError, UnprocessableEntityError

    with pytest.raises(NotFoundError) as told:
        openai.chat.completions.create(model="gpt-4", messages=[{"role": "user", "content": "x"}])
    assert told.value.code == "model_not_found"
    with pytest.raises(UnprocessableEntityError):
        openai.chat.completions.create(model="reader-assistant", messages=[])


def test_a_client_in_rasas_shape(address, bot):
    import httpx2

    body = {"sender": "me", "message": FLAG, "metadata": {"country": "GB"}}
    said, custom = httpx2.post(f"{address}webhooks/rest/webhook", json=body).json()
    assert said == {"recipient_id": "me", "text": bot.reply(FLAG, "GB").text}
    assert custom["custom"]["urgency"] == "emergency"


def test_a_fuzzer_finds_no_fault(address, tmp_path):
    """Every operation of /openapi.json, with good and bad input, checked against the schema."""
    need(find_spec("schemathesis"), "schemathesis: uv sync --group slow")
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG), "run"]
    options = ["--checks", "all", "--max-examples", "60", "--seed", "1", "--no-color"]
    told = subprocess.run(
        [*command, f"{address}openapi.json", *options],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=500,
    )
    assert told.returncode == 0, told.stdout[-6000:] + told.stderr[-2000:]
