"""What the letters of a word add to the judge's outputs, kept at hand for words met before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.triage.grams import MAX_LETTERS, RUNS
from assistant.triage.reading import NONE
from assistant.triage.weights import Floats, rows_of

REMEMBERED = 16_384
"""Words kept at hand"""


class Letters:
    """The runs of letters that a model keeps, `grams.letter_grams`, with their weights."""

    def __init__(self, grams: Sequence[str], idf: NDArray[Any], weights: NDArray[Any]) -> None:
        """`idf`: of each gram; `weights`: (grams × outputs)."""
        self._at = {g: n for n, g in enumerate(grams)}
        self._rows = rows_of(weights, idf)
        self._memo: dict[str, list[float]] = {}

    def rows(self, words: Iterable[str]) -> Floats:
        """A row of weights for each different word: the sum of its runs' rows."""
        found = {w: self._memo.get(w) for w in words}
        fresh = [w for w, row in found.items() if row is None]
        if fresh:
            rows = dict(zip(fresh, self._sums(fresh), strict=True))
            found.update(rows)
            if len(self._memo) + len(rows) > REMEMBERED:  # bounded, whatever readers type
                self._memo.clear()
            self._memo.update(rows)
        return np.array([*found.values()], np.float32).reshape(len(found), self._rows.shape[1])

    def _sums(self, words: Sequence[str]) -> list[list[float]]:
        ids: list[int] = []
        starts: list[int] = []
        for word in words:
            starts.append(len(ids))
            ids += self._ids(word)
        sums: list[list[float]] = np.add.reduceat(self._rows[ids], starts, 0).tolist()
        return sums

    def _ids(self, word: str) -> dict[int, None]:
        """The runs that are kept; where a run isn't, no longer one that begins with it is."""
        padded = f" {word[:MAX_LETTERS]} "
        at = self._at
        found = {NONE: None}
        for start in range(len(padded) - 1):
            for size in RUNS:
                number = at.get(padded[start : start + size])
                if number is None:
                    break
                found[number] = None
        return found
