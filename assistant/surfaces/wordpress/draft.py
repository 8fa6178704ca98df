"""Drafts posted as held comments under their questions: approved by a person, never by us.

What is there already is asked of the server, so that a run can be cut off anywhere and started
again. A reply that isn't held when it comes back stops everything.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from assistant.errors import AssistantError, DataError, InputError
from assistant.surfaces.wordpress.account import Me, moderator, staff
from assistant.surfaces.wordpress.client import AGAIN, TRIES, Client, ServerError
from assistant.surfaces.wordpress.markup import LINKS, to_comment
from assistant.surfaces.wordpress.pull import children
from assistant.text import tokens

AT_ONCE = 50
"""Records whose replies are looked up together."""
MAX_LINE = 4 << 20
Record = Mapping[str, Any]
Words = Callable[[str], str]
"""HTML → plain text, as the queue was read."""
Faults = Callable[[Record], Sequence[str]]
"""What is wrong with a reply, proved against the site's files."""


class PublishedError(AssistantError):
    """A draft came back public. Everything stops."""

    exit_status = 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one record."""

    id: str
    state: str
    """ "held", "would" (dry run), "already", "left", "refused", "urgent" """
    why: str = ""
    comment: int = 0
    """number of the held comment, 0 for none"""


@dataclass(frozen=True, slots=True)
class Drafter:
    """Posts drafts to one site."""

    client: Client
    words: Words
    faults: Faults
    links: int = LINKS
    urgent: bool = False
    """draft for urgent comments too"""
    dry_run: bool = False

    def run(self, records: Iterator[Record]) -> Iterator[Outcome]:
        """The outcome of every record that has a draft, in order.

        Raises `PublishedError` when a draft came back public, `ServerError` when the site fails
        for good; what is posted stays held, and running it again goes on.
        """
        me = moderator(self.client)
        people = staff(self.client, me)
        wanted = (r for r in records if r["action"] in ("draft", "escalate"))
        while chunk := list(islice(wanted, AT_ONCE)):
            numbers = [int(r["id"]) for r in chunk if r["id"].isdigit()]
            taken = self._taken(numbers, me, people)
            for record in chunk:
                yield self._one(record, taken, me, people)

    def _one(
        self, record: Record, taken: Mapping[int, str], me: Me, people: frozenset[int]
    ) -> Outcome:
        name = str(record["id"])
        if record["action"] == "escalate" and not self.urgent:
            return Outcome(name, "urgent", f"{record['urgency']}: answer it yourself, now")
        if not name.isdigit():
            return Outcome(name, "refused", "its id is no WordPress comment's")
        if faults := self.faults(record["reply"]):
            return Outcome(name, "refused", f"{faults[0]}; run `assistant batch` again")
        if (why := taken.get(int(name))) is not None:
            return Outcome(name, "already", why)
        if why := self._changed(record):
            return Outcome(name, "left", why)
        if self.dry_run:
            return Outcome(name, "would", "nothing was sent")
        return self._post(record, me, people)

    def _taken(self, ids: list[int], me: Me, people: frozenset[int]) -> dict[int, str]:
        """Comments that have a reply of ours, or of the site's people."""
        found: dict[int, str] = {}
        for status, why in (("all", "has a reply"), ("spam", "our draft was marked as spam"),
                            ("trash", "our draft was thrown away")):  # fmt: skip
            for c in children(self.client, ids, status) if ids else ():
                if c["author"] == me.id or (status == "all" and c["author"] in people):
                    found.setdefault(int(c["parent"]), f"{why} (comment {c['id']})")
        return found

    def _changed(self, record: Record) -> str:
        """Why a comment is no longer what the draft was written for; "" when it is."""
        try:
            now = self.client.get(f"comments/{record['id']}", context="view").data
        except ServerError as e:
            if e.status in (404, 410):
                return "the comment is gone"
            raise
        if now["status"] not in ("hold", "approved"):
            return f"the comment is marked as {str(now['status'])[:20]}"
        if str(now["post"]) != str(record["post"]):
            return "the comment stands under another post now"
        if tokens(self.words(now["content"]["rendered"])) != tokens(record["comment"]):
            return "the comment was edited since it was read; pull and batch again"
        return ""

    def _post(self, record: Record, me: Me, people: frozenset[int]) -> Outcome:
        """Post once. When it isn't known whether that worked, the server is asked first."""
        number = int(record["id"])
        body = {
            "post": int(record["post"]),
            "parent": number,
            "content": to_comment(record["reply"], self.links),
            "status": "hold",
        }
        for tried in range(TRIES):
            try:
                made = self.client.post("comments", body, retry=False).data
            except ServerError as e:
                if e.code == "comment_duplicate":
                    return Outcome(str(number), "already", "the same words stand there already")
                if (e.status and e.status not in AGAIN) or tried == TRIES - 1:
                    raise
                self.client.pause(tried, e)
                if (why := self._taken([number], me, people).get(number)) is not None:
                    self._still_held(number, me)
                    return Outcome(str(number), "already", why)
                continue
            self._held(made, number)
            # a plugin may have published it after the answer was written
            self._held(self.client.get(f"comments/{made['id']}", context="view").data, number)
            return Outcome(str(number), "held", comment=int(made["id"]))
        raise AssertionError("the last try answers or raises")

    def _still_held(self, parent: int, me: Me) -> None:
        for c in children(self.client, [parent], "approve"):
            if c["author"] == me.id:
                self._held(c, parent)

    def _held(self, made: Record, parent: int) -> None:
        """Exactly `hold`, under the right comment; else take it back and stop."""
        if made.get("status") == "hold" and made.get("parent") == parent:
            return
        undone = "it could not be taken back: unapprove it in WordPress"
        try:
            again = self.client.post(f"comments/{made['id']}", {"status": "hold"}).data
            if again.get("status") == "hold":
                undone = "it was taken back"
        except ServerError:
            pass
        raise PublishedError(
            f"{self.client.url}: draft {made.get('id')} came back as {made.get('status')!r}, not "
            f"held ({undone}); a plugin publishes comments on its own: switch that off first"
        )


def read_records(path: Path) -> Iterator[Record]:
    """The records that `batch` wrote. Raises `DataError` at a line that is none."""
    keys = ("id", "post", "parent", "action", "urgency", "reply", "comment")
    try:
        with path.open("rb") as lines:
            number = 0
            while raw := lines.readline(MAX_LINE):
                number += 1
                try:
                    record = json.loads(raw)
                    whole = all(k in record for k in keys) and isinstance(record["id"], str)
                except (ValueError, TypeError, RecursionError):
                    whole = False
                if not whole:
                    raise DataError(path, number, "no record; give the file that `batch -o` wrote")
                yield record
    except OSError as e:
        raise InputError(f"{path}: can't be read ({e.strerror})") from e
