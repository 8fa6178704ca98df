"""Entries → the table and the arrays of an index. Needs scipy; serving doesn't."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.lexicon import Lexicon
from assistant.retrieve.entries import Entries, Read
from assistant.retrieve.impacts import Bodies, Counts, Weights, counts, fold
from assistant.retrieve.postings import FEW
from assistant.retrieve.spelling import spelling_arrays
from assistant.retrieve.words import WEAK, Terms, pack
from assistant.store import Arrays

FREQUENT, FREQUENT_WEAK = 8, 128
"""A term in more than one row of so many is kept as a table of bytes, not as a list. From 8 on
that is smaller; a word without content is only ever looked up, for which a table is faster."""
SHORT = 1500
"""rows that are added up in no more time than a table takes"""
SAMPLE = 100_000
"""rows whose bodies are gone through for the document frequency of function words"""


def build(
    given: Iterable[Mapping[str, Any]], lexicon: Lexicon | None, weights: Weights
) -> tuple[dict[str, Any], Arrays]:
    """The table and the arrays of an index over the entries. Raises `InputError`."""
    entries = Entries(given, lexicon)
    terms = Terms()
    fields = entries.read(terms)
    names = list(terms.numbers)
    weak = np.array([n.startswith(WEAK) for n in names], bool)
    read, bodies = _count(fields, weak, (entries.rows, len(names)))
    read["terms"] = read["terms"] + _acronyms(entries, terms, read)
    matrix, idf, plain = fold(read, bodies, weak, len(entries.ids), weights)
    words = {w: n for w, n in terms.items() if n >= 0 and not weak[n]}
    arrays: Arrays = {
        **(lists := _postings(matrix, weak)),
        **pack("term", names, findable=True),
        **pack("id", entries.ids),
        **spelling_arrays(words, np.diff(matrix.indptr)),
        **_layout(entries),
        "weak": weak.astype(np.uint8),
        "plain": plain + lists["maxima"] / 255,  # a table rounds by half of a step at most
    }
    table = {
        "unknown": float(idf.max(initial=0.0)),
        "siblings": weights.siblings,
        "cover": weights.cover,
        "lexicon": _lexicon_table(lexicon),
    }
    return table, arrays


def _count(
    fields: dict[str, Read], weak: NDArray[np.bool_], shape: tuple[int, int]
) -> tuple[dict[str, Counts], Bodies]:
    rows, numbers = fields.pop("body")
    lengths = np.bincount(rows, minlength=shape[0]).astype(np.float32)
    held = weak[numbers]
    # how common a function word is, a part of the bodies tells well enough
    some = held & (rows < SAMPLE)
    sampled = counts(rows[some], numbers[some], shape)
    df = np.bincount(sampled.indices, minlength=shape[1]) * max(1.0, shape[0] / SAMPLE)
    # in bodies they tell nothing, and are half of the words
    read = {"body": counts(rows[~held], numbers[~held], shape)}
    for name, (at, found) in fields.items():
        read[name] = counts(at, found, shape)
    return read, Bodies(lengths, df.astype(np.int64))


def _acronyms(entries: Entries, terms: Terms, read: dict[str, Counts]) -> Counts:
    """Initials of names as terms ("nph"), where a text with that name uses them."""
    found = entries.acronyms(terms)
    rows = np.array([r for r, _, _ in found], np.int32)
    numbers = np.array([n for _, n, _ in found], np.int32)
    used = np.zeros(len(found), bool)
    for name in ("title", "body", "terms"):
        if found:
            used |= np.asarray(read[name][rows, numbers]).ravel() > 0
    said = {(n, name) for (_, n, name), yes in zip(found, used, strict=True) if yes}
    kept = np.array([(n, name) in said for _, n, name in found], bool)
    made = counts(rows[kept], numbers[kept], read["terms"].shape)
    made.data[:] = 1
    return made


def _postings(matrix: Any, weak: NDArray[np.bool_]) -> Arrays:
    """Lists of the rare terms and tables of the frequent ones."""
    matrix.sort_indices()
    total = matrix.shape[0]
    starts, df = matrix.indptr.astype(np.int64), np.diff(matrix.indptr)
    maxima = np.zeros(len(df), np.float32)
    maxima[df > 0] = np.maximum.reduceat(matrix.data, starts[:-1][df > 0]) if matrix.nnz else 0
    often = df * np.where(weak, FREQUENT_WEAK, FREQUENT) > total
    frequent = np.flatnonzero(often & (df > SHORT) & (weak | (total > FEW)))
    heavy = np.full(len(df), -1, np.int32)
    heavy[frequent] = np.arange(len(frequent), dtype=np.int32)
    tables = np.zeros((len(frequent), total), np.uint8)
    for table, term in zip(tables, frequent.tolist(), strict=True):
        here = slice(starts[term], starts[term + 1])
        steps = np.rint(matrix.data[here] * (255 / maxima[term]))
        # a match is never rounded down to none
        table[matrix.indices[here]] = np.maximum(steps, 1).astype(np.uint8)
    listed = np.repeat(heavy < 0, df)
    sizes = np.where(heavy < 0, df, 0)
    return {
        "starts": np.concatenate(([0], np.cumsum(sizes))).astype(np.int64),
        "rows": matrix.indices[listed].astype(np.int32),
        "impacts": matrix.data[listed].astype(np.float32),
        "maxima": maxima,
        "heavy": heavy,
        "tables": tables,
    }


def _layout(entries: Entries) -> Arrays:
    """Whose the rows are, and which are siblings."""
    total = entries.rows
    return {
        "row_entry": entries.row_entry,
        "groups": entries.groups if total <= FEW else np.zeros(1, np.int64),
        "several": np.array([total > len(entries.ids)], np.uint8),
    }


def _lexicon_table(lexicon: Lexicon | None) -> dict[str, Any]:
    if lexicon is None:
        return {}
    return {
        "replace": dict(lexicon.replace),
        "terms": {k: list(v) for k, v in lexicon.terms.items()},
        "foreign": dict(lexicon.foreign),
    }
