"""A reader assistant: safe, sourced answers from a site's own words, without a language model.

>>> from assistant import Assistant
>>> bot = Assistant.open()
>>> bot.reply("Can I run with sciatica?").kind
<Kind.ANSWER: 'answer'>
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.domain import Conversation, Kind, Message, Reply, Urgency
from assistant.errors import (
    AssistantError,
    DataError,
    InputError,
    MissingExtra,
    StoreError,
    VerificationError,
)

if TYPE_CHECKING:
    from assistant.engine import Assistant

__version__ = "0.1.0"

__all__ = [
    "Assistant",
    "AssistantError",
    "Conversation",
    "DataError",
    "InputError",
    "Kind",
    "Message",
    "MissingExtra",
    "Reply",
    "StoreError",
    "Urgency",
    "VerificationError",
]


def __getattr__(name: str) -> object:
    # The engine needs numpy (0.1 s): imported when it is asked for, so that `--help` is instant.
    if name == "Assistant":
        from assistant.engine import Assistant

        return Assistant
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
