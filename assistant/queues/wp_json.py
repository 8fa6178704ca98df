"""WordPress' JSON: what REST answers, or `wp comment list --format=json`. Read piece by piece."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import IO

from assistant.domain.queue import Item, Unreadable
from assistant.queues.decode import decoded
from assistant.queues.jsonl import parse

NAME = "wp-json"
CHUNK = 1 << 16
MAX_ELEMENT = 4 << 20
"""Characters of one comment with all its fields."""
_TOKEN = re.compile(r'["\\{}\[\]]')
_START = re.compile(r'\{\s{0,64}"(?:id|comment_ID)"\s{0,8}:')


def sniff(head: bytes) -> bool:
    """True for a JSON array, or one object over several lines."""
    return head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"[", b"{")


def read(stream: IO[bytes]) -> Iterator[Item]:
    """Every element, in order, numbered from 1."""
    with decoded(stream) as text:
        yield from _elements(text)


def _elements(text: io.TextIOWrapper) -> Iterator[Item]:
    number, buffer, at, ended = 0, "", 0, False
    while True:
        start = buffer.find("{", at)
        end = _end(buffer, start) if start >= 0 else 0
        if start >= 0 and end > 0:
            number += 1
            yield parse(buffer[start:end], number)
            at = end
            continue
        kept = buffer[start if start >= 0 else len(buffer) :]
        if not ended and len(kept) < MAX_ELEMENT:
            # what grows is doubled, so that a long element isn't scanned over and over
            more = text.read(max(CHUNK, len(kept)))
            ended = not more
            buffer, at = kept + more, 0
            continue
        if start < 0:
            return
        number += 1
        yield Unreadable(number, "an element that never ends, or is too long")
        again = _START.search(buffer, start + 1)
        if again is None:
            buffer, at = "", 0
            if ended:
                return
        else:
            at = again.start()


def _end(buffer: str, start: int) -> int:
    """Where the object that opens at `start` ends, exclusive; 0 when it doesn't end here."""
    depth, quoted, skip = 0, False, -1
    for token in _TOKEN.finditer(buffer, start):
        sign, here = token.group(), token.start()
        if here == skip:
            continue
        if sign == "\\":
            skip = here + 1
        elif sign == '"':
            quoted = not quoted
        elif not quoted:
            depth += 1 if sign in "{[" else -1
            if depth <= 0:
                return here + 1
    return 0
