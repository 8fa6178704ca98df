"""Posting lists, and the exact best k of a weighted sum over them.

Rows whose titles are the same are siblings: they stand side by side, and each one's score is
blended with their mean. Rare terms are lists of (row, impact); frequent ones tables of one byte a
row, which are smaller and, being looked up for the few rows that can still win, much faster.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.store import Arrays

Weighted = Sequence[tuple[int, float]]
"""(number of a term, its weight in the query)"""
Floats = NDArray[np.float32]
_KEPT = 8192
"""lists whose views are kept at hand"""
_SLACK = np.float32(1e-4)
"""added to every bound, so that rounding can't lose a row that ties"""


@dataclass(frozen=True, slots=True)
class _List:
    """One term's impacts: over `rows`, or in a `table` over all rows in units of `unit`."""

    weak: bool
    top: float
    rows: NDArray[np.int32]
    impacts: Floats
    table: NDArray[np.uint8] | None
    unit: float


class _Scratch(threading.local):
    """Sums over all rows, one set a thread, zero between queries."""

    def __init__(self, rows: int) -> None:
        self.content = np.zeros(rows, np.float32)
        self.weak = np.zeros(rows, np.float32)


class Postings:
    """Impacts by term over rows; a row belongs to one entry."""

    def __init__(self, arrays: Arrays, siblings: float) -> None:
        """Arrays as made by `build`; `siblings` is the share of the mean in a score, 0..1."""
        self._arrays = arrays
        self._entry = arrays["row_entry"]
        self._segments = arrays["segments"]
        self._ends = np.append(self._segments[1:], len(self._entry)).astype(np.int64)
        self._siblings = np.float32(siblings)
        group = arrays["group"]
        self._group = group if len(group) and siblings else None
        self._several = bool(arrays["several"][0])
        self._lists: dict[int, _List] = {}
        self._scratch = _Scratch(len(self._entry))

    def possible(self, query: Weighted) -> float:
        """The sum of what each term gives at most."""
        return sum(w * self._list(t).top for t, w in query)

    def best(self, query: Weighted, k: int) -> list[tuple[int, float]]:
        """At most `k` (entry, score), best first, of entries with a row that holds a content term.

        Exact: the same as scoring every row. Equal scores keep the order of the entries.
        """
        search = _Search(self, [(self._list(t), w) for t, w in query], k)
        try:
            return search.run() if search.content else []
        finally:
            search.clear()

    def _list(self, number: int) -> _List:
        found = self._lists.get(number)
        if found is None:
            if len(self._lists) >= _KEPT:
                self._lists = {}
            found = self._lists[number] = self._read(number)
        return found

    def _read(self, number: int) -> _List:
        a = self._arrays
        here = slice(int(a["starts"][number]), int(a["starts"][number + 1]))
        top, at = float(a["maxima"][number]), int(a["heavy"][number])
        table = a["tables"][at] if at >= 0 else None
        weak = bool(a["weak"][number])
        return _List(weak, top, a["rows"][here], a["impacts"][here], table, top / 255)


class _Search:
    """One query at work."""

    def __init__(self, postings: Postings, query: list[tuple[_List, float]], k: int) -> None:
        self._p, self._k = postings, k
        self.content = [q for q in query if not q[0].weak]
        self._weak = [q for q in query if q[0].weak]
        self._sums, self._weak_sums = postings._scratch.content, postings._scratch.weak
        self._heavy = [q for q in self.content if q[0].table is not None]

    def clear(self) -> None:
        """Leave the sums as they were found."""
        self._sums.fill(0)
        for one, _ in self._weak:
            if one.table is None:
                self._weak_sums[one.rows] = 0

    def run(self) -> list[tuple[int, float]]:
        for one, w in self.content:
            if one.table is None:
                _add(self._sums, one, w)
        for one, w in self._weak:
            if one.table is None:
                _add(self._weak_sums, one, w)
        if self._heavy and (
            len(self._heavy) == len(self.content) or (found := self._winners()) is None
        ):
            # rows that hold frequent words alone may win: those words open rows like any other
            for one, w in self._heavy:
                assert one.table is not None
                self._sums += one.table * np.float32(one.unit * w)
            self._heavy = []
            found = self._winners()
        elif not self._heavy:
            found = self._winners()
        return found or []

    def _winners(self) -> list[tuple[int, float]] | None:
        """The best k; None when rows without any summed term could be among them."""
        p = self._p
        peaks = np.maximum.reduceat(self._sums, p._segments)
        opened = sum(one.top * w for one, w in self._heavy)
        rest = np.float32(opened + sum(one.top * w for one, w in self._weak)) + _SLACK
        k = min(self._k, len(peaks))
        first = np.argpartition(peaks, len(peaks) - k)[len(peaks) - k :]
        first = first[peaks[first] > 0]
        first.sort()
        found = self._ranked(self._expand(first))
        floor = np.float32(found[-1][1]) if len(found) == self._k else np.float32(0)
        if opened and floor <= rest:
            return None
        more = np.flatnonzero(peaks >= max(floor - rest, np.float32(1e-30)))
        if len(more) <= len(first) and np.isin(more, first, assume_unique=True).all():
            return found
        rows = self._expand(more)
        return self._ranked(self._promising(rows, floor - rest))

    def _expand(self, segments: NDArray[Any]) -> NDArray[np.int64]:
        """The rows of segments, ascending."""
        starts, ends = self._p._segments[segments], self._p._ends[segments]
        sizes = ends - starts
        skipped = np.cumsum(sizes) - sizes
        rows: NDArray[np.int64] = np.repeat(starts - skipped, sizes)
        rows += np.arange(len(rows))
        return rows

    def _promising(self, rows: NDArray[np.int64], least: np.float32) -> NDArray[np.int64]:
        """The rows, with their siblings, whose sums aren't below `least`."""
        sums = self._sums.take(rows)
        if self._p._group is None:
            return rows[sums >= least]
        starts, sizes = self._groups(rows)
        return (
            rows[np.repeat(np.maximum.reduceat(sums, starts) >= least, sizes)]
            if len(rows)
            else rows
        )

    def _groups(self, rows: NDArray[np.int64]) -> tuple[NDArray[Any], NDArray[Any]]:
        """Where each group of siblings begins among the rows, and its size."""
        assert self._p._group is not None
        of = self._p._group.take(rows)
        starts = np.flatnonzero(np.concatenate(([True], of[1:] != of[:-1])))
        return starts, np.diff(np.append(starts, len(rows)))

    def _scores(self, rows: NDArray[np.int64]) -> Floats:
        """The exact scores of rows; 0 for those without a content term."""
        sums = self._sums.take(rows)
        for one, w in self._heavy:
            assert one.table is not None
            sums += one.table.take(rows) * np.float32(one.unit * w)
        if self._weak:
            held = sums > 0
            sums += self._weak_sums.take(rows)
            for one, w in self._weak:
                if one.table is not None:
                    sums += one.table.take(rows) * np.float32(one.unit * w)
            sums *= held
        if self._p._group is None or not len(rows):
            return sums
        starts, sizes = self._groups(rows)
        share = self._p._siblings
        means = np.add.reduceat(sums, starts) / sizes.astype(np.float32)
        return np.where(sums > 0, (1 - share) * sums + share * np.repeat(means, sizes), 0)

    def _ranked(self, rows: NDArray[np.int64]) -> list[tuple[int, float]]:
        """The best k entries of the rows."""
        scores = self._scores(rows)
        rows = rows[scores > 0]
        scores = scores[scores > 0]
        wanted = 4 * self._k if self._p._several else self._k
        while True:
            kept: Any = slice(None)
            if wanted < len(scores):
                least = np.partition(scores, len(scores) - wanted)[len(scores) - wanted]
                kept = np.flatnonzero(scores >= least)
            found = self._distinct(self._p._entry.take(rows[kept]), scores[kept])
            if len(found) == self._k or wanted >= len(scores):
                return found
            wanted *= 4

    def _distinct(self, entries: NDArray[np.int32], scores: Floats) -> list[tuple[int, float]]:
        found: dict[int, float] = {}
        for at in np.lexsort((entries, -scores)).tolist():
            found.setdefault(int(entries[at]), float(scores[at]))
            if len(found) == self._k:
                break
        return list(found.items())


def _add(sums: Floats, one: _List, weight: float) -> None:
    np.add.at(sums, one.rows, one.impacts if weight == 1.0 else one.impacts * np.float32(weight))
