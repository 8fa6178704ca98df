"""Disqus' XML export. It marks no comment as waiting, so all that weren't deleted count as such."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from assistant.domain.queue import Item, Unreadable
from assistant.queues.fields import comment
from assistant.queues.xml import Reader

NAME = "disqus"


def sniff(head: bytes) -> bool:
    """True for Disqus' root element."""
    return b"<disqus" in head


def read(stream: IO[bytes]) -> Iterator[Item]:
    """Every comment, in order."""
    for element in Reader(frozenset({"post"}), ("disqus",)).read(stream):
        if element.fault:
            yield Unreadable(element.line, element.fault)
            continue
        texts = element.texts
        gone = "true" in (texts.get("isDeleted"), texts.get("isSpam"))
        fields = {
            "id": texts.get("post@dsq:id", ""),
            "post": texts.get("thread@dsq:id", ""),
            "parent": texts.get("parent@dsq:id", ""),
            "text": texts.get("message"),
            "author_name": texts.get("name", ""),
            "status": "deleted" if gone else "",
        }
        yield comment(fields, element.line)
