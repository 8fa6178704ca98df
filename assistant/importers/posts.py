"""What every import format gives: posts with their comments, and what couldn't be read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class PostComment:
    """A published comment, its writer's name and addresses already taken out."""

    id: str
    """unique within the site; the same on every import"""
    role: str
    """"owner" (an answer by the site) or "reader" """
    date: str
    """ISO date or "" """
    text: str
    """plain text, paragraphs apart by an empty line"""
    parent: str = ""
    """id of the comment it replies to"""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """A published post or page, as Markdown."""

    key: str
    """names the post in its source, the same on every import: "wordpress https://a.b 12" """
    slug: str
    """wished-for document id and file name"""
    title: str
    url: str
    body: str
    """Markdown without emphasis; everything else than text marked with `:::` lines"""
    author: str = ""
    published: str = ""
    updated: str = ""
    comments: tuple[PostComment, ...] = ()
    marks: Counter[str] = field(default_factory=Counter)
    """what was marked or left out, by kind: shortcodes, scripts, forms, promotions"""
    spans: tuple[tuple[str, str], ...] = ()
    """(name, verbatim text) that intents made by the same import quote"""


@dataclass(frozen=True, slots=True)
class IntentFile:
    """A file of questions that an import makes; one that a person has edited is left alone."""

    name: str
    """file name without `.yaml`"""
    text: str
    count: int
    """intents in it"""


@dataclass(frozen=True, slots=True)
class Thread:
    """Comments of an article that the site already has."""

    article: Path
    document: str
    """the article's id"""
    comments: tuple[PostComment, ...]
    origin: str
    """part of the file's name: threads of other origins stay beside it"""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that couldn't be read; the rest goes on."""

    where: str
    """`file:line` or an address"""
    message: str
    cut: bool = False
    """posts may be missing after it: nothing is taken to be gone"""

    def __str__(self) -> str:
        """`file:line: message`."""
        return f"{self.where}: {self.message}"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that is not for readers, counted by why: draft, private, spam, …"""

    why: str


Item = Post | Thread | IntentFile | Fault | LeftOut
