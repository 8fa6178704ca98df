"""Drafts for a queue of comments: `run(...)` makes one record a comment, in order, and resumes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

from assistant.domain.queue import Item
from assistant.engine import Assistant
from assistant.errors import InputError
from assistant.surfaces.batch.actions import ACTIONS, DRAFT, ESCALATE, HUMAN, SKIP
from assistant.surfaces.batch.engines import Chunk, Engine
from assistant.surfaces.batch.job import Job
from assistant.surfaces.batch.output import Key, Output, Previous
from assistant.surfaces.batch.record import Desk, action_of
from assistant.surfaces.batch.thread import Threads

__all__ = ["ACTIONS", "DRAFT", "ESCALATE", "HUMAN", "SKIP", "Engine", "Summary", "run"]

CHUNK = 256
"""Comments that go to a process at once; some multiple of what the engine scores together."""
Progress = Callable[[int, "Summary"], None]


@dataclass(slots=True)
class Summary:
    """What a run came to."""

    total: int
    """records there are to be"""
    published: int
    """comments that were read only as what was said before"""
    kept: int = 0
    """records that earlier runs had made"""
    counts: Counter[str] = field(default_factory=Counter)
    """by action"""

    @property
    def done(self) -> int:
        """Records that stand."""
        return self.counts.total()


def run(
    bot: Assistant,
    items: Iterable[Item],
    target: Path,
    *,
    engine: Engine | None = None,
    country: str | None = None,
    owners: Iterable[str] = (),
    every: bool = False,
    chunk: int = CHUNK,
    progress: Progress | None = None,
) -> Summary:
    """Write a record for every waiting comment of `items` (which is read two or three times).

    Records that stand already are kept when comment, site and program are the same. The file is
    the same bytes whatever the engine and `chunk`, and however often a run was cut off.
    Raises `InputError` when the queue can't be read or the file can't be written.
    """
    desk = Desk.of(bot, country)
    try:
        with Output(target) as out:
            threads = Threads(items, (*owners, *_known_owners(bot)), every)
            summary = Summary(threads.total, threads.published)
            if progress:
                progress(summary.total, summary)
            entries = _entries(out, threads, desk, summary)
            for done in (engine or Engine()).run(desk, _chunks(entries, chunk)):
                out.write(done.lines, done.records)
                summary.counts += done.counts
                if progress:
                    progress(done.records, summary)
            if summary.done != summary.total:
                raise InputError(
                    f"{summary.total:,} comments were counted and {summary.done:,} read: the queue "
                    "changed on the way; run again when it stands still"
                )
            out.finish()
            return summary
    except OSError as e:
        where = e.filename or target
        raise InputError(
            f"{where}: can't be written ({e.strerror}); what is written stays, run again to go on"
        ) from e


def _known_owners(bot: Assistant) -> tuple[str, ...]:
    return (bot.settings.title,) if bot.settings.title else ()


def _entries(
    out: Output, threads: Threads, desk: Desk, summary: Summary
) -> Iterator[tuple[Job, str] | bytes]:
    """What is still to be done, after the records at the head of the file that hold."""
    jobs, kept = threads.jobs(), 0
    first: list[tuple[Job, str]] = []
    records = out.records()
    for job in jobs:
        digest = job.digest(desk.country)
        raw, key = next(records, (b"", None))
        if key != _key(desk, digest):
            first.append((job, digest))
            break
        summary.counts[action_of(raw)] += 1
        summary.kept += 1
        kept += len(raw)
    out.keep(kept)
    rest = ((job, job.digest(desk.country)) for job in jobs)
    with Previous(out.previous, desk.revision, desk.version) as previous:
        for job, digest in chain(first, rest):
            found = previous.find(digest)
            summary.kept += found is not None
            yield found if found is not None else (job, digest)


def _key(desk: Desk, digest: str) -> Key:
    return digest, desk.revision, desk.version


def _chunks(entries: Iterator[tuple[Job, str] | bytes], size: int) -> Iterator[Chunk]:
    while chunk := list(islice(entries, size)):
        yield chunk
