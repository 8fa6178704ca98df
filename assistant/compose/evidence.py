"""What the decision table looks at: everything the layers found, and what may be said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from assistant.content import Content
from assistant.domain import Hit, Phrase, Reply, Triage
from assistant.intents.match import Matches
from assistant.question import Question


@dataclass(frozen=True, slots=True)
class SafetyTexts:
    """The fixed safety parts for this triage and country."""

    urgent: tuple[Phrase, ...] = ()
    soon: tuple[Phrase, ...] = ()
    warning: tuple[Phrase, ...] = ()
    special: tuple[Phrase, ...] = ()
    net: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that was found, before anything is decided."""

    question: Question
    triage: Triage
    matches: Matches
    hits: tuple[Hit, ...]
    content: Content
    safety: SafetyTexts
    said: str = ""
    """the assistant's message before, for variety; "" at first contact"""
    previous: Callable[[], Reply | None] = field(default=lambda: None)
    """computes the reply before this one, for "why?", "source?", "repeat" and picked numbers"""

    previous_matches: Callable[[], Matches] = Matches
    """computes what the turn before was read as, for "why?" """
    knows_a_word: bool = True
    """at least one content word stands in the corpus, an example or the lexicon (law 5)"""

    @property
    def no_exercises(self) -> bool:
        """True when no exercise may be shown."""
        return self.triage.no_exercises or self.triage.warn
