"""Red-flag rules tried on their own `fires` and `silent` sentences."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from assistant.check.findings import Finding
from assistant.errors import AssistantError
from assistant.text import clean
from assistant.triage import Rules

_PACKAGE = Path(__file__).resolve().parent.parent / "triage" / "red_flags.yaml"


def rule_examples(rules: Rules, extra: Path) -> Iterator[Finding]:
    """Rules that don't trip on what they must trip on, or trip on what they must not."""
    places = _places(extra) if extra.exists() else {}
    own = set(places)
    places = _places(_PACKAGE) | places
    for rule in rules.rules:
        path = extra if rule.id in own else _PACKAGE
        line = places.get(rule.id)
        for text in rule.fires:
            found = _check(rules, text)
            if isinstance(found, str) or found[0] < rule.urgency.rank:
                yield Finding(
                    path, line, f"rule {rule.id}: “{text}” must trip it and doesn't", code="rule"
                )
        for text in rule.silent:
            found = _check(rules, text)
            if isinstance(found, str) or rule.id in found[1]:
                yield Finding(
                    path, line, f"rule {rule.id}: “{text}” must not trip it and does", code="rule"
                )


def _check(rules: Rules, text: str) -> tuple[int, frozenset[str]] | str:
    try:
        found = rules.check([clean(text)])
    except AssistantError as e:
        return str(e)
    return found.urgency.rank, frozenset(f.id for f in found.flags)


def _places(path: Path) -> dict[str, int]:
    """Rule id → line."""
    found = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        name, _, value = line.strip().removeprefix("- ").partition(":")
        if name == "id":
            found[value.strip().strip("\"'")] = number
    return found
