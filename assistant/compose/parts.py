"""Puts a reply together: reviewed phrases and verbatim spans, each with its origin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from assistant.compose.evidence import Evidence
from assistant.corpus import text_fragment
from assistant.domain import Citation, Document, Kind, Part, Phrase, Quote

MAX_QUOTES = 5
"""Quotes of one reply: what a phone screen holds."""


@dataclass(slots=True)
class Draft:
    """A reply in the making. Parts are added in the order in which they are read."""

    evidence: Evidence
    kind: Kind = Kind.UNSURE
    topic: str | None = None
    reason: str = ""
    """which decision answered, for `because`"""
    body: bool = True
    """about a body: gets the pointer to a physio and the safety-net line"""
    parts: list[Part] = field(default_factory=list)
    suggestions: list[str] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)
    """ids of the documents quoted, in order of first quotation"""
    quotes: list[Quote] = field(default_factory=list)
    """the quotes among `parts`; `quote_span` adds to both"""

    def say(self, *ids: str, **slots: str) -> Draft:
        """Add phrases by id; a phrase said in the turn before gives way to its variant `id.2`."""
        for id_ in ids:
            self._say(id_, slots)
        return self

    def _say(self, id_: str, slots: dict[str, str]) -> None:
        phrases = self.evidence.content.phrases
        variant = f"{id_}.2"
        repeated = variant in phrases and phrases[id_] in self.evidence.said
        chosen = variant if repeated else id_
        text = phrases[chosen]
        for name, value in slots.items():
            text = text.replace("{" + name + "}", value)
        phrase = Phrase(text, chosen)
        if phrase not in self.parts:
            self.parts.append(phrase)

    def add(self, phrases: Iterable[Phrase]) -> Draft:
        """Add safety phrases as they are."""
        self.parts.extend(p for p in phrases if p not in self.parts)
        return self

    def quote(self, ids: Iterable[str], limit: int = MAX_QUOTES) -> int:
        """Quote declared spans, each introduced by whose words they are; how many were added.

        Spans that tell readers to do exercises are left out where none may be shown.
        """
        spans = [self.evidence.content.spans[i] for i in list(ids)[:limit]]
        return sum(self.quote_span(s.document, s.start, s.end) for s in spans)

    def quote_span(self, document: str, start: int, end: int) -> bool:
        """Quote one stretch of a document; False when it may not or need not be said."""
        content = self.evidence.content
        if len(self.quotes) >= MAX_QUOTES or not self._allowed(document, start, end):
            return False
        source = content.documents[document]
        if document not in self.documents:
            self.documents.append(document)
        number = self.documents.index(document)
        if any(q.source == number and q.start < end and start < q.end for q in self.quotes):
            return False
        last = self.parts[-1] if self.parts else None
        follows = isinstance(last, Quote) and last.source == number
        announced = isinstance(last, Phrase) and (
            last.id.split(".")[0] == self._introduction(source)
            # a comment is always said to be a reader's, whatever was announced (law 7)
            or (last.text.endswith(":") and source.kind == "article")
        )
        if not follows and not announced:
            self._introduce(source)
        quote = Quote(source.text[start:end], number, start, end)
        self.parts.append(quote)
        self.quotes.append(quote)
        return True

    def _introduce(self, source: Document) -> None:
        """Say whose words follow, in other words where the same was just said."""
        phrases, id_ = self.evidence.content.phrases, self._introduction(source)
        variant = f"{id_}.2"
        said = [p.text for p in self.parts if isinstance(p, Phrase)]
        stale = phrases[id_] in said or phrases[id_] in self.evidence.said
        if stale and variant in phrases and phrases[variant] not in said:
            id_ = variant
        self.parts.append(Phrase(phrases[id_], id_))

    def _introduction(self, source: Document) -> str:
        if source.kind == "guidance":
            return "note_says"
        if source.kind == "comment":
            owner = self.evidence.content.thread.get(source.id) == "owner"
            return "owner_wrote" if owner else "reader_wrote"
        return "article_says"

    def may_quote(self, span: str) -> bool:
        """False for a declared span about doing exercises, where none may be shown."""
        s = self.evidence.content.spans[span]
        return self._allowed(s.document, s.start, s.end)

    def _allowed(self, document: str, start: int, end: int) -> bool:
        if not self.evidence.no_exercises:
            return True
        stretches = self.evidence.content.exercise_spans.get(document, ())
        return not any(s < end and start < e for s, e in stretches)

    def citations(self) -> tuple[Citation, ...]:
        """The sources, in the order of their numbers, each opening at its first quoted words."""
        found = []
        for number, id_ in enumerate(self.documents):
            source = self.evidence.content.documents[id_]
            words = next(q.text for q in self.quotes if q.source == number)
            found.append(
                Citation(
                    id_, source.title, text_fragment(source.url, words), source.kind, source.date,
                    source.revision,
                )
            )  # fmt: skip
        return tuple(found)
