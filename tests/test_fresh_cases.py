"""The project's own labelled questions and dialogues: their form, and that answers hold up.

`part` is "train…" (may be learned from) or "held…" (only its figures are looked at). Written
before the answers were seen; each expected snippet is judged from the article and its comments.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant import Message
from assistant.domain import Urgency
from assistant.text import fold

HERE = Path(__file__).parent
SEED = next((HERE.parent / "seeds").glob("*.txt")).read_text("utf-8")
FLOOR = 0.9
"""least share of turns that quote an expected snippet, of those that raise no alarm"""


def cases(name):
    """Lines of a file."""
    return [
        json.loads(x)
        for x in (HERE / "cases" / f"{name}.jsonl").read_text("utf-8").split("\n")
        if x
    ]


QUESTIONS = cases("fresh_questions") + cases("asked_questions")
DIALOGUES = cases("fresh_dialogues") + cases("asked_dialogues")


def turns(case):
    """Texts and expectations of a case, a question being a dialogue of one turn."""
    texts = case["text"] if isinstance(case["text"], list) else [case["text"]]
    return list(zip(texts, case["expect"].get("turns", [case["expect"]]), strict=True))


def test_every_snippet_stands_in_the_seed(sources):
    topics = {e.intent.topic for e in sources.intents}
    ids = [c["id"] for c in (*QUESTIONS, *DIALOGUES)]
    assert len(set(ids)) == len(ids)
    for case in (*QUESTIONS, *DIALOGUES):
        assert case["part"].startswith(("train", "held"))
        for text, expect in turns(case):
            assert text
            assert expect["topic"] in topics or expect["urgency"] != "none"
            for snippet in expect["must_quote_any"]:
                assert snippet in SEED
                assert len(snippet.split()) <= 12


@pytest.mark.parametrize("rows", [QUESTIONS, DIALOGUES], ids=["questions", "dialogues"])
def test_answers_quote_what_was_expected(bot, rows):
    asked = right = 0
    for case in rows:
        messages = []
        for text, expect in turns(case):
            messages.append(Message("reader", text))
            reply = bot.reply(messages, "GB")
            messages.append(Message("assistant", reply.text))
            if not expect["must_quote_any"] or reply.urgency != Urgency.NONE:
                continue
            asked += 1
            right += any(fold(s) in fold(reply.text) for s in expect["must_quote_any"])
    assert right / asked >= FLOOR, f"{right} of {asked}"
