"""Repair of words that an index doesn't know, to the nearest word that it does."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from assistant.retrieve.words import Strings, pack
from assistant.text import common_words

SHORTEST, LONGEST = 4, 24
"""letters of a word that may be repaired"""
TWO_EDITS = 8
"""from so many letters on, two edits may be mended; below, one"""


def spelling_arrays(words: dict[str, int], df: NDArray[np.int64]) -> dict[str, NDArray[Any]]:
    """What `Repair` needs: the repairable words by first letter and length, and all real ones.

    `words` maps a word to the number of its term; `df` counts the passages of each term.
    """
    kept = sorted(
        (w for w in words if SHORTEST - 1 <= len(w) <= LONGEST + 2 and w.isalpha()),
        key=lambda w: (w[0], len(w), w),
    )
    numbers = np.fromiter((words[w] for w in kept), np.int32, len(kept))
    every = common_words()
    known = np.sort(np.fromiter(map(crc32, map(str.encode, every)), np.uint32, len(every)))
    return {
        **pack("word", kept),
        "word_term": numbers,
        "word_df": df[numbers].astype(np.int32),
        "known": known[np.append(True, known[1:] != known[:-1])],
    }


class Repair:
    """Finds, for an unknown word, the term of the nearest known one."""

    def __init__(self, arrays: dict[str, NDArray[Any]]) -> None:
        """`arrays` as made by `spelling_arrays`."""
        self._words = Strings(arrays, "word")
        self._term, self._df, self._known = (arrays[n] for n in ("word_term", "word_df", "known"))
        self._pile = lru_cache(maxsize=1024)(self._read_pile)
        self.term = lru_cache(maxsize=16_384)(self._nearest)

    def is_english(self, word: str) -> bool:
        """True for a word of the language: it is what the reader meant, so it stays."""
        key = np.uint32(crc32(word.encode()))
        at = int(np.searchsorted(self._known, key))
        return at < len(self._known) and bool(self._known[at] == key)

    def _nearest(self, word: str) -> int:
        """The term's number, or -1 when nothing is near enough."""
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        if not SHORTEST <= len(word) <= LONGEST or not word.isalpha() or self.is_english(word):
            return -1
        limit = 2 if len(word) >= TWO_EDITS else 1
        best = (limit + 1, 0, "", -1)
        for length in range(len(word) - limit, len(word) + limit + 1):
            first, words = self._pile(word[0], length)
            for near, distance, at in extract(
                word, words, scorer=OSA.distance, score_cutoff=limit, limit=None
            ):
                # nearest first, then the word that more passages use
                rank = (int(distance), -int(self._df[first + at]), near, first + at)
                best = min(best, rank)
        return int(self._term[best[3]]) if best[3] >= 0 else -1

    def _read_pile(self, letter: str, length: int) -> tuple[int, list[str]]:
        first = self._bound((letter, length))
        last = self._bound((letter, length + 1))
        return first, [self._words[i] for i in range(first, last)]

    def _bound(self, key: tuple[str, int]) -> int:
        low, high = 0, len(self._words)
        while low < high:
            middle = (low + high) // 2
            word = self._words[middle]
            if (word[0], len(word)) < key:
                low = middle + 1
            else:
                high = middle
        return low
