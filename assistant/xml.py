"""Big XML exports, record by record, in memory that doesn't grow. No entity is ever expanded.

Nothing outside the file is ever asked for. Where the XML is broken, the fault is told and reading
goes on at the next record.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat

from assistant.errors import InputError
from assistant.letters import utf8

MAX_TEXT = 8 << 20
"""Characters kept of one element's text."""
MAX_TAG = 8 << 20
"""Bytes of one tag: with more, a name or an attribute is longer than any."""
MAX_RECORD = 256 << 20
"""Bytes of one record."""
MAX_ELEMENTS = 2_000_000
"""Elements in one record."""
MAX_DEPTH = 100
MAX_FAULTS = 100_000
_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding=[\"']([A-Za-z0-9_-]{1,40})[\"']")
_KNOWN = re.compile(
    r"utf-?(?:8|16)|us-ascii|iso-8859-(?:[1-9]|1[013-6])|windows-125[0-8]|koi8-[ru]"
)
_UTF16 = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"<\0": "utf-16-le", b"\0<": "utf-16-be"}
# XML allows no other control characters, nor U+FFFE and U+FFFF; exports hold them all the same
_CONTROL = bytes(n for n in range(32) if n not in (9, 10, 13))
_LONGEST_MARK = 600


class Record:
    """An element, the texts in it by name, and the records in it."""

    __slots__ = ("fault", "line", "name", "records", "texts")

    def __init__(self, name: str, line: int, fault: str = "") -> None:
        """`line` from 1. `fault`: why reading broke off here; the record is then worth nothing."""
        self.name, self.line, self.fault = name, line, fault
        self.texts: dict[str, str] = {}
        """text of the first element of each name, its own too; "name@attribute" for attributes"""
        self.records: list[Record] = []

    def get(self, name: str) -> str:
        """Text of the first element of that name, or "" """
        return self.texts.get(name, "")


def read_records(
    path: Path, wanted: Collection[str], nested: Collection[str] = ()
) -> Iterator[Record]:
    """The `records` of a file. Raises `InputError`, too, when it can't be read."""
    try:
        with path.open("rb") as stream:
            yield from records(stream, wanted, nested)
    except OSError as e:
        raise InputError(f"{path}: can't be read ({e.strerror})") from e
    except InputError as e:
        raise InputError(f"{path}: {e}") from e


def records(
    stream: IO[bytes], wanted: Collection[str], nested: Collection[str] = ()
) -> Iterator[Record]:
    """Every wanted element, in order; one with a `fault` where the XML is broken.

    `wanted` are paths from the root ("rss/channel/item"), `nested` names of the records within
    one. Raises `InputError` when the file is hostile or of an unknown encoding.
    """
    parser, chunks = _Parser(wanted, frozenset(nested)), _utf8(stream)
    data: bytes | None = next(chunks, b"")
    faults = 0
    while data is not None:
        fault = parser.feed(data)
        yield from parser.taken()
        if fault is None:
            data = next(chunks, b"") if data else None
            continue
        yield fault
        faults += 1
        if faults > MAX_FAULTS:
            raise InputError(f"XML: broken in more than {MAX_FAULTS:,} places")
        data = parser.resume(data, chunks)


class _Parser:
    """Feeds expat and gathers the wanted records."""

    def __init__(self, wanted: Collection[str], nested: frozenset[str]) -> None:
        self.nested, self.done = nested, list[Record]()
        paths = [path.split("/") for path in wanted]
        self.wanted = frozenset(path[-1] for path in paths)
        self.around = {path[n]: path[:n] for path in paths for n in range(1, len(path))}
        """names of the elements around each one at which reading can go on"""
        names = "|".join(map(re.escape, sorted(self.around, key=len, reverse=True)))
        # an element without contents only refers to a record, as Disqus' <thread/> in a <post>
        self.mark = re.compile(rf"<({names})(?:\s[^<>]{{0,500}}[^<>/])?>".encode())
        self.lines = 0
        """lines of all that was read and passed over"""
        self.start([])

    def start(self, around: list[str]) -> None:
        """Begin anew within those elements."""
        self.before = self.lines
        """lines before the text that expat began with"""
        self.expat: Any = expat.ParserCreate("utf-8")
        self.expat.buffer_text = True
        if hasattr(self.expat, "SetReparseDeferralEnabled"):
            # a newer expat may wait with a short last piece, and tell its faults at the end only
            self.expat.SetReparseDeferralEnabled(False)
        self.expat.StartElementHandler = self._open
        self.expat.EndElementHandler = self._close
        self.expat.CharacterDataHandler = self._characters
        self.expat.StartDoctypeDeclHandler = self._refuse
        self.record: Record | None = None
        """the innermost record that is being read"""
        self.level = 0
        """its depth"""
        self.outer: list[tuple[Record, int]] = []
        """the records around it, with their depths"""
        self.text: list[str] = []
        self.depth = self.size = self.held = self.count = 0
        opening = "".join(f"<{name}>" for name in around).encode()
        self.expat.Parse(opening, False)
        self.opening = self.fed = len(opening)

    def feed(self, data: bytes) -> Record | None:
        """Read the next bytes, the last of them being b""; the fault in them, if there is one."""
        self.held += len(data)
        try:
            self.expat.Parse(data, not data)
        except expat.ExpatError as e:
            what = f"not XML ({expat.ErrorString(e.code)}); went on at the next record"
            cut = "the file ends in the midst of it; export it again"
            return Record("", self.before + e.lineno, what if data else cut)
        self.fed += len(data)
        self.lines += data.count(b"\n")
        if 0 <= self.expat.CurrentByteIndex < self.fed - MAX_TAG:
            raise InputError(f"XML: a name or attribute of more than {MAX_TAG:,} bytes")
        if self.depth > MAX_DEPTH:
            raise InputError(f"XML: elements nested more than {MAX_DEPTH} deep")
        if self.record and self.held > MAX_RECORD:
            raise InputError(f"XML: a record of more than {MAX_RECORD:,} bytes")
        if self.record and self.count > MAX_ELEMENTS:
            raise InputError(f"XML: more than {MAX_ELEMENTS:,} elements in one record")
        return None

    def taken(self) -> list[Record]:
        """The records that have been read since."""
        done, self.done = self.done, []
        return done

    def resume(self, data: bytes, chunks: Iterator[bytes]) -> bytes | None:
        """Begin anew at the next record: the bytes from there on, or None when there is none.

        `data` are the bytes that the fault is in.
        """
        at = self.expat.ErrorByteIndex
        # a fault that lies where reading began last is passed over, so that it always gets on
        data = self._passed(data, max(at - self.fed, 0) + (at <= self.opening))
        while not (found := self.mark.search(data)):
            more = next(chunks, b"")
            if not more:
                return None
            data = self._passed(data, max(len(data) - _LONGEST_MARK, 0)) + more
        data = self._passed(data, found.start())
        self.start(self.around[found[1].decode()])
        return data

    def _passed(self, data: bytes, count: int) -> bytes:
        self.lines += data.count(b"\n", 0, count)
        return data[count:]

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        record = self.record
        if record is None:
            if name not in self.wanted:
                return
            self.count = self.held = 0
            record = self._begin(name)
        elif name in self.nested:
            self.outer.append((record, self.level))
            inner = self._begin(name)
            record.records.append(inner)
            record = inner
        self.text, self.size = [], 0
        self.count += 1
        if attributes:
            for key, value in attributes.items():
                record.texts.setdefault(f"{name}@{key}", value)

    def _begin(self, name: str) -> Record:
        self.record = Record(name, self.before + self.expat.CurrentLineNumber)
        self.level = self.depth
        return self.record

    def _characters(self, data: str) -> None:
        if self.record is not None and self.size < MAX_TEXT:
            self.text.append(data)
            self.size += len(data)

    def _close(self, name: str) -> None:
        record = self.record
        if record is not None:
            if name not in record.texts:
                record.texts[name] = "".join(self.text).strip()
            self.text = []
            if self.level == self.depth:
                if self.outer:
                    self.record, self.level = self.outer.pop()
                else:
                    self.done.append(record)
                    self.record = None
        self.depth -= 1

    def _refuse(self, *_: object) -> None:
        # entities can be declared nowhere else
        raise InputError("XML: has a DOCTYPE; refused, no export needs one")


def _utf8(stream: IO[bytes]) -> Iterator[bytes]:
    """The file in UTF-8 without the characters that XML doesn't allow, piece by piece."""
    head = stream.read(300)
    declared = _ENCODING.match(head.removeprefix(b"\xef\xbb\xbf"))
    name = declared[1].decode("ascii").lower() if declared else "utf-8"
    if not _KNOWN.fullmatch(name):
        raise InputError(f"XML: its encoding {name!r} is not read; save it as UTF-8")
    # a declaration that is read as it stands is in no UTF-16, whatever it says
    name = _UTF16.get(head[:2], "utf-8" if name.startswith("utf") else name)
    for piece in utf8(stream, name, head):
        piece = piece.translate(None, _CONTROL)
        if b"\xef" in piece and b"\xef\xbf" in piece:  # the longer search alone is slow
            piece = piece.replace(b"\xef\xbf\xbe", b"").replace(b"\xef\xbf\xbf", b"")
        if piece:
            yield piece
