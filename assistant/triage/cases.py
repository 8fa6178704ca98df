"""Labelled messages: what the judge learns from and is measured on."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from assistant.domain import Urgency
from assistant.errors import DataError
from assistant.text import clean


@dataclass(frozen=True, slots=True)
class Case:
    """A labelled message."""

    id: str
    writer: str
    scenario: str
    """shared by the tellings of one clinical picture"""
    text: str
    urgency: Urgency
    acceptable: tuple[Urgency, ...]
    """every tier a careful reader could defend"""
    group: str
    kind: str
    split: str
    """"train" or "test": the shipped model never learns from "test" """

    @property
    def flagged(self) -> bool:
        """Whether a current red flag is there."""
        return self.urgency is not Urgency.NONE

    @property
    def least(self) -> int:
        """Rank of the least urgent acceptable tier."""
        return min(u.rank for u in self.acceptable)

    @property
    def ordinary(self) -> bool:
        """An ordinary question to the site, not written to imitate a flag."""
        plain = self.kind == "ordinary" and not self.group and not self.flagged
        return plain or self.writer.startswith("q-")

    @property
    def site(self) -> bool:
        """One of the many example questions of the site's topics."""
        return self.writer == "q-site"

    @property
    def derived(self) -> bool:
        """Written after reading what the judge had missed: it learns from such messages, but no
        figure counts them, and models that are measured don't see them."""
        return self.writer == "w0"

    @property
    def clear(self) -> bool:
        """A look-alike that nobody could defend flagging."""
        return not self.ordinary and self.acceptable == (Urgency.NONE,)


def read_cases(folder: Path) -> list[Case]:
    """All labelled messages of a folder, in order of file name. Raises `DataError`."""
    paths = sorted(folder.glob("*.jsonl"))
    if not paths:
        raise DataError(folder, None, "no .jsonl files of labelled messages here")
    return [case for path in paths for case in _read(path)]


def _read(path: Path) -> Iterable[Case]:
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            yield Case(
                row["id"], row["writer"], row["scenario"], clean(row["text"]),
                Urgency(row["urgency"]), tuple(Urgency(u) for u in row["acceptable"]),
                row["group"], row["kind"], row.get("split", "test"),
            )  # fmt: skip
        except (ValueError, KeyError, TypeError) as e:
            raise DataError(path, number, f"not a labelled message: {e}") from e
