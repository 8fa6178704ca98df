"""What readers get, end to end, on the default site."""

from __future__ import annotations

import pytest

from assistant import Kind, Message
from assistant.domain import Phrase, Quote


def talk(bot, *texts, country="GB"):
    """Hold a conversation; the last reply."""
    turns = []
    for text in texts:
        turns.append(Message("reader", text))
        reply = bot.reply(turns, country)
        turns.append(Message("assistant", reply.text))
    return reply


def quoted(reply):
    return " ".join(p.text for p in reply.parts if isinstance(p, Quote))


def test_which_exercises_for_high_hamstring_pain(bot):
    """The article's words, that its exercises stand only in the video, another reader, a physio."""
    reply = bot.reply("Which exercises should I do for my high hamstring pain?")
    assert reply.topic == "high_hamstring"
    said = quoted(reply)
    assert "hamstring strain" in said
    assert "Here’s a video" in said
    assert "gently to begin with" in said
    assert "physio" in reply.text.lower()
    assert {s.kind for s in reply.sources} >= {"article"}


def test_piriformis_is_one_readers_experience(bot):
    reply = bot.reply(
        "My pain stops at the knee and I was told it's piriformis syndrome. Same for anyone?"
    )
    labels = [
        a.text for a, b in zip(reply.parts, reply.parts[1:], strict=False)
        if isinstance(a, Phrase) and isinstance(b, Quote)
        and reply.sources[b.source].kind == "comment"
    ]  # fmt: skip
    assert labels
    assert all("reader" in x for x in labels)
    assert "you have piriformis" not in reply.text.lower()


def test_two_questions_are_both_answered(bot):
    reply = bot.reply("Where is the video? And what did the research find?")
    assert "Here’s a video" in quoted(reply)
    assert "these studies" in quoted(reply) or "systematic review" in quoted(reply)


@pytest.mark.parametrize(
    ("turns", "words"),
    [
        (["does neural mobilization work?", "says who?"], "Ellis and Hing"),
        (["where do runners feel nerve pain?", "and the calf?"], "calf"),
        (["I have pain in the back of my thigh, is it a nerve?", "no, the front"], "femoral nerve"),
        (["can I start the exercises?", "how often?"], "gently"),
    ],
)
def test_follow_ups_are_read_with_what_came_before(bot, turns, words):
    assert words in quoted(talk(bot, *turns))


def test_source_why_repeat_more_and_restart(bot):
    first = "what did the review conclude about neural mobilization?"
    assert quoted(talk(bot, first, "source?"))
    assert "I read your question as" in talk(bot, first, "why?").text
    assert quoted(talk(bot, first, "repeat")) == quoted(bot.reply(first, "GB"))
    more = talk(bot, first, "more")
    assert not set(quoted(more).split(". ")) & {quoted(bot.reply(first))}
    assert talk(bot, first, "start over").kind == Kind.CHAT


def test_a_number_picks_a_suggestion(bot):
    first = bot.reply("What is sciatica?")
    assert first.suggestions
    picked = talk(bot, "What is sciatica?", "1")
    assert picked.topic == bot.reply(first.suggestions[0]).topic


def test_the_same_wording_is_not_said_twice_in_a_row(bot):
    a = talk(bot, "which saddle should I buy for sciatica?")
    b = talk(bot, "which saddle should I buy for sciatica?", "how long is the video?")
    shared = {p.text for p in a.parts if isinstance(p, Phrase)} & {
        p.text for p in b.parts if isinstance(p, Phrase) and not p.id.startswith("safety.")
    }
    assert not {t for t in shared if t.startswith(("The article doesn't answer", "A physio who"))}


def test_no_source_no_guess(bot):
    reply = bot.reply("How many grams of protein does a hedgehog need?")
    assert reply.kind in (Kind.UNSURE, Kind.CHAT)
    assert not [s for s in reply.sources if s.kind == "comment"]


def test_the_default_site_answers_in_a_phone_screen(bot, sources):
    """At most five quotes, whatever is asked."""
    for entry in sources.intents[::7]:
        reply = bot.reply(entry.intent.examples[0])
        assert len([p for p in reply.parts if isinstance(p, Quote)]) <= 5
