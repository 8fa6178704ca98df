"""Proves a finished reply from a site's files alone: every part a verbatim span or a known phrase.

Shares no code with `compose`: it reads the documents, the phrases, the safety texts and the intent
titles, and judges the reply's JSON (`Reply.to_dict()`), whoever made it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.corpus import Entry
from assistant.domain import Citation, Part, Phrase, Quote, plain_text
from assistant.errors import InputError
from assistant.site.build import Sources, load_sources
from assistant.text import sentences, tokens
from assistant.triage import Rules

_SLOT = re.compile(r"\{(\w+)\}")
_URGENT = ("emergency", "same_day")
MAX_LINE = 4 << 20


@dataclass(frozen=True, slots=True)
class Verifier:
    """Everything a reply may consist of, read from a site's files."""

    sources: Sources
    documents: Mapping[str, Entry]
    phrases: Mapping[str, str]
    titles: frozenset[str]

    @classmethod
    def of(cls, folder: Path) -> Verifier:
        """Read a site. Raises `DataError` when a file is wrong."""
        sources = load_sources(folder)
        extra = folder / "intents" / "red_flags.yaml"
        rules = Rules.load(extra if extra.exists() else None)
        return cls(
            sources,
            {e.document.id: e for e in sources.corpus},
            {**sources.phrases, **rules.phrases},
            frozenset(e.intent.title for e in sources.intents),
        )

    def faults(self, reply: Mapping[str, Any]) -> list[str]:
        """Everything that is wrong with a reply, one line each; empty when it is proved."""
        try:
            return [*self._parts(reply), *self._sources(reply), *self._safety(reply)]
        except (KeyError, TypeError, IndexError, ValueError, AttributeError) as e:
            return [f"not a reply: {type(e).__name__} {e}"]

    def _parts(self, reply: Mapping[str, Any]) -> Iterator[str]:
        before: Mapping[str, Any] = {}
        for number, part in enumerate(reply["parts"], 1):
            where = f"part {number}"
            if part["type"] == "phrase":
                yield from self._phrase(where, part, reply)
            elif part["type"] == "quote":
                yield from self._quote(where, part, before, reply)
            else:
                yield f"{where}: unknown type {part['type']!r}"
            before = part
        if reply["text"] != plain_text(*_typed(reply)):
            yield "text: is not what the parts and sources say"

    def _phrase(
        self, where: str, part: Mapping[str, Any], reply: Mapping[str, Any]
    ) -> Iterator[str]:
        wanted = self.phrases.get(part["id"])
        if wanted is None:
            yield f"{where}: no phrase {part['id']!r}"
        elif not (slots := _SLOT.findall(wanted)):
            if part["text"] != wanted:
                yield f"{where}: differs from phrase {part['id']!r}"
        else:
            pattern = "(.{0,400})".join(re.escape(p) for p in _SLOT.split(wanted)[::2])
            filled = re.fullmatch(pattern, part["text"])
            if not filled:
                yield f"{where}: differs from phrase {part['id']!r}"
                return
            quoted = {w for p in reply["parts"] if p["type"] == "quote" for w in tokens(p["text"])}
            for slot, value in zip(slots, filled.groups(), strict=True):
                if slot == "title" and value not in self.titles:
                    yield f"{where}: {value!r} is no intent's title"
                elif slot == "words" and not set(tokens(value)) <= quoted:
                    yield f"{where}: names words that stand in no quote"
                elif slot not in ("title", "words"):
                    yield f"{where}: unknown slot {slot!r}"

    def _quote(
        self,
        where: str,
        part: Mapping[str, Any],
        before: Mapping[str, Any],
        reply: Mapping[str, Any],
    ) -> Iterator[str]:
        source = reply["sources"][part["source"]]
        entry = self.documents.get(source["id"])
        if entry is None:
            yield f"{where}: no document {source['id']!r} in this site"
            return
        text, start, end = entry.document.text, part["start"], part["end"]
        if not 0 <= start < end <= len(text) or text[start:end] != part["text"]:
            yield f"{where}: does not stand at {start}–{end} of {source['id']!r}"
            return
        if not _whole(text, start, end) and not any(
            s.start == start and s.end == end for s in entry.spans
        ):
            yield f"{where}: is neither whole sentences nor a declared span of {source['id']!r}"
        if entry.role == "reader" and not self._labelled(part, before):
            yield f"{where}: a reader's comment without the label that says so"

    def _labelled(self, part: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
        if before.get("type") == "quote":
            return bool(before["source"] == part["source"])
        return "reader" in str(before.get("text", "")).lower()

    def _sources(self, reply: Mapping[str, Any]) -> Iterator[str]:
        for number, source in enumerate(reply["sources"], 1):
            entry = self.documents.get(source["id"])
            if entry is None:
                yield f"source {number}: no document {source['id']!r} in this site"
                continue
            document = entry.document
            for key in ("kind", "title", "date", "revision"):
                if source[key] != getattr(document, key):
                    yield f"source {number}: {key} differs from {source['id']!r}"
            if source["url"].split("#", 1)[0] != document.url.split("#", 1)[0]:
                yield f"source {number}: its address is not that of {source['id']!r}"
        if reply["site"] != self.sources.revision:
            yield "site: made from another revision of the site"
        for title in reply["suggestions"]:
            if title not in self.titles:
                yield "suggestions: one is no intent's title"

    def _safety(self, reply: Mapping[str, Any]) -> Iterator[str]:
        urgency, flagged = reply["urgency"], bool(reply["flags"])
        quotes = [p for p in reply["parts"] if p["type"] == "quote"]
        if (urgency != "none") != flagged:
            yield "flags: urgency and flags disagree"
        if urgency in _URGENT:
            if reply["kind"] != "urgent":
                yield f"kind: {reply['kind']!r} for an urgency of {urgency!r}"
            if quotes or reply["suggestions"]:
                yield "an urgent reply quotes or suggests something"
            if not any(str(p.get("id", "")).startswith("safety.") for p in reply["parts"]):
                yield "an urgent reply without a safety text"
        if flagged:
            for part in quotes:
                source = reply["sources"][part["source"]]["id"]
                spans = self.documents[source].spans
                if any(s.exercises and s.start < part["end"] and part["start"] < s.end
                       for s in spans):  # fmt: skip
                    yield f"exercises are quoted from {source!r} beside a red flag"


def _whole(text: str, start: int, end: int) -> bool:
    bounds = sentences(text)
    return any(s == start for s, _ in bounds) and any(e == end for _, e in bounds)


def _typed(reply: Mapping[str, Any]) -> tuple[tuple[Part, ...], tuple[Citation, ...]]:
    parts: list[Part] = []
    for p in reply["parts"]:
        if p["type"] == "phrase":
            parts.append(Phrase(p["text"], p["id"]))
        else:
            parts.append(Quote(p["text"], p["source"], p["start"], p["end"]))
    sources = tuple(
        Citation(s["id"], s["title"], s["url"], s["kind"], s["date"], s["revision"])
        for s in reply["sources"]
    )
    return tuple(parts), sources


def verify_file(verifier: Verifier, path: Path) -> Iterator[tuple[int, str, list[str]]]:
    """Every line of a file of replies or batch records: (line, id, faults).

    A record without a reply (`skip`, `needs_human`) has nothing to prove. Raises `InputError`
    when the file can't be read.
    """
    try:
        with path.open("rb") as lines:
            for number, raw in enumerate(lines, 1):
                if raw.strip():
                    yield number, *_line(verifier, raw)
    except OSError as e:
        raise InputError(f"{path}: can't be read ({e.strerror})") from e


def _line(verifier: Verifier, raw: bytes) -> tuple[str, list[str]]:
    try:
        record = json.loads(raw[:MAX_LINE])
    except ValueError:
        return "", ["not JSON"]
    if not isinstance(record, dict):
        return "", ["not a reply or a batch record"]
    reply = record.get("reply") if "action" in record or "reply" in record else record
    if reply is None:
        return str(record.get("id", "")), []
    if not isinstance(reply, dict):
        return str(record.get("id", "")), ["reply: not an object"]
    return str(record.get("id", "")), verifier.faults(reply)
