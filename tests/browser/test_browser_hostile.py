"""A site whose own texts are markup, compiled and served: title, article, quotes, suggestions."""

from __future__ import annotations

from pathlib import Path

import pytest
from driving import Widget
from playwright.sync_api import expect
from serving import serving

from assistant.starter import write_starter

pytestmark = pytest.mark.slow

MARKUP = "<img src=x onerror=window.pwned=1><script>window.pwned=1</script>"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile") / "site"
    write_starter(folder)

    def put(name, *pairs):
        path = Path(folder, name)
        text = path.read_text("utf-8")
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new)
        path.write_text(text, "utf-8")

    put("corpus/site.yaml", ("title: My running site", f"title: 'A site {MARKUP}'"))
    put(
        "corpus/articles/running-up-hills.md",
        ("title: Running up hills", f"title: 'Running up hills {MARKUP}'"),
        ("On a climb I take", f"On a {MARKUP} climb I take"),
        ("## Going up", f"## Going up {MARKUP}"),
    )
    put(
        "intents/hills.yaml",
        (
            "title: How should I run up a hill?      #",
            f"title: 'How should I run up a hill {MARKUP}?' #",
        ),
    )
    with serving("--site", str(folder)) as (address, _):
        yield address


def test_markup_in_a_sites_own_texts_never_runs(tab, hostile):
    w = Widget(tab(hostile))
    expect(w.page.locator("h1")).to_contain_text(MARKUP)
    expect(w.page.locator("header")).to_contain_text(MARKUP)
    w.open()
    starter = w.page.get_by_role("group", name="For example:").get_by_role("button").first
    expect(starter).to_contain_text("<img")
    answer = w.ask("should I take shorter steps going up")
    expect(answer.locator("blockquote").first).to_contain_text(MARKUP)
    expect(answer.locator("[part=sources]")).to_contain_text(MARKUP)
    w.ask("is walking on a hill cheating")
    assert w.page.evaluate("window.pwned") is None
    assert w.page.locator("img, script:not([src='widget.js'])").count() == 0
