"""Edits are answered from at once; a broken edit keeps the last good site."""

from __future__ import annotations

import pytest

from assistant import Assistant
from assistant.reload import watcher
from assistant.starter import write_starter


@pytest.fixture
def bot(tmp_path):
    write_starter(tmp_path / "site")
    return Assistant.open(tmp_path / "site")


def edit(bot, name, old, new):
    path = bot.folder / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_nothing_changed_tells_nothing(bot):
    assert watcher(bot)() == (bot, "")


def test_an_edit_is_answered_from(bot):
    refresh = watcher(bot)
    edit(bot, "corpus/articles/running-up-hills.md", "shorter steps", "tiny steps")
    new, news = refresh()
    assert new is not bot
    assert "answering from the new ones" in news
    assert "tiny steps" in new.reply("How should I run up a hill?").text
    assert refresh() == (new, "")


def test_a_broken_edit_keeps_the_last_good_site(bot):
    refresh = watcher(bot)
    edit(bot, "intents/hills.yaml", "covered: no", "coverd: no")
    same, news = refresh()
    assert same is bot
    assert "hills.yaml:" in news
    assert "did you mean 'covered'" in news
    assert "shorter steps" in same.reply("How should I run up a hill?").text
    edit(bot, "intents/hills.yaml", "coverd: no", "covered: no")
    assert "new ones" in refresh()[1]
