"""Readers' questions → new examples and new intents, each with its measured effect.

    for proposal in suggest(Path("my-site"), read_questions(Path("questions.txt"))):
        print(proposal)                     # the effect, and the change as a diff

The effect is measured by cross-validation before and after, on the examples that the site had
before: an example never counts for itself. Messages with a red flag are never made examples.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import unified_diff
from pathlib import Path

from assistant.check.crossval import Held, held_out, with_examples
from assistant.data import parse_yaml, read_text
from assistant.domain import Intent, Urgency
from assistant.engine import Assistant
from assistant.errors import DataError
from assistant.gaps import Unanswered, find_gaps
from assistant.gaps.words import asking
from assistant.importers.files import write_file
from assistant.site import open_site
from assistant.site.build import NOTHING, Sources, load_sources
from assistant.suggest.edit import add_examples
from assistant.suggest.questions import read_questions
from assistant.text import clean, content_words, stem, tokens

__all__ = ["Effect", "Proposal", "apply", "read_questions", "suggest"]
SURE, LIKELY = 0.35, 0.45
"""Least confidence, and least probability of the topic, at which a question is taken for an
intent's; below, it may be of an intent that the site doesn't have."""
SHARED = 0.4
"""Least share of a question's words that its topic's examples hold: new words may be a new one."""
EACH = 5
"""New examples of one intent at a time: few enough to be read."""
CHARS = 200
"""A longer question is a story, and no example."""
ONE_BY_ONE = 2500
"""Sites with more examples are measured once, with all proposals, not once each."""
INTENTS = 25
NEW = 8
LEAST = 3
"""Questions that a new intent needs."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What cross-validation says, in examples that the site had before."""

    before: int
    """of all examples, held out, those that found their intent"""
    after: int
    of: int
    own: tuple[int, int, int]
    """the intent's own: right before, right after, of"""
    added: tuple[int, int]
    """the new examples, held out themselves: right, of"""
    together: bool = False
    """measured with all other proposals at once"""

    @property
    def harmful(self) -> bool:
        """Whether fewer examples find their intent than before."""
        return self.after < self.before

    def __str__(self) -> str:
        """One line."""
        all_ = f"all examples {self.before}/{self.of} → {self.after}/{self.of}"
        own = f"its own {self.own[0]}/{self.own[2]} → {self.own[1]}/{self.own[2]}"
        new = f"the new ones {self.added[0]}/{self.added[1]}"
        return ", ".join((all_, *([own] if self.own[2] else []), new)) + (
            " (with all proposals)" if self.together else ""
        )


@dataclass(frozen=True, slots=True)
class Proposal:
    """New examples for an intent, or a new intent."""

    intent: str
    path: Path
    examples: tuple[str, ...]
    diff: str
    """unified diff of the file"""
    effect: Effect
    new: str = ""
    """the whole file, for a new intent"""

    def __str__(self) -> str:
        """The effect, then the diff."""
        what = "new intent" if self.new else "new examples"
        return f"{self.intent}: {what}: {self.effect}\n{self.diff}"


def suggest(folder: Path, questions: Sequence[str]) -> Iterator[Proposal]:
    """Proposals, new examples first; harmful ones too, so that their effect is seen.

    Raises `DataError` when the site is broken.
    """
    sources, bot = load_sources(folder), Assistant.open(folder)
    site = open_site(folder)
    seen = {_key(x) for e in sources.intents for x in (e.intent.title, *e.intent.examples)}
    wanted: dict[str, list[tuple[float, str]]] = defaultdict(list)
    rest: list[Unanswered] = []
    words: dict[str, set[str]] = defaultdict(set)
    for e in sources.intents:
        texts = (e.intent.title, *e.intent.examples)
        words[e.intent.topic] |= {stem(w) for t in texts for w in content_words(t)}
    for text in questions:
        if _key(text) in seen or not tokens(text):
            continue
        seen.add(_key(text))
        if site.rules.check([clean(text)]).urgency is not Urgency.NONE:
            continue
        matches = site.matcher.match(text, ((text, 1.0),), (), ())
        best = matches.subs[0].intent if matches.subs else None
        sure = best is not None and matches.best is not None and (
            matches.confidence >= SURE and matches.best.probability >= LIKELY
        )  # fmt: skip
        if best is None or not sure or _shared(text, words[best.topic]) < SHARED:
            rest.append(Unanswered(text, best.topic if best else ""))
        elif len(text) <= CHARS and len(asking(text)) == 1:
            wanted[best.name].append((matches.confidence, text))
    # the least sure ones teach most
    chosen = {
        name: tuple(t for _, t in sorted(found)[:EACH])
        for name, found in sorted(wanted.items(), key=lambda kv: (-len(kv[1]), kv[0]))[:INTENTS]
    }
    yield from _measured(sources, chosen, _new_intents(rest, bot, sources))


def _shared(text: str, known: set[str]) -> float:
    """Share of the words of content that a topic's examples hold, 0..1."""
    found = [stem(w) in known for w in content_words(text)]
    return sum(found) / len(found) if found else 1.0


def _key(text: str) -> str:
    return " ".join(tokens(text))


def _new_intents(
    rest: Sequence[Unanswered], bot: Assistant, sources: Sources
) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Intent → the text of its file, and its examples."""
    found = {}
    taken = {e.intent.topic for e in sources.intents}
    for gap in find_gaps(rest, bot, limit=NEW):
        if gap.size < LEAST or gap.name in taken:
            continue
        ask = parse_yaml(gap.stub, Path(f"{gap.name}.yaml")).table("ask").table("question")
        found[f"{gap.name}.question"] = (gap.stub, ask.texts("examples"))
    return found


def _measured(
    sources: Sources,
    more: Mapping[str, tuple[str, ...]],
    new: Mapping[str, tuple[str, tuple[str, ...]]],
) -> Iterator[Proposal]:
    if not more and not new:
        return
    before = _held(sources)
    count = sum(len(e.intent.examples) for e in sources.intents)
    together = count > ONE_BY_ONE
    everything = _held(_changed(sources, more, new)) if together else None
    for name, examples in {**more, **{n: x for n, (_, x) in new.items()}}.items():
        after = everything or _held(
            _changed(sources, {name: examples} if name in more else {},
                     {name: new[name]} if name in new else {})
        )  # fmt: skip
        effect = _effect(before, after, name, examples, together)
        try:
            yield _proposal(sources, name, examples, effect, new)
        except DataError:
            continue  # examples in brackets: nothing can be added without rewriting them


def _changed(
    sources: Sources,
    more: Mapping[str, tuple[str, ...]],
    new: Mapping[str, tuple[str, tuple[str, ...]]],
) -> Sources:
    changed = with_examples(sources, dict(more))
    if not new or not sources.intents:
        return changed
    like = sources.intents[0]
    added = [
        replace(like, unlike=(), intent=Intent(n, n.split(".")[0], x[0], x))
        for n, (_, x) in new.items()
    ]
    return replace(changed, intents=[*changed.intents, *added])


def _held(sources: Sources) -> list[Held]:
    pairs = [(x, e.intent.name) for e in sources.intents for x in e.intent.examples]
    nothing = tuple(t for e in sources.intents for t, to in e.unlike if to in ("", NOTHING))
    topics = {e.intent.name: (e.intent.topic, e.intent.title) for e in sources.intents}
    return held_out(pairs, topics, tuple(dict.fromkeys(nothing)), sources.lexicon)


def _effect(
    before: Sequence[Held], after: Sequence[Held], name: str, added: tuple[str, ...], together: bool
) -> Effect:
    old = {(h.intent, h.example) for h in before}
    kept = [h for h in after if (h.intent, h.example) in old]
    own = [h for h in before if h.intent == name]
    return Effect(
        sum(h.right for h in before), sum(h.right for h in kept), len(before),
        (sum(h.right for h in own), sum(h.right for h in kept if h.intent == name), len(own)),
        (sum(h.right for h in after if h.intent == name and h.example in added), len(added)),
        together,
    )  # fmt: skip


def _proposal(
    sources: Sources,
    name: str,
    examples: tuple[str, ...],
    effect: Effect,
    new: Mapping[str, tuple[str, tuple[str, ...]]],
) -> Proposal:
    if name in new:
        text = new[name][0]
        path = sources.folder / "intents" / f"{name.split('.')[0]}.yaml"
        return Proposal(name, path, examples, _diff(path, "", text), effect, text)
    entry = next(e for e in sources.intents if e.intent.name == name)
    before = read_text(entry.path)
    ask = name.removeprefix(f"{entry.intent.topic}.")
    after = add_examples(entry.path, before, {ask: examples})
    return Proposal(name, entry.path, examples, _diff(entry.path, before, after), effect)


def _diff(path: Path, before: str, after: str) -> str:
    name = path.name
    lines = unified_diff(
        before.splitlines(), after.splitlines(), f"a/intents/{name}", f"b/intents/{name}",
        lineterm="", n=2,
    )  # fmt: skip
    return "\n".join(lines)


def apply(folder: Path, proposals: Sequence[Proposal]) -> list[Path]:
    """Write proposals into the site's files. Returns the files written."""
    topics = {e.intent.name: e.intent.topic for e in load_sources(folder).intents}
    texts: dict[Path, str] = {}
    for p in proposals:
        if p.new:
            texts[p.path] = p.new
            continue
        before = texts[p.path] if p.path in texts else read_text(p.path)
        ask = p.intent.removeprefix(f"{topics[p.intent]}.")
        texts[p.path] = add_examples(p.path, before, {ask: p.examples})
    for path, text in texts.items():
        write_file(path, _as_saved(path, text))
    return list(texts)


def _as_saved(path: Path, text: str) -> str:
    """With the file's own line ends, and its byte-order mark if it has one."""
    start = path.read_bytes() if path.exists() else b""
    mark = "\ufeff" if start.startswith(b"\xef\xbb\xbf") else ""
    return mark + (text.replace("\n", "\r\n") if b"\r\n" in start else text)
