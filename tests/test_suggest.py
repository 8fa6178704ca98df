"""Proposals from readers' questions: measured, applied to the letter, never from a red flag."""

from __future__ import annotations

import pytest

from assistant.check import check
from assistant.data import parse_yaml, read_text
from assistant.errors import DataError
from assistant.site.files import default_site
from assistant.starter import write_starter
from assistant.suggest import Effect, Proposal, apply, read_questions, suggest
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


def test_examples_in_brackets_stay_in_brackets(tmp_path):
    text = (
        "topic: t\ntitle: T\nask:\n  one:\n    # why\n    examples: [a, 'b']  # short\n"
        "    covered: no\n  two:\n    examples: [\n      c,  # first\n      d\n    ]\n"
    )
    after = add_examples(tmp_path / "t.yaml", text, {"one": ["what: now?", "no"]})
    assert after == text.replace("[a, 'b']", """[a, 'b', "what: now?", "no"]""")
    both = add_examples(tmp_path / "t.yaml", after, {"two": ["e"]})
    assert both == after.replace("      d\n", '      d, "e"\n')
    odd = after.replace("examples: [a, 'b'", "examples: [a, *b")
    with pytest.raises(DataError, match=r"t.yaml:6: "):
        add_examples(tmp_path / "t.yaml", odd, {"one": ["e"]})


def test_spacing_that_ruamel_would_straighten_stays(tmp_path):
    text = "topic:   t\ntitle: T\nask:\n  one:\n    examples:\n    - a\n    - b\n    covered:  no\n"
    after = add_examples(tmp_path / "t.yaml", text, {"one": ["c d"]})
    assert after == text.replace("- b\n", "- b\n    - c d\n")


def test_what_stands_below_the_last_example_stays_below(tmp_path):
    text = (
        "topic: t\ntitle: T\nask:\n  one:\n    examples:\n      - a\n      - b  # odd\n\n"
        "  # about two\n  two:\n    examples:\n    - c\n\n# about texts\nunlike: []\n"
    )
    after = add_examples(tmp_path / "t.yaml", text, {"one": ["up"], "two": ["down"]})
    wanted = text.replace("# odd\n", "# odd\n      - up\n").replace("- c\n", "- c\n    - down\n")
    assert after == wanted


def test_every_byte_of_our_own_intents_stays():
    for path in sorted((default_site() / "intents").glob("*.yaml")):
        text = read_text(path)
        asks = parse_yaml(text, path).table("ask")
        for name in list(asks)[-1:]:
            lines = add_examples(path, text, {name: ["a new: example"]}).split("\n")
            lines.remove('      - "a new: example"')
            assert "\n".join(lines) == text


def test_line_ends_and_the_byte_order_mark_stay(tmp_path):
    site = tmp_path / "site"
    write_starter(site)
    path = site / "intents" / "hills.yaml"
    before = b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n")
    path.write_bytes(before)
    effect = Effect(1, 1, 1, (1, 1, 1), (1, 1))
    apply(site, [Proposal("hills.arms", path, ("my new one",), "", effect)])
    assert path.read_bytes().replace(b"      - my new one\r\n", b"") == before


def test_question_files_that_are_none(tmp_path):
    (tmp_path / "q.jsonl").write_text('{"text": "a"}\n{"other": 1}\n')
    with pytest.raises(DataError, match=r"q\.jsonl:2:"):
        read_questions(tmp_path / "q.jsonl")
    (tmp_path / "q.txt").write_text("\n")
    with pytest.raises(DataError, match="no questions"):
        read_questions(tmp_path / "q.txt")
