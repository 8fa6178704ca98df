"""Findings about a site's files: what is wrong, and what its owner should look at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import DataError
from assistant.site.build import broken_links, load_sources
from assistant.triage import Rules


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about a file. `str()` reads `file:line: message`."""

    path: Path
    line: int | None
    message: str
    severity: str = "error"
    """"error" or "warning" """

    def __str__(self) -> str:
        """`file:line: message`."""
        where = f"{self.path}:{self.line}" if self.line else f"{self.path}"
        return f"{where}: {'warning: ' if self.severity == 'warning' else ''}{self.message}"

    @classmethod
    def of(cls, error: DataError) -> Finding:
        """An error of reading, as a finding."""
        return cls(error.path, error.line, error.message)


def check(folder: Path) -> Iterator[Finding]:
    """Everything worth telling about a site, in the order of reading."""
    try:
        sources = load_sources(folder)
        extra = folder / "intents" / "red_flags.yaml"
        Rules.load(extra if extra.exists() else None)
    except DataError as e:
        yield Finding.of(e)
        return
    for fault in broken_links(sources):
        yield Finding.of(fault)
