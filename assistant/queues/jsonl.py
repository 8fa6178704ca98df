"""One JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO

from assistant.domain.queue import Item, Unreadable
from assistant.letters import ERRORS
from assistant.queues.fields import comment

NAME = "jsonl"
MAX_LINE = 4 << 20
"""Bytes."""


def sniff(head: bytes) -> bool:
    """True when one of the first lines is a whole JSON object and no array is opened before."""
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"["):
        return False
    return any(_whole(line.strip(b"\xef\xbb\xbf \t\r")) for line in head.split(b"\n", 50)[:50])


def _whole(line: bytes) -> bool:
    if not (line.startswith(b"{") and line.endswith(b"}")):
        return False
    try:
        return bool(json.loads(line))
    except (ValueError, RecursionError):
        return False


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
        text = raw.decode("utf-8-sig", ERRORS) if isinstance(raw, bytes) else raw
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
