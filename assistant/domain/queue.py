"""Comments that wait for an answer, as every queue format gives them."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.domain.nouns import Message

HELD, PUBLISHED, DROPPED = "held", "published", "dropped"


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment. E-mail, IP address, URL and user agent are dropped on reading.

    The name serves to tell people of one thread apart; it never reaches a record or a reply.
    """

    line: int
    """where it stands: a line of a line format, else its number, both from 1"""
    id: str
    post: str
    parent: str
    """id of the comment it replies to; "0" when it replies to none"""
    text: str
    """plain text, paragraphs apart by an empty line"""
    name: str = ""
    user: str = ""
    """number of the site's user who wrote it; "" for a visitor"""
    role: str = ""
    """"owner" or "reader" where the file says so, else "" """
    state: str = HELD
    """HELD (waits), PUBLISHED (only context), DROPPED (spam or bin: not even that)"""
    trackback: bool = False
    """a pingback or trackback: written by a program"""
    links: int = 0
    """web addresses in it"""
    answered: bool = False
    """the site's people have replied, as the file says"""
    turns: tuple[Message, ...] = ()
    """a conversation given as such; the last message is `text`"""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line or an element that can't be read as a comment."""

    line: int
    fault: str
    """what is wrong, one line"""


Item = Comment | Unreadable
