"""Conditions of rules: which concepts must stand together, and how near.

saddle + numb              both in one sentence, at most 30 words apart
saddle + numb|odd ~ near   at most 8 words apart
fever + back ~ pair        in one sentence or in neighbouring ones
fever + back ~ message     anywhere in the message
foot_drop                  alone
fever ! vaccine|sauna      but not where the message holds one of these
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.triage.context import Mention

REACH = {"near": (8, 0), "sentence": (30, 0), "pair": (45, 1), "message": (1 << 30, 1 << 30)}
"""scope → (most words apart, most sentences apart)"""


@dataclass(frozen=True, slots=True)
class Condition:
    """Every need met (by one of its concepts) within the scope."""

    needs: tuple[tuple[str, ...], ...]
    scope: str
    anywhere: tuple[tuple[str, ...], ...] = ()
    """further needs, met anywhere in the message"""
    never: tuple[str, ...] = ()
    """concepts that stand nowhere in the message"""

    @classmethod
    def parse(cls, text: str) -> Condition:
        """Read `a + b|c ~ scope`. Raises `ValueError` on an unknown scope or an empty need."""
        text, barred, never = text.partition("!")
        near, *rest = text.split("&")
        body, _, scope = near.partition("~")
        scope = scope.strip() or "sentence"
        if scope not in REACH:
            raise ValueError(f"scope {scope!r} is not one of {', '.join(REACH)}")
        needs = _needs(body.split("+"))
        anywhere = _needs(rest)
        (bars,) = _needs([never])
        if not all((*needs, *anywhere)) or (barred and not bars):
            raise ValueError(f"{text!r} has an empty place between its signs")
        return cls(needs, scope, anywhere, bars)

    @property
    def concepts(self) -> set[str]:
        """All concepts named."""
        return {c for need in (*self.needs, *self.anywhere, self.never) for c in need}

    def met(self, by_concept: Mapping[str, Sequence[Mention]]) -> bool:
        """Whether the mentions given meet it."""
        if any(c in by_concept for c in self.never):
            return False
        if not all(any(c in by_concept for c in need) for need in self.anywhere):
            return False
        lists: list[list[Mention]] = []
        for need in self.needs:
            got = [m for c in need if c in by_concept for m in by_concept[c]]
            if not got:
                return False
            lists.append(got)
        if len(lists) == 1 or self.scope == "message":
            return True
        lists.sort(key=len)
        words, sentences = REACH[self.scope]
        rest = [sorted(lst, key=lambda m: m.first) for lst in lists[1:]]
        starts = [[m.first for m in lst] for lst in rest]
        return any(
            all(_near(a, lst, at, words, sentences) for lst, at in zip(rest, starts, strict=True))
            for a in lists[0]
        )


def _needs(texts: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(c.strip() for c in need.split("|") if c.strip()) for need in texts)


def _near(
    anchor: Mention, others: Sequence[Mention], starts: Sequence[int], words: int, sentences: int
) -> bool:
    """Whether one of `others` stands near enough: only the nearest on each side can be."""
    i = bisect_left(starts, anchor.first)
    for j in (i - 1, i, i + 1):
        if 0 <= j < len(others):
            o = others[j]
            if abs(o.sentence - anchor.sentence) <= sentences and (
                max(o.first - anchor.last, anchor.first - o.last) <= words
            ):
                return True
    return False
