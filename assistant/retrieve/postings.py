"""Posting lists, and the exact best k of a weighted sum over them.

Two ways lead to the same kind of answer. Of few rows all are scored, and rows whose titles are the
same, siblings, are blended with their mean. Of many rows (`pruned`) only those that can still win.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from math import log2
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.store import Arrays

Weighted = Sequence[tuple[int, float]]
"""(number of a term, its weight in the query)"""
Best = list[tuple[int, float]]
"""(number of an entry, its score), best first"""
Floats = NDArray[np.float32]
FEW = 32_768
"""rows up to which all are scored"""
SLACK = 1e-4
"""added to every bound, so that rounding can't lose a row that ties"""
SPREAD = 512
"""rows up to which all terms' impacts are spread over all; up to FEW, those of frequent terms"""
DENSE = 8
"""a frequent term is in more than one row of so many"""
SHORTER = 2
"""halvings of a segment from the root of all rows, by trial"""
CHUNK = 1 << 15
"""rows of a table that are added at once"""
_TINY = 1e-30
_KEPT = 8192
"""lists whose views are kept at hand"""


def segment_rows(rows: int) -> int:
    """Rows of a segment: a query compares all segments, and goes through the rows of a few."""
    return 1 << max(5, round(log2(max(rows, 1)) / 2) - SHORTER)


@dataclass(frozen=True, slots=True)
class List:
    """One term's impacts: over `rows`, or in a `table` over all rows in units of `unit`."""

    weak: bool
    top: float
    """its largest impact"""
    plain: float
    """what its impacts stay below but for the coverage of titles"""
    rows: NDArray[Any]
    impacts: Floats
    table: NDArray[np.uint8] | None
    unit: float
    spread: Floats | None = None
    """the impacts over all rows: adding zeros beats adding at places, where rows are few"""

    def add_to(self, sums: Floats, weight: float) -> None:
        """Add the listed impacts, times the term's weight in the query."""
        if self.spread is not None:
            sums += self.spread if weight == 1.0 else self.spread * np.float32(weight)
            return
        impacts = self.impacts if weight == 1.0 else self.impacts * np.float32(weight)
        np.add.at(sums, self.rows, impacts)

    def looked_up(self, rows: NDArray[np.int64], weight: float) -> Floats:
        """Its impacts in some rows, times the weight; only for a table, or spread."""
        if self.spread is not None:
            found: Floats = self.spread.take(rows)
            return found if weight == 1.0 else found * np.float32(weight)
        assert self.table is not None
        found = self.table.take(rows) * np.float32(self.unit * weight)
        return found

    def add_all(self, sums: Floats, weight: float) -> None:
        """Add its impacts in all rows, times the weight; only for a table."""
        assert self.table is not None
        factor = np.float32(self.unit * weight)
        for at in range(0, len(sums), CHUNK):  # what is added stays in the processor's cache
            part = sums[at : at + CHUNK]
            part += self.table[at : at + CHUNK] * factor


Query = list[tuple[List, float]]
"""terms, each with its weight in the query"""


class Scratch(threading.local):
    """Sums over all rows, one set a thread, zero between queries."""

    def __init__(self, rows: int) -> None:
        """`rows` of the index."""
        self.padded = np.zeros(-(-rows // 8) * 8, np.float32)
        """`content`, and zeros up to a multiple of 8"""
        self.content = self.padded[:rows]
        self.weak = np.zeros(rows, np.float32)


class Postings:
    """Impacts by term over rows; a row belongs to one entry."""

    def __init__(self, arrays: Arrays, siblings: float, cover: float) -> None:
        """Arrays as made by `build`; `siblings` is the share of the mean in a score, 0..1.

        `cover` is the most that the coverage of its title adds to a row.
        """
        self._arrays = arrays
        self.entry = arrays["row_entry"]
        rows = len(self.entry)
        self._cover = cover
        self.several = bool(arrays["several"][0])
        """some entries have several rows"""
        self._siblings = siblings
        self._sizes = np.diff(arrays["groups"])
        self._group = np.repeat(np.arange(len(self._sizes)), self._sizes)
        self._lists: dict[int, List] = {}
        self.scratch = Scratch(rows)

    def best(self, query: Weighted, k: int) -> tuple[Best, float]:
        """At most `k` entries, best first, that have a row with a content term.

        Also the sum of what each term gives at most. Exact: the same as scoring every row. Equal
        scores keep the order of the entries.
        """
        content: Query = []
        weak: Query = []
        possible = 0.0
        lists = self._lists
        for term, weight in query:
            one = lists.get(term) or self._list(term)
            if one.top:
                possible += weight * one.top
                (weak if one.weak else content).append((one, weight))
        if not content:
            return [], possible
        if len(self.entry) <= FEW:
            return self._dense(content, weak, k), possible
        from assistant.retrieve.pruned import Pruned

        return Pruned(self, content, weak, k).best(), possible

    def _list(self, number: int) -> List:
        if len(self._lists) >= _KEPT:
            self._lists = {}
        found = self._lists[number] = self._read(number)
        return found

    def _read(self, number: int) -> List:
        a = self._arrays
        here = slice(int(a["starts"][number]), int(a["starts"][number + 1]))
        top, at = float(a["maxima"][number]), int(a["heavy"][number])
        table = a["tables"][at] if at >= 0 else None
        plain, weak = min(top, float(a["plain"][number])), bool(a["weak"][number])
        rows, impacts, total = a["rows"][here], a["impacts"][here], len(self.entry)
        spread = None
        if total <= FEW:
            rows = rows.astype(np.intp)  # what numpy would make of them at each use
            if table is not None:
                spread = table * np.float32(top / 255)
            elif total <= SPREAD or DENSE * len(rows) > total:
                spread = np.zeros(total, np.float32)
                spread[rows] = impacts
        return List(weak, top, plain, rows, impacts, table, top / 255, spread)

    def _dense(self, content: Query, weak: Query, k: int) -> Best:
        sums, added = self.scratch.content, self.scratch.weak
        for one, weight in content:
            one.add_to(sums, weight)
        rows = self._promising(sums, weak, k)
        scores = sums.take(rows)
        sums.fill(0)
        most = DENSE * len(rows) > len(sums)  # adding to all beats looking up most
        summed = False
        for one, weight in weak:
            if most or one.spread is None:
                one.add_to(added, weight)
                summed = True
            else:
                scores += one.looked_up(rows, weight)
        if summed:
            scores += added.take(rows)
            added.fill(0)
        if self._siblings and len(self._group):
            self._blend(rows, scores)
        return self.ranked(rows, scores, k)

    def _promising(self, sums: Floats, weak: Query, k: int) -> NDArray[np.intp]:
        """Rows that hold content and can still win, with all of their siblings that hold any."""
        alone = len(self._group)
        # the peaks of some rows are enough for a threshold: the last few are left out
        length = segment_rows(len(sums))
        count = (len(sums) - alone) // length
        # nonzero of truth values: ten times faster than of numbers
        if self.several or count <= k:
            return (sums > 0).nonzero()[0]
        peaks = np.maximum.reduce(sums[alone : alone + count * length].reshape(length, count))
        peaks.partition(count - k)
        promising = sums >= np.float32(max(float(peaks[count - k]) - self.bound(weak), _TINY))
        # the mean of siblings is no more than the best of them
        groups = self._group.take(promising[:alone].nonzero()[0])
        if len(groups):
            held = np.zeros(len(self._sizes), np.bool_)
            held[groups] = True
            np.logical_and(held.take(self._group), sums[:alone] > 0, out=promising[:alone])
        return promising.nonzero()[0]

    def bound(self, query: Query) -> float:
        """The most that terms can add to a row, whose title they cover once at most."""
        return self.bounds(query)[0]

    def bounds(self, query: Query) -> list[float]:
        """The bound of all terms, of all but the first, ..., of none."""
        apart = plain = heaviest = 0.0
        found = [SLACK]
        for one, weight in reversed(query):
            apart += one.top * weight
            plain += one.plain * weight
            heaviest = max(heaviest, weight)
            found.append(min(apart, plain + self._cover * heaviest) + SLACK)
        return found[::-1]

    def _blend(self, rows: NDArray[Any], scores: Floats) -> None:
        """Blend the scores of siblings, who stand first of all rows, with their means."""
        part = scores[: rows.searchsorted(len(self._group))]
        if not len(part):
            return
        group = self._group.take(rows[: len(part)])
        means = np.bincount(group, part, len(self._sizes)) * (self._siblings / self._sizes)
        part *= 1 - self._siblings
        part += means.astype(np.float32).take(group)

    def ranked(self, rows: NDArray[Any], scores: Floats, k: int) -> Best:
        """The best k entries of rows with scores above 0."""
        wanted = 4 * k if self.several else k
        while True:
            if wanted < len(scores):
                ordered = scores.copy()
                ordered.partition(len(scores) - wanted)
                kept = (scores >= ordered[len(scores) - wanted]).nonzero()[0]
                found = _distinct(self.entry.take(rows.take(kept)), scores.take(kept), k)
            else:
                found = _distinct(self.entry.take(rows), scores, k)
            if len(found) == k or wanted >= len(scores):
                return found
            wanted *= 4


def _distinct(entries: NDArray[np.int32], scores: Floats, k: int) -> Best:
    found: dict[int, float] = {}
    order = np.lexsort((entries, -scores))
    ranked = zip(entries.take(order).tolist(), scores.take(order).tolist(), strict=True)
    for entry, score in ranked:
        if entry not in found:
            found[entry] = score
            if len(found) == k:
                break
    return list(found.items())
