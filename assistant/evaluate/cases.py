"""Labelled cases, in plain YAML or JSONL.

    - message: is it ok to walk the steep part
      expect: {topic: hills, quote: running-up-hills#walk}
    - conversation: [{reader: "hi"}, {assistant: "Hello!"}, {reader: "and uphill?"}]
      country: GB
      expect: {urgency: emergency, acceptable_urgency: [emergency, same_day], group: stroke}

Messages labelled for triage (`text`, `urgency`, `acceptable`, `group`, `scenario`) are read too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.data import did_you_mean, parse_yaml, read_text
from assistant.domain import Conversation, Kind, Message, Role, Urgency
from assistant.errors import DataError

MAX_CASES = 200_000
_CASE = ("id", "message", "conversation", "country", "expect", "note")
EXPECT = ("topic", "quote", "source", "urgency", "acceptable_urgency", "kind", "group", "scenario")
_TRIAGE = "text", "urgency"
_ROLES: dict[str, Role] = {
    "reader": "reader", "user": "reader", "assistant": "assistant", "ai": "assistant",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """A conversation and what is expected of the reply to it. Empty: nothing is expected."""

    id: str
    path: Path
    line: int
    conversation: Conversation
    topics: tuple[str, ...] = ()
    """any of these topics, or intents ("topic.sub")"""
    quotes: tuple[str, ...] = ()
    """any of these: a span id, or words that a quotation holds"""
    sources: tuple[str, ...] = ()
    """any of these documents, by id or address"""
    kinds: tuple[str, ...] = ()
    urgency: str = ""
    acceptable: tuple[str, ...] = ()
    """every urgency that a careful reader could defend"""
    group: str = ""
    scenario: str = ""
    """shared by the tellings of one clinical picture; one of its own when empty"""

    @property
    def where(self) -> str:
        """`file:line`."""
        return f"{self.path}:{self.line}"

    @property
    def text(self) -> str:
        """The reader's last words."""
        return self.conversation.reader_texts[-1]


def read_cases(paths: list[Path]) -> list[Case]:
    """All cases of the files, in order. Raises `DataError` with file and line."""
    cases: list[Case] = []
    for path in paths:
        found = list(_jsonl(path) if path.suffix in (".jsonl", ".ndjson", ".json") else _yaml(path))
        if not found:
            raise DataError(path, None, "holds no cases; see `assistant eval --help`")
        cases += found
        if len(cases) > MAX_CASES:
            raise DataError(path, None, f"more than {MAX_CASES:,} cases; split them")
    return cases


def _jsonl(path: Path) -> Iterator[Case]:
    for number, line in enumerate(read_text(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as e:
            raise DataError(path, number, f"not JSON ({e}); one object a line") from e
        yield _case(row, path, number)


def _yaml(path: Path) -> Iterator[Case]:
    text = read_text(path)
    if not text.strip():
        return
    # a list at the top is read as the list under one key, a line further down
    nested = "cases:\n" + text if not text.lstrip().startswith("cases:") else text
    shift = 0 if nested is text else -1
    head = parse_yaml(nested, path, 1 + shift)
    for row in head.only("cases").tables("cases"):
        yield _case(row, path, row.line)


def _case(row: Any, path: Path, line: int) -> Case:
    if not isinstance(row, Mapping):
        raise DataError(path, line, "a case is a mapping with `message` and `expect`")
    try:
        if all(k in row for k in _TRIAGE):
            return _labelled(row, path, line)
        return _plain(row, path, line)
    except (ValueError, TypeError, KeyError, AttributeError) as e:
        raise DataError(path, line, f"not a case: {e}") from e


def _plain(row: Mapping[str, Any], path: Path, line: int) -> Case:
    for key in row:
        if key not in _CASE:
            hint = did_you_mean(str(key), _CASE)
            raise ValueError(f"unknown key {key!r}{hint}; known are: {', '.join(_CASE)}")
    expect = row.get("expect")
    if not isinstance(expect, Mapping) or not expect:
        raise ValueError("no `expect:`; say what the reply should be")
    for key in expect:
        if key not in EXPECT:
            hint = did_you_mean(str(key), EXPECT)
            raise ValueError(f"expect: unknown {key!r}{hint}; known are: {', '.join(EXPECT)}")
    urgency = str(expect.get("urgency", "")).strip()
    acceptable = _several(expect.get("acceptable_urgency")) or ((urgency,) if urgency else ())
    for word in (urgency, *acceptable):
        if word and word not in list(Urgency):
            raise ValueError(f"urgency {word!r} is not one of {', '.join(Urgency)}")
    kinds = _several(expect.get("kind"))
    for word in kinds:
        if word not in list(Kind):
            raise ValueError(f"kind {word!r} is not one of {', '.join(Kind)}")
    conversation = _conversation(row)
    return Case(
        str(row.get("id") or digest(conversation)), path, line, conversation,
        _several(expect.get("topic")), _several(expect.get("quote")),
        _several(expect.get("source")), kinds, urgency, acceptable,
        str(expect.get("group", "")), str(expect.get("scenario", "")),
    )  # fmt: skip


def _labelled(row: Mapping[str, Any], path: Path, line: int) -> Case:
    acceptable = _several(row.get("acceptable")) or (str(row["urgency"]),)
    for word in (row["urgency"], *acceptable):
        Urgency(word)
    said = Conversation((Message("reader", str(row["text"])),))
    return Case(
        str(row.get("id") or digest(said)), path, line, said,
        urgency=str(row["urgency"]), acceptable=acceptable,
        group=str(row.get("group", "")), scenario=str(row.get("scenario", "")),
    )  # fmt: skip


def _conversation(row: Mapping[str, Any]) -> Conversation:
    country = str(row["country"]).upper() if row.get("country") else None
    if "message" in row:
        turns = [Message("reader", str(row["message"]))]
    else:
        turns = [_turn(t) for t in row["conversation"]]
    if not turns or turns[-1].role != "reader":
        raise ValueError("the last turn must be the reader's")
    return Conversation(tuple(turns), country)


def _turn(turn: Any) -> Message:
    """`{reader: "…"}` or `{role: reader, text: "…"}`."""
    if not isinstance(turn, Mapping):
        raise TypeError("a turn is `reader: …` or `assistant: …`")
    if "role" in turn:
        return Message(_ROLES[str(turn["role"])], str(turn["text"]))
    ((role, text),) = turn.items()
    return Message(_ROLES[str(role)], str(text))


def _several(value: Any) -> tuple[str, ...]:
    if value is None or value == "":
        return ()
    return tuple(str(v) for v in value) if isinstance(value, list | tuple) else (str(value),)


def digest(conversation: Conversation) -> str:
    """A short name for a conversation: the same in every run."""
    text = json.dumps([[m.role, m.text] for m in conversation.messages])
    return hashlib.sha256(text.encode()).hexdigest()[:12]
