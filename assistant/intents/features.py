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
from assistant.text import Speller, is_content, stem, tokens

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]
Cells = tuple[Ints, Ints]
"""row numbers and columns"""

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


class Reader:
    """Reads the words of texts in a site's terms."""

    def __init__(self, lexicon: Lexicon) -> None:
        """`lexicon`: what replaces words and phrases."""
        self.lexicon = lexicon
        self._replaced = frozenset(k.split(" ")[0] for k in lexicon.replace)

    def read(self, text: str) -> list[str]:
        """The words of a text, at most `MAX_WORDS`."""
        words = tokens(text)
        # some messages hold no word of the lexicon: they are spared the search for phrases
        if self._replaced.isdisjoint(words) and not self.lexicon.is_foreign(words):
            return words[:MAX_WORDS]
        return tokens(self.lexicon.apply(text))[:MAX_WORDS]


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
        self.read = Reader(lexicon).read
        self._stem_ids = {s: n for n, s in enumerate(v.stems)}
        self._gram_ids = {g: self._gram + n for n, g in enumerate(v.grams)}
        self._word = lru_cache(CACHE)(self._look_up)

    def _look_up(self, word: str) -> tuple[int, Ints, str, bool]:
        ids = [n for g in grams_of(word) if (n := self._gram_ids.get(g)) is not None]
        number = self._stem_ids.get(stem(word), -1)
        return number, np.array(ids, np.int64), concept_stem(word), is_content(word)

    def coverage(self, words: Sequence[str]) -> float:
        """Share of the words with content, else of all words, that some example holds."""
        found = [self._word(w) for w in words]
        return share_known([(n >= 0, content) for n, _, _, content in found])

    def copies(self, text: str) -> list[list[str]]:
        """The words as typed and, when that changes anything, as spelled right."""
        typed = self.read(text)
        fixed = [self._correct(w) for w in typed]
        return [typed] if fixed == typed else [typed, self.read(" ".join(fixed))]

    def vectors(self, rows: Sequence[Sequence[str]]) -> tuple[Ints, Ints, Floats]:
        """Row numbers, columns and values of rows of words; each block is as long as its weight."""
        stems, pairs, grams, classes, loose = [], [], [], [], []
        bases = len(self._stem_ids), len(self.vocabulary.classes)
        for words in rows:
            found = [self._word(w) for w in words]
            ids = np.array([n for n, *_ in found if n >= 0], np.int64)
            stems.append(ids)
            pairs.append(pair_keys(ids, bases[0]))
            grams.append(np.concatenate([_EMPTY, *(g for _, g, *_ in found)]))
            several = self._concepts.find([c for _, _, c, _ in found])
            classes.append(np.array(several, np.int64) + self._class)
            loose.append(loose_keys(np.array(sorted(set(several)), np.int64), bases[1]))
        v, w = self.vocabulary, self.weights
        blocks = (
            self._weigh(w.words, len(rows), _flat(stems), _known(v.pairs, pairs, self._pair)),
            self._weigh(w.grams, len(rows), _flat(grams)),
            self._weigh(
                w.classes,
                len(rows),
                _flat(classes),
                _known(v.class_pairs, loose, self._class_pair),
            ),
        )
        return (
            np.concatenate([b[0] for b in blocks]),
            np.concatenate([b[1] for b in blocks]),
            np.concatenate([b[2] for b in blocks]),
        )

    def _weigh(self, weight: float, count: int, *parts: Cells) -> tuple[Ints, Ints, Floats]:
        """Sublinear tf × idf of the cells, each row scaled to length `weight`."""
        row = np.concatenate([r for r, _ in parts])
        cells = np.sort(row * self.width + np.concatenate([c for _, c in parts]))
        if not len(cells):
            return _EMPTY, _EMPTY, np.empty(0, np.float32)
        starts = np.flatnonzero(cells[1:] != cells[:-1]) + 1
        bounds = np.concatenate(([0], starts, [len(cells)]))
        row, column = np.divmod(cells[bounds[:-1]], self.width)
        value = (1.0 + np.log(bounds[1:] - bounds[:-1])) * self.vocabulary.idf[column]
        length = np.sqrt(np.bincount(row, value * value, count))
        return row, column, (value * (weight / length[row])).astype(np.float32)

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


def share_known(words: Sequence[tuple[bool, bool]]) -> float:
    """The share known of (known, content) words: of those with content, if there are any."""
    content = [known for known, matters in words if matters] or [known for known, _ in words]
    return sum(content) / len(content) if content else 0.0


def grams_of(word: str) -> list[str]:
    """Character n-grams of one word with a blank on both sides; repeats kept."""
    padded = f" {word} "
    low, high = GRAMS
    return [padded[i : i + n] for n in range(low, high + 1) for i in range(len(padded) - n + 1)]


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


def _flat(rows: Sequence[Ints]) -> Cells:
    """The row number of each entry, and the entries."""
    sizes = [len(r) for r in rows]
    return np.repeat(np.arange(len(rows)), sizes), np.concatenate([_EMPTY, *rows])


def _known(table: Ints, rows: Sequence[Ints], first: int) -> Cells:
    """Row numbers and columns of those keys that stand in the sorted table."""
    row, keys = _flat(rows)
    if not len(keys) or not len(table):
        return _EMPTY, _EMPTY
    at = np.searchsorted(table, keys)
    at[at == len(table)] = 0
    kept = table[at] == keys
    return row[kept], at[kept] + first
