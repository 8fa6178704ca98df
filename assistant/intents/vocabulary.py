"""Learns the vocabulary of a classifier from its examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from assistant.intents.concepts import Concepts, Phrases, concept_stem
from assistant.intents.features import (
    CACHE,
    Features,
    Ints,
    Vocabulary,
    Weights,
    grams_of,
    loose_keys,
    pair_keys,
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
) -> Features:
    """Learn the vocabulary and the document frequencies of rows of words, as typed.

    `phrases`: classes of words; `known`: real words that are never corrected.
    """
    stems, of_stems, pairs, of_pairs = _stems(read)
    grams, of_grams = _grams(read)
    classes, of_classes, class_pairs, of_class_pairs = _classes(read, phrases)
    frequency = np.concatenate((of_stems, of_pairs, of_grams, of_classes, of_class_pairs))
    idf = np.log((1.0 + len(read)) / (1.0 + frequency)) + 1.0
    spelling = (sorted({w for words in read for w in words if len(w) >= 4}), sorted(known))
    vocabulary = Vocabulary(stems, pairs, grams, classes, class_pairs, idf.astype(np.float32))
    return Features(vocabulary, lexicon, phrases, spelling, weights)


def _stems(read: Sequence[list[str]]) -> tuple[list[str], Ints, Ints, Ints]:
    rows = [[stem(w) for w in words] for words in read]
    counts = Counter(s for row in rows for s in set(row))
    names = sorted(counts)
    number = {s: n for n, s in enumerate(names)}
    keys = [pair_keys(np.array([number[s] for s in row], np.int64), len(names)) for row in rows]
    return names, np.array([counts[s] for s in names], np.int64), *_frequent(keys)


def _grams(read: Sequence[list[str]]) -> tuple[list[str], Ints]:
    grams = lru_cache(CACHE)(lambda w: frozenset(grams_of(w)))
    counts: Counter[str] = Counter()
    for words in read:
        counts.update(frozenset().union(*map(grams, words)))
    names = sorted(counts)
    return names, np.array([counts[g] for g in names], np.int64)


def _classes(read: Sequence[list[str]], phrases: Phrases) -> tuple[list[str], Ints, Ints, Ints]:
    every = sorted({n for found in phrases.values() for n in found})
    concepts = Concepts(phrases, every)
    rows = [sorted(set(concepts.find([concept_stem(w) for w in words]))) for words in read]
    counts = Counter(n for row in rows for n in row)
    used = sorted(counts)
    number = {n: i for i, n in enumerate(used)}
    keys = [loose_keys(np.array([number[n] for n in r], np.int64), len(used)) for r in rows]
    return [every[n] for n in used], np.array([counts[n] for n in used], np.int64), *_frequent(keys)


def _frequent(rows: list[Ints]) -> tuple[Ints, Ints]:
    """Numbers that stand in enough rows, sorted, and in how many."""
    row = np.repeat(np.arange(len(rows)), [len(r) for r in rows])
    keys = np.concatenate([np.empty(0, np.int64), *rows])
    base = int(keys.max()) + 1 if len(keys) else 1
    once = np.unique(row * base + keys) % base
    names, counts = np.unique(once, return_counts=True)
    often = counts >= MIN_PAIR
    return names[often], counts[often]
