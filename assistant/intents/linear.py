"""A linear model over sparse vectors, kept as plain arrays and applied with numpy alone.

Two levels: a dense matrix of coarse columns (topics, or the classes themselves) and, where there
are topics, a sparse matrix that tells the classes of one topic from each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


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

    def score(self, features: NDArray[np.int64], values: NDArray[np.float32]) -> Floats:
        """Scores of one vector, without the bias; shape (C,)."""
        total: Floats = (values @ self.coarse[features]).astype(np.float64)[self.member]
        if len(self.dense):
            row = self.dense_row[features]
            many = row >= 0
            total += values[many] @ self.dense[row[many]]
        if len(self.columns):
            first = self.starts[features]
            counts = self.starts[features + 1] - first
            ends = np.cumsum(counts)
            # entry numbers of all rows one after another, without a loop over rows
            at = np.repeat(first - ends + counts, counts) + np.arange(ends[-1] if len(ends) else 0)
            weights = np.repeat(values, counts) * self.values[at]
            total += np.bincount(self.columns[at], weights, len(self.member))
        return total

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """The arrays by name."""
        return {n: getattr(self, n) for n in self.__slots__}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Linear:
        """The inverse of `to_arrays`; other names are ignored."""
        return cls(*(arrays[n] for n in cls.__slots__))
