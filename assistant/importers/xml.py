"""Big XML exports, record by record, in memory that doesn't grow. No entity is ever expanded.

Nothing outside the file is ever asked for. Where the XML is broken, reading goes on at the next
record, and the fault is told.
"""

from __future__ import annotations

import codecs
import re
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat

from assistant.errors import InputError
from assistant.importers.letters import ERRORS

CHUNK = 1 << 17
MAX_TEXT = 8 << 20
"""Characters kept of one element's text."""
MAX_QUIET = 16 << 20
"""Characters that may pass without a tag or a text: a name or an attribute longer than any."""
MAX_DEPTH = 60
MAX_ELEMENTS = 2_000_000
MAX_FAULTS = 1000
_CONTROL = {n: None for n in range(32) if n not in (9, 10, 13)} | {0xFFFE: None, 0xFFFF: None}
_ODD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding=[\"']([A-Za-z0-9_-]{1,40})[\"']")

_KNOWN = re.compile(r"utf-?(?:8|16)|us-ascii|iso-8859-(?:1|2|9|15)|windows-125[0-8]")


class Node:
    """A record: the texts of the elements in it by name, and the records in it."""

    __slots__ = ("attributes", "children", "fault", "line", "name", "text", "texts")

    def __init__(self, name: str, line: int, attributes: dict[str, str], fault: str = "") -> None:
        """`fault`: why reading broke off here; the node is then worth nothing."""
        self.name, self.line, self.attributes, self.fault = name, line, attributes, fault
        self.text = ""
        self.texts: dict[str, str] = {}
        """text of the first element of each name; "name@attribute" where it has attributes"""
        self.children: list[Node] = []

    def get(self, name: str) -> str:
        """Text of the first element of that name, or "" """
        return self.texts.get(name, "")


class _Parser:
    """Feeds expat and gathers records of the wanted names."""

    def __init__(self, wanted: frozenset[str], nested: frozenset[str]) -> None:
        self.wanted, self.nested, self.done = wanted, nested, deque[Node]()
        self.before = 0
        """lines before the text that expat began with"""
        self.restart(())

    def restart(self, shell: tuple[str, ...]) -> None:
        self.expat: Any = expat.ParserCreate("utf-8")
        self.expat.buffer_text = True
        self.expat.StartElementHandler = self._open
        self.expat.EndElementHandler = self._close
        self.expat.CharacterDataHandler = self._characters
        self.expat.StartDoctypeDeclHandler = self._refuse
        self.expat.EntityDeclHandler = self._refuse
        self.stack: list[tuple[int, Node]] = []
        """(depth, record): the record that is being read, and those in it"""
        self.text: list[str] = []
        self.depth = self.size = self.quiet = self.count = 0
        opening = "".join(f"<{name}>" for name in shell)
        self.expat.Parse(opening, False)
        self.column = len(opening)
        """characters of the present line that were fed before the next chunk"""

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        self.quiet = self.size = 0
        self.depth += 1
        self.text = []
        if self.depth > MAX_DEPTH:
            raise InputError(f"XML: elements nested more than {MAX_DEPTH} deep")
        stack = self.stack
        if not stack:
            if name in self.wanted:
                self.count = 0
                line = self.before + self.expat.CurrentLineNumber
                stack.append((self.depth, Node(name, line, attributes)))
            return
        self.count += 1
        if self.count > MAX_ELEMENTS:
            raise InputError(f"XML: more than {MAX_ELEMENTS:,} elements in one record")
        if name in self.nested:
            node = Node(name, 0, attributes)
            stack[-1][1].children.append(node)
            stack.append((self.depth, node))
        elif attributes:
            texts = stack[-1][1].texts
            for key, value in attributes.items():
                texts.setdefault(f"{name}@{key}", value)

    def _characters(self, data: str) -> None:
        self.quiet = 0
        if self.stack and self.size < MAX_TEXT:
            self.text.append(data)
            self.size += len(data)

    def _close(self, name: str) -> None:
        self.quiet = 0
        stack = self.stack
        if stack:
            depth, node = stack[-1]
            if depth == self.depth:
                node.text = "".join(self.text).strip()
                stack.pop()
                if not stack:
                    self.done.append(node)
            elif name not in node.texts:
                node.texts[name] = "".join(self.text).strip()
            self.text = []
        self.depth -= 1

    def _refuse(self, name: str, *_: object) -> None:
        raise InputError("XML: has a DOCTYPE or an entity; refused, no export needs one")


def read_records(
    path: Path,
    wanted: frozenset[str],
    shell: tuple[str, ...],
    nested: frozenset[str] = frozenset(),
) -> Iterator[Node]:
    """Every element of the wanted names, in order; one with a `fault` where the XML is broken.

    `shell` names the elements around a record; `nested` the records within one. Raises
    `InputError` when the file can't be read or is hostile.
    """
    try:
        with path.open("rb") as stream:
            yield from _read(stream, _Parser(wanted, nested), shell)
    except OSError as e:
        raise InputError(f"{path}: can't be read ({e.strerror})") from e
    except InputError as e:
        raise InputError(f"{path}: {e}") from e


def _read(stream: IO[bytes], parser: _Parser, shell: tuple[str, ...]) -> Iterator[Node]:
    chunks, faults = _decoded(stream), 0
    marks = tuple(f"<{name}>" for name in sorted(parser.wanted))
    fed = 0
    """lines of all chunks before this one"""
    chunk: str | None = next(chunks, "")
    while chunk is not None:
        parser.quiet += len(chunk)
        try:
            parser.expat.Parse(chunk, not chunk)
        except expat.ExpatError as e:
            yield from _drained(parser)
            line = parser.before + e.lineno
            if not chunk:
                yield Node("", line, {}, "the file ends in the midst of it; export it again")
                return
            yield Node(
                "", line, {}, f"not XML ({expat.ErrorString(e.code)}); went on at the next record"
            )
            faults += 1
            if faults > MAX_FAULTS:
                raise InputError(f"XML: broken in more than {MAX_FAULTS} places") from e
            at = _place(chunk, line - 1 - fed, e.offset, parser.column)
            chunk, fed = _resume(chunk[at:], fed + chunk.count("\n", 0, at), chunks, marks)
            parser.restart(shell)
            parser.before = fed
            if not chunk:
                return
            continue
        if parser.quiet > MAX_QUIET:
            raise InputError(f"XML: a name or attribute of more than {MAX_QUIET:,} characters")
        yield from _drained(parser)
        fed += (lines := chunk.count("\n"))
        parser.column = len(chunk) - chunk.rfind("\n") - 1 if lines else parser.column + len(chunk)
        chunk = next(chunks, "") if chunk else None


def _drained(parser: _Parser) -> Iterator[Node]:
    while parser.done:
        yield parser.done.popleft()


def _place(chunk: str, lines: int, column: int, fed: int) -> int:
    """Just after a broken place: `lines` further down in the chunk, at that column.

    At least 1, so that reading always gets on.
    """
    if lines <= 0:
        return max(column - fed, 0) + 1
    at = -1
    for _ in range(min(lines, chunk.count("\n"))):
        at = chunk.index("\n", at + 1)
    return at + 1 + column + 1


def _resume(
    text: str, lines: int, chunks: Iterator[str], marks: tuple[str, ...]
) -> tuple[str, int]:
    """The text from the next record on, and the lines before it; "" at the end of the file."""
    longest = max(map(len, marks))
    while True:
        found = [at for mark in marks if (at := text.find(mark)) >= 0]
        if found:
            at = min(found)
            return text[at:], lines + text.count("\n", 0, at)
        more = next(chunks, "")
        if not more:
            return "", lines
        keep = max(len(text) - longest, 0)
        lines += text.count("\n", 0, keep)
        text = text[keep:] + more


def _decoded(stream: IO[bytes]) -> Iterator[str]:
    """The file's text, piece by piece; bytes that aren't UTF-8 are read as Windows-1252."""
    head = stream.read(CHUNK)
    declared = _ENCODING.match(head[:300].lstrip(b"\xef\xbb\xbf"))
    name = declared[1].decode("ascii").lower() if declared else "utf-8"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        name = "utf-16"
    if not _KNOWN.fullmatch(name):
        raise InputError(f"XML: its encoding {name!r} is not read; save it as UTF-8")
    decoder = codecs.getincrementaldecoder("utf-8-sig" if name == "utf-8" else name)(ERRORS)
    data = head
    while data:
        text = decoder.decode(data)
        if _ODD.search(text):
            text = text.translate(_CONTROL)
        if text:
            yield text
        data = stream.read(CHUNK)
    tail = decoder.decode(b"", True)
    if tail:
        yield tail
