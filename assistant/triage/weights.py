"""Rows of weights, and how they add up: the grams of a text are a vector of length 1.

A row is what one gram adds to the square of the vector's length, then to each output: value and
square lie side by side, since most of the time is spent waiting for the memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.triage.reading import NONE, Places, Span

BLOCK = 8
"""Spans that are weighed at once"""
TINY = 1e-30
"""The square of no gram's length"""

Floats = NDArray[np.float32]


def rows_of(weights: NDArray[Any], idf: NDArray[Any]) -> Floats:
    """(grams + 1) × (square, outputs); the last row, of what isn't kept, is all nought."""
    rows = np.zeros((len(idf) + 1, weights.shape[1] + 1), np.float32)
    rows[:-1, 0] = idf
    rows[:-1, 1:] = weights
    rows *= rows[:, :1].copy()
    return rows


def over_length(rows: NDArray[Any]) -> Floats:
    """Outputs of the grams that have these rows."""
    sums = np.add.reduce(rows)
    total: Floats = sums[1:] / np.float32(sqrt(max(sums[0], TINY)))
    return total


def weigh(places: Places, rows: Floats, spans: Sequence[Span]) -> Floats:
    """For each span the first output of its different grams. Spans come in order."""
    first, last, ids = places
    order = np.argsort(ids, kind="stable")
    again = ids[order[1:]] == ids[order[:-1]]
    before = np.full(len(ids), NONE)  # where the same gram stood before
    before[order[1:][again]] = first[order[:-1][again]]
    sums = []
    for n in range(0, len(spans), BLOCK):
        begin, end = np.array(spans[n : n + BLOCK]).T[:, :, None]
        some = slice(*np.searchsorted(last, (begin[0, 0], end[-1, 0])))
        new = (first[some] >= begin) & (last[some] < end) & (before[some] < begin)
        sums.append(new.astype(np.float32) @ rows.take(ids[some], 0)[:, :2])
    square, value = np.concatenate(sums).T
    found: Floats = value / np.sqrt(np.maximum(square, TINY))
    return found
