"""The comments that wait on a site, as a queue file: no addresses, our own drafts left out."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from assistant.errors import InputError
from assistant.surfaces.wordpress.account import moderator, staff
from assistant.surfaces.wordpress.client import PAGE, Client, ServerError

ROUNDS = 4
"""The queue is read again when it changed while it was read."""
MAX_DEPTH = 8
"""How far up a thread is read."""
Raw = Mapping[str, Any]


def pull(client: Client) -> list[dict[str, Any]]:
    """One mapping a comment: those that wait, and those above them (published).

    Raises `ServerError` when the site can't be read, or its count and ours differ to the end.
    """
    me = moderator(client)
    people = staff(client, me)
    waiting = [c for c in _held(client) if c["author"] != me.id and _is_comment(c)]
    answered = _answered(client, [c["id"] for c in waiting], people)
    above = _above(client, waiting)
    return [
        *(_record(c, people, published=True) for c in above),
        *(_record(c, people) | {"answered": c["id"] in answered} for c in waiting),
    ]


def write(records: Iterable[Mapping[str, Any]], target: Path) -> None:
    """The queue file, whole or not at all. Raises `InputError` when it can't be written."""
    beside = target.with_name(target.name + ".part")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.writelines(json.dumps(r, ensure_ascii=False) + "\n" for r in records)
            out.flush()
            os.fsync(out.fileno())
        beside.replace(target)
    except OSError as e:
        raise InputError(f"{e.filename or target}: can't be written ({e.strerror})") from e


def _held(client: Client) -> list[Raw]:
    for _ in range(ROUNDS):
        found: dict[int, Raw] = {}
        totals = set()
        for page, total in client.pages(
            "comments", status="hold", context="view", order="asc", orderby="id"
        ):
            found.update((int(c["id"]), c) for c in page)
            totals.add(total)
        if totals == {len(found)}:
            return list(found.values())
    raise ServerError(
        f"{client.url}: {len(found):,} comments read where the site counts "
        f"{max(totals, default=0):,}; it changes too fast, or a plugin hides some; try again"
    )


def _is_comment(c: Raw) -> bool:
    """No note of an editor, no pingback."""
    return c.get("type", "comment") in ("comment", "")


def _answered(client: Client, ids: list[int], people: frozenset[int]) -> set[int]:
    """Which comments have a reply by the site's people, published or held."""
    return {int(c["parent"]) for c in children(client, ids, "all") if c["author"] in people}


def children(client: Client, ids: list[int], status: str) -> Iterator[Raw]:
    """Replies to comments."""
    for start in range(0, len(ids), PAGE):
        for page, _ in client.pages(
            "comments", parent=ids[start : start + PAGE], status=status, context="view"
        ):
            yield from page


def _above(client: Client, waiting: list[Raw]) -> list[Raw]:
    """What stands above them, oldest first, as far as it is published."""
    known: dict[int, Raw] = {int(c["id"]): c for c in waiting}
    found: dict[int, Raw] = {}
    wanted = {int(c["parent"]) for c in waiting} - known.keys() - {0}
    for _ in range(MAX_DEPTH):
        if not wanted:
            break
        ids, fresh = sorted(wanted), []
        for start in range(0, len(ids), PAGE):
            part = ids[start : start + PAGE]
            for page, _ in client.pages("comments", include=part, context="view"):
                fresh.extend(page)
        found |= {int(c["id"]): c for c in fresh}
        wanted = {int(c["parent"]) for c in fresh} - known.keys() - found.keys() - {0}
    return [found[n] for n in sorted(found)]


def _record(c: Raw, people: frozenset[int], published: bool = False) -> dict[str, Any]:
    """What drafting needs to know, and nothing else."""
    author = int(c["author"])
    return {
        "id": c["id"],
        "post": c["post"],
        "parent": c["parent"],
        "author_name": c["author_name"],
        "user_id": author,
        "role": "owner" if author in people else "reader",
        "date": c["date"],
        "status": "approved" if published else "hold",
        "content": {"rendered": c["content"]["rendered"]},
    }
