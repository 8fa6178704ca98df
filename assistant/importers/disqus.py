"""Disqus' XML export → comment threads of articles that the site already has, found by address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from assistant.corpus import read_markdown
from assistant.data import files
from assistant.errors import InputError
from assistant.importers.personal import Names, redact
from assistant.importers.posts import Fault, Item, LeftOut, PostComment, Thread
from assistant.importers.wordpress import comment_text
from assistant.xml import Record, read_records

_WANTED = ("disqus/thread", "disqus/post")


@dataclass(slots=True)
class _Raw:
    url: str
    posts: list[Record] = field(default_factory=list)


def read(source: str, owners: Sequence[str], folder: Path) -> Iterator[Item]:
    """Threads whose address is that of an article in the site's folder.

    `owners`: names or user names whose comments are answers by the site. Raises `InputError` when
    the file is no Disqus export.
    """
    path = Path(source)
    threads: dict[str, _Raw] = {}
    for record in read_records(path, _WANTED):
        if record.fault:
            yield Fault(f"{path}:{record.line}", record.fault, cut=True)
        elif record.name == "thread":
            threads[record.get("thread@dsq:id")] = _Raw(record.get("link"))
        elif "true" in (record.get("isDeleted"), record.get("isSpam")):
            yield LeftOut("deleted or spam comment")
        elif thread := threads.get(record.get("thread@dsq:id")):
            thread.posts.append(record)
    if not threads:
        raise InputError(f"{path}: no Disqus export (no threads in it)")
    articles = _articles(folder)
    for thread in threads.values():
        found = articles.get(_key(thread.url))
        if found is None and thread.posts:
            yield LeftOut("thread without an article of its address")
        elif found is not None:
            yield Thread(*found, tuple(_comments(thread, frozenset(owners))), "disqus")


def _comments(thread: _Raw, owners: frozenset[str]) -> Iterator[PostComment]:
    def owner(p: Record) -> bool:
        return not owners.isdisjoint((p.get("name"), p.get("username")))

    names = Names(p.get("name") for p in thread.posts if not owner(p))
    base = thread.url.split("#")[0]
    for p in thread.posts:
        number = p.get("post@dsq:id")
        text = names.drop(redact(comment_text(p.get("message"))))
        if not number or not text:
            continue
        parent = p.get("parent@dsq:id")
        yield PostComment(
            f"disqus-{number}", "owner" if owner(p) else "reader", p.get("createdAt")[:10], text,
            f"disqus-{parent}" if parent else "", f"{base}#comment-{number}",
        )  # fmt: skip


def _articles(folder: Path) -> dict[str, tuple[Path, str]]:
    found = {}
    articles = folder / "corpus" / "articles"
    for path in files(articles, ".md") if articles.is_dir() else ():
        document = read_markdown(path).document
        if document.url:
            found[_key(document.url)] = (path, document.id)
    return found


def _key(url: str) -> str:
    """An address without scheme, `www.` and what doesn't name the page."""
    parts = urlsplit(url)
    return f"{(parts.hostname or '').removeprefix('www.')}{parts.path.rstrip('/')}"
