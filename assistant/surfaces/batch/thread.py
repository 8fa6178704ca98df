"""Threads of a queue: what stands above a comment, who has answered, what was sent twice.

The queue is read twice or three times; what must be remembered lies in a temporary database of
the system's own, so that memory stays the same whatever the queue's size.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Iterable, Iterator

from assistant.domain.queue import DROPPED, HELD, Comment, Item, Unreadable
from assistant.errors import InputError
from assistant.surfaces.batch.job import Job, Said
from assistant.surfaces.batch.words import sounds_like_a_shop
from assistant.text import fold, tokens

MAX_DEPTH = 8
"""How many comments above one are read with it."""
MAX_SAID = 4000
"""Characters read of each of them."""
_CALLED = re.compile(
    r"^(?:replying to |hi |hey |hello |thanks |dear )?(@?)([^\W\d_][\w'’-]{1,39})(.?)"
)
_TABLES = """
    PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16000;
    CREATE TABLE parent (id TEXT PRIMARY KEY, answered INTEGER) WITHOUT ROWID;
    CREATE TABLE said (id TEXT PRIMARY KEY, parent TEXT, owner INTEGER, name TEXT, text TEXT)
        WITHOUT ROWID;
    CREATE TABLE person (post TEXT, name TEXT, PRIMARY KEY (post, name)) WITHOUT ROWID;
    CREATE TABLE seen (digest BLOB PRIMARY KEY) WITHOUT ROWID;
"""


class Threads:
    """Everything about a queue that one comment alone doesn't tell."""

    def __init__(
        self, items: Iterable[Item], owners: Iterable[str] = (), every: bool = False
    ) -> None:
        """`owners`: names of the site's people; `every`: published comments are drafted too.

        Raises `InputError` when the temporary files can't be written.
        """
        self._items, self._every = items, every
        self._owners = {fold(o) for o in owners}
        self._sql = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._sql.executescript(_TABLES)
        self.total = self.published = 0
        try:
            self._look()
            self._listen()
        except sqlite3.Error as e:
            raise _full(e) from e

    def jobs(self) -> Iterator[Job]:
        """One job a waiting comment or unreadable line, in order."""
        for item in self._items:
            if isinstance(item, Unreadable):
                yield Job(item.line, "", "", "0", "", fault=item.fault)
            elif self._waits(item):
                try:
                    yield self._job(item)
                except sqlite3.Error as e:
                    raise _full(e) from e

    def _waits(self, item: Comment) -> bool:
        return item.state == HELD or (self._every and item.state != DROPPED)

    def is_owner(self, item: Comment) -> bool:
        """Did one of the site's own people write it?"""
        if item.role:
            return item.role in ("owner", "assistant")
        return bool(item.user) or (bool(item.name) and fold(item.name) in self._owners)

    def _look(self) -> None:
        """First reading: who stands below whom, and where the owner has answered."""
        self._sql.execute("BEGIN")
        for item in self._items:
            if isinstance(item, Unreadable) or self._waits(item):
                self.total += 1
            if isinstance(item, Unreadable) or item.state == DROPPED:
                continue
            self.published += item.state != HELD
            owner = self.is_owner(item)
            if item.parent != "0":
                self._sql.execute(
                    "INSERT INTO parent VALUES (?, ?) ON CONFLICT DO UPDATE"
                    " SET answered = answered | excluded.answered",
                    (item.parent, int(owner)),
                )
            if not owner and (name := _first_name(item.name)):
                self._sql.execute("INSERT OR IGNORE INTO person VALUES (?, ?)", (item.post, name))
        self._sql.execute("COMMIT")

    def _listen(self) -> None:
        """Second reading: what those said that have replies below them."""
        if self._sql.execute("SELECT 1 FROM parent LIMIT 1").fetchone() is None:
            return
        self._sql.execute("BEGIN")
        for item in self._items:
            if (
                isinstance(item, Unreadable)
                or item.state == DROPPED
                or not self._is_parent(item.id)
            ):
                continue
            row = (item.id, item.parent, int(self.is_owner(item)), fold(item.name), item.text)
            self._sql.execute("INSERT OR IGNORE INTO said VALUES (?, ?, ?, ?, ?)",
                              (*row[:4], row[4][:MAX_SAID]))  # fmt: skip
        self._sql.execute("COMMIT")

    def _is_parent(self, number: str) -> bool:
        found = self._sql.execute("SELECT 1 FROM parent WHERE id = ?", (number,)).fetchone()
        return found is not None

    def _job(self, item: Comment) -> Job:
        before, stranger, below = self._above(item)
        if item.turns:
            before = tuple((m.role, m.text) for m in item.turns[:-1])
        answered = self._sql.execute(
            "SELECT answered FROM parent WHERE id = ?", (item.id,)
        ).fetchone()
        last_word = bool(item.turns) and item.turns[-1].role == "assistant"
        owner = self.is_owner(item)
        return Job(
            line=item.line,
            id=item.id,
            post=item.post,
            parent=item.parent,
            text=item.text,
            before=before,
            stranger=stranger,
            own=owner,
            answered=item.answered or last_word or bool(answered and answered[0]),
            duplicate=not owner and self._twice(item),
            trackback=item.trackback,
            shop=sounds_like_a_shop(item.name),
            links=item.links,
            to_reader=self._called(item) or below,
        )

    def _above(self, item: Comment) -> tuple[tuple[Said, ...], bool, str]:
        """Turns above a comment, whether a stranger's is among them, and whose is next above."""
        turns: list[Said] = []
        stranger, below, at, name = False, "", item.parent, fold(item.name)
        while at != "0" and len(turns) < MAX_DEPTH:
            row = self._sql.execute(
                "SELECT parent, owner, name, text FROM said WHERE id = ?", (at,)
            ).fetchone()
            if row is None:
                break
            above, owner, who, text = row
            another = not owner and bool(name) and bool(who) and who != name
            if another and not turns:
                below = "below"
            stranger = stranger or another
            turns.append(("assistant" if owner else "reader", text))
            at = above if above != at else "0"
        return tuple(reversed(turns)), stranger, below

    def _called(self, item: Comment) -> str:
        """ "named" when a comment begins with the name of another reader of its post."""
        found = _CALLED.match(fold(item.text))
        if found is None or not (found[1] or found[3] in (",", ":", "-", "!")):
            return ""
        name = found[2]
        if name == _first_name(item.name):
            return ""
        row = self._sql.execute(
            "SELECT 1 FROM person WHERE post = ? AND name = ?", (item.post, name)
        ).fetchone()
        return "named" if row else ""

    def _twice(self, item: Comment) -> bool:
        said = " ".join(tokens(item.text))
        if not said:
            return False
        key = f"{item.post}\0{fold(item.name)}\0{said}".encode("utf-8", "replace")
        digest = hashlib.blake2b(key, digest_size=12).digest()
        done = self._sql.execute("INSERT OR IGNORE INTO seen VALUES (?)", (digest,))
        return done.rowcount == 0


def _first_name(name: str) -> str:
    words = fold(name).split()
    return words[0].strip(".,") if words else ""


def _full(e: sqlite3.Error) -> InputError:
    return InputError(f"the folder for temporary files: {e}; make room there, or set TMPDIR")
