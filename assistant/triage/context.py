"""What a mention is: asserted, or denied, asked about, supposed, past, somebody else's then.

Each mention of a finding gets a set of labels, with the cue that set them being itself a concept
of the concept files (kind `cue`). Words that are part of a finding ("no feeling", "can't pee")
protect their own negator by construction: a cue inside a finding's span is no cue.

    denied      clean negation in its scope                        → the finding is not there
    supposed    "if I ever…", "what would…"                        → warning box
    asked       a general question without a person in it          → warning box
    past        long ago, and the message says it is over          → warning box
    other_then  somebody else, in the past                         → warning box
    quoted      the article, a leaflet or the news says so         → warning box
    cleared     a clinician looked and ruled it out                → warning box
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from assistant.triage.trie import Found
from assistant.triage.words import Words

FAR = 1 << 30
TOLD = ("past", "recovered", "cleared", "current")
"""Cues that rules may name, in `soften` and `unless`"""
LONG, SHORT = 9, 4
"""Reach of "no/without" and of "not/don't", in words"""


class Mention(NamedTuple):
    """One concept found in a message; `first`/`last` count kept words, `last` is exclusive."""

    concept: str
    first: int
    last: int
    sentence: int
    labels: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Kind:
    """How context treats a concept."""

    name: str
    kind: str
    """"cue", "idiom", or what it is: "finding", "region", "person", "risk", …"""
    negatable: bool
    dated: bool
    """may be pushed into the past; risks (cancer, surgery, pregnancy) may not"""


def label(words: Words, found: Sequence[Found], kinds: Sequence[Kind]) -> list[Mention]:
    """Mentions with their labels; what lies inside an idiom is left out."""
    masked = _masked(found, kinds)
    told: list[Mention] = []
    cues: dict[str, list[tuple[int, int]]] = {}
    plain: list[tuple[Kind, int, int]] = []
    for number, first, last in found:
        kind = kinds[number]
        if kind.kind == "idiom":
            continue
        if kind.kind == "cue":
            cues.setdefault(kind.name, []).append((first, last))
            if kind.name in TOLD:
                told.append(Mention(kind.name, first, last, words.sentence[first]))
        elif masked is None or not _covered(first, last, masked):
            plain.append((kind, first, last))
    if not cues:
        return [Mention(k.name, a, z, words.sentence[a]) for k, a, z in plain]
    scopes = _Scopes(words, cues, plain)
    told += [Mention(k.name, a, z, words.sentence[a], scopes.labels(k, a, z)) for k, a, z in plain]
    return told


def _masked(found: Sequence[Found], kinds: Sequence[Kind]) -> list[int] | None:
    """For each start of an idiom its end, as one flat "covered up to" list; None without idioms."""
    spans = [(a, z) for c, a, z in found if kinds[c].kind == "idiom"]
    if not spans:
        return None
    upto = [0] * (max(z for _, z in spans) + 1)
    for a, z in spans:
        upto[a] = max(upto[a], z)
    for i in range(1, len(upto)):
        upto[i] = max(upto[i], upto[i - 1])
    return upto


def _covered(first: int, last: int, upto: Sequence[int]) -> bool:
    return first < len(upto) and last <= upto[first]


class _Scopes:
    """All cues of a message, spread over the words and sentences they reach."""

    def __init__(
        self,
        words: Words,
        cues: Mapping[str, Sequence[tuple[int, int]]],
        plain: Sequence[tuple[Kind, int, int]],
    ) -> None:
        self._words = words
        self._cues = cues
        self._total = len(words.forms)
        inside = {i for k, a, z in plain if k.kind == "finding" and z - a > 1 for i in range(a, z)}
        inside |= {i for a, z in cues.get("pseudo_negation", ()) for i in range(a, z)}
        stops = {a for a, _ in (*cues.get("contrast", ()), *cues.get("current_stop", ()))}
        self._denied = self._reach("negation", LONG, inside, stops)
        self._denied |= self._reach("negation_short", SHORT, inside, stops)
        self._after = self._denied_behind(cues.get("negation_after", ()))
        self._supposed = self._ahead(cues.get("hypothetical", ()))
        self._quoted_ahead = self._ahead(cues.get("quoted_says", ()))
        asking = [
            (a, z)
            for a, z in cues.get("information", ())
            if words.sentence[a] not in words.personal
        ]
        self._places: dict[tuple[str, int], list[int]] = {}
        for name in ("past", "strong_past", "current", "past_event"):
            for a, _ in cues.get(name, ()):
                self._places.setdefault((name, words.sentence[a]), []).append(a)
        self._told = {s for name, s in self._places if name != "current"}
        # found in order of the first word, so each list is sorted
        self._asked = {words.sentence[a] for a, _ in asking} & words.questions
        self._asked |= self._holding("study")
        self._asked_ahead = self._ahead(asking)
        self._recovered = self._holding("recovered")
        self._cleared = self._holding("cleared") - self._holding("current")
        self._quoted = self._holding("quoted") - words.personal
        self._told_of = self._holding("other_person") - words.speaker

    def _holding(self, cue: str) -> set[int]:
        """The sentences that hold a cue."""
        return {self._words.sentence[a] for a, _ in self._cues.get(cue, ())}

    def _reach(self, name: str, words: int, inside: set[int], stops: set[int]) -> set[int]:
        reached: set[int] = set()
        sentence, fresh = self._words.sentence, self._words.fresh
        for first, last in self._cues.get(name, ()):
            if first in inside:
                continue
            for i in range(last, min(last + words, self._total)):
                if sentence[i] != sentence[first] or i in stops or i in fresh:
                    break
                reached.add(i)
        return reached

    def _denied_behind(self, spans: Sequence[tuple[int, int]]) -> set[int]:
        """The few words before "none" or "fine", up to where their clause begins."""
        behind: set[int] = set()
        for first, _ in spans:
            for i in range(first - 1, max(-1, first - 4), -1):
                if self._words.sentence[i] != self._words.sentence[first]:
                    break
                behind.add(i)
                if i in self._words.comma_before:
                    break
        return behind

    def _ahead(self, spans: Sequence[tuple[int, int]]) -> set[int]:
        ahead: set[int] = set()
        sentence = self._words.sentence
        for first, last in spans:
            end = bisect_left(sentence, sentence[first] + 1)
            ahead.update(range(first, min(end, last + 25)))
        return ahead

    def labels(self, kind: Kind, first: int, last: int) -> frozenset[str]:
        """The labels of one mention."""
        found: set[str] = set()
        sentence = self._words.sentence[first]
        if kind.negatable and (first in self._denied or last - 1 in self._after):
            found.add("denied")
        if first in self._supposed:
            found.add("supposed")
        if sentence in self._asked or first in self._asked_ahead:
            found.add("asked")
        if kind.dated and sentence in self._told:
            found |= self._dated(sentence, first)
        if sentence in self._cleared:
            found.add("cleared")
        if sentence in self._quoted or first in self._quoted_ahead:
            found.add("quoted")
        return frozenset(found)

    def _dated(self, sentence: int, at: int) -> set[str]:
        found: set[str] = set()
        long_ago = self._nearest("past", sentence, at)
        now = self._nearest("current", sentence, at)
        is_past = long_ago < now
        over = self._nearest("strong_past", sentence, at) < now
        if (is_past and self._recovered) or over:
            found.add("past")
        event = self._nearest("past_event", sentence, at)
        if sentence in self._told_of and (is_past or over or event < now):
            found.add("other_then")
        return found

    def _nearest(self, name: str, sentence: int, at: int) -> int:
        """Words between a word and the nearest such cue of its sentence; large when none."""
        places = self._places.get((name, sentence))
        if not places:
            return FAR
        i = bisect_left(places, at)
        return min(abs(p - at) for p in places[max(0, i - 1) : i + 1])


def denied_or_gone(mention: Mention) -> bool:
    """True when nothing current is claimed and no warning is due either."""
    return "denied" in mention.labels


def asserted(mention: Mention) -> bool:
    """True when the finding is claimed to be there now."""
    return not mention.labels


Picker = Callable[[Mention], bool]
