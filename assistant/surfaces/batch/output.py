"""The file of records: append-only, locked, resumed where it was cut off.

A file that is already right is only added to. Where a record is no longer what its comment, the
site and the program give, the rest of the file is set aside, first of all, in FILE.previous;
whatever in there still holds is taken from it.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

from assistant.errors import InputError

EVERY_RECORDS, EVERY_SECONDS = 512, 2.0
"""How often what is written is forced onto the disk."""
MAX_LINE = 4 << 20
Key = tuple[str, str, str]
"""Digest of the input, revision of the site, version of the program."""


class Output:
    """A context manager; what it has written stays, however it ends."""

    def __init__(self, path: Path) -> None:
        """Nothing is opened before `with`."""
        self.path = path
        self.previous = path.with_name(path.name + ".previous")
        self._since, self._at = 0, time.monotonic()

    def __enter__(self) -> Output:
        """Open and lock. Raises `InputError` when that can't be done."""
        try:
            self._file = os.fdopen(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
        except OSError as e:
            raise InputError(f"{self.path}: can't be written ({e.strerror})") from e
        if not _lock(self._file.fileno()):
            self._file.close()
            raise InputError(f"{self.path}: another run is writing it; wait for that one to end")
        if not self.path.is_file():
            self._file.close()
            raise InputError(f"{self.path}: is not a file; records go to a file")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, e: BaseException | None, tb: TracebackType | None
    ) -> None:
        """Close; the lock goes with it."""
        try:
            self._file.close()
        except OSError:
            if e is None:  # else the first fault is the one to tell
                raise

    def records(self) -> Iterator[tuple[bytes, Key]]:
        """The records of earlier runs in order; stops at the first line that is none.

        Raises `InputError` when the file holds something else from the start.
        """
        self._file.seek(0)
        self._end = 0
        while raw := self._file.readline(MAX_LINE):
            key = key_of(raw) if raw.endswith(b"\n") else None
            if key is None:
                if self._end == 0 and len(raw) > 1 and not raw.startswith(b'{"id":'):
                    raise InputError(f"{self.path}: holds something else; give another file")
                return
            yield raw, key
            self._end += len(raw)

    def keep(self, count: int) -> None:
        """Go on after the first `count` bytes; what follows is set aside."""
        self._file.seek(0, os.SEEK_END)
        if self._file.tell() > count:
            self._set_aside(count)
            self._file.truncate(count)
            os.fsync(self._file.fileno())
        self._file.seek(count)

    def _set_aside(self, start: int) -> None:
        with self.previous.open("ab") as aside:
            self._file.seek(start)
            while block := self._file.read(1 << 20):
                aside.write(block)
            aside.write(b"\n")
            aside.flush()
            os.fsync(aside.fileno())

    def write(self, lines: bytes, records: int) -> None:
        """Append whole lines."""
        self._file.write(lines)
        self._since += records
        if self._since >= EVERY_RECORDS or time.monotonic() - self._at > EVERY_SECONDS:
            self.sync()

    def sync(self) -> None:
        """Force onto the disk."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._since, self._at = 0, time.monotonic()

    def finish(self) -> None:
        """All records stand: what was set aside is no longer needed."""
        self.sync()
        self.previous.unlink(missing_ok=True)


def key_of(raw: bytes) -> Key | None:
    """What a line's record is bound to; None when it is no record of ours."""
    try:
        record: Any = json.loads(raw)
        key = record["input"], record["site"], record["version"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return key if all(isinstance(k, str) for k in key) else None


class Previous:
    """Records that were set aside, by what they are bound to."""

    def __init__(self, path: Path, site: str, version: str) -> None:
        """Only records of this site and version are found."""
        self._sql = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._sql.execute("CREATE TABLE line (input TEXT PRIMARY KEY, at INTEGER) WITHOUT ROWID")
        self._file = path.open("rb") if path.exists() else None
        if self._file is None:
            return
        self._sql.execute("BEGIN")
        at = 0
        while raw := self._file.readline(MAX_LINE):
            key = key_of(raw) if raw.endswith(b"\n") else None
            if key and key[1:] == (site, version):
                self._sql.execute("INSERT OR IGNORE INTO line VALUES (?, ?)", (key[0], at))
            at += len(raw)
        self._sql.execute("COMMIT")

    def __enter__(self) -> Previous:
        """Nothing more to open."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self._sql.close()
        if self._file is not None:
            self._file.close()

    def find(self, digest: str) -> bytes | None:
        """The line of the record bound to an input."""
        if self._file is None:
            return None
        row = self._sql.execute("SELECT at FROM line WHERE input = ?", (digest,)).fetchone()
        if row is None:
            return None
        self._file.seek(row[0])
        return self._file.readline(MAX_LINE)


def _lock(handle: int) -> bool:
    """Lock a file for this process; the system lets go of it when the process ends."""
    try:
        import fcntl
    except ImportError:  # Windows
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
