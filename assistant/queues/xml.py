"""Big XML files, element by element, in constant memory. No entity is ever expanded."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any
from xml.parsers import expat

from assistant.errors import InputError

CHUNK = 1 << 16
MAX_TEXT = 1 << 20
"""Characters kept of one element's text."""
MAX_TOKEN = 8 << 20
"""Bytes that may pass without a tag or a text: a name or an attribute longer than any."""
MAX_DEPTH = 100
# XML 1.0 allows no other control characters; exports hold them all the same
_CONTROL = bytes(n for n in range(32) if n not in (9, 10, 13))


@dataclass(slots=True)
class Element:
    """A record: the texts of the elements in it by name, and their attributes by name@attribute."""

    line: int
    name: str
    texts: dict[str, str] = field(default_factory=dict)
    fault: str = ""
    """why the file can't be read on from here; the record is then worth nothing"""


class Reader:
    """Yields every element of the wanted names, with what stands in it."""

    def __init__(self, wanted: frozenset[str], shell: tuple[str, ...]) -> None:
        """`shell`: names of the elements around a record, to read on after a fault."""
        self._wanted, self._shell = wanted, shell
        self._done: deque[Element] = deque()
        self._quiet = 0
        self._before = 0
        """lines before the one that the parser counts from"""
        self._start()

    def _start(self) -> None:
        self._parser: Any = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._open
        self._parser.EndElementHandler = self._close
        self._parser.CharacterDataHandler = self._characters
        self._parser.EntityDeclHandler = self._entity
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._path: list[str] = []
        self._element: Element | None = None
        self._within = 0
        self._text: list[str] = []
        self._size = 0
        self._fed = 0

    def read(self, stream: IO[bytes]) -> Iterator[Element]:
        """All records in order; one with a `fault` where the XML is broken."""
        rest = b""
        while True:
            chunk = rest or stream.read(CHUNK).translate(None, _CONTROL)
            rest = b""
            self._quiet += len(chunk)
            try:
                self._parser.Parse(chunk, not chunk)
            except expat.ExpatError as e:
                yield from self._drain()
                self._before += e.lineno - 1
                fault = f"not XML ({expat.ErrorString(e.code)})"
                yield Element(self._before + 1, "", fault=fault)
                rest = self._resume(stream, self._after(chunk))
                if not rest:
                    return
                continue
            if self._quiet > MAX_TOKEN:
                raise InputError(f"XML: a name or attribute of more than {MAX_TOKEN:,} bytes")
            self._fed += len(chunk)
            yield from self._drain()
            if not chunk:
                return

    def _drain(self) -> Iterator[Element]:
        while self._done:
            yield self._done.popleft()

    def _after(self, chunk: bytes) -> bytes:
        """What follows the broken place, as far as it has been read."""
        broken = self._parser.ErrorByteIndex - self._fed
        return chunk[max(broken, 0) + 1 :]

    def _resume(self, stream: IO[bytes], buffer: bytes) -> bytes:
        """Start again at the next record or the next shell's last element."""
        marks = [f"<{n}>".encode() for n in (*sorted(self._wanted), self._shell[-1])]
        while True:
            found = [at for mark in marks if (at := buffer.find(mark)) >= 0]
            if found:
                break
            more = stream.read(CHUNK).translate(None, _CONTROL)
            if not more:
                return b""
            self._before += buffer[:-100].count(b"\n")
            buffer = buffer[-100:] + more
        at = min(found)
        self._before += buffer.count(b"\n", 0, at)
        record = not buffer.startswith(marks[-1], at)
        shell = self._shell if record else self._shell[:-1]
        self._start()
        opening = "".join(f"<{name}>" for name in shell).encode()
        self._parser.Parse(opening, False)
        self._fed = len(opening)
        return buffer[at:]

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        self._quiet = 0
        self._path.append(name)
        if len(self._path) > MAX_DEPTH:
            raise InputError(f"XML: elements nested more than {MAX_DEPTH} deep")
        self._text, self._size = [], 0
        if self._element is None and name in self._wanted:
            line = self._before + self._parser.CurrentLineNumber
            self._element, self._within = Element(line, name), len(self._path)
        if self._element is not None:
            for key, value in attributes.items():
                self._element.texts[f"{name}@{key}"] = value[:MAX_TEXT]

    def _characters(self, data: str) -> None:
        self._quiet = 0
        if self._element is not None and self._size < MAX_TEXT:
            self._text.append(data)
            self._size += len(data)

    def _close(self, name: str) -> None:
        self._quiet = 0
        element = self._element
        if element is not None:
            if self._text or name not in element.texts:
                element.texts.setdefault(name, "".join(self._text).strip())
            if len(self._path) == self._within:
                self._done.append(element)
                self._element = None
        self._text, self._size = [], 0
        self._path.pop()

    def _entity(self, name: str, *_: object) -> None:
        raise InputError(f"XML: declares an entity ({name[:40]!r}); refused, no export needs one")

    def _doctype(self, name: str, *_: object) -> None:
        raise InputError("XML: has a DOCTYPE; refused, no export needs one")
