"""The entries of an index, checked, in the order of their rows, and read into terms by field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import InputError
from assistant.lexicon import Lexicon
from assistant.retrieve.postings import FEW
from assistant.retrieve.words import CLASS, Terms
from assistant.text import is_content, tokens

Read = tuple[NDArray[np.int32], NDArray[np.int32]]
"""rows, and numbers of the terms that stand in them"""
FIELDS = ("id", "title", "body", "questions", "terms")
_KNOWN = frozenset(FIELDS)
MOST_SIBLINGS = 256
"""A title that more entries share tells nothing about any of them: they are no siblings."""
ACRONYM = range(3, 7)
"""words whose initials may be an acronym"""


class Entries:
    """Texts by field. Siblings are the first rows, then other entries, then past questions."""

    def __init__(self, entries: Iterable[Mapping[str, Any]], lexicon: Lexicon | None) -> None:
        """Raises `InputError` for an entry that can't be used, and for ids that stand twice."""
        self.ids: list[str] = []
        self._titles: list[str] = []
        self._bodies: list[str] = []
        self._named: dict[int, list[str]] = {}
        self._questions: list[str] = []
        self._askers: list[int] = []
        self._lexicon = lexicon
        for entry in entries:
            self._add(entry)
        if len(set(self.ids)) != len(self.ids):
            twice = sorted(self.ids)
            name = next(a for a, b in pairwise(twice) if a == b)
            raise InputError(f"two entries have the id {name!r}; ids must differ")
        self._group()

    def _add(self, entry: Mapping[str, Any]) -> None:
        number = len(self.ids)
        if not isinstance(entry, Mapping) or not isinstance(entry.get("id"), str):
            raise InputError(f"entry {number + 1} has no id; each needs an id that is a string")
        if not _KNOWN.issuperset(entry):
            name, known = sorted(map(str, set(entry) - _KNOWN))[0], ", ".join(FIELDS)
            raise InputError(f"entry {entry['id']!r}: unknown field {name!r}; known: {known}")
        self._titles.append(_one(entry, "title"))
        self._bodies.append(_one(entry, "body"))
        if named := _several(entry, "terms"):
            self._named[number] = named
        if asked := _several(entry, "questions"):
            self._questions.extend(asked)
            self._askers.extend([number] * len(asked))
        self.ids.append(entry["id"])

    def _group(self) -> None:
        first: dict[str, int] = {}
        blended = self._titles if self.rows <= FEW else [""] * len(self.ids)
        titles = (" ".join(t.lower().split()) for t in blended)
        of = [first.setdefault(t, n) if t else n for n, t in enumerate(titles)]
        leaders = np.array(of, np.int64)
        sizes = np.bincount(leaders, minlength=len(of))
        alone = (sizes < 2) | (sizes > MOST_SIBLINGS)
        leaders = np.where(alone[leaders], len(of), leaders) if of else leaders
        order = np.argsort(leaders, kind="stable")
        self._row = np.empty(len(of), np.int32)
        self._row[order] = np.arange(len(of), dtype=np.int32)
        self.row_entry = np.concatenate((order, self._askers)).astype(np.int32)
        """the entry of each row"""
        self._moved = bool((order[1:] < order[:-1]).any())
        kept = np.flatnonzero(~alone)
        self.groups = np.concatenate(([0], np.cumsum(sizes[kept]))).astype(np.int64)
        """where each group of siblings begins, and the last ends; they are the first rows"""

    @property
    def rows(self) -> int:
        """How many rows."""
        return len(self.ids) + len(self._askers)

    def read(self, terms: Terms) -> dict[str, Read]:
        """Every field's rows and terms; past questions twice: by entry, and as rows."""
        at, numbers = self._words(terms, self._questions)
        askers = np.array(self._askers, np.int32)
        found = {
            "title": self._at_rows(*self._words(terms, self._titles)),
            "body": self._at_rows(*self._words(terms, self._bodies)),
            "terms": self._terms(terms),
            "questions": self._at_rows(askers[at], numbers) if len(at) else (at, numbers),
            "rows": (at + np.int32(len(self.ids)), numbers),
        }
        if self._lexicon and self._lexicon.terms:
            classes = self._at_rows(*self._classes(terms))
            found["terms"] = tuple(map(np.concatenate, zip(found["terms"], classes, strict=True)))  # type: ignore[assignment]
        return found

    def _at_rows(self, owners: NDArray[np.int32], numbers: NDArray[np.int32]) -> Read:
        return self._row[owners] if self._moved else owners, numbers

    def _terms(self, terms: Terms) -> Read:
        at, numbers = self._words(terms, map(" ; ".join, self._named.values()))
        owners = np.fromiter(self._named, np.int32, len(self._named))
        return self._at_rows(owners[at] if len(at) else at, numbers)

    def _words(self, terms: Terms, texts: Iterable[str]) -> Read:
        return terms.read(map(self._lexicon.apply, texts) if self._lexicon else texts)

    def _classes(self, terms: Terms) -> Read:
        """Each entry's classes of words, once each."""
        assert self._lexicon is not None
        owners, numbers = [], []
        for entry, texts in enumerate(zip(self._titles, self._bodies, strict=True)):
            words = self._lexicon.read(" ; ".join((*texts, *self._named.get(entry, ()))))
            for name in sorted(set(self._lexicon.classes(words))):
                owners.append(entry)
                numbers.append(terms.add(CLASS + name))
        return np.array(owners, np.int32), np.array(numbers, np.int32)

    def acronyms(self, terms: Terms) -> list[tuple[int, int, str]]:
        """(row, term of the initials, name) for names whose initials are a term of the index."""
        known: dict[str, list[int]] = {}
        found: list[tuple[int, int, str]] = []
        for entry, names in self._named.items():
            for name in names:
                if name not in known:
                    known[name] = [n for a in _initials(name) if (n := terms.content(a)) >= 0]
                found.extend((int(self._row[entry]), n, name) for n in known[name])
        return found


def _initials(name: str) -> list[str]:
    words = tokens(name)
    readings = (words, [w for w in words if is_content(w)])
    return list(dict.fromkeys("".join(w[0] for w in r) for r in readings if len(r) in ACRONYM))


def _one(entry: Mapping[str, Any], name: str) -> str:
    value = entry.get(name)
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    raise InputError(f"entry {entry['id']!r}: {name} must be a string")


def _several(entry: Mapping[str, Any], name: str) -> list[str]:
    value = entry.get(name)
    if not value:
        return []
    if isinstance(value, str) or not all(isinstance(v, str) for v in value):
        raise InputError(f"entry {entry['id']!r}: {name} must be a list of strings")
    return list(value)
