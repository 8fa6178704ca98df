"""The best k of very many rows, exactly, without scoring them all.

Rare terms are lists of (row, impact), added up. Frequent ones, and words without content, are
tables of one byte a row, looked up only for rows that can still win: those whose sum, with the
most that the tables could add, reaches the k-th best score known. That score, the floor, is first
found among the rows of the most telling terms. (The idea is MaxScore's, Turtle & Flood 1995.)
"""

from __future__ import annotations

from math import ceil

import numpy as np
from numpy.typing import NDArray

from assistant.retrieve.postings import Best, Floats, List, Postings, Query

SAMPLE = 4
"""rows scored for a floor, for each entry wanted"""
SPARSE = 16
"""If fewer rows are listed than one in so many, these are gone through instead of all rows."""
LITTLE = 0.2
"""share of tables' most that most rows reach"""
MANY = 8_000
"""rows from which a better floor is worth its price"""
FEW_LEFT = 100
"""rows too few to be worth thinning out"""
_TINY = 1e-30
_Rows = NDArray[np.intp]
_NONE = np.empty(0, np.intp)


class Pruned:
    """One query at work over the rows of an index."""

    def __init__(self, postings: Postings, content: Query, weak: Query, k: int) -> None:
        """Terms with and without content, each with its weight in the query."""
        self._p, self._k = postings, k
        scratch = postings.scratch
        self._padded, self._sums, self._weak_sums = scratch.padded, scratch.content, scratch.weak
        self._listed = [q for q in content if q[0].table is None]
        self._weak_listed = [q for q in weak if q[0].table is None]
        # those with content first, and the one that can add most
        self._tables = sorted((q for q in content if q[0].table is not None), key=_least)
        others = sorted((q for q in weak if q[0].table is not None), key=_least)
        self._ahead = self._tables + others
        self._bounds = postings.bounds(self._ahead)
        self._sparse = SPARSE * sum(len(one.rows) for one, _ in self._listed) < len(self._sums)

    def best(self) -> Best:
        """At most k entries, best first."""
        try:
            for one, weight in self._listed:
                one.add_to(self._sums, weight)
            for one, weight in self._weak_listed:
                one.add_to(self._weak_sums, weight)
            return self._winners()
        finally:
            if self._sparse:
                for one, _ in self._listed:
                    self._sums[one.rows] = 0
            else:
                self._sums.fill(0)
            for one, _ in self._weak_listed:
                self._weak_sums[one.rows] = 0

    def _winners(self) -> Best:
        floor = self._floor(self._sample())
        if self._share(floor) < LITTLE:
            self._add_up()
        rows = self._candidates(floor)
        scores = self._known(rows)
        for at, (one, weight) in enumerate(self._ahead):
            if at == len(self._tables) and len(rows) > MANY:
                floor = max(floor, self._floor(rows, scores))
            scores += one.looked_up(rows, weight)
            if len(rows) > FEW_LEFT:
                promising = scores >= np.float32(floor - self._bounds[at + 1])
                if 4 * np.count_nonzero(promising) < 3 * len(rows):
                    kept = promising.nonzero()[0]
                    rows, scores = rows.take(kept), scores.take(kept)
        return self._p.ranked(rows, scores, self._k)

    def _share(self, floor: float) -> float:
        """What a row without any listed term needs of its tables' most; above 1 none can win."""
        if not self._tables or floor > self._bounds[0]:
            return 2.0
        needed = floor - self._bounds[len(self._tables)]
        return needed / sum(one.top * weight for one, weight in self._tables)

    def _add_up(self) -> None:
        """Add the tables of content to the sums of all rows: most would be looked up anyway."""
        for one, weight in self._tables:
            one.add_all(self._sums, weight)
        del self._ahead[: len(self._tables)]
        del self._bounds[: len(self._tables)]
        self._tables, self._sparse = [], False

    def _known(self, rows: _Rows) -> Floats:
        """What the lists say of some rows."""
        scores = self._sums.take(rows)
        if self._weak_listed:
            scores += self._weak_sums.take(rows)
        return scores

    def _sample(self) -> _Rows:
        """Rows of the terms that tell most."""
        found: list[_Rows] = []
        for one, _ in sorted(self._listed, key=_least):
            found.append(one.rows)
            if sum(map(len, found)) >= SAMPLE * self._k:
                break
        return _union(found)

    def _floor(self, rows: _Rows, known: Floats | None = None) -> float:
        """The k-th best exact score among the rows of which most is known; 0 of fewer rows."""
        cut = len(rows) - SAMPLE * self._k
        if cut > 0:
            known = self._sums.take(rows) if known is None else known
            ordered = known.copy()
            ordered.partition(cut)
            rows = rows.take((known >= ordered[cut]).nonzero()[0])
        scores = self._known(rows)
        for one, weight in self._ahead:
            scores += one.looked_up(rows, weight)
        if self._p.several:
            found = self._p.ranked(rows, scores, self._k)
            return found[-1][1] if len(found) == self._k else 0.0
        if len(scores) < self._k:
            return 0.0
        scores.partition(len(scores) - self._k)
        return float(scores[len(scores) - self._k])

    def _candidates(self, floor: float) -> _Rows:
        """Rows with a content term whose scores may reach the floor."""
        least = np.float32(max(floor - self._bounds[0], _TINY))
        share = self._share(floor)
        if self._sparse and share > 1:
            found = [o.rows[self._sums.take(o.rows) >= least] for o, _ in self._listed]
            return _union([*found, self._with_weak()])
        promising = self._padded >= least
        promising[self._with_weak()] = True
        if share <= 1:
            # of several that reach a sum together, one reaches its share of it
            step = np.uint8(max(1, ceil(255 * share - 1e-3)))
            for one, _ in self._tables:
                assert one.table is not None
                promising[: len(one.table)] |= one.table >= step
        return _where(promising)

    def _with_weak(self) -> _Rows:
        """Rows of listed terms without content that hold one with: few, so all are candidates."""
        if not self._weak_listed:
            return _NONE
        rows = _union([one.rows for one, _ in self._weak_listed])
        held = self._sums.take(rows) > 0
        for one, _ in self._tables:
            assert one.table is not None
            held |= one.table.take(rows) > 0
        found: _Rows = rows[held]
        return found


def _least(term: tuple[List, float]) -> float:
    return -term[0].top * term[1]


def _where(held: NDArray[np.bool_]) -> _Rows:
    """`flatnonzero`, up to three times faster where few are true; of a multiple of 8."""
    if 10 * np.count_nonzero(held) > len(held):
        return held.nonzero()[0]
    some = (held.view(np.uint64) != 0).nonzero()[0]
    inside = held.reshape(-1, 8).take(some, axis=0).ravel().nonzero()[0]
    found: _Rows = some.take(inside >> 3) * 8 + (inside & 7)
    return found


def _union(rows: list[_Rows]) -> _Rows:
    if len(rows) == 1:
        return rows[0]
    every = np.concatenate(rows) if rows else _NONE
    every.sort()
    first: _Rows = every[np.append(True, every[1:] != every[:-1])[: len(every)]]
    return first
