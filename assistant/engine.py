"""The assistant: open a site, answer conversations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice, repeat
from pathlib import Path

from assistant.compose import Evidence, SafetyTexts, compose
from assistant.domain import (
    Conversation,
    Hit,
    Kind,
    Message,
    Passage,
    Phrase,
    Reply,
    Triage,
    Urgency,
)
from assistant.intents.match import Matches
from assistant.question import Question, read
from assistant.site import Settings, Site, open_site
from assistant.text import clean, is_content, stem

HITS = 4
"""Passages that composing looks at."""
TOGETHER = 256
"""Conversations of `reply_many` that are read ahead and scored together."""
TOGETHER_CHARS = 1 << 17
"""Characters of their questions from which on no more are read ahead: bounds the memory."""
LOOK_BACK = 6
"""How many follow-ups in a row ("more", "more", …) are traced back to what they follow."""

Conversable = str | Message | Sequence[Message] | Conversation


@dataclass(frozen=True, slots=True)
class Explanation:
    """What each layer saw, and the reply that came of it. `str()` is readable."""

    reply: Reply
    evidence: tuple[str, ...]

    def __str__(self) -> str:
        """One line a finding, then one a layer."""
        return "\n".join((*self.evidence, "", *self.reply.because))


class Assistant:
    """Answers readers from one site. Immutable; safe to share between threads."""

    def __init__(self, site: Site) -> None:
        """Use `Assistant.open`."""
        self._site = site

    @classmethod
    def open(cls, site: Path | str | None = None) -> Assistant:
        """Open a site's folder, or the default site.

        Raises `AssistantError` in one line with file and line when the site is missing or broken.
        """
        return cls(open_site(site))

    @property
    def folder(self) -> Path:
        """Where the site's files are."""
        return self._site.folder

    @property
    def settings(self) -> Settings:
        """The site's title, address and the like."""
        return self._site.settings

    @property
    def revision(self) -> str:
        """`sha256:…` of the site."""
        return self._site.content.revision

    @property
    def canaries(self) -> Sequence[tuple[str, Urgency]]:
        """Messages that must trip a red flag of at least this urgency, for readiness checks."""
        return self._site.rules.canaries

    def triage(self, conversation: Conversable) -> Triage:
        """What the red-flag layer alone finds: a fraction of what a reply costs.

        Raises `InputError` when a message can't be read.
        """
        return self._triage(Conversation.of(conversation))

    def safety_net(self, country: str | None = None) -> tuple[Phrase, ...]:
        """The line on what would mean urgent help, with the numbers of a country (None: of all)."""
        return self._site.rules.safety_net(Triage(), country)

    def greeting(self) -> tuple[Phrase, ...]:
        """What is said before the first message: what this is, and what it isn't."""
        return (Phrase(self._site.content.phrases["greeting"], "greeting"),)

    def starters(self, limit: int = 3) -> tuple[str, ...]:
        """Questions to begin with: those the site names, then one a topic that it answers."""
        content = self._site.content
        first = {name: content.intents[name].title for name in content.starters}
        topics = {content.intents[name].topic for name in content.starters}
        for i in content.intents.values():
            if i.covered == "yes" and i.topic not in topics:
                topics.add(i.topic)
                first[i.name] = i.title
        return tuple(first.values())[:limit]

    def reply(self, conversation: Conversable, country: str | None = None) -> Reply:
        """Answer the last message of the reader.

        `conversation` is a text, a `Message`, messages (oldest first) or a `Conversation`;
        `country` an ISO 3166-1 alpha-2 code. A pure function of these and the site.
        Raises `InputError` when the conversation can't be read (too long, no reader's message).
        """
        return compose(self._evidence(Conversation.of(conversation, country), 0))

    def reply_many(
        self, conversations: Iterable[Conversable], country: str | None = None
    ) -> Iterator[Reply]:
        """Answer many conversations, in order: the same replies, byte for byte, as one by one.

        Reads up to `TOGETHER` of them ahead, as scoring them together costs half.
        """
        waiting = iter(conversations)
        failed: Exception | None = None
        asked: list[tuple[Conversation, Question]] = []
        while failed is None:
            characters = 0
            try:
                for conversation in islice(waiting, TOGETHER):
                    asked.append(self._choose(Conversation.of(conversation, country), 0))
                    characters += sum(map(len, asked[-1][1].turns))
                    if characters >= TOGETHER_CHARS:
                        break
            except Exception as e:  # told in its turn, after the replies before it
                failed = e
            if not asked:
                break
            try:
                self._site.prepare(t for _, q in asked for t in _scored(q))
                yield from map(compose, self._gather_many(asked))
            finally:
                self._site.prepare(())  # no message stays in memory
            asked.clear()
        if failed is not None:
            raise failed

    def search(self, text: str, k: int = 5) -> list[Hit]:
        """The `k` best passages for a text, best first."""
        return self._hits(self._site.lexicon.apply(clean(text)), k)

    def explain(self, conversation: Conversable, country: str | None = None) -> Explanation:
        """What each layer saw and why the table decided so."""
        evidence = self._evidence(Conversation.of(conversation, country), 0)
        q, m = evidence.question, evidence.matches
        lines = [
            f"read as: {' | '.join(f'{v} ×{w:.2f}' for v, w in q.views)}",
            *(f"carried from before: {v} ×{w:.2f}" for v, w in q.carry),
            *(f"separate question: {a}" for a in q.asks),
            *(["the reader's command: " + q.command] if q.command else []),
            *(f"triage: {line}" for line in evidence.triage.evidence),
            *(f"intent: {x.intent.name} {x.probability:.3f}" for x in m.ranked),
            *(f"sub-question: {x.intent.name} {x.probability:.3f}" for x in m.subs),
            f"margin: {_margin(m):.3f}",
            *(f"hit: {h.score:.3f} {h.passage.document.id} “{h.passage.text[:60]}…”"
              for h in evidence.hits),
        ]  # fmt: skip
        return Explanation(compose(evidence), tuple(lines))

    def _evidence(self, conversation: Conversation, depth: int) -> Evidence:
        return self._gather(*self._choose(conversation, depth), depth)

    def _gather_many(self, asked: Sequence[tuple[Conversation, Question]]) -> Iterable[Evidence]:
        """`_gather` of each, layer by layer: a layer's tables stay in the processor's cache."""
        try:
            triages = [self._triage(c) for c, _ in asked]
            matches = [self._match(q) for _, q in asked]
            hits = [self._hits(q.text, HITS) for _, q in asked]
        except Exception:  # comes again in its turn, after the replies before it
            return (self._gather(c, q, 0) for c, q in asked)
        return map(self._put_together, *zip(*asked, strict=True), repeat(0), triages, matches, hits)

    def _gather(self, conversation: Conversation, question: Question, depth: int) -> Evidence:
        triage, matches = self._triage(conversation), self._match(question)
        hits = self._hits(question.text, HITS)
        return self._put_together(conversation, question, depth, triage, matches, hits)

    def _triage(self, conversation: Conversation) -> Triage:
        return self._site.rules.check([clean(t) for t in conversation.reader_texts])

    def _match(self, question: Question) -> Matches:
        return self._site.matcher.match(
            question.latest, question.views, question.carry, question.asks
        )

    def _put_together(
        self,
        conversation: Conversation,
        question: Question,
        depth: int,
        triage: Triage,
        matches: Matches,
        hits: Iterable[Hit],
    ) -> Evidence:
        site = self._site
        return Evidence(
            question=question,
            triage=triage,
            matches=matches,
            hits=tuple(hits),
            content=site.content,
            safety=self._safety(triage, conversation.country),
            said=_said(conversation),
            previous=partial(self._previous, conversation, depth),
            previous_matches=partial(self._previous_matches, conversation, depth),
            knows_a_word=self._knows(question),
        )

    def _choose(self, conversation: Conversation, depth: int) -> tuple[Conversation, Question]:
        """A number picks one of the suggestions of the reply before."""
        question = read(conversation, self._site.lexicon)
        if not question.choice:
            return conversation, question
        previous = self._previous(conversation, depth)
        offered = previous.suggestions if previous else ()
        at = question.choice - 1 if question.choice > 0 else len(offered) - 1
        if previous and previous.kind == Kind.CLARIFY and at == len(offered):
            return conversation, replace(question, command="none")
        if not 0 <= at < len(offered):
            return conversation, question
        chosen = Message("reader", offered[at])
        conversation = Conversation((*conversation.messages[:-1], chosen), conversation.country)
        return conversation, read(conversation, self._site.lexicon)

    def _before(self, conversation: Conversation, depth: int) -> Conversation | None:
        """The conversation up to the reader's message before the last one."""
        turns = [n for n, m in enumerate(conversation.messages) if m.role == "reader"]
        if len(turns) < 2 or depth >= LOOK_BACK:
            return None
        return Conversation(conversation.messages[: turns[-2] + 1], conversation.country)

    def _previous(self, conversation: Conversation, depth: int) -> Reply | None:
        before = self._before(conversation, depth)
        return compose(self._evidence(before, depth + 1)) if before else None

    def _previous_matches(self, conversation: Conversation, depth: int) -> Matches:
        before = self._before(conversation, depth)
        return self._evidence(before, depth + 1).matches if before else Matches()

    def _knows(self, question: Question) -> bool:
        known, matcher = self._site.words, self._site.matcher
        texts = [" ".join(question.words), *(text for text, _ in question.carry)]
        return any(_stands(t.split(), known) for t in texts) or any(
            _stands(matcher.words(t), known) for t in texts
        )

    def _hits(self, text: str, k: int) -> list[Hit]:
        passages: Sequence[Passage] = self._site.passages
        return [Hit(passages[int(n)], score) for n, score in self._site.index.search(text, k=k)]

    def _safety(self, triage: Triage, country: str | None) -> SafetyTexts:
        rules = self._site.rules
        u = triage.urgency
        urgent = u in (Urgency.EMERGENCY, Urgency.SAME_DAY)
        return SafetyTexts(
            urgent=rules.urgent_parts(triage, country) if urgent else (),
            soon=rules.soon_parts(triage, country) if u == Urgency.SOON else (),
            warning=rules.warning_parts(triage, country) if triage.warn else (),
            special=rules.special_parts(triage, country) if triage.special else (),
            net=() if urgent else rules.safety_net(triage, country),
        )


def _scored(question: Question) -> Iterator[str]:
    """The texts whose intents will be asked for."""
    yield from (text for text, _ in (*question.views, *question.carry))
    yield from question.asks


def _said(conversation: Conversation) -> str:
    for message in reversed(conversation.messages):
        if message.role == "assistant":
            return message.text
    return ""


def _stands(words: Iterable[str], known: frozenset[str]) -> bool:
    return any(stem(w) in known for w in words if is_content(w))


def _margin(matches: Matches) -> float:
    p = [m.probability for m in matches.ranked[:2]]
    return p[0] - p[1] if len(p) == 2 else (p[0] if p else 0.0)
