"""Evidence in, reply out: one ordered table decides, safety is attached for whichever answered."""

from __future__ import annotations

from assistant.compose.decisions import decide
from assistant.compose.evidence import Evidence, SafetyTexts
from assistant.compose.parts import Draft
from assistant.domain import Kind, Part, Phrase, Reply, Urgency

__all__ = ["Draft", "Evidence", "SafetyTexts", "compose"]


FEW = 2
"""An unsure reply with fewer quotes shows the site's fallback even where the last one did."""


PHYSIO = "hysio who"
"""Words of a phrase that points to a physio already ("ask the physio who assesses you")."""


def compose(e: Evidence) -> Reply:
    """Decide, attach safety, and build the reply."""
    draft = attach(e, decide(e))
    return Reply(
        kind=draft.kind,
        urgency=e.triage.urgency,
        flags=e.triage.flags,
        topic=draft.topic,
        confidence=e.matches.confidence,
        parts=tuple(draft.parts),
        sources=draft.citations(),
        suggestions=tuple(draft.suggestions),
        because=because(e, draft),
        site=e.content.revision,
    )


def attach(e: Evidence, draft: Draft) -> Draft:
    """Law 4 and mode S: warning first; physio and the safety-net line last."""
    if e.triage.urgency in (Urgency.EMERGENCY, Urgency.SAME_DAY):
        return draft
    leads: list[Part] = []
    if e.triage.warn and e.triage.urgency == Urgency.NONE:
        leads.extend(e.safety.warning)
    if e.triage.special and draft.reason != "medicines":
        leads.extend(e.safety.special)
    draft.parts[:0] = [p for p in leads if p not in draft.parts]
    draft.quote(_cautions(draft))
    pointed = draft.body and draft.kind == Kind.UNSURE and _fall_back(e, draft)
    named = any(PHYSIO in p.text for p in draft.parts if isinstance(p, Phrase))
    if draft.body and draft.kind != Kind.CHAT and not pointed and not named:
        draft.say("physio")
    if (draft.body and draft.kind != Kind.CHAT) or e.triage.urgency == Urgency.SOON:
        draft.add(e.safety.net)
    if draft.kind == Kind.CLARIFY and draft.reason == "clarify":
        draft.say("clarify")  # last: the choices follow it
    return draft


def _fall_back(e: Evidence, draft: Draft) -> bool:
    """Add the site's fallback, the article's own pointer to a physio; True when it was added."""
    spans = [e.content.spans[i] for i in e.content.fallback]
    texts = [e.content.documents[s.document].text[s.start : s.end] for s in spans]
    if len(draft.quotes) >= FEW and any(t in e.said for t in texts):
        return False
    return draft.quote(e.content.fallback) > 0


def _cautions(draft: Draft) -> list[str]:
    """What a document says to be careful about, wherever its words on exercises are quoted."""
    content = draft.evidence.content
    found = []
    for quote in draft.quotes:
        document = draft.documents[quote.source]
        stretches = content.exercise_spans.get(document, ())
        if document in content.cautions and any(
            s < quote.end and quote.start < e for s, e in stretches
        ):
            found.append(content.cautions[document])
    return list(dict.fromkeys(found))


def because(e: Evidence, draft: Draft) -> tuple[str, ...]:
    """One line a layer: names, numbers, never the reader's words."""
    t, best = e.triage, e.matches.best
    modes = [
        n
        for n, on in (("warn", t.warn), ("no exercises", t.no_exercises), ("standing", t.standing))
        if on
    ]
    flags = ", ".join(f.id for f in t.flags) or "no red flag"
    ranked = ", ".join(f"{m.intent.name} {m.probability:.2f}" for m in e.matches.ranked[:3])
    hits = ", ".join(f"{h.passage.document.id} {h.score:.2f}" for h in e.hits[:2])
    return (
        f"triage: {t.urgency} ({'; '.join([flags, *modes, *([t.special] if t.special else [])])})",
        f"intents: {ranked if best else 'none'} (confidence {e.matches.confidence:.2f})",
        f"search: {hits or 'nothing'}",
        f"decision: {draft.reason}",
    )
