"""One JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO

from assistant.domain.queue import Item, Unreadable
from assistant.queues.fields import comment

NAME = "jsonl"
MAX_LINE = 4 << 20
"""Bytes."""


def sniff(head: bytes) -> bool:
    """True when the first line that isn't empty is a whole JSON object."""
    line = head.lstrip().split(b"\n", 1)[0].strip()
    return line.startswith(b"{") and line.endswith(b"}") and not line == b"{}"


def read(stream: IO[bytes]) -> Iterator[Item]:
    """Every line, in order."""
    number = 0
    while raw := stream.readline(MAX_LINE):
        number += 1
        if len(raw) == MAX_LINE and not raw.endswith(b"\n"):
            while (rest := stream.readline(MAX_LINE)) and not rest.endswith(b"\n"):
                pass
            yield Unreadable(number, f"longer than {MAX_LINE:,} bytes")
        elif raw.strip(b" \t\r\n\xef\xbb\xbf"):
            yield parse(raw, number)


def parse(raw: bytes | str, number: int) -> Item:
    """One JSON object."""
    try:
        text = raw.decode("utf-8-sig", "replace") if isinstance(raw, bytes) else raw
        fields = json.loads(text)
    except (ValueError, RecursionError) as e:
        return Unreadable(number, f"not JSON ({_brief(e)})")
    if not isinstance(fields, dict):
        return Unreadable(number, "not a JSON object")
    return comment(fields, number)


def _brief(e: Exception) -> str:
    if isinstance(e, json.JSONDecodeError):
        return f"{e.msg}, column {e.colno}"  # never the words themselves
    return "nested too deeply" if isinstance(e, RecursionError) else "a number too large"
