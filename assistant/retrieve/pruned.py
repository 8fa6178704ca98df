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

from assistant.retrieve.postings import Best, Floats, Postings, Query

FIRST = 3
"""segments gone through first, for each entry wanted"""
OPENED = 3
"""how many rows are added up in the time that one takes to look up"""
_TINY = np.float32(1e-30)


class Pruned:
    """One query at work over the rows of an index."""

    def __init__(self, postings: Postings, content: Query, weak: Query, k: int) -> None:
        """Terms with and without content, each with its weight in the query."""
        self._p, self._k = postings, k
        scratch = postings.scratch
        self._sums, self._weak_sums = scratch.content, scratch.weak
        self._by_segment = scratch.padded.reshape(-1, postings.segments)
        self._listed = [q for q in content if q[0].table is None]
        self._tables = _ascending(content)
        self._weak_listed = [q for q in weak if q[0].table is None]
        self._weak = _ascending(weak)
        self._rest = self._weak_listed
        self._again = False

    def best(self) -> Best:
        """At most k entries, best first."""
        try:
            for one, weight in self._listed:
                one.add_to(self._sums, weight)
            for one, weight in self._weak_listed:
                one.add_to(self._weak_sums, weight)
            if not self._listed:
                self._add_up()
            while (found := self._winners()) is None:
                self._add_up()
            return found
        finally:
            self._sums.fill(0)
            for one, _ in self._weak_listed:
                self._weak_sums[one.rows] = 0

    def _add_up(self) -> None:
        """Add tables to the sums of all rows: the next, then all; at last those of weak words."""
        if self._tables:
            kept = 0 if self._again else len(self._tables) - 1
            self._again = True
            for one, weight in self._tables[kept:]:
                one.add_all(self._sums, weight)
            del self._tables[kept:]
            return
        held = self._sums > 0  # a weak word opens no row
        for one, weight in self._weak:
            one.add_all(self._sums, weight)
        self._sums += self._weak_sums
        self._sums *= held
        self._weak, self._rest = [], []

    def _winners(self) -> Best | None:
        """The best k; None when another table has to be added up first."""
        p, k = self._p, self._k
        rest = p.bound(self._tables + self._weak + self._rest)
        peaks = self._by_segment.max(axis=0)
        cut = max(0, len(peaks) - FIRST * k)
        # partition, then compare: several times faster than argpartition
        first = np.flatnonzero(peaks >= max(np.partition(peaks, cut)[cut], _TINY))
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
            left = np.count_nonzero(promising) * len(self._tables + self._weak + self._rest)
            if OPENED * left > len(promising):
                return None  # so many are left to look up that adding up is less work
            rows = np.flatnonzero(promising)
        return self._ranked(rows)

    def _rows(self, segments: NDArray[Any]) -> NDArray[np.int64]:
        """The rows of segments that hold anything."""
        held = np.flatnonzero(self._by_segment.take(segments, axis=1) > 0)
        row, column = np.divmod(held, len(segments) or 1)
        rows: NDArray[np.int64] = row * self._p.segments + segments.take(column)
        return rows

    def _scores(self, rows: NDArray[np.int64]) -> Floats:
        """The exact scores of rows; 0 for those without a content term."""
        sums = self._sums.take(rows)
        for one, weight in self._tables:
            sums += one.looked_up(rows, weight)
        if self._weak or self._rest:
            added = self._weak_sums.take(rows)
            for one, weight in self._weak:
                added += one.looked_up(rows, weight)
            added *= sums > 0
            sums += added
        return sums

    def _ranked(self, rows: NDArray[np.int64]) -> Best:
        scores = self._scores(rows)
        held = scores > 0
        return self._p.ranked(rows[held], scores[held], self._k)


def _ascending(query: Query) -> Query:
    """The terms kept as tables, the one that can add most last."""
    return sorted((q for q in query if q[0].table is not None), key=lambda q: q[0].top * q[1])
