"""From a text to a sparse vector: stems, bigrams, word pairs, character n-grams, lexicon classes.

Learning and serving share this module, so that what was learned and what is asked always meet.
Everything about one word (stem, n-grams, spelling) is looked up once and remembered; pairs are
looked up together by number, never as strings. That is where the speed comes from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.lexicon import Lexicon
from assistant.text import Speller, stem, tokens

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]
Spelling = tuple[Sequence[str], Sequence[str]]
"""what may be corrected to, and further real words that are left alone"""

MAX_WORDS = 64
"""words of one message that are read: pairs grow with the square; longer messages are cut
into their sentences before they come here, so that this bounds time and loses nothing"""
GRAMS = (2, 4)
"""shortest and longest character n-gram, within a word and the blanks around it"""
CACHE = 16_384
_EMPTY: Ints = np.empty(0, np.int64)
_UPPER = [np.triu_indices(n, 1) for n in range(MAX_WORDS + 1)]


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each kind of feature counts, before each block is scaled to length 1."""

    words: float = 1.0
    """the block of stems, bigrams, pairs and lexicon classes"""
    grams: float = 1.0
    """the block of character n-grams"""
    classes: float = 1.25
    """a lexicon class beside a stem's 1"""


def grams_of(word: str) -> list[str]:
    """Character n-grams of one word with a blank on both sides; repeats kept."""
    padded = f" {word} "
    low, high = GRAMS
    return [padded[i : i + n] for n in range(low, high + 1) for i in range(len(padded) - n + 1)]


def read_words(lexicon: Lexicon, text: str) -> list[str]:
    """The words of a text in the site's terms, at most `MAX_WORDS`."""
    return tokens(lexicon.apply(text))[:MAX_WORDS]


class Features:
    """A fitted vocabulary with its inverse document frequencies."""

    def __init__(
        self,
        stems: Sequence[str],
        classes: Sequence[str],
        grams: Sequence[str],
        pairs: Ints,
        idf: Floats,
        lexicon: Lexicon,
        spelling: Spelling,
        weights: Weights,
    ) -> None:
        """Columns: stems, classes, pairs (sorted keys), n-grams; `idf` has one value a column."""
        self.stems, self.classes, self.grams = stems, classes, grams
        self.pairs, self.idf, self.lexicon, self.weights = pairs, idf, lexicon, weights
        self.spelling = spelling
        self._correct = Speller(*spelling).correct
        self._stem_ids = {s: n for n, s in enumerate(stems)}
        self._class_ids = {c: len(stems) + n for n, c in enumerate(classes)}
        self._first_pair = len(stems) + len(classes)
        self._first_gram = self._first_pair + len(pairs)
        self._gram_ids = {g: self._first_gram + n for n, g in enumerate(grams)}
        self._word = lru_cache(CACHE)(self._look_up)

    @property
    def width(self) -> int:
        """Number of columns."""
        return self._first_gram + len(self.grams)

    def _look_up(self, word: str) -> tuple[int, Ints]:
        ids = [n for g in grams_of(word) if (n := self._gram_ids.get(g)) is not None]
        return self._stem_ids.get(stem(word), -1), np.array(ids, np.int64)

    def copies(self, text: str) -> list[list[str]]:
        """The words as typed and, when that changes anything, as spelled right."""
        typed = read_words(self.lexicon, text)
        fixed = [self._correct(w) for w in typed]
        return [typed] if fixed == typed else [typed, read_words(self.lexicon, " ".join(fixed))]

    def vector(self, words: Sequence[str]) -> tuple[Ints, Floats]:
        """Columns and values of one copy; each block has length 1 before its weight."""
        found = [self._word(w) for w in words]
        ids = np.array([s for s, _ in found if s >= 0], np.int64)
        parts = [ids]
        if self.classes:
            names = self.lexicon.classes(" ".join(words))
            parts.append(
                np.array([self._class_ids[c] for c in names if c in self._class_ids], np.int64)
            )
        parts.append(self._pair_columns(ids))
        left = self._weigh(np.concatenate(parts), self.weights.words)
        right = self._weigh(np.concatenate([_EMPTY, *(g for _, g in found)]), self.weights.grams)
        return np.concatenate((left[0], right[0])), np.concatenate((left[1], right[1]))

    def _pair_columns(self, ids: Ints) -> Ints:
        keys = pair_keys(ids, len(self.stems))
        if not len(keys) or not len(self.pairs):
            return _EMPTY
        at = np.searchsorted(self.pairs, keys)
        at[at == len(self.pairs)] = 0
        known: Ints = at[self.pairs[at] == keys] + self._first_pair
        return known

    def _weigh(self, columns: Ints, weight: float) -> tuple[Ints, Floats]:
        """Sublinear tf × idf, scaled to `weight`."""
        if not len(columns):
            return _EMPTY, np.empty(0, np.float32)
        columns = np.sort(columns)
        starts = np.flatnonzero(np.concatenate(([True], columns[1:] != columns[:-1])))
        counts = np.diff(starts, append=len(columns))
        columns = columns[starts]
        values = (1.0 + np.log(counts)) * self.idf[columns]
        values *= weight / np.sqrt(values @ values)
        return columns, values.astype(np.float32)

    def to_arrays(self) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
        """A JSON table and plain arrays."""
        table = {
            "lexicon": asdict(self.lexicon),
            "spelling": [list(words) for words in self.spelling],
            "stems": list(self.stems),
            "classes": list(self.classes),
            "grams": list(self.grams),
            "weights": [self.weights.words, self.weights.grams, self.weights.classes],
        }
        return table, {"pairs": self.pairs, "idf": self.idf}

    @classmethod
    def from_arrays(cls, table: dict[str, Any], arrays: Mapping[str, NDArray[Any]]) -> Features:
        """The inverse of `to_arrays`."""
        lexicon = table["lexicon"]
        return cls(
            table["stems"],
            table["classes"],
            table["grams"],
            arrays["pairs"],
            arrays["idf"],
            Lexicon(
                lexicon["replace"],
                {w: tuple(t) for w, t in lexicon["terms"].items()},
                lexicon["foreign"],
            ),
            (table["spelling"][0], table["spelling"][1]),
            Weights(*table["weights"]),
        )


def pair_keys(ids: Ints, base: int) -> Ints:
    """Numbers of the neighbours in order (even) and of all pairs without order (odd)."""
    if len(ids) < 2:
        return _EMPTY
    first, second = _UPPER[len(ids)]
    a, b = ids[first], ids[second]
    loose = (np.minimum(a, b) * base + np.maximum(a, b)) * 2 + 1
    return np.concatenate(((ids[:-1] * base + ids[1:]) * 2, loose))


def fit_features(
    texts: Iterable[str], lexicon: Lexicon, known: Sequence[str], weights: Weights
) -> Features:
    """Learn the vocabulary and the document frequencies of texts, as typed.

    `known`: real words that are never corrected to a word of the texts.
    """
    read = [read_words(lexicon, t) for t in texts]
    stems = sorted({stem(w) for words in read for w in words})
    ids = {s: n for n, s in enumerate(stems)}
    of_stems: Counter[str] = Counter()
    of_grams: Counter[str] = Counter()
    of_classes: Counter[str] = Counter()
    keys: list[Ints] = []
    grams = lru_cache(CACHE)(lambda w: frozenset(grams_of(w)))
    for words in read:
        row = [stem(w) for w in words]
        of_stems.update(set(row))
        of_grams.update(frozenset().union(*map(grams, words)))
        of_classes.update(set(lexicon.classes(" ".join(words))))
        keys.append(np.unique(pair_keys(np.array([ids[s] for s in row], np.int64), len(stems))))
    pairs, of_pairs = np.unique(np.concatenate([_EMPTY, *keys]), return_counts=True)
    classes, names = sorted(of_classes), sorted(of_grams)
    frequency = np.concatenate(
        (
            np.array([of_stems[s] for s in stems], float),
            np.array([of_classes[c] for c in classes], float),
            of_pairs.astype(float),
            np.array([of_grams[g] for g in names], float),
        )
    )
    idf = np.log((1.0 + len(read)) / (1.0 + frequency)) + 1.0
    idf[len(stems) : len(stems) + len(classes)] *= weights.classes
    spelling = (sorted({w for words in read for w in words if len(w) >= 4}), sorted(known))
    return Features(
        stems, classes, names, pairs, idf.astype(np.float32), lexicon, spelling, weights
    )
