"""A record's fields → a comment. REST, `wp comment list`, CSV and plain lines differ in names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.domain import Message, Role
from assistant.domain.queue import DROPPED, HELD, PUBLISHED, Comment, Item, Unreadable
from assistant.queues.html import links, to_text

MAX_TEXT = 200_000
"""Characters of a comment as it stands in the file."""
_STATES = {
    "": HELD, "0": HELD, "hold": HELD, "held": HELD, "pending": HELD, "unapproved": HELD,
    "1": PUBLISHED, "approve": PUBLISHED, "approved": PUBLISHED, "published": PUBLISHED,
    "spam": DROPPED, "trash": DROPPED, "post-trashed": DROPPED, "deleted": DROPPED,
}  # fmt: skip
_ROLES: dict[str, Role] = {
    "reader": "reader", "user": "reader", "assistant": "assistant", "ai": "assistant",
    "owner": "assistant",
}  # fmt: skip


def comment(fields: Mapping[str, Any], line: int) -> Item:
    """The comment that a mapping of fields describes."""
    get = _Getter(fields)
    number = get.text("id", "comment_ID", "comment_id")
    if not number:
        return Unreadable(line, "has no id; give every comment an `id`")
    turns: tuple[Message, ...] = ()
    if fields.get("messages"):
        found = _turns(fields["messages"])
        if found is None:
            return Unreadable(line, 'messages: give a list of {"role": "reader", "text": "…"}')
        turns, raw = found, found[-1].text
    else:
        content = get.content()
        if content is None:
            return Unreadable(line, "has no text; give every comment a `text`")
        raw = content
    if len(raw) > MAX_TEXT:
        return Unreadable(line, f"has {len(raw):,} characters; at most {MAX_TEXT:,} are read")
    name, user = get.author()
    return Comment(
        line=line,
        id=number[:100],
        post=get.text("post", "comment_post_ID", "post_id")[:200],
        parent=get.text("parent", "comment_parent", "parent_id")[:100] or "0",
        text=to_text(raw),
        name=name[:200],
        user=user[:100],
        role=get.text("role"),
        state=_STATES.get(get.text("status", "comment_approved").lower(), HELD),
        trackback=get.text("type", "comment_type") in ("pingback", "trackback")
        or name.lower().startswith(("pingback:", "trackback:")),
        links=links(raw),
        answered=fields.get("answered") is True,
        turns=turns,
    )


class _Getter:
    def __init__(self, fields: Mapping[str, Any]) -> None:
        self._fields = fields

    def text(self, *names: str) -> str:
        for name in names:
            value = self._fields.get(name)
            if isinstance(value, str):
                return value.strip()
            if isinstance(value, int) and not isinstance(value, bool):
                return str(value)
        return ""

    def content(self) -> str | None:
        for name in ("text", "content", "comment_content", "comment", "message"):
            value = self._fields.get(name)
            if isinstance(value, Mapping):  # REST: what readers see, before what is stored
                value = value.get("rendered", value.get("raw"))
            if isinstance(value, str):
                return value
        return None

    def author(self) -> tuple[str, str]:
        """Name and user number. REST's `author` is a number, everybody else's a name."""
        name, user = self.text("author_name", "comment_author"), self.text("user_id")
        author = self.text("author")
        if author.isdigit():
            user = user or author
        else:
            name = name or author
        return name, "" if user == "0" else user


def _turns(value: Any) -> tuple[Message, ...] | None:
    """The turns of a conversation, or None when they aren't that."""
    if not isinstance(value, list) or len(value) > 1000:
        return None
    found = []
    for turn in value:
        if not isinstance(turn, Mapping) or not isinstance(turn.get("text"), str):
            return None
        role = _ROLES.get(str(turn.get("role", "")).lower())
        if role is None:
            return None
        found.append(Message(role, to_text(turn["text"])))
    return tuple(found) or None
