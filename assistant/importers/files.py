"""Posts → files of a site. Only files whose content changed are written; what owners added stays.

A file knows its post by the `source:` line, so that its id and its name stay when the post's
address changes. Front matter that an import doesn't make (`spans`, `terms`, `exercises`, …) is kept
to the letter, comments included.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from assistant.data import Table, files, parse_yaml, read_text
from assistant.errors import DataError, InputError
from assistant.importers.posts import IntentFile, Post, PostComment, Thread
from assistant.text import fold

MANAGED = ("id", "kind", "title", "url", "author", "published", "updated", "source")
_COMMENT = ("id", "role", "date", "text", "parent", "url")
_UNSAFE = re.compile(r"[^\w-]+")
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 _-]*|\d{4}-\d\d-\d\d")
_WORDS_OF_YAML = frozenset("yes no true false null on off y n ~".split())
_MADE = "# imported; edit freely, and the import leaves this file alone from then on: sha256:"


@dataclass(frozen=True, slots=True)
class Held:
    """A file that an earlier import made."""

    path: Path
    id: str
    text: str
    head: Table

    def extra(self, managed: tuple[str, ...]) -> str:
        """Lines of the front matter that the owner added, as they stand."""
        lines = self.text.partition("\n---\n")[0][4:].split("\n")
        return "".join(_raw(self.head, lines, 2, managed))


@dataclass(slots=True)
class Writer:
    """Writes posts into a site's folder and notes what changed."""

    folder: Path
    write: bool = True
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    same: int = 0
    touched: set[str] = field(default_factory=set)
    """ids of documents that changed or went, comments included"""
    _held: dict[str, Held] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)
    _seen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Look at what stands in the folder."""
        articles = self.folder / "corpus" / "articles"
        if not articles.is_dir():
            return
        for path in files(articles, ".md"):
            held = _held(path)
            self._taken.add(fold(path.stem))
            if held is not None:
                self._held[held[0]] = held[1]
                self._taken.add(fold(held[1].id))

    def put(self, post: Post) -> None:
        """Write one post and its thread, where they differ from what stands there."""
        if post.key in self._seen:
            return
        self._seen.add(post.key)
        held = self._held.get(post.key)
        if held is None:
            name = self._name(post.slug)
            path, number, extra, before = self._article(name), name, "", ""
        else:
            managed = (*MANAGED, "spans") if post.spans else MANAGED
            path, number, extra, before = held.path, held.id, held.extra(managed), held.text
        text = _article(post, number, extra)
        self._note(path, before, text, number, new=held is None)
        self._thread(self._thread_path(path), number, post.comments)

    def put_thread(self, thread: Thread) -> None:
        """Write the comments of an article that isn't the import's own."""
        path = self._thread_path(thread.article, f".{thread.origin}")
        self._thread(path, thread.document, thread.comments)

    def put_intents(self, made: IntentFile) -> bool:
        """Write a file of questions, unless a person has edited the one that stands there."""
        path = self.folder / "intents" / f"{made.name}.yaml"
        text = f"{_MADE}{_digest(made.text)}\n{made.text}"
        before = read_text(path) if path.exists() else ""
        head, _, rest = before.partition("\n")
        if before and head != f"{_MADE}{_digest(rest)}":
            return False
        self._note(path, before, text, "", new=not before)
        return True

    def finish(self, source: str) -> None:
        """Take away what this source no longer has. `source`: beginning of its keys."""
        for key, held in self._held.items():
            if key.startswith(source) and key not in self._seen:
                self.touched.add(held.id)
                thread = self._thread_path(held.path)
                self.touched |= set(_items(thread))
                for path in (held.path, thread):
                    if path.exists():
                        self.gone.append(self._relative(path))
                        if self.write:
                            path.unlink()

    def _article(self, name: str) -> Path:
        return self.folder / "corpus" / "articles" / f"{name}.md"

    def _thread_path(self, article: Path, origin: str = "") -> Path:
        return self.folder / "corpus" / "comments" / f"{article.stem}{origin}.yaml"

    def _relative(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()

    def _name(self, slug: str) -> str:
        name = _UNSAFE.sub("-", slug.lower()).strip("-_")
        name = name.encode()[:150].decode(errors="ignore").strip("-_") or "post"
        wanted, n = name, 1
        while fold(wanted) in self._taken:
            n += 1
            wanted = f"{name}-{n}"
        self._taken.add(fold(wanted))
        return wanted

    def _note(self, path: Path, before: str, text: str, number: str, *, new: bool) -> None:
        if text == before:
            self.same += 1
            return
        (self.added if new else self.changed).append(self._relative(path))
        if not new and number:
            self.touched.add(number)
        if self.write:
            write_file(path, text)

    def _thread(self, path: Path, number: str, comments: tuple[PostComment, ...]) -> None:
        before = read_text(path) if path.exists() else ""
        kept = _items(path) if before else {}
        text = _thread(number, comments, kept) if comments else ""
        if text == before:
            self.same += bool(text)
            return
        if before:
            texts = {c.id: c.text for c in comments}
            for name, (old, _) in kept.items():
                if texts.get(name) != old:
                    self.touched.add(name)
        if text:
            self._note(path, before, text, "", new=not before)
        else:
            self.gone.append(self._relative(path))
            if self.write:
                path.unlink()


def write_file(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(path)
    except OSError as e:
        raise InputError(f"{path}: can't be written ({e.strerror})") from e


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _held(path: Path) -> tuple[str, Held] | None:
    """The post that a file was made of, and the file; None for an owner's own."""
    text = read_text(path)
    head, at, _ = text.partition("\n---\n")
    if not at or not text.startswith("---\n") or "\nsource: " not in head:
        return None
    try:
        table = parse_yaml(head[4:], path, 2)
    except DataError:
        return None
    key = table.text("source", "")
    return key, Held(path, table.text("id", path.stem), text, table)


def _raw(table: Table, lines: list[str], first: int, managed: tuple[str, ...]) -> Iterator[str]:
    """The lines of the keys that an import doesn't make, as they stand."""
    starts = sorted((line - first, key) for key, line in table.key_lines.items())
    ends = [*(at for at, _ in starts[1:]), len(lines)]
    for (at, key), end in zip(starts, ends, strict=True):
        if key not in managed:
            begin = at
            while begin > 0 and lines[begin - 1].lstrip().startswith("#"):
                begin -= 1
            while end > at + 1 and lines[end - 1].lstrip().startswith("#"):
                end -= 1  # a comment above a key belongs to that key
            yield "\n".join(lines[begin:end]) + "\n"


def scalar(text: str) -> str:
    """A text as YAML writes it on one line."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS_OF_YAML and text == text.strip():
        return text
    written = json.dumps(text, ensure_ascii=False)
    return written.replace("\x7f", "\\x7f").replace("\x85", "\\x85").replace("\ufeff", "\\ufeff")


def _article(post: Post, number: str, extra: str) -> str:
    rows = {
        "id": number, "kind": "article", "title": post.title, "url": post.url,
        "author": post.author, "published": post.published, "updated": post.updated,
        "source": post.key,
    }  # fmt: skip
    head = "".join(f"{k}: {scalar(v)}\n" for k, v in rows.items() if v)
    if post.spans:
        extra += "spans:\n" + "".join(f"  {k}: {scalar(v)}\n" for k, v in post.spans)
    return f"---\n{head}{extra}---\n\n{post.body}\n"


def _thread(
    number: str, comments: tuple[PostComment, ...], kept: Mapping[str, tuple[str, str]]
) -> str:
    out = [f"article: {scalar(number)}\ncomments:\n"]
    for c in comments:
        rows = {"id": c.id, "role": c.role, "date": c.date, "parent": c.parent, "url": c.url,
                "text": c.text}  # fmt: skip
        pairs = [f"{k}: {scalar(v)}\n" for k, v in rows.items() if v]
        out.append("  - " + "    ".join(pairs))
        out.append(kept[c.id][1] if c.id in kept else "")
    return "".join(out)


def _items(path: Path) -> dict[str, tuple[str, str]]:
    """Comment id → its text and the lines that the owner added, as they stand."""
    if not path.exists():
        return {}
    text = read_text(path)
    if "\n    spans:" not in text and "\n    exercises:" not in text:
        return _quick(text)
    table = parse_yaml(text, path)
    lines = text.split("\n")
    found: dict[str, tuple[str, str]] = {}
    items = table.tables("comments")
    for item, after in zip(items, [*items[1:], None], strict=True):
        last = after.line - 1 if after is not None else len(lines) - 1
        extra = "".join(_raw(item, lines[:last], 1, _COMMENT))
        found[item.text("id")] = (str(item.get("text", "")), extra)
    return found


def _quick(text: str) -> dict[str, tuple[str, str]]:
    """The same for a file as an import wrote it, without a YAML parser."""
    found: dict[str, tuple[str, str]] = {}
    name = ""
    for line in text.split("\n"):
        if line.startswith("  - id: "):
            name = line[8:].strip().strip('"')
            found[name] = ("", "")
        elif name and line.startswith("    text: "):
            value = line[10:]
            found[name] = (json.loads(value) if value.startswith('"') else value, "")
    return found
