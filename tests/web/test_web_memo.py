"""Kept replies are the same replies, are bounded, and hold nobody's words."""

from __future__ import annotations

from senders import FLAG, SENDERS

from assistant import Message
from assistant.surfaces.web.memo import SIZE, Made, Memo


def test_a_kept_reply_is_the_same_reply(client, bot):
    for country in ("GB", "IE", "GB", "IE"):
        asked = SENDERS["/api/reply"](FLAG) | {"country": country}
        assert client.post("/api/reply", json=asked).json() == bot.reply(FLAG, country).to_dict()


def test_only_short_first_messages_are_kept():
    memo = Memo()
    first = Message("reader", "hello")
    assert memo.name([first], None)
    assert memo.name([first, first], None) is None
    assert memo.name([Message("reader", "x" * 301)], None) is None
    assert memo.name([first], "GB") != memo.name([first], None)
    assert memo.name([first], None) != Memo().name([first], None)


def test_it_never_grows_beyond_its_size(bot):
    memo, reply = Memo(), bot.reply("hello")
    names = [memo.name([Message("reader", f"hello {n}")], None) for n in range(SIZE + 10)]
    for name in names:
        memo.put(name, Made(reply))
    assert memo.get(names[-1]).reply is reply
    assert len(memo._kept) == SIZE
