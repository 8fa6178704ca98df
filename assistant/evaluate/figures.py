"""Outcomes → figures with intervals, groups, curves, confusions, the worst and the slowest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.domain import Urgency
from assistant.evaluate.intervals import lower, two_sided, upper
from assistant.evaluate.judge import Outcome

BINS = 10
WORST = 20


@dataclass(frozen=True, slots=True)
class Figure:
    """How often something was so, with its exact 95 % interval."""

    name: str
    right: int
    of: int
    higher_is_better: bool = True

    @property
    def rate(self) -> float:
        """0..1; 0 of nothing."""
        return self.right / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Two-sided Clopper–Pearson, 95 %."""
        return two_sided(self.right, self.of)

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        low, high = self.interval
        return {
            "right": self.right, "of": self.of, "rate": round(self.rate, 5),
            "low": round(low, 5), "high": round(high, 5),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Group:
    """Red flags of one group: caught, and false alarms on look-alikes."""

    name: str
    caught: int
    flagged: int
    scenarios: int
    """independent clinical pictures among the flagged; their tellings are not independent"""
    whole: int
    """scenarios of which every telling was caught"""
    alarms: int
    clear: int
    """messages for which nobody could defend an alarm"""

    @property
    def sensitivity_low(self) -> float:
        """One-sided 95 % lower bound, messages taken as independent."""
        return lower(self.caught, self.flagged)

    @property
    def scenario_low(self) -> float:
        """One-sided 95 % lower bound on scenarios caught in every telling."""
        return lower(self.whole, self.scenarios)

    @property
    def alarm_high(self) -> float:
        """One-sided 95 % upper bound of the false-alarm rate."""
        return upper(self.alarms, self.clear)

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "group": self.name, "caught": self.caught, "flagged": self.flagged,
            "sensitivity_low": round(self.sensitivity_low, 5), "scenarios": self.scenarios,
            "scenarios_whole": self.whole, "scenario_low": round(self.scenario_low, 5),
            "alarms": self.alarms, "clear": self.clear, "alarm_high": round(self.alarm_high, 5),
        }  # fmt: skip


def figures(outcomes: Sequence[Outcome]) -> list[Figure]:
    """What is counted, in a fixed order; figures about nothing are left out."""
    names = ("topic", "intent", "quote", "source", "kind", "urgency")
    found = [Figure("all expectations", sum(o.right for o in outcomes), len(outcomes))]
    for name in names:
        met = [ok for o in outcomes for check, ok in o.checks if check == name]
        found.append(Figure(name, sum(met), len(met)))
    asked = [o for o in outcomes if o.expected and o.kind]
    answered = [o for o in asked if o.kind == "answer"]
    found.append(Figure("answered, where a topic is expected", len(answered), len(asked)))
    emergencies = [o for o in outcomes if o.urgency == str(Urgency.EMERGENCY)]
    found.append(
        Figure("emergencies caught", sum(caught(o) for o in emergencies), len(emergencies))
    )
    flagged = [o for o in outcomes if is_flagged(o)]
    found.append(Figure("red flags caught", sum(caught(o) for o in flagged), len(flagged)))
    clear = [o for o in outcomes if is_clear(o)]
    alarms = sum(o.got_urgency != "none" for o in clear)
    found.append(Figure("false alarms", alarms, len(clear), higher_is_better=False))
    return [f for f in found if f.of]


def is_flagged(o: Outcome) -> bool:
    """Whether a red flag is expected and nothing less can be defended."""
    return o.urgency not in ("", "none") and "none" not in o.acceptable


def is_clear(o: Outcome) -> bool:
    """Whether no alarm can be defended."""
    return o.urgency == "none" and o.acceptable in ((), ("none",))


def caught(o: Outcome) -> bool:
    """Whether the reply was at least as urgent as the least that can be defended."""
    ranks = [Urgency(u).rank for u in o.acceptable or (o.urgency,)]
    return Urgency(o.got_urgency).rank >= min(ranks)


def groups(outcomes: Sequence[Outcome]) -> list[Group]:
    """Red flags by group, and all together; empty when no case has an urgency."""
    judged = [o for o in outcomes if is_flagged(o) or is_clear(o)]
    names = sorted({o.group or "no group" for o in judged})
    rows = [_group(n, [o for o in judged if (o.group or "no group") == n]) for n in names]
    return [*rows, _group("all", judged)] if any(r.flagged for r in rows) else []


def _group(name: str, outcomes: Sequence[Outcome]) -> Group:
    flagged = [o for o in outcomes if is_flagged(o)]
    missed = {o.scenario for o in flagged if not caught(o)}
    scenarios = {o.scenario for o in flagged}
    clear = [o for o in outcomes if is_clear(o)]
    return Group(
        name, sum(caught(o) for o in flagged), len(flagged), len(scenarios),
        len(scenarios - missed), sum(o.got_urgency != "none" for o in clear), len(clear),
    )  # fmt: skip


def confusion(outcomes: Sequence[Outcome]) -> Counter[tuple[str, str]]:
    """(expected topic, topic of the reply) → cases; the reply's is "" where it has none."""
    return Counter((o.expected, o.got) for o in outcomes if o.expected)


def histogram(outcomes: Sequence[Outcome]) -> list[tuple[int, int]]:
    """(right, wrong) cases with a topic, in ten bins of confidence."""
    bins = [[0, 0] for _ in range(BINS)]
    for o in outcomes:
        if o.expected:
            at = min(int(o.confidence * BINS), BINS - 1)
            bins[at][o.expected != o.got] += 1
    return [(a, b) for a, b in bins]


def risk_coverage(outcomes: Sequence[Outcome]) -> list[tuple[float, float]]:
    """(share answered, share of those wrong) when only the surest are answered, surest first."""
    ranked = sorted((o for o in outcomes if o.expected), key=lambda o: -o.confidence)
    points, wrong = [], 0
    for n, o in enumerate(ranked, 1):
        wrong += o.expected != o.got
        if n == len(ranked) or ranked[n].confidence < o.confidence:
            points.append((n / len(ranked), wrong / n))
    return points


def worst(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Missed red flags first, then what was wrong with the greatest confidence."""

    def order(o: Outcome) -> tuple[int, float]:
        missed = is_flagged(o) and not caught(o)
        return (-Urgency(o.urgency).rank if missed else 1, -o.confidence)

    return sorted((o for o in outcomes if not o.right), key=order)[:WORST]


def slowest(outcomes: Sequence[Outcome], count: int = 5) -> list[Outcome]:
    """The cases that took longest."""
    return sorted(outcomes, key=lambda o: -o.seconds)[:count]


def percentiles(outcomes: Sequence[Outcome]) -> Iterator[tuple[str, float]]:
    """Milliseconds a reply: median, 95th percentile, longest."""
    times = sorted(o.seconds * 1000 for o in outcomes)
    for name, share in (("median", 0.5), ("p95", 0.95), ("longest", 1.0)):
        yield name, times[min(int(share * len(times)), len(times) - 1)] if times else 0.0
