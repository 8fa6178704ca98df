"""WordPress: an export file (WXR) or a live site's REST address; both give equal posts."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from assistant.corpus import unlinked
from assistant.errors import InputError
from assistant.importers.blocks import Texts
from assistant.importers.html import to_markdown
from assistant.importers.personal import Names, redact
from assistant.importers.posts import Fault, Item, LeftOut, Post, PostComment
from assistant.importers.raw import classic
from assistant.importers.texturize import smilies, texturize
from assistant.letters import mend
from assistant.xml import Record, read_records

_AUTHOR, _ITEM = "rss/channel/wp:author", "rss/channel/item"
_WANTED = (_AUTHOR, _ITEM, "rss/channel/wp:base_blog_url")
_NESTED = ("wp:comment", "wp:postmeta")
KINDS = ("post", "page")


def read(source: str) -> Iterator[Item]:
    """Posts and pages of an export file or of a live site's address."""
    if source.startswith(("http://", "https://")):
        from assistant.importers.rest import read_live

        yield from read_live(source)
    else:
        yield from read_file(Path(source))


@dataclass(frozen=True, slots=True)
class RawComment:
    """A published comment as the source gives it."""

    id: str
    parent: str
    user: str
    name: str
    date: str
    html: str


def owner_ids(path: Path) -> frozenset[str]:
    """User numbers of those who wrote a published post or page: their comments are answers."""
    numbers: dict[str, str] = {}
    writers: set[str] = set()
    creator = status = ""
    fields = [f"{_ITEM}/{name}" for name in ("dc:creator", "wp:status", "wp:post_type")]
    for node in read_records(path, (_AUTHOR, *fields)):
        if node.fault:
            creator = status = ""  # what follows may be of another post
        elif node.name == "wp:author":
            numbers[node.get("wp:author_login")] = node.get("wp:author_id")
        elif node.name == "dc:creator":
            creator = node.get("dc:creator")
        elif node.name == "wp:status":
            status = node.get("wp:status")
        elif node.get("wp:post_type") in KINDS and status == "publish":
            writers.add(creator)
    return frozenset(numbers[w] for w in writers if numbers.get(w))


def read_file(path: Path) -> Iterator[Item]:
    """Posts and pages of a WXR file, one at a time. Raises `InputError` when it is none."""
    owners: frozenset[str] | None = None
    names: dict[str, str] = {}
    site = ""
    found = False
    for node in read_records(path, _WANTED, _NESTED):
        if node.fault:
            yield Fault(f"{path}:{node.line}", node.fault, cut=True)
        elif node.name == "wp:base_blog_url":
            site = node.get("wp:base_blog_url").rstrip("/")
        elif node.name == "wp:author":
            names[node.get("wp:author_login")] = mend(node.get("wp:author_display_name"))
        elif not (status := node.get("wp:post_type")):
            yield Fault(
                f"{path}:{node.line}", "an item without wp:post_type; is this RSS, no export?"
            )
        else:
            found = True
            if status in KINDS:
                owners = owner_ids(path) if owners is None else owners
                yield _guarded(f"{path}:{node.line}", partial(_post, node, site, names, owners))
            elif status not in ("attachment", "nav_menu_item", "revision"):
                yield LeftOut(f"of type {status}")
    if not found:
        raise InputError(f"{path}: holds no WordPress export (Tools > Export makes one)")


def _guarded(where: str, make: Callable[[], Item]) -> Item:
    """One post; its fault stops nobody else."""
    try:
        return make()
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as e:
        return Fault(
            where, f"can't be read as a post ({type(e).__name__}: {e}); left out", cut=True
        )


def _post(node: Record, site: str, names: Mapping[str, str], owners: frozenset[str]) -> Item:
    status = node.get("wp:status")
    if status != "publish":
        return LeftOut(
            {"publish": "", "future": "not yet published"}.get(status, status or "draft")
        )
    if node.get("wp:post_password"):
        return LeftOut("behind a password")
    raw = node.get("content:encoded")
    notes = _footnotes(node)
    blocks = "<!-- wp:" in raw
    body, marks = to_markdown((raw if blocks else classic(raw)) + notes, _shown)
    comments = [
        RawComment(
            c.get("wp:comment_id"), c.get("wp:comment_parent"), c.get("wp:comment_user_id"),
            unescape(c.get("wp:comment_author")), c.get("wp:comment_date_gmt"),
            c.get("wp:comment_content"),
        )
        for c in node.records
        if c.name == "wp:comment"
        and c.get("wp:comment_approved") == "1"
        and c.get("wp:comment_type") in ("", "comment")
    ]  # fmt: skip
    return make_post(
        number=node.get("wp:post_id"),
        site=site,
        slug=node.get("wp:post_name"),
        title=_shown(unescape(mend(node.get("title")))),
        url=node.get("link"),
        author=names.get(node.get("dc:creator"), ""),
        published=node.get("wp:post_date_gmt") or node.get("wp:post_date"),
        updated=node.get("wp:post_modified_gmt"),
        body=body,
        marks=marks,
        comments=comments,
        owners=owners,
        texts=_shown,
    )


def _shown(text: str) -> str:
    """Typed text as the page shows it."""
    return smilies(texturize(text))


def make_post(
    *,
    number: str,
    site: str,
    slug: str,
    title: str,
    url: str,
    author: str,
    published: str,
    updated: str,
    body: str,
    marks: Any,
    comments: Iterable[RawComment],
    owners: frozenset[str],
    texts: Texts,
) -> Post | LeftOut:
    """A post of its raw pieces; the same for a file and for a live site."""
    if not number.isdigit():
        raise ValueError(f"post id {number[:40]!r} is no number")
    if not body.strip():
        return LeftOut("empty")
    return Post(
        key=f"wordpress {site} {number}",
        slug=unquote(slug) or f"post-{number}",
        title=" ".join(title.split()) or f"Post {number}",
        url=url,
        body=body,
        author=author,
        published=_day(published),
        updated=_day(updated),
        comments=tuple(_comments(list(comments), url, owners, texts)),
        marks=marks,
    )


def _day(date: str) -> str:
    day = date[:10]
    return "" if day.startswith("0000") else day


def _comments(
    raw: list[RawComment], url: str, owners: frozenset[str], texts: Texts
) -> Iterator[PostComment]:
    readers = Names(c.name for c in raw if c.user not in owners)
    base = url.split("#", 1)[0]
    for c in sorted(raw, key=lambda c: (len(c.id), c.id)):
        if not c.id.isdigit():
            continue
        text = readers.drop(redact(comment_text(c.html, texts)))
        if not text:
            continue
        yield PostComment(
            id=f"comment-{c.id}",
            role="owner" if c.user in owners else "reader",
            date=_day(c.date),
            text=text,
            parent=f"comment-{c.parent}" if c.parent not in ("", "0") else "",
            url=f"{base}#comment-{c.id}" if base else "",
        )


def comment_text(html: str, texts: Texts = str) -> str:
    """A comment's words: plain text, paragraphs apart by an empty line."""
    if "<" in html or "&" in html:
        return plain(to_markdown(classic(html), texts, known=frozenset())[0])
    lines = [_SPACES.sub(" ", x).strip() for x in texts(mend(html)).split("\n")]
    return _BLANK.sub("\n\n", "\n".join(lines)).strip()


_SPACES = re.compile(r"[ \t\r\f\xa0]+")
_BLANK = re.compile(r"\n{3,}")


def plain(markdown: str) -> str:
    """A comment's Markdown without its signs: a comment is plain text."""
    if not any(c in markdown for c in "#>-:\\["):
        return markdown
    lines = []
    for raw in markdown.split("\n"):
        line = raw.strip()
        if line.startswith(":::"):
            continue
        line = line.lstrip("#").lstrip() if line.startswith("#") else line
        for sign in ("> ", "- "):
            line = line.removeprefix(sign)
        lines.append(unlinked(line.removeprefix("\\")))
    return "\n".join(lines).strip()


def _footnotes(node: Record) -> str:
    """The footnotes of the block editor, which an export keeps beside the post's text."""
    if "wp:footnotes" not in node.get("content:encoded"):
        return ""
    for meta in node.records:
        if meta.name == "wp:postmeta" and meta.get("wp:meta_key") == "footnotes":
            try:
                notes = json.loads(meta.get("wp:meta_value"))
                return "<ol>" + "".join(f"<li>{n['content']}</li>" for n in notes) + "</ol>"
            except (ValueError, TypeError, KeyError):
                return ""
    return ""
