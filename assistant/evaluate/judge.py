"""Cases → outcomes: what the assistant replied, and which expectations it met."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.corpus import Span
from assistant.domain import Quote, Reply, Urgency
from assistant.engine import Assistant
from assistant.errors import DataError, InputError
from assistant.evaluate.cases import Case


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one case."""

    key: str
    """the same in every run"""
    where: str
    """`file:line`"""
    text: str
    """the reader's last words"""
    checks: tuple[tuple[str, bool], ...]
    """(expectation, met): topic, quote, source, kind, urgency"""
    expected: str
    """topic, or ""; for the confusion matrix"""
    got: str
    kind: str
    confidence: float
    """0..1"""
    seconds: float
    urgency: str = ""
    """expected, or "" """
    acceptable: tuple[str, ...] = ()
    got_urgency: str = ""
    group: str = ""
    scenario: str = ""

    @property
    def right(self) -> bool:
        """Whether every expectation was met."""
        return all(ok for _, ok in self.checks)


def judge(bot: Assistant, cases: Sequence[Case], spans: Mapping[str, Span]) -> Iterator[Outcome]:
    """Answer every case. A message that can't be read counts as a reply of kind "error".

    `spans`: the site's, by id (`assistant.site.build.span_ids`). Raises `DataError` when a case
    expects a span that the site doesn't have.
    """
    for case in cases:
        for wanted in case.quotes:
            if "#" in wanted and " " not in wanted and wanted not in spans:
                raise DataError(case.path, case.line, f"quote: no span {wanted!r} in this site")
    for case in cases:
        begun = time.perf_counter()
        try:
            reply: Reply | None = bot.reply(case.conversation)
        except InputError:
            reply = None
        yield _outcome(spans, case, reply, time.perf_counter() - begun)


def _outcome(spans: Mapping[str, Span], case: Case, reply: Reply | None, seconds: float) -> Outcome:
    topic = (reply.topic or "") if reply else ""
    wanted = case.topics[0].split(".")[0] if case.topics else ""
    got = str(reply.urgency) if reply else "none"
    return Outcome(
        key=case.id, where=case.where, text=case.text,
        checks=tuple(_checks(spans, case, reply, topic)),
        expected=wanted, got=topic, kind=str(reply.kind) if reply else "error",
        confidence=reply.confidence if reply else 0.0, seconds=seconds,
        urgency=case.urgency, acceptable=case.acceptable, got_urgency=got,
        group=case.group, scenario=case.scenario or case.id,
    )  # fmt: skip


def _checks(
    spans: Mapping[str, Span], case: Case, reply: Reply | None, topic: str
) -> Iterator[tuple[str, bool]]:
    if case.topics:
        yield "topic", any(t.split(".")[0] == topic for t in case.topics)
    if case.quotes:
        yield "quote", reply is not None and any(_quoted(spans, reply, q) for q in case.quotes)
    if case.sources:
        yield "source", reply is not None and any(_cited(reply, s) for s in case.sources)
    if case.kinds:
        yield "kind", reply is not None and str(reply.kind) in case.kinds
    if case.urgency:
        yield "urgency", reply is not None and _urgent_enough(case, reply.urgency)


def _urgent_enough(case: Case, got: Urgency) -> bool:
    ranks = [Urgency(u).rank for u in case.acceptable]
    if not ranks or case.urgency == "none":
        return str(got) in (case.acceptable or ("none",))
    return got.rank >= min(ranks)


def _quoted(spans: Mapping[str, Span], reply: Reply, wanted: str) -> bool:
    quotes = [(p, reply.sources[p.source].document) for p in reply.parts if isinstance(p, Quote)]
    span = spans.get(wanted)
    if span is None:
        words = " ".join(wanted.split())
        return any(words in " ".join(q.text.split()) for q, _ in quotes)
    return any(d == span.document and q.start < span.end and span.start < q.end for q, d in quotes)


def _cited(reply: Reply, wanted: str) -> bool:
    return any(
        wanted == s.document or wanted.split("#")[0] == s.url.split("#")[0] for s in reply.sources
    )
