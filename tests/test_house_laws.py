"""The laws of the house, each over the site's real examples, rules and passages."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import Assistant, Kind, Message, Urgency
from assistant.domain import Phrase, Quote
from assistant.site.build import load_sources
from assistant.site.files import default_site
from assistant.text import sentences
from assistant.triage import Rules
from assistant.verify import Verifier

BOT = Assistant.open()
SOURCES = load_sources(default_site())
VERIFIER = Verifier.of(default_site())
RULES = Rules.load()

EXAMPLES = sorted(x for e in SOURCES.intents for x in (e.intent.title, *e.intent.examples))
FIRES = sorted(f for r in RULES.rules for f in r.fires)
URGENT = sorted(
    f for r in RULES.rules for f in r.fires
    if r.urgency in (Urgency.EMERGENCY, Urgency.SAME_DAY)
)  # fmt: skip
PASSAGES = sorted(
    e.document.text[s:x] for e in SOURCES.corpus for s, x in sentences(e.document.text)
)
COUNTRIES = [None, "GB", "IE", "US", "AU", "NZ", "CA", "FR", "ZZ"]
FOLLOW_UPS = ["why?", "source?", "more", "repeat", "1", "2", "how often?", "and the calf?",
              "says who?", "no, the front", "none of these", "start over", "thanks"]  # fmt: skip

messages = st.one_of(
    st.sampled_from(EXAMPLES), st.sampled_from(FIRES), st.sampled_from(PASSAGES),
    st.sampled_from(FOLLOW_UPS), st.text(max_size=60),
)  # fmt: skip
conversations = st.lists(messages, min_size=1, max_size=4)


def talk(texts, country=None):
    """Hold a conversation; all replies."""
    turns, replies = [], []
    for text in texts:
        turns.append(Message("reader", text))
        replies.append(BOT.reply(turns, country))
        turns.append(Message("assistant", replies[-1].text))
    return replies


@given(conversations, st.sampled_from(COUNTRIES))
def test_every_part_of_every_reply_is_proved(texts, country):
    """Law 1."""
    for reply in talk(texts, country):
        assert VERIFIER.faults(json.loads(json.dumps(reply.to_dict()))) == []


@given(st.sampled_from(URGENT), st.sampled_from(EXAMPLES), st.sampled_from(COUNTRIES))
def test_a_red_flag_wins_over_everything(flag, question, country):
    """Law 2."""
    for text in (flag, f"{question}\n{flag}", f"{flag}.\n{question}"):
        reply = BOT.reply(text, country)
        assert reply.kind == Kind.URGENT
        assert reply.urgency in (Urgency.EMERGENCY, Urgency.SAME_DAY)
        assert not reply.suggestions
        assert all(isinstance(p, Phrase) for p in reply.parts)


@given(
    st.sampled_from(FIRES),
    st.sampled_from(["", "hi there, "]),
    st.sampled_from([" Love the site!", "\n\nDo you have a video?", " thanks", " 🙂"]),
    st.booleans(),
)
def test_harmless_words_never_lower_urgency(flag, before, after, capitals):
    """Law 3, in one message."""
    alone = BOT.reply(flag).urgency
    text = before + flag + after
    assert BOT.reply(text.upper() if capitals else text).urgency.rank >= alone.rank


@given(st.sampled_from(URGENT), st.lists(st.sampled_from(FOLLOW_UPS + EXAMPLES[::50]), max_size=3))
def test_a_flag_keeps_exercises_off(flag, later):
    """Law 3, over turns: whatever is asked afterwards, no exercise span is quoted."""
    if "start over" in later:
        later = [x for x in later if x != "start over"]
    for reply in talk([flag, *later]):
        assert reply.urgency != Urgency.NONE
        assert not any(_exercise(reply, p) for p in reply.parts if isinstance(p, Quote))


def _exercise(reply, quote):
    entry = VERIFIER.documents[reply.sources[quote.source].document]
    return any(s.exercises and s.start < quote.end and quote.start < s.end for s in entry.spans)


@given(conversations)
def test_a_reply_about_a_body_points_to_a_physio(texts):
    """Law 4."""
    for reply in talk(texts):
        if reply.kind in (Kind.ANSWER, Kind.UNSURE) and any(
            isinstance(p, Quote) for p in reply.parts
        ):
            intent = next(
                (e.intent for e in SOURCES.intents if e.intent.topic == reply.topic), None
            )
            if intent is None or all(
                e.intent.body for e in SOURCES.intents if e.intent.topic == reply.topic
            ):
                assert "physio" in reply.text.lower() or "GP" in reply.text
        assert not re.search(r"\byou have (sciatica|piriformis|a )", reply.text, re.I)
        assert not re.search(r"\b\d+ ?(mg|ml|reps|sets)\b", reply.text)


@pytest.mark.parametrize(
    "text",
    [
        "12345",
        "hello",
        "the of and",
        "???",
        "9 out of 10",
        "hi hi hi",
        "qwxz zzkj vvbn",
        "0800 1111",
    ],
)
def test_no_shared_word_no_quote(text):
    """Law 5."""
    reply = BOT.reply(text)
    assert not any(isinstance(p, Quote) for p in reply.parts)
    assert reply.kind != Kind.ANSWER


def test_same_bytes_in_any_process(tmp_path):
    """Law 6: other hash seeds, other processes, a cache of their own."""
    texts = [*EXAMPLES[::97], *FIRES[::23]]
    code = (
        "import json,sys;from assistant import Assistant;b=Assistant.open();"
        "sys.stdout.buffer.write(b'\\n'.join(json.dumps(b.reply(t,'GB').to_dict(),"
        "ensure_ascii=False).encode() for t in json.load(sys.stdin)))"
    )
    outputs = []
    for seed in ("0", "4711"):
        env = {**os.environ, "PYTHONHASHSEED": seed, "XDG_CACHE_HOME": str(tmp_path / seed)}
        run = subprocess.run(
            [sys.executable, "-c", code], input=json.dumps(texts).encode(), env=env,
            capture_output=True, check=True,
        )  # fmt: skip
        outputs.append(run.stdout)
    here = "\n".join(
        json.dumps(BOT.reply(t, "GB").to_dict(), ensure_ascii=False) for t in texts
    ).encode()
    assert outputs[0] == outputs[1] == here


@given(conversations)
def test_comments_are_labelled_and_nameless(texts):
    """Law 7."""
    for reply in talk(texts):
        for before, part in zip((None, *reply.parts), reply.parts, strict=False):
            if isinstance(part, Quote) and reply.sources[part.source].kind == "comment":
                assert isinstance(before, Quote) or "reader" in before.text.lower()
        assert all(
            VERIFIER.documents[s.document].document.author == ""
            for s in reply.sources
            if s.kind == "comment"
        )


def test_nothing_is_logged(caplog, capsys):
    """Law 8."""
    secret = "zebra-crossing numb in the saddle area since monday"
    BOT.reply(secret)
    out, err = capsys.readouterr()
    assert "zebra" not in caplog.text + out + err
