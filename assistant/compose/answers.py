"""Answers from answer plans and from retrieved passages."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.compose.evidence import Evidence
from assistant.compose.parts import Draft
from assistant.domain import Hit, Intent, Kind, Match, Quote, Reply
from assistant.text import content_words, sentences, stem

SURE = 0.30
"""Least probability of a topic that an answer plan is followed for; below: nearest reading only."""
HEDGE = 0.30
"""A runner-up with at least this share of the best's probability adds its lead quote."""
CARRIED = 0.6
"""From this probability on, a follow-up's other reading is only what was talked about before."""
NEAR = 0.12
"""Least search score of a passage shown as the nearest reading."""
THIRD = 0.08
"""Least probability of a third reading whose lead quote is shown."""
DOUBT = 0.5
"""Below this probability and confidence a plan is not followed: the nearest readings are shown."""
DOUBT_ASIDE = 0.6
"""The same for small talk, complaints and the like in a follow-up: seldom meant there."""
FOUND = 0.35
"""Least search score of a passage that answers by itself, on sites without a matching intent."""
NEAR_PLAN = 0.15
"""Least probability of a topic whose lead quote stands beside what another layer answered."""
SENTENCES = 2
"""Sentences quoted of a retrieved passage."""


def answer(e: Evidence) -> Draft:
    """Follow the plan of the best match; the runner-up may add its lead quote."""
    best = e.matches.ranked[0]
    sub = _best_sub(e)
    draft = Draft(e, topic=best.intent.topic, reason=f"plan of {sub.name}", body=sub.body)
    follow(draft, sub)
    if not e.matches.chosen and not (e.question.carry and best.probability >= CARRIED):
        hedge(draft, HEDGE * best.probability)
    if not draft.quotes and sub.covered != "social":
        _withheld(draft)
    draft.suggestions.extend(_suggestions(e, sub))
    return draft


def _best_sub(e: Evidence) -> Intent:
    """The sub-question meant. `yes` needs more weight than all `no` ones of its topic together."""
    best, subs = e.matches.ranked[0].intent, e.matches.subs
    if e.matches.chosen or best.covered != "yes":
        return best
    yes = sum(m.probability for m in subs if m.intent.covered in ("yes", "guidance"))
    no = [m for m in subs if m.intent.covered == "no"]
    if no and yes < 0.8 * sum(m.probability for m in no):
        return no[0].intent
    return best


def follow(draft: Draft, intent: Intent) -> None:
    """Say an answer plan: leads, quotes, what is missing, notes; in short when just said."""
    before = len(draft.quotes)
    covered = intent.covered in ("yes", "guidance")
    again = _said_before(draft.evidence, intent)
    if again:
        draft.say("same_answer" if covered else "same_again")
    elif covered:
        draft.say(*intent.lead)
    elif any(draft.may_quote(i) for i in intent.quote):
        draft.say("unsure_near")
    draft.quote(intent.quote)
    if not again:
        draft.say(*intent.missing)
        if not covered and not intent.missing:
            draft.say("unsure_note" if len(draft.quotes) > before else "unsure")
        draft.quote(intent.notes)
    if covered and len(draft.quotes) > before:
        draft.kind = Kind.ANSWER


def _said_before(e: Evidence, intent: Intent) -> bool:
    """Whether the assistant's last message held all that the plan quotes and finds missing."""
    spans = [e.content.spans[i] for i in intent.quote]
    texts = [e.content.documents[s.document].text[s.start : s.end] for s in spans]
    texts += [e.content.phrases[i] for i in intent.missing]
    return bool(spans) and not e.matches.chosen and all(t in e.said for t in texts)


def hedge(draft: Draft, least: float) -> None:
    """Add the lead quote of the likeliest other reading, if it is at least so likely."""
    if len(draft.quotes) >= 3:
        return
    for match in draft.evidence.matches.ranked[:3]:
        other = match.intent.topic != draft.topic and match.intent.covered != "social"
        if other and match.probability >= least:
            draft.quote(match.intent.quote, limit=1)
            return


def _withheld(draft: Draft) -> None:
    """Nothing was left to quote, because exercises are withheld or the plan has no quote."""
    draft.kind = Kind.UNSURE
    if draft.evidence.no_exercises:
        draft.say("no_exercises")


def answer_several(e: Evidence, asked: Sequence[Match]) -> Draft:
    """Answer each of several questions, two spans each; name those without a source."""
    first = asked[0].intent
    draft = Draft(
        e, topic=first.topic, reason="several questions", body=any(m.intent.body for m in asked)
    )
    draft.say("two_lead")
    kinds = []
    for match in asked[:2]:
        intent = match.intent
        covered = intent.covered in ("yes", "guidance")
        if covered:
            draft.say(*intent.lead)
        added = draft.quote(intent.quote, limit=2)
        draft.say(*intent.missing)
        if not covered and not intent.missing:
            draft.say("unsure_note")
        added += draft.quote(intent.notes, limit=1)
        kinds.append(Kind.ANSWER if covered and added else Kind.UNSURE)
    draft.kind = Kind.ANSWER if Kind.ANSWER in kinds else Kind.UNSURE
    if len(asked) > 2 or len(e.matches.asks) > 2:
        draft.say("not_asked")
    draft.suggestions.extend(_suggestions(e, first))
    return draft


def answer_from_search(e: Evidence) -> Draft | None:
    """Quote the best passages when the search is sure enough and no intent is."""
    if e.no_exercises or not e.hits or e.hits[0].score < FOUND:
        return None
    topic = e.matches.best.intent.topic if e.matches.best else None
    draft = Draft(e, Kind.ANSWER, topic, reason="search")
    for hit in e.hits[:2]:
        if hit.score >= max(FOUND, 0.6 * e.hits[0].score):
            _quote_hit(draft, hit)
    if not draft.quotes:
        return None
    draft.topic, topic = None, draft.topic
    hedge(draft, NEAR_PLAN)
    draft.topic = topic
    return draft


def nearest(e: Evidence) -> Draft:
    """No answer: the nearest the site comes, from the likeliest intents and the index."""
    best = e.matches.best
    draft = Draft(e, Kind.UNSURE, best.intent.topic if best else None, reason="nearest reading")
    likely = [m for m in e.matches.ranked if m.intent.covered != "social"]
    plans = [m.intent for n, m in enumerate(likely[:3]) if n < 2 or m.probability >= THIRD]
    spans = [s for p in plans for s in p.quote[:1] if draft.may_quote(s)]
    hits = [] if e.no_exercises else [h for h in e.hits[:1] if h.score >= NEAR]
    if not spans and not hits:
        return draft.say("unsure")
    draft.say("unsure_near")
    draft.quote(spans)
    for hit in hits:
        _quote_hit(draft, hit)
    draft.suggestions.extend(dict.fromkeys(p.title for p in plans))
    return draft


def _quote_hit(draft: Draft, hit: Hit) -> None:
    """Quote the one or two neighbouring sentences that share most with the question."""
    p = hit.passage
    spans = [(s + p.start, e + p.start) for s, e in sentences(p.text)]
    if not spans or p.role in ("heading", "promotion"):
        return
    wanted = {stem(w) for w in draft.evidence.question.words}
    text = p.document.text
    shared = [len(wanted & {stem(w) for w in content_words(text[s:e])}) for s, e in spans]
    first = max(range(len(spans)), key=lambda n: (shared[n], -n))
    last = first
    if first + 1 < len(spans) and shared[first + 1] and SENTENCES > 1:
        last = first + 1
    draft.quote_span(p.document.id, spans[first][0], spans[last][1])


def recall_more(e: Evidence, previous: Reply) -> Draft:
    """ "more": what the topic's other answer plans quote and the last reply didn't."""
    draft = Draft(e, Kind.ANSWER, previous.topic, reason="more")
    shown = {
        (previous.sources[q.source].document, q.start)
        for q in previous.parts
        if isinstance(q, Quote)
    }
    spans = e.content.spans
    wanted = [
        s for i in e.content.intents.values() if i.topic == previous.topic and i.covered != "social"
        for s in (*i.quote, *i.notes)
        if (spans[s].document, spans[s].start) not in shown and not _heard(e, s)
    ]  # fmt: skip
    for span in dict.fromkeys(wanted):
        if len(draft.quotes) == 2:
            break
        if not draft.quotes and draft.may_quote(span):
            draft.say("more_lead")
        draft.quote((span,))
    if not draft.quotes:
        draft.kind, draft.body = Kind.CHAT, False
        draft.say("nothing_more")
    return draft


def choices(e: Evidence, least: float = 0.0) -> list[str]:
    """Titles to pick from: the likeliest readings, then what goes with the first; at most three."""
    ranked = e.matches.ranked
    titles = [
        m.intent.title for m in ranked[:3]
        if m.probability >= max(least, NEAR_PLAN) and not (m.intent.exercises and e.no_exercises)
    ]  # fmt: skip
    if ranked and len(titles) < 2:
        titles += _suggestions(e, ranked[0].intent)
    return list(dict.fromkeys(titles))[:3]


def _heard(e: Evidence, span: str) -> bool:
    """Whether any message of the assistant so far held the span."""
    s = e.content.spans[span]
    return e.content.documents[s.document].text[s.start : s.end] in e.question.heard


def _suggestions(e: Evidence, intent: Intent) -> list[str]:
    intents = e.content.intents
    named = [intents[n] for n in intent.suggest if n in intents]
    others = [i for i in intents.values() if i.topic == intent.topic and i.covered == "yes"]
    titles = [
        i.title for i in (*named, *others)
        if i.name != intent.name and not (i.exercises and e.no_exercises)
    ]  # fmt: skip
    return list(dict.fromkeys(titles))[:3]
