"""A message as the numbers of the grams that a model keeps, place by place.

What `grams` defines as sets of texts, in one pass and without the texts that no model knows. A
run that is kept keeps its beginning and its end, because it can't stand in more messages than
they do: so a longer run is looked up only where the shorter ones were found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from assistant.text import stem
from assistant.triage.grams import LIGHT, REACH

Numbers = NDArray[np.int64]
Floats = NDArray[np.floating[Any]]
Span = tuple[int, int]
"""First sentence, sentence after the last"""
NONE = -1
"""Instead of the number of a gram that isn't kept"""


@dataclass(frozen=True, slots=True)
class Reading:
    """One message; all lists in order of the text."""

    words: Sequence[str]
    ends: Sequence[int]
    """how many words stand before each sentence, and in all"""
    runs: tuple[Sequence[int], Sequence[int], Sequence[int]]
    """for each word the numbers of the runs of one, two and three words that end with it"""
    pairs: Numbers
    pair_ends: Sequence[int]
    """how many pairs stand before each sentence, and in all"""

    def words_in(self, span: Span) -> dict[str, None]:
        """The different words of some sentences."""
        return dict.fromkeys(self.words[self.ends[span[0]] : self.ends[span[1]]])

    def runs_in(self, span: Span) -> list[int]:
        """The different runs that are kept, sorted."""
        first, end = self.ends[span[0]], self.ends[span[1]]
        found: set[int] = set()
        for more, numbers in enumerate(self.runs):
            found.update(numbers[first + more : end])
        return sorted(found - {NONE})

    def pairs_in(self, span: Span) -> list[int]:
        """The different pairs that are kept, sorted."""
        found = self.pairs[self.pair_ends[span[0]] : self.pair_ends[span[1]]].tolist()
        return sorted({*found} - {NONE})

    def run_places(self) -> Places:
        """Every run, however often it stands, in order of its end."""
        sentence = _owners(np.diff(self.ends))
        begins = np.maximum(np.arange(len(sentence))[:, None] - np.arange(len(self.runs)), 0)
        ids = np.array(self.runs, int).T.ravel()
        return Places(sentence[begins].ravel(), np.repeat(sentence, len(self.runs)), ids)

    def pair_places(self) -> Places:
        """Every pair, however often it stands."""
        sentence = _owners(np.diff(self.pair_ends))
        return Places(sentence, sentence, self.pairs)

    def word_places(self) -> Places:
        """Every word, by its place among the different words."""
        sentence = _owners(np.diff(self.ends))
        number = {w: n for n, w in enumerate(dict.fromkeys(self.words))}
        return Places(sentence, sentence, np.array([number[w] for w in self.words], int))


@dataclass(frozen=True, slots=True)
class Places:
    """Where grams stand: for each the sentences of its ends and its number, or `NONE`."""

    first: Numbers
    last: Numbers
    """sorted"""
    ids: Numbers

    def weigh(self, spans: Sequence[Span], values: Floats, squares: Floats) -> Floats:
        """For each span, the values of its different grams over the length of their vector.

        `values` and `squares`: of each gram, by its number.
        """
        begin, end = np.array(spans).T
        low, high = np.searchsorted(self.last, (begin, end))
        owner = _owners(high - low)
        at = np.arange(len(owner)) + np.repeat(high - np.cumsum(high - low), high - low)
        inside = (self.first[at] >= begin[owner]) & (self.ids[at] >= 0)
        keys = np.sort(owner[inside] * len(values) + self.ids[at[inside]])
        owner, ids = np.divmod(keys[np.diff(keys, prepend=NONE) > 0], len(values))
        sums = np.bincount(owner, values[ids], len(spans))
        lengths = np.sqrt(np.bincount(owner, squares[ids], len(spans)))
        return sums / np.where(lengths > 0, lengths, 1.0)


def _owners(counts: Numbers) -> Numbers:
    """`[0] * counts[0] + [1] * counts[1] + …`"""
    return np.repeat(np.arange(len(counts)), counts)


def read(
    each: Sequence[Sequence[str]], runs: Mapping[str, int], pairs: NDArray[np.uint32]
) -> Reading:
    """Look up the words of each sentence. `runs`: kept run → number; `pairs`: kept keys, sorted."""
    words = [w for s in each for w in s]
    stems = {w: stem(w) for w in dict.fromkeys(words)}
    keys = [_pairs([stems[w] for w in s if w not in LIGHT]) for s in each]
    return Reading(
        words,
        [0, *accumulate(map(len, each))],
        _runs([stems[w] for w in words], runs),
        _places(pairs, [k for s in keys for k in s]),
        [0, *accumulate(map(len, keys))],
    )


def _runs(stems: Iterable[str], at: Mapping[str, int]) -> tuple[list[int], list[int], list[int]]:
    ones: list[int] = []
    twos: list[int] = []
    threes: list[int] = []
    before, pair = "", ""  # the stem before and the pair that ends with it, where they are kept
    for s in stems:
        one = at.get(s, NONE)
        two = three = NONE
        if one < 0:
            before = pair = ""
        else:
            last, pair = pair, ""
            if before and (two := at.get(f"{before} {s}", NONE)) >= 0:
                pair = f"{before} {s}"
                if last:
                    three = at.get(f"{last} {s}", NONE)
            before = s
        ones.append(one)
        twos.append(two)
        threes.append(three)
    return ones, twos, threes


def _pairs(stems: Sequence[str]) -> list[int]:
    """`grams.pair_grams` of one sentence, in order of the text; a checksum is carried on."""
    some = [(s, crc32(s.encode()), f"&{s}".encode()) for s in stems]
    return [
        crc32(tail, begun) if a <= b else crc32(end, start)
        for n, (a, begun, end) in enumerate(some, 1)
        for b, start, tail in some[n : n + REACH]
    ]


def _places(kept: NDArray[np.uint32], keys: Sequence[int]) -> Numbers:
    """Where the keys stand in a sorted array: a hundred thousand in no dictionary cost nothing to
    open."""
    if not keys or not len(kept):
        return np.full(len(keys), NONE)
    wanted = np.array(keys, np.uint32)
    at = np.minimum(np.searchsorted(kept, wanted), len(kept) - 1)
    return np.where(kept[at] == wanted, at, NONE)
