"""deep-chat from npm, unchanged, as a second client: history, buttons, the urgent heading."""

from __future__ import annotations

import pytest
from driving import npm_file
from payloads import PAYLOADS
from playwright.sync_api import expect

pytestmark = pytest.mark.slow

FLAG = "my crotch is numb since my back went"
PAGE = """<!doctype html><html lang="en"><title>A blog</title>
<script type="module" src="/deep-chat.js"></script>
<deep-chat style="font-family: sans-serif" connect='{{"url": "{url}", "stream": {stream}}}'
  requestBodyLimits='{{"maxMessages": -1}}'
  errorMessages='{{"displayServiceErrorMessages": true}}'></deep-chat></html>"""


@pytest.fixture
def chat(tab, blog, server):
    def make(stream="false", **options):
        blog.put("/deep-chat.js", npm_file("deep-chat", "dist/deepChat.bundle.js"),
                 "text/javascript")  # fmt: skip
        html = PAGE.format(url=f"{server}api/deep-chat", stream=stream)
        return tab(blog.put("/chat", html), **options)

    return make


def say(page, text):
    field = page.locator("#text-input")
    field.fill(text)
    field.press("Enter")
    return page.locator(".ai-message-text, .html-message").last


@pytest.mark.parametrize("stream", ["false", "true"])
def test_it_shows_the_reply_and_sends_history(chat, stream):
    page = chat(stream)
    with page.expect_request("**/api/deep-chat"):
        say(page, FLAG)
    expect(page.locator("deep-chat h3")).to_have_text("URGENT: get help now")
    with page.expect_request("**/api/deep-chat") as asked:
        say(page, "which exercises should I do?")
    assert [m["role"] for m in asked.value.post_data_json["messages"]] == ["user", "ai", "user"]
    expect(page.locator("deep-chat h3")).to_have_count(2)


def test_its_buttons_ask(chat):
    page = chat()
    say(page, "What is sciatica?")
    button = page.locator(".deep-chat-suggestion-button").first
    title = button.inner_text()
    with page.expect_request("**/api/deep-chat") as asked:
        button.click()
    assert asked.value.post_data_json["messages"][-1]["text"] == title


def test_nothing_hostile_runs_in_it(chat):
    page = chat()
    for payload in PAYLOADS[::12]:
        with page.expect_response("**/api/deep-chat"):
            say(page, f"piriformis {payload}")
    assert page.evaluate("window.pwned") is None
