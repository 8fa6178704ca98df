"""The widget in a real Chromium, on the demo page, as readers meet it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.slow

QUESTION = "How do I tell a hamstring strain from sciatica?"
FLAG = "my crotch is numb since my back went"


def test_first_contact_says_what_it_is(demo):
    w = demo().open()
    expect(w.log).to_contain_text("not a person and not a clinician")
    expect(w.field).to_be_focused()
    assert w.page.get_by_role("group", name="For example:").get_by_role("button").count() >= 2
    w.picture("first-contact")


def test_an_answer_has_its_quotes_set_apart_and_its_sources(demo):
    w = demo().open()
    answer = w.ask(QUESTION)
    assert answer.locator("blockquote").count() >= 1
    expect(answer.get_by_role("heading", name="Where this comes from")).to_be_visible()
    link = answer.locator("[part=sources] a").first
    assert "#:~:text=" in link.get_attribute("href")
    assert "noopener" in link.get_attribute("rel")
    expect(w.field).to_be_focused()
    w.picture("answer")


def test_a_source_opens_at_the_quoted_words(demo, server):
    """The article's own page is played by the demo page, which holds the same words."""
    w = demo().open()
    page = w.page.context.request.get(server).text()
    tall = page.replace("<article>", '<article><div id="gap"></div>')
    style = "#gap { height: 3000px } .x { color: red }"
    head = f"<style>{style}</style></head>"
    html = tall.replace("</head>", head).replace("<reader-assistant>", "").replace("<script", "<x")
    w.page.context.route("https://**", lambda r: r.fulfill(content_type="text/html", body=html))
    answer = w.ask("What does the article say about the sciatic nerve in runners?")
    quote = answer.locator("blockquote").first
    words = quote.inner_text().strip("“” []0123456789\n")[:60].split("”")[0]
    with w.page.context.expect_page() as opened:
        quote.locator("a").click()
    article = opened.value
    article.wait_for_load_state()
    article.wait_for_function("window.scrollY > 1000")
    found = article.get_by_text(words[:40]).first.bounding_box()
    assert 0 <= found["y"] <= article.viewport_size["height"]


def test_a_suggestion_is_one_press(demo):
    w = demo().open()
    first = w.page.get_by_role("group", name="For example:").get_by_role("button").first
    title = first.inner_text()
    first.click()
    expect(w.answers).to_have_count(1)
    expect(w.page.locator("reader-assistant [part=question]")).to_contain_text(title)
    assert w.page.get_by_role("group", name="For example:").count() == 0


def test_a_red_flag_is_unmistakable(demo):
    w = demo(locale="en-IE").open()
    w.ask(FLAG)
    card = w.page.get_by_role("alert", name="URGENT: get help now")
    expect(card).to_be_focused()
    expect(card.get_by_role("heading", name="URGENT: get help now")).to_be_visible()
    numbers = [a.get_attribute("href") for a in card.get_by_role("link").all()]
    assert numbers[:2] == ["tel:112", "tel:999"]
    border = card.evaluate("e => getComputedStyle(e).borderTopColor")
    assert border == "rgb(176, 0, 32)"
    assert w.page.locator("reader-assistant blockquote").count() == 0
    w.picture("urgent")


def test_american_english_alone_says_nothing_of_where_the_reader_is(demo):
    w = demo(locale="en-US").open()
    card = w.ask(FLAG)
    for number in ("999", "112", "911", "000"):
        expect(card).to_contain_text(number)


def test_it_works_with_the_keyboard_alone(demo):
    w = demo()
    keys = w.page.keyboard
    for _ in range(10):
        keys.press("Tab")
        if w.page.evaluate("document.activeElement.tagName") == "READER-ASSISTANT":
            break
    launcher = w.page.get_by_role("button", name="Ask a question")
    expect(launcher).to_be_focused()
    keys.press("Enter")
    expect(w.field).to_be_focused()
    keys.type("What is sciatica?")
    keys.press("Shift+Enter")
    keys.type("I run.")
    keys.press("Enter")
    expect(w.answers).to_have_count(1)
    expect(w.page.locator("reader-assistant [part=question]")).to_contain_text(
        "What is sciatica?\nI run."
    )
    reached = set()
    for _ in range(25):
        keys.press("Shift+Tab")
        reached.add(
            w.page.evaluate(
                "document.activeElement.shadowRoot?.activeElement?.getAttribute('part')"
            )
        )
    assert {"log", "again", "close"} <= reached
    w.field.focus()
    keys.press("Escape")
    expect(launcher).to_be_focused()
    expect(w.page.get_by_role("dialog")).to_have_count(0)
    assert launcher.get_attribute("aria-expanded") == "false"


@pytest.mark.parametrize("zoom", [1, 2])
def test_it_fits_320_pixels(demo, zoom):
    w = demo(viewport={"width": 320, "height": 568})
    w.page.evaluate(f"document.documentElement.style.fontSize = '{16 * zoom}px'")
    w.open()
    w.ask(QUESTION)
    w.ask("x" * 300)
    w.ask(FLAG)
    wide = w.page.evaluate(
        """() => { const r = document.querySelector('reader-assistant').shadowRoot;
        const box = r.querySelector('.panel').getBoundingClientRect();
        const log = r.querySelector('.log');
        return [document.documentElement.scrollWidth <= 320, box.left >= 0, box.right <= 320,
                log.scrollWidth <= log.clientWidth + 1, log.clientHeight >= 60]; }"""
    )
    assert all(wide), wide
    w.picture(f"narrow-{zoom}")


def test_it_is_dark_where_the_reader_wants_it_dark(demo):
    w = demo(color_scheme="dark").open()
    w.ask(QUESTION)
    back = w.page.locator("reader-assistant [part=panel]").evaluate(
        "e => getComputedStyle(e).backgroundColor"
    )
    assert back == "rgb(21, 25, 27)"
    w.picture("dark")


def test_ten_thousand_characters_can_be_pasted(demo):
    w = demo().open()
    text = ("I run and my calf tingles. " * 400)[:9_900] + " " + FLAG
    w.ask(text)
    expect(w.page.get_by_role("alert", name="URGENT: get help now")).to_be_visible()


def test_what_is_too_long_is_told_before_it_is_sent(demo):
    w = demo().open()
    w.field.fill("x" * 20_001)
    w.field.press("Enter")
    expect(w.page.locator("reader-assistant [part=fault]")).to_contain_text("too long")
    expect(w.page.locator("reader-assistant [part=fault]")).to_contain_text("999")
    assert len(w.field.input_value()) == 20_001


def test_starting_again_forgets(demo):
    w = demo().open()
    w.ask(FLAG)
    w.page.get_by_role("button", name="Start again").click()
    expect(w.answers).to_have_count(0)
    answer = w.ask("What is sciatica?")
    expect(answer).not_to_contain_text("URGENT")


def test_a_flag_stands_through_the_conversation(demo):
    w = demo().open()
    w.ask(FLAG)
    w.ask("which exercises should I do?")
    expect(w.page.get_by_role("alert", name="URGENT: get help now")).to_have_count(2)


def test_two_questions_at_once_are_sent_one_by_one(demo):
    w = demo().open()
    w.page.evaluate(
        "const e = document.querySelector('reader-assistant'); e.ask('hello'); e.ask('hello')"
    )
    expect(w.answers).to_have_count(1)
    expect(w.page.locator("reader-assistant [part=question]")).to_have_count(1)


@pytest.mark.parametrize(
    ("name", "text"),
    [("widget", "Can sciatica be mistaken for a hamstring strain?"), ("urgent", FLAG)],
)
def test_the_readmes_pictures(demo, name, text):
    """Taken anew by each run; `cp` them from build/screenshots to docs/images where they differ."""
    w = demo(viewport={"width": 1120, "height": 660}, device_scale_factor=1.5)
    expect(w.open().ask(text)).to_be_visible()
    w.page.mouse.move(0, 0)
    clip = {"x": 688, "y": 0, "width": 432, "height": 660}
    w.picture(f"readme-{name}", clip=clip)
