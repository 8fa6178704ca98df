"""A message as features for the learned judge: the same functions at learning and at serving.

words    stems in runs of one to three
pairs    two stems at most `REACH` words apart in one sentence, unordered, articles and such left
         out; negators stay: "feel & not" and "feel & wipe" are what a telling is made of
letters  runs of two to five letters inside a word, between two spaces
names    what the concept language found: concepts with their context, cues, rules that trip
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from zlib import crc32

from assistant.text import iter_sentences, stem, tokens
from assistant.triage.message import Findings

MAX_WORDS = 4_000
"""Words of a message that are read; of a longer one the rules read the rest"""
REACH = 6
LIGHT = frozenset(
    """a an the i i'm i've i'd im ive me my mine myself he she it it's its he's she's they they're
    them their his her him we us our you your is are was were be been being am has have had having
    do does did of to in on at for with and or as so that this these those there there's then than
    too very just also about into by from up which who what will would could should can may might
    some any if u r n ur""".split()
)
"""Words left out of pairs"""
LONG, STRETCH = 40, 24
"""Words from which a message is read in stretches; least words of a stretch"""
MAX_LETTERS = 40
RUNS = (2, 3, 4, 5)
"""Letters of a run"""
HIT = "hit"
"""The name of "some rule trips" """


def words_of(text: str) -> list[list[str]]:
    """The folded words of each sentence."""
    found: list[list[str]] = []
    left = MAX_WORDS
    for start, end in iter_sentences(text):
        words = tokens(text[start:end])[:left]
        if words:
            found.append(words)
            left -= len(words)
        if left <= 0:
            break
    return found


def stretches(lengths: Sequence[int]) -> list[tuple[int, int]]:
    """The whole of a short message; of a long one, overlapping runs of sentences.

    `lengths`: words of each sentence. Gives (first sentence, sentence after the last).
    """
    count = len(lengths)
    if sum(lengths) <= LONG or count < 3:
        return [(0, count)]
    found: list[tuple[int, int]] = []
    for i in range(count):
        n, j = 0, i
        while j < count and (n < STRETCH or j < i + 2):
            n += lengths[j]
            j += 1
        found.append((i, j))
        if j == count:
            break
    return found


def word_grams(words: Sequence[str]) -> set[str]:
    """Runs of one to three stems, over the whole message."""
    s = [stem(w) for w in words]
    found = set(s)
    found.update(map(" ".join, pairwise(s)))
    found.update(map(" ".join, zip(s, s[1:], s[2:], strict=False)))
    return found


def pair_grams(each: Sequence[Sequence[str]]) -> set[int]:
    """Unordered pairs of stems in each sentence, `LIGHT` words left out; each as its CRC-32."""
    found: set[str] = set()
    for words in each:
        s = [stem(w) for w in words if w not in LIGHT]
        for i, a in enumerate(s):
            found.update(f"{a}&{b}" if a < b else f"{b}&{a}" for b in s[i + 1 : i + 1 + REACH])
    return {crc32(pair.encode()) for pair in found}


def letter_grams(word: str) -> set[str]:
    """Runs of two to five letters of one word between two spaces."""
    padded = f" {word[:MAX_LETTERS]} "
    n = len(padded)
    return {padded[i : i + k] for k in RUNS for i in range(max(1, n - k + 1))}


def names_of(findings: Findings) -> list[str]:
    """What the concept language found, by name; `HIT` when any rule trips."""
    return [*findings.features(), HIT] if findings.hits else findings.features()
