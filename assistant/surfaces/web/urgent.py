"""What must be said even when nothing else can be: the emergency line, and the urgent reply."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.domain import Message, Reply, Urgency
from assistant.engine import Assistant


def emergency_line(bot: Assistant, country: str | None) -> str:
    """The safety-net sentence with the numbers of a country (all of them when it is None)."""
    return " ".join(p.text for p in bot.safety_net(country))


def urgent_reply(bot: Assistant, messages: Sequence[Message], country: str | None) -> Reply | None:
    """The reply if the conversation is urgent, else None: costs the red-flag layer only.

    Raises `InputError` when a message can't be read.
    """
    if bot.triage(messages).urgency.rank < Urgency.SAME_DAY.rank:
        return None
    reply = bot.reply(messages, country)
    return reply if reply.urgency.rank >= Urgency.SAME_DAY.rank else None
