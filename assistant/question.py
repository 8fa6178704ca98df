"""Reads a conversation: the sentence that asks, several questions, what "it" refers to.

Rule 1: how a message is turned into what the intent layer and the index are asked stands here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.domain import Conversation
from assistant.errors import InputError
from assistant.lexicon import Lexicon
from assistant.text import clean, content_words, fold, sentences, tokens

MAX_TURNS = 200
"""Longest conversation read, in messages."""
LONG = 25
"""A message of more words than this is a story: its asking sentences count beside the whole."""
WHOLE_OF_STORY = 0.35
"""Weight of the whole story; the asking sentences share the rest."""
CARRY = 0.3
"""Weight of the turn before, when a turn leans on it (0.25 to 1.0 measured alike)."""
JOINED = 0.4
"""Weight of a leaning turn and the one before it read as one text."""
FAINT = 0.15
"""Share of the turn before in the reading of a turn that stands by itself."""

View = tuple[str, float]
"""A text and its weight."""

_COMMANDS: dict[str, frozenset[str]] = {
    "why": frozenset({"why", "why that", "why do you say that", "how do you know", "how come"}),
    "source": frozenset(
        {"source", "sources", "the source", "what is the source", "what's the source",
         "where does it say that", "where is that from", "where does that come from", "citation"}
    ),
    "repeat": frozenset({"repeat", "again", "say again", "say that again", "repeat that", "pardon",
                         "come again", "repeat please"}),
    "restart": frozenset({"start over", "start again", "restart", "new question", "reset",
                          "new topic", "forget it", "begin again"}),
    "more": frozenset({"more", "more please", "tell me more", "go on", "anything else", "and more",
                       "what else", "continue"}),
}  # fmt: skip
_NONE_OF_THESE = frozenset({"none", "none of these", "none of them", "neither", "no none"})
_ORDINALS = {"first": 1, "second": 2, "third": 3, "1st": 1, "2nd": 2, "3rd": 3, "one": 1, "two": 2,
             "three": 3, "last": -1}  # fmt: skip
_THANKS = frozenset("🙏👍❤👏💪😊🙂🥰💯🙌")
_CUES = frozenset(
    "question wondering wonder know advice tell explain suggest recommend help curious ask".split()
)
_OPENERS = frozenset(
    """what whats what's how hows why where wheres when who whos which is are can could should do
    does did will would any anyone shall may has have""".split()
)
_LEANING_STARTS = frozenset("and but so ok okay then also or because still again even".split())
_POINTERS = frozenset(
    "it that this those these them they one ones same there either both other".split()
)
_CORRECTION = re.compile(
    r"^(?:no+|nah|nope|sorry|oops|actually|wait)?[\s,.!-]*(?:no+[\s,.]+)?"
    r"(?:i (?:meant|mean|said)|meant|i was asking about)\b|^no+[\s,]+(?:the|my|not)\b"
)
_OPPOSITES = (
    ("front", "back"), ("left", "right"), ("upper", "lower"), ("top", "bottom"),
    ("inner", "outer"), ("inside", "outside"), ("above", "below"), ("before", "after"),
)  # fmt: skip


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
    turns = _since_restart([_spoken(clean(t)) for t in texts])
    latest = turns[-1]
    applied = lexicon.apply(latest)
    question = Question(
        latest=latest,
        turns=tuple(turns),
        views=_views(latest, applied, lexicon),
        asks=_separate(latest, lexicon),
        command=_command(latest),
        choice=_choice(latest),
        words=tuple(content_words(applied)),
        foreign=lexicon.is_foreign(tokens(latest)),
    )
    return _refer_back(question, [lexicon.apply(t) for t in turns[-4:-1]], applied)


def _spoken(text: str) -> str:
    """A message of nothing but hands and hearts, as the word it stands for."""
    signs = set(text.strip()) - {"\ufe0f", " "}
    return "thanks" if signs and signs <= _THANKS else text


def _since_restart(turns: list[str]) -> list[str]:
    for n in range(len(turns) - 2, -1, -1):
        if _command(turns[n]) == "restart":
            return turns[n + 1 :]
    return turns


def _command(text: str) -> str:
    if len(text) > 60:
        return ""
    said = " ".join(tokens(text))
    if said in _NONE_OF_THESE:
        return "none"
    return next((name for name, forms in _COMMANDS.items() if said in forms), "")


def _choice(text: str) -> int:
    if len(text) > 30:
        return 0
    words = [
        w for w in tokens(text)
        if w not in ("the", "number", "option", "please", "no", "thanks", "choice")
    ]  # fmt: skip
    if len(words) == 2 and words[1] in ("one", "option", "choice"):
        words.pop()
    if len(words) != 1:
        return 0
    word = words[0]
    if word.isdecimal() and word.isascii() and len(word) == 1:
        return int(word)
    return _ORDINALS.get(word, 0)


def _views(latest: str, applied: str, lexicon: Lexicon) -> tuple[View, ...]:
    if len(applied.split()) <= LONG:
        return ((applied, 1.0),)
    weighted = _asking(latest)
    total = sum(w for _, w in weighted)
    if not total:
        return ((applied, 1.0),)
    share = (1 - WHOLE_OF_STORY) / total
    asks = [(lexicon.apply(s), w * share) for s, w in weighted if w]
    asks.sort(key=lambda v: -v[1])
    return (*asks[:6], (applied, 1 - sum(w for _, w in asks[:6])))


def _asking(text: str) -> list[View]:
    """The sentences of a story, weighted by how much each looks like the question."""
    spans = sentences(text)[-60:]
    weighted: list[View] = []
    before = ""
    for n, (start, end) in enumerate(spans):
        sentence = text[start:end]
        words = tokens(sentence)
        weight = 0.0
        if "?" in sentence[-3:]:
            weight = 1.0
        elif words and (words[0] in _OPENERS):
            weight = 0.4
        elif _CUES & set(words):
            weight = 0.45
        # later sentences ask more often: 1 to 1.5 times
        weight = (weight * (1 + 0.5 * n / max(1, len(spans) - 1))) ** 2
        if weight and len(content_words(sentence)) < 2 and before:
            sentence = f"{before} {sentence}"
        weighted.append((sentence, weight))
        before = text[start:end]
    return weighted


def _separate(latest: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The separate questions of a message that holds two to four question marks."""
    if latest.count("?") < 2:
        parts = re.split(r"(?:^|\s)[1-4][.)]\s+", latest)
        asked = [p for p in parts[1:] if content_words(p)] if len(parts) > 2 else []
    else:
        asked = [
            latest[s:e] for s, e in sentences(latest)
            if "?" in latest[max(s, e - 3) : e] and content_words(latest[s:e])
        ]  # fmt: skip
    return tuple(lexicon.apply(a) for a in asked) if 2 <= len(asked) <= 4 else ()


def leans(applied: str) -> bool:
    """True when a turn can't be read without the one before ("and the calf?", "how often?")."""
    words = applied.split()
    content = [w for w in words if w not in _LEANING_STARTS and w not in _POINTERS]
    content = content_words(" ".join(content))
    if len(words) <= 4 or len(content) <= 2:
        return True
    if words[0] in _LEANING_STARTS and len(words) <= 12:
        return True
    return bool(_POINTERS & set(words)) and len(content) <= 4


def _refer_back(question: Question, before: Sequence[str], applied: str) -> Question:
    if not before or question.command:
        return question
    previous = before[-1]
    if _CORRECTION.match(fold(question.latest)):
        return replace(question, views=((_correct(applied, previous), 1.0),))
    swapped = _swap(applied, previous) if len(applied.split()) <= 6 else ""
    if swapped:
        return replace(question, views=((swapped, 0.6), (applied, 0.4)))
    if not leans(applied):
        return replace(question, views=_beside(question.views, previous, FAINT))
    carry: list[View] = []
    weight = CARRY
    for text in reversed(before):
        if text:
            carry.append((text, weight))
        if not leans(text):
            break
        weight *= 0.6
    if carry and JOINED:
        carry.append((f"{previous} {applied}", JOINED))
    return replace(question, carry=tuple(carry))


def _beside(views: tuple[View, ...], other: str, share: float) -> tuple[View, ...]:
    """The views with another text that takes this share of the weight."""
    if not share or not other.strip():
        return views
    return (*((text, weight * (1 - share)) for text, weight in views), (other, share))


def _correct(applied: str, previous: str) -> str:
    """ "no i meant front not back" after "pain in the back" → "pain in the front"."""
    wanted, _, unwanted = applied.partition(" not ")
    right = content_words(_CORRECTION.sub("", wanted))
    wrong = [w for w in content_words(unwanted) if w in previous.split()]
    if right and wrong:
        return " ".join(" ".join(right) if w in wrong else w for w in previous.split())
    return _swap(wanted, previous) or " ".join(right) or applied


def _swap(applied: str, previous: str) -> str:
    """The turn before with one word turned into its opposite, when this turn names that."""
    said, earlier = applied.split(), previous.split()
    for a, b in _OPPOSITES:
        for new, old in ((a, b), (b, a)):
            if new in said and old in earlier and new not in earlier and old not in said:
                return " ".join(new if w == old else w for w in earlier)
    return ""
