"""The estimator keeps scikit-learn's conventions and its own promises."""

import os
import subprocess
import sys

import numpy as np
import pytest
from intent_examples import ASKED, EXAMPLES, GROUPS, TITLES, X, Y
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.utils.estimator_checks import check_estimator

from assistant.errors import InputError
from assistant.intents import IntentClassifier


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.SkipTestWarning")
def test_passes_the_estimator_checks_that_apply_to_texts():
    results = check_estimator(IntentClassifier(), on_fail=None, on_skip=None)
    assert results
    assert [r["check_name"] for r in results if r["status"] == "failed"] == []


def test_works_in_a_pipeline_and_a_grid_search():
    pipe = Pipeline([("same", FunctionTransformer()), ("intents", IntentClassifier(folds=2))])
    search = GridSearchCV(pipe, {"intents__C": [0.3, 1.0]}, cv=2).fit(X, Y)
    assert search.best_estimator_.predict(["where is the video"]).tolist() == ["video.where"]


def test_clone_keeps_every_parameter(fitted):
    copy = clone(fitted)
    # mappings are copied, the rest is the same
    assert copy.get_params() == fitted.get_params()
    with pytest.raises(NotFittedError):
        copy.predict(["where"])


def test_learns_its_examples_and_generalises(fitted):
    assert np.mean(fitted.predict(X) == np.array(Y)) > 0.95
    assert fitted.predict(ASKED[:4]).tolist() == [
        "video.where", "pdf.free", "running.now", "running.shoes",
    ]  # fmt: skip
    assert cross_val_score(IntentClassifier(groups=GROUPS), X, Y, cv=3).mean() > 0.45


def test_titles_teach(fitted):
    bare = IntentClassifier().fit(X, Y)
    row = list(fitted.classes_).index("running.now")
    assert fitted.predict_proba([TITLES["running.now"]])[0, row] > 0.2
    assert bare.classes_.tolist() == sorted(EXAMPLES)


@pytest.mark.parametrize("text", ASKED)
def test_probabilities_and_confidence_are_proper_whatever_is_asked(fitted, text):
    probabilities, sure = fitted.predict_proba([text]), fitted.confidence([text])
    assert probabilities.shape == (1, len(EXAMPLES))
    assert np.isclose(probabilities.sum(), 1.0)
    assert (probabilities >= 0).all()
    assert 0.0 <= sure[0] <= 1.0


def test_abstains_below_the_threshold_only(fitted):
    asked = [*X, *ASKED, "tell me about the tower", "sing me a joke"]
    found, sure = fitted.predict_or_abstain(asked), fitted.confidence(asked)
    assert found.dtype == object
    for label, confidence in zip(found, sure, strict=True):
        assert (label is None) == (confidence < fitted.threshold_)
    assert None in found.tolist()


def test_what_has_none_of_the_intents_is_less_sure(fitted):
    inside = fitted.confidence(["where is the video on this page", "is the pdf download free"])
    outside = fitted.confidence(["what's the capital of Spain", "book a table for nine"])
    assert inside.min() > outside.max()


def test_labels_may_be_numbers():
    numbers = np.array([sorted(EXAMPLES).index(y) for y in Y])
    model = IntentClassifier(titles={0: "Is the PDF free?"}).fit(X, numbers)
    assert model.classes_.tolist() == list(range(6))
    assert model.score(X, numbers) > 0.9


def test_two_classes_and_one_example_each():
    model = IntentClassifier().fit(["where is the video", "is the pdf free"], ["a", "b"])
    assert model.predict(["the video", "a free pdf"]).tolist() == ["a", "b"]


def test_an_empty_list_gives_empty_answers(fitted):
    assert fitted.predict([]).shape == (0,)
    assert fitted.predict_proba([]).shape == (0, 6)
    assert fitted.predict_or_abstain([]).shape == (0,)


@pytest.mark.parametrize(
    ("texts", "labels", "message"),
    [
        ("where", ["a"], "X is one text"),
        (["a", 3], ["a", "b"], r"X\[1\] is int"),
        (["a", "b"], ["a"], "2 texts"),
        (["a", "b"], ["a", "a"], "only one class"),
        (["a" * 100_001, "b"], ["a", "b"], "at most 100,000"),
    ],
)
def test_bad_input_is_refused_in_one_line(texts, labels, message):
    with pytest.raises(InputError, match=message) as error:
        IntentClassifier().fit(texts, labels)
    assert "\n" not in str(error.value)


SCRIPT = """
import sys; sys.path.insert(0, sys.argv[1])
from intent_examples import *
from assistant.intents import IntentClassifier
from assistant.intents.abstain import fingerprint
m = IntentClassifier(titles=TITLES, groups=GROUPS, negatives=NEGATIVES).fit(X, Y)
print(fingerprint(m.scorer_), m.threshold_, m.predict_proba(ASKED).tobytes().hex())
"""


def test_the_same_model_with_any_hash_seed():
    def run(seed):
        return subprocess.run(
            [sys.executable, "-c", SCRIPT, os.path.dirname(__file__)],  # noqa: PTH120
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    assert run("1") == run("2") != ""


def test_matching_never_loads_scikit_learn():
    code = (
        "import sys, assistant.intents.match, assistant.intents.serve, assistant.intents;"
        "sys.exit(any(m in sys.modules for m in ('sklearn', 'scipy', 'yaml', 'pydantic')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
