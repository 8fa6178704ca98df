"""How a conversation is read: what a turn leans on, corrections, switches, several questions."""

from __future__ import annotations

import pytest

from assistant.domain import Conversation, Message
from assistant.errors import InputError
from assistant.lexicon import Lexicon
from assistant.question import MAX_TURNS, leans, read
from assistant.question.commands import choice, command

LEXICON = Lexicon({"hammy": "hamstring"})


def reading(*turns):
    """The question that a reader's turns come to."""
    messages = []
    for turn in turns:
        messages += [Message("reader", turn), Message("assistant", "I see.")]
    return read(Conversation(tuple(messages[:-1])), LEXICON)


def best(question):
    return max(question.views, key=lambda v: v[1])[0]


@pytest.mark.parametrize(
    ("text", "leaning"),
    [
        ("and the calf?", True),
        ("how often?", True),
        ("but is that normal for runners", True),
        ("does he still get it", True),
        ("where do runners usually feel pain from the sciatic nerve", False),
        ("which levels of the author's lower back had worn discs", False),
    ],
)
def test_turns_that_lean_on_the_one_before(text, leaning):
    assert leans(text) is leaning


def test_a_leaning_turn_carries_the_turn_before():
    q = reading("is nerve flossing for hammy pain any good", "how often?")
    carried = [text for text, _ in q.carry]
    assert "is nerve flossing for hamstring pain any good" in carried
    assert any(text.endswith("how often") for text in carried), "both turns as one text too"


def test_another_thing_leans_only_lightly():
    light = sum(w for _, w in reading("does a long ride set it off", "and running?").carry)
    heavy = sum(w for _, w in reading("does a long ride set it off", "and for how long?").carry)
    assert 0 < light < heavy / 2


def test_leaning_turns_go_back_to_one_that_stands_by_itself():
    first = "where do runners usually feel pain from the sciatic nerve"
    q = reading("hello you", first, "and the calf?", "why there")
    carried = [text for text, _ in q.carry]
    assert first in carried
    assert "hello you" not in carried


def test_a_turn_that_stands_by_itself_is_read_alone():
    q = reading("is it common", "which levels of the author's lower back had worn discs")
    assert not q.carry
    assert best(q).startswith("which levels")
    assert sum(w for _, w in q.views) == pytest.approx(1)


@pytest.mark.parametrize(
    ("before", "now", "means"),
    [
        ("pain in the back of the thigh", "no i meant front not back", "front"),
        ("does the left leg matter", "sorry, i meant the right", "right"),
        ("does a long ride set it off", "i asked about cycling", "cycling"),
        ("can i run", "i just asked where the video is", "where the video is"),
        ("can i run", "i asked you a question", "i asked you a question"),
        ("high hamstring pain", "i mean what can i do at home for it", "what can i do at home for"),
    ],
)
def test_corrections(before, now, means):
    read_as = best(reading(before, now))
    assert means in read_as
    assert "meant" not in read_as
    assert "back" not in read_as.split() or means != "front"


@pytest.mark.parametrize(
    ("before", "now", "means"),
    [
        ("how do i do it", "the flossing", "how do i do the flossing"),
        ("is it any good", "the nerve thing I mean", "is the nerve thing any good"),
        ("where is it", "the film", "where is the film"),
    ],
)
def test_a_bare_thing_completes_the_question_before(before, now, means):
    assert best(reading(before, now)) == means


def test_a_dropped_subject_is_not_carried():
    q = reading("is cycling bad for it", "ok forget the bike. swimming?")
    assert best(q) == "swimming"
    assert not q.carry


def test_an_aside_gives_way_to_the_sentence_that_asks():
    q = reading("ok grumpy day. what does neural tension feel like in runners")
    assert "what does neural tension feel like in runners" in [v for v, _ in q.views]


def test_thanks_give_way_to_the_question_behind_them():
    assert best(reading("where is the video", "thanks, but how do i start")) == "how do i start"
    assert best(reading("where is the video", "thanks a lot")) == "thanks a lot"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Where is the video? And is the download free?", 2),
        ("1. which discs was it 2. does he still run", 2),
        ("where do I find the exercises and do I need a physio first", 2),
        ("is it the hamstring and the calf", 0),
        ("I run and cycle and my leg hurts", 0),
        ("did running do it or would I have got it anyway", 0),
        ("Where is the video?", 0),
    ],
)
def test_separate_questions(text, count):
    assert len(reading(text).asks) == count


def test_the_second_question_can_be_asked_again():
    q = reading("where is the video? and what did the research find?", "and the second bit?")
    assert "research" in best(q)
    assert q.choice == 0


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("why?", "why"), ("Source?", "source"), ("says who", "source"), ("are you sure?", "source"),
        ("say that again please", "repeat"), ("pardon?", "repeat"), ("more please", "more"),
        ("and then?", "more"), ("start over", "restart"), ("none of these", "none"),
        ("why does it hurt", ""), ("more pain today", ""), ("", ""), ("again my leg hurts", ""),
    ],
)  # fmt: skip
def test_commands(text, name):
    assert command(text) == name


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2", 2), ("the second one", 2), ("option 3 please", 3), ("first", 1), ("the last", -1),
        ("I'll take the first", 1), ("two of them hurt", 0), ("12", 0), ("", 0),
    ],
)  # fmt: skip
def test_choices(text, number):
    assert choice(text) == number


def test_start_over_forgets_what_was_said():
    q = reading("my discs are worn", "start over", "how long?")
    assert q.turns == ("how long?",)
    assert not q.carry


def test_all_that_the_assistant_said_is_heard():
    assert reading("hello", "more").heard == "I see."


def test_conversations_that_cannot_be_read():
    with pytest.raises(InputError, match="no message"):
        read(Conversation((Message("assistant", "hello"),)), LEXICON)
    with pytest.raises(InputError, match="at most"):
        read(Conversation((Message("reader", "x"),) * (MAX_TURNS + 1)), LEXICON)


@pytest.mark.parametrize(
    ("turns", "means"),
    [
        (["what did the second commenter do", "did he get better"],
         "did the second commenter get better"),
        (["did the first reader improve", "how long did it take"],
         "how long did it take for the first reader"),
        (["what do the comments say", "and the second one"], "what did the second commenter say"),
        (["did the first commenter improve", "sorry i mean the other one", "what did they try"],
         "what did the second commenter try"),
        (["what did the author play", "did he get better"], "did he get better"),
    ],
)  # fmt: skip
def test_he_and_they_are_the_reader_who_was_named(turns, means):
    assert best(reading(*turns)) == means


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("hi, got a sore back", "got a sore back"),
        ("good morning. sore bum", "sore bum"),
        ("hi there, how are you", "hi there, how are you"),
        ("hello", "hello"),
    ],
)
def test_a_greeting_before_a_matter_is_set_aside(text, read_as):
    assert best(reading(text)) == LEXICON.apply(read_as)


def test_a_pointing_question_of_a_story_is_read_with_what_was_told_before_it():
    story = (
        "This is my fourth pulled hamstring in a year and always on long slow runs, after twenty "
        "minutes or so. I suspect that it isn't the hamstring. Do you come across this?"
    )
    texts = [text for text, _ in reading(story).views]
    assert any("isnt the hamstring do you come" in t.replace("'", "") for t in texts)
    assert sum(w for _, w in reading(story).views) == pytest.approx(1)
    asked = reading("I saw a box on strength. How do I get hold of it? Is a scan needed?").asks
    assert "box" in asked[0]
    assert "box" not in asked[1]


@pytest.mark.parametrize(
    ("now", "means"),
    [
        ("that's not what I asked. I asked if it is any good", "if it is any good"),
        ("you didn't answer the question, is it proven", "is it proven"),
        ("thats not what i asked", "thats not what i asked"),
    ],
)
def test_what_is_asked_again_is_read_without_the_reproach(now, means):
    assert best(reading("what did the review of the studies find", now)) == means


def test_a_reader_named_only_by_their_pain_is_known_by_that_turn():
    asked = reading("someone in the comments had pain that stops at the knee", "what did he do")
    assert "someone in the comments do" in best(asked)
    assert "stops at the knee" in best(asked)


def test_the_mid_back_is_no_opposite_of_the_front():
    asked = reading("pain at the front of the thigh", "ok and mid back?")
    assert "thigh" not in best(asked)


@pytest.mark.parametrize("now", ["in plain English please", "ok in normal words", "in English?"])
def test_a_wish_for_plain_words_asks_the_same_again(now):
    assert best(reading("what is neural mobilisation", now)) == "what is neural mobilisation"


def test_bare_guesses_are_one_question():
    assert reading("how long does it last", "weeks? months?").asks == ()
