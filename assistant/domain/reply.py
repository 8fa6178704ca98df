"""The reply: parts with their origin, sources, and the text derived from them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from assistant.domain.nouns import Kind, RedFlag, Urgency


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim span of a document: `document.text[start:end] == text`."""

    text: str
    source: int
    """index into `Reply.sources`"""
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """A reviewed sentence in the assistant's own voice."""

    text: str
    id: str


Part = Quote | Phrase


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a quote comes from."""

    document: str
    title: str
    url: str
    """with a text fragment that makes a browser scroll to the quoted words"""
    kind: str
    date: str
    revision: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What the assistant says, and why."""

    kind: Kind
    urgency: Urgency = Urgency.NONE
    flags: tuple[RedFlag, ...] = ()
    topic: str | None = None
    confidence: float = 0.0
    """0..1: how sure that the message has one of the site's intents and that it is this one"""
    parts: tuple[Part, ...] = ()
    sources: tuple[Citation, ...] = ()
    suggestions: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
    """one line a layer; names of rules and intents, never the reader's words"""
    site: str = ""
    """revision of the site that answered"""
    text: str = field(init=False, default="")
    """exactly what a reader sees, plain text; derived from parts and sources"""

    def __post_init__(self) -> None:
        """Derive the text."""
        object.__setattr__(self, "text", plain_text(self.parts, self.sources))

    def to_dict(self) -> dict[str, Any]:
        """The reply in the shape of the contract: JSON-ready, keys in a fixed order."""
        return {
            "kind": str(self.kind),
            "urgency": str(self.urgency),
            "topic": self.topic,
            "confidence": round(self.confidence, 4),
            "text": self.text,
            "parts": [_part(p) for p in self.parts],
            "sources": [
                {
                    "id": s.document,
                    "kind": s.kind,
                    "title": s.title,
                    "url": s.url,
                    "date": s.date,
                    "revision": s.revision,
                }
                for s in self.sources
            ],
            "flags": [
                {"id": f.id, "group": f.group, "urgency": str(f.urgency), "source": f.source}
                for f in self.flags
            ],
            "suggestions": list(self.suggestions),
            "because": list(self.because),
            "site": self.site,
        }


def _part(part: Part) -> dict[str, Any]:
    if isinstance(part, Phrase):
        return {"type": "phrase", "id": part.id, "text": part.text}
    return {
        "type": "quote",
        "text": part.text,
        "source": part.source,
        "start": part.start,
        "end": part.end,
    }


def plain_text(parts: tuple[Part, ...], sources: tuple[Citation, ...]) -> str:
    """Parts as paragraphs, quotes in quotation marks with [n], then the list of sources."""
    paragraphs = [
        p.text if isinstance(p, Phrase) else f"“{p.text}” [{p.source + 1}]" for p in parts
    ]
    if sources:
        paragraphs.append("\n".join(source_line(n, s) for n, s in enumerate(sources, 1)))
    return "\n\n".join(paragraphs)


def source_line(number: int, source: Citation) -> str:
    """One source as readers see it: `[1] title (article, 2021-03-02) https://…`."""
    about = ", ".join(x for x in (source.kind, source.date) if x)
    address = source.url.split("#:~:", 1)[0]
    return f"[{number}] {source.title} ({about}) {address}".rstrip()
