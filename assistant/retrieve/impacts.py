"""Fields folded into one impact per (term, row): all that a query adds up, computed at build time.

A row is an entry, or one of its past questions. The score of a row for a query is
`sum(weight of the term in the query * impact)`, so everything linear in the query's terms (field
weights, saturation and length norm as in BM25, idf, coverage of the title) costs nothing when
asked. BM25F: Robertson & Zaragoza 2009, "The probabilistic relevance framework".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Counts = Any  # scipy.sparse.csr_array of (row, term); scipy ships no types


@dataclass(frozen=True, slots=True)
class Weights:
    """What a match is worth. Tuned on the development parts of stackfaq and medquad."""

    title: float = 0.33
    body: float = 0.18
    terms: float = 0.3
    cover: float = 1.0
    """for the share of a title's idf that the query covers"""
    weak: float = 0.45
    """words without content in titles, relative to those with; in bodies they count nothing"""
    k1: float = 1.4
    """how soon repeats of a term stop to count"""
    b_title: float = 0.6
    b_body: float = 0.75
    """how much long fields are held back, 0..1; past questions, pooled with the title: 1"""
    siblings: float = 0.7
    """share of the mean over entries of the same title, 0..1; of few entries, see `postings`"""


@dataclass(frozen=True, slots=True)
class Bodies:
    """What the counts of the bodies, which hold content alone, don't tell."""

    lengths: NDArray[np.float32]
    """words of each row's body, those without content too"""
    weak_df: NDArray[np.int64]
    """by term: bodies that hold it, for terms without content"""


def counts(owners: NDArray[Any], numbers: NDArray[Any], shape: tuple[int, int]) -> Counts:
    """How often each term stands in each row."""
    from scipy.sparse import csr_array

    made = csr_array((np.ones(len(numbers), np.float32), (owners, numbers)), shape=shape)
    made.sum_duplicates()
    return made


def fold(
    fields: Mapping[str, Counts],
    bodies: Bodies,
    weak: NDArray[np.bool_],
    entries: int,
    w: Weights,
) -> tuple[Any, NDArray[np.float32], NDArray[np.float32]]:
    """The matrix of impacts (rows, terms), by columns; by term the idf and the most it gives but
    for coverage.

    `fields` holds title, body, terms, questions (by entry) and rows (questions, by row).
    """
    title, asked = fields["title"], fields["questions"]
    present = title + fields["body"] + fields["terms"] + asked
    df = np.bincount(present.indices, minlength=len(weak))
    df = np.maximum(df, bodies.weak_df)
    idf = np.log1p((entries - df + 0.5) / (df + 0.5)).astype(np.float32)
    value = np.where(weak, np.float32(w.weak), np.float32(1)) * idf
    head = _saturated(title, w.k1, w.b_title)
    if asked.nnz:
        # an entry is what it calls itself or what it is asked for, whichever says more
        head = head.maximum(_saturated(_where(title + asked, asked), w.k1, 1.0))
        head = head + _saturated(fields["rows"], w.k1, w.b_title)
    total = _scaled(
        _saturated(fields["body"], w.k1, w.b_body, bodies.lengths), idf * np.float32(w.body)
    )
    total = total + _scaled(head, value * np.float32(w.title))
    if fields["terms"].nnz:
        named = _saturated(fields["terms"], w.k1, w.b_title)
        total = total + _scaled(named, value * np.float32(w.terms))
    plain = np.zeros(len(weak), np.float32)
    np.maximum.at(plain, total.indices, total.data)
    if head.nnz:
        total = total + _coverage(title + fields["rows"], value) * np.float32(w.cover)
    return total.tocsc(), idf, plain


def _saturated(
    field: Counts, k1: float, b: float, lengths: NDArray[np.float32] | None = None
) -> Counts:
    """BM25's term frequency part, below `k1 + 1`."""
    if lengths is None:
        lengths = np.asarray(field.sum(axis=1), np.float32).ravel()
    mean = lengths[lengths > 0].mean() if lengths.any() else 1.0
    norm = (k1 * (1 - b + b * lengths / mean)).astype(np.float32)
    field = field.copy()
    tf = field.data.copy()
    field.data *= np.float32(k1 + 1)
    tf += np.repeat(norm, np.diff(field.indptr))
    field.data /= tf
    return field


def _where(field: Counts, other: Counts) -> Counts:
    """The rows of a field in which the other has something; the rest empty."""
    field = field.copy()
    field.data *= np.repeat(np.diff(other.indptr) > 0, np.diff(field.indptr))
    field.eliminate_zeros()
    return field


def _scaled(field: Counts, value: NDArray[np.float32]) -> Counts:
    """A field, changed in place: each element times its term's value."""
    field.data *= value.take(field.indices)
    return field


def _coverage(field: Counts, value: NDArray[np.float32]) -> Counts:
    """Each term's share of its row's summed value."""
    field = field.copy()
    field.data = value.take(field.indices)
    sums = np.asarray(field.sum(axis=1)).ravel()
    sums[sums == 0] = 1
    field.data /= np.repeat(sums, np.diff(field.indptr)).astype(field.data.dtype)
    return field
