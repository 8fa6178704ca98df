"""The nouns, in one place: `from assistant.domain import Message, Reply, …`."""

from assistant.domain.nouns import (
    URGENCIES,
    Conversation,
    Document,
    Hit,
    Intent,
    Kind,
    Match,
    Message,
    Passage,
    RedFlag,
    Role,
    Triage,
    Urgency,
)
from assistant.domain.reply import Citation, Part, Phrase, Quote, Reply, plain_text, source_line

__all__ = [
    "URGENCIES",
    "Citation",
    "Conversation",
    "Document",
    "Hit",
    "Intent",
    "Kind",
    "Match",
    "Message",
    "Part",
    "Passage",
    "Phrase",
    "Quote",
    "RedFlag",
    "Reply",
    "Role",
    "Triage",
    "Urgency",
    "plain_text",
    "source_line",
]
