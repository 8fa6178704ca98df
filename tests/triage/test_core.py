"""The locked core: plain tellings of the five dangers that must never be missed nor vetoed.

Our own words, one a line in `core.txt`. With the rules alone and with the learned judge alike.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.domain import Urgency
from assistant.text import clean
from assistant.triage import Rules

ALONE, FULL = Rules.load(), Rules.load()
ALONE.scorer = None


def tellings():
    group = ""
    for line in (Path(__file__).parent / "core.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            group = line[2:]
        elif line:
            yield group, line


CORE = list(tellings())


def test_there_are_three_hundred_of_them():
    assert len(CORE) >= 300
    assert len({line for _, line in CORE}) == len(CORE)


@pytest.mark.parametrize(("group", "line"), CORE, ids=lambda x: x[:40])
def test_the_core_is_caught(group, line):
    for rules in (ALONE, FULL):
        found = rules.check([clean(line)])
        least = (
            Urgency.SAME_DAY if group in ("self_harm", "cardiac_collapse") else Urgency.EMERGENCY
        )
        assert found.urgency.rank >= least.rank, line
        assert found.no_exercises
        if group == "self_harm":
            assert found.group == "self_harm", line
