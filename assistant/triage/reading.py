"""A message as the numbers of the grams that a model keeps, place by place.

What `grams` defines as sets of texts, in one pass and without the texts that no model knows. A
run that is kept keeps its beginning and its end, because it can't stand in more messages than
they do: so a longer run is looked up only where the shorter ones were found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from assistant.text import stem
from assistant.triage.grams import LIGHT, REACH

Numbers = NDArray[np.int64]
Span = tuple[int, int]
"""First sentence, sentence after the last"""
NONE = -1
"""Instead of the number of a gram that isn't kept: the last row of weights, which is all nought"""


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
        return sorted(found)

    def pairs_in(self, span: Span) -> list[int]:
        """The different pairs that are kept, sorted."""
        found = self.pairs[self.pair_ends[span[0]] : self.pair_ends[span[1]]].tolist()
        return sorted({*found})

    def places(self) -> list[Places]:
        """Every run, pair and word, however often it stands; a word's number is its place among
        the different words."""
        sentence = _owners(self.ends)
        orders = np.arange(len(self.runs))
        begins = np.maximum(np.arange(len(sentence))[:, None] - orders, 0)
        number = {w: n for n, w in enumerate(self.words_in((0, len(self.ends) - 1)))}
        runs = np.array(self.runs, int).T.ravel()
        pair_sentence = _owners(self.pair_ends)
        return [
            Places(sentence[begins].ravel(), np.repeat(sentence, len(orders)), runs),
            Places(pair_sentence, pair_sentence, self.pairs),
            Places(sentence, sentence, np.array([number[w] for w in self.words], int)),
        ]


class Places(NamedTuple):
    """Where grams stand, in order: the sentences of their first and last word, their numbers."""

    first: Numbers
    last: Numbers
    ids: Numbers


def _owners(ends: Sequence[int]) -> Numbers:
    """The sentence of each, where so many stand before the end of each sentence."""
    return np.repeat(np.arange(len(ends) - 1), np.diff(ends))


def read(
    each: Sequence[Sequence[str]], runs: Mapping[str, int], pairs: NDArray[np.uint32]
) -> Reading:
    """Look up the words of each sentence. `runs`: kept run → number; `pairs`: kept keys, sorted."""
    words = [w for s in each for w in s]
    keys = [_pairs([_ends(w) for w in s if w not in LIGHT]) for s in each]
    return Reading(
        words,
        [0, *accumulate(map(len, each))],
        _runs(map(stem, words), runs),
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


End = tuple[str, int, bytes]
"""The stem of a word, the checksum of a pair that begins with it, how a pair ends with it"""


@lru_cache(maxsize=16_384)
def _ends(word: str) -> End:
    s = stem(word)
    return s, crc32(s.encode()), f"&{s}".encode()


def _pairs(words: Sequence[End]) -> list[int]:
    """`grams.pair_grams` of one sentence, in order of the text; a checksum is carried on."""
    return [
        crc32(tail, begun) if a <= b else crc32(end, start)
        for n, (a, begun, end) in enumerate(words, 1)
        for b, start, tail in words[n : n + REACH]
    ]


def _places(kept: NDArray[np.uint32], keys: Sequence[int]) -> Numbers:
    """Where the keys stand in a sorted array: a hundred thousand in no dictionary cost nothing to
    open."""
    if not keys or not len(kept):
        return np.full(len(keys), NONE)
    wanted = np.array(keys, np.uint32)
    at = np.minimum(np.searchsorted(kept, wanted), len(kept) - 1)
    return np.where(kept[at] == wanted, at, NONE)
