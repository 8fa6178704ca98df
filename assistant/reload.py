"""Answers from a site while its files are edited; a broken edit keeps the last good site."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from assistant.check import Finding, check
from assistant.engine import Assistant
from assistant.errors import AssistantError
from assistant.site.files import site_files

SHOWN = 8
"""Findings told at a time."""
Stamp = tuple[tuple[str, int, int], ...]


def watcher(bot: Assistant) -> Callable[[], tuple[Assistant, str]]:
    """A function that gives the assistant of the files as they stand, and what to tell.

    The text is "" when nothing changed; else it ends in a blank line. It compares names, sizes and
    times, so that an untouched site costs no reading. Never raises an `AssistantError`.
    """
    folder = bot.folder
    current, seen, shown = bot, _stamp(folder), frozenset[str]()

    def refresh() -> tuple[Assistant, str]:
        nonlocal current, seen, shown
        now = _stamp(folder)
        if now == seen:
            return current, ""
        seen = now
        findings = list(check(folder, quick=True))
        try:
            current = Assistant.open(folder)
            head = "The site's files changed; answering from the new ones."
        except AssistantError as e:
            if not findings:
                findings = [Finding(folder, None, str(e))]
            head = (
                "The site's files changed, but they are broken; answering from the last good ones."
            )
        lines = [str(f) for f in findings]
        new = [x for x in lines if x not in shown]
        shown = frozenset(lines)
        return current, "\n".join((head, *_bounded(new))) + "\n\n"

    return refresh


def _bounded(lines: list[str]) -> Iterator[str]:
    yield from (f"  {line}" for line in lines[:SHOWN])
    if len(lines) > SHOWN:
        yield f"  … and {len(lines) - SHOWN} more; run `assistant check`"


def _stamp(folder: Path) -> Stamp:
    """Names, sizes and times of a site's files."""
    found = []
    for path in site_files(folder):
        try:
            stat = path.stat()
        except OSError:  # replaced by an editor between listing and looking
            continue
        found.append((str(path), stat.st_size, stat.st_mtime_ns))
    return tuple(found)
