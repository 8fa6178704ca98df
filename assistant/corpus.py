"""Everything that may be quoted: documents, their passages and declared spans.

A site's `corpus/` holds articles and guidance notes as Markdown with front matter, and comment
threads as YAML. A document's text is its Markdown with the markers taken off: one paragraph a
line block, blank lines between; all offsets count in that text.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote as percent

from assistant.data import Table, files, front_matter, read_yaml
from assistant.domain import Document, Passage
from assistant.errors import DataError
from assistant.text import sentences

_HEADING = re.compile(r"#{1,6}\s+(.*)")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_FRONT = (
    "id", "kind", "title", "url", "author", "published", "updated", "date", "checked",
    "licence", "source", "reviewed", "terms", "spans", "exercises", "caution",
)  # fmt: skip
PASSAGE_CHARS = 700
"""A passage holds at most this many characters, unless one sentence alone is longer."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a document declared once in the corpus, so that answer plans can name it."""

    id: str
    """"document#span" """
    document: str
    start: int
    end: int
    exercises: bool = False
    """tells readers to do exercises: never quoted to someone who must not"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A document with what only its file knows."""

    document: Document
    passages: tuple[Passage, ...]
    spans: tuple[Span, ...]
    terms: tuple[str, ...] = ()
    """search words of the owner's"""
    caution: str = ""
    """span id that is quoted beside whatever this document says about doing exercises"""
    role: str = ""
    """of a comment: "reader" or "owner" """
    thread: str = ""
    """of a comment: the id of the article it stands under"""
    parent: str = ""
    """of a comment: the comment it replies to"""
    path: Path = field(default=Path(), compare=False)
    line: int = 1


def read_corpus(folder: Path) -> list[Entry]:
    """All documents below a site's `corpus/`, in the order of their paths.

    Raises `DataError` when a file is wrong, an id is used twice, or a span doesn't stand verbatim.
    """
    if not folder.is_dir():
        raise DataError(folder, None, "no such folder; a site needs corpus/ and intents/")
    entries = [read_markdown(p) for p in files(folder, ".md")]
    titles = {e.document.id: e.document for e in entries}
    for path in files(folder / "comments", ".yaml"):
        entries.extend(_read_comments(path, titles))
    seen: dict[str, Entry] = {}
    for entry in entries:
        if other := seen.get(entry.document.id):
            raise DataError(
                entry.path, entry.line, f"id {entry.document.id!r} stands in {other.path} too"
            )
        seen[entry.document.id] = entry
    return entries


def read_markdown(path: Path) -> Entry:
    """An article or a guidance note of one file. Raises `DataError` when it is wrong."""
    head, body, first_line = front_matter(path)
    head.only(*_FRONT)
    kind = head.choice("kind", ("article", "guidance"), "article")
    text, blocks = _plain(body, path, first_line)
    document = Document(
        id=head.text("id"),
        kind=kind,
        title=head.text("title"),
        url=head.text("url", ""),
        author=head.text("author", ""),
        date=head.text("updated", "") or head.text("published", "") or head.text("date", ""),
        text=text,
        revision=revision(text),
    )
    return Entry(
        document,
        tuple(_passages(document, blocks)),
        tuple(_spans(head, document)),
        head.texts("terms"),
        _caution(head, document),
        path=path,
    )


def _read_comments(path: Path, documents: dict[str, Document]) -> Iterator[Entry]:
    head = read_yaml(path).only("article", "comments")
    thread = head.text("article")
    if thread not in documents:
        raise head.fail(f"article {thread!r} is not in corpus/articles", "article")
    article = documents[thread]
    for item in head.tables("comments"):
        item.only("id", "role", "date", "text", "parent", "url", "spans", "exercises")
        text = item.text("text")
        role = item.choice("role", ("reader", "owner"), "reader")
        who = "Reply by the site" if role == "owner" else "A reader's comment"
        document = Document(
            id=item.text("id"),
            kind="comment",
            title=f"{who} on “{article.title}”",
            url=item.text("url", "") or article.url,
            author="",  # commenters' names are never kept
            date=item.text("date", ""),
            text=text,
            revision=revision(text),
        )
        blocks = [(start, end, "body") for start, end in _paragraphs(text)]
        yield Entry(
            document,
            tuple(_passages(document, blocks)),
            tuple(_spans(item, document)),
            role=role,
            thread=thread,
            parent=item.text("parent", ""),
            path=path,
            line=item.line,
        )


def revision(text: str) -> str:
    """`sha256:…` of a text: changes when a letter does."""
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for block in text.split("\n\n"):
        if block.strip():
            yield at, at + len(block)
        at += len(block) + 2


def _plain(body: str, path: Path, first_line: int) -> tuple[str, list[tuple[int, int, str]]]:
    """A Markdown body's text, and its blocks as (start, end, role)."""
    blocks: list[tuple[str, str]] = []
    lines: list[str] = []
    fence = role = ""
    opened = 0

    def close() -> None:
        nonlocal role
        if lines:
            blocks.append(("\n".join(lines), fence or role or "body"))
        lines.clear()
        role = ""

    for number, raw in enumerate(body.split("\n"), first_line):
        line = raw.strip()
        if line.startswith(":::"):
            close()
            fence, opened = (line[3:].strip() if not fence else ""), number
            continue
        if not line:
            close()
        elif m := _HEADING.fullmatch(line):
            close()
            blocks.append((unlinked(m[1]), "heading"))
        elif line.startswith(">"):
            if role != "quotation":
                close()
            role = "quotation"
            lines.append(unlinked(line[1:].strip()))
        else:
            if line.startswith(("- ", "* ")):
                close()
                line = line[2:]
            # "\# …" is a text that only looks like a heading
            lines.append(unlinked(line.removeprefix("\\")))
    close()
    if fence:
        raise DataError(path, opened, f"`::: {fence}` is not closed; add a line `:::`")
    text, spans = "", []
    for block, kind in blocks:
        text += "\n\n" if text else ""
        spans.append((len(text), len(text) + len(block), kind))
        text += block
    return text, spans


def plain(markdown: str) -> str:
    """The text of a document's Markdown, as quotes and offsets count in it."""
    return _plain(markdown, Path(), 1)[0]


def unlinked(line: str) -> str:
    """A line with the words of its links in place of the links."""
    return _LINK.sub(r"\1", line) if "](" in line else line


def _passages(document: Document, blocks: list[tuple[int, int, str]]) -> Iterator[Passage]:
    """One passage a paragraph; a long one is cut between sentences. Headings are passages too."""
    for start, end, role in blocks:
        first, last = -1, 0
        for s, e in sentences(document.text[start:end]):
            if first >= 0 and e - first > PASSAGE_CHARS:
                yield Passage(document, start + first, start + last, role)
                first = -1
            first, last = (s if first < 0 else first), e
        if first >= 0:
            yield Passage(document, start + first, start + last, role)


def _spans(head: Table, document: Document) -> Iterator[Span]:
    declared = head.table("spans")
    exercises = head.texts("exercises")
    for name in exercises:
        if name not in declared:
            raise head.fail(f"exercises: {name!r} is no span of this document", "exercises")
    for name in declared:
        wanted = declared.text(name)
        at = document.text.find(wanted) if wanted else -1
        if at < 0:
            raise declared.fail(
                f"span {name!r} does not stand in the text of {document.id!r}; "
                f"nearest is “{nearest(wanted, document.text)}”",
                name,
            )
        yield Span(f"{document.id}#{name}", document.id, at, at + len(wanted), name in exercises)


def _caution(head: Table, document: Document) -> str:
    name = head.text("caution", "")
    if name and name not in head.table("spans"):
        raise head.fail(f"caution: {name!r} is no span of this document", "caution")
    return f"{document.id}#{name}" if name else ""


def nearest(wanted: str, text: str) -> str:
    """The sentence of a text that is most like the wanted words; "" when it has none."""
    from rapidfuzz.process import extractOne

    found = extractOne(wanted, [text[s:e] for s, e in sentences(text)])
    return str(found[0]) if found else ""


@lru_cache(maxsize=4096)
def text_fragment(url: str, words: str) -> str:
    """The address that makes a browser scroll to the quoted words (`#:~:text=…`).

    A long quotation is given by its first and last words, as the specification advises.
    """
    if not url:
        return ""
    parts = words.split()
    if len(parts) > 12:
        wanted = _encode(" ".join(parts[:5])) + "," + _encode(" ".join(parts[-5:]))
    else:
        wanted = _encode(" ".join(parts))
    base, _, anchor = url.partition("#")
    return f"{base}#{anchor.split(':~:', 1)[0]}:~:text={wanted}"


def _encode(words: str) -> str:
    # "-" and "," have a meaning inside a text directive, so they are encoded too.
    return percent(words, safe="").replace("-", "%2D")
