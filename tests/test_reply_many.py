"""Replies in bulk are the replies one by one, byte for byte, errors in their turn."""

import json
import random
from dataclasses import asdict
from itertools import islice

import pytest

from assistant import Assistant, Conversation, Message
from assistant.engine import TOGETHER, TOGETHER_CHARS
from assistant.errors import InputError
from assistant.site.build import load_sources


@pytest.fixture(scope="module")
def bot():
    return Assistant.open()


@pytest.fixture(scope="module")
def conversations(bot):
    draw = random.Random(5)
    texts = [x for e in load_sources(bot.folder).intents for x in e.intent.examples]
    slips = [f"{t[:7]}{draw.choice('abcdefgh')}{t[8:]}" for t in draw.sample(texts, 60)]
    stories = [". ".join(draw.sample(texts, 12)) + "?" for _ in range(20)]
    odd = ["", "?!", "1", "why?", "source?", "🙏", "καλημέρα", "asdf qwer", "pain " * 600]
    single = [*draw.sample(texts, 200), *slips, *stories, *odd]
    talks = [
        Conversation(tuple(Message("reader", t) for t in draw.sample(single, 3)), "GB")
        for _ in range(40)
    ]
    mixed = [*single, *talks]
    draw.shuffle(mixed)
    return mixed


def written(reply):
    return json.dumps(asdict(reply), ensure_ascii=False)


def test_the_same_bytes_in_bulk(bot, conversations):
    many = [written(r) for r in bot.reply_many(conversations, "US")]
    assert many == [written(bot.reply(c, "US")) for c in conversations]
    # what stands beside a message makes no difference
    turned = [written(r) for r in bot.reply_many(conversations[::-1], "US")]
    assert turned[::-1] == many


def test_what_cannot_be_read_is_told_in_its_turn(bot):
    asked = ["Can I run?", "Where is the video?", "x" * 100_001, "Is it free?"]
    replies = bot.reply_many(asked)
    assert [written(next(replies)) for _ in range(2)] == [written(bot.reply(t)) for t in asked[:2]]
    with pytest.raises(InputError, match="100,001 characters"):
        next(replies)


def test_no_more_is_read_ahead_than_is_scored_together(bot):
    taken = []

    def endless():
        while True:
            taken.append(1)
            yield "Can I run?"

    assert len(list(islice(bot.reply_many(endless()), 3))) == 3
    assert len(taken) == TOGETHER


def test_of_long_messages_fewer_are_read_ahead(bot):
    taken = []

    def endless():
        while True:
            taken.append("My hip aches after a run. " * 3000)
            yield taken[-1]

    next(bot.reply_many(endless()))
    assert sum(map(len, taken)) < TOGETHER_CHARS + len(taken[-1])


def test_no_message_is_kept(bot):
    list(bot.reply_many(["Can I run with sciatica?"]))
    assert bot._site.scorer._ready == {}


def test_nothing_in_nothing_out(bot):
    assert list(bot.reply_many([])) == []
