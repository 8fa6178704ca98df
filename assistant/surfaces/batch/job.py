"""A comment with everything that decides its record."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from assistant.domain import Conversation, Message

Said = tuple[str, str]
"""Role and text of a turn."""


@dataclass(frozen=True, slots=True)
class Job:
    """One record to be. Holds no name; goes to a worker process as it is."""

    line: int
    id: str
    post: str
    parent: str
    text: str
    before: tuple[Said, ...] = ()
    """what was said above it in the thread, oldest first"""
    stranger: bool = False
    """some of `before` was certainly written by another reader"""
    own: bool = False
    answered: bool = False
    duplicate: bool = False
    trackback: bool = False
    shop: bool = False
    """its name sells something"""
    links: int = 0
    to_reader: str = ""
    """"named": begins with another reader's name; "below": stands under another's comment"""
    fault: str = ""
    """why it can't be read; everything else is then empty"""

    def conversation(self, country: str | None, alone: bool = False) -> Conversation:
        """What the assistant answers; `alone`: without what was said before."""
        before = () if alone else self.before
        turns = [
            Message("assistant" if role == "assistant" else "reader", text) for role, text in before
        ]
        return Conversation((*turns, Message("reader", self.text)), country)

    def digest(self, country: str | None) -> str:
        """`sha256:…` of everything that decides the record, apart from the site and the program."""
        facts = [
            self.id, self.post, self.parent, self.text, self.before, self.stranger, self.own,
            self.answered, self.duplicate, self.trackback, self.shop, self.links, self.to_reader,
            self.fault, self.line if self.fault else 0, country,
        ]  # fmt: skip
        text = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
        return "sha256:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
