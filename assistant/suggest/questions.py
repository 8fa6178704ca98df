"""Readers' questions from a file: lines of text, JSON lines, or a batch's records."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from assistant.data import read_text
from assistant.errors import DataError
from assistant.gaps.words import redacted
from assistant.text import MAX_CHARS

MAX_QUESTIONS = 100_000
_KEYS = ("text", "comment", "message", "question", "body")


def read_questions(path: Path) -> list[str]:
    """Each question once, in order, without addresses, numbers and names that can be told.

    Raises `DataError` when a line of a JSON file is none.
    """
    as_json = path.suffix in (".jsonl", ".ndjson", ".json")
    found: dict[str, None] = {}
    for number, line in enumerate(read_text(path).split("\n"), 1):
        if not line.strip():
            continue
        text = _text(path, number, line) if as_json else line
        text = " ".join(redacted(text[:MAX_CHARS]).split())
        if text:
            found[text] = None
        if len(found) > MAX_QUESTIONS:
            raise DataError(path, number, f"more than {MAX_QUESTIONS:,} questions; split the file")
    if not found:
        raise DataError(path, None, "holds no questions; one a line, or JSON lines with `text`")
    return list(found)


def _text(path: Path, number: int, line: str) -> str:
    try:
        row: Any = json.loads(line)
    except (ValueError, RecursionError) as e:
        raise DataError(path, number, "not JSON; one object a line, with `text`") from e
    if isinstance(row, str):
        return row
    for key in _KEYS:
        if isinstance(row, dict) and isinstance(row.get(key), str):
            return str(row[key])
    raise DataError(path, number, "no `text`; one object a line, with `text`")
