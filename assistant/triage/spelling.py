"""Bounded spelling help for the words of the concept language.

A word of five or more letters that is no English word and lies one edit (a letter too many, too
few, changed, or two swapped) from a word of the vocabulary with the same first letter is read as
that word. rapidfuzz looks only among words of nearly the same length, and every answer is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache, partial

import numpy as np
from numpy.typing import NDArray

MIN, MAX = 5, 24
Key = tuple[int, str, str]
"""Letters of the word that is typed; its beginning; its end"""
_BASE = np.uint64(0x9E3779B97F4A7C15)
_SLOTS = np.uint64(1 << 23)


class Spelling:
    """Corrects unknown words to a vocabulary; its groups are built on first need."""

    def __init__(self, vocabulary: Sequence[str], known: Iterable[str]) -> None:
        """`vocabulary`: what may be corrected to, sorted. `known`: real words, left alone."""
        self._vocabulary = vocabulary
        self._known = frozenset(known)
        self._groups: dict[Key, list[str]] | None = None
        self._cached = lru_cache(maxsize=32_768)(self._nearest)

    def correct(self, word: str) -> str:
        """The vocabulary word meant, or the word itself."""
        if not MIN <= len(word) <= MAX or word in self._known or not word.isalpha():
            return word
        return self._cached(word)

    def _grouped(self) -> dict[Key, list[str]]:
        """For each key of `_keys`, the words that one edit may reach, sorted."""
        groups: dict[Key, list[str]] = {}
        for word in self._vocabulary:
            for size in (len(word) - 1, len(word), len(word) + 1):
                for key in _keys(word, size):
                    groups.setdefault(key, []).append(word)
        self._groups = groups  # one assignment: safe between threads
        return groups

    def _nearest(self, word: str) -> str:
        groups = self._groups if self._groups is not None else self._grouped()
        near = (groups.get(key) for key in _keys(word, len(word)))
        each = [_matcher()(word, n) for n in near if n]
        # the first of equally near words wins
        return min(((f[1], f[0]) for f in each if f), default=(0, word))[1]


@cache
def _matcher() -> Callable[[str, Sequence[str]], tuple[str, float, int] | None]:
    """The nearest of some words, at most one edit away; opened on first need."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extractOne

    return partial(extractOne, scorer=OSA.distance, score_cutoff=1)


def _keys(word: str, size: int) -> tuple[Key, Key]:
    """An edit behind the first of five letters leaves the first three alone, or else the last."""
    return (size, word[:3], ""), (size, word[0], word[-1])


def confusable(vocabulary: Iterable[str], real: Iterable[str]) -> list[str]:
    """Real words one edit from the vocabulary: they must be left alone. Sorted.

    Found by shared one-letter deletions, compared by hash: a tenth of a second for 160,000 words.
    """
    have = frozenset(vocabulary)
    near = np.unique(
        np.concatenate(
            [np.empty(0, np.uint64), *(_hashes(words).ravel() for words in _by_length(have))]
        )
    )
    if not len(near):
        return []
    marked = np.zeros(_SLOTS, bool)  # most words have no deletion here, which one look tells
    marked[near & (_SLOTS - 1)] = True
    left = (w for w in real if MIN <= len(w) <= MAX and w not in have and w.isalpha())
    found: list[str] = []
    for words in _by_length(left):
        hashes = _hashes(words)
        row, column = np.nonzero(marked[hashes & (_SLOTS - 1)])
        maybe = hashes[row, column]
        at = np.searchsorted(near, maybe)
        at[at == len(near)] = 0
        found += [words[n] for n in np.unique(row[near[at] == maybe]).tolist()]
    return sorted(found)


def _by_length(words: Iterable[str]) -> list[list[str]]:
    groups: dict[int, list[str]] = {}
    for word in words:
        groups.setdefault(len(word), []).append(word)
    return list(groups.values())


def _hashes(words: Sequence[str]) -> NDArray[np.uint64]:
    """64-bit hashes of words of one length and of all their one-letter deletions: words × many."""
    length = len(words[0])
    letters = np.array(words, f"U{length}").view(np.uint32).reshape(len(words), length)
    powers = np.cumprod(np.full(length + 1, _BASE, np.uint64))
    before = np.cumsum(letters * powers[1:], axis=1, dtype=np.uint64)
    moved = np.cumsum(letters * powers[:-1], axis=1, dtype=np.uint64)  # one place to the left
    without = moved[:, -1:] - moved
    without[:, 1:] += before[:, :-1]
    return np.concatenate((before[:, -1:], without), axis=1)
