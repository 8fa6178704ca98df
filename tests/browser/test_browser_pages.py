"""The widget on other people's pages: strict policies, other origins, themes, faults, attacks."""

from __future__ import annotations

import json

import pytest
from driving import Widget, page_with
from labelled import labelled_urgent
from payloads import PAYLOADS
from playwright.sync_api import expect

from assistant.domain import Citation, Kind, Phrase, Quote, Reply, Urgency

pytestmark = pytest.mark.slow

FLAG = "my crotch is numb since my back went"


def test_it_works_on_another_origin_under_a_strict_policy(blogged):
    w = blogged().open()
    expect(w.page.get_by_role("group", name="For example:")).to_be_visible()
    answer = w.ask("What is sciatica?")
    expect(answer).to_contain_text("get emergency help")
    # adopted style sheets are in force
    assert w.page.locator("reader-assistant [part=panel]").evaluate(
        "e => getComputedStyle(e).position"
    ) == "fixed"  # fmt: skip
    w.picture("strict-policy")


def test_a_changed_file_is_not_run(tab, blog, server):
    other = "sha384-" + "A" * 64
    page = tab(blog.put("/changed", page_with(server, integrity=other)), expect_errors=True)
    page.wait_for_timeout(300)
    assert not page.evaluate("!!customElements.get('reader-assistant')")


def test_an_origin_that_is_not_allowed_gets_the_emergency_line(tab, stranger, server):
    """A blog that the owner hasn't named: the browser keeps the answer from it."""
    page = tab(stranger.put("/page", page_with(server)), expect_errors=True)
    w = Widget(page).open()
    w.field.fill("hello")
    w.field.press("Enter")
    fault = page.get_by_role("alert")
    expect(fault).to_contain_text("can't be reached")
    expect(fault).to_contain_text("numbness between the legs")


def test_with_the_server_down_the_emergency_line_stands_and_asking_again_works(demo):
    w = demo(expect_errors=True, locale="en-IE").open()
    w.page.context.set_offline(True)
    w.field.fill("What is sciatica?")
    w.field.press("Enter")
    fault = w.page.get_by_role("alert")
    expect(fault).to_contain_text("can't be reached")
    expect(fault.get_by_role("link", name="Call 112")).to_have_attribute("href", "tel:112")
    w.picture("offline")
    w.page.context.set_offline(False)
    w.page.get_by_role("button", name="Try again").click()
    expect(w.answers).to_have_count(1)
    expect(fault).to_have_count(0)
    expect(w.page.locator("reader-assistant [part=question]")).to_have_count(1)


@pytest.mark.parametrize(
    ("status", "words"),
    [(429, "Too many questions"), (413, "too long"), (500, "could not answer"), (502, "reached")],
)
def test_every_refusal_shows_the_emergency_line(demo, status, words):
    w = demo(expect_errors=True).open()
    body = "<html>bad gateway" if status == 502 else "{}"
    w.page.route("**/api/reply", lambda r: r.fulfill(status=status, body=body))
    w.field.fill("hello")
    w.field.press("Enter")
    fault = w.page.get_by_role("alert")
    expect(fault).to_contain_text(words)
    expect(fault).to_contain_text("999")


def test_nothing_a_reader_writes_runs(demo):
    w = demo().open()
    w.ask(PAYLOADS[0])
    w.page.evaluate(
        """async (payloads) => {
        const e = document.querySelector('reader-assistant'), root = e.shadowRoot;
        const count = () => root.querySelectorAll('[part=answer]').length;
        for (const p of payloads) {
          const before = count();
          e.ask(p);
          while (count() === before) await new Promise((r) => setTimeout(r, 2));
          if (before > 60) e.reset();
        } }""",
        PAYLOADS,
    )
    assert w.page.evaluate("window.pwned") is None
    assert w.page.locator("reader-assistant .log :is(script, img, iframe, svg)").count() == 0


def test_nothing_in_the_corpus_runs(demo):
    """A reply whose every field holds markup: as if the site's own texts had been written so."""
    w = demo().open()
    left = list(PAYLOADS)

    def answer(route):
        p = left.pop()
        reply = Reply(
            Kind.ANSWER, Urgency.SOON,
            parts=(Phrase(p, "safety.soon.x"), Phrase(f"http://x/{p}", "x"), Quote(p, 0, 0, 1)),
            sources=(Citation(p, p, f"javascript:window.pwned=1//{p}", p, p, p),
                     Citation(p, p, f"https://x/{p}", p, p, p)),
            suggestions=(p,),
        )  # fmt: skip
        route.fulfill(content_type="application/json", body=json.dumps(reply.to_dict()))

    w.page.route("**/api/reply", answer)
    w.page.evaluate(
        """async (n) => {
        const e = document.querySelector('reader-assistant'), root = e.shadowRoot;
        const count = () => root.querySelectorAll('[part=answer]').length;
        for (let i = 0; i < n; i++) {
          const before = count();
          e.ask('hello');
          while (count() === before) await new Promise((r) => setTimeout(r, 2));
          for (const b of root.querySelectorAll('.msg a:not([href^=http], [href^=tel])')) b.click();
          if (before > 60) e.reset();
        } }""",
        len(PAYLOADS),
    )
    assert left == []
    assert w.page.evaluate("window.pwned") is None
    assert w.page.locator("reader-assistant .log :is(script, img, iframe, svg)").count() == 0
    hrefs = w.page.locator("reader-assistant .log a").evaluate_all("es => es.map(e => e.href)")
    assert hrefs
    assert all(h.startswith(("http://", "https://", "tel:")) for h in hrefs)


def without_a_card(w, texts):
    """The messages whose answer the widget doesn't show as urgent: heading, words, numbers."""
    return w.page.evaluate(
        """async (texts) => {
        const e = document.querySelector('reader-assistant'), root = e.shadowRoot, missed = [];
        for (const t of texts) {
          e.reset();
          e.ask(t);
          while (!root.querySelector('[part=answer]')) await new Promise((r) => setTimeout(r, 1));
          const card = root.querySelector('[part=urgent][role=alert]');
          if (!card?.querySelector('h3')?.textContent.startsWith('URGENT')
              || !card.querySelector('p') || !card.querySelector('a[href^="tel:"]')
              || root.querySelector('.log blockquote, .log [part=suggestion]')) missed.push(t);
        } return missed; }""",
        texts,
    )


def test_every_sentence_of_the_rules_shows_the_urgent_card(demo, rules):
    tiers = (Urgency.EMERGENCY, Urgency.SAME_DAY)
    sentences = [f for r in rules.rules if r.urgency in tiers for f in r.fires]
    assert sentences
    assert without_a_card(demo().open(), sentences) == []


def test_labelled_messages_show_the_urgent_card(demo, bot):
    """A sample; that no route loses one of them is tested with all."""
    texts = [t for t in labelled_urgent()[::12] if bot.reply(t).kind == Kind.URGENT]
    assert len(texts) > 200
    assert without_a_card(demo().open(), texts) == []


def test_a_conversation_is_gone_after_a_reload_unless_the_owner_keeps_it(blogged):
    w = blogged().open()
    w.ask("hello")
    assert w.page.evaluate("sessionStorage.length + localStorage.length") == 0
    w.page.reload()
    expect(w.open().answers).to_have_count(0)
    kept = blogged("<reader-assistant remember></reader-assistant>").open()
    kept.ask(FLAG)
    kept.page.reload()
    expect(kept.open().answers).to_have_count(1)
    expect(kept.page.get_by_role("alert", name="URGENT: get help now")).to_be_visible()
    assert kept.page.evaluate("localStorage.length") == 0


def test_words_and_colours_are_the_owners(blogged):
    tag = (
        '<reader-assistant inline country="nz" text-title="Frag die Seite" text-send="Senden" '
        'text-label="Deine Frage"></reader-assistant>'
    )
    w = blogged(tag)
    w.field = w.page.get_by_label("Deine Frage")
    expect(w.page.get_by_role("button", name="Senden")).to_be_visible()
    expect(w.page.get_by_role("region", name="Frag die Seite")).to_be_visible()
    expect(w.page.get_by_role("button", name="Ask a question")).to_have_count(0)
    expect(w.ask(FLAG)).to_contain_text("In New Zealand call 111")
    w.page.evaluate(
        "document.querySelector('reader-assistant').style.setProperty('--ra-accent', '#7a0099')"
    )
    button = w.page.locator("reader-assistant [part=send]")
    assert button.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(122, 0, 153)"


def test_on_a_right_to_left_page_it_stands_on_the_other_side(blogged):
    w = blogged(html='dir="rtl"').open()
    w.ask("What is sciatica?")
    box = w.page.locator("reader-assistant [part=panel]").bounding_box()
    assert box["x"] < 100
    quote = w.page.locator("reader-assistant blockquote").first
    assert quote.evaluate("e => getComputedStyle(e).direction") == "ltr"  # English stays English
    w.picture("right-to-left")


def style(w, part, name):
    return w.page.locator(f"reader-assistant [part={part}]").first.evaluate(
        "(e, name) => getComputedStyle(e)[name]", name
    )


@pytest.mark.parametrize(("motion", "animation"), [("reduce", "none"), ("no-preference", "in")])
def test_nothing_moves_where_the_reader_wants_no_motion(blogged, motion, animation):
    w = blogged(reduced_motion=motion).open()
    w.ask("hello")
    assert style(w, "answer", "animationName") == animation


def test_lines_are_as_dark_as_text_where_more_contrast_is_wanted(blogged):
    w = blogged(contrast="more").open()
    assert style(w, "field", "borderTopColor") == style(w, "field", "color")


def test_the_owner_can_fix_the_theme_and_style_parts(tab, blog, server):
    tag = (
        "<style>reader-assistant::part(send) { text-transform: uppercase }</style>"
        '<reader-assistant inline theme="light"></reader-assistant>'
        '<reader-assistant inline theme="dark"></reader-assistant>'
    )
    page = tab(blog.put("/themed", page_with(server, tag)), color_scheme="dark")
    panels = page.locator("reader-assistant [part=panel]")
    colours = panels.evaluate_all("es => es.map((e) => getComputedStyle(e).backgroundColor)")
    assert colours == ["rgb(255, 255, 255)", "rgb(21, 25, 27)"]
    assert style(Widget(page), "send", "textTransform") == "uppercase"
