"""Questions and answers in a table (CSV or TSV, QnA Maker's export too) → an article and intents.

The answers become the text of one article, each under its question, and each question an intent
that quotes its answer. Rows with the same answer are other wordings of one question.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from assistant.corpus import plain
from assistant.data import read_text, unused
from assistant.errors import InputError
from assistant.importers.files import scalar
from assistant.importers.html import to_markdown
from assistant.importers.markdown import simple
from assistant.importers.posts import Fault, IntentFile, Item, Post
from assistant.letters import mend
from assistant.text import content_words, sentences

QUESTION = ("question", "questions", "q", "prompt", "ask")
ANSWER = ("answer", "answers", "a", "response", "reply")
MAX_ROWS = 20_000
SENTENCES = 2
"""Sentences of an answer that are quoted; the rest stands in the article."""
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")


@dataclass(slots=True)
class _Entry:
    name: str
    answer: str
    questions: list[str] = field(default_factory=list)


def read(source: str) -> Iterator[Item]:
    """One article and one file of intents. Raises `InputError` when it is no such table."""
    path = Path(source)
    text = mend(read_text(path))
    entries: dict[str, _Entry] = {}
    names: set[str] = set()
    for line, question, answer in _rows(path, text):
        body = _markdown(answer)
        if not question or not body:
            yield Fault(f"{path}:{line}", "a row without question or answer; left out")
            continue
        entry = entries.get(body)
        if entry is None:
            entry = entries[body] = _Entry(_name(question, names), body)
        if question not in entry.questions:
            entry.questions.append(question)
    if not entries:
        raise InputError(f"{path}: no rows; the first line names the columns question and answer")
    topic = re.sub(r"[^a-z0-9]+", "_", path.stem.lower()).strip("_") or "faq"
    yield _post(path, topic, list(entries.values()))
    yield _intents(topic, list(entries.values()))


def _rows(path: Path, text: str) -> Iterator[tuple[int, str, str]]:
    head = text.split("\n", 1)[0]
    delimiter = max("\t,;", key=head.count)
    csv.field_size_limit(4 << 20)
    reader = csv.reader(StringIO(text), delimiter=delimiter)
    try:
        columns = [c.strip().lower() for c in next(reader, [])]
        question, answer = (_column(columns, names) for names in (QUESTION, ANSWER))
        if question is None or answer is None:
            raise InputError(
                f"{path}:1: needs the columns question and answer; it has: {', '.join(columns)}"
            )
        for row in reader:
            if reader.line_num > MAX_ROWS * 50:
                raise InputError(f"{path}: more than {MAX_ROWS:,} rows; split it")
            if any(c.strip() for c in row):
                cells = [*row, *[""] * (max(question, answer) + 1 - len(row))]
                yield reader.line_num, " ".join(cells[question].split()), cells[answer].strip()
    except csv.Error as e:
        raise InputError(f"{path}:{reader.line_num}: not a table ({e})") from e


def _column(columns: list[str], names: tuple[str, ...]) -> int | None:
    return next((columns.index(n) for n in names if n in columns), None)


def _markdown(answer: str) -> str:
    """An answer's Markdown: QnA Maker keeps line breaks as `\\\\n`."""
    answer = answer.replace("\\n", "\n")
    return to_markdown(answer)[0] if _TAG.search(answer) else simple(answer)


def _name(question: str, taken: set[str]) -> str:
    words = [re.sub(r"[^a-z0-9]", "", w) for w in content_words(question)]
    return unused("_".join([w for w in words if w][:4]) or "question", taken)


def _quoted(entry: _Entry) -> str:
    """The first sentences of an answer, as they stand in the article's text."""
    text = plain(entry.answer)
    bounds = sentences(text)[:SENTENCES]
    return text[bounds[0][0] : bounds[-1][1]] if bounds else ""


def _post(path: Path, topic: str, entries: list[_Entry]) -> Post:
    blocks = [f"## {e.questions[0]}\n\n{e.answer}" for e in entries]
    spans = [(e.name, _quoted(e)) for e in entries]
    return Post(
        key=f"faq {path.name} {topic}",
        slug=topic.replace("_", "-"),
        title=path.stem.replace("-", " ").replace("_", " ").capitalize(),
        url="",
        body="\n\n".join(blocks),
        spans=tuple((n, t) for n, t in spans if t),
    )


def _intents(topic: str, entries: list[_Entry]) -> IntentFile:
    document = topic.replace("_", "-")
    lines = [
        f"topic: {scalar(topic)}",
        f"title: {scalar(topic.replace('_', ' ').capitalize())}",
        "ask:",
    ]
    count = 0
    for e in entries:
        if not _quoted(e):
            continue
        count += 1
        lines += [
            f"  {e.name}:", f"    title: {scalar(e.questions[0])}", "    covered: yes",
            "    lead: [article_says]", f"    quote: [{scalar(f'{document}#{e.name}')}]",
            "    examples:", *(f"      - {scalar(q)}" for q in e.questions),
        ]  # fmt: skip
    return IntentFile(topic, "\n".join(lines) + "\n", count)
