"""Entries → the table and the arrays of an index. Needs scipy; serving doesn't."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import InputError
from assistant.lexicon import Lexicon
from assistant.retrieve.impacts import (
    Counts,
    Weights,
    counts,
    coverage,
    inverse_frequency,
    saturated,
    scaled,
)
from assistant.retrieve.spelling import spelling_arrays
from assistant.retrieve.words import CLASS, WEAK, Terms, pack

Arrays = dict[str, NDArray[Any]]
_FIELDS = {"id", "title", "body", "questions", "terms"}


def build(
    entries: Iterable[Mapping[str, Any]], lexicon: Lexicon | None, weights: Weights
) -> tuple[dict[str, Any], Arrays]:
    """The table and the arrays of an index over the entries. Raises `InputError`."""
    rows = _Rows(entries, lexicon)
    terms = Terms()
    fields = rows.fields(terms)
    words = {w: n for w, n in terms.items() if n >= 0}
    order, renumber = _sorted(terms)
    weak = np.array([t.startswith(WEAK) for t in order], bool)
    matrix, idf = _fold(fields, renumber, weak, len(rows.ids), rows.count, weights)
    table = {
        "entries": len(rows.ids),
        "unknown": float(idf.max(initial=0.0)),
        "lexicon": _lexicon_table(lexicon),
    }
    df = np.diff(matrix.indptr)
    arrays = _posting_arrays(matrix, weak)
    arrays["term_block"], arrays["term_starts"] = pack(order)
    arrays["id_block"], arrays["id_starts"] = pack(rows.ids)
    arrays["row_entry"] = rows.entry_of_row()
    content = {w: int(renumber[n]) for w, n in words.items() if not weak[renumber[n]]}
    arrays.update(spelling_arrays(content, df))
    return table, arrays


class _Rows:
    """The texts of all entries by field, checked; a past question is a row of its own."""

    def __init__(self, entries: Iterable[Mapping[str, Any]], lexicon: Lexicon | None) -> None:
        self.ids: list[str] = []
        self._titles: list[str] = []
        self._bodies: list[str] = []
        self._terms: list[str] = []
        self._questions: list[str] = []
        self._owners: list[int] = []
        self._lexicon = lexicon
        for entry in entries:
            self._add(entry)
        if len(set(self.ids)) != len(self.ids):
            seen: set[str] = set()
            twice = next(i for i in self.ids if i in seen or seen.add(i))  # type: ignore[func-returns-value]
            raise InputError(f"two entries have the id {twice!r}; ids must differ")

    def _add(self, entry: Mapping[str, Any]) -> None:
        if not isinstance(entry, Mapping) or not isinstance(entry.get("id"), str):
            raise InputError(
                f"entry {len(self.ids) + 1} has no id; each needs an id that is a string"
            )
        if unknown := set(entry) - _FIELDS:
            name = sorted(map(str, unknown))[0]
            raise InputError(
                f"entry {entry['id']!r} has the field {name!r}; known are {sorted(_FIELDS)}"
            )
        self._titles.append(_one(entry, "title"))
        self._bodies.append(_one(entry, "body"))
        self._terms.append(" ; ".join(_several(entry, "terms")))
        for question in _several(entry, "questions"):
            self._questions.append(question)
            self._owners.append(len(self.ids))
        self.ids.append(entry["id"])

    @property
    def count(self) -> int:
        return len(self.ids) + len(self._owners)

    def entry_of_row(self) -> NDArray[np.int32]:
        return np.array([*range(len(self.ids)), *self._owners], np.int32)

    def fields(self, terms: Terms) -> dict[str, tuple[NDArray[Any], NDArray[Any]]]:
        """(rows, numbers of terms) of each field; questions twice, as field and as rows."""
        owners = np.array(self._owners, np.int32)
        found = {
            "title": self._read(terms, self._titles),
            "body": self._read(terms, self._bodies),
            "terms": self._read(terms, self._terms),
        }
        at, numbers = self._read(terms, self._questions)
        found["questions"] = (owners[at] if len(at) else at, numbers)
        found["rows"] = (at + np.int32(len(self.ids)), numbers)
        if self._lexicon and self._lexicon.terms:
            classes = self._classes(terms)
            found["terms"] = _joined(found["terms"], classes)
        return found

    def _read(self, terms: Terms, texts: Sequence[str]) -> tuple[NDArray[Any], NDArray[Any]]:
        if self._lexicon:
            return terms.read(map(self._lexicon.apply, texts))
        return terms.read(texts)

    def _classes(self, terms: Terms) -> tuple[NDArray[Any], NDArray[Any]]:
        """Each entry's classes of words, once each."""
        assert self._lexicon is not None
        owners, numbers = [], []
        for row, texts in enumerate(zip(self._titles, self._bodies, self._terms, strict=True)):
            text = self._lexicon.apply(" ; ".join(texts))
            for name in sorted(set(self._lexicon.classes(text))):
                owners.append(row)
                numbers.append(terms.add(CLASS + name))
        return np.array(owners, np.int32), np.array(numbers, np.int32)


def _one(entry: Mapping[str, Any], name: str) -> str:
    value = entry.get(name) or ""
    if not isinstance(value, str):
        raise InputError(f"entry {entry['id']!r}: {name} must be a string")
    return value


def _several(entry: Mapping[str, Any], name: str) -> list[str]:
    value = entry.get(name) or ()
    if isinstance(value, str) or not all(isinstance(v, str) for v in value):
        raise InputError(f"entry {entry['id']!r}: {name} must be a list of strings")
    return list(value)


def _joined(
    a: tuple[NDArray[Any], NDArray[Any]], b: tuple[NDArray[Any], NDArray[Any]]
) -> tuple[NDArray[Any], NDArray[Any]]:
    return np.concatenate((a[0], b[0])), np.concatenate((a[1], b[1]))


def _sorted(terms: Terms) -> tuple[list[str], NDArray[np.int32]]:
    """The terms in the order of their bytes, and each number's new number."""
    order = sorted(terms.numbers, key=lambda t: t.encode("utf-8", "replace"))
    renumber = np.empty(len(order), np.int32)
    for new, name in enumerate(order):
        renumber[terms.numbers[name]] = new
    return order, renumber


def _fold(
    fields: dict[str, tuple[NDArray[Any], NDArray[Any]]],
    renumber: NDArray[np.int32],
    weak: NDArray[np.bool_],
    entries: int,
    rows: int,
    w: Weights,
) -> tuple[Any, NDArray[np.float32]]:
    """The matrix of impacts (rows, terms) by columns, and the idf of the terms."""
    read = {
        name: counts(at, renumber[numbers], rows, len(renumber))
        for name, (at, numbers) in fields.items()
    }
    used = read["title"] + read["body"] + read["terms"]
    df = np.bincount(used.indices, minlength=len(renumber))
    idf = inverse_frequency(df, max(entries, 1))
    value = np.where(weak, np.float32(w.weak), np.float32(1)) * idf
    body_value = np.where(weak, np.float32(0), idf)
    body = scaled(saturated(read["body"], w.k1, w.b_body), body_value, w.body)
    body.eliminate_zeros()
    total = body
    for name, weight in (
        ("title", w.title), ("terms", w.terms), ("questions", w.questions), ("rows", w.title),
    ):  # fmt: skip
        total = total + scaled(saturated(read[name], w.k1, w.b_title), value, weight)
    covered: Counts = read["title"] + read["rows"]
    total = total + scaled(coverage(covered, value), np.ones_like(value), w.cover)
    return total.tocsc(), idf


def _posting_arrays(matrix: Any, weak: NDArray[np.bool_]) -> Arrays:
    matrix.sort_indices()
    starts = matrix.indptr.astype(np.int64)
    used = np.diff(starts) > 0
    maxima = np.zeros(len(starts) - 1, np.float32)
    if matrix.nnz:
        maxima[used] = np.maximum.reduceat(matrix.data, starts[:-1][used])
    return {
        "starts": starts,
        "rows": matrix.indices.astype(np.int32),
        "impacts": matrix.data.astype(np.float32),
        "maxima": maxima,
        "weak": weak.astype(np.uint8),
    }


def _lexicon_table(lexicon: Lexicon | None) -> dict[str, Any]:
    if lexicon is None:
        return {}
    return {
        "replace": dict(lexicon.replace),
        "terms": {k: list(v) for k, v in lexicon.terms.items()},
        "foreign": dict(lexicon.foreign),
    }
