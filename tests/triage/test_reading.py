"""What serving looks up is what learning defines, and the loudest stretch is the loudest."""

import random
import string

import pytest
from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from assistant.triage import Rules
from assistant.triage.cases import read_cases
from assistant.triage.grams import letter_grams, pair_grams, stretches, word_grams, words_of
from assistant.triage.learn import FOLDER
from assistant.triage.letters import REMEMBERED, Letters
from assistant.triage.reading import NONE, read
from assistant.triage.score import FLAG, Scorer
from assistant.triage.spelling import Spelling

MODEL = Scorer.open()
KEYS = MODEL.arrays["pairs_keys"]
RUNS = {g: n for n, g in enumerate(MODEL.table["words"])}
CASES = read_cases(FOLDER)
SOME = [c.text for c in CASES[::40]]
STORIES = [" ".join(c.text for c in CASES[n : n + 5]) for n in range(0, len(CASES), 400)]


def reading_of(text):
    return read(words_of(text), RUNS, KEYS)


@pytest.mark.parametrize("texts", [SOME, STORIES], ids=["messages", "stories"])
def test_serving_finds_the_grams_that_learning_defines(texts):
    places = {int(k): n for n, k in enumerate(KEYS)}
    for text in texts:
        each = words_of(text)
        reading = reading_of(text)
        for a, z in [(0, len(each)), *stretches([len(s) for s in each])]:
            words = [w for s in each[a:z] for w in s]
            runs = sorted(RUNS[g] for g in word_grams(words) if g in RUNS)
            pairs = sorted(places[k] for k in pair_grams(each[a:z]) if k in places)
            assert [n for n in reading.runs_in((a, z)) if n != NONE] == runs
            assert [n for n in reading.pairs_in((a, z)) if n != NONE] == pairs
            assert set(reading.words_in((a, z))) == set(words)


def test_a_run_that_is_kept_keeps_its_beginning_and_end():
    """Serving stops at the first run that isn't kept."""
    for run in RUNS:
        words = run.split()
        if len(words) > 1:
            assert " ".join(words[1:]) in RUNS
            assert " ".join(words[:-1]) in RUNS
    letters = set(MODEL.table["letters"])
    assert all(len(g) == 2 or g[:-1] in letters for g in letters)


def test_the_loudest_stretch_is_the_one_that_scores_most():
    long = 0
    for text in STORIES:
        reading = reading_of(text)
        spans = stretches([len(s) for s in words_of(text)])
        flags = [float(MODEL._grams(reading, span)[FLAG]) for span in spans]
        found = MODEL._loudest(reading, spans)
        assert flags[spans.index(found)] == pytest.approx(max(flags), abs=1e-5)
        long += len(spans) > 3
    assert long > 20


def test_letters_add_up_to_what_their_runs_weigh():
    table, arrays = MODEL.table, MODEL.arrays
    letters = Letters(table["letters"], arrays["letters_idf"], arrays["letters_weights"])
    at = {g: n for n, g in enumerate(table["letters"])}
    words = ["numb", "a", "xqzzk", "can't", "пах", "incontinence", "x" * 90]
    rows = letters.rows(words)
    for word, row in zip(words, rows, strict=True):
        ids = [at[g] for g in letter_grams(word) if g in at]
        idf = arrays["letters_idf"][ids].astype(float)
        expected = [idf @ idf, *(idf @ arrays["letters_weights"][ids].astype(float))]
        assert row == pytest.approx(expected, rel=1e-3, abs=1e-3)
    # the same alone, together and again
    assert (letters.rows(words) == rows).all()
    assert (MODEL._letters.rows(words[3:4]) == rows[3:4]).all()


def test_letters_keep_no_more_words_than_they_may():
    table, arrays = MODEL.table, MODEL.arrays
    letters = Letters(table["letters"], arrays["letters_idf"], arrays["letters_weights"])
    for n in range(6):
        letters.rows(f"w{n}{i}" for i in range(4000))
    assert len(letters._memo) <= REMEMBERED


def test_spelling_finds_the_nearest_of_all_words_that_begin_alike():
    tables = Rules.load().to_tables()
    spelling = Spelling(tables["vocabulary"], ())
    chance = random.Random(1)
    for _ in range(300):
        word = chance.choice([w for w in tables["vocabulary"] if len(w) > 5])
        i, letter = chance.randrange(1, len(word)), chance.choice(string.ascii_lowercase)
        swapped = word[: i - 1] + word[i - 1 : i + 1][::-1] + word[i + 1 :]
        more, less = word[:i] + letter + word[i:], word[:i] + word[i + 1 :]
        for typo in (more, less, word[:i] + letter + word[i + 1 :], swapped):
            some = [w for w in tables["vocabulary"] if w[0] == typo[0]]
            near = extractOne(typo, some, scorer=OSA.distance, score_cutoff=1)
            assert spelling.correct(typo) == (near[0] if near else typo)
