"""The one ordered table that decides what a reply is. The first decision that answers, answers.

Safety stands first and is attached again after the table (`compose.attach`), for whichever
decision answered.
"""

from __future__ import annotations

from collections.abc import Callable

from assistant.compose import answers
from assistant.compose.answers import (
    NEAR_PLAN,
    SURE,
    answer,
    answer_from_search,
    answer_several,
    choices,
    hedge,
    nearest,
)
from assistant.compose.commands import command
from assistant.compose.evidence import Evidence
from assistant.compose.parts import Draft
from assistant.domain import Kind, Phrase, Reply, Urgency
from assistant.text import tokens

FEW_WORDS = 3
"""A follow-up of no more words is never taken for another language."""
EACH = 0.45
"""Least probability of each of several questions in one message."""
VAGUE = 0.5
"""Least probability and confidence at which words without content ("how do I do it") get a choice
of what they may mean, in place of "I have no source"."""
PLAIN = 0.9
"""Least probability of small talk in another language."""
CLOSE = 0.8
"""A runner-up this near to the best makes the best doubtful: the reader is asked."""

ASIDES = frozenset({"complaint", "off_topic_running"})
"""Topics that in the midst of a talk about pain are often still about that pain."""

Decision = Callable[[Evidence], Draft | None]


def urgent(e: Evidence) -> Draft | None:
    """An emergency, or something for today: the safety text and nothing else."""
    if e.triage.urgency not in (Urgency.EMERGENCY, Urgency.SAME_DAY):
        return None
    return Draft(e, Kind.URGENT, reason="urgent", body=False).add(e.safety.urgent)


def soon(e: Evidence) -> Draft | None:
    """Something to be seen within days: that first, then what the site says, but no exercises."""
    if e.triage.urgency != Urgency.SOON:
        return None
    draft = Draft(e, Kind.URGENT, reason="soon", body=False).add(e.safety.soon)
    best = e.matches.best
    if best and best.probability >= SURE and best.intent.covered in ("yes", "guidance"):
        draft.topic = best.intent.topic
        draft.quote((*best.intent.quote, *best.intent.notes), limit=2)
        if draft.quotes:
            draft.kind = Kind.ANSWER
    return draft


def empty(e: Evidence) -> Draft | None:
    """No words at all."""
    if tokens(e.question.latest):
        return None
    return Draft(e, Kind.CHAT, reason="empty", body=False).say("empty")


def foreign(e: Evidence) -> Draft | None:
    """Another language, and too few words that the lexicon can translate."""
    if e.triage.language == "en":
        return None
    if len(e.question.turns) > 1 and len(tokens(e.question.latest)) <= FEW_WORDS:
        return None  # "mine too!" tells no language, and the talk has one already
    if (
        e.matches.chosen
        or _translated(e)
        or (not e.question.foreign and e.matches.confidence >= SURE)
    ):
        return None
    return Draft(e, Kind.UNSURE, reason="not English", body=False).say("english_only")


def _translated(e: Evidence) -> bool:
    """Whether the lexicon's words of another language tell what is meant."""
    best = e.matches.best
    if best is None or not e.question.foreign:
        return False
    small_talk = best.intent.covered == "social" and not best.intent.body
    return not small_talk or best.probability >= PLAIN


def medicines(e: Evidence) -> Draft | None:
    """About a medicine: a pharmacist or prescriber, whatever else was read."""
    if e.triage.special != "medicines":
        return None
    draft = Draft(e, Kind.UNSURE, "medicines", reason="medicines").add(e.safety.special)
    best = next((m for m in e.matches.ranked if m.intent.topic == "medicines"), None)
    if best:
        draft.quote(best.intent.notes, limit=2)
    return draft


def nonsense(e: Evidence) -> Draft | None:
    """No word that carries meaning here: never a quote (law 5), perhaps a choice."""
    if e.knows_a_word or e.matches.chosen or e.question.command:
        return None
    best = e.matches.best
    if best and min(best.probability, e.matches.confidence) >= VAGUE and not e.no_exercises:
        draft = Draft(e, Kind.CLARIFY, best.intent.topic, reason="vague", body=False)
        draft.suggestions.extend(choices(e))
        return draft.say("vague")
    return Draft(e, Kind.UNSURE, reason="no shared word", body=False).say("unsure")


def social(e: Evidence) -> Draft | None:
    """Small talk, thanks, spam, and what a person has to handle."""
    best = e.matches.best
    if best is None or best.intent.covered != "social" or best.probability < SURE:
        return None
    kind = Kind.UNSURE if best.intent.body else Kind.CHAT
    draft = Draft(e, kind, best.intent.topic, reason=f"social {best.intent.name}")
    draft.body = best.intent.body
    draft.say(*best.intent.lead)
    if e.knows_a_word or e.matches.chosen:  # law 5
        draft.quote((*best.intent.quote, *best.intent.notes))
    draft.say(*best.intent.missing)
    if draft.body and best.intent.topic != "medicines":
        hedge(draft, NEAR_PLAN)  # "is it a nerve?" names a place that the article speaks of
    elif best.intent.topic in ASIDES and not draft.quotes and _about_a_body(e.previous()):
        _return_to_the_matter(draft)
    return draft


def _about_a_body(previous: Reply | None) -> bool:
    """Whether the reply before spoke of a body: those point to a physio, with the safety net."""
    return previous is not None and any(
        isinstance(p, Phrase) and p.id.startswith("safety.") for p in previous.parts
    )


def _return_to_the_matter(draft: Draft) -> None:
    """Beside an aside in a talk about pain: the nearest the site comes, else its fallback."""
    hedge(draft, NEAR_PLAN)
    if not draft.quotes:
        draft.quote(draft.evidence.content.fallback)
    draft.kind, draft.body = Kind.UNSURE, True


def doubtful(e: Evidence) -> Draft | None:
    """Neither likely nor sure: the nearest readings, for a plan would often be the wrong one."""
    best = e.matches.best
    if best is None or e.matches.chosen or not e.knows_a_word:
        return None
    aside = best.intent.covered == "social" and bool(e.question.carry)
    doubt = answers.DOUBT_ASIDE if aside else answers.DOUBT
    likely = best.probability >= doubt or e.matches.confidence >= doubt
    if likely and not _perhaps_an_aside(e):
        return None
    if not any(m.intent.covered != "social" for m in e.matches.ranked[:3]):
        return None
    return nearest(e)


def _perhaps_an_aside(e: Evidence) -> bool:
    """Small talk, spam and the like, when something on the matter is half as likely."""
    best, *others = e.matches.ranked[:3]
    aside = best.intent.covered == "social" and not best.intent.body
    matter = max((m.probability for m in others if m.intent.covered != "social"), default=0.0)
    return aside and best.probability < VAGUE and matter >= 0.5 * best.probability


def several(e: Evidence) -> Draft | None:
    """Two or more questions in one message."""
    asked = [m for m in e.matches.asks if m.probability >= EACH and m.intent.covered != "social"]
    if len({m.intent.name for m in asked}) < 2:
        return None
    return answer_several(e, asked)


def clarify(e: Evidence) -> Draft | None:
    """Two readings nearly as likely as each other, both covered: ask which is meant."""
    if e.matches.chosen or len(e.matches.ranked) < 2 or e.question.carry:
        return None
    first, second = e.matches.ranked[:2]
    if first.probability >= SURE or second.probability < CLOSE * first.probability:
        return None
    if len(e.question.words) > 3:
        return None  # a whole question is better answered with what is nearest
    draft = Draft(e, Kind.CLARIFY, first.intent.topic, reason="clarify")
    draft.quote(s for s in first.intent.quote[:1] if draft.may_quote(s))
    draft.suggestions.extend(choices(e, 0.5 * first.probability))
    return draft


def matched(e: Evidence) -> Draft | None:
    """The site's answer plan for the question that was read."""
    best = e.matches.best
    return answer(e) if best and best.probability >= SURE else None


def searched(e: Evidence) -> Draft | None:
    """No intent is sure: what the index found, if it is near enough."""
    return answer_from_search(e)


def unsure(e: Evidence) -> Draft:
    """No source; the nearest reading, if there is one."""
    return nearest(e)


DECISIONS: tuple[Decision, ...] = (
    urgent, soon, empty, command, foreign, medicines, doubtful, social, nonsense, several, clarify,
    matched, searched, unsure,
)  # fmt: skip


def decide(e: Evidence) -> Draft:
    """The first answer of the table."""
    for decision in DECISIONS:
        draft = decision(e)
        if draft is not None:
            return draft
    raise AssertionError("the table ends with a decision that always answers")
