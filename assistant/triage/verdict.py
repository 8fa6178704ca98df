"""From the findings of each turn to one `Triage` for the whole conversation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.domain import RedFlag, Triage, Urgency
from assistant.triage.message import LONG, TAKES_BACK, Findings
from assistant.triage.rules import Hit, Rule, combine
from assistant.triage.score import Verdict
from assistant.triage.words import parts

NO_EXERCISES = ("child", "pregnancy", "post_surgery")
MOST_SENTENCES = 40
"""Sentences of a flagged text that are read alone"""
PLAIN = 6
"""Most words of a plain telling: there the locked rules read better than any statistics, and are
never vetoed. In a long sentence the words around decide what it is about"""
FEW, SOME = 2, 6
"""Up to so many words ("both sides?") tell the judge nothing: the rules alone
raise an alarm there, and doubt needs a few more"""
COMPLETES = 6
"""Most words of a turn that may only complete the sentence before it ("last month")"""
JOINED = 3
"""Reader turns that are also read as one text, so that flags gather"""


class Scorer(Protocol):
    """A learned judge over the same findings. It may raise a tier; it may veto weak rules."""

    def judge(self, text: str, findings: Findings) -> Verdict:
        """What it says of one text."""


@dataclass(frozen=True, slots=True)
class Turn:
    """The verdict on one text."""

    urgency: Urgency
    flags: tuple[RedFlag, ...]
    findings: Findings
    doubt: str = ""
    """no flag, but near one: the danger's group"""


Examine = Callable[[str], Findings]


def judge(
    text: str, findings: Findings, scorer: Scorer | None, examine: Examine | None = None
) -> Turn:
    """The verdict on one text, with the scorer's voice where there is one.

    With `examine`, nothing is vetoed whose sentences, read alone, are plainly a flag: harmless
    words around a flag never silence it.
    """
    hits, raised, group, doubt = findings.hits, None, "", ""
    if scorer is not None:
        said = scorer.judge(text, findings)
        words = len(text.split())
        raised, group = said.urgency if hits or words > FEW else None, said.group
        doubt = said.group if said.doubt and words > SOME else ""
        if said.veto:
            hits = tuple(h for h in hits if not _veto_holds(text, h, scorer, examine))
        silenced = findings.outcome.silenced
        hits += tuple(h for h in silenced if _stands_alone(text, h, scorer, examine))
    urgency = combine(hits, findings.special)
    open_end = urgency is not Urgency.EMERGENCY and (hits or raised is not None)
    if scorer is not None and examine is not None and open_end:
        raised, group = _loudest(text, raised, group, scorer, examine)
    flags = [RedFlag(h.rule.id, h.rule.group, h.urgency, h.rule.source) for h in hits]
    if raised is not None and raised.rank > urgency.rank:
        urgency = raised
        if all(f.group != group for f in flags):
            flags.append(RedFlag(f"learned_{group}", group, raised, "assistant/triage"))
    return Turn(urgency, tuple(flags), findings, "" if flags else doubt)


def _loudest(
    text: str, raised: Urgency | None, group: str, scorer: Scorer, examine: Examine
) -> tuple[Urgency | None, str]:
    """The highest tier of a flagged text as a whole and of sentences that alone are plainly flags.

    What else stands in a message dilutes the judge's reading of it, and must not lower a tier.
    """
    for sentence in parts(text)[:MOST_SENTENCES] if len(text) <= LONG else ():
        if raised is Urgency.EMERGENCY:
            break
        alone = scorer.judge(sentence, examine(sentence))
        tier = alone.urgency if alone.plain else None
        if tier is not None and (raised is None or tier.rank > raised.rank):
            raised, group = tier, alone.group
    return raised, group


def _veto_holds(text: str, hit: Hit, scorer: Scorer, examine: Examine | None) -> bool:
    if examine is None or len(text) > LONG:
        # A long text was read without its repeats: sentences don't match.
        return examine is None and not hit.rule.locked
    sentences = _sentences(text, hit)
    if hit.rule.locked and any(
        len(s.split()) <= PLAIN and _trips(hit.rule, s, examine) for s in sentences
    ):
        return False
    alone = [s for s in sentences if examine(s).hits] + ["\n".join(sentences)]
    return not any(scorer.judge(s, examine(s)).plain for s in alone if s)


def _stands_alone(text: str, hit: Hit, scorer: Scorer, examine: Examine | None) -> bool:
    """Whether one sentence alone is plainly the flag, whatever explains it away elsewhere."""
    if examine is None or len(text) > LONG:
        return False
    return any(
        _trips(hit.rule, s, examine) and scorer.judge(s, examine(s)).plain
        for s in _sentences(text, hit)
    )


def _sentences(text: str, hit: Hit) -> list[str]:
    return [s for n, s in enumerate(parts(text)) if n in hit.sentences]


def _trips(rule: Rule, sentence: str, examine: Examine) -> bool:
    return any(h.rule is rule for h in examine(sentence).hits)


def triage(texts: Sequence[str], examine: Examine, scorer: Scorer | None = None) -> Triage:
    """The whole conversation, reader turns oldest first."""
    if not texts:
        return Triage()
    standing: Turn | None = None
    fragile = ""
    fresh_from = 0
    for n, text in enumerate(texts):
        turn = judge(text, examine(text), scorer, examine)
        fragile = fragile or _fragile(texts[: n + 1], turn, examine)
        if standing is not None and _taken_back(turn, standing):
            standing, fresh_from = None, n
        joined = _joined(texts[fresh_from : n + 1], turn, examine, scorer)
        for one in (joined, turn):
            if one is not None and (standing is None or one.urgency.rank > standing.urgency.rank):
                standing = one if one.urgency is not Urgency.NONE else standing
    return _triage(turn, standing, fragile)


def _fragile(texts: Sequence[str], turn: Turn, examine: Examine) -> str:
    """A reader who gets no exercises, told in one turn or in two ("had a hip op", "last month")."""
    special = turn.findings.special
    if special not in NO_EXERCISES and len(texts) > 1 and len(texts[-1].split()) <= COMPLETES:
        special = examine(f"{texts[-2].rstrip(' .!?')} {texts[-1]}").special
    return special if special in NO_EXERCISES else ""


def _joined(
    texts: Sequence[str],
    turn: Turn,
    examine: Examine,
    scorer: Scorer | None,
) -> Turn | None:
    """The last turns read as one; only a turn that itself says something of a body can add.

    Words of different turns meet by chance: together they have to be plainly a flag.
    """
    if len(texts) < 2 or not turn.findings.mentions:
        return None
    text = "\n".join(texts[-JOINED:])
    findings = examine(text)
    if scorer is not None and not scorer.judge(text, findings).plain:
        return None
    return judge(text, findings, scorer, examine)


def _taken_back(turn: Turn, standing: Turn) -> bool:
    """A clear retraction with a reason, no flag left, and not made for the exercises' sake.

    Thoughts of ending one's life are never taken back: "only joking" is what people say then.
    """
    cues = turn.findings.cues
    return (
        turn.urgency is Urgency.NONE
        and _group(standing) != "self_harm"
        and TAKES_BACK in cues
        and "wants_exercises" not in cues
        and not turn.findings.outcome.warnings
    )


def _triage(turn: Turn, standing: Turn | None, fragile: str) -> Triage:
    findings = turn.findings
    warned = tuple(r for r in findings.outcome.warnings)
    source = standing or turn
    flags = tuple(sorted(source.flags, key=lambda f: -f.urgency.rank))
    urgency = source.urgency
    group = _group(source) if urgency is not Urgency.NONE else ""
    warn = urgency is Urgency.NONE and bool(warned or turn.doubt)
    if warn:
        group = warned[0].group if warned else turn.doubt
    special = findings.special or fragile
    return Triage(
        urgency=urgency,
        flags=flags if urgency is not Urgency.NONE else (),
        group=group,
        someone_else=source.findings.other and urgency is not Urgency.NONE,
        warn=warn,
        no_exercises=urgency is not Urgency.NONE or warn or special in NO_EXERCISES,
        special=special,
        standing=standing is not None and turn.urgency.rank < standing.urgency.rank,
        language=findings.language,
        evidence=evidence(source, warned),
    )


def _group(turn: Turn) -> str:
    """Self-harm beats all; else the group of the most urgent flag, the locked core first."""
    groups = [f.group for f in turn.flags]
    if "self_harm" in groups:
        return "self_harm"
    best = max(turn.flags, key=lambda f: f.urgency.rank, default=None)
    return best.group if best else "other"


def evidence(turn: Turn, warned: Sequence[object]) -> tuple[str, ...]:
    """One line a finding: concepts with their labels, rules with their tier."""
    lines = [f"rule {f.id}: {f.group}, {f.urgency}" for f in turn.flags]
    lines += [f"warning: {getattr(r, 'id', '')}" for r in warned]
    if turn.doubt:
        lines.append(f"judge in doubt: {turn.doubt}")
    seen: dict[str, None] = {}
    for m in turn.findings.mentions:
        labels = f" ({', '.join(sorted(m.labels))})" if m.labels else ""
        seen[f"concept {m.concept}{labels}"] = None
    return tuple(lines + list(seen)[:40])
