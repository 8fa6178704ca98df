"""Proposals from readers' questions: measured, applied to the letter, never from a red flag."""

from __future__ import annotations

import pytest

from assistant.check import check
from assistant.errors import DataError
from assistant.starter import write_starter
from assistant.suggest import apply, read_questions, suggest
from assistant.suggest.edit import add_examples

QUESTIONS = """
where should my elbows go on a climb
are you human or a machine
what shoes do you wear
which shoes are best for trails
do you recommend any shoes?
I can't feel my crotch since yesterday, can I walk up steep hills
Mail me at someone@example.org about the steep hills please
arm swing on hills
"""


@pytest.fixture(scope="module")
def proposed(tmp_path_factory):
    site = tmp_path_factory.mktemp("suggest") / "site"
    write_starter(site)
    file = site.parent / "questions.txt"
    file.write_text(QUESTIONS)
    return site, list(suggest(site, read_questions(file)))


def test_each_proposal_is_measured_on_the_examples_from_before(proposed):
    site, found = proposed
    assert found
    count = sum(line.startswith("      - ") for p in (site / "intents").glob("*.yaml")
                for line in p.read_text("utf-8").split("\n"))  # fmt: skip
    for p in found:
        assert p.effect.of == count
        assert p.effect.added[1] == len(p.examples)
        assert f"{p.effect.before}/{p.effect.of}" in str(p)


def test_what_asks_alike_becomes_a_new_intent(proposed):
    new = [p for p in proposed[1] if p.new]
    assert any("what shoes do you wear" in p.examples for p in new)


def test_red_flags_known_examples_and_addresses_are_no_examples(proposed):
    texts = " ".join(x for p in proposed[1] for x in p.examples)
    assert "crotch" not in texts
    assert "@" not in texts
    assert "arm swing on hills" not in texts


def test_applying_adds_lines_and_changes_none(proposed):
    site, found = proposed
    before = {p: p.read_text("utf-8") for p in (site / "intents").glob("*.yaml")}
    written = apply(site, found)
    assert written
    for path in written:
        old, new = before.get(path, "").split("\n"), path.read_text("utf-8").split("\n")
        left = iter(new)
        assert all(line in left for line in old if line), "a line was changed or moved"
    assert [f for f in check(site, quick=True) if f.severity == "error" and f.code != "rule"] == []


def test_comments_quoting_and_long_lines_stay(tmp_path):
    text = (
        "topic: t  # why\ntitle: T\nask:\n  one:\n    examples:\n      # first\n      - 'a b'\n"
        "      - a long one\n        that goes on\n    # after\n    covered: no\n"
    )
    path = tmp_path / "t.yaml"
    after = add_examples(path, text, {"one": ["what: now?", "no"]})
    place = "        that goes on\n"
    assert after == text.replace(place, place + '      - "what: now?"\n      - "no"\n')


def test_examples_in_brackets_are_refused(tmp_path):
    text = "topic: t\ntitle: T\nask:\n  one:\n    examples: [a, b]\n"
    with pytest.raises(DataError, match="one a line"):
        add_examples(tmp_path / "t.yaml", text, {"one": ["c"]})


def test_question_files_that_are_none(tmp_path):
    (tmp_path / "q.jsonl").write_text('{"text": "a"}\n{"other": 1}\n')
    with pytest.raises(DataError, match=r"q\.jsonl:2:"):
        read_questions(tmp_path / "q.jsonl")
    (tmp_path / "q.txt").write_text("\n")
    with pytest.raises(DataError, match="no questions"):
        read_questions(tmp_path / "q.txt")
