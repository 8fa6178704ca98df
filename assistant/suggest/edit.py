"""Adds examples to an intent file line by line: comments, order and quoting stay to the letter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from assistant.data import Items, parse_yaml
from assistant.errors import DataError
from assistant.importers.files import scalar


def add_examples(path: Path, text: str, more: Mapping[str, Sequence[str]]) -> str:
    """The file's text with examples added; `more`: name under `ask` → new examples.

    Raises `DataError` when an intent's examples aren't one a line. The result is read again: it
    holds just the old examples and the new ones, or nothing is returned.
    """
    asks = parse_yaml(text, path).table("ask")
    lines = text.split("\n")
    places = []
    for name, added in more.items():
        ask = asks.table(name)
        items = ask.get("examples")
        if not isinstance(items, Items) or not lines[items[-1].line - 1].lstrip().startswith("- "):
            raise ask.fail("examples stand in brackets; write one a line to add some", "examples")
        places.append((items[-1].line, added))
    for line, added in sorted(places, reverse=True):
        first = lines[line - 1]
        indent = len(first) - len(first.lstrip())
        end = line
        while end < len(lines) and _continues(lines[end], indent):
            end += 1
        lines[end:end] = [f"{' ' * indent}- {scalar(x)}" for x in added]
    edited = "\n".join(lines)
    _prove(path, text, edited, more)
    return edited


def _continues(line: str, indent: int) -> bool:
    """Whether a line still belongs to the list item above it."""
    return bool(line.strip()) and len(line) - len(line.lstrip()) > indent


def _prove(path: Path, before: str, after: str, more: Mapping[str, Sequence[str]]) -> None:
    old, new = parse_yaml(before, path), parse_yaml(after, path)
    for name, ask in old.table("ask").items():
        changed = new.table("ask").table(name)
        wanted = (*ask.texts("examples"), *more.get(name, ()))
        same = all(changed.get(k) == v for k, v in ask.items() if k != "examples")
        if not same or changed.texts("examples") != tuple(wanted):
            raise DataError(path, changed.line, f"{name}: can't be added to; do it by hand")
