"""What is asked of the last reply: why, source, repeat, more, start over, none of these."""

from __future__ import annotations

from assistant.compose.answers import SURE, recall_more
from assistant.compose.evidence import Evidence
from assistant.compose.parts import Draft
from assistant.domain import Citation, Kind, Match, Phrase, Quote, Urgency
from assistant.text import content_words, stem, tokens


def command(e: Evidence) -> Draft | None:
    """ "why?", "source?", "repeat", "more", "start over", "none of these"."""
    name = e.question.command
    if name == "restart":
        return Draft(e, Kind.CHAT, reason="restart", body=False).say("restart")
    previous = e.previous() if name else None
    if previous is None:
        return None
    if name == "source" and _answers(e.matches.best, previous.topic):
        return None  # "says who?" of the research is a question that the site answers
    if name == "none":
        return Draft(e, Kind.CHAT, reason="none of these", body=False).say("none_ok")
    if name == "more":
        return recall_more(e, previous)
    draft = Draft(e, Kind.CHAT, previous.topic, reason=name, body=False)
    quotes = [p for p in previous.parts if isinstance(p, Quote)]
    if name == "repeat":
        draft.kind = previous.kind
        for part in previous.parts:
            _repeat(draft, part, previous.sources)
        draft.suggestions.extend(previous.suggestions)
        return draft
    if not quotes and name == "source" and previous.kind == Kind.CHAT:
        return None  # "are you sure?" of small talk
    if not quotes:
        warned = previous.urgency != Urgency.NONE
        return draft.say(
            "why_safety" if warned and name == "why" else
            "source_none" if name == "source" else "why_nothing"
        )  # fmt: skip
    quotes = quotes[:2]
    if name == "why":
        _explain(draft, previous.topic, quotes)
    draft.kind = previous.kind
    draft.say("source_lead")
    for part in quotes:
        _repeat(draft, part, previous.sources)
    topics = draft.evidence.content.intents.values()
    bodily = any(i.body for i in topics if i.topic == previous.topic)
    if bodily and not any("hysio" in q.text for q in quotes):
        draft.say("physio")  # law 4 holds for a repeated quote too
    return draft


def _answers(best: Match | None, topic: str | None) -> bool:
    """Whether the site answers the match, and it stays with the topic."""
    return (
        best is not None and best.intent.topic == topic and best.intent.covered == "yes"
        and best.probability >= SURE
    )  # fmt: skip


def _repeat(draft: Draft, part: Phrase | Quote, sources: tuple[Citation, ...]) -> None:
    if isinstance(part, Phrase):
        draft.add((part,))
        return
    draft.quote_span(sources[part.source].document, part.start, part.end)


def _explain(draft: Draft, topic: str | None, quotes: list[Quote]) -> None:
    """Which question was read, and which words of the reader stand in the quoted sentences."""
    e = draft.evidence
    asked = e.question.turns[-2] if len(e.question.turns) > 1 else ""
    title = next(
        (m.intent.title for m in e.previous_matches().ranked[:1] if m.intent.topic == topic), ""
    )
    if title:
        draft.say("why_title", title=title)
    quoted = {stem(w) for q in quotes for w in tokens(q.text)}
    shared = [w for w in dict.fromkeys(content_words(asked)) if stem(w) in quoted][:8]
    stand = [w for w in shared if any(w in tokens(q.text) for q in quotes)]
    if stand:
        draft.say("why_words", words=", ".join(stand))
