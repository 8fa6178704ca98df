"""A message as the words that concepts are matched on: folded, stemmed, with sentence numbers.

Everything here is one pass over the text. A word becomes a *form*: its stem, after a table of
irregular forms and text-speak. Little words that carry no meaning ("the", "my", "really") are
left out of the matching stream, so that "can't really feel my bum" meets the term
"cant feel bum".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from assistant.text import fold, stem

_PIECE = re.compile(
    r"\d+(?:[.,:]\d+)?|[^\W\d_]+(?:'[^\W\d_]+)*|[.!?…]+(?=[\s\"')\]]|$)|\n|[,;:()?/]|(?<=\s)-+(?=\s)|--+"
)
_ASCII_PIECE = re.compile(
    r"[a-z]+(?:'[a-z]+)*|[0-9]+(?:[.,:][0-9]+)?|[.!?]+(?=[\s\"')\]]|$)|\n|[,;:()?/]|(?<=\s)-+(?=\s)|--+"
)
"""the same for a folded line of ASCII alone, in half the time"""
_GLUED = re.compile(r"(?<=[0-9])(?:w(?![a-z])|\+[0-6](?![0-9])|/40(?![0-9]))")
"""what a number of weeks of pregnancy wears: "36w", "22+4", "31/40" """
AGES = frozenset(("@kid", "@young", "@grown"))
"""classes of a number that may be an age: not those of one with a unit after it"""
_PROCEDURES = ("ectomy", "oscopy", "otomy", "ostomy", "plasty", "desis", "ectomies", "scopies")
"""how the names of operations end: class `@procedure`"""
_I = frozenset(("i", "i'm", "im", "i've", "ive", "i'd", "i'll"))
_FRESH = _I | frozenset(
    "my it it's its now just he she his her they we today this that there back legs".split()
)
_ENDS = ".!?…\n"
_SEPARATORS = frozenset(_ENDS + ",;:()-/")
REMEMBERED = 32_768
"""words whose forms are kept at hand"""
Known = tuple[tuple[str, ...], bool]
"""the forms of a word, and whether it is kept for matching findings"""
LANGUAGES = ("es", "fr", "de", "it", "pt", "nl", "pl", "sv", "da", "tr", "ro", "ru")
"""Languages with their own terms, beside English; Hindi and Arabic are matched by substring."""


@dataclass(slots=True)
class Words:
    """The words of one message, in order; all lists have one entry a kept word."""

    forms: list[tuple[str, ...]] = field(default_factory=list)
    """what a word may match as: its stem, then its classes ("@foot")"""
    sentence: list[int] = field(default_factory=list)
    """number of the sentence, from 0"""
    clause: list[int] = field(default_factory=list)
    """number of the clause, from 0, over the whole message"""
    every: list[tuple[str, ...]] = field(default_factory=list)
    """forms of all words, little ones included: what cues and idioms are matched on"""
    every_sentence: list[int] = field(default_factory=list)
    """sentence of each of `every`"""
    kept_before: list[int] = field(default_factory=list)
    """for each of `every`, how many kept words stand before it"""
    questions: set[int] = field(default_factory=set)
    """sentences that end in a question mark"""
    personal: set[int] = field(default_factory=set)
    """sentences that speak of the reader or of one present person ("my", "I've", "she")"""
    speaker: set[int] = field(default_factory=set)
    """sentences in which the reader says "I" """
    fresh: set[int] = field(default_factory=set)
    """indexes of words that begin a clause with "I", "my", "it", "now"…: a denial ends there"""
    comma_before: set[int] = field(default_factory=set)
    """indexes of words that begin a clause"""


@lru_cache(maxsize=65_536)
def plain(word: str) -> str:
    """A word without its accents, where it is written in Latin letters."""
    if word.isascii():
        return word
    split = unicodedata.normalize("NFKD", word)
    bare = "".join(c for c in split if not unicodedata.combining(c))
    bare = bare.replace("ß", "ss").replace("ł", "l").replace("ø", "o").replace("ı", "i")
    return bare.replace("æ", "ae") if bare.isascii() else word


def form(word: str, irregular: Mapping[str, str]) -> str:
    """The form of one folded word: irregular table first, then Porter's stem."""
    word = plain(word)
    got = irregular.get(word)
    if got is not None:
        return got
    if "'" in word:
        word = word.removesuffix("'s").replace("'", "")
        got = irregular.get(word)
        if got is not None:
            return got
    return stem(word)


_RANGES = (
    ("@weeks", 18, 42), ("@gest", 4, 42), ("@few", 0, 12), ("@days", 0, 84),
    ("@kid", 2, 15), ("@young", 8, 15), ("@grown", 18, 99), ("@bornkid", 2011, 2026),
)  # fmt: skip


def number_classes(word: str) -> tuple[str, ...]:
    """Classes of a token that begins with a digit: `@temp`, `@year`, `@child`, `@old`, `@num`…

    `@kid` 2–15, `@young` 8–15 and `@grown` 18–99 are ages: the reader takes them from a number
    with a unit ("13 stone"). `@few` 0–12, `@days` 0–84; weeks of pregnancy: `@weeks` 18–42,
    `@gest` 4–42. `words.yaml` gives words of number the same classes.
    """
    if ":" in word:
        return ("@clock", "@num")
    try:
        value = float(word.replace(",", "."))
    except ValueError:
        return ("@num",)
    found = ["@num"]
    if 37.9 <= value <= 42.5 or 100.4 <= value <= 107:
        found.append("@temp")
    if value.is_integer():
        if 1950 <= value <= 2060:
            found.append("@year")
        if 1 <= value <= 17:
            found.append("@child")
        if 60 <= value <= 99:
            found.append("@old")
        found += (name for name, least, most in _RANGES if least <= value <= most)
    return tuple(found)


_BREAK = re.compile(r"[.!?…]+(?=[\s\"')\]]|$)|\n")


def parts(text: str) -> list[str]:
    """The sentences of a text as `Reader.read` numbers them: those without a word don't count."""
    return [p.strip() for p in _BREAK.split(text) if any(c.isalnum() for c in p)]


def pieces(text: str) -> list[str]:
    """Words, numbers and separators of a text, folded; line breaks stay as separators."""
    found: list[str] = []
    for line in map(fold, text.split("\n")):
        line = _GLUED.sub(lambda m: " week " if m[0] == "w" else " weekplus ", line)
        found += (_ASCII_PIECE if line.isascii() else _PIECE).findall(line)
        found.append("\n")
    return found


@dataclass(frozen=True, slots=True)
class Reader:
    """Turns a message into `Words`; holds the word tables of the concept files."""

    irregular: Mapping[str, str]
    """word → form, for what Porter's stemmer can't know ("felt" → "feel", "bk" → "back")"""
    pairs: Mapping[str, str]
    """two forms with a space between → the one form they become ("not abl" → "cant")"""
    drop: frozenset[str]
    """words that are not matched on"""
    classes: Mapping[str, tuple[str, ...]]
    """form → its classes ("@foot")"""
    symbols: Mapping[int, str]
    """code point of an emoji → words"""
    first: frozenset[str]
    """words that speak of the reader or a present person"""
    units: frozenset[str]
    """words after which a number is no age"""
    correct: Callable[[str], str]
    """spelling: an unknown word → the known word it was meant to be, or itself"""
    _memo: tuple[dict[str, Known], dict[str, Known]] = field(
        default_factory=lambda: ({}, {}), compare=False, repr=False
    )
    """forms of words met before, as typed and as spelled right"""

    def form(self, word: str) -> str:
        """The form of one folded word."""
        return form(word, self.irregular)

    def read(self, text: str, spelling: bool = True) -> Words:
        """One pass over the text; `spelling`: correct unknown words, for English only."""
        if not text.isascii():
            text = text.translate(dict(self.symbols))
        out, memo = Words(), self._memo[spelling]
        # one pass, thirty times a message: places are counted here, not in objects
        sentence = clause = word = sentence_word = clause_word = 0
        begun = -1
        forms, sentences, clauses = out.forms, out.sentence, out.clause
        every, every_sentence, kept_before = out.every, out.every_sentence, out.kept_before
        first, pairs = self.first, self.pairs
        for piece in pieces(text):
            got = memo.get(piece)
            if got is None:
                if piece[0] in _SEPARATORS:
                    if word > clause_word:  # an empty sentence or clause doesn't count
                        if word - clause_word < 3:
                            _mark_lone(out, clause_word)
                        clause, clause_word = clause + 1, word
                    if piece[0] in _ENDS:
                        if "?" in piece:
                            out.questions.add(sentence)
                        if word > sentence_word:
                            sentence, sentence_word = sentence + 1, word
                    continue
                got = self._remember(piece, spelling)
            known, kept = got
            count = len(forms)
            if piece in self.units and word > clause_word:
                _no_age(out)
            if clause != begun:
                begun = clause
                if piece in _FRESH:
                    out.fresh.add(count)
            if piece in first:
                out.personal.add(sentence)
            if piece in _I:
                out.speaker.add(sentence)
            word += 1
            every.append(known)
            every_sentence.append(sentence)
            kept_before.append(count)
            if not kept:
                continue
            if count and sentences[-1] == sentence:
                joined = pairs.get(f"{forms[-1][0]} {known[0]}")
                if joined is not None:
                    forms[-1] = (joined, *self.classes.get(joined, ()))
                    continue
            if not clauses or clauses[-1] != clause:
                out.comma_before.add(count)
            forms.append(known)
            sentences.append(sentence)
            clauses.append(clause)
        if every and "@weeks" in every[0]:  # "34 weeks and…" tells whose they are by coming first
            _put(out, 0, (*every[0], "@weeksfirst"))
        return out

    def _remember(self, piece: str, spelling: bool) -> Known:
        memo = self._memo[spelling]
        if len(memo) >= REMEMBERED:  # bounded, whatever readers type
            memo.clear()
        known = memo[piece] = self._forms(piece, spelling)
        return known

    def _forms(self, piece: str, spelling: bool) -> Known:
        """The forms of a word, and whether it is kept for matching findings."""
        if piece[0].isdigit():
            return (piece, *number_classes(piece)), True
        word = plain(piece)
        got = self.form(word)
        if word in self.drop:
            return (got,), False
        if spelling and got not in self.classes and word not in self.irregular:
            got = self.form(self.correct(word))
        made = ("@procedure",) if word.endswith(_PROCEDURES) else ()
        return (got, *self.classes.get(got, ()), *made), True


def _no_age(out: Words) -> None:
    """Take the classes of an age from the last word, a number whose unit follows."""
    known = out.every[-1]
    if not AGES.isdisjoint(known):
        bare = tuple(f for f in known if f not in AGES)
        out.every[-1] = bare
        if out.forms and out.forms[-1] == known:
            out.forms[-1] = bare


def _mark_lone(out: Words, at: int) -> None:
    """Mark a number that is a whole clause, from word `at`: "niece (9)", "33f, 33 weeks lol"."""
    known = out.every[at]
    if at + 1 == len(out.every):
        mark = "@lonekid" if "@young" in known else "@lonegrown" if "@grown" in known else ""
        if mark == "@lonekid" and not at:
            known = (*known, "@agefirst")
    else:
        mark = "@loneweeks" if "@weeks" in known and out.every[at + 1][0] == "week" else ""
    if mark:
        _put(out, at, (*known, mark))


def _put(out: Words, at: int, known: tuple[str, ...]) -> None:
    """Give word `at`, a number, other classes."""
    out.every[at] = known
    if out.kept_before[at] < len(out.forms):
        out.forms[out.kept_before[at]] = known
