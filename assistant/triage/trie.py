"""Terms of all concepts in one token trie, and the scan that finds them.

A term is written in plain words with four marks:

    feel (bum|bottom)     one of several words
    go [all] numb         a word that may be missing
    lift .. foot          up to three further words between
    @foot numb            any word of a class

A node of the trie is a plain dict (JSON-able): form → node, ".." → node after a gap, "" → the
concepts that end here. The scan visits each word once as a start; a term has at most 8 words and
2 gaps, so the cost is linear in the message.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from assistant.triage.words import Words, pieces

Node = dict[str, Any]
Found = tuple[int, int, int]
"""(concept number, first word, word after the last)"""

GAP = 3
MAX_TERM = 9
_PART = re.compile(r"\[[^\]]*\]|\([^)]*\)|\S+")


def expand(term: str) -> list[list[str]]:
    """All word sequences a term stands for; "" elements never occur.

    Raises `ValueError` for a term that stands for more than 512 sequences.
    """
    if "[" not in term and "(" not in term:
        plain = [p for word in term.split() for p in _parts(word)]
        return [plain] if plain else []
    sequences: list[list[str]] = [[]]
    for part in _PART.findall(term):
        if part[0] == "[":
            choices: list[list[str]] = [[], *(c.split() for c in part[1:-1].split("|"))]
        elif part[0] == "(":
            choices = [c.split() for c in part[1:-1].split("|")]
        else:
            choices = [[part]]
        choices = [[p for word in c for p in _parts(word)] for c in choices]
        sequences = [s + c for s in sequences for c in choices]
        if len(sequences) > 512:
            raise ValueError("stands for too many word sequences; split it")
    return [s for s in sequences if s]


@lru_cache(maxsize=16_384)
def _parts(word: str) -> tuple[str, ...]:
    """A term's word as the reader would part it ("a&e" is two); marks stay whole."""
    if word == ".." or word[0] == "@":
        return (word,)
    return tuple(p for p in pieces(word) if p != "\n")


def insert(
    root: Node,
    every: Node,
    term: str,
    concept: int,
    to_form: Callable[[str], str],
    drop: frozenset[str],
) -> set[str]:
    """Put a term into the trie; returns the plain words it is made of.

    A sequence that only one word would be left of ("end it") goes whole into `every`, the trie
    that is matched on all words.
    """
    words: set[str] = set()
    for sequence in expand(term):
        kept = sum(w not in drop for w in sequence if w != "..")
        whole = kept < 2 <= len(sequence) or not kept
        node, used = every if whole else root, 0
        for word in sequence:
            if word == "..":
                node = node.setdefault("..", {})
                continue
            if word[0] == "@":
                key = word
            else:
                if word in drop and not whole:
                    continue
                words.add(word)
                key = to_form(word)
            node = node.setdefault(key, {})
            used += 1
        if not used or used > MAX_TERM or node is root or node is every:
            raise ValueError(f"a term needs 1 to {MAX_TERM} words that carry meaning")
        ends = node.setdefault("", [])
        if concept not in ends:
            ends.append(concept)
    return words


def scan_all(root: Node, words: Words) -> list[Found]:
    """Mentions of terms that need the little words too; spans count kept words."""
    before, total = words.kept_before, len(words.forms)
    found = []
    for concept, first, last in _scan(root, words.every, words.every_sentence):
        a = min(before[first], total - 1)
        z = before[last] if last < len(before) else total
        if a >= 0:
            found.append((concept, a, max(z, a + 1)))
    return found


def scan(root: Node, words: Words) -> list[Found]:
    """Every mention of every concept, in order of its first word."""
    return _scan(root, words.forms, words.sentence)


def _scan(root: Node, forms: Sequence[tuple[str, ...]], sentence: Sequence[int]) -> list[Found]:
    total = len(forms)
    found: list[Found] = []
    for start, alternatives in enumerate(forms):
        for f in alternatives:
            node = root.get(f)
            if node is None:
                continue
            ends = node.get("")
            if ends is not None:
                for c in ends:
                    found.append((c, start, start + 1))
                if len(node) == 1:
                    continue
            after = start + 1
            if after == total or sentence[after] != sentence[start]:
                continue
            if ".." in node or not node.keys().isdisjoint(forms[after]):
                _walk(node, start, forms, sentence, total, found)
    return found


def _walk(
    node: Node,
    start: int,
    forms: Sequence[tuple[str, ...]],
    sentence: Sequence[int],
    total: int,
    found: list[Found],
) -> None:
    """Follow the words after `start`, which stand in its sentence at least once."""
    here = sentence[start]
    stack = [(node, start + 1)]
    while stack:
        node, at = stack.pop()
        if at >= total or sentence[at] != here:
            continue
        nexts = [(child, at + 1) for f in forms[at] if (child := node.get(f)) is not None]
        after = node.get("..")
        if after is not None:
            for skip in range(at, min(at + GAP + 1, total)):
                if sentence[skip] != here:
                    break
                for f in forms[skip]:
                    child = after.get(f)
                    if child is not None:
                        nexts.append((child, skip + 1))
        for child, end in nexts:
            ends = child.get("")
            if ends is not None:
                for c in ends:
                    found.append((c, start, end))
                if len(child) == 1:
                    continue
            stack.append((child, end))


def unique(found: Iterable[Found]) -> list[Found]:
    """Mentions without repeats, sorted."""
    return sorted(set(found), key=itemgetter(1, 2, 0))
