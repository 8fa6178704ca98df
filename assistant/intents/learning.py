"""Learns a `Scorer` from examples: features, models, and what the held-out examples tell.

scikit-learn's face to this is `IntentClassifier`. A site learns without loading scikit-learn,
whose import takes longer than the learning.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.intents.calibration import fit_calibration
from assistant.intents.concepts import english, merge, real_words
from assistant.intents.features import Reader, Weights
from assistant.intents.serve import Scorer
from assistant.intents.training import train
from assistant.intents.vocabulary import fit_features
from assistant.lexicon import Lexicon

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to learn; see `IntentClassifier`."""

    C: float = 1.0
    fine_weight: float = 0.5
    class_weight: float = 0.9
    english: bool = True
    known_words: Sequence[str] | None = None
    folds: int = 3
    reject: float = 0.05
    enough: int | None = None
    """folds are judged until so many texts are; None: all of them"""


@dataclass(frozen=True, slots=True)
class Examples:
    """What to learn from."""

    texts: Sequence[str]
    target: Ints
    """the class of each text"""
    classes: Sequence[str]
    titles: Sequence[tuple[int, str]] = ()
    """one more text of some classes; never held out"""
    topics: Ints | None = None
    """the number of each class's topic; None: each stands alone"""
    negatives: Sequence[str] = ()
    """texts that have none of the classes"""
    lexicon: Lexicon | None = None


@dataclass(frozen=True, slots=True)
class Learned:
    """A scorer, and how its like did on texts that they had not seen."""

    scorer: Scorer
    held_out: NDArray[np.float64]
    """raw scores (judged texts × columns)"""
    held_known: NDArray[np.float64]
    """share of each judged text's words that other texts have"""


def learn(examples: Examples, recipe: Recipe) -> Learned:
    """Learn from at least two classes. Deterministic."""
    e, count = examples, len(examples.classes)
    lexicon = e.lexicon or Lexicon()
    reader = Reader(lexicon)
    read = [reader.read(t) for t in (*e.texts, *(t for _, t in e.titles), *e.negatives)]
    features, matrix, known = fit_features(
        read,
        lexicon,
        merge(english() if recipe.english else {}, lexicon.terms),
        real_words() if recipe.known_words is None else sorted(recipe.known_words),
        Weights(classes=recipe.class_weight),
    )
    none = [count] * len(e.negatives)
    target = np.array([*e.target, *(n for n, _ in e.titles), *none], np.int64)
    member = np.arange(count) if e.topics is None else e.topics
    if none:
        member = np.append(member, member.max() + 1)
    fold = folds_of(target, recipe.folds)
    fold[len(e.texts) : len(e.texts) + len(e.titles)] = -1
    judged = np.zeros(len(fold), bool)
    held = np.zeros((len(fold), len(member)))
    for number in range(int(fold.max()) + 1):
        if recipe.enough is not None and np.count_nonzero(judged) >= recipe.enough:
            break  # a few numbers are fitted to them
        test = fold == number
        model = train(matrix[~test], target[~test], member, recipe.C, recipe.fine_weight)
        held[test] = model.scores(matrix[test])
        judged |= test
    calibration = fit_calibration(
        held[judged],
        known[judged],
        np.where(target < count, target, -1)[judged],
        count,
        recipe.reject,
    )
    model = train(matrix, target, member, recipe.C, recipe.fine_weight)
    own = np.flatnonzero(judged[: len(e.texts)])
    scorer = Scorer(e.classes, features, model.pack(), calibration)
    return Learned(scorer, held[own], known[own])


def folds_of(target: NDArray[np.int64], folds: int) -> NDArray[np.int64]:
    """A fold for each row: each class is cut into runs, so that neighbours stay together.

    People write variants of a line one below the other; apart, they would flatter the scores.
    """
    fold = np.empty(len(target), np.int64)
    order = np.argsort(target, kind="stable")
    classes, starts, sizes = np.unique(target[order], return_index=True, return_counts=True)
    for which, start, size in zip(classes, starts, sizes, strict=True):
        # a class with fewer rows than folds starts at another fold than its neighbour
        fold[order[start : start + size]] = (np.arange(size) * folds // size + which) % folds
    return fold
