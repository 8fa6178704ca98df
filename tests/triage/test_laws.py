"""Laws 2 and 3 as properties: harmless text never lowers urgency; hostile text costs no time."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain import Urgency
from assistant.text import MAX_CHARS
from assistant.triage import Rules

RULES = Rules.load()
RULES.scorer = None  # the rules alone; the learned judge has its own tests
FLAGGED = [s for rule in RULES.rules if rule.urgency is not Urgency.SOON for s in rule.fires]
HARMLESS = [
    "Hello there.",
    "Thanks for the lovely blog!",
    "I ran 10 km on Sunday in the rain.",
    "Which shoes do you wear?",
    "My dog says hi.",
    "The article was a good read.",
    "Have you written anything on swimming?",
    "Just give me the exercises.",
    "It is sunny here in Leeds.",
]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(FLAGGED), st.sampled_from(HARMLESS), st.booleans())
def test_harmless_text_before_or_after_never_lowers_urgency(flag, other, first):
    text = f"{other} {flag}." if first else f"{flag}. {other}"
    assert RULES.check([text]).urgency.rank >= RULES.check([flag]).urgency.rank


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(FLAGGED), st.sampled_from([str.upper, str.title, str.lower]))
def test_capitals_never_lower_urgency(flag, change):
    assert RULES.check([change(flag)]).urgency.rank >= RULES.check([flag.lower()]).urgency.rank


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(FLAGGED), st.sampled_from(HARMLESS), st.data())
def test_a_typo_outside_the_flag_never_lowers_urgency(flag, other, data):
    at = data.draw(st.integers(0, len(other) - 1))
    typo = other[:at] + data.draw(st.sampled_from("aeinrst")) + other[at:]
    text = f"{flag}. {typo}"
    assert RULES.check([text]).urgency.rank >= RULES.check([flag]).urgency.rank


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(FLAGGED), st.sampled_from(HARMLESS))
def test_turns_before_and_after_never_lower_urgency(flag, other):
    alone = RULES.check([flag]).urgency.rank
    assert RULES.check([other, flag]).urgency.rank >= alone
    assert RULES.check([flag, other]).urgency.rank >= alone


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_read(text):
    RULES.check([text])


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(FLAGGED))
def test_a_flagged_conversation_shows_no_exercises(flag):
    assert RULES.check([flag, "which exercise first?"]).no_exercises


@pytest.mark.parametrize(
    "piece",
    [
        "can't feel ",
        "no no no numb ",
        "numb leg weak foot ",
        "a",
        "..!?",
        "if I ever ",
        "wont lift my ",
        "пах онемение ",
        "ach ",
        "numbb crochh ",
    ],
)
def test_time_is_linear_in_hostile_text(piece):
    small, large = piece * (MAX_CHARS // 10 // len(piece)), piece * (MAX_CHARS // len(piece))
    assert _cost(large) < 25 * _cost(small) + 0.05


def test_a_flag_in_the_middle_of_a_long_text_is_found():
    filler = "I ran round the park and had a nice coffee. " * 1000
    assert RULES.check([f"{filler} My crotch has gone numb. {filler}"]).urgency is Urgency.EMERGENCY


def _cost(text):
    costs = []
    for n in range(2):
        started = time.perf_counter()
        RULES.check([f"{text} {n}"])
        costs.append(time.perf_counter() - started)
    return min(costs)


def test_the_judge_never_silences_a_flag_for_harmless_words_around_it():
    judged = Rules.load()
    for flag in FLAGGED:
        if judged.check([flag]).urgency is Urgency.NONE:
            continue
        for other in HARMLESS:
            for text in (f"{other} {flag}.", f"{flag}. {other}"):
                assert judged.check([text]).urgency.rank >= Urgency.SAME_DAY.rank, text
