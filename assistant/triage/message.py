"""One message → its findings: mentions with labels, rules that trip, who it is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar

from assistant.text import sentences
from assistant.triage.conditions import Condition
from assistant.triage.context import Kind, Mention, asserted, label
from assistant.triage.language import Languages
from assistant.triage.rules import Book, Hit, Outcome, Rule
from assistant.triage.spelling import Spelling
from assistant.triage.trie import scan, scan_all, unique
from assistant.triage.words import Reader, Words

T = TypeVar("T")
LONG = 8_000
"""Characters from which on repeated passages are read once"""
_GONE = ("denied", "past", "other_then", "asked")
TAKES_BACK = "takes_back"
KEPT, KEPT_LONG, SHORT = 256, 4, 1_000
"""Texts kept at hand with what was seen in them: of at most `SHORT` characters, and longer ones,
whose findings may take a megabyte"""
CHUNK = 60
"""Words of a piece, where a sentence never ends"""


def kept(see: Callable[[str], T]) -> Callable[[str], T]:
    """`see`, with what it saw last kept at hand; bounded, whatever readers write."""
    short, long = lru_cache(KEPT)(see), lru_cache(KEPT_LONG)(see)
    return lambda text: short(text) if len(text) <= SHORT else long(text)


def unrepeated(text: str) -> str:
    """The text without sentences (or 60-word pieces of endless ones) that stood before.

    A repeat adds no finding; reading it once bounds the cost of pasted and hostile text.
    """
    seen: dict[str, None] = {}
    for start, end in sentences(text):
        sentence = text[start:end]
        if len(sentence) < LONG:
            seen[sentence] = None
            continue
        words = sentence.split()
        for at in range(0, len(words), CHUNK):
            seen[" ".join(words[at : at + CHUNK])] = None
    return "\n".join(seen) if len(seen) > 1 else next(iter(seen), "")


@dataclass(frozen=True, slots=True)
class Findings:
    """What was seen in one message; names only, never the reader's words."""

    mentions: tuple[Mention, ...] = ()
    outcome: Outcome = field(default_factory=Outcome)
    special: str = ""
    language: str = "en"
    other: bool = False
    """another person is spoken of"""
    cues: frozenset[str] = frozenset()
    """context cues present, by concept name"""

    @property
    def hits(self) -> tuple[Hit, ...]:
        """Rules that tripped."""
        return self.outcome.hits

    @property
    def asserted(self) -> frozenset[str]:
        """Concepts claimed to be there now."""
        return frozenset(m.concept for m in self.mentions if asserted(m))

    def features(self) -> list[str]:
        """Names for a learner: "concept", "concept:denied", "rule=id", "cue=…", "special=…"."""
        found: dict[str, None] = {}
        for m in self.mentions:
            if not m.labels:
                found[m.concept] = None
            for tag in sorted(m.labels):
                found[f"{m.concept}:{tag}"] = None
        for hit in self.hits:
            found[f"rule={hit.rule.id}"] = None
            found[f"tier={hit.urgency}"] = None
        for rule in self.outcome.warnings:
            found[f"warn={rule.id}"] = None
        for cue in sorted(self.cues):
            found[f"cue={cue}"] = None
        if self.special:
            found[f"special={self.special}"] = None
        if self.other:
            found["other_person"] = None
        if self.language != "en":
            found["foreign"] = None
        return list(found)


class Examiner:
    """The compiled concept language and rules; immutable, safe between threads."""

    def __init__(self, tables: Mapping[str, Any]) -> None:
        """`tables` as `load.tables` makes them."""
        spelling = Spelling(tables["vocabulary"], tables["known"])
        self._reader = Reader(
            tables["irregular"],
            tables["pairs"],
            frozenset(tables["drop"]),
            {k: tuple(v) for k, v in tables["classes"].items()},
            {int(k): v for k, v in tables["symbols"].items()},
            frozenset(tables["first"]),
            frozenset(tables["units"]),
            spelling.correct,
        )
        self._kinds = [Kind(*row) for row in tables["kinds"]]
        self._tries = tables["tries"]
        self._scripts = tables["scripts"]
        self._languages = Languages(tables["function_words"])
        self._special = [
            (name, Condition.parse(c))
            for name, conditions in tables["special"].items()
            for c in conditions
        ]
        self._special_concepts = frozenset().union(*(c.concepts for _, c in self._special))
        self._special_at: dict[str, list[int]] = {}
        """conditions by each concept of their first need, of which one must be there"""
        for n, (_, condition) in enumerate(self._special):
            for concept in condition.needs[0]:
                self._special_at.setdefault(concept, []).append(n)
        self._others = frozenset(n for n, k in enumerate(self._kinds) if k.name == "other_person")
        self.book = Book([Rule.of(row) for row in tables["rules"]])
        self.examine = kept(self._examine)

    def _examine(self, text: str) -> Findings:
        if len(text) > LONG:
            text = unrepeated(text)
        language = self._languages.within(text)
        words = self._reader.read(text, language == "en")
        found = unique((*scan(self._tries["en"], words), *scan_all(self._tries["every"], words)))
        if language != "en":
            if language in self._tries:
                found += scan(self._tries[language], words)
            found += self._by_script(text, language, words)
            found = unique(found)
        mentions = label(words, found, self._kinds)
        outcome = self.book.judge(mentions)
        cues = frozenset(
            self._kinds[c].name
            for c, a, _ in found
            # "Is that a typo?" takes nothing back.
            if self._kinds[c].kind == "cue"
            and not (self._kinds[c].name == TAKES_BACK and words.sentence[a] in words.questions)
        )
        return Findings(
            tuple(mentions), outcome, self._special_of(mentions, found, words), language,
            self._about_other(found, words, outcome), cues,
        )  # fmt: skip

    def _by_script(self, text: str, language: str, words: Words) -> list[tuple[int, int, int]]:
        """Terms of scripts whose words the tokeniser can't part: found as substrings."""
        if language not in self._scripts:
            return []
        if not words.forms:
            words.forms.append(("?",))
            words.sentence.append(0)
            words.clause.append(0)
        return [(c, 0, 1) for term, c in self._scripts[language] if term in text]

    def _special_of(
        self, mentions: Sequence[Mention], found: Sequence[tuple[int, int, int]], words: Words
    ) -> str:
        by: dict[str, list[Mention]] = {}
        named = self._special_concepts
        for m in mentions:
            if m.concept in named and m.labels.isdisjoint(_GONE):
                by.setdefault(m.concept, []).append(m)
        for c, first, last in found:
            name = self._kinds[c].name
            if name in named and self._kinds[c].kind == "cue":
                at = min(first, len(words.sentence) - 1)
                by.setdefault(name, []).append(Mention(name, first, last, words.sentence[at]))
        numbers = sorted({n for concept in by for n in self._special_at.get(concept, ())})
        return next((self._special[n][0] for n in numbers if self._special[n][1].met(by)), "")

    def _about_other(
        self, found: Sequence[tuple[int, int, int]], words: Words, outcome: Outcome
    ) -> bool:
        sentences = {words.sentence[a] for c, a, _ in found if c in self._others}
        if not sentences:
            return False
        near = sentences | {s + 1 for s in sentences}
        return any(h.sentences & near for h in outcome.hits)
