"""Examples that stand under two intents, intents with few examples or nothing to say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.check.findings import Finding, warning
from assistant.intents.files import IntentEntry
from assistant.site.build import Sources
from assistant.text import fold, stem, tokens

FEW = 5
"""An intent with fewer examples is hard to tell from others."""
_EMPTY = frozenset("a an the please is are".split())


class Lines:
    """Finds the line on which an example stands."""

    def __init__(self) -> None:
        """Files are read when first asked about."""
        self._texts: dict[str, list[str]] = {}

    def of(self, entry: IntentEntry, example: str) -> int:
        """The example's line, or its intent's when it can't be found."""
        key = str(entry.path)
        if key not in self._texts:
            self._texts[key] = entry.path.read_text(encoding="utf-8").split("\n")
        lines = self._texts[key]
        for number in range(entry.line, len(lines)):
            if example in lines[number]:
                return number + 1
        return entry.line


@dataclass(frozen=True, slots=True)
class Shared:
    """An example that stands, or nearly stands, under another intent too."""

    entry: IntentEntry
    example: str
    other: IntentEntry
    text: str
    """the other's example"""
    exact: bool


def shared(sources: Sources) -> Iterator[Shared]:
    """Examples that stand, or nearly stand, under an earlier intent too.

    Nearly: the same words in any order, articles and endings aside.
    """
    exact: dict[str, tuple[IntentEntry, str]] = {}
    near: dict[tuple[str, ...], tuple[IntentEntry, str]] = {}
    for entry in sources.intents:
        for example in entry.intent.examples:
            same = exact.setdefault(" ".join(tokens(example)) or fold(example), (entry, example))
            words = tuple(sorted({stem(w) for w in tokens(example) if w not in _EMPTY}))
            alike = near.setdefault(words, (entry, example)) if len(words) > 1 else (entry, example)
            for (other, text), is_exact in ((same, True), (alike, False)):
                if other.intent.name != entry.intent.name:
                    yield Shared(entry, example, other, text, is_exact)
                    break


def duplicates(sources: Sources) -> Iterator[Finding]:
    """Each of the examples that `shared` tells, with its line."""
    lines = Lines()
    for s in shared(sources):
        what = "stands" if s.exact else "nearly stands"
        quoted = "" if s.exact else f" (“{s.text}”)"
        yield warning(
            s.entry.path, lines.of(s.entry, s.example),
            f"{s.entry.intent.name}: example “{s.example}” {what} under "
            f"{s.other.intent.name} too{quoted}; keep it where it belongs",
            "duplicate" if s.exact else "near-duplicate",
        )  # fmt: skip


def few(sources: Sources) -> Iterator[Finding]:
    """Intents with too few examples to be told from others."""
    for entry in sources.intents:
        count = len(entry.intent.examples)
        if count < FEW:
            yield warning(
                entry.path, entry.key_lines.get("examples", entry.line),
                f"{entry.intent.name}: few examples ({count}); give it {FEW} or more", "few",
            )  # fmt: skip


def silent_intents(sources: Sources) -> Iterator[Finding]:
    """Intents that say nothing, and `yes` without a quotation."""
    for entry in sources.intents:
        i = entry.intent
        if not any((i.quote, i.notes, i.lead, i.missing)):
            if i.covered != "no":
                yield warning(
                    entry.path, entry.line,
                    f"{i.name}: covered is {i.covered!r}, but it quotes and says nothing", "unused",
                )  # fmt: skip
        elif i.covered == "yes" and not _any(i.quote, i.notes):
            yield warning(
                entry.path, entry.key_lines.get("covered", entry.line),
                f"{i.name}: covered is 'yes', but it quotes nothing; add `quote:`", "unused",
            )  # fmt: skip


def _any(*several: Sequence[str]) -> bool:
    return any(several)
