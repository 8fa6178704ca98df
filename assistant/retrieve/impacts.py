"""Fields folded into one impact per (term, row): all that a query adds up, computed at build time.

A row is an entry, or one of its past questions. The score of a row for a query is
`sum(weight of the term in the query * impact)`, so everything linear in the query's terms (field
weights, BM25 saturation, length norm, idf, coverage of the title) costs nothing when asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Counts = Any  # scipy.sparse.csr_matrix of (row, term); scipy ships no types


@dataclass(frozen=True, slots=True)
class Weights:
    """Tuned on the development halves of the public sets; see `benchmarks/README.md`."""

    title: float = 0.327
    body: float = 0.11
    terms: float = 0.33
    questions: float = 0.33
    cover: float = 1.0
    """for the share of a title's idf that the query covers"""
    weak: float = 0.2
    """words without content, relative to those with"""
    k1: float = 1.2
    b_title: float = 0.5
    b_body: float = 0.75


def counts(owners: NDArray[Any], numbers: NDArray[Any], rows: int, terms: int) -> Counts:
    """How often each term stands in each row."""
    from scipy.sparse import coo_matrix

    ones = np.ones(len(numbers), np.float32)
    made = coo_matrix((ones, (owners, numbers)), shape=(rows, terms)).tocsr()
    made.sum_duplicates()
    return made


def inverse_frequency(df: NDArray[Any], rows: int) -> NDArray[np.float32]:
    """BM25's idf, which never turns negative."""
    return np.log1p((rows - df + 0.5) / (df + 0.5)).astype(np.float32)


def saturated(field: Counts, k1: float, b: float) -> Counts:
    """BM25's term frequency part, at most `k1 + 1`, on a copy."""
    field = field.copy()
    lengths = np.asarray(field.sum(axis=1)).ravel()
    mean = lengths[lengths > 0].mean() if lengths.any() else 1.0
    norm = k1 * (1 - b + b * lengths / mean)
    field.data = field.data * np.float32(k1 + 1)
    field.data /= field.data / np.float32(k1 + 1) + np.repeat(norm, np.diff(field.indptr))
    return field


def coverage(field: Counts, value: NDArray[np.float32]) -> Counts:
    """Each term's share of its row's summed value."""
    field = field.copy()
    field.data = value[field.indices]
    total = np.asarray(field.sum(axis=1)).ravel()
    field.data /= np.repeat(np.maximum(total, 1e-9), np.diff(field.indptr)).astype(np.float32)
    return field


def scaled(field: Counts, value: NDArray[np.float32], weight: float) -> Counts:
    """Entries multiplied by their term's value and the field's weight, in place."""
    field.data = (field.data * (value * np.float32(weight))[field.indices]).astype(np.float32)
    return field
