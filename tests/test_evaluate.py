"""Figures of `eval` against hand-made outcomes, and cases read from files."""

from __future__ import annotations

import json

import pytest

from assistant import Assistant
from assistant.errors import DataError, InputError
from assistant.evaluate import (
    Run,
    below,
    compare,
    evaluate,
    load,
    pin,
    read_cases,
    report,
    save,
    save_page,
)
from assistant.evaluate.figures import figures, groups, risk_coverage
from assistant.evaluate.intervals import lower, two_sided, upper
from assistant.evaluate.judge import Outcome
from assistant.starter import write_starter


def outcome(key, **more):
    fields = {
        "where": f"c.yaml:{key}", "text": "words", "checks": (("topic", True),), "expected": "a",
        "got": "a", "kind": "answer", "confidence": 0.9, "seconds": 0.001,
    }  # fmt: skip
    return Outcome(str(key), **{**fields, **more})


def flag(key, got, *, urgency="emergency", acceptable=("emergency",), scenario="s", group="stroke"):
    return outcome(key, checks=(("urgency", got in acceptable),), expected="", got="",
                   urgency=urgency, acceptable=acceptable, got_urgency=got, scenario=scenario,
                   group=group)  # fmt: skip


@pytest.mark.parametrize(
    ("right", "of", "low", "high"),
    # from the standard tables of the binomial distribution
    [(0, 10, 0.0, 0.3085), (10, 10, 0.6915, 1.0), (5, 10, 0.1871, 0.8129), (1, 1, 0.025, 1.0)],
)
def test_intervals_are_clopper_and_pearsons(right, of, low, high):
    assert two_sided(right, of) == pytest.approx((low, high), abs=1e-4)


def test_one_sided_bounds_follow_the_rule_of_three():
    assert upper(0, 100) == pytest.approx(1 - 0.05 ** (1 / 100))
    assert lower(100, 100) == pytest.approx(0.05 ** (1 / 100))
    assert (lower(0, 5), upper(5, 5), upper(0, 0)) == (0.0, 1.0, 1.0)


def test_red_flags_are_counted_by_group_and_by_scenario():
    rows = groups([
        flag(1, "emergency", scenario="one"), flag(2, "none", scenario="one"),
        flag(3, "emergency", scenario="two"),
        flag(4, "same_day", urgency="none", acceptable=("none",)),
        flag(5, "none", urgency="none", acceptable=("none",)),
        # either can be defended: neither a flag to catch nor a clear one
        flag(6, "none", urgency="soon", acceptable=("soon", "none")),
    ])  # fmt: skip
    stroke, everything = rows
    assert (stroke.caught, stroke.flagged) == (2, 3)
    assert (stroke.whole, stroke.scenarios) == (1, 2)
    assert (stroke.alarms, stroke.clear) == (1, 2)
    assert everything.name == "all"
    assert everything.flagged == 3


def test_more_urgent_than_needed_counts_as_caught_and_less_does_not():
    found = {f.name: f for f in figures([
        flag(1, "emergency", urgency="soon", acceptable=("soon",)),
        flag(2, "soon", urgency="emergency", acceptable=("emergency", "same_day")),
    ])}  # fmt: skip
    assert (found["red flags caught"].right, found["red flags caught"].of) == (1, 2)
    assert (found["emergencies caught"].right, found["emergencies caught"].of) == (0, 1)


def test_the_curve_answers_the_surest_first():
    rows = [outcome(1, confidence=0.9), outcome(2, confidence=0.5, got="b"),
            outcome(3, confidence=0.7), outcome(4, confidence=0.5)]  # fmt: skip
    assert risk_coverage(rows) == [(0.25, 0.0), (0.5, 0.0), (1.0, 0.25)]


def test_a_run_is_compared_with_an_earlier_one(tmp_path):
    before = Run.of("x", [outcome(1), outcome(2, checks=(("topic", False),), got="b"), outcome(9)])
    save(before, tmp_path / "run.json")
    now = Run.of("y", [outcome(1, checks=(("topic", False),), got="b"), outcome(2), outcome(3)])
    change = compare(now, load(tmp_path / "run.json"))
    assert [o.key for o in change.broke] == ["1"]
    assert [o.key for o in change.mended] == ["2"]
    assert (change.new, change.gone) == (1, 1)
    assert "broke: c.yaml:1" in report(now, change)
    (tmp_path / "bad.json").write_text("[]")
    with pytest.raises(InputError, match="no run"):
        load(tmp_path / "bad.json")


def test_floors_only_rise_without_the_second_flag(tmp_path):
    floors = tmp_path / "floors.yaml"
    good = Run.of("x", [outcome(1), outcome(2)])
    bad = Run.of("x", [outcome(1), outcome(2, checks=(("topic", False),), got="b")])
    assert pin(good, floors) == []
    assert list(below(good, floors)) == []
    assert any(
        line.startswith(f"{floors}:2: all expectations: 0.5000") for line in below(bad, floors)
    )
    assert pin(bad, floors)
    assert list(below(bad, floors))
    assert pin(bad, floors, lower=True) == []
    assert list(below(bad, floors)) == []


def test_the_starters_cases_hold(tmp_path):
    write_starter(tmp_path / "site")
    bot = Assistant.open(tmp_path / "site")
    run = evaluate(bot, [tmp_path / "site" / "cases.yaml"])
    assert {f.name: f.rate for f in run.figures}["all expectations"] == 1.0
    save_page(run, None, tmp_path / "r.html")
    page = (tmp_path / "r.html").read_text("utf-8")
    assert page.startswith("<!doctype html>")
    assert "http" not in page.replace("https://www.example.org", "")


def test_messages_are_escaped_on_the_page(tmp_path):
    bad = outcome(1, text="<script>alert(1)</script>", checks=(("topic", False),), got="b")
    save_page(Run.of("x", [bad]), None, tmp_path / "r.html")
    assert "<script" not in (tmp_path / "r.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.yaml", "- message: hi\n", ":1: not a case: no `expect:`"),
        ("a.yaml", "- message: hi\n  expct: {topic: a}\n", "did you mean 'expect'"),
        ("a.yaml", "- message: hi\n  expect: {urgency: asap}\n", "'asap' is not one of"),
        ("a.yaml", "# c\n- message: hi\n  expect: {topics: a}\n", ":2:"),
        ("a.jsonl", '{"message": "hi"', ":1: not JSON"),
        ("a.jsonl", "\n[]\n", ":2: a case is a mapping"),
        ("a.yaml", "", "holds no cases"),
        ("a.yaml", "- conversation: [{assistant: hi}]\n  expect: {topic: a}\n", "the reader's"),
    ],
)
def test_broken_cases_are_told_by_file_and_line(tmp_path, name, text, says):
    (tmp_path / name).write_text(text)
    with pytest.raises(DataError) as e:
        read_cases([tmp_path / name])
    assert says in str(e.value)
    assert str(e.value).startswith(str(tmp_path / name))


def test_labelled_messages_are_read(tmp_path):
    row = {"text": "t", "urgency": "soon", "acceptable": ["soon", "same_day"], "group": "child",
           "scenario": "s", "kind": "plain"}  # fmt: skip
    (tmp_path / "a.jsonl").write_text(json.dumps(row))
    (case,) = read_cases([tmp_path / "a.jsonl"])
    assert (case.urgency, case.group, case.scenario, case.kinds) == ("soon", "child", "s", ())
