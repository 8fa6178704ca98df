"""Comma-separated values with a header line; semicolons and tabs are taken too."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import IO, Any

from assistant.domain.queue import Item, Unreadable
from assistant.errors import InputError
from assistant.letters import ERRORS
from assistant.queues.decode import decoded
from assistant.queues.fields import comment

NAME = "csv"
MAX_FIELD = 1 << 18
"""Characters."""
_IDS = ("id", "comment_ID", "comment_id")
_TEXTS = ("text", "content", "comment_content", "comment", "message")


def sniff(head: bytes) -> bool:
    """True when the first line names an id and a text column."""
    names = _split(head.decode("utf-8-sig", ERRORS).split("\n", 1)[0])[0]
    return any(n in names for n in _IDS) and any(n in names for n in _TEXTS)


def read(stream: IO[bytes]) -> Iterator[Item]:
    """Every row, in order."""
    csv.field_size_limit(MAX_FIELD)
    with decoded(stream, newline="") as text:
        names, delimiter = _split(text.readline(1 << 16))
        if not any(n in names for n in _IDS) or not any(n in names for n in _TEXTS):
            raise InputError(
                f"the header has {', '.join(names)[:200]!r}; it needs an `id` and a `text` column"
            )
        lines = (line.replace("\0", "") for line in _lines(text))
        yield from _rows(csv.reader(lines, delimiter=delimiter), names)


def _rows(rows: Any, names: list[str]) -> Iterator[Item]:
    while True:
        at = rows.line_num + 2
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as e:
            yield Unreadable(at, f"not CSV ({e})")
            continue
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(names):
            yield Unreadable(at, f"has {len(row)} cells, the header {len(names)}")
            continue
        yield comment(dict(zip(names, row, strict=True)), at)


def _split(first: str) -> tuple[list[str], str]:
    first = first.strip("\r\n")
    delimiter = max(",;\t", key=first.count)
    try:
        row = next(csv.reader([first], delimiter=delimiter), [])
    except csv.Error:
        row = []
    return [name.strip() for name in row], delimiter


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    """Lines, a longer one in pieces: no line is held whole."""
    while line := text.readline(MAX_FIELD):
        yield line
