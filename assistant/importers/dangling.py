"""Which quotations of a site's intents no longer stand after an import, by file and line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from assistant.corpus import nearest, plain
from assistant.data import Table, files, front_matter, read_yaml
from assistant.errors import DataError
from assistant.intents.files import IntentEntry, read_intents
from assistant.site.files import read_settings


def dangling(folder: Path, touched: set[str]) -> Iterator[str]:
    """Spans of the touched documents that intents name and the documents no longer have."""
    if not touched or not (folder / "intents").is_dir():
        return
    try:
        intents, aliases = read_intents(folder / "intents"), read_settings(folder).aliases
    except DataError as e:
        yield str(e)
        return
    names = dict(aliases)
    wanted = [
        w for entry in intents for w in _wanted(entry, names) if w[3].split("#")[0] in touched
    ]
    if not wanted:
        return
    standing = _standing(folder, {w[3].split("#")[0] for w in wanted})
    for path, line, intent, span in wanted:
        why = standing.get(span, "is gone")
        if why:
            yield f"{path}:{line}: {intent} quotes {span!r}, which {why}"


def _wanted(entry: IntentEntry, names: Mapping[str, str]) -> Iterator[tuple[Path, int, str, str]]:
    for key in ("quote", "notes"):
        for span in getattr(entry.intent, key):
            document, _, name = span.partition("#")
            line = entry.key_lines.get(key, entry.line)
            yield entry.path, line, entry.intent.name, f"{names.get(document, document)}#{name}"


def _standing(folder: Path, documents: set[str]) -> dict[str, str]:
    """Span → "" where it stands, else what is wrong with it."""
    found: dict[str, str] = {}
    for path in files(folder / "corpus", ".md"):
        head, body, _ = front_matter(path)
        if head.text("id", "") in documents:
            text = plain(body)
            found |= _spans(head, head.text("id"), text)
    for path in files(folder / "corpus" / "comments", ".yaml"):
        for item in read_yaml(path).tables("comments"):
            if item.text("id", "") in documents:
                found |= _spans(item, item.text("id"), item.text("text", ""))
    return found


def _spans(head: Table, document: str, text: str) -> dict[str, str]:
    declared = head.table("spans")
    found = {}
    for name in declared:
        words = declared.text(name)
        ok = bool(words) and words in text
        found[f"{document}#{name}"] = (
            "" if ok else f"no longer stands; the nearest sentence is “{nearest(words, text)}”"
        )
    return found
