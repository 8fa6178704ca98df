"""What may be said on a site: the corpus, the phrases, the answer plans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.corpus import Span
from assistant.domain import Document, Intent


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that a reply is made of, and nothing else is."""

    documents: Mapping[str, Document]
    spans: Mapping[str, Span]
    """by id, aliases of the site included ("article#video")"""
    exercise_spans: Mapping[str, tuple[tuple[int, int], ...]]
    """document → stretches that tell readers to do exercises"""
    phrases: Mapping[str, str]
    intents: Mapping[str, Intent]
    cautions: Mapping[str, str]
    """document → span quoted beside whatever it says about doing exercises"""
    fallback: tuple[str, ...]
    """spans quoted when an unsure reply about a body has next to nothing to show"""
    starters: tuple[str, ...]
    """intents whose titles a reader is offered first"""
    thread: Mapping[str, str]
    """comment → "reader" or "owner" """
    revision: str = ""
