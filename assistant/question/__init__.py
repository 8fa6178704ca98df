"""Reads a conversation: the sentence that asks, several questions, what "it" refers to.

Rule 1: how a message is turned into what the intent layer and the index are asked stands here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.domain import Conversation
from assistant.errors import InputError
from assistant.lexicon import Lexicon
from assistant.question import asking, commands, follow
from assistant.question.asking import View, leans
from assistant.text import clean, content_words, tokens

__all__ = ["Question", "leans", "read"]

MAX_TURNS = 200
"""Longest conversation read, in messages."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a conversation asks now."""

    latest: str
    """the reader's last message, cleaned"""
    turns: tuple[str, ...]
    """all messages of the reader since the last "start over", cleaned, oldest first"""
    views: tuple[View, ...]
    """texts to match, with weights that sum to 1; lexicon applied"""
    carry: tuple[View, ...] = ()
    """texts of earlier turns that a leaning turn is read with"""
    asks: tuple[str, ...] = ()
    """two or more separate questions of one message; lexicon applied; else empty"""
    command: str = ""
    """"why", "source", "repeat", "restart", "more", "none" or "" """
    choice: int = 0
    """the number of a suggestion that the reader picked, from 1; -1 the last; 0 none"""
    words: tuple[str, ...] = ()
    """content words of the latest message, lexicon applied"""
    foreign: bool = False
    """read with the lexicon's foreign words"""
    heard: str = ""
    """all that the assistant has said so far, for "more" """

    @property
    def text(self) -> str:
        """What the index is asked: the heaviest view, with the turn leaned on."""
        return " ".join(v for v, _ in (*self.views[:1], *self.carry[:1]))


def read(conversation: Conversation, lexicon: Lexicon) -> Question:
    """Read a conversation. Raises `InputError` when it is too long or has no reader's message."""
    if len(conversation.messages) > MAX_TURNS:
        raise InputError(
            f"the conversation has {len(conversation.messages)} messages; "
            f"at most {MAX_TURNS} can be read"
        )
    texts = conversation.reader_texts
    if not texts:
        raise InputError("the conversation holds no message of the reader")
    turns = _since_restart([commands.spoken(clean(t)) for t in texts])
    latest = (follow.insisted(turns[-1]) if len(turns) > 1 else "") or turns[-1]
    applied = lexicon.apply(latest)
    question = Question(
        latest=latest,
        turns=tuple(turns),
        views=asking.views(latest, applied, lexicon),
        asks=asking.separate(latest, lexicon),
        command=commands.command(latest),
        choice=commands.choice(latest),
        words=tuple(content_words(applied)),
        foreign=lexicon.is_foreign(tokens(latest)),
        heard="\n".join(m.text for m in conversation.messages if m.role == "assistant"),
    )
    if len(turns) < 2 or question.command or follow.acknowledges(latest):
        return question
    if number := follow.part(latest):
        asked = asking.separate(turns[-2], lexicon)
        if asked:
            return replace(question, views=((asked[min(number, len(asked)) - 1], 1.0),), choice=0)
    if follow.plainly(latest):
        return replace(question, views=((lexicon.apply(turns[-2]), 1.0),))
    if rest := follow.switched(latest):
        return replace(question, views=((lexicon.apply(rest), 1.0),))
    return _refer_back(question, [lexicon.apply(t) for t in turns[-4:-1]], applied)


def _since_restart(turns: list[str]) -> list[str]:
    for n in range(len(turns) - 2, -1, -1):
        if commands.command(turns[n]) == "restart":
            return turns[n + 1 :]
    return turns


def _refer_back(question: Question, before: Sequence[str], applied: str) -> Question:
    named = [before[0]]
    for text in before[1:]:
        named.append(follow.one_of_them(text, named[-1]) or text)
    before, previous = named, named[-1]
    if one := follow.one_of_them(applied, previous):
        return replace(question, views=((one, 1.0),), choice=0, words=tuple(content_words(one)))
    meant, complete = follow.corrected(question.latest, applied, previous)
    if meant:
        question = replace(question, views=((meant, 1.0),))
        applied = meant
    if complete:
        return question
    if whole := follow.person(applied, before):
        known = tuple(content_words(whole))
        return replace(question, views=((whole, 0.7), (applied, 0.3)), words=known)
    if whole := follow.completed(applied, previous):
        return replace(question, views=((whole, 0.7), (applied, 0.3)))
    swapped = follow.swapped(applied, previous) if len(applied.split()) <= 6 else ""
    if swapped:
        return replace(question, views=((swapped, 0.6), (applied, 0.4)))
    if not leans(applied):
        return question
    return replace(question, carry=follow.carried(applied, before))
