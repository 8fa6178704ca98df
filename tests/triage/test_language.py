"""Which language a message is in: the look at its words ahead of all must change no answer."""

import pytest

from assistant.triage import Rules
from assistant.triage.cases import read_cases
from assistant.triage.language import Languages
from assistant.triage.learn import FOLDER
from assistant.triage.words import parts

TABLES = Rules.load().to_tables()["function_words"]
LANGUAGES = Languages(TABLES)


def by_sentence(text):
    whole = LANGUAGES.of(text)
    sentences = parts(text)
    if whole != "en" or len(sentences) < 2:
        return whole
    return next((x for x in map(LANGUAGES.of, sentences) if x != "en"), "en")


def test_the_first_look_changes_no_answer():
    for case in read_cases(FOLDER)[::5]:
        assert LANGUAGES.within(case.text) == by_sentence(case.text)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I ran a mile. Ich habe keine Kraft in den Beinen und es ist taub.", "de"),
        ("Mi pierna no siente nada y me duele", "es"),
        ("i've come from the hill, am fine", "en"),
        ("Нога онемела", "ru"),
        ("", "en"),
    ],
)
def test_the_language_of_a_text_or_of_a_sentence_in_it(text, language):
    assert LANGUAGES.within(text) == by_sentence(text) == language
