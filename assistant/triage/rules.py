"""A rule as data, and what the rules make of one message's mentions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.domain import URGENCIES, Urgency
from assistant.triage.conditions import Condition
from assistant.triage.context import Mention, asserted, denied_or_gone

GROUPS = (
    "cauda_equina", "neuro_deficit", "fracture_trauma", "bone_stress", "cancer", "infection",
    "inflammatory", "vascular", "cardiac_collapse", "stroke", "abdominal", "pregnancy", "child",
    "post_surgery", "self_harm", "medicines", "allergy", "other",
)  # fmt: skip
FRAGILE = ("child", "pregnancy", "post_surgery")
"""Specials that raise any other flag by one tier (R16)"""
By = Mapping[str, Sequence[Mention]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A red-flag rule."""

    id: str
    group: str
    urgency: Urgency
    source: str
    locked: bool
    """part of the core: no learned scorer may veto it"""
    reviewed: str | None
    """"name, date" of the clinician who approved it; None: not clinically reviewed"""
    any_of: tuple[Condition, ...]
    unless: tuple[Condition, ...]
    """a benign explanation that silences the rule"""
    soften: tuple[Condition, ...]
    """context that turns the rule into a warning box"""
    raise_to: tuple[tuple[Urgency, tuple[Condition, ...]], ...]
    fires: tuple[str, ...]
    silent: tuple[str, ...]

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Rule:
        """A rule of its JSON-able row; `to_row` is the inverse."""
        return cls(
            row["id"], row["group"], Urgency(row["urgency"]), row["source"], row["locked"],
            row["reviewed"], _conditions(row["any"]), _conditions(row["unless"]),
            _conditions(row["soften"]),
            tuple((Urgency(u), _conditions(c)) for u, c in row["raise_to"].items()),
            tuple(row["fires"]), tuple(row["silent"]),
        )  # fmt: skip


def _conditions(texts: Iterable[str]) -> tuple[Condition, ...]:
    return tuple(Condition.parse(t) for t in texts)


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that tripped on one message."""

    rule: Rule
    urgency: Urgency
    """after `raise_to`"""
    sentences: frozenset[int]
    """where the mentions that tripped it stand"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the rules say of one message."""

    hits: tuple[Hit, ...] = ()
    warnings: tuple[Rule, ...] = ()
    """rules met only by mentions that are asked about, supposed, past or somebody else's then"""
    silenced: tuple[Hit, ...] = ()
    """rules met, but explained away by something else in the message"""


class Book:
    """All rules, indexed by the concepts that can set them off."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        """`rules` in file order; hits come out in the same order."""
        self.rules = tuple(rules)
        index: dict[str, set[int]] = {}
        for n, rule in enumerate(self.rules):
            for condition in rule.any_of:
                for concept in condition.needs[0]:
                    index.setdefault(concept, set()).add(n)
        self._index = {c: tuple(sorted(v)) for c, v in index.items()}

    def judge(self, mentions: Sequence[Mention]) -> Outcome:
        """Rules that trip on these mentions."""
        claimed = [m for m in mentions if asserted(m)]
        now = said = _by(claimed)
        if len(claimed) < len(mentions):
            said = _by(m for m in mentions if not denied_or_gone(m))
        # A message may tell of the past and of today: what stands in a sentence of today stays.
        current = {m.sentence for m in said.get("current", ())}
        hits: list[Hit] = []
        warnings: list[Rule] = []
        silenced: list[Hit] = []
        numbers = sorted({n for concept in said for n in self._index.get(concept, ())})
        for n in numbers:
            rule = self.rules[n]
            met = next((c for c in rule.any_of if c.met(now)), None)
            if met is None:
                if said is not now and _any(rule.any_of, said) and not _any(rule.unless, said):
                    warnings.append(rule)
                continue
            hit = Hit(rule, _raised(rule, now), _where(met, now))
            if _any(rule.unless, said):
                silenced.append(hit)
            elif _any(rule.soften, said) and not hit.sentences & current:
                warnings.append(rule)
            else:
                hits.append(hit)
        return Outcome(tuple(hits), tuple(warnings), tuple(silenced))


def _by(mentions: Iterable[Mention]) -> dict[str, list[Mention]]:
    found: dict[str, list[Mention]] = {}
    for m in mentions:
        found.setdefault(m.concept, []).append(m)
    return found


def _any(conditions: Iterable[Condition], by: By) -> bool:
    return any(c.met(by) for c in conditions)


def _raised(rule: Rule, now: By) -> Urgency:
    best = rule.urgency
    for urgency, conditions in rule.raise_to:
        if urgency.rank > best.rank and _any(conditions, now):
            best = urgency
    return best


def _where(condition: Condition, by: By) -> frozenset[int]:
    return frozenset(m.sentence for c in condition.concepts for m in by.get(c, ())[:8])


def combine(hits: Sequence[Hit], special: str) -> Urgency:
    """The message's tier: the highest, raised by R16 (fragile readers) and R17 (two groups)."""
    if not hits:
        return Urgency.NONE
    ranks = [_fragile(h, special) for h in hits]
    best = max(ranks)
    groups = {h.rule.group for h, r in zip(hits, ranks, strict=True) if r == best}
    if len(groups) > 1 and best < Urgency.EMERGENCY.rank:
        best += 1
    return URGENCIES[best]


def _fragile(hit: Hit, special: str) -> int:
    rank = hit.urgency.rank
    if special in FRAGILE and hit.rule.group != special:
        rank = min(rank + 1, Urgency.EMERGENCY.rank)
    return rank
