"""The nouns. Frozen, slotted, compared by value; tuples, never lists.

Scores and probabilities are floats from 0 to 1 unless a docstring says otherwise; offsets count
characters (code points) from 0, ends are exclusive.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Role = Literal["reader", "assistant"]


class Kind(StrEnum):
    """What a reply is."""

    URGENT = "urgent"
    """safety text only"""
    ANSWER = "answer"
    """what the site says"""
    CLARIFY = "clarify"
    """asks which of two or three things is meant"""
    UNSURE = "unsure"
    """has no source; shows the nearest reading, if any"""
    CHAT = "chat"
    """greeting, thanks, goodbye, who-are-you"""


class Urgency(StrEnum):
    """How soon a person should be seen. Ordered: `URGENCIES.index` rises with urgency."""

    NONE = "none"
    SOON = "soon"
    """GP, physio or sports doctor within days; no running or exercises meanwhile"""
    SAME_DAY = "same_day"
    """today"""
    EMERGENCY = "emergency"
    """now: ambulance or emergency department"""

    @property
    def rank(self) -> int:
        """0 (none) to 3 (emergency)."""
        return URGENCIES.index(self)


URGENCIES: tuple[Urgency, ...] = (
    Urgency.NONE,
    Urgency.SOON,
    Urgency.SAME_DAY,
    Urgency.EMERGENCY,
)


@dataclass(frozen=True, slots=True)
class Message:
    """One turn."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """All turns so far, oldest first, and where the reader is."""

    messages: tuple[Message, ...]
    country: str | None = None
    """ISO 3166-1 alpha-2, upper case ("GB"); None: unknown, replies then name several countries"""

    @classmethod
    def of(
        cls, messages: str | Message | Iterable[Message] | Conversation, country: str | None = None
    ) -> Conversation:
        """Make a conversation of whatever a caller holds: a text, one message, or several."""
        if isinstance(messages, Conversation):
            return messages if country is None else cls(messages.messages, country.upper())
        if isinstance(messages, str):
            turns: tuple[Message, ...] = (Message("reader", messages),)
        elif isinstance(messages, Message):
            turns = (messages,)
        else:
            turns = tuple(messages)
        return cls(turns, country.upper() if country else None)

    @property
    def reader_texts(self) -> tuple[str, ...]:
        """What the reader wrote, oldest first."""
        return tuple(m.text for m in self.messages if m.role == "reader")


@dataclass(frozen=True, slots=True)
class Document:
    """Something that may be quoted."""

    id: str
    kind: str
    """"article", "comment" or "guidance" """
    title: str
    url: str
    """the page's address, without a fragment of ours; "" if it has none"""
    author: str
    """"" where it is not known or must not be shown (comments)"""
    date: str
    """ISO date of the text, or "" """
    text: str
    revision: str
    """"sha256:…" of the text"""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a document, whole sentences; the smallest unit retrieved."""

    document: Document
    start: int
    end: int
    role: str = "body"
    """"body", "heading", "quotation" (somebody else's words), "promotion" (only on request)"""

    @property
    def text(self) -> str:
        """The words themselves."""
        return self.document.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Hit:
    """A retrieved passage."""

    passage: Passage
    score: float
    """0..1, comparable within one index"""


@dataclass(frozen=True, slots=True)
class RedFlag:
    """A rule that tripped, as the reply reports it."""

    id: str
    group: str
    urgency: Urgency
    source: str
    """where the rule comes from: an address, or a tag of the sources list"""


@dataclass(frozen=True, slots=True)
class Triage:
    """What the red-flag layer found in a whole conversation."""

    urgency: Urgency = Urgency.NONE
    flags: tuple[RedFlag, ...] = ()
    """current flags, most urgent first; empty when urgency is none"""
    group: str = ""
    """the group whose text is shown ("self_harm" beats all); "" when no flag"""
    someone_else: bool = False
    """the flags are about another person, now"""
    warn: bool = False
    """mode S: a danger is mentioned but not current (asked about, past, hypothetical):
    answer, but lead with the warning box and show no exercises"""
    no_exercises: bool = False
    """no exercise may be shown: any flag, now or earlier in the conversation, or a child,
    a pregnancy, recent surgery"""
    special: str = ""
    """"child", "pregnancy" or "post_surgery" when the message is about one, flagged or not"""
    standing: bool = False
    """the urgency was carried over from an earlier turn that was never clearly taken back"""
    language: str = "en"
    """language of the latest message as far as it matters: "en", another ISO 639-1 code, "und" """
    evidence: tuple[str, ...] = ()
    """for `explain`: one line a finding; never logged"""


@dataclass(frozen=True, slots=True)
class Intent:
    """Something readers ask: a sub-question of a topic."""

    name: str
    """"topic.sub", unique within the site"""
    topic: str
    title: str
    """the question in a reader's words; also a training example and a suggestion's wording"""
    examples: tuple[str, ...]
    covered: str = "no"
    """does the site answer it: "yes", "partly", "no", or "social" (small talk, refusals)"""
    quote: tuple[str, ...] = ()
    """span ids ("document#span") to quote, in order"""
    notes: tuple[str, ...] = ()
    """guidance span ids to add"""
    lead: tuple[str, ...] = ()
    """phrase ids said before the quotes"""
    missing: tuple[str, ...] = ()
    """phrase ids that say what the site doesn't cover"""
    suggest: tuple[str, ...] = ()
    """intent names offered next"""
    exercises: bool = False
    """the answer is about doing exercises: withheld when triage says no_exercises"""
    body: bool = True
    """about a body: the reply then points to a physio and carries the safety-net line"""


@dataclass(frozen=True, slots=True)
class Match:
    """An intent with how likely it is meant."""

    intent: Intent
    probability: float
    """calibrated, 0..1"""
