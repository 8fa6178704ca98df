"""From a text to a sparse vector: stems, bigrams, word pairs, character n-grams, word classes.

Learning and serving share this module, so that what was learned and what is asked always meet.
Everything about one word is looked up once and remembered; pairs are looked up together and by
number, never as strings. That is where the speed comes from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.intents.concepts import Concepts, Phrases, concept_stem
from assistant.lexicon import Lexicon
from assistant.text import Speller, stem, tokens

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]

MAX_WORDS = 1024
"""words of one message that are read; a story's asking sentences are matched on their own too"""
SPAN = 64
"""pairs are made within so many words: their number grows with the square"""
GRAMS = (2, 4)
"""shortest and longest character n-gram, within a word and the blanks around it"""
CACHE = 16_384
_EMPTY: Ints = np.empty(0, np.int64)
_UPPER = [np.triu_indices(n, 1) for n in range(SPAN + 1)]


@dataclass(frozen=True, slots=True)
class Weights:
    """Length of each block of a vector."""

    words: float = 1.0
    """stems, bigrams and unordered pairs"""
    grams: float = 1.0
    """character n-grams"""
    classes: float = 0.9
    """word classes and pairs of them"""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a model knows, in the order of its columns."""

    stems: Sequence[str]
    pairs: Ints
    """sorted numbers of bigrams and pairs of stems, see `pair_keys`"""
    grams: Sequence[str]
    classes: Sequence[str]
    class_pairs: Ints
    """sorted numbers of pairs of classes, see `loose_keys`"""
    idf: Floats
    """inverse document frequency, one a column"""


class Features:
    """Turns texts into vectors over a fitted vocabulary."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        lexicon: Lexicon,
        phrases: Phrases,
        spelling: tuple[Sequence[str], Sequence[str]],
        weights: Weights,
    ) -> None:
        """`spelling`: the words that may be corrected to, and further real words."""
        self.vocabulary, self.lexicon, self.weights = vocabulary, lexicon, weights
        self.spelling = spelling
        self._correct = Speller(*spelling).correct
        self._concepts = Concepts(phrases, vocabulary.classes)
        v = vocabulary
        sizes = (len(v.stems), len(v.pairs), len(v.grams), len(v.classes), len(v.class_pairs))
        _, self._pair, self._gram, self._class, self._class_pair, self.width = (
            int(n) for n in np.cumsum((0, *sizes))
        )
        self._stem_ids = {s: n for n, s in enumerate(v.stems)}
        self._gram_ids = {g: self._gram + n for n, g in enumerate(v.grams)}
        self._word = lru_cache(CACHE)(self._look_up)

    def _look_up(self, word: str) -> tuple[int, Ints, str]:
        ids = [n for g in grams_of(word) if (n := self._gram_ids.get(g)) is not None]
        return self._stem_ids.get(stem(word), -1), np.array(ids, np.int64), concept_stem(word)

    def copies(self, text: str) -> list[list[str]]:
        """The words as typed and, when that changes anything, as spelled right."""
        typed = read_words(self.lexicon, text)
        fixed = [self._correct(w) for w in typed]
        return [typed] if fixed == typed else [typed, read_words(self.lexicon, " ".join(fixed))]

    def vector(self, words: Sequence[str]) -> tuple[Ints, Floats]:
        """Columns and values of one copy; each block is as long as its weight."""
        found = [self._word(w) for w in words]
        ids = np.array([n for n, _, _ in found if n >= 0], np.int64)
        pairs = _known(self.vocabulary.pairs, pair_keys(ids, len(self._stem_ids)), self._pair)
        classes = np.array(self._concepts.find([c for _, _, c in found]), np.int64)
        loose = loose_keys(np.unique(classes), len(self.vocabulary.classes))
        blocks = (
            self._weigh(np.concatenate((ids, pairs)), self.weights.words),
            self._weigh(np.concatenate([_EMPTY, *(g for _, g, _ in found)]), self.weights.grams),
            self._weigh(
                np.concatenate(
                    (
                        classes + self._class,
                        _known(self.vocabulary.class_pairs, loose, self._class_pair),
                    )
                ),
                self.weights.classes,
            ),
        )
        return np.concatenate([c for c, _ in blocks]), np.concatenate([v for _, v in blocks])

    def _weigh(self, columns: Ints, weight: float) -> tuple[Ints, Floats]:
        """Sublinear tf × idf, scaled to length `weight`."""
        if not len(columns):
            return _EMPTY, np.empty(0, np.float32)
        columns = np.sort(columns)
        starts = np.flatnonzero(np.concatenate(([True], columns[1:] != columns[:-1])))
        counts = np.diff(starts, append=len(columns))
        columns = columns[starts]
        values = (1.0 + np.log(counts)) * self.vocabulary.idf[columns]
        values *= weight / np.sqrt(values @ values)
        return columns, values.astype(np.float32)

    def to_arrays(self) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
        """A JSON table and plain arrays."""
        v, w = self.vocabulary, self.weights
        table = {
            "lexicon": asdict(self.lexicon),
            "phrases": {k: list(n) for k, n in self._concepts.phrases.items()},
            "spelling": [list(words) for words in self.spelling],
            "stems": list(v.stems),
            "grams": list(v.grams),
            "classes": list(v.classes),
            "weights": [w.words, w.grams, w.classes],
        }
        return table, {"pairs": v.pairs, "class_pairs": v.class_pairs, "idf": v.idf}

    @classmethod
    def from_arrays(cls, table: dict[str, Any], arrays: Mapping[str, NDArray[Any]]) -> Features:
        """The inverse of `to_arrays`."""
        lexicon = table["lexicon"]
        terms = {w: tuple(t) for w, t in lexicon["terms"].items()}
        vocabulary = Vocabulary(
            table["stems"],
            arrays["pairs"],
            table["grams"],
            table["classes"],
            arrays["class_pairs"],
            arrays["idf"],
        )
        return cls(
            vocabulary,
            Lexicon(lexicon["replace"], terms, lexicon["foreign"]),
            {k: tuple(n) for k, n in table["phrases"].items()},
            (table["spelling"][0], table["spelling"][1]),
            Weights(*table["weights"]),
        )


def grams_of(word: str) -> list[str]:
    """Character n-grams of one word with a blank on both sides; repeats kept."""
    padded = f" {word} "
    low, high = GRAMS
    return [padded[i : i + n] for n in range(low, high + 1) for i in range(len(padded) - n + 1)]


def read_words(lexicon: Lexicon, text: str) -> list[str]:
    """The words of a text in the site's terms, at most `MAX_WORDS`."""
    return tokens(lexicon.apply(text))[:MAX_WORDS]


def pair_keys(ids: Ints, base: int) -> Ints:
    """Numbers of neighbours in order (even) and of all pairs without order (odd)."""
    if len(ids) < 2:
        return _EMPTY
    neighbours = (ids[:-1] * base + ids[1:]) * 2
    return np.concatenate((neighbours, loose_keys(ids, base) * 2 + 1))


def loose_keys(ids: Ints, base: int) -> Ints:
    """Numbers of the unordered pairs within each `SPAN` of a row."""
    found = []
    for at in range(0, len(ids), SPAN):
        part = ids[at : at + SPAN]
        first, second = _UPPER[len(part)]
        a, b = part[first], part[second]
        found.append(np.minimum(a, b) * base + np.maximum(a, b))
    return np.concatenate([_EMPTY, *found])


def _known(table: Ints, keys: Ints, first: int) -> Ints:
    """Columns of those keys that stand in the sorted table."""
    if not len(keys) or not len(table):
        return _EMPTY
    at = np.searchsorted(table, keys)
    at[at == len(table)] = 0
    columns: Ints = at[table[at] == keys] + first
    return columns
