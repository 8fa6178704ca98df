"""Findings about a site's files: what is wrong, and what its owner should look at.

for finding in check(Path("my-site")):
    print(finding)                      # intents/hills.yaml:12: …
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from assistant.check.crossval import losers, validate
from assistant.check.examples import duplicates, few, silent_intents
from assistant.check.findings import Finding
from assistant.check.reach import left_with_nothing, unreached
from assistant.check.redflags import rule_examples
from assistant.check.structure import structure
from assistant.check.words import phrase_words, sources_without, unused_phrases
from assistant.errors import DataError
from assistant.site.build import broken_links, load_sources
from assistant.triage import Rules

__all__ = ["MANY", "Finding", "check"]
MANY = 2500
"""Examples up to which cross-validation is quick enough to run unasked."""


def check(
    folder: Path, *, quick: bool = False, cross_validation: bool | None = None
) -> Iterator[Finding]:
    """Everything worth telling about a site; errors of structure first.

    `quick` leaves out what needs more than reading. `cross_validation`: None runs it for up to
    `MANY` examples.
    """
    broken = list(structure(folder))
    yield from broken
    extra = folder / "intents" / "red_flags.yaml"
    try:
        sources = load_sources(folder)
        rules = Rules.load(extra if extra.exists() else None)
    except DataError as e:
        finding = Finding.of(e)
        if (finding.path, finding.line) not in {(f.path, f.line) for f in broken}:
            yield finding
        return
    for fault in broken_links(sources):
        yield Finding.of(fault, "link")
    yield from duplicates(sources)
    yield from left_with_nothing(sources)
    yield from few(sources)
    yield from silent_intents(sources)
    yield from unused_phrases(sources)
    yield from phrase_words(sources)
    yield from sources_without(sources)
    yield from rule_examples(rules, extra)
    if quick:
        return
    count = sum(len(e.intent.examples) for e in sources.intents)
    if cross_validation or (cross_validation is None and count <= MANY):
        held, titles = validate(sources)
        yield from unreached(sources, held, titles)
        yield from losers(sources, held)
