"""Learns the vocabulary of a classifier from its examples, and turns them into its matrix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from assistant.intents.concepts import Phrases
from assistant.intents.features import (
    Cells,
    Features,
    Ints,
    Vocabulary,
    Weights,
    class_pair_keys,
    flat,
    grams_of,
    share_known,
)
from assistant.lexicon import Lexicon
from assistant.text import stem

MIN_PAIR = 2
"""texts in which a pair must stand; pairs of one text cost memory and were worth nothing"""


def fit_features(
    read: Sequence[list[str]],
    lexicon: Lexicon,
    phrases: Phrases,
    known: Sequence[str],
    weights: Weights,
) -> tuple[Features, Any, NDArray[np.float64]]:
    """Learn the vocabulary and the document frequencies of rows of words, as typed.

    `phrases`: classes of words; `known`: real words that are never corrected. Returns the
    features; the rows as a sparse matrix, the same as `Features.vectors` would give it; and the
    share of each row's words that other rows hold.
    """
    words = {w for row in read for w in row}
    stems = sorted({stem(w) for w in words})
    grams = sorted({g for w in words for g in grams_of(w)})
    every = sorted({n for found in phrases.values() for n in found})

    none = np.empty(0, np.int64)
    open_to_all = Vocabulary(stems, none, grams, every, none, none.astype(np.float32))
    raw = Features(open_to_all, lexicon, phrases, ((), ()), weights).raw(read)
    used = sorted({n for found in raw.classes for n in found})
    renamed = {n: i for i, n in enumerate(used)}
    raw = replace(raw, classes=[[renamed[n] for n in found] for found in raw.classes])
    pairs, of_pairs = _frequent(raw.pairs, len(read))
    loose, of_loose = _frequent(class_pair_keys(raw.classes, len(used)), len(read))
    of_stems = _rows_with(raw.stems, len(stems))
    frequency = np.concatenate(
        (
            of_stems,
            of_pairs,
            _rows_with(raw.grams, len(grams)),
            _rows_with(flat(raw.classes), len(used)),
            of_loose,
        )
    )
    idf = (np.log((1.0 + len(read)) / (1.0 + frequency)) + 1.0).astype(np.float32)
    vocabulary = Vocabulary(stems, pairs, grams, [every[n] for n in used], loose, idf)
    spelling = (sorted(w for w in words if len(w) >= 4), sorted(known))
    fitted = Features(vocabulary, lexicon, phrases, spelling, weights)
    row, column, value = fitted.weigh(raw)
    starts = np.searchsorted(row, np.arange(len(read) + 1))
    matrix = csr_matrix((value, column, starts), shape=(len(read), fitted.width))
    return fitted, matrix, share_known(raw, of_stems[raw.stems[1]] > 1)


def _rows_with(cells: Cells, count: int) -> Ints:
    """In how many rows each of `count` numbers stands."""
    row, number = cells
    return np.bincount(_distinct(row * count + number)[0] % max(count, 1), minlength=count)


def _frequent(cells: Cells, count: int) -> Cells:
    """Keys that stand in enough of `count` rows, sorted, and in how many."""
    row, keys = cells
    names, counts = _distinct(_distinct(keys * count + row)[0] // count)
    often = counts >= MIN_PAIR
    return names[often], counts[often]


def _distinct(numbers: Ints) -> Cells:
    """The different numbers, sorted, and how often each stands. Many times `np.unique`'s speed."""
    numbers = np.sort(numbers)
    starts = np.append(0, np.flatnonzero(numbers[1:] != numbers[:-1]) + 1)[: len(numbers)]
    return numbers[starts], np.diff(np.append(starts, len(numbers)))
