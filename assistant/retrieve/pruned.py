"""The best k of very many rows, exactly, without scoring them all.

Rare terms are lists of (row, impact), added up. Frequent ones, and words without content, are
tables of one byte a row, looked up only for rows that can still win: those whose sum, with the
most that the tables could add, reaches the k-th best score found so far. (The idea is MaxScore's,
Turtle & Flood 1995, with the threshold from the peaks of segments.)
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.retrieve.postings import Best, Floats, List, Postings

_SLACK = 1e-4
"""added to every bound, so that rounding can't lose a row that ties"""
OPENED = 3
"""how many rows are added up in the time that one takes to look up"""
_TINY = np.float32(1e-30)

Query = list[tuple[List, float]]


class Pruned:
    """One query at work over the rows of an index."""

    def __init__(self, postings: Postings, content: Query, weak: Query, k: int) -> None:
        """Terms with and without content, each with its weight in the query."""
        self._p, self._k = postings, k
        self._sums, self._weak_sums = postings.scratch.content, postings.scratch.weak
        self._listed = [q for q in content if q[0].table is None]
        self._tables = sorted(
            (q for q in content if q[0].table is not None), key=lambda q: -q[0].top * q[1]
        )
        self._weak = weak

    def best(self) -> Best:
        """At most k entries, best first."""
        try:
            for one, weight in self._listed:
                one.add_to(self._sums, weight)
            for one, weight in self._weak:
                if one.table is None:
                    one.add_to(self._weak_sums, weight)
            if not self._listed:
                self._open_table()
            while (found := self._winners()) is None:
                self._open_table()
            return found
        finally:
            self._sums.fill(0)
            for one, _ in self._weak:
                if one.table is None:
                    self._weak_sums[one.rows] = 0

    def _open_table(self) -> None:
        """Add up the next frequent word, over all rows."""
        one, weight = self._tables.pop(0)
        assert one.table is not None
        self._sums += one.table * np.float32(one.unit * weight)

    def _winners(self) -> Best | None:
        """The best k; None when another table has to be added up first."""
        p, k = self._p, self._k
        rest = self._bound(self._tables + self._weak)
        peaks = np.maximum.reduceat(self._sums, p.segments)
        cut = max(0, len(peaks) - k)
        first = np.argpartition(peaks, cut)[cut:] if cut else np.arange(len(peaks))
        found = self._ranked(self._rows(first))
        floor = found[-1][1] if len(found) == k else 0.0
        if self._tables and floor <= rest:
            return None  # a row without any word added up so far might win
        least = max(np.float32(floor - rest), _TINY)
        more = np.flatnonzero(peaks >= least)
        if len(more) == np.count_nonzero(peaks.take(first) >= least):
            return found
        if 4 * len(more) < len(peaks):
            rows = self._rows(more)
            rows = rows[self._sums.take(rows) >= least]
        else:
            promising = self._sums >= least
            left = np.count_nonzero(promising) * len(self._tables)
            if OPENED * left > len(promising):
                return None  # so many are left to look up that adding up is less work
            rows = np.flatnonzero(promising)
        return self._ranked(rows)

    def _bound(self, query: Query) -> float:
        """The most that terms can add to a row, whose title they cover once at most."""
        if not query:
            return _SLACK
        apart = sum(one.top * weight for one, weight in query)
        plain = sum(one.plain * weight for one, weight in query)
        return min(apart, plain + self._p.cover * max(w for _, w in query)) + _SLACK

    def _rows(self, segments: NDArray[Any]) -> NDArray[np.int64]:
        """The rows of segments."""
        starts = self._p.segments.take(segments)
        step = int(self._p.segments[1]) if len(self._p.segments) > 1 else len(self._sums)
        rows: NDArray[np.int64] = (starts[:, None] + np.arange(step)).ravel()
        return rows[rows < len(self._sums)]

    def _scores(self, rows: NDArray[np.int64]) -> Floats:
        """The exact scores of rows; 0 for those without a content term."""
        sums = self._sums.take(rows)
        for one, weight in self._tables:
            assert one.table is not None
            sums += one.table.take(rows) * np.float32(one.unit * weight)
        if not self._weak:
            return sums
        added = self._weak_sums.take(rows)
        for one, weight in self._weak:
            if one.table is not None:
                added += one.table.take(rows) * np.float32(one.unit * weight)
        added *= sums > 0
        return sums + added

    def _ranked(self, rows: NDArray[np.int64]) -> Best:
        scores = self._scores(rows)
        held = scores > 0
        return self._p.ranked(rows[held], scores[held], self._k)
