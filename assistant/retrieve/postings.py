"""Posting lists and the exact best k of a weighted sum over them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assistant.store import Arrays

Weighted = Sequence[tuple[int, float]]
"""(number of a term, its weight in the query)"""


class Postings:
    """Impacts by term over rows; a row belongs to one entry."""

    def __init__(self, arrays: Arrays) -> None:
        """`starts` (terms + 1), `rows` and `impacts` by term, `maxima`, `weak`, `row_entry`."""
        self._starts, self._rows, self._impacts = (arrays[n] for n in ("starts", "rows", "impacts"))
        self._maxima, self._weak = arrays["maxima"], arrays["weak"]
        self._entry = arrays["row_entry"]

    def possible(self, query: Weighted) -> float:
        """The sum of what each term gives at most."""
        return float(sum(w * float(self._maxima[t]) for t, w in query))

    def best(self, query: Weighted, k: int) -> list[tuple[int, float]]:
        """At most `k` (entry, sum), largest first, of rows that hold a content term."""
        sums = np.zeros(len(self._entry), np.float32)
        for weak in (False, True):
            for t, w in query:
                if bool(self._weak[t]) is weak:
                    here = slice(self._starts[t], self._starts[t + 1])
                    np.add.at(sums, self._rows[here], self._impacts[here] * np.float32(w))
            if not weak:
                content = sums > 0
        rows = np.flatnonzero(content)
        order = np.lexsort((self._entry[rows], -sums[rows]))
        found: dict[int, float] = {}
        for row in rows[order]:
            found.setdefault(int(self._entry[row]), float(sums[row]))
            if len(found) == k:
                break
        return list(found.items())
