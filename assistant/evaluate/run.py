"""A finished run: saved, compared with an earlier one, held against floors."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.data import read_yaml
from assistant.errors import DataError, InputError
from assistant.evaluate.figures import (
    Figure,
    Group,
    confusion,
    figures,
    groups,
    histogram,
    percentiles,
    risk_coverage,
)
from assistant.evaluate.judge import Outcome

MAX_RUN = 256 << 20


@dataclass(frozen=True, slots=True)
class Run:
    """The outcomes of one evaluation and what they come to."""

    site: str
    """revision"""
    outcomes: Sequence[Outcome]
    what: str = "cases"
    figures: Sequence[Figure] = field(default=())
    groups: Sequence[Group] = field(default=())

    @classmethod
    def of(cls, site: str, outcomes: Sequence[Outcome], what: str = "cases") -> Run:
        """Count everything."""
        return cls(site, outcomes, what, figures(outcomes), groups(outcomes))

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready: figures, groups, curves, and one row a case (without its words)."""
        return {
            "site": self.site,
            "cases": len(self.outcomes),
            "figures": {f.name: f.to_dict() for f in self.figures},
            "groups": [g.to_dict() for g in self.groups],
            "confusion": [[a, b, n] for (a, b), n in sorted(confusion(self.outcomes).items())],
            "histogram": histogram(self.outcomes),
            "risk_coverage": [[round(c, 4), round(r, 4)] for c, r in _thin(self.outcomes)],
            "milliseconds": {k: round(v, 2) for k, v in percentiles(self.outcomes)},
            "outcomes": {
                o.key: {
                    "where": o.where, "right": o.right, "kind": o.kind, "topic": o.got,
                    "urgency": o.got_urgency, "confidence": round(o.confidence, 4),
                    "missed": [name for name, ok in o.checks if not ok],
                }
                for o in self.outcomes
            },
        }  # fmt: skip


def _thin(outcomes: Sequence[Outcome]) -> list[tuple[float, float]]:
    points = risk_coverage(outcomes)
    step = max(len(points) // 200, 1)
    return [*points[:-1:step], *points[-1:]]


def save(run: Run, path: Path) -> None:
    """Write a run for later comparison."""
    try:
        path.write_text(json.dumps(run.to_dict(), ensure_ascii=False, indent=1), encoding="utf-8")
    except OSError as e:
        raise InputError(f"{path}: can't be written ({e.strerror})") from e


def load(path: Path) -> dict[str, Any]:
    """A saved run. Raises `InputError` when it is none."""
    try:
        if path.stat().st_size > MAX_RUN:
            raise InputError(f"{path}: larger than {MAX_RUN >> 20} MB")
        found = json.loads(path.read_bytes())
        found["outcomes"].keys(), found["figures"].items(), found.items()
    except OSError as e:
        raise InputError(f"{path}: can't be read ({e.strerror})") from e
    except (ValueError, KeyError, TypeError, AttributeError) as e:
        raise InputError(f"{path}: no run that `assistant eval --save` wrote") from e
    return dict(found)


@dataclass(frozen=True, slots=True)
class Change:
    """What differs from an earlier run."""

    broke: Sequence[Outcome]
    mended: Sequence[Outcome]
    new: int
    gone: int
    figures: Sequence[tuple[str, float, float]]
    """(name, rate before, rate now)"""


def compare(run: Run, before: dict[str, Any]) -> Change:
    """Cases that were right and are wrong now, and the other way round."""
    old = before["outcomes"]
    known = [o for o in run.outcomes if o.key in old]
    rates = {f.name: f.rate for f in run.figures}
    return Change(
        [o for o in known if old[o.key]["right"] and not o.right],
        [o for o in known if o.right and not old[o.key]["right"]],
        len(run.outcomes) - len(known),
        len(old.keys() - {o.key for o in run.outcomes}),
        [
            (name, float(f["rate"]), rates[name])
            for name, f in before["figures"].items()
            if name in rates
        ],
    )


def below(run: Run, floors: Path) -> Iterator[str]:
    """Figures that don't reach their floor, as lines. Raises `DataError` on a broken file."""
    rates = {f.name: f for f in run.figures}
    head = read_yaml(floors)
    for name in head:
        floor = _number(head.text(name), floors, head.line_of(name))
        found = rates.get(name)
        if found is None:
            yield f"{floors}:{head.line_of(name)}: {name}: no such figure in this run"
        elif found.higher_is_better and found.rate < floor:
            yield f"{floors}:{head.line_of(name)}: {name}: {found.rate:.4f} is below {floor:.4f}"
        elif not found.higher_is_better and found.rate > floor:
            yield f"{floors}:{head.line_of(name)}: {name}: {found.rate:.4f} is above {floor:.4f}"


def _number(text: str, path: Path, line: int) -> float:
    try:
        return float(text)
    except ValueError as e:
        raise DataError(path, line, f"{text!r} is no number from 0 to 1") from e


def pin(run: Run, floors: Path, *, lower: bool = False) -> list[str]:
    """Write the run's rates as floors; a worse one only with `lower`. Returns what was refused."""
    head = read_yaml(floors) if floors.exists() else {}
    refused, lines = (
        [],
        ["# Floors of `assistant eval --floors`; a rate may not get worse than these."],
    )
    for f in run.figures:
        rate = f"{f.rate:.4f}"
        if f.name in head:
            old = float(str(head[f.name]))
            worse = f.rate < old if f.higher_is_better else f.rate > old
            if worse and not lower:
                refused.append(f"{f.name}: {rate} is worse than the floor {old:.4f}")
                rate = f"{old:.4f}"
        lines.append(f"{json.dumps(f.name)}: {rate}")
    lines += [
        f"{json.dumps(n)}: {v}" for n, v in head.items() if n not in {f.name for f in run.figures}
    ]
    floors.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return refused
