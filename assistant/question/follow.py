"""What a turn leans on: "and the calf?", "no, the front", "forget the bike. swimming?"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.question.asking import OPENERS, View, leans, rest_after
from assistant.text import content_words, fold, tokens

CARRY = 0.5
"""Weight of the turn before, when a turn leans on it (0.3 to 0.8 measured nearly alike)."""
CARRY_ANOTHER = 0.15
"""The same when the turn names another thing ("and running?", "what about the calf")."""
JOINED = 0.4
"""Weight of a leaning turn and the one before it read as one text."""


_CORRECTION = re.compile(
    r"^(?:no+|nah|nope|sorry|oops|actually|wait)?[\s,.!-]*(?:no+[\s,.]+)?"
    r"(?:i (?:meant|mean|said)|meant|i was asking about|i(?: only| just)? asked about"
    r"|i(?: only| just)? asked(?= (?:if|whether|can|how|where|what|why|who|when|does|do|is)\b))"
    r"\b[\s,:]*|^no+[\s,]+(?=(?:the|my|not)\b)"
)
_NOT_ASKED = re.compile(
    r"^(?:(?:no+|nah|nope|sorry|but|ok|hm+|er+m*)[\s,.!-]+){0,2}"
    r"(?:(?:that|this)(?: is|'?s)? ?(?:not|isn'?t|wasn'?t)(?: really| quite)? what i"
    r"(?: was| am)? ?(?:'?m )?(?:asked|asking|meant|said|wanted)(?: about| for)?"
    r"|(?:you|u)(?:'ve)?(?: still)? (?:didn'?t|haven'?t|did not|have not|never) answer(?:ed)?"
    r"(?: me| that| it| (?:my|the) question)?)[\s,.;:!?-]+(?=\S)"
)
_PLAINLY = re.compile(
    r"^(?:(?:and|but|ok|so|sorry|no|now) )*(?:(?:say|put|tell me|explain) (?:it|that|this) )?"
    r"in (?:(?:plain|normal|simple|proper|other|easy|layman'?s|short|a) )?"
    r"(?:english|words|terms|nutshell)(?: (?:please|pls|plz|then|though))*$"
)
_SWITCH = re.compile(
    r"^(?:(?:ok|okay|right|so|no|ah|oh|well|fine)[\s,]+){0,3}"
    r"(?:forget|never ?mind|scrap|leave)\b[^.,;:!?]{0,40}[.,;:!?]+\s*"
)
_ACKNOWLEDGED = frozenset(
    """ok okay k right fine sure alright all cool great good got it i see understood yes yep yeah
    yup aye hm hmm mhm oh ah thanks ta cheers lovely fair enough gotcha then so will do""".split()
)
_ARTICLES = frozenset("the my a an his her those these doing".split())
_STANDS_FOR = frozenset("it that this them they those these one".split())
_VERBS = OPENERS | frozenset("was were be been hurts hurt goes go feels feel gets get".split())
_ANOTHER = re.compile(r"^(?:(?:ok|so|right) )?(?:and|or|what about|how about|what of)\b")
_BEFORE_A_THING = frozenset("the my for on with in about his her a".split())
_PART = re.compile(
    r"^(?:and |ok |what about |so )*(?:the |my )?(first|second|other|last) "
    r"(?:bit|part|question|thing|half|one again|bit again|part again)$"
)
_PERSON = re.compile(
    r"\b(?:(?:the|that|a|this) (?:(first|second|other|1st|2nd|last) )?(?:(?!or )[a-z]+ ){0,3}?"
    r"(commenter|reader|guy|person|man|bloke|lad|lady|woman|girl|fella|chap|author|writer)"
    r"|(?:someone|somebody|anyone|which one|which) (?:else )?in the (comments?))\b"
    r"(?: (?:in the comments?|with (?:the )?(?:[a-z]+ ){0,2}(?:hamstring|piriformis|acupuncture)))?"
)
_AUTHOR = frozenset({"author", "writer"})
_HE = dict.fromkeys(("he", "she", "him"), "") | dict.fromkeys(("his", "her", "hers"), "'s")
_HE |= {"hes": " is", "he's": " is"}
_THEY = {"they": "", "their": "'s", "them": "", "theirs": "'s"}
_PAST = frozenset("did had was were has have got tried said".split())
_COMMENTS = frozenset("comment comments commenter commenters reader readers".split())
_ONE_OF_THEM = re.compile(
    r"^(?:(?:and|ok|so|no|sorry|i mean|i meant|what about|how about) )*"
    r"(?:the )?(first|second|other|last) "
    r"(?:one|guy|person|comment|commenter|reader|man|bloke)$"
)
_OPPOSITES = (
    ("front", "back"), ("left", "right"), ("upper", "lower"), ("top", "bottom"),
    ("inner", "outer"), ("inside", "outside"), ("above", "below"), ("before", "after"),
)  # fmt: skip


def acknowledges(latest: str) -> bool:
    """A turn of nothing but "ok", "I see", "got it": it asks nothing of what came before."""
    return "?" not in latest and set(tokens(latest)) <= _ACKNOWLEDGED


def part(latest: str) -> int:
    """Which of the last message's questions is asked again ("and the second bit?"), from 1; 0."""
    if len(latest) > 40:
        return 0
    match = _PART.match(" ".join(tokens(latest)))
    return {"first": 1, "second": 2, "other": 2, "last": -1}[match.group(1)] if match else 0


def switched(latest: str) -> str:
    """What is left when a turn first drops what was talked about ("forget the bike. swim?")."""
    return rest_after(_SWITCH, latest)


def plainly(latest: str) -> bool:
    """ "in plain English please": the question before is asked again."""
    return len(latest) <= 80 and bool(_PLAINLY.match(" ".join(tokens(latest))))


def insisted(latest: str) -> str:
    """What is asked again after "that's not what I asked": the rest of the turn; "" for others."""
    return rest_after(_NOT_ASKED, latest)


def completed(applied: str, previous: str) -> str:
    """ "how do I do it" and then "the flossing" → "how do I do the flossing"; else ""."""
    words, earlier = applied.split(), previous.split()
    if words[-2:] in (["i", "mean"], ["i", "meant"]):
        words = words[:-2]
    bare = 0 < len(words) <= 5 and words[0] in _ARTICLES and not _VERBS & set(words)
    at = next((n for n, w in enumerate(earlier) if w in _STANDS_FOR), None)
    if not bare or at is None or len(earlier) > 8:
        return ""
    return " ".join((*earlier[:at], *words, *earlier[at + 1 :]))


def person(applied: str, before: Sequence[str]) -> str:
    """ "did the second reader run" and then "did he get better" → "did the second reader get ...".

    "" when nobody was named, or the author: "he" is read as him anyway.
    """
    words = applied.split()
    if len(words) > 10 or _PERSON.search(applied):
        return ""
    swap = _HE if _HE.keys() & set(words) else _THEY if _PAST & set(words) else {}
    at = next((n for n, w in enumerate(words) if w in swap), None)
    named = next((m[-1] for t in reversed(before) if (m := list(_PERSON.finditer(t)))), None)
    if named is None or named.group(2) in _AUTHOR:
        return ""
    if at is None:  # "how long did it take" straight after the person
        near = named.string == before[-1] and {"it", "did"} <= set(words)
        return f"{applied} for {named.group(0)}" if near else ""
    who = f"{named.group(0)}{swap[words[at]]}"
    about = named.string.split() if named.group(3) else ()  # which of them only that turn says
    return " ".join((*words[:at], who, *words[at + 1 :], *about))


def one_of_them(applied: str, previous: str) -> str:
    """ "what do the comments say" and then "the second one" → what the second says; else ""."""
    match = _ONE_OF_THEM.match(applied)
    if not match or not _COMMENTS & set(previous.split()):
        return ""
    which = match.group(1)
    if which == "other":
        which = "first" if "second" in previous.split() else "second"
    return f"what did the {which} commenter say"


def corrected(latest: str, applied: str, previous: str) -> tuple[str, bool]:
    """A correction as the question it stands for, and whether it is complete by itself.

    ("", False) when the turn corrects nothing.
    """
    if not (match := _CORRECTION.match(fold(latest))):
        return "", False
    rest = _CORRECTION.sub("", applied) if match.end() else applied
    wanted, _, unwanted = applied.partition(" not ")
    right = content_words(_CORRECTION.sub("", wanted))
    wrong = [w for w in content_words(unwanted) if w in previous.split()]
    if right and wrong:
        return " ".join(" ".join(right) if w in wrong else w for w in previous.split()), True
    if turned := swapped(wanted, previous):
        return turned, True
    return rest.strip() or applied, False


def swapped(applied: str, previous: str) -> str:
    """The turn before with one word turned into its opposite, when this turn names that."""
    said, earlier = applied.split(), previous.split()
    for a, b in _OPPOSITES:
        for new, old in ((a, b), (b, a)):
            if f"mid {new}" in applied or f"lower {new}" in applied:
                continue  # "and mid back?" is a place, not the opposite of the front
            if new in said and old in earlier and new not in earlier and old not in said:
                return " ".join(new if w == old else w for w in earlier)
    return ""


def _names_another(applied: str) -> bool:
    """ "and running?", "what about the calf": another thing, not a question about the first."""
    if not (match := _ANOTHER.match(applied)):
        return False
    words = applied[match.end() :].split()
    while words and words[0] in _BEFORE_A_THING:
        words.pop(0)
    asks = not words or words[0] in OPENERS or words[0] in ("if", "then")
    return not asks and bool(content_words(" ".join(words)))


def carried(applied: str, before: Sequence[str]) -> tuple[View, ...]:
    """The turns that a leaning one is read with, back to the last that stands by itself."""
    if _names_another(applied):
        return ((before[-1], CARRY_ANOTHER),)
    carry: list[View] = []
    weight = CARRY
    for text in reversed(before):
        if text:
            carry.append((text, weight))
        if not leans(text):
            break
        weight *= 0.6
    if carry and JOINED:
        carry.append((f"{before[-1]} {applied}", JOINED))
    return tuple(carry)
