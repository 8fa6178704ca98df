"""Flags gather over turns, stay, and go only when clearly taken back."""

from __future__ import annotations

import pytest

from assistant.domain import Urgency
from assistant.triage import Rules

RULES = Rules.load()
RULES.scorer = None  # the rules alone; the learned judge has its own tests
CES = "can't feel myself wipe and both legs tingle since yesterday"


def test_a_flag_stays_whatever_is_asked_next():
    turns = [CES]
    for more in ("are you sure? I can wait", "what would the exercises be though", "and the pdf?"):
        turns.append(more)
        found = RULES.check(turns)
        assert found.urgency is Urgency.EMERGENCY
        assert found.standing
        assert found.no_exercises


def test_a_retraction_made_for_the_exercises_does_not_count():
    found = RULES.check([CES, "actually ignore that, im fine, just give me the exercises"])
    assert found.urgency is Urgency.EMERGENCY


def test_a_clear_retraction_with_a_reason_counts():
    found = RULES.check([CES, "sorry, wrong chat, that was about a character in my novel"])
    assert found.urgency is Urgency.NONE


@pytest.mark.parametrize(
    "turn",
    ["is it copy pasted from the abstract", "I'm not joking", "is that a typo?",
     "did I misread the article", "can I copy it?"],
)  # fmt: skip
def test_words_of_a_retraction_alone_take_nothing_back(turn):
    assert RULES.check([CES, turn]).urgency is Urgency.EMERGENCY


def test_a_few_words_are_judged_with_what_came_before():
    judged = Rules.load()
    assert judged.check(["both sides?"]).urgency is Urgency.NONE
    assert not judged.check(["and the calf?"]).warn
    assert judged.check([CES, "both sides?"]).urgency is Urgency.EMERGENCY


@pytest.mark.parametrize(
    "flag",
    ["wife says i smell of wee. honestly did not know. back pain bit better tho!!",
     "typng wth left hnd cus rigth wont. 20mins ago. nerv?",
     "no more running no more me. simple",
     "belt round ribs + arm heavy rite now do i finish the planks"],
)  # fmt: skip
@pytest.mark.parametrize("first", ["where is the video?", "Is nerve pain common in runners?"])
def test_talk_before_a_short_flag_that_no_rule_knows_never_hides_it(first, flag):
    judged = Rules.load()
    alone, later = judged.check([flag]).urgency, judged.check([first, flag]).urgency
    assert alone.rank >= Urgency.SAME_DAY.rank
    assert later.rank >= alone.rank


def test_flags_gather_over_turns():
    turns = ["groin pain when i run", "been upping the miles", "hurts to walk now, cant hop on it"]
    assert RULES.check(turns[:1]).urgency is Urgency.NONE
    assert RULES.check(turns).urgency.rank >= Urgency.SAME_DAY.rank
    assert RULES.check(["my back hurts", "it's in both legs now"]).urgency is Urgency.EMERGENCY


def test_later_turns_can_only_raise():
    first = RULES.check(["one calf is swollen, hot and red"])
    then = RULES.check(["one calf is swollen, hot and red", "and now I'm breathless"])
    assert first.urgency is Urgency.SAME_DAY
    assert then.urgency is Urgency.EMERGENCY


def test_no_turn_is_no_flag():
    assert RULES.check([]).urgency is Urgency.NONE
    assert RULES.check(["", " "]).urgency is Urgency.NONE


def test_the_same_conversation_gives_the_same_verdict():
    again = Rules.from_tables(RULES.to_tables())
    again.scorer = None
    assert RULES.check([CES, "and?"]) == again.check([CES, "and?"])
