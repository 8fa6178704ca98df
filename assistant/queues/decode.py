"""Bytes → text for the readers, leaving the file's closing to whoever opened it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from assistant.letters import ERRORS


@contextmanager
def decoded(stream: IO[bytes], newline: str | None = None) -> Iterator[io.TextIOWrapper]:
    """The stream as UTF-8 text; what isn't UTF-8 is read as Windows-1252."""
    text = io.TextIOWrapper(stream, "utf-8-sig", ERRORS, newline=newline)
    try:
        yield text
    finally:
        text.detach()
