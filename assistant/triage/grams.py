"""A message as features for the learned judge: the same functions at learning and at serving.

words    stems in runs of one to three
pairs    two stems that carry meaning, at most `REACH` such words apart in one sentence, unordered
letters  runs of two to five letters inside a word, between two spaces
names    what the concept language found: concepts with their context, rules, and two asserted
         concepts in one sentence
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from assistant.text import is_content, sentences, stem, tokens
from assistant.triage.message import Findings

MAX_WORDS = 4_000
"""Words of a message that are read; of a longer one the rules read the rest"""
REACH = 6
MAX_LETTERS = 40
MAX_TOGETHER = 12
"""Asserted concepts of one sentence that are paired"""


def words_of(text: str) -> list[list[str]]:
    """The folded words of each sentence."""
    found: list[list[str]] = []
    left = MAX_WORDS
    for start, end in sentences(text):
        words = tokens(text[start:end])[:left]
        if words:
            found.append(words)
            left -= len(words)
        if left <= 0:
            break
    return found


def word_grams(words: Sequence[str]) -> set[str]:
    """Runs of one to three stems, over the whole message."""
    s = [stem(w) for w in words]
    found = set(s)
    found.update(map(" ".join, pairwise(s)))
    found.update(map(" ".join, zip(s, s[1:], s[2:], strict=False)))
    return found


def pair_grams(each: Sequence[Sequence[str]]) -> set[str]:
    """Unordered pairs of content stems in each sentence."""
    found: set[str] = set()
    for words in each:
        s = [stem(w) for w in words if is_content(w)]
        for i, a in enumerate(s):
            found.update(f"{a}&{b}" if a < b else f"{b}&{a}" for b in s[i + 1 : i + 1 + REACH])
    return found


def letter_grams(word: str) -> set[str]:
    """Runs of two to five letters of one word between two spaces."""
    padded = f" {word[:MAX_LETTERS]} "
    n = len(padded)
    return {padded[i : i + k] for k in (2, 3, 4, 5) for i in range(max(1, n - k + 1))}


def names_of(findings: Findings) -> set[str]:
    """Concepts, rules and cues; and "a+b" for asserted concepts that share a sentence."""
    found = set(findings.features())
    together: dict[int, set[str]] = {}
    for m in findings.mentions:
        if not m.labels:
            together.setdefault(m.sentence, set()).add(m.concept)
    for concepts in together.values():
        some = sorted(concepts)[:MAX_TOGETHER]
        found.update(f"{a}+{b}" for i, a in enumerate(some) for b in some[i + 1 :])
    return found
