"""Jobs → records, in whatever process; the site is opened there once, and must be the same one."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from assistant import __version__
from assistant.domain import Conversation, Reply, Urgency
from assistant.engine import Assistant
from assistant.errors import AssistantError, InputError
from assistant.site.files import default_site
from assistant.surfaces.batch.actions import (
    DRAFT,
    ESCALATE,
    HUMAN,
    URGENT,
    Verdict,
    before_reply,
    if_calm,
    verdict,
)
from assistant.surfaces.batch.job import Job
from assistant.surfaces.render import to_html

_PACKAGE = Path(__file__).resolve().parents[2]


@lru_cache(maxsize=1)
def version() -> str:
    """The program as it answers: its version, and a digest of its files."""
    digest = hashlib.sha256()
    for path, folders, names in os.walk(_PACKAGE):
        folders[:] = sorted(f for f in folders if f not in ("__pycache__", "default_site"))
        for name in sorted(n for n in names if not n.endswith(".pyc")):
            at = Path(path) / name
            digest.update(f"{at.relative_to(_PACKAGE).as_posix()}\0".encode() + at.read_bytes())
    return f"{__version__}+{digest.hexdigest()[:12]}"


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a chunk is answered: which site, at which revision, by which program."""

    folder: str | None
    """None: the default site of whoever answers"""
    revision: str
    version: str
    country: str | None = None

    @classmethod
    def of(cls, bot: Assistant, country: str | None) -> Desk:
        """The desk of an assistant that is open already; this process won't open it again."""
        folder = bot.folder.resolve()
        named = None if folder == default_site().resolve() else str(folder)
        desk = cls(named, bot.revision, version(), country)
        _OPEN[desk] = bot
        return desk

    def assistant(self) -> Assistant:
        """The assistant, opened once a process. Raises `InputError` when it isn't the same one."""
        if self not in _OPEN:
            if version() != self.version:
                raise InputError(
                    f"a worker runs {version()}, not {self.version}; install the same version there"
                )
            bot = Assistant.open(self.folder)
            if bot.revision != self.revision:
                raise InputError(
                    f"a worker's site at {bot.folder} has another revision; copy the site there "
                    "(or, if it has just been changed, run again)"
                )
            _OPEN.clear()
            _OPEN[self] = bot
        return _OPEN[self]


_OPEN: dict[Desk, Assistant] = {}


@dataclass(frozen=True, slots=True)
class Done:
    """A chunk's records and what they count."""

    lines: bytes
    records: int
    counts: Counter[str]
    """by action"""


def answer(desk: Desk, chunk: Sequence[tuple[Job, str] | bytes]) -> Done:
    """The records of a chunk, in its order; a record that stands already is passed on."""
    bot, country = desk.assistant(), desk.country
    early = [None if isinstance(e, bytes) else _early(bot, e[0], country) for e in chunk]
    asking = [e[0] for e, v in zip(chunk, early, strict=True) if v is None and type(e) is tuple]
    replies = _replies(bot, [job.conversation(country) for job in asking])
    lines, counts = [], Counter[str]()
    for entry, found in zip(chunk, early, strict=True):
        if isinstance(entry, bytes):
            counts[action_of(entry)] += 1
            lines.append(entry)
            continue
        job, digest = entry
        outcome = Outcome(found, None, job.fault) if found else _late(bot, job, next(replies), desk)
        record = _record(desk, job, digest, outcome)
        counts[record["action"]] += 1
        text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
        lines.append(text.encode("utf-8", "backslashreplace") + b"\n")
    return Done(b"".join(lines), len(chunk), counts)


def action_of(line: bytes) -> str:
    """The action of a record's line."""
    return str(json.loads(line).get("action"))


class Outcome(NamedTuple):
    """What became of a comment."""

    verdict: Verdict
    reply: Reply | None = None
    fault: str = ""


def _early(bot: Assistant, job: Job, country: str | None) -> Verdict | None:
    """The verdict where no reply has to be made for it."""
    if found := before_reply(job):
        return found
    if found := if_calm(job):
        try:
            return None if bot.triage(job.conversation(country)).urgency in URGENT else found
        except AssistantError:  # told when the reply is asked for
            return None
    return None


def _replies(bot: Assistant, talks: Sequence[Conversation]) -> Iterator[Reply | Exception]:
    """A reply for each conversation, or what went wrong with that one."""
    done = 0
    while done < len(talks):
        try:
            for reply in bot.reply_many(talks[done:]):
                done += 1
                yield reply
        except Exception as e:
            done += 1
            yield e


def _late(bot: Assistant, job: Job, reply: Reply | Exception, desk: Desk) -> Outcome:
    """The verdict on a comment that was read."""
    if not isinstance(reply, Exception):
        try:
            reply = _own(bot, job, reply, desk)
            return Outcome(verdict(job, reply), reply)
        except Exception as e:
            reply = e
    if isinstance(reply, AssistantError):
        return Outcome(Verdict(HUMAN, "unreadable"), None, str(reply))
    return Outcome(Verdict(HUMAN, "failed"), None, type(reply).__name__)


def _own(bot: Assistant, job: Job, reply: Reply, desk: Desk) -> Reply:
    """The reply; another reader's danger, said above, is not this reader's."""
    if job.before and job.stranger and reply.urgency in URGENT:
        alone = bot.reply(job.conversation(desk.country, alone=True))
        if alone.urgency.rank < reply.urgency.rank:
            return alone
    return reply


def _record(desk: Desk, job: Job, digest: str, outcome: Outcome) -> dict[str, Any]:
    found, reply, fault = outcome
    shown = reply if found.action in (DRAFT, ESCALATE) or found.reason == "soon" else None
    record: dict[str, Any] = {
        "id": job.id,
        "post": job.post,
        "parent": job.parent,
        "action": found.action,
        "reason": found.reason,
        "urgency": str(reply.urgency if reply and shown else Urgency.NONE),
        "topic": reply.topic if reply else None,
        "reply": shown.to_dict() if shown else None,
        "reply_html": to_html(shown) if shown else "",
        "input": digest,
        "site": desk.revision,
        "version": desk.version,
        "comment": job.text,
    }
    if fault:
        record |= {"line": job.line, "error": f"line {job.line}: {fault}"}
    return record
