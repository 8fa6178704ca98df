"""The promise holds as often as it says, and is not made without grounds."""

import json

import numpy as np
import pytest
from intent_examples import X, Y

from assistant.errors import DataError, InputError
from assistant.intents.abstain import (
    Record,
    allowed_wrong,
    certify,
    fingerprint,
    labels_needed,
    read_records,
    safe_threshold,
    upper_bound,
)


@pytest.mark.parametrize(
    ("epsilon", "n", "most"),
    [(0.1, 59, 1), (0.1, 200, 12), (0.05, 59, 0), (0.05, 58, -1), (0.05, 400, 12), (0.02, 299, 1)],
)
def test_allowed_wrong_answers_agree_with_the_bound(epsilon, n, most):
    assert allowed_wrong(n, epsilon, 0.05) == most
    assert most < 0 or upper_bound(most, n, 0.05) <= epsilon
    assert upper_bound(most + 1, n, 0.05) > epsilon


def test_the_fewest_labels():
    assert [labels_needed(e, 0.05) for e in (0.05, 0.02, 0.01)] == [59, 149, 299]


@pytest.mark.parametrize("epsilon", [0.1, 0.05])
@pytest.mark.parametrize("size", [60, 200, 500])
def test_the_promise_is_broken_no_more_often_than_it_says(epsilon, size):
    rng = np.random.default_rng(1)
    sure = rng.random(20_000)
    wrong = rng.random(20_000) > 0.6 + 0.4 * sure
    draws, broken = 400, 0
    for _ in range(draws):
        drawn = rng.integers(0, len(sure), size)
        found = safe_threshold(sure[drawn], wrong[drawn], epsilon, 0.05)
        broken += found is not None and (wrong & (sure >= found)).mean() > epsilon
    # 5 % and three standard deviations of 400 draws
    assert broken / draws <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / draws)


def test_equal_confidences_are_answered_together():
    sure = np.full(100, 0.5)
    wrong = np.zeros(100, bool)
    wrong[-30:] = True
    assert safe_threshold(sure, wrong, 0.05, 0.05) is None
    assert safe_threshold(sure, np.zeros(100, bool), 0.05, 0.05) == 0.5


def records():
    return [Record(f"{x} {n}", y) for n in range(4) for x, y in zip(X, Y, strict=True)]


def test_a_promise_names_its_grounds(fitted):
    promise = certify(fitted.scorer_, records(), date="2026-01-31", epsilon=0.1)
    assert promise.kept
    assert promise.n == 144
    assert promise.bound <= 0.1
    assert promise.model == fingerprint(fitted.scorer_)
    text = str(promise)
    for part in ("n = 144", f"k = {promise.k}", "ε = 0.1", "δ = 0.05", "2026-01-31", "sha256:"):
        assert part in text


def test_too_few_labels_promise_nothing_and_say_how_many_more(fitted):
    promise = certify(fitted.scorer_, records()[:40], date="2026-01-31")
    assert not promise.kept
    assert promise.more == 19
    assert promise.threshold == fitted.threshold_
    assert "label at least 19 more" in str(promise)


def test_a_model_that_is_always_wrong_is_promised_nothing(fitted):
    wrong = [Record(r.text, None) for r in records()]
    promise = certify(fitted.scorer_, wrong, date="2026-01-31")
    assert not promise.kept
    assert promise.more == 0
    assert "wrong too often" in str(promise)


def test_the_same_messages_in_another_model_have_another_fingerprint(fitted):
    from assistant.intents import IntentClassifier

    other = IntentClassifier().fit(X, Y)
    assert fingerprint(other.scorer_) != fingerprint(fitted.scorer_)
    one = certify(fitted.scorer_, records(), date="2026-01-31")
    two = certify(fitted.scorer_, records()[1:], date="2026-01-31")
    assert one.file != two.file


def test_bad_arguments_are_refused(fitted):
    with pytest.raises(InputError, match="none of the model's intents"):
        certify(fitted.scorer_, [Record("x", "nowhere.at_all")], date="2026-01-31")
    with pytest.raises(InputError, match="between 0 and 1"):
        certify(fitted.scorer_, records(), date="2026-01-31", epsilon=0.0)


def test_records_are_read(tmp_path):
    path = tmp_path / "labels.jsonl"
    lines = [{"text": "where", "label": "video.where"}, {"text": "tower", "label": None}]
    path.write_text("\n".join(map(json.dumps, lines)) + "\n\n", "utf-8")
    assert read_records(path) == [Record("where", "video.where"), Record("tower", None)]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("nonsense", "1: not JSON"),
        ('{"label": "a"}', "1: expected"),
        ('{"text": "x"}', "1: label must be"),
        ('{"text": "x", "label": 3}', "1: label must be"),
        ('{"text": "x", "label": null}\n{"text": "x", "label": null}', "2: this message stands"),
    ],
)
def test_bad_records_are_refused_with_their_line(tmp_path, line, message):
    path = tmp_path / "labels.jsonl"
    path.write_text(line, "utf-8")
    with pytest.raises(DataError, match=message):
        read_records(path)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(DataError, match="can't be read"):
        read_records(tmp_path / "none.jsonl")
