"""From a text to a sparse vector: stems, bigrams, word pairs, character n-grams, word classes.

Learning and serving share this module, so that what was learned and what is asked always meet.
Everything about one word is looked up once and remembered; pairs are looked up together and by
number, never as strings. That is where the speed comes from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple, dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.intents.concepts import Concepts, Phrases, concept_stem
from assistant.lexicon import Lexicon
from assistant.text import Speller, is_content, stem

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]
Cells = tuple[Ints, Ints]
"""row numbers, and columns or keys"""

MAX_WORDS = 1024
"""words of one message that are read; a story's asking sentences are matched on their own too"""
SPAN = 64
"""pairs are made within so many words: their number grows with the square"""
GRAMS = (2, 4)
"""shortest and longest character n-gram, within a word and the blanks around it"""
CACHE = 16_384
_EMPTY: Ints = np.empty(0, np.int64)
_UPPER = [np.array(np.triu_indices(n, 1)) for n in range(SPAN + 1)]


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
    """sorted numbers of pairs of classes, see `class_pair_keys`"""
    idf: Floats
    """inverse document frequency, one a column"""


@dataclass(frozen=True, slots=True)
class Raw:
    """What stands in some rows of words, repeats kept."""

    count: int
    """rows"""
    stems: Cells
    """of all words; -1 where the stem is not known"""
    content: NDArray[np.bool_]
    """which of those words have content"""
    pairs: Cells
    """keys, see `pair_keys`"""
    grams: Cells
    classes: Sequence[Sequence[int]]
    """of each row"""


class Reader:
    """Reads the words of texts in a site's terms."""

    def __init__(self, lexicon: Lexicon) -> None:
        """`lexicon`: what replaces words and phrases."""
        self._lexicon = lexicon

    def read(self, text: str) -> list[str]:
        """The words of a text, at most `MAX_WORDS`."""
        return self._lexicon.read(text)[:MAX_WORDS]


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
        self._correct = Speller(*spelling).correct_all
        self._concepts = Concepts(phrases, vocabulary.classes)
        v = vocabulary
        sizes = (len(v.stems), len(v.pairs), len(v.grams), len(v.classes), len(v.class_pairs))
        _, self._pair, self._gram, self._class, self._class_pair, self.width = (
            int(n) for n in np.cumsum((0, *sizes))
        )
        self.read = Reader(lexicon).read
        self._stem_ids = {s: n for n, s in enumerate(v.stems)}
        self._gram_ids = {g: n for n, g in enumerate(v.grams)}
        self._word = lru_cache(CACHE)(self._look_up)

    def _look_up(self, word: str) -> tuple[int, Ints, str, bool]:
        ids = [n for g in grams_of(word) if (n := self._gram_ids.get(g)) is not None]
        number = self._stem_ids.get(stem(word), -1)
        return number, np.array(ids, np.int64), concept_stem(word), is_content(word)

    def copies(self, text: str) -> list[list[str]]:
        """The words as typed and, when that changes anything, as spelled right."""
        typed = self.read(text)
        fixed = self._correct(typed)
        return [typed] if fixed == typed else [typed, self.read(" ".join(fixed))]

    def raw(self, rows: Sequence[Sequence[str]]) -> Raw:
        """What stands in rows of words, known or not."""
        number = {w: n for n, w in enumerate(dict.fromkeys(w for row in rows for w in row))}
        found = [self._word(w) for w in number]  # each word once, however often it stands
        word = np.array([number[w] for row in rows for w in row], np.int64)
        row = np.repeat(np.arange(len(rows)), [len(r) for r in rows])
        stems = np.array([n for n, *_ in found], np.int64)[word]
        content = np.array([c for *_, c in found], bool)[word]
        sizes = np.array([len(g) for _, g, *_ in found], np.int64)
        counts = sizes[word]
        first = (np.cumsum(sizes) - sizes)[word] - (np.cumsum(counts) - counts)
        grams = np.concatenate([_EMPTY, *(g for _, g, *_ in found)])
        grams = grams[np.repeat(first, counts) + np.arange(counts.sum())]
        held = stems >= 0
        pairs = pair_keys(row[held], stems[held], len(rows), len(self._stem_ids))
        stand = {w: found[n][2] for w, n in number.items()}
        classes = [self._concepts.find([stand[w] for w in r]) for r in rows]
        return Raw(
            len(rows), (row, stems), content, pairs, (np.repeat(row, counts), grams), classes
        )

    def vectors(self, rows: Sequence[Sequence[str]]) -> tuple[Ints, Ints, Floats]:
        """Row numbers, columns and values of rows of words, sorted by row, then column."""
        return self.weigh(self.raw(rows))

    def weigh(self, raw: Raw) -> tuple[Ints, Ints, Floats]:
        """Sublinear tf × idf of what is known, each block of a row as long as its weight."""
        v = self.vocabulary
        class_row, classes = flat(raw.classes)
        loose = class_pair_keys(raw.classes, len(v.classes))
        held = raw.stems[1] >= 0
        parts = (
            (raw.stems[0][held], raw.stems[1][held]),
            _known(v.pairs, raw.pairs, raw.count, self._pair),
            (raw.grams[0], raw.grams[1] + self._gram),
            (class_row, classes + self._class),
            _known(v.class_pairs, loose, raw.count, self._class_pair),
        )
        row = np.concatenate([r for r, _ in parts])
        cells = np.sort(row * self.width + np.concatenate([c for _, c in parts]))
        if not len(cells):
            return _EMPTY, _EMPTY, np.empty(0, np.float32)
        bounds = np.flatnonzero(cells[1:] != cells[:-1])
        bounds = np.concatenate(([0], bounds + 1, [len(cells)]))
        row, column = np.divmod(cells[bounds[:-1]], self.width)
        value = (1.0 + np.log(bounds[1:] - bounds[:-1])) * v.idf[column]
        block = row * 3 + (column >= self._gram) + (column >= self._class)
        length = np.sqrt(np.bincount(block, value * value, 3 * raw.count))
        length[length == 0] = 1.0
        scale = np.tile(astuple(self.weights), raw.count) / length
        return row, column, (value * scale[block]).astype(np.float32)

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


def share_known(raw: Raw, known: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The share of each row's words that is `known`: of those with content, if there are any."""
    row, count = raw.stems[0], raw.count
    matters = raw.content | (np.bincount(row[raw.content], minlength=count) == 0)[row]
    all_ = np.bincount(row[matters], minlength=count)
    return np.bincount(row[matters & known], minlength=count) / np.maximum(all_, 1)


def grams_of(word: str) -> list[str]:
    """Character n-grams of one word with a blank on both sides; repeats kept."""
    padded = f" {word} "
    low, high = GRAMS
    return [padded[i : i + n] for n in range(low, high + 1) for i in range(len(padded) - n + 1)]


def pair_keys(row: Ints, ids: Ints, count: int, base: int) -> Cells:
    """Numbers of neighbours in order (even) and of all pairs without order (odd).

    `row`: the sorted row numbers of `ids`, of `count` rows; `base`: how many ids there are.
    """
    beside = np.flatnonzero(row[1:] == row[:-1])
    neighbours = (ids[beside] * base + ids[beside + 1]) * 2
    loose_row, loose = loose_keys(np.bincount(row, minlength=count).tolist(), ids, base)
    return (
        np.concatenate((row[beside], loose_row)),
        np.concatenate((neighbours, loose * 2 + 1)),
    )


def loose_keys(sizes: Sequence[int], ids: Ints, base: int) -> Cells:
    """Numbers of the unordered pairs within each `SPAN` of rows of so many ids."""
    parts = [min(SPAN, n - at) for n in sizes for at in range(0, n, SPAN)]
    owners = [r for r, n in enumerate(sizes) for _ in range(0, n, SPAN)]
    pairs = [_UPPER[n] for n in parts]
    counts = [p.shape[1] for p in pairs]
    starts = np.cumsum([0, *parts[:-1]])
    if not parts:
        return _EMPTY, _EMPTY
    both = ids[np.concatenate(pairs, axis=1) + np.repeat(starts, counts)]
    keys = both.min(axis=0) * base + both.max(axis=0)
    return np.repeat(np.array(owners, np.int64), counts), keys


def class_pair_keys(classes: Sequence[Sequence[int]], base: int) -> Cells:
    """Numbers of the pairs of different classes of each row."""
    several = [sorted(set(c)) for c in classes]
    return loose_keys([len(s) for s in several], flat(several)[1], base)


def flat(rows: Sequence[Sequence[int]]) -> Cells:
    """The row number of each entry, and the entries."""
    row = np.repeat(np.arange(len(rows)), [len(r) for r in rows])
    return row, np.array([n for r in rows for n in r], np.int64)


def _known(table: Ints, cells: Cells, count: int, first: int) -> Cells:
    """Row numbers, of `count`, and columns of those keys that stand in the sorted table."""
    row, keys = cells
    if not len(keys) or not len(table):
        return _EMPTY, _EMPTY
    # sorted keys are found in half the time; rows and keys as one number are sorted at once
    keys, row = np.divmod(np.sort(keys * count + row), count)
    at = np.searchsorted(table, keys)
    at[at == len(table)] = 0
    kept = table[at] == keys
    return row[kept], at[kept] + first
