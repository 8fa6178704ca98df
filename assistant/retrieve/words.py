"""Terms: what a text is indexed by and asked with, and the tables of strings that hold them.

A content word's term is its stem. A word without content (stop word, number, single letter) keeps
its spelling behind an apostrophe, and a lexicon's class its name behind `'#`: no stem begins so,
so the two kinds never meet, and only content terms may open a hit (law 5).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from assistant.text import MAX_CHARS, clean, is_content, stem, tokens

Numbers = NDArray[np.int32]

WEAK = "'"
CLASS = "'#"
_END = "endoftextmarkzq"
_CHUNK = 1 << 17
"""characters tokenised at once: so few that their words stay in the processor's cache"""
_LETTERS = bytes(
    c if chr(c) in "abcdefghijklmnopqrstuvwxyz0123456789'" else ord("'") if c == ord("`") else 32
    for c in range(256)
)
"""what an ASCII letter in lower case is read as: itself, or a space between words"""


def term(word: str) -> str:
    """The term of a folded word: `term("running") == "run"`, `term("what") == "'what"`."""
    return stem(word) if is_content(word) else WEAK + word


def plain(text: str) -> str:
    """A text of any length, cleaned in the way a reader's message is."""
    if _is_simple(text):
        return text
    if len(text) <= MAX_CHARS:
        return clean(text)
    kept, at = [], 0
    while at < len(text):
        end = text.rfind(" ", at + 1, at + MAX_CHARS) if at + MAX_CHARS < len(text) else len(text)
        end = end if end > at else at + MAX_CHARS
        kept.append(clean(text[at:end]))
        at = end
    return "".join(kept)


def _is_simple(text: str) -> bool:
    return text.isascii() and "<" not in text and "&" not in text


def words(text: str) -> list[str]:
    """`tokens(text)`, for long texts in half the time."""
    if not text.isascii():
        return tokens(text)
    raw = text.lower().encode("ascii").translate(_LETTERS)
    if b"'" in raw:  # an apostrophe belongs to a word if it stands alone inside
        raw = b" %b " % raw.replace(b"''", b"  ")
        raw = raw.replace(b" '", b"  ").replace(b"' ", b"  ")
    return raw.decode("ascii").split()


class Terms(dict[str, int]):
    """Word → number of its term, growing as words are met; `-1` is the end of a text."""

    def __init__(self) -> None:
        """Empty but for the end of a text."""
        super().__init__({_END: -1})
        self.numbers: dict[str, int] = {}

    def __missing__(self, word: str) -> int:
        """Number a word that was not met before."""
        number = self.add(term(word))
        self[word] = number
        return number

    def add(self, key: str) -> int:
        """The number of a term."""
        return self.numbers.setdefault(key, len(self.numbers))

    def content(self, word: str) -> int:
        """The number of a known word with content, else -1."""
        return self.numbers.get(term(word), -1) if is_content(word) else -1

    def read(self, texts: Iterable[str]) -> tuple[Numbers, Numbers]:
        """Numbers of the texts (counted from 0) and of the terms of all their words."""
        owners, found = [np.empty(0, np.int32)], [np.empty(0, np.int32)]
        for places, chunk in _chunks(texts):
            numbers = self._numbers(chunk)
            ends = (numbers < 0).nonzero()[0]
            if len(ends) != len(chunk):  # a text holds the word that ends texts
                numbers = self._numbers([_without_end(t) for t in chunk])
                ends = (numbers < 0).nonzero()[0]
            owners.append(np.repeat(np.array(places, np.int32), np.diff(ends, prepend=-1) - 1))
            found.append(numbers[numbers >= 0])
        return np.concatenate(owners), np.concatenate(found)

    def _numbers(self, chunk: list[str]) -> Numbers:
        # C loops over many texts at once: several times faster than text by text
        read = words(f" {_END} ".join((*chunk, "")))
        return np.fromiter(map(self.__getitem__, read), np.int32, len(read))


def _without_end(text: str) -> str:
    return " ".join(w for w in tokens(text) if w != _END)


def _chunks(texts: Iterable[str]) -> Iterator[tuple[list[int], list[str]]]:
    # ASCII apart from the rest: folding is ten times faster on it
    piles: dict[bool, list[tuple[int, str]]] = {True: [], False: []}
    sizes = {True: 0, False: 0}
    for numbered in enumerate(texts):
        text = numbered[1]
        kind = _is_simple(text)
        if not kind:
            text = plain(text)
            numbered, kind = (numbered[0], text), text.isascii()
        piles[kind].append(numbered)
        sizes[kind] += len(text)
        if sizes[kind] > _CHUNK:
            yield _apart(piles[kind])
            piles[kind], sizes[kind] = [], 0
    yield from (_apart(pile) for pile in piles.values() if pile)


def _apart(pile: list[tuple[int, str]]) -> tuple[list[int], list[str]]:
    return [place for place, _ in pile], [text for _, text in pile]


class Strings:
    """Strings in one block of bytes, found by hash; opens without being read."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]], name: str) -> None:
        """`arrays` as made by `pack(name, ...)`."""
        self._block, self._starts = (memoryview(arrays[f"{name}_{n}"].data) for n in _PARTS[:2])
        slots = arrays.get(f"{name}_slots")
        self._slots = memoryview(slots.data) if slots is not None else None

    def __len__(self) -> int:
        """How many strings."""
        return len(self._starts) - 1

    def __getitem__(self, number: int) -> str:
        """The string of a number."""
        return str(self._raw(number), "utf-8")

    def _raw(self, number: int) -> bytes:
        return bytes(self._block[self._starts[number] : self._starts[number + 1]])

    def find(self, text: str) -> int:
        """The number of a string, or -1."""
        assert self._slots is not None
        key = text.encode("utf-8", "replace")
        mask = len(self._slots) - 1
        at = crc32(key) & mask
        while (number := self._slots[at]) >= 0:
            if self._raw(number) == key:
                return number
            at = (at + 1) & mask
        return -1


_PARTS = ("block", "starts", "slots")


def pack(name: str, strings: Sequence[str], *, findable: bool = False) -> dict[str, NDArray[Any]]:
    """The arrays of a `Strings`; `findable` adds a table of slots, at most half of them taken."""
    raw = [s.encode("utf-8", "replace") for s in strings]
    starts = np.zeros(len(raw) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, raw), np.int64, len(raw)), out=starts[1:])
    arrays: dict[str, NDArray[Any]] = {
        f"{name}_block": np.frombuffer(b"".join(raw), np.uint8),
        f"{name}_starts": starts,
    }
    if findable:
        mask = (1 << max(1, (2 * len(raw)).bit_length())) - 1
        slots = [-1] * (mask + 1)
        for number, key in enumerate(raw):
            at = crc32(key) & mask
            while slots[at] >= 0:
                at = (at + 1) & mask
            slots[at] = number
        arrays[f"{name}_slots"] = np.array(slots, np.int32)
    return arrays
