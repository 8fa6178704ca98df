"""Fits the linear models. Loaded only when a classifier learns; needs scipy, to answer doesn't."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags

from assistant.intents.features import share_known
from assistant.intents.linear import Linear
from assistant.intents.solver import Machines
from assistant.text import is_content, stem

SPARSE = 8
"""a row with more than one entry in so many columns is kept dense: it is added up faster"""
FLOOR = -1.0
"""score of a class that a fold has no examples of"""


def known_elsewhere(rows: Sequence[Sequence[str]]) -> NDArray[np.float64]:
    """For each row, the share of its words that some other row holds."""
    stems = [[(stem(w), is_content(w)) for w in words] for words in rows]
    counts = Counter(s for row in stems for s in {s for s, _ in row})
    return np.array([share_known([(counts[s] > 1, c) for s, c in row]) for row in stems])


def train(
    matrix: Any, target: NDArray[Any], member: NDArray[Any], C: float, fine_weight: float
) -> Linear:
    """Fit rows to their columns `target`; `member` is each column's topic.

    With a topic a column this is one model a class against the rest. Else one model a topic,
    and within each topic one a class against the topic's other classes, at `fine_weight`.
    """
    count = len(member)
    coarse, bias = one_against_rest(matrix, member[target], int(member.max()) + 1, C)
    bias = bias[member]
    fine = csr_matrix((matrix.shape[1], count), dtype=np.float32)
    topics, sizes = np.unique(member, return_counts=True)
    parts = []
    for topic in topics[sizes > 1]:
        rows, columns = np.flatnonzero(member[target] == topic), np.flatnonzero(member == topic)
        if len(np.unique(target[rows])) < 2:
            continue
        own = np.searchsorted(columns, target[rows])
        used, some = _without_empty(matrix[rows])
        weights, shift = one_against_rest(some, own, len(columns), C)
        parts.append((used, columns, fine_weight * weights))
        bias[columns] += fine_weight * shift
    if parts:
        fine = _gather(parts, fine.shape)
    return _pack(coarse, member, fine, bias)


def _without_empty(matrix: Any) -> tuple[NDArray[Any], Any]:
    """The columns that hold anything, and the matrix of them alone."""
    held = np.zeros(matrix.shape[1], bool)
    held[matrix.indices] = True
    used = np.flatnonzero(held)
    number = np.cumsum(held) - 1
    shape = (matrix.shape[0], len(used))
    return used, csr_matrix((matrix.data, number[matrix.indices], matrix.indptr), shape=shape)


def _pack(coarse: Any, member: NDArray[Any], fine: Any, bias: NDArray[Any]) -> Linear:
    sizes = np.diff(fine.indptr)
    many = sizes * SPARSE > len(member)
    dense_row = np.where(many, np.cumsum(many) - 1, -1)
    light = csr_matrix(diags((~many).astype(np.float32)) @ fine)
    light.eliminate_zeros()
    return Linear(
        coarse,
        member.astype(np.int64),
        fine[many].toarray().astype(np.float32),
        dense_row.astype(np.int32),
        light.indptr.astype(np.int64),
        light.indices.astype(np.int32),
        light.data.astype(np.float32),
        bias.astype(np.float32),
    )


def _gather(parts: list[tuple[Any, Any, Any]], shape: tuple[int, int]) -> Any:
    rows = np.concatenate([np.repeat(used, len(columns)) for used, columns, _ in parts])
    columns = np.concatenate([np.tile(columns, len(used)) for used, columns, _ in parts])
    values = np.concatenate([weights.ravel() for _, _, weights in parts])
    kept = values != 0
    return csr_matrix((values[kept], (rows[kept], columns[kept])), shape=shape)


def apply(model: Linear, matrix: Any) -> NDArray[Any]:
    """Scores of many vectors: rows × columns."""
    shape = (len(model.starts) - 1, len(model.member))
    fine = csr_matrix((model.values, model.columns, model.starts), shape=shape)
    scores: NDArray[Any] = (matrix @ model.coarse)[:, model.member] + (matrix @ fine).toarray()
    many = np.flatnonzero(model.dense_row >= 0)
    scores += matrix[:, many] @ model.dense + model.bias
    return scores


def one_against_rest(
    matrix: Any, target: NDArray[Any], width: int, C: float
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Weights (features × width) and bias (width,) of one model a column."""
    weights = np.zeros((matrix.shape[1], width), np.float32)
    bias = np.full(width, FLOOR, np.float32)
    present = np.unique(target)
    if len(present) < 2:
        bias[present] = 1.0
        return weights, bias
    signs = np.where(target[:, None] == present, np.float32(1), np.float32(-1))
    weights[:, present], bias[present] = Machines(matrix, signs, C).fit().weights()
    return weights, bias
