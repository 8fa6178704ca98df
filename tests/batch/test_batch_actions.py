"""What is done with a comment, and why."""

from __future__ import annotations

import json

import pytest

from assistant.queues import Source
from assistant.surfaces.batch import run
from assistant.surfaces.batch.words import _LISTS, _pattern, asks, sounds_like_a_shop

URGENT = "I can't feel my crotch since yesterday and I can't pass water."


def _run(bot, tmp_path, comments, **options):
    queue = tmp_path / "queue.jsonl"
    queue.write_text("".join(json.dumps(c) + "\n" for c in comments), encoding="utf-8")
    out = tmp_path / "out.jsonl"
    out.unlink(missing_ok=True)
    run(bot, Source(queue), out, **options)
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(
    ("text", "action", "reason"),
    [
        ("What is piriformis syndrome?", "draft", "answered"),
        ("Thanks, this was a great read!", "skip", "thanks"),
        ("Cheers, sent this to my running club.", "skip", "thanks"),
        (URGENT, "escalate", "urgent"),
        ("", "skip", "empty"),
        ("👍", "skip", "empty"),
        ("!!!", "skip", "empty"),
        ("xqzt vrrm plonk wibble", "needs_human", "no_source"),
        ("My solicitors will be in touch about the claims on this page.", "needs_human", "legal"),
        ("That is a photograph of mine, used without permission.", "needs_human", "legal"),
        ("I'm a journalist writing a feature. Could I interview you?", "needs_human", "press"),
        ("Please delete my comment from May, it shows my full name.", "needs_human", "privacy"),
        ("Under GDPR, what data do you hold on me?", "needs_human", "privacy"),
        ("I was charged twice for the strength plan and want a refund.", "needs_human", "refund"),
        ("I'm a physio. The part on the femoral nerve is wrong, please correct it.", "needs_human",
         "correction"),
        ("You lot are charlatans, pure snake oil.", "needs_human", "abuse"),
        ("I want to make a formal complaint.", "needs_human", "complaint"),
        ("Can I book an appointment with you next week?", "needs_human", "booking"),
        ("Great blog! Order now: 50% off magnetic belts https://belts.example.net", "skip", "spam"),
        ("Struggling with essays? Our writers deliver plagiarism free, first order half price",
         "skip", "spam"),
        ("NUMB LEGS? WEAK BLADDER? Our belt reverses it or your money back!! "
         '<a href="https://b.example.net">Order now</a>', "skip", "spam"),
    ],
)  # fmt: skip
def test_action_and_reason(bot, tmp_path, text, action, reason):
    (record,) = _run(bot, tmp_path, [{"id": 1, "text": text}])
    assert (record["action"], record["reason"]) == (action, reason)


@pytest.mark.parametrize(
    "text",
    [
        "Sorry if this is a stupid question, but can I run with sciatica?",
        "My Garmin lost my data. Can I run with sciatica?",
        "I'm a lawyer and sit all day. Is sitting bad for sciatica?",
        "My physio thinks it is wrong to stretch a nerve. What is neural mobilization?",
        "Sue here! What is piriformis syndrome?",
        "GP says wait 6 weeks, the article says see a physio. Can I run with sciatica?",
    ],
)
def test_harmless_words_are_no_reason_to_send_it_to_a_person(bot, tmp_path, text):
    (record,) = _run(bot, tmp_path, [{"id": 1, "text": text}])
    assert record["action"] == "draft", record["reason"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("My eight-year-old runs with me. Can he do these exercises?", "child"),
        ("My daughter is 13 and has sciatica. Can she run with it?", "child"),
        ("I'm 5 weeks post op (discectomy). Can I run with sciatica?", "post_surgery"),
        ("Mi hija de 12 años tiene ciática. ¿Puede correr?", "child"),
    ],
)
def test_readers_who_need_more_care_go_to_a_person(bot, tmp_path, text, reason):
    (record,) = _run(bot, tmp_path, [{"id": 1, "text": text}])
    assert record["action"] in ("needs_human", "escalate"), record["action"]
    assert record["reason"] in (reason, "soon", "urgent")


def test_a_pingback_is_spam_and_the_owner_is_not_answered(bot, tmp_path):
    records = _run(
        bot, tmp_path,
        [
            {"id": 1, "text": "[…] Back Pain & Sciatica […]", "type": "pingback"},
            {"id": 2, "text": "[…] Exercises […]", "author_name": "pingback: Some Digest"},
            {"id": 3, "text": "Can I run with sciatica?", "author": 1},
            {"id": 4, "text": "Can I run with sciatica?", "author": "The Owner"},
            {"id": 5, "text": "Can I run with sciatica?", "author": "Ann"},
        ],
        owners=["the owner"],
    )  # fmt: skip
    assert [r["reason"] for r in records[:4]] == ["spam", "spam", "own", "own"]
    assert records[4]["action"] == "draft"


def test_the_same_comment_twice_is_answered_once_but_two_readers_twice(bot, tmp_path):
    text = "What is piriformis syndrome?"
    records = _run(
        bot, tmp_path,
        [
            {"id": 1, "post": 1, "author": "Ann", "text": text},
            {"id": 2, "post": 1, "author": "Ann", "text": "what is  PIRIFORMIS syndrome"},
            {"id": 3, "post": 1, "author": "Bea", "text": text},
            {"id": 4, "post": 2, "author": "Ann", "text": text},
            {"id": 5, "post": 1, "author": "Ann", "text": URGENT},
            {"id": 6, "post": 1, "author": "Ann", "text": URGENT},
        ],
    )  # fmt: skip
    # an urgent comment is never lost as a duplicate
    assert [r["reason"] for r in records] == [
        "answered", "duplicate", "answered", "answered", "urgent", "urgent",
    ]  # fmt: skip


def test_an_answered_thread_is_left_alone_wherever_the_answer_stands(bot, tmp_path):
    records = _run(
        bot, tmp_path,
        [
            {"id": 9, "parent": 1, "author": 1, "text": "It is …", "status": "approved"},
            {"id": 1, "author": "Ann", "text": "What is piriformis syndrome?"},
            {"id": 2, "author": "Ann", "text": "What does the article say on cycling?"},
            {"id": 3, "parent": 2, "author": 1, "text": "See above.", "status": "approved"},
        ],
    )  # fmt: skip
    # published comments are only read as what was said before
    assert [(r["id"], r["reason"]) for r in records] == [
        ("1", "answered_already"), ("2", "answered_already"),
    ]  # fmt: skip


def test_a_reply_reads_what_stands_above_it(bot, tmp_path):
    above = {"id": 1, "author": "Ann", "text": "What is piriformis syndrome?", "status": "approved"}
    leaning = {"id": 2, "parent": 1, "author": "Ann", "text": "and the acupuncture?"}
    (record,) = _run(bot, tmp_path, [leaning, above])
    (alone,) = _run(bot, tmp_path, [leaning])
    assert record["input"] != alone["input"]
    assert record["reply"] is not None


def test_a_danger_told_above_by_the_same_reader_stays_but_not_a_strangers(bot, tmp_path):
    above = {"id": 1, "author": "Ann", "text": URGENT, "status": "approved"}
    below = {"id": 2, "parent": 1, "text": "Which exercise is best?"}
    (same,) = _run(bot, tmp_path, [above, below | {"author": "Ann"}])
    (other,) = _run(bot, tmp_path, [above, below | {"author": "Bea"}])
    assert same["action"] == "escalate"
    assert other["action"] != "escalate"


def test_talk_between_readers_is_left_to_them(bot, tmp_path):
    above = {"id": 1, "author": "Sarah", "text": "My piriformis is sore.", "status": "approved"}
    texts = (
        "@Sarah hope you feel better soon!",
        "Sarah, did you try acupuncture in the end?",
        "Oh no, sorry to hear that, get well soon",
        "What is piriformis syndrome?",
    )
    replies = [{"id": n, "parent": 1, "author": "Bea", "text": t} for n, t in enumerate(texts, 2)]
    records = _run(bot, tmp_path, [above, *replies])
    assert [r["reason"] for r in records] == [*["not_a_question"] * 3, "answered"]


def test_a_conversation_is_read_as_one_and_an_answered_one_is_left(bot, tmp_path):
    turns = [
        {"role": "reader", "text": "What is piriformis syndrome?"},
        {"role": "assistant", "text": "It is a pain in the buttock."},
        {"role": "reader", "text": "and the acupuncture?"},
    ]
    first, second = _run(
        bot, tmp_path, [{"id": 1, "messages": turns}, {"id": 2, "messages": turns[:2]}]
    )
    assert first["reply"] == bot.reply(_messages(turns)).to_dict()
    assert (second["action"], second["reason"]) == ("skip", "answered_already")


def _messages(turns):
    from assistant import Message

    return [Message(t["role"], t["text"]) for t in turns]


def test_records_have_the_shape_of_the_contract_and_no_name(bot, tmp_path):
    (record,) = _run(
        bot, tmp_path,
        [{"id": 8, "post": 15, "parent": 0, "author": "Zebedee Quux",
          "text": "Can I run with sciatica?",
          "author_email": "z@example.com"}],
    )  # fmt: skip
    wanted = ["id", "post", "parent", "action", "reason", "urgency", "topic", "reply", "reply_html",
              "input", "site"]  # fmt: skip
    assert list(record)[: len(wanted)] == wanted
    assert (record["id"], record["post"], record["parent"]) == ("8", "15", "0")
    assert record["site"] == bot.revision
    assert record["reply_html"].startswith("<p>") or record["reply_html"].startswith("<blockquote")
    assert "Zebedee" not in json.dumps(record)
    assert "example.com" not in json.dumps(record)


def test_urgent_records_hold_the_urgent_text_and_only_drafts_and_those_hold_a_reply(bot, tmp_path):
    records = _run(
        bot, tmp_path,
        [{"id": 1, "text": URGENT}, {"id": 2, "text": "Thanks!"}, {"id": 3, "text": "xqzt vrrm"},
         {"id": 4, "text": "What is piriformis syndrome?"}],
    )  # fmt: skip
    assert records[0]["reply"]["kind"] == "urgent"
    assert records[0]["urgency"] == "emergency"
    assert [r["reply"] is not None for r in records] == [True, False, False, True]


def test_every_reply_in_a_file_is_proved(bot, verifier, tmp_path):
    from assistant.verify import verify_file

    _run(bot, tmp_path, [{"id": 1, "text": URGENT}, {"id": 2, "text": "Can I run with sciatica?"}])
    assert [f for *_, f in verify_file(verifier, tmp_path / "out.jsonl")] == [[], []]


def test_what_is_too_long_goes_to_a_person_with_its_line(bot, tmp_path):
    records = _run(
        bot, tmp_path, [{"id": 1, "text": "a " * 60_000}, {"id": 2, "text": "b " * 150_000}]
    )
    assert [r["action"] for r in records] == ["needs_human"] * 2
    assert [r["reason"] for r in records] == ["unreadable"] * 2
    assert [r["error"][:8] for r in records] == ["line 1: ", "line 2: "]


@pytest.mark.parametrize("name", _LISTS)
def test_word_lists_are_linear_and_hold_no_pattern(name):
    import time

    start = time.perf_counter()
    _pattern(name).findall("a " * 50_000)
    assert time.perf_counter() - start < 5
    assert all(w.strip() for w in _LISTS[name].split("|"))


def test_asking_and_selling_names():
    assert asks("has anyone tried it")
    assert asks("which gps watch is good")
    assert asks("theres no nice way to ask this")
    assert not asks("sent this to my dad")
    assert not asks("what a great article")
    assert sounds_like_a_shop("Nail Fungus Cure")
    assert not sounds_like_a_shop("Ann Example")
