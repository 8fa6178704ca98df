"""Intents that nothing reaches: no message, no suggestion, or only words that are another's.

A reader comes to an intent by writing something like its examples, or by picking its title where
it is suggested: by `suggest:`, or beside another of its topic (`covered: yes` only).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from assistant.check.crossval import Held
from assistant.check.examples import Lines, Shared, shared
from assistant.check.findings import Finding, warning
from assistant.intents.files import IntentEntry
from assistant.site.build import Sources
from assistant.text import fold, tokens


def suggested(sources: Sources) -> frozenset[str]:
    """Names of the intents whose titles readers are offered beside or after another's answer."""
    names = {n for e in sources.intents for n in e.intent.suggest if n != e.intent.name}
    topics = Counter(e.intent.topic for e in sources.intents)
    return frozenset(names) | {
        e.intent.name for e in sources.intents
        if e.intent.covered == "yes" and topics[e.intent.topic] > 1
    }  # fmt: skip


def left_with_nothing(sources: Sources) -> Iterator[Finding]:
    """Intents whose every example is another intent's too, and titles that two intents share."""
    whole: dict[str, list[Shared]] = defaultdict(list)
    for s in shared(sources):
        whole[s.entry.intent.name].append(s)
        # of two alike the later one is told; here both lose the example
        whole[s.other.intent.name].append(Shared(s.other, s.text, s.entry, s.example, s.exact))
    for entry in sources.intents:
        i = entry.intent
        found = whole[i.name]
        if len({s.example for s in found}) == len(i.examples):
            others = ", ".join(dict.fromkeys(s.other.intent.name for s in found))
            yield warning(
                entry.path, entry.line,
                f"{i.name}: unreachable; each of its examples stands under another intent too "
                f"({others}); give it examples of its own, or merge the two", "unreachable",
            )  # fmt: skip
    yield from _same_titles(sources)


def _same_titles(sources: Sources) -> Iterator[Finding]:
    first: dict[str, IntentEntry] = {}
    for entry in sources.intents:
        i = entry.intent
        other = first.setdefault(" ".join(tokens(i.title)) or fold(i.title), entry)
        if other is not entry:
            yield warning(
                entry.path, entry.key_lines.get("title", entry.line),
                f"{i.name}: unreachable by suggestion; its title “{i.title}” is "
                f"{other.intent.name}'s too; write a `title:` of its own, a full question",
                "unreachable",
            )  # fmt: skip


def unreached(
    sources: Sources, held: Sequence[Held], titles: Mapping[str, str]
) -> Iterator[Finding]:
    """Intents that win none of their held-out examples, and titles that lead elsewhere.

    `titles`: intent → the intent that its title finds. An intent that no example finds is
    "unused" when nothing suggests it either, or its title doesn't find it.
    """
    offered, lines = suggested(sources), Lines()
    winners: dict[str, Counter[str]] = defaultdict(Counter)
    for h in held:
        winners[h.intent][h.winner] += 1
    for entry in sources.intents:
        name, title = entry.intent.name, entry.intent.title
        found = winners.get(name)
        if not found:
            continue  # nothing was measured
        by_title = titles.get(name, name) == name
        if name not in found:
            most, count = found.most_common(1)[0]
            where = f"none of its examples ({found.total()}) finds it, {most} wins {count}"
            mend = f"give it examples in words that {most} doesn't have, or merge the two"
            if name in offered and by_title:
                yield warning(
                    entry.path, entry.line,
                    f"{name}: unreachable by messages; in cross-validation {where}, only the "
                    f"suggestion “{title}” does; {mend}", "unreachable",
                )  # fmt: skip
            else:
                yield warning(
                    entry.path, entry.line,
                    f"{name}: unused; in cross-validation {where}, and no suggestion leads to it; "
                    f"{mend}", "unused",
                )  # fmt: skip
        elif name in offered and not by_title:
            yield warning(
                entry.path, lines.of(entry, title),
                f"{name}: its title “{title}” is suggested to readers and finds {titles[name]}; "
                "reword the title, or add it to the examples", "unreachable",
            )  # fmt: skip
