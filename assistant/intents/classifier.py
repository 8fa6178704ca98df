"""`IntentClassifier`: a scikit-learn estimator from example messages to intents.

Linear models over stems, bigrams, unordered word pairs, character n-grams and classes of words;
the intent's title is one more example; a message and its spelling-corrected copy are averaged;
probabilities and the confidence are calibrated by cross-validation. Deterministic.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted

from assistant.errors import InputError
from assistant.intents.learning import Examples, Recipe, learn
from assistant.lexicon import Lexicon
from assistant.text import MAX_CHARS


class IntentClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Tells which intent a short message has, how likely, and when to say nothing.

    Parameters
    ----------
    C : float, default=1.0
        Inverse strength of regularisation of each linear model.
    titles : mapping of class to str, or None
        One more example a class: the question in plain words.
    groups : mapping of class to str, or None
        The topic of each class: topics are told apart first, then the classes of each.
    negatives : sequence of str
        Texts that have none of the intents; they raise the bar of `confidence`.
    lexicon : Lexicon or None
        Lay words and the terms they stand for, applied to examples and messages alike.
    fine_weight, class_weight : float
        Weight of what tells a topic's classes apart beside the topic's 1, and of the word
        classes beside the words' 1.
    english : bool, default=True
        Use the classes of everyday English besides the lexicon's.
    known_words : iterable of str, or None
        Real words that are never "corrected"; None means a list of common English words.
    folds : int, default=3
        Folds of the cross-validation that fits probabilities and the default threshold.
    reject : float, default=0.05
        The default threshold refuses about this share of messages that do have an intent.

    Attributes
    ----------
    classes_ : array of the classes, sorted
    threshold_ : float, least confidence at which `predict_or_abstain` answers
    scorer_ : Scorer, the same model as plain arrays
    held_out_ : float array (texts × columns of scores), the texts' raw scores by models that did
        not see them; `assistant.intents.serve.calibrate` makes probabilities of them
    held_known_ : float array (texts,), share of each text's words that other texts have
    """

    def __init__(
        self,
        C: float = 1.0,
        *,
        titles: Mapping[Any, str] | None = None,
        groups: Mapping[Any, str] | None = None,
        negatives: Sequence[str] = (),
        lexicon: Lexicon | None = None,
        fine_weight: float = 0.5,
        class_weight: float = 0.9,
        english: bool = True,
        known_words: Sequence[str] | None = None,
        folds: int = 3,
        reject: float = 0.05,
    ) -> None:
        """Keep the parameters; `fit` checks them, as scikit-learn asks."""
        self.C = C
        self.titles = titles
        self.groups = groups
        self.negatives = negatives
        self.lexicon = lexicon
        self.fine_weight = fine_weight
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
        classes = self.classes_.tolist()
        named = self.titles or {}
        examples = Examples(
            texts,
            np.searchsorted(self.classes_, labels),
            classes,
            [(n, named[c]) for n, c in enumerate(classes) if c in named],
            self._topics(classes),
            check_texts(self.negatives),
            self.lexicon,
        )
        recipe = Recipe(
            self.C,
            self.fine_weight,
            self.class_weight,
            self.english,
            self.known_words,
            self.folds,
            self.reject,
        )
        learned = learn(examples, recipe)
        self.held_out_, self.held_known_ = learned.held_out, learned.held_known
        self.scorer_ = learned.scorer
        self.threshold_ = self.scorer_.calibration.threshold
        return self

    def _topics(self, classes: Sequence[Any]) -> NDArray[Any]:
        """The topic of each class; a class without one stands alone."""
        groups = self.groups or {}
        names = [f"t{groups[c]}" if c in groups else f"c{c}" for c in classes]
        topics: NDArray[Any] = np.unique(names, return_inverse=True)[1]
        return topics

    def predict(self, X: Sequence[str]) -> NDArray[Any]:
        """The likeliest class of each text."""
        check_is_fitted(self)
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
