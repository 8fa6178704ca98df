"""Bounded, linear spelling help for the words of the concept language.

A word of five or more letters that is no English word and lies one edit (two from nine letters)
from exactly this vocabulary is read as that vocabulary word. Candidates come from a table of
one-letter deletions, so a look-up costs a handful of dictionary reads; rapidfuzz decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

MIN, MAX = 5, 24


def deletions(word: str) -> Iterable[str]:
    """The word and everything it becomes when one letter is left out."""
    yield word
    for i in range(len(word)):
        yield word[:i] + word[i + 1 :]


def confusable(vocabulary: Iterable[str], real: Iterable[str]) -> list[str]:
    """Real words that `Spelling` would otherwise correct; sorted."""
    have = frozenset(vocabulary)
    spelling = Spelling(sorted(have), ())
    return sorted(
        w
        for w in real
        if MIN <= len(w) <= MAX and w not in have and w.isalpha() and spelling.correct(w) != w
    )


class Spelling:
    """Corrects unknown words to a vocabulary; built on first need."""

    def __init__(self, vocabulary: Sequence[str], known: Iterable[str]) -> None:
        """`vocabulary`: what may be corrected to, sorted. `known`: real words, left alone."""
        self._vocabulary = vocabulary
        self._known = frozenset(known)
        self._table: dict[str, list[int]] | None = None
        self._cached = lru_cache(maxsize=16_384)(self._nearest)

    def correct(self, word: str) -> str:
        """The vocabulary word meant, or the word itself."""
        if not MIN <= len(word) <= MAX or word in self._known or not word.isalpha():
            return word
        return self._cached(word)

    def _deletion_table(self) -> dict[str, list[int]]:
        table: dict[str, list[int]] = {}
        for n, word in enumerate(self._vocabulary):
            for d in deletions(word):
                table.setdefault(d, []).append(n)
        self._table = table  # one assignment: safe between threads
        return table

    def _nearest(self, word: str) -> str:
        from rapidfuzz.distance import OSA

        table = self._table if self._table is not None else self._deletion_table()
        limit = 2 if len(word) >= 9 else 1
        best = (limit + 1, "")
        for d in deletions(word):
            for n in table.get(d, ()):
                candidate = self._vocabulary[n]
                if candidate == word:
                    return word
                if candidate[0] != word[0]:
                    continue
                best = min(best, (OSA.distance(word, candidate, score_cutoff=limit), candidate))
        return best[1] if best[0] <= limit else word
