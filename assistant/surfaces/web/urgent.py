"""What must be said even when nothing else can be: the emergency line, and the urgent reply.

The only module of this package that looks past the engine's public face.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.domain import Message, Reply, Triage, Urgency
from assistant.engine import Assistant
from assistant.text import clean


def emergency_line(bot: Assistant, country: str | None) -> str:
    """The safety-net sentence with the numbers of a country (all of them when it is None)."""
    parts = bot._site.rules.safety_net(Triage(), country)
    return " ".join(p.text for p in parts)


def urgent_reply(bot: Assistant, messages: Sequence[Message], country: str | None) -> Reply | None:
    """The reply if the conversation is urgent, else None: costs the red-flag layer only.

    Raises `InputError` when a message can't be read.
    """
    texts = [clean(m.text) for m in messages if m.role == "reader"]
    if not texts or bot._site.rules.check(texts).urgency.rank < Urgency.SAME_DAY.rank:
        return None
    reply = bot.reply(messages, country)
    return reply if reply.urgency.rank >= Urgency.SAME_DAY.rank else None
