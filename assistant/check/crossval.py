"""Each example judged by models that didn't see it: what an intent loses, and to which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant.check.examples import Lines
from assistant.check.findings import Finding, warning
from assistant.intents.files import IntentEntry
from assistant.lexicon import Lexicon
from assistant.site.build import NOTHING, Sources

LOST = 3
"""Lost examples told of one intent; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Held:
    """One example, held out."""

    intent: str
    example: str
    winner: str
    """the likeliest intent"""
    own: float
    """probability of its own intent, 0..1"""
    best: float
    """probability of the winner, 0..1"""
    confidence: float
    """that the message has an intent and that it is the winner, 0..1"""

    @property
    def right(self) -> bool:
        """Whether its own intent won."""
        return self.winner == self.intent


def cross_validate(sources: Sources) -> list[Held]:
    """Every example of a site, by models of the same kind that didn't see it (3 folds).

    Neighbouring examples are held out together, so that variants of a line don't flatter. Empty
    for a site with fewer than two intents.
    """
    return validate(sources)[0]


def validate(sources: Sources) -> tuple[list[Held], dict[str, str]]:
    """`cross_validate`, and intent → the intent that its title finds (by the whole model)."""
    pairs = [(x, e.intent.name) for e in sources.intents for x in e.intent.examples]
    nothing = [t for e in sources.intents for t, target in e.unlike if target in ("", NOTHING)]
    topics = {e.intent.name: (e.intent.topic, e.intent.title) for e in sources.intents}
    if len(topics) < 2:
        return [], {}
    model = _model(pairs, topics, tuple(dict.fromkeys(nothing)), sources.lexicon)
    found = model.predict([title for _, title in topics.values()]).tolist()
    return _held(model, pairs), dict(zip(topics, found, strict=True))


def held_out(
    pairs: Sequence[tuple[str, str]],
    topics: dict[str, tuple[str, str]],
    nothing: tuple[str, ...] = (),
    lexicon: Lexicon | None = None,
) -> list[Held]:
    """(example, intent) pairs held out; `topics`: intent → (topic, title)."""
    names = {name for _, name in pairs}
    if len(names) < 2:
        return []
    return _held(_model(pairs, topics, nothing, lexicon), pairs)


def _model(
    pairs: Sequence[tuple[str, str]],
    topics: dict[str, tuple[str, str]],
    nothing: tuple[str, ...],
    lexicon: Lexicon | None,
) -> Any:
    from assistant.intents.classifier import IntentClassifier

    names = {name for _, name in pairs}
    model = IntentClassifier(
        titles={n: topics[n][1] for n in names},
        groups={n: topics[n][0] for n in names},
        negatives=nothing,
        lexicon=lexicon,
    )
    return model.fit([x for x, _ in pairs], [n for _, n in pairs])


def _held(model: Any, pairs: Sequence[tuple[str, str]]) -> list[Held]:
    from assistant.intents.serve import calibrate

    classes = model.classes_.tolist()
    probabilities, sure = calibrate(
        model.held_out_, model.held_known_, len(classes), model.scorer_.calibration
    )
    column = {c: n for n, c in enumerate(classes)}
    best = probabilities.argmax(axis=1)
    return [
        Held(name, text, classes[best[n]], float(probabilities[n, column[name]]),
             float(probabilities[n, best[n]]), float(sure[n]))
        for n, (text, name) in enumerate(pairs)
    ]  # fmt: skip


def losers(sources: Sources, held: Sequence[Held]) -> Iterator[Finding]:
    """Intents that lose their own examples, each with the winner and the margin."""
    entries = {e.intent.name: e for e in sources.intents}
    lines, lost = Lines(), Counter[str]()
    for h in held:
        if h.right:
            continue
        lost[h.intent] += 1
        if lost[h.intent] <= LOST:
            yield _lost(entries[h.intent], h, lines)
    for name, count in lost.items():
        if count > LOST:
            entry = entries[name]
            more = f"{name}: loses {count - LOST} more examples in cross-validation"
            yield warning(entry.path, entry.line, more, "lost")


def _lost(entry: IntentEntry, h: Held, lines: Lines) -> Finding:
    return warning(
        entry.path, lines.of(entry, h.example),
        f"{h.intent}: loses its example “{h.example}” to {h.winner} in cross-validation "
        f"({h.own:.2f} against {h.best:.2f}, margin {h.best - h.own:.2f})", "lost",
    )  # fmt: skip


def with_examples(sources: Sources, more: dict[str, tuple[str, ...]]) -> Sources:
    """The sources with examples added to some intents; files stay as they are."""
    intents = []
    for entry in sources.intents:
        added = more.get(entry.intent.name, ())
        examples = tuple(dict.fromkeys((*entry.intent.examples, *added)))
        intents.append(replace(entry, intent=replace(entry.intent, examples=examples)))
    return replace(sources, intents=intents)
