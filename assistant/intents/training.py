"""Fits the linear models. Loaded only when a classifier learns; needs scipy, to answer doesn't."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from assistant.intents.linear import Linear
from assistant.intents.solver import Machines

SPARSE = 8
"""a row with more than one entry in so many columns is kept dense: it is added up faster"""
BLOCK = 64
"""columns whose weights are put side by side at once; bounds the memory"""
FAINT = 0.005
"""weights below this share of a topic's largest are left out, which costs no figure"""
LARGE, ENOUGH = 5000, 0.5
"""With more examples, the solver stops at this nearness: going on changes no figure"""
FLOOR = -1.0
"""score of a class that a fold has no examples of"""

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Models:
    """Fitted models: topics, and within each topic its classes."""

    member: Ints
    """the topic of each column"""
    coarse: Floats
    """features × topics"""
    bias: Floats
    """of each column"""
    fine: list[tuple[Ints, Ints, Floats]]
    """of topics with several classes: features, columns, and the weights of these for those"""

    def scores(self, matrix: Any) -> Floats:
        """Scores of many vectors: rows × columns."""
        scores = np.empty((matrix.shape[0], len(self.member)), np.float32)
        for at in range(0, len(self.member), BLOCK):
            block = np.arange(at, min(at + BLOCK, len(self.member)))
            weights = self.coarse[:, self.member[block]]
            for used, columns, fine in self.fine:
                held = np.isin(columns, block)
                if held.any():
                    weights[np.ix_(used, columns[held] - at)] += fine[:, held]
            scores[:, block] = matrix @ weights
        return scores + self.bias

    def pack(self) -> Linear:
        """The models as plain arrays that numpy alone applies."""
        width, count = len(self.coarse), len(self.member)
        sizes = np.zeros(width, np.int64)
        for used, _, weights in self.fine:
            sizes[used] += np.count_nonzero(weights, axis=1)
        many = sizes * SPARSE > count
        dense_row = np.where(many, np.cumsum(many) - 1, -1)
        dense = np.zeros((int(many.sum()), count), np.float32)
        starts = np.concatenate(([0], np.cumsum(np.where(many, 0, sizes))))
        free = starts[:-1].copy()
        where, values = np.empty(starts[-1], np.int32), np.empty(starts[-1], np.float32)
        for used, columns, weights in self.fine:
            held = many[used]
            dense[np.ix_(dense_row[used[held]], columns)] = weights[held]
            row, column = np.nonzero((weights != 0) & ~held[:, None])
            counts = np.bincount(row, minlength=len(used))
            place = np.arange(len(row)) - (np.cumsum(counts) - counts)[row]
            at = free[used[row]] + place
            where[at], values[at] = columns[column], weights[row, column]
            free[used] += counts
        return Linear(
            self.coarse,
            self.member.astype(np.int64),
            dense,
            dense_row.astype(np.int32),
            starts.astype(np.int64),
            where,
            values,
            self.bias,
        )


def train(matrix: Any, target: Ints, member: Ints, C: float, fine_weight: float) -> Models:
    """Fit rows to their columns `target`; `member` is each column's topic.

    With a topic a column this is one model a class against the rest. Else one model a topic,
    and within each topic one a class against the topic's other classes, at `fine_weight`.
    """
    coarse, bias = one_against_rest(matrix, member[target], int(member.max()) + 1, C)
    bias = bias[member]
    topics, sizes = np.unique(member, return_counts=True)
    fine = []
    for topic in topics[sizes > 1]:
        rows, columns = np.flatnonzero(member[target] == topic), np.flatnonzero(member == topic)
        if len(np.unique(target[rows])) < 2:
            continue
        some = matrix[rows]
        used = np.flatnonzero(np.bincount(some.indices, minlength=some.shape[1]))
        own = np.searchsorted(columns, target[rows])
        weights, shift = one_against_rest(_columns(some, used), own, len(columns), C)
        weights[np.abs(weights) < FAINT * np.abs(weights).max()] = 0
        fine.append((used, columns, np.float32(fine_weight) * weights))
        bias[columns] += fine_weight * shift
    return Models(member, coarse, bias, fine)


def _columns(matrix: Any, used: Ints) -> Any:
    """The matrix of some columns, in their order."""
    number = np.full(matrix.shape[1], -1, np.int32)
    number[used] = np.arange(len(used))
    column = number[matrix.indices]
    held = column >= 0
    ends = np.append(0, np.cumsum(held))[matrix.indptr]
    shape = (matrix.shape[0], len(used))
    return csr_matrix((matrix.data[held], column[held], ends), shape=shape)


def one_against_rest(matrix: Any, target: Ints, width: int, C: float) -> tuple[Floats, Floats]:
    """Weights (features × width) and bias (width,) of one model a column."""
    weights = np.zeros((matrix.shape[1], width), np.float32)
    bias = np.full(width, FLOOR, np.float32)
    present = np.unique(target)
    if len(present) < 2:
        bias[present] = 1.0
        return weights, bias
    signs = np.where(target[:, None] == present, np.float32(1), np.float32(-1))
    near = ENOUGH if matrix.shape[0] > LARGE else None
    weights[:, present], bias[present] = Machines(matrix, signs, C).fit(near).weights()
    return weights, bias
