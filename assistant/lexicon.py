"""Lay words turned into the terms a site uses, the same way when learning and when asked.

A lexicon belongs to a site (`intents/lexicon.yaml`); it is applied to every example and to every
message, so that "hammy", "bum" and "perry formis" meet the words of the article.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from assistant.text import tokens

MAX_PHRASE = 5
"""longest phrase of a lexicon, in words"""
T = TypeVar("T")
Phrases = tuple[list[tuple[int, T]], dict[str, list[tuple[list[str], T]]]]
"""(1, what a word stands for alone); second word → (further words, value), longest first"""
ByFirst = dict[str, Phrases[T]]
"""by the first word"""
MAX_HAN = 8
"""longest word of a language written without blanks, in characters"""

# Enough function words to tell English from other languages in a message of a few words.
_ENGLISH = frozenset(
    """the a an and or but is are was be been i my me you your it this that to of in on for with
    at by from do does did can could should would will have has had not no what how why where when
    who which if so just there am as about up out get got after any im its""".split()
)
FOREIGN_HITS = 2
"""a message is read with the foreign words when at least this many of them stand in it"""


@dataclass(frozen=True)
class Lexicon:
    """Lay words and the site's terms for them; all keys are folded words or phrases."""

    replace: Mapping[str, str] = field(default_factory=dict)
    """word or phrase → term, read instead of it ("hammy" → "hamstring")"""
    terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """word or phrase → class names, read beside it ("naproxen" → "medicine")"""
    foreign: Mapping[str, str] = field(default_factory=dict)
    """foreign word → English, read only in a message that is not English"""

    @cached_property
    def _replaced(self) -> ByFirst[str]:
        return by_first(self.replace)

    @cached_property
    def _classed(self) -> ByFirst[tuple[str, ...]]:
        return by_first(self.terms)

    @cached_property
    def _translated(self) -> ByFirst[str]:
        return by_first(self.foreign)

    def apply(self, text: str) -> str:
        """The text with the site's terms: "my hammy" → "my hamstring"."""
        return " ".join(self._applied(tokens(text)))

    def read(self, text: str) -> list[str]:
        """`tokens(apply(text))`: the words of a text, in the site's terms."""
        words = tokens(text)
        applied = self._applied(words)
        return words if applied is words else tokens(" ".join(applied))

    def _applied(self, words: list[str]) -> list[str]:
        if self.is_foreign(words):
            words = _part_han(words, self.foreign)
            words = _replace(words, self._translated)
        return _replace(words, self._replaced)

    def classes(self, words: list[str]) -> list[str]:
        """The class names of the words of an applied text, in order, repeats kept."""
        begins = self._classed
        if begins.keys().isdisjoint(words):
            return []
        return [name for names in all_standing(begins, words) for name in names]

    def is_foreign(self, words: list[str]) -> bool:
        """True when the words are not English and enough of them can be translated."""
        if not self.foreign or not words:
            return False
        words = _part_han(words, self.foreign)
        if 5 * sum(map(_ENGLISH.__contains__, words)) >= len(words):
            return False
        return sum(map(self.foreign.__contains__, words)) >= min(FOREIGN_HITS, len(words))


def by_first(table: Mapping[str, T]) -> ByFirst[T]:
    """First word of each phrase → what it stands for alone, and the phrases by second word."""
    begins: ByFirst[T] = {}
    for phrase in sorted(table, key=lambda p: -p.count(" ")):
        first, *rest = phrase.split(" ")
        if len(rest) >= MAX_PHRASE:
            continue
        alone, longer = begins.setdefault(first, ([], {}))
        if rest:
            longer.setdefault(rest[0], []).append((rest[1:], table[phrase]))
        else:
            alone.append((1, table[phrase]))
    return begins


def all_standing(begins: ByFirst[T], words: list[str]) -> list[T]:
    """What all words and phrases stand for, in order, repeats kept."""
    return [
        value
        for at, known in enumerate(map(begins.get, words))
        if known is not None
        for _, value in reversed(_standing(known, words, at))
    ]


def _standing(known: Phrases[T], words: list[str], at: int) -> list[tuple[int, T]]:
    """The phrases that stand from word `at` on, with their lengths in words, longest first."""
    alone, longer = known
    if not longer or at + 1 == len(words):
        return alone
    phrases = longer.get(words[at + 1])
    if phrases is None:
        return alone
    found = [(2 + len(t), v) for t, v in phrases if words[at + 2 : at + 2 + len(t)] == t]
    return found + alone


def _part_han(words: list[str], known: Mapping[str, str]) -> list[str]:
    """Chinese and Japanese are written without blanks: cut such runs at the longest known words."""
    if max(words, default="") < "\u3040" or not any("\u3040" <= w[0] <= "\u9fff" for w in words):
        return words
    parted: list[str] = []
    for word in words:
        at = 0
        while at < len(word):
            ends = range(min(len(word), at + MAX_HAN), at, -1)
            end = next((e for e in ends if word[at:e] in known), 0)
            if not end and not "\u3040" <= word[at] <= "\u9fff":
                parted.append(word[at:])
                break
            parted.append(word[at : end or at + 1])
            at = end or at + 1
    return parted


def _replace(words: list[str], begins: ByFirst[str]) -> list[str]:
    if begins.keys().isdisjoint(words):
        return words
    kept: list[str] = []
    at = 0
    for here, known in enumerate(map(begins.get, words)):
        if known is None or here < at:
            continue
        for length, term in _standing(known, words, here)[:1]:
            kept += words[at:here]
            kept += term.split()
            at = here + length
    return [*kept, *words[at:]] if at else words
