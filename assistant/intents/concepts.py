"""Classes of words that mean the same: everyday English (`english.txt`) and the site's lexicon.

They stand beside the words themselves, so that "what do I owe" meets "how much is the bill".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from assistant.errors import DataError
from assistant.lexicon import all_standing, by_first
from assistant.text import stem, tokens, word_counts

Phrases = Mapping[str, tuple[str, ...]]
"""stems of a word or phrase, joined by blanks → names of its classes"""
NUMBER, TIME = "#number", "#time"
"""what stands for any digits, and for digits with am or pm, in place of a stem"""

COMMON = 1000
"""how often a word stands in that list's texts, to be called common"""


def concept_stem(word: str) -> str:
    """The stem under which a word's classes are looked up."""
    if word[0].isdigit():
        if word.isdigit():
            return NUMBER
        if word[:-2].isdigit() and word[-2:] in ("am", "pm"):
            return TIME
    return stem(word)


@cache
def english() -> Phrases:
    """The classes of everyday English, `english.txt` beside this file."""
    return read_classes(Path(__file__).with_name("english.txt"))


@cache
def real_words() -> tuple[str, ...]:
    """About 17,000 common English words (pyspellchecker's list): never corrected, sorted.

    Rarer words of that list are more often a slip of the finger than meant.
    """
    counts = word_counts().items()
    return tuple(sorted(w for w, n in counts if n >= COMMON and len(w) >= 4))


def read_classes(path: Path) -> Phrases:
    """Read lines of `name: word, two words, …`; `#` begins a comment line.

    Raises `DataError` on a line without a name or words.
    """
    found: dict[str, list[str]] = {}
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        name, colon, words = line.partition(":")
        if not colon or not words.strip():
            raise DataError(path, number, "expected `name: word, word, two words`")
        for word in words.split(","):
            key = word.strip()
            if key not in (NUMBER, TIME):
                key = " ".join(concept_stem(t) for t in tokens(key))
            if key and name not in found.setdefault(key, []):
                found[key].append(name)
    return {k: tuple(v) for k, v in found.items()}


def merge(first: Phrases, terms: Mapping[str, Iterable[str]]) -> Phrases:
    """Classes of both: `terms` are a lexicon's, keyed by words as written."""
    found = {k: list(v) for k, v in first.items()}
    for words, names in terms.items():
        key = " ".join(concept_stem(t) for t in tokens(words))
        if key:
            own = found.setdefault(key, [])
            own.extend(n for n in names if n not in own)
    return {k: tuple(v) for k, v in found.items()}


class Concepts:
    """Finds the classes of a row of words."""

    def __init__(self, phrases: Phrases, names: Sequence[str]) -> None:
        """`names`: the classes that count, in the order of their numbers."""
        number = {n: i for i, n in enumerate(names)}
        self.phrases, self.names = phrases, names
        ids = {k: [number[n] for n in phrases[k] if n in number] for k in sorted(phrases)}
        self._begins = by_first({k: found for k, found in ids.items() if found})

    def find(self, stems: list[str]) -> list[int]:
        """Numbers of the classes of all words and phrases, repeats kept."""
        return [n for found in all_standing(self._begins, stems) for n in found]
