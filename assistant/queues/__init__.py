"""Comment queues of every format, read as a stream: `Source(path)`, again and again if need be.

A format is a module with `NAME`, `sniff(head)` and `read(stream)`, and a line in `FORMATS`.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Protocol, cast

from assistant.domain.queue import Item, Unreadable
from assistant.errors import InputError
from assistant.queues import csv, disqus, jsonl, wp_json, wxr

HEAD = 1 << 16
"""Bytes that a format is told by."""
MAX_RATIO, BOMB_BYTES = 200, 64 << 20
"""A compressed file that has grown past `BOMB_BYTES`, and this many times its size, is refused."""


class Format(Protocol):
    """What a queue format is made of."""

    NAME: str

    def sniff(self, head: bytes) -> bool:
        """Does a file that begins like this have the format?"""

    def read(self, stream: IO[bytes]) -> Iterator[Item]:
        """Its comments, in order."""


FORMATS: tuple[Format, ...] = tuple(cast("Format", m) for m in (wxr, disqus, jsonl, wp_json, csv))
_XML = FORMATS[:2]
"""Those that are read in UTF-16 too."""


class Source:
    """A queue file. Told by its content, not its name; gzip is seen through."""

    def __init__(self, path: Path, name: str = "auto") -> None:
        """`name` is a format's, or "auto". Raises `InputError` when the file can't be read."""
        self.path = path
        with self._open() as stream:
            head = _read(stream, path)
        if not head.strip(b"\xef\xbb\xbf \t\r\n"):
            self._format: Format | None = None  # nothing in it is nothing to do
        elif name == "auto":
            self._format = _told(head, path)
        else:
            self._format = next((f for f in FORMATS if name == f.NAME), None)
            if self._format is None:
                raise InputError(f"no format {name!r}; known are: {', '.join(names())}")

    @property
    def format(self) -> str:
        """The format's name; "empty" when nothing is in the file."""
        return self._format.NAME if self._format else "empty"

    def __iter__(self) -> Iterator[Item]:
        """The items, from the start. Raises `InputError` for bombs and unusable files."""
        if self._format is None:
            return
        last = 0
        with self._open() as stream:
            try:
                for item in self._format.read(stream):
                    last = item.line
                    yield item
            except (EOFError, zlib.error, gzip.BadGzipFile) as e:
                yield Unreadable(last + 1, f"the compressed file is damaged from here on ({e})")
            except InputError as e:
                raise InputError(f"{self.path}: {e}") from e
            except OSError as e:
                raise InputError(f"{self.path}: can't be read ({e.strerror})") from e

    def _open(self) -> IO[bytes]:
        try:
            raw = self.path.open("rb")
            magic = raw.read(4)
            raw.seek(0)
        except OSError as e:
            hint = "; give a file, not a pipe" if e.errno == 29 else ""
            raise InputError(f"{self.path}: can't be read ({e.strerror}){hint}") from e
        if magic[:4] == b"PK\x03\x04":
            raw.close()
            raise InputError(f"{self.path}: is a zip archive; unpack it first")
        if magic[:2] == b"\x1f\x8b":
            return cast("IO[bytes]", io.BufferedReader(_Gunzip(raw), 1 << 16))
        return raw


class _Gunzip(io.RawIOBase):
    """Unpacks, and refuses what unpacks to absurd sizes."""

    def __init__(self, raw: IO[bytes]) -> None:
        self._raw, self._unpacked, self._total = raw, gzip.GzipFile(fileobj=raw), 0

    def readable(self) -> bool:
        return True

    def readinto(self, target: object) -> int:
        view = memoryview(cast("bytearray", target))
        count = self._unpacked.readinto(view)
        self._total += count
        if self._total > BOMB_BYTES and self._total > MAX_RATIO * max(1, self._raw.tell()):
            raise InputError(f"unpacks to more than {MAX_RATIO} times its size; refused")
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


def _read(stream: IO[bytes], path: Path) -> bytes:
    try:
        return stream.read(HEAD)
    except (EOFError, zlib.error) as e:
        raise InputError(f"{path}: the compressed file is damaged ({e})") from e
    except OSError as e:
        raise InputError(f"{path}: can't be read ({e.strerror or e})") from e


def _told(head: bytes, path: Path) -> Format:
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if wide:
        head = head.decode("utf-16", "ignore").encode()
    for form in _XML if wide else FORMATS:
        if form.sniff(head):
            return form
    if wide:
        raise InputError(f"{path}: is UTF-16; save it as UTF-8")
    raise InputError(f"{path}: no known queue format; known are: {', '.join(names())}")


def names() -> list[str]:
    """Names of all formats."""
    return [f.NAME for f in FORMATS]
