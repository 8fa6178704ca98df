"""The one place where text is cleaned, folded, split, tokenised, stemmed and spell-corrected.

Building and asking share these functions, so what is indexed and what is asked always meet.
Every function is linear in its input; input is bounded by `MAX_CHARS` where it enters.
"""

from __future__ import annotations

import html
import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache

import Stemmer

from assistant.errors import InputError

MAX_CHARS = 100_000
"""Longest message read, in characters. A longer one is refused, not cut: a flag may stand last."""

_QUOTES = str.maketrans(
    {
        "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "`": "'", "´": "'", "ʼ": "'",
        "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "″": '"',
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-",
        "…": "...", " ": " ",
    }
)  # fmt: skip
_INVISIBLE = dict.fromkeys(
    (
        # controls, but not tab, line feed and carriage return
        *range(0x09),
        0x0B,
        0x0C,
        *range(0x0E, 0x20),
        0x7F,
        0xAD,
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        0xFEFF,
    )
    # soft hyphen, zero-width and direction marks: invisible, so they may neither hide nor
    # split a word. Emoji joiners fall with them, which costs an emoji and no meaning.
)
# Signs that belong to the letter before them: accents written apart, and the vowel signs of Arabic,
# Devanagari and Thai. Without them a Hindi word falls to pieces.
_MARKS = (
    r"\u0300-\u036f\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0951-\u0957"
    r"\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
)
_WORD = re.compile(rf"[^\W_]+(?:[{_MARKS}]+[^\W_]*)*(?:'[^\W_]+(?:[{_MARKS}]+[^\W_]*)*)*")
_ASCII_WORD = re.compile(r"[a-z0-9]+(?:'[a-z0-9]+)*")
# possessive, and never begun inside a run: 100,000 dots cost one pass
_SENTENCE_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’)\]]*+(?=\s)|\n[\s]*+")
_TAG = re.compile(r"<[A-Za-z/!?][^<>]{0,2000}>")
_ABBREVIATION = re.compile(
    r"(?:\b(?:dr|mr|mrs|ms|st|vs|etc|e\.g|i\.e|approx|no|fig|al|prof|sr|jr)|\b[a-z])\.$", re.I
)

STOP_WORDS = frozenset(
    """a about above after again against all also am an and any are aren't as at be because been
    before being below between both but by can can't cannot could couldn't did didn't do does
    doesn't doing don't down during each else few for from further get gets getting got had hadn't
    has hasn't have haven't having he he'd he'll he's her here here's hers herself him himself his
    how how's i i'd i'll i'm i've if in into is isn't it it'd it'll it's its itself just let's like
    me might more most must my myself no nor not now of off on once one only or other ought our ours
    ourselves out over own please really same she she'd she'll she's should shouldn't so some such
    than that that's the their theirs them themselves then there there's these they they'd they'll
    they're they've this those through to too u under until up ur us very was wasn't we we'd we'll
    we're we've were weren't what what's when when's where where's which while who who's whom why
    why's will with won't would wouldn't yes you you'd you'll you're you've your yours yourself
    yourselves im ive id dont cant wont isnt doesnt didnt thats whats hi hello hey hiya howdy thanks
    thank cheers ok okay ta bye goodbye morning afternoon evening""".split()
)
"""Words that are not content: function words and greetings. Law 5 counts only what is left."""


def clean(text: str) -> str:
    """A reader's message made safe to read: no markup, no invisible characters, no surrogates.

    Line breaks stay. Script and style elements go with their contents; other tags leave a space.
    Raises `InputError` when the text is longer than `MAX_CHARS`.
    """
    if len(text) > MAX_CHARS:
        raise InputError(
            f"the message has {len(text):,} characters; at most {MAX_CHARS:,} can be read"
        )
    if not text.isascii():
        # A lone surrogate can't be encoded; it becomes the replacement character.
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        text = unicodedata.normalize("NFKC", text)
    if "<" in text:
        text = _drop_elements(text, ("script", "style"))
        text = _TAG.sub(" ", text)
    if "&" in text:
        text = html.unescape(text).replace("\xa0", " ")
    # most messages are plain, and hold nothing to take away
    return text if text.isascii() and text.isprintable() else text.translate(_INVISIBLE)


def _drop_elements(text: str, names: Sequence[str]) -> str:
    for name in names:
        lowered, kept, at = text.lower(), [], 0
        if len(lowered) != len(text):  # a letter changed length when lowered: match it as typed
            lowered = text
        while (start := lowered.find(f"<{name}", at)) >= 0:
            end = lowered.find(f"</{name}", start)
            kept.append(text[at:start])
            if end < 0:  # never closed: a browser would swallow the rest; we must not lose a flag
                kept.append(" ")
                at = start + len(name) + 1
                continue
            close = lowered.find(">", end)
            at = len(text) if close < 0 else close + 1
        text = "".join((*kept, text[at:]))
    return text


def fold(text: str) -> str:
    """Lower case, straight quotes and dashes, single spaces; keeps letters of every script."""
    text = text.replace("`", "'") if text.isascii() else text.translate(_QUOTES)
    return " ".join(text.lower().split())


def tokens(text: str) -> list[str]:
    """Words of a text, folded: `tokens("Can’t  RUN!") == ["can't", "run"]`."""
    if text.isascii():  # the same, in half the time
        return _ASCII_WORD.findall(text.replace("`", "'").lower())
    return _WORD.findall(text.translate(_QUOTES).lower())


def sentences(text: str) -> list[tuple[int, int]]:
    """Offsets of the sentences of a text, in order, without surrounding white space.

    A sentence ends at . ! ? (with closing quotes) before white space, or at a line break.
    `text[start:end]` of neighbours never overlap; only white space lies between them.
    """
    return list(iter_sentences(text))


def iter_sentences(text: str) -> Iterator[tuple[int, int]]:
    """`sentences`, one by one: for those who need not read to the end."""
    start = 0
    for m in _SENTENCE_END.finditer(text):
        at, end = m.span()
        if text[at] == "." and _ABBREVIATION.search(text[max(start, end - 10) : end]):
            continue
        yield from _stripped(text, start, end)
        start = end
    yield from _stripped(text, start, len(text))


def _stripped(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """The offsets of a piece without the white space around it; () when nothing is left."""
    piece = text[start:end]
    stripped = piece.strip()
    if not stripped:
        return ()
    left = start + len(piece) - len(piece.lstrip())
    return ((left, left + len(stripped)),)


class _Stemmers(threading.local):
    """A PyStemmer object is not safe to share between threads: one each."""

    def __init__(self) -> None:
        self.one = Stemmer.Stemmer("english", 0)  # our own cache is bounded; theirs is not needed


_STEMMERS = _Stemmers()


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Porter2 stem of one folded word, with `'s` and other apostrophes taken off first."""
    if "'" in word:
        word = word.removesuffix("'s").replace("'", "")
    return str(_STEMMERS.one.stemWord(word)) if word else word


def stems(text: str) -> list[str]:
    """Stems of all words of a text, stop words included."""
    return [stem(t) for t in tokens(text)]


def is_content(word: str) -> bool:
    """True for a word that carries meaning: no stop word, no greeting, no bare number."""
    return word not in STOP_WORDS and not word.isdigit() and (len(word) > 1 or not word.isascii())


def content_words(text: str) -> list[str]:
    """The words of a text that carry meaning, folded, in order."""
    return [t for t in tokens(text) if is_content(t)]


class Speller:
    """Corrects unknown words to the nearest word of a vocabulary.

    Only words of at least 4 letters that stand neither in `vocabulary` nor in `known` change;
    one edit is allowed (optimal string alignment), two from 8 letters on; the first letter stays.
    """

    MAX_WORD = 24
    """longer tokens are never corrected: no such word is in any vocabulary"""

    def __init__(self, vocabulary: Iterable[str], known: Iterable[str] = ()) -> None:
        """`vocabulary`: what may be corrected to. `known`: further real words, left alone."""
        words = sorted({w for w in vocabulary if len(w) >= 4})
        self._vocabulary = frozenset(words)
        self._known = known if isinstance(known, frozenset) else frozenset(known)
        self._by_first: dict[str, list[str]] = {}
        for w in words:
            self._by_first.setdefault(w[0], []).append(w)
        self._correct = lru_cache(maxsize=16_384)(self._nearest)

    def correct(self, word: str) -> str:
        """The word, or the vocabulary's nearest word when the word is unknown and near enough."""
        if len(word) < 4 or len(word) > self.MAX_WORD or word in self._vocabulary:
            return word
        if word in self._known or not word.isalpha():
            return word
        return self._correct(word)

    def correct_all(self, words: Sequence[str]) -> list[str]:
        """`correct` of each word."""
        known, correct = self._vocabulary, self.correct
        return [w if w in known else correct(w) for w in words]

    def _nearest(self, word: str) -> str:
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extractOne

        limit = 2 if len(word) >= 8 else 1
        # Candidates stand in sorted order and the first of equals wins: the same in any process.
        found = extractOne(
            word,
            self._by_first.get(word[0], ()),
            scorer=OSA.distance,
            score_cutoff=limit,
        )
        return str(found[0]) if found else word


@cache
def word_counts() -> Mapping[str, int]:
    """About 160,000 English words and how often each stands in pyspellchecker's texts.

    For building, not for answering; `word_counts.cache_clear()` gives the memory back.
    """
    from spellchecker import SpellChecker

    return dict(SpellChecker().word_frequency.dictionary)


def common_words() -> frozenset[str]:
    """The words of `word_counts`: real words, never to be corrected."""
    return frozenset(word_counts())
