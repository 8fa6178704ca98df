"""WordPress' export file (WXR). Its published comments are read as what was said before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import IO

from assistant.domain.queue import Comment, Item, Unreadable
from assistant.queues.fields import comment
from assistant.xml import records

NAME = "wxr"
_WANTED = ("rss/channel/wp:author", "rss/channel/item/wp:post_id", "rss/channel/item/wp:comment")


def sniff(head: bytes) -> bool:
    """True for RSS with WordPress' namespace."""
    return b"<rss" in head and b"wordpress.org/export/" in head


def read(stream: IO[bytes]) -> Iterator[Item]:
    """Every comment, in order."""
    post, authors = "", set()
    for record in records(stream, _WANTED):
        if record.fault:
            yield Unreadable(record.line, record.fault)
        elif record.name == "wp:author":
            authors.add(record.get("wp:author_id"))
        elif record.name == "wp:post_id":
            post = record.get("wp:post_id")
        else:
            fields = {k.removeprefix("wp:"): v for k, v in record.texts.items()}
            fields["user_id"] = fields.get("comment_user_id", "")
            item = comment(fields | {"post": post}, record.line)
            yield _with_role(item, authors) if isinstance(item, Comment) else item


def _with_role(item: Comment, authors: set[str]) -> Comment:
    """Whoever writes posts is an owner; other users of the site are readers."""
    if not item.user or not authors:
        return item
    return replace(item, role="owner" if item.user in authors else "reader")
