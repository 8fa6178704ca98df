"""What is to be done with a comment: one ordered list of questions, the first yes decides.

Code knows what any site's queue holds (spam, lawyers, the press, requests about data); the site's
own intents tell the rest through the reply's topic.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.domain import Kind, Phrase, Quote, Reply, Urgency
from assistant.surfaces.batch import words
from assistant.surfaces.batch.job import Job
from assistant.text import fold, tokens

DRAFT, ESCALATE, HUMAN, SKIP = "draft", "escalate", "needs_human", "skip"
ACTIONS = (ESCALATE, DRAFT, HUMAN, SKIP)
URGENT = (Urgency.EMERGENCY, Urgency.SAME_DAY)
FOR_PEOPLE = ("legal", "privacy", "press", "refund")
"""Word lists whose match sends a comment to a person, in this order."""
SURE, NEAR = 0.5, 0.1
"""From `SURE` on a topic may decide alone; below `NEAR` the nearest reading is no draft."""
CERTAIN = 0.75
"""From here on a topic may make a question a complaint: one that only sounds cross is answered."""
SHORT = 25
"""Words; a longer comment is never only thanks."""
PEOPLE_FIRST = ("child", "pregnancy", "post_surgery", "medicines")
"""What triage found special: a person looks at the comment first."""
NAMED = ("child", "post_surgery")
"""Those that numbers alone can be taken for ("6 weeks", "at 14")."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """An action and its reason, as the record has them."""

    action: str
    reason: str


def before_reply(job: Job) -> Verdict | None:
    """What needs no reading of the words."""
    if job.fault:
        return Verdict(HUMAN, "unreadable")
    if job.trackback:
        return Verdict(SKIP, "spam")
    if job.own:
        return Verdict(SKIP, "own")
    if job.answered and job.before and not tokens(job.text):
        return Verdict(SKIP, "answered_already")
    if not tokens(job.text) and not job.before:
        return Verdict(SKIP, "empty")
    if _is_advert(job, fold(job.text)):
        return Verdict(SKIP, "spam")
    return None


def if_calm(job: Job) -> Verdict | None:
    """What needs no more than that nothing in it is urgent."""
    if job.answered:
        return Verdict(SKIP, "answered_already")
    if job.duplicate:
        return Verdict(SKIP, "duplicate")
    if not tokens(job.text):
        return Verdict(SKIP, "empty")
    return None


def verdict(job: Job, reply: Reply) -> Verdict:
    """The action for a comment that was read."""
    if reply.urgency in URGENT:
        return Verdict(ESCALATE, "urgent")
    folded = fold(job.text)
    return (
        if_calm(job)
        or _for_people(reply, folded)
        or _not_for_us(job, reply, folded)
        or _draft(reply)
    )


def _is_advert(job: Job, folded: str) -> bool:
    """Sells something. A person's own symptoms with a link are not an advert."""
    sells, flatters = words.count("advert", folded), words.has("flattery", folded)
    link = job.links > 0
    personal = words.count("symptom", folded) >= 3 and not (sells and job.shop)
    if sells + link + job.shop + flatters < 2 or personal:
        return False
    return bool((link and (sells or flatters or job.shop)) or sells >= 2 or (sells and job.shop))


def _for_people(reply: Reply, folded: str) -> Verdict | None:
    if reply.urgency == Urgency.SOON:
        return Verdict(HUMAN, "soon")
    for name in FOR_PEOPLE:
        if words.has(name, folded):
            return Verdict(HUMAN, name)
    if words.has("clinician", folded) and words.has("correction", folded):
        return Verdict(HUMAN, "correction")
    if words.has("abuse", folded):
        return Verdict(HUMAN, "abuse")
    if special := _special(reply, folded):
        return Verdict(HUMAN, special)
    sure = reply.confidence >= SURE
    if words.has("booking", folded) or (reply.topic == "book_appointment" and sure):
        return Verdict(HUMAN, "booking")
    certain = reply.confidence >= (CERTAIN if words.asks(folded) else SURE)
    if words.has("complaint", folded) or (reply.topic == "complaint" and certain):
        return Verdict(HUMAN, "complaint")
    return None


def _special(reply: Reply, folded: str) -> str:
    """Which of `PEOPLE_FIRST` the reply speaks to.

    Of those that a number can be taken for, an English comment must have a word: "5 weeks post op"
    is no child of five. The lists know no other language.
    """
    said = {p.id for p in reply.parts if isinstance(p, Phrase)}
    found = next((s for s in PEOPLE_FIRST if f"safety.special.{s}" in said), "")
    if found in NAMED and words.has("english", folded):
        return next((s for s in (found, *NAMED) if words.has(s, folded)), "")
    return found


def _not_for_us(job: Job, reply: Reply, folded: str) -> Verdict | None:
    asking, short = words.asks(folded), len(tokens(folded)) <= SHORT
    if reply.topic == "spam" and reply.kind == Kind.CHAT:
        return Verdict(SKIP, "spam")
    if _to_another(job, reply, folded, asking):
        return Verdict(SKIP, "not_a_question")
    if reply.topic == "thanks" and reply.confidence >= SURE and not asking:
        return Verdict(SKIP, "thanks")
    if asking or not short:
        return None
    if reply.kind == Kind.CHAT or (words.has("thanks", folded) and reply.kind != Kind.ANSWER):
        praise = reply.topic == "thanks" or words.has("thanks", folded)
        return Verdict(SKIP, "thanks" if praise else "not_a_question")
    return None


def _to_another(job: Job, reply: Reply, folded: str, asking: bool) -> bool:
    """Does it only talk to another reader?"""
    if job.to_reader == "named":
        return not asking or words.has("to_person", folded)
    return job.to_reader == "below" and not asking and reply.kind != Kind.ANSWER


def _draft(reply: Reply) -> Verdict:
    quotes = any(isinstance(p, Quote) for p in reply.parts)
    if reply.kind == Kind.ANSWER:
        return Verdict(DRAFT, "answered")
    if reply.kind in (Kind.CHAT, Kind.CLARIFY):
        return Verdict(DRAFT, str(reply.kind))
    if not quotes or reply.confidence < NEAR:
        return Verdict(HUMAN, "no_source")
    return Verdict(DRAFT, "partly")
