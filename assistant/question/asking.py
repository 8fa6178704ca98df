"""The sentences of a message that ask: of a story, of a short aside, of two questions in one."""

from __future__ import annotations

import re

from assistant.lexicon import Lexicon
from assistant.text import content_words, fold, sentences, tokens

LONG = 25
"""A message of more words than this is a story: its asking sentences count beside the whole."""
WHOLE_OF_STORY = 0.35
"""Weight of the whole story; the asking sentences share the rest."""
WHOLE_WITH_ASIDE = 0.5
"""Weight of the whole of a short message when one sentence of several asks."""

POINTING = 5
"""Most content words of a question that may lean on the sentence before it ("do you see this?")."""
JOINED = 0.5
"""Share of such a question's weight that it gets together with the sentence before."""

WHOLE_THANKED = 0.2
"""Weight of the whole of a message that thanks first and then asks."""

View = tuple[str, float]
"""A text and its weight."""

_CUES = frozenset(
    "question wondering wonder know advice tell explain suggest recommend help curious ask".split()
)
OPENERS = frozenset(
    """what whats what's how hows why where wheres when who whos which is are can could should do
    does did will would any anyone shall may has have""".split()
)
_LEANING_STARTS = frozenset("and but so ok okay then also or because still again even".split())
_POINTERS = frozenset(
    """it that this those these them they one ones same there either both other he she his
    her""".split()
)
_THANKED = re.compile(
    r"^(?:ah |oh |ok |right |great |brilliant |lovely |fab )?(?:many )?"
    r"(?:thanks|thank you|thankyou|thx|ta|cheers)(?: [a-z]+){0,3}?[\s,.!-]+"
    r"(?:but|and|though|also|now|so|one more thing|another question)\b[\s,:.]*"
)
_GREETED = re.compile(
    r"^(?:hi|hiya|hello|hey|heya|(?:good )?(?:morning|evening|afternoon|day))"
    r"(?: (?:there|all|guys|team|mate|folks|everyone))?"
    r"(?:\s*[,.!:-]+\s*|\s+(?=(?:my|i|can|is|what|whats|where|wheres|why|when|which|who|does|do|did"
    r"|are|should|could|would|any|im|ive|got|how (?!are|is it|you|r|u\b))\b))"
)
_PLEASANT = frozenset("how you doing anyone anybody there again today all going are".split())
_AND = re.compile(r"[\s,;]+(?:and also|and|also|plus)\s+(?=(\w+))")


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


def rest_after(head: re.Pattern[str], text: str) -> str:
    """What follows a certain head of a text, folded; "" without that head."""
    folded = fold(text)
    match = head.match(folded)
    return folded[match.end() :].strip() if match else ""


def polite(latest: str) -> str:
    """What follows thanks at the head of a message ("thanks, but where is it"), or ""."""
    rest = rest_after(_THANKED, latest)
    return rest if len(tokens(rest)) >= 2 else ""


def greeted(latest: str) -> str:
    """What follows a greeting at the head of a short message ("hi, got a sore back"), or ""."""
    rest = rest_after(_GREETED, latest)
    words = tokens(rest)
    told = len(words) >= 2 and bool(set(content_words(rest)) - _PLEASANT)
    return rest if told and len(words) <= LONG else ""


def views(latest: str, applied: str, lexicon: Lexicon) -> tuple[View, ...]:
    """What the intent layer reads of a message: the whole and the sentences that ask."""
    if rest := polite(latest) or greeted(latest):
        return ((lexicon.apply(rest), 1 - WHOLE_THANKED), (applied, WHOLE_THANKED))
    if len(applied.split()) <= LONG:
        return _with_aside(latest, applied, lexicon)
    weighted = _asking(latest)
    total = sum(w for _, w in weighted)
    if not total:
        return ((applied, 1.0),)
    share = (1 - WHOLE_OF_STORY) / total
    asks = [(lexicon.apply(s), w * share) for s, w in weighted if w]
    asks.sort(key=lambda v: -v[1])
    return (*asks[:6], (applied, 1 - sum(w for _, w in asks[:6])))


def _with_aside(latest: str, applied: str, lexicon: Lexicon) -> tuple[View, ...]:
    """ "ok grumpy day. what does it feel like" asks with one of its sentences."""
    spans = sentences(latest)
    if len(spans) < 2:
        return ((applied, 1.0),)
    asks = [latest[s:e] for s, e in spans if _asks(latest[s:e])]
    if len(asks) != 1 or leans(lexicon.apply(asks[0])):
        return ((applied, 1.0),)
    return ((lexicon.apply(asks[0]), 1 - WHOLE_WITH_ASIDE), (applied, WHOLE_WITH_ASIDE))


def _asks(sentence: str) -> bool:
    words = tokens(sentence)
    return "?" in sentence[-3:] or bool(words and words[0] in OPENERS)


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
        elif words and (words[0] in OPENERS):
            weight = 0.4
        elif _CUES & set(words):
            weight = 0.45
        # later sentences ask more often: 1 to 1.5 times
        weight = (weight * (1 + 0.5 * n / max(1, len(spans) - 1))) ** 2
        content = content_words(sentence)
        if weight and len(content) < 2 and before:
            sentence = f"{before} {sentence}"
        elif weight and before and len(content) <= POINTING and _POINTERS & set(words):
            weighted.append((f"{before} {sentence}", weight * JOINED))
            weight *= 1 - JOINED
        weighted.append((sentence, weight))
        short = len(content_words(text[start:end])) <= 2
        before = f"{before} {text[start:end]}" if short and n else text[start:end]
    return weighted


def separate(latest: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The separate questions of a message, two to four; else empty."""
    asked: list[str] = []
    if latest.count("?") >= 2:
        asked = _marked(latest)
    elif len(parts := re.split(r"(?:^|\s)[1-4][.)]\s+", latest)) > 2:
        asked = [p for p in parts[1:] if content_words(p)]
    elif len(latest) <= 200:
        asked = _joined(latest)
    return tuple(lexicon.apply(a) for a in asked) if 2 <= len(asked) <= 4 else ()


def _marked(latest: str) -> list[str]:
    """The sentences with a question mark; one that points back has what was told before it."""
    asked: list[str] = []
    told, whole = "", False
    for start, end in sentences(latest):
        sentence = latest[start:end]
        content = content_words(sentence)
        if "?" not in sentence[-3:]:
            told = sentence
            continue
        if content:
            points = told and len(content) <= POINTING and _POINTERS & set(tokens(sentence))
            asked.append(f"{told} {sentence}" if points else sentence)
            whole = whole or len(tokens(sentence)) > 2
        told = ""
    return asked if whole else []  # "weeks? months?" is one question


def _joined(latest: str) -> list[str]:
    """ "where is it and do I need a physio first" → its two questions."""
    words = tokens(latest)
    if not words or words[0] not in OPENERS:
        return []
    for match in _AND.finditer(latest):
        first, second = latest[: match.start()], latest[match.end() :]
        opens = match.group(1).lower() in OPENERS
        long = min(len(tokens(first)), len(tokens(second))) >= 3
        if opens and long and content_words(first) and content_words(second):
            return [first, second]
    return []
