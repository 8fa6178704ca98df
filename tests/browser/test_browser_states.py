"""Every state the widget can be in: what stands in it, and that axe-core finds no violation."""

from __future__ import annotations

import json

import pytest
from driving import Widget, page_with
from playwright.sync_api import expect

from assistant.domain import Citation, Kind, Phrase, Quote, Reply, Urgency

pytestmark = pytest.mark.slow

FLAG = "my crotch is numb since my back went"


def _closed(w):
    pass


def _told(w, reply):
    """A reply of a kind that the rules and intents of the day may or may not give."""
    body = json.dumps(reply.to_dict())
    w.page.route("**/api/reply", lambda r: r.fulfill(content_type="application/json", body=body))
    w.open().ask("hello")


CLARIFY = Reply(
    Kind.CLARIFY, parts=(Phrase("Pick the one you mean:", "clarify"),),
    suggestions=("Where does it hurt?", "How long does it last?"),
)  # fmt: skip
SOON = Reply(
    Kind.UNSURE, Urgency.SOON,
    parts=(Phrase("Please have this seen (911 in an emergency).", "safety.soon.default.US"),
           Phrase("I have no source for that.", "unsure")),
)  # fmt: skip
WARNING = Reply(
    Kind.ANSWER,
    parts=(Phrase("Before anything else: call 999 now.", "safety.warning.default.GB"),
           Phrase("The article says:", "article_says"), Quote("Words.", 0, 0, 6)),
    sources=(Citation("d", "A title", "https://x.example/#:~:text=Words.", "article", "", ""),),
)  # fmt: skip


def _fault(w):
    w.page.route("**/api/reply", lambda r: r.abort())
    w.field.fill("hello")
    w.field.press("Enter")
    w.page.locator("reader-assistant [part=fault]").wait_for()


def _too_long(w):
    w.field.fill("x" * 20_001)
    w.field.press("Enter")
    w.page.locator("reader-assistant [part=fault]").wait_for()


def _busy(w):
    w.page.route("**/api/reply", lambda r: None)
    w.field.fill("hello")
    w.field.press("Enter")
    expect(w.page.get_by_role("status")).to_have_text("Looking…")


STATES = {
    "closed": _closed,
    "first contact": lambda w: w.open(),
    "answer": lambda w: w.open().ask("What is sciatica?"),
    "clarify": lambda w: _told(w, CLARIFY),
    "unsure": lambda w: w.open().ask("What is the best running watch?"),
    "soon": lambda w: _told(w, SOON),
    "warning": lambda w: _told(w, WARNING),
    "long question": lambda w: w.open().ask("I run. " * 400),
    "urgent": lambda w: w.open().ask(FLAG),
    "busy": lambda w: _busy(w.open()),
    "fault": lambda w: _fault(w.open()),
    "too long": lambda w: _too_long(w.open()),
    "closed again": lambda w: (w.open().ask(FLAG), w.field.press("Escape")),
}


def test_what_is_soon_and_what_is_warned_of_stand_in_a_card(demo):
    for reply, inside, outside in (
        (SOON, "Please have this seen", "no source"),
        (WARNING, "Before anything else", "The article says"),
    ):
        w = demo()
        _told(w, reply)
        card = w.page.get_by_role("group", name="PLEASE READ FIRST")
        expect(card).to_contain_text(inside)
        expect(card).not_to_contain_text(outside)
        expect(w.answers).to_contain_text(outside)
        expect(w.field).to_be_focused()


def test_when_asked_which_is_meant_none_of_these_can_be_picked(demo):
    w = demo()
    _told(w, CLARIFY)
    with w.page.expect_request("**/api/reply") as asked:
        w.page.get_by_role("button", name="None of these").click()
    assert asked.value.post_data_json["messages"][-1]["text"] == "None of these"


LOOKS = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "narrow": {"viewport": {"width": 320, "height": 568}},
    "forced": {"forced_colors": "active", "contrast": "more"},
    "right to left": {},
}
IN_FORCE = {
    "light": "(prefers-color-scheme: light)",
    "dark": "(prefers-color-scheme: dark)",
    "narrow": "(width: 320px)",
    "forced": "(forced-colors: active)",
    "right to left": "all",
}


def _dressed(w, look):
    if look == "right to left":
        w.page.evaluate("document.documentElement.dir = 'rtl'")
    assert w.page.evaluate(f"matchMedia('{IN_FORCE[look]}').matches")


MIRRORED = ("closed", "first contact", "answer", "clarify", "urgent", "fault")
"""Right to left only sides change: these states show them all."""


@pytest.mark.parametrize(
    ("look", "state"),
    [(x, s) for x in LOOKS for s in STATES if x != "right to left" or s in MIRRORED],
)
def test_axe_finds_no_violation(demo, look, state):
    w = demo(expect_errors=True, **LOOKS[look])
    _dressed(w, look)
    STATES[state](w)
    assert w.axe() == []


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_no_violation_inline(tab, blog, server, look):
    tag = "<reader-assistant inline></reader-assistant>"
    page = tab(blog.put("/inline", page_with(server, tag)), expect_errors=True, **LOOKS[look])
    w = Widget(page)
    _dressed(w, look)
    assert w.axe() == []
    w.ask("What is sciatica?")
    assert w.axe() == []
    w.ask(FLAG)
    assert w.axe() == []
    _fault(w)
    assert w.axe() == []


def test_axe_finds_no_violation_in_a_conversation_that_was_kept(blogged):
    w = blogged("<reader-assistant remember></reader-assistant>").open()
    w.ask("What is sciatica?")
    w.ask(FLAG)
    w.page.reload()
    w.open()
    expect(w.answers).to_have_count(2)
    assert w.axe() == []
