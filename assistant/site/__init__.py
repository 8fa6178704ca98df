"""A site's files → one compiled, checksummed bundle; learned with scipy, opened without.

The bundle is kept in the user's cache, keyed by the site's revision and this program's files, and
made again when it is missing, damaged or foreign. Where the cache can't be written, the site is
compiled in memory.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.content import Content
from assistant.corpus import Span
from assistant.domain import Document, Intent, Passage
from assistant.errors import StoreError
from assistant.intents.match import IntentMatcher
from assistant.intents.serve import Scorer
from assistant.lexicon import Lexicon
from assistant.retrieve import Index
from assistant.site.files import Settings, cache_key, default_site, find_site, is_site, revision
from assistant.store import Arrays, open_store, write_store
from assistant.triage import Rules

__all__ = ["Settings", "Site", "default_site", "find_site", "is_site", "open_site", "revision"]

_KIND, _VERSION = "site", 1
KEEP = 6
"""Compiled sites kept in the cache; the least recently used go."""


@dataclass(frozen=True, slots=True)
class Site:
    """Everything that answering needs."""

    folder: Path
    settings: Settings
    content: Content
    lexicon: Lexicon
    rules: Rules
    matcher: IntentMatcher
    index: Index
    passages: Sequence[Passage]
    """by their number in the index"""
    words: frozenset[str]
    """stems of the content words that the site knows"""
    scorer: Scorer | None
    """what `matcher` asks"""

    def prepare(self, texts: Iterable[str]) -> None:
        """Score texts together that `matcher` will ask for one by one; () forgets them."""
        if self.scorer is not None:
            self.scorer.prepare(list(texts))


def open_site(folder: Path | str | None = None) -> Site:
    """Open a site, compiling it when that has not been done.

    Raises `DataError` with file and line when a file of the site is wrong.
    """
    with _uncollected():
        return _open(Path(folder) if folder is not None else default_site())


@contextmanager
def _uncollected() -> Iterator[None]:
    """No garbage collection: a million objects are made, none is garbage; a tenth of the time."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _open(path: Path) -> Site:
    key = cache_key(revision(path))
    cached = _cache() / f"site-{key}.store"
    try:
        table, arrays = open_store(cached, _KIND, _VERSION)
        with suppress(OSError):
            cached.touch()
    except StoreError:
        table, arrays = compile_site(path, cached)
    return _assemble(path, table, arrays)


def compile_site(folder: Path, target: Path) -> tuple[Any, Arrays]:
    """Compile a site into `target`, or only into memory when that can't be written."""
    from assistant.site.build import build

    table, arrays = build(folder)
    try:
        write_store(target, _KIND, _VERSION, table, arrays)
        _prune(target)
    except OSError:
        return table, arrays
    return open_store(target, _KIND, _VERSION)


def _cache() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("reader-assistant", appauthor=False)


def _prune(newest: Path) -> None:
    with suppress(OSError):
        kept = sorted(newest.parent.glob("site-*.store"), key=lambda p: p.stat().st_mtime)
        for old in kept[:-KEEP]:
            old.unlink(missing_ok=True)


def _assemble(folder: Path, table: Any, arrays: Arrays) -> Site:
    documents = {d["id"]: Document(**d) for d in table["documents"]}
    spans = {i: Span(i, d, s, e, x) for i, (d, s, e, x) in table["spans"].items()}
    intents = [_intent(i) for i in table["intents"]]
    lexicon = _lexicon(table["lexicon"])
    exercises: dict[str, tuple[tuple[int, int], ...]] = {}
    for s in dict.fromkeys(spans.values()):
        if s.exercises:
            exercises[s.document] = (*exercises.get(s.document, ()), (s.start, s.end))
    scorer = None
    if table["scorer"] is not None:
        scorer = Scorer.from_arrays(table["scorer"], _under("scorer/", arrays))
    content = Content(
        documents=documents,
        spans=spans,
        exercise_spans=exercises,
        phrases=table["phrases"],
        intents={i.name: i for i in intents},
        cautions=table["cautions"],
        fallback=tuple(table["settings"]["fallback"]),
        starters=tuple(table["settings"]["starters"]),
        thread=table["threads"],
        revision=table["revision"],
    )
    return Site(
        folder=folder,
        settings=Settings(**table["settings"]),
        content=content,
        lexicon=lexicon,
        rules=Rules.from_tables(table["rules"]),
        matcher=IntentMatcher(intents, scorer),
        index=Index.from_arrays(table["index"], _under("index/", arrays)),
        passages=[Passage(documents[d], s, e, r) for d, s, e, r in table["passages"]],
        words=frozenset(table["words"]),
        scorer=scorer,
    )


def _intent(table: dict[str, Any]) -> Intent:
    fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in table.items()}
    return Intent(**fields)


def _lexicon(table: dict[str, Any]) -> Lexicon:
    terms = {w: tuple(t) for w, t in table["terms"].items()}
    return Lexicon(table["replace"], terms, table["foreign"])


def _under(prefix: str, arrays: Arrays) -> Arrays:
    return {k.removeprefix(prefix): v for k, v in arrays.items() if k.startswith(prefix)}
