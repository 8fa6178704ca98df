"""Intent files, phrases and the lexicon: what readers ask and what the assistant may say.

`intents/<topic>.yaml` holds one topic: its sub-questions with examples and an answer plan.
`intents/phrases.yaml` holds every sentence of the assistant's own voice.
`intents/lexicon.yaml` turns lay words into the terms the site uses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from assistant.data import Table, files, read_yaml
from assistant.domain import Intent
from assistant.errors import DataError
from assistant.lexicon import Lexicon
from assistant.text import tokens

COVERED = ("yes", "partly", "no", "guidance", "social")
_NOT_TOPICS = ("phrases.yaml", "lexicon.yaml")
_TOPIC = ("topic", "title", "reviewed", "suggest", "ask", "unlike", "note", "body")
_ASK = (
    "title", "covered", "lead", "quote", "notes", "missing", "suggest", "examples", "exercises",
    "body",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class IntentEntry:
    """An intent with where it stands, for errors and `check`."""

    intent: Intent
    unlike: tuple[tuple[str, str], ...]
    """texts that look like this topic, each with the intent it belongs to; "" for none"""
    path: Path
    line: int
    key_lines: dict[str, int] = field(default_factory=dict)


def read_intents(folder: Path) -> list[IntentEntry]:
    """All intents of a site, in the order of files and of their entries.

    Raises `DataError` on unknown keys, missing examples, or a name used twice.
    """
    if not folder.is_dir():
        raise DataError(folder, None, "no such folder; a site needs corpus/ and intents/")
    entries: list[IntentEntry] = []
    seen: dict[str, Path] = {}
    for path in files(folder, ".yaml"):
        if path.name in _NOT_TOPICS or path.name == "red_flags.yaml":
            continue
        for entry in read_topic(path):
            if other := seen.get(entry.intent.name):
                raise DataError(path, entry.line, f"{entry.intent.name!r} stands in {other} too")
            seen[entry.intent.name] = path
            entries.append(entry)
    return entries


def read_topic(path: Path) -> Iterator[IntentEntry]:
    """The intents of one file. Raises `DataError` when it is wrong."""
    head = read_yaml(path).only(*_TOPIC)
    topic, title, suggest = head.text("topic"), head.text("title"), head.texts("suggest")
    asks = head.table("ask")
    if not asks:
        raise head.fail("no questions; add `ask:` with at least one entry")
    unlike = tuple(_unlike(u) for u in head.texts("unlike"))
    for name in asks:
        ask = asks.table(name).only(*_ASK)
        examples = ask.texts("examples")
        if not examples:
            raise ask.fail(f"{topic}.{name} has no examples; add `examples:` with readers' words")
        intent = Intent(
            name=f"{topic}.{name}",
            topic=topic,
            title=ask.text("title", title),
            examples=tuple(dict.fromkeys(examples)),
            covered=ask.choice("covered", COVERED, "no"),
            quote=ask.texts("quote"),
            notes=ask.texts("notes"),
            lead=ask.texts("lead"),
            missing=ask.texts("missing"),
            suggest=ask.texts("suggest") or suggest,
            exercises=ask.flag("exercises"),
            body=ask.flag("body", head.flag("body", True)),
        )
        yield IntentEntry(intent, unlike, path, asks.line_of(name), dict(ask.key_lines))


def _unlike(line: str) -> tuple[str, str]:
    text, _, target = line.partition(" -> ")
    return text.strip(), target.strip()


def read_phrases(path: Path) -> dict[str, str]:
    """Phrase id → text. A phrase is a text, or a mapping with `text` and notes for reviewers."""
    head = read_yaml(path)
    phrases: dict[str, str] = {}
    for name, value in head.items():
        text = value.text("text") if isinstance(value, Table) else head.text(name)
        if not text:
            raise head.fail(f"phrase {name!r} is empty", name)
        phrases[name] = " ".join(text.split())
    return phrases


def read_lexicon(path: Path) -> Lexicon:
    """The lexicon; a site without one gets an empty lexicon."""
    if not path.exists():
        return Lexicon()
    head = read_yaml(path).only("replace", "terms", "foreign")
    replace, terms, foreign = head.table("replace"), head.table("terms"), head.table("foreign")
    return Lexicon(
        {_key(w): t for t in replace for w in replace.texts(t)},
        _by_word(terms),
        {_key(w): t for t in foreign for w in foreign.texts(t)},
    )


def _by_word(terms: Table) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for term in terms:
        for word in terms.texts(term):
            found[_key(word)] = (*found.get(_key(word), ()), term)
    return found


def _key(words: str) -> str:
    """Words as a message holds them: "x-ray" is met as "x ray"."""
    return " ".join(tokens(words))
