"""A linear model over sparse vectors, kept as plain arrays and applied with numpy alone.

Two levels: a dense matrix of coarse columns (topics, or the classes themselves) and, where there
are topics, a sparse matrix that tells the classes of one topic from each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Linear:
    """Scores of F features for C columns: `coarse[:, member] + fine`, plus `bias`.

    Rows of `fine` with many entries are kept dense, the others sparse: each kind is added up
    in the way that is faster for it.
    """

    coarse: NDArray[np.float32]
    """F × G"""
    member: NDArray[np.int64]
    """C: the coarse column of each column"""
    dense: NDArray[np.float32]
    """D × C: rows of `fine` with many entries"""
    dense_row: NDArray[np.int32]
    """F: each feature's row in `dense`, or -1"""
    starts: NDArray[np.int64]
    """F + 1: where each feature's sparse entries begin in `columns` and `values`"""
    columns: NDArray[np.int32]
    values: NDArray[np.float32]
    bias: NDArray[np.float32]
    """C"""

    def score(self, row: Ints, features: Ints, values: NDArray[np.float32], count: int) -> Floats:
        """Scores of `count` vectors, without the bias: count × C.

        A vector's scores do not depend on what stands beside it: `row`, the number of the vector
        of each entry, is sorted, and each vector is added up by itself and in the same order.
        """
        total = np.empty((count, len(self.member)))
        bounds = np.searchsorted(row, np.arange(count + 1)).tolist()
        dense_row = self.dense_row[features]
        for n, (start, end) in enumerate(pairwise(bounds)):
            value, dense = values[start:end], dense_row[start:end]
            coarse = value @ self.coarse.take(features[start:end], axis=0)
            total[n] = coarse[self.member]
            if len(self.dense):
                many = dense >= 0
                total[n] += value[many] @ self.dense.take(dense[many], axis=0)
        if len(self.columns):
            total += self._sparse(row, features, values, count)
        return total

    def _sparse(self, row: Ints, features: Ints, values: NDArray[np.float32], count: int) -> Floats:
        first = self.starts[features]
        counts = self.starts[features + 1] - first
        held = counts > 0
        row, values, first, counts = row[held], values[held], first[held], counts[held]
        ends = np.cumsum(counts)
        # entry numbers of all rows one after another, without a loop over rows
        at = np.repeat(first - ends + counts, counts) + np.arange(ends[-1] if len(ends) else 0)
        width = len(self.member)
        cell = np.repeat(row * width, counts) + self.columns[at]
        weights = np.repeat(values, counts) * self.values[at]
        sums = np.bincount(cell, weights, count * width).reshape(count, width)
        return np.asarray(sums, np.float64)

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """The arrays by name."""
        return {n: getattr(self, n) for n in self.__slots__}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Linear:
        """The inverse of `to_arrays`; other names are ignored."""
        return cls(*(arrays[n] for n in cls.__slots__))
