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


def test_words_without_content_get_a_choice_that_a_number_answers(bot):
    reply = bot.reply("how do I do it")
    assert reply.kind == Kind.CLARIFY
    assert len(reply.suggestions) >= 2
    assert not quoted(reply), "law 5"
    picked = talk(bot, "how do I do it", "2")
    assert picked.topic == bot.reply(reply.suggestions[1]).topic
    assert talk(bot, "how do I do it", "none of these").kind == Kind.CHAT


@pytest.mark.parametrize(
    ("turns", "words"),
    [
        (["what did the review conclude?", "says who?"], "Ellis and Hing"),
        (["where is the video?", "says who?"], "Here’s a video"),
        (["where is the video? and what did the research find?", "and the second bit?"], "studies"),
        (["is it the back of the thigh?", "thanks, but where is the video?"], "Here’s a video"),
        (["my hamstring is always tight", "and if it only niggles?"], "running in pain"),
        (["cycling sets mine off", "ok forget the bike. where is the video?"], "Here’s a video"),
    ],
)
def test_more_follow_ups(bot, turns, words):
    assert words in quoted(talk(bot, *turns))


def test_an_unsure_reply_about_a_body_holds_the_articles_own_plea(bot):
    reply = bot.reply("how long should I hold each nerve stretch")
    assert reply.kind == Kind.UNSURE
    assert "PLEASE go and see a Physio" in quoted(reply)


def test_an_aside_in_a_talk_about_pain_comes_back_to_it(bot):
    reply = talk(bot, "can I run with this pain in my leg?", "that's not an answer")
    assert reply.topic == "complaint"
    assert "PLEASE go and see a Physio" in quoted(reply)
    assert any(p.id.startswith("safety.") for p in reply.parts if isinstance(p, Phrase))
    assert not quoted(talk(bot, "hello", "that's not an answer"))


def test_the_same_answer_again_is_short(bot):
    turns = ["how often should I do the exercises?", "ok but how often exactly?"]
    first, second = bot.reply(turns[0]), talk(bot, *turns)
    assert quoted(second)
    assert len(second.text) < len(first.text)
    assert any(p.id.startswith("safety.") for p in second.parts if isinstance(p, Phrase))


def test_more_never_shows_what_was_shown(bot):
    turns, shown = ["what did the review conclude about neural mobilization?"], set()
    for _ in range(4):
        reply = talk(bot, *turns)
        texts = {p.text for p in reply.parts if isinstance(p, Quote)}
        if "gently to begin with" not in " ".join(texts):  # the caution goes with any exercise
            assert not texts & shown
        shown |= texts
        turns.append("more")


def test_two_readers_are_each_labelled(bot):
    reply = bot.reply("Did the readers who wrote see a physio?")
    said = [
        a.text for a, b in zip(reply.parts, reply.parts[1:], strict=False)
        if isinstance(a, Phrase) and isinstance(b, Quote)
        and reply.sources[b.source].kind == "comment"
    ]  # fmt: skip
    assert len(said) == 2
    assert len(set(said)) == len(said)


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


@pytest.mark.parametrize("asked", ["why?", "source?"])
def test_a_repeated_quote_about_a_body_points_to_a_physio_too(bot, asked):
    """Law 4: the places of sciatic pain are quoted, and the quotation names no physio."""
    reply = talk(bot, "where does sciatic pain go", asked)
    assert reply.topic == "distribution"
    assert "physio" in reply.text.lower()
