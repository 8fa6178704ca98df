"""Disqus' XML export. It marks no comment as waiting, so all that weren't deleted count as such."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from assistant.domain.queue import Item, Unreadable
from assistant.queues.fields import comment
from assistant.xml import records

NAME = "disqus"


def sniff(head: bytes) -> bool:
    """True for Disqus' root element."""
    return b"<disqus" in head


def read(stream: IO[bytes]) -> Iterator[Item]:
    """Every comment, in order."""
    for record in records(stream, ("disqus/post",)):
        if record.fault:
            yield Unreadable(record.line, record.fault)
            continue
        gone = "true" in (record.get("isDeleted"), record.get("isSpam"))
        fields = {
            "id": record.get("post@dsq:id"),
            "post": record.get("thread@dsq:id"),
            "parent": record.get("parent@dsq:id"),
            "text": record.texts.get("message"),
            "author_name": record.get("name"),
            "status": "deleted" if gone else "",
        }
        yield comment(fields, record.line)
