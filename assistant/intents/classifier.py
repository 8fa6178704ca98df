"""`IntentClassifier`: a scikit-learn estimator from example messages to intents.

One linear model a class over stems, bigrams, unordered word pairs and character n-grams; the
intent's title is one more example; a message and its spelling-corrected copy are averaged;
probabilities and the confidence are calibrated by cross-validation. Deterministic.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.model_selection import KFold
from sklearn.svm import LinearSVC
from sklearn.utils.validation import check_is_fitted

from assistant.errors import InputError
from assistant.intents.calibration import fit_calibration
from assistant.intents.concepts import english, merge
from assistant.intents.features import Features, Weights, read_words
from assistant.intents.serve import Scorer
from assistant.intents.vocabulary import fit_features
from assistant.lexicon import Lexicon
from assistant.text import MAX_CHARS, common_words

NONE = "\0none"
"""the class of texts that have none of the intents; never predicted, only weighed"""
TOLERANCE = 0.1
"""of the solver: finer costs twice the time and changes no figure"""


class IntentClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Tells which intent a short message has, how likely, and when to say nothing.

    Parameters
    ----------
    C : float, default=1.0
        Inverse strength of regularisation of each linear model.
    titles : mapping of class to str, or None
        One more example a class: the question in plain words.
    groups : mapping of class to str, or None
        The topic of each class; half of the topic's score is added to each of its classes.
    negatives : sequence of str
        Texts that have none of the intents; they raise the bar of `confidence`.
    lexicon : Lexicon or None
        Lay words and the terms they stand for, applied to examples and messages alike.
    topic_weight, class_weight : float
        Weight of the topic's score, and of the word classes beside the words' 1.
    english : bool, default=True
        Use the classes of everyday English besides the lexicon's.
    known_words : iterable of str, or None
        Real words that are never "corrected"; None means a list of common English words.
    folds : int, default=5
        Folds of the cross-validation that fits probabilities and the default threshold.
    reject : float, default=0.05
        The default threshold refuses about this share of messages that do have an intent.

    Attributes
    ----------
    classes_ : array of the classes, sorted
    threshold_ : float, least confidence at which `predict_or_abstain` answers
    scorer_ : Scorer, the same model as plain arrays
    """

    def __init__(
        self,
        C: float = 1.0,
        *,
        titles: Mapping[Any, str] | None = None,
        groups: Mapping[Any, str] | None = None,
        negatives: Sequence[str] = (),
        lexicon: Lexicon | None = None,
        topic_weight: float = 0.5,
        class_weight: float = 0.9,
        english: bool = True,
        known_words: Sequence[str] | None = None,
        folds: int = 5,
        reject: float = 0.05,
    ) -> None:
        """Keep the parameters; `fit` checks them, as scikit-learn asks."""
        self.C = C
        self.titles = titles
        self.groups = groups
        self.negatives = negatives
        self.lexicon = lexicon
        self.topic_weight = topic_weight
        self.class_weight = class_weight
        self.english = english
        self.known_words = known_words
        self.folds = folds
        self.reject = reject

    def __sklearn_tags__(self) -> Any:
        """Input is a sequence of texts, not a matrix."""
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        return tags

    def fit(self, X: Sequence[str], y: Sequence[Any]) -> IntentClassifier:
        """Learn from texts and their classes; at least two classes.

        Raises `InputError` when the lengths differ, a text is no string, or a class is alone.
        """
        texts, labels = check_texts(X), np.asarray(y)
        if labels.ndim != 1 or len(labels) != len(texts):
            raise InputError(f"{len(texts)} texts, but classes of shape {labels.shape}")
        self.classes_ = np.unique(labels)
        if len(self.classes_) < 2:
            raise InputError("only one class; an intent classifier needs at least two")
        known = common_words() if self.known_words is None else self.known_words
        titles = [(self.titles or {}).get(c, "") for c in self.classes_.tolist()]
        rows = np.searchsorted(self.classes_, labels)
        extra = [n for n, t in enumerate(titles) if t]
        negatives = check_texts(self.negatives)
        everything = [*texts, *(titles[n] for n in extra), *negatives]
        target = np.concatenate(
            (rows, np.array(extra, int), np.full(len(negatives), len(self.classes_)))
        ).astype(int)
        lexicon = self.lexicon or Lexicon()
        features = fit_features(
            everything,
            lexicon,
            merge(english() if self.english else {}, lexicon.terms),
            sorted(known),
            Weights(classes=self.class_weight),
        )
        matrix = to_matrix(features, everything)
        held_out = self._held_out(matrix, target, len(texts), len(extra))
        scored = np.concatenate((rows, np.full(len(negatives), -1)))
        calibration = fit_calibration(held_out, scored, len(self.classes_), self.reject)
        weights, bias = self._train(matrix, target)
        self.scorer_ = Scorer(self.classes_.tolist(), features, weights, bias, calibration)
        self.threshold_ = calibration.threshold
        return self

    def _held_out(self, matrix: Any, target: NDArray[Any], count: int, titles: int) -> Any:
        """Scores of every text and negative by models that did not see it; titles always seen."""
        rows = np.r_[0:count, count + titles : len(target)]
        held = np.zeros((len(rows), len(self.classes_) + int(target.max() == len(self.classes_))))
        folds = max(2, min(self.folds, len(rows)))
        seen = np.arange(count, count + titles)
        for learn, test in KFold(folds, shuffle=True, random_state=0).split(rows):
            used = np.concatenate((rows[learn], seen))
            weights, bias = self._train(matrix[used], target[used])
            held[test] = matrix[rows[test]] @ weights + bias
        return held

    def _train(self, matrix: Any, target: NDArray[Any]) -> tuple[Any, Any]:
        """Weights (features × columns) and bias, the topic's share folded in."""
        width = len(self.classes_) + int(target.max() == len(self.classes_))
        weights, bias = _one_against_rest(matrix, target, width, self.C)
        if self.groups and self.topic_weight:
            names = [self.groups.get(c, f"\0{c}") for c in self.classes_.tolist()]
            topics, member = np.unique(names, return_inverse=True)
            member = np.concatenate((member, [len(topics)]))
            w, b = _one_against_rest(matrix, member[target], len(topics) + 1, self.C)
            weights = weights + self.topic_weight * w[:, member[:width]]
            bias = bias + self.topic_weight * b[member[:width]]
        return weights, bias

    def predict(self, X: Sequence[str]) -> NDArray[Any]:
        """The likeliest class of each text."""
        best: NDArray[Any] = self.classes_[self.predict_proba(X).argmax(axis=1)]
        return best

    def predict_proba(self, X: Sequence[str]) -> NDArray[Any]:
        """Probabilities of the classes, given that the text has one of them; rows sum to 1."""
        check_is_fitted(self)
        return self.scorer_.scores_many(check_texts(X))[0]

    def confidence(self, X: Sequence[str]) -> NDArray[Any]:
        """How sure, 0..1, that each text has one of the classes and that it is the likeliest."""
        check_is_fitted(self)
        return self.scorer_.scores_many(check_texts(X))[1]

    def predict_or_abstain(self, X: Sequence[str]) -> NDArray[Any]:
        """The class of each text, or None below `threshold_`; an object array."""
        check_is_fitted(self)
        probabilities, sure = self.scorer_.scores_many(check_texts(X))
        best = self.classes_[probabilities.argmax(axis=1)].astype(object)
        best[sure < self.threshold_] = None
        found: NDArray[Any] = best
        return found


def check_texts(X: Any) -> list[str]:
    """A list of texts, or `InputError` in one line."""
    if isinstance(X, str):
        raise InputError("X is one text; pass a list of texts")
    texts = list(X)
    for n, text in enumerate(texts):
        if not isinstance(text, str):
            raise InputError(f"X[{n}] is {type(text).__name__}, not a text")
        if len(text) > MAX_CHARS:
            raise InputError(f"X[{n}] has {len(text):,} characters; at most {MAX_CHARS:,}")
    return [str(t) for t in texts]


def to_matrix(features: Features, texts: Sequence[str]) -> Any:
    """Texts as typed, as rows of a sparse matrix."""
    found = [features.vector(read_words(features.lexicon, t)) for t in texts]
    starts = np.cumsum([0, *(len(c) for c, _ in found)])
    columns = np.concatenate([c for c, _ in found])
    values = np.concatenate([v for _, v in found])
    return csr_matrix((values, columns, starts), shape=(len(texts), features.width))


def _one_against_rest(matrix: Any, target: NDArray[Any], width: int, C: float) -> tuple[Any, Any]:
    """Weights and bias of `width` columns; a class without rows gets a score below all others."""
    weights = np.zeros((matrix.shape[1], width), np.float32)
    bias = np.full(width, -1.0, np.float32)
    present = np.unique(target)
    model = LinearSVC(C=C, tol=TOLERANCE, random_state=0).fit(matrix, target)
    if len(present) == 2:
        weights[:, present] = np.outer(model.coef_[0], (-1.0, 1.0))
        bias[present] = model.intercept_[0] * np.array((-1.0, 1.0))
    elif len(present) > 2:
        weights[:, present], bias[present] = model.coef_.T, model.intercept_
    return weights, bias
