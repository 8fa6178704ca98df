"""What the site doesn't answer, clustered."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from assistant.errors import DataError
from assistant.gaps import Unanswered, find_gaps, unanswered
from assistant.gaps.show import SHAPES
from assistant.gaps.words import redacted
from assistant.intents.files import read_intents

SHOES = ["which shoes do you recommend", "what shoes should I wear", "are carbon shoes worth it",
         "best shoes for sciatica", "shoes with a wide toe box?"]  # fmt: skip
SWIM = ["is swimming good for this", "can I swim with it", "swimming breaststroke, good or bad?"]


def _messages():
    return [Unanswered(t, "off_topic_running") for t in SHOES] + [Unanswered(t, "") for t in SWIM]


def test_alike_questions_stand_together_largest_first(bot):
    gaps = find_gaps(_messages(), bot)
    assert gaps[0].size >= 4
    assert "shoes" in gaps[0].words
    assert any("swim" in w for g in gaps[1:] for w in g.words)
    assert [g.size for g in gaps] == sorted((g.size for g in gaps), reverse=True)
    assert gaps == find_gaps(_messages(), bot)


def test_many_messages_are_clustered_too(bot):
    many = [Unanswered(f"{t} {n % 7}", "") for n in range(700) for t in SHOES[:3]]
    gaps = find_gaps(many, bot, limit=5)
    assert 1 <= len(gaps) <= 5
    assert sum(g.size for g in gaps) > 1000


def test_no_message_no_gap(bot):
    assert find_gaps([], bot) == []
    assert find_gaps([Unanswered("the and of", "")], bot) == []


def test_every_stub_is_an_intent_file_that_loads(bot, tmp_path):
    texts = ('say "no"?', "a: b # c?", "- [x] {y}?", "naïve\n\nline?", "日本 ok?")
    hard = [Unanswered(t, "") for t in texts]
    gaps = find_gaps([*_messages(), *hard], bot)
    for gap in gaps:
        (tmp_path / f"{gap.name}.yaml").write_text(gap.stub, encoding="utf-8")
    entries = read_intents(tmp_path)
    assert len(entries) == len(gaps)
    assert all(e.intent.covered == "no" and e.intent.examples for e in entries)


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("Mail me at jo.bloggs+x@example.co.uk please", "example"),
        ("see https://me.example.net/a?b=c", "me.example"),
        ("ring 07700 900123 or +44 (0)20 7946 0958", "900123"),
        ("My name is Zebedee Quux and my calf hurts", "Zebedee"),
        ("Dr Quux said no. Thanks, Zebedee", "Quux"),
        ("Is it the nerve? Thanks, Zebedee", "Zebedee"),
        ("@zebedee did it help", "zebedee"),
        ("I live at SW1A 1AA", "1AA"),
    ],
)
def test_questions_are_redacted(text, gone):
    assert gone not in redacted(text)
    assert "[" in redacted(text)


def test_only_what_was_not_answered_is_read(bot, tmp_path):
    path = tmp_path / "o"
    records = [
        {"action": "draft", "reason": "answered", "reply": {"kind": "answer"}, "comment": "a"},
        {"action": "draft", "reason": "partly", "reply": {"kind": "unsure"}, "comment": "b"},
        {"action": "needs_human", "reason": "no_source", "reply": None, "comment": "c"},
        {"action": "needs_human", "reason": "legal", "reply": None, "comment": "d"},
        {"text": "xqzt vrrm plonk"},
    ]  # fmt: skip
    path.write_text("".join(json.dumps(r) + "\n" for r in records))
    assert [m.text for m in unanswered(path, bot)] == ["b", "c", "xqzt vrrm plonk"]
    path.write_text('{"x": 1}\n')
    with pytest.raises(DataError, match=":1: no batch record"):
        list(unanswered(path, bot))


@pytest.mark.parametrize("shape", SHAPES)
def test_shapes_escape_what_readers_wrote(bot, shape):
    nasty = "<script>alert(1)</script> \x1b[31m ````` [x](javascript:1) shoes shoes shoes?"
    shown = SHAPES[shape](find_gaps([Unanswered(nasty, "")], bot))
    assert "\x1b" not in shown
    if shape == "html":
        assert "<script" not in shown
    assert SHAPES[shape]([])


def test_the_command(tmp_path):
    path = tmp_path / "o.jsonl"
    texts = ("xqzt vrrm", "vrrm plonk xqzt")
    path.write_text("".join(json.dumps({"text": t}) + "\n" for t in texts))
    done = subprocess.run(
        [sys.executable, "-m", "assistant", "gaps", str(path), "--stubs", str(tmp_path / "s")],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "xqzt" in done.stdout
    assert list((tmp_path / "s").glob("*.yaml"))
