"""The TF-IDF index: build with scipy, save as plain arrays, open by memory map, search with numpy.

    index = Index.build([{"id": "a", "title": "...", "body": "...", "questions": ["..."]}])
    index.search("can I run with sciatica?", k=5)      # [("a", 0.61), ...], best first

Rule 1: how a text becomes ranked entries stands in this folder: `words` (terms), `impacts` (what
a match is worth), `build`, `spelling` (unknown words), `postings` (the exact top k).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from math import sqrt
from pathlib import Path
from typing import Any

from assistant.errors import InputError, StoreError
from assistant.lexicon import Lexicon
from assistant.retrieve.impacts import Weights
from assistant.retrieve.postings import Postings
from assistant.retrieve.spelling import Repair
from assistant.retrieve.words import CLASS, Strings, term
from assistant.store import Arrays, open_store, write_store
from assistant.text import clean, is_content, stem, tokens

__all__ = ["Index", "Weights"]

KIND, VERSION = "index", 2
REMEMBERED = 65_536
"""words and pairs of words whose terms are kept at hand"""


class Index:
    """A searchable set of entries. Immutable; safe to share between threads."""

    def __init__(self, table: Mapping[str, Any], arrays: Arrays) -> None:
        """From what `to_arrays` gave; see `build`, `open` and `from_arrays`."""
        self._table, self._arrays = table, arrays
        lexicon = table["lexicon"]
        self._lexicon = _lexicon(lexicon) if lexicon else None
        self._ids = Strings(arrays, "id")
        self._id = lru_cache(maxsize=REMEMBERED)(self._ids.__getitem__)
        self._unknown = float(table["unknown"])
        self._terms = Strings(arrays, "term")
        self._repair = Repair(arrays)
        self._postings = Postings(arrays, float(table["siblings"]), float(table["cover"]))
        self._numbers: dict[str, int] = {}
        self._pairs: dict[str, int] = {}
        self._class = lru_cache(maxsize=1024)(lambda name: self._terms.find(CLASS + name))

    def __len__(self) -> int:
        """How many entries."""
        return len(self._ids)

    @classmethod
    def build(
        cls,
        entries: Iterable[Mapping[str, Any]],
        lexicon: Lexicon | None = None,
        weights: Weights | None = None,
    ) -> Index:
        """Index entries of `id` and optionally `title`, `body`, `questions` and `terms` (lists).

        `questions` are what past readers asked and this entry answered; `terms` further names of
        its subject. With a lexicon, entries and queries are read with the site's words.
        Raises `InputError` for an entry that can't be used, and for ids that stand twice.
        """
        from assistant.retrieve.build import build

        return cls(*build(entries, lexicon, weights or Weights()))

    def search(self, query: str, k: int = 10) -> list[tuple[str, float]]:
        """At most `k` (id, score) pairs, best first; of equals the earlier entry comes first.

        A score is the share, 0..1, of the most that any entry could score for each word of the
        query. An entry that shares no content word with the query is never a hit.
        Raises `InputError` for a query that is too long or no string, and for k < 1.
        """
        if not isinstance(query, str):
            raise InputError(f"a query must be a string, not {type(query).__name__}")
        if k < 1:
            raise InputError(f"k is {k}; ask for at least one hit")
        weights, unknown = self._read(query)
        found, possible = self._postings.best(weights, k)
        possible += unknown * self._unknown
        name = self._id
        return [(name(e), s if (s := score / possible) < 1.0 else 1.0) for e, score in found]

    def search_many(self, queries: Sequence[str], k: int = 10) -> list[list[tuple[str, float]]]:
        """`[search(q, k) for q in queries]`, in the same order with the same scores."""
        return [self.search(q, k) for q in queries]

    def save(self, path: Path | str) -> None:
        """Write the index to one checksummed file, whole or not at all."""
        write_store(path, KIND, VERSION, *self.to_arrays())

    @classmethod
    def open(cls, path: Path | str) -> Index:
        """Open a saved index by memory map. Raises `StoreError` for any other file."""
        try:
            return cls(*open_store(path, KIND, VERSION))
        except (KeyError, TypeError) as e:
            raise StoreError(f"{path}: incomplete ({e}); build it again") from e

    def to_arrays(self) -> tuple[dict[str, Any], Arrays]:
        """A JSON table and named arrays that `from_arrays` takes."""
        return dict(self._table), dict(self._arrays)

    @classmethod
    def from_arrays(cls, table: Mapping[str, Any], arrays: Arrays) -> Index:
        """The index that gave the table and the arrays."""
        return cls(table, arrays)

    def _read(self, query: str) -> tuple[list[tuple[int, float]], int]:
        """(number, weight) of the known terms in the order they stand; how many are unknown."""
        text = clean(query)
        words = self._lexicon.read(text) if self._lexicon else tokens(text)
        found: dict[int, int] = {}
        unknown: set[str] = set()
        numbers, pairs, before = self._numbers, self._pairs, ""
        for word in words:
            number = numbers.get(word)
            if number is None:
                number = self._number(word)
            if number >= 0:
                found[number] = found.get(number, 0) + 1
            elif is_content(word):
                unknown.add(word)
            if before:
                number = pairs.get(f"{before} {word}")
                if number is None:
                    number = self._pair(before, word)
                if number >= 0:
                    found[number] = found.get(number, 0) + 1
            before = word
        if self._lexicon:
            for name in self._lexicon.classes(words):
                if (number := self._class(name)) >= 0:
                    found[number] = 1
        return [(n, 1.0 if c == 1 else sqrt(c)) for n, c in found.items()], len(unknown)

    def _number(self, word: str) -> int:
        """The number of a word's term, the word repaired if unknown; or -1."""
        number = self._terms.find(term(word))
        if number < 0 and is_content(word):
            number = self._repair.term(word)
        if len(self._numbers) >= REMEMBERED:  # bounded, whatever readers type
            self._numbers = {}
        self._numbers[word] = number
        return number

    def _pair(self, first: str, second: str) -> int:
        """The number of the term that two neighbours spell together ("git hub"), or -1."""
        joined, number = first + second, -1
        # "a head" is no "ahead", and "so up" no "soup"
        if first not in ("a", "i") and (is_content(first) or is_content(second)):
            number = self._terms.find(stem(joined)) if is_content(joined) else -1
        if len(self._pairs) >= REMEMBERED:
            self._pairs = {}
        self._pairs[f"{first} {second}"] = number
        return number


def _lexicon(table: Mapping[str, Any]) -> Lexicon:
    terms = {k: tuple(v) for k, v in table["terms"].items()}
    return Lexicon(replace=table["replace"], terms=terms, foreign=table["foreign"])
