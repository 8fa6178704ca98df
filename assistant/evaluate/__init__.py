"""Labelled cases → figures with intervals, curves, comparisons with an earlier run, floors.

run = evaluate(Assistant.open(), [Path("cases.yaml")])
print(report(run))
"""

from __future__ import annotations

from pathlib import Path

from assistant.check.crossval import Held, cross_validate
from assistant.engine import Assistant
from assistant.errors import InputError
from assistant.evaluate.cases import Case, read_cases
from assistant.evaluate.judge import Outcome, judge
from assistant.evaluate.page import page
from assistant.evaluate.run import Change, Run, below, compare, load, pin, save
from assistant.evaluate.tables import report
from assistant.site.build import load_sources, span_ids

__all__ = [
    "Case", "Change", "Outcome", "Run", "below", "compare", "evaluate", "evaluate_examples", "load",
    "pin", "read_cases", "report", "save",
    "save_page",
]  # fmt: skip


def evaluate(bot: Assistant, paths: list[Path]) -> Run:
    """Run the cases of the files. Raises `DataError` when a file is wrong."""
    cases = read_cases(paths)
    spans = span_ids(load_sources(bot.folder))
    return Run.of(bot.revision, list(judge(bot, cases, spans)))


def evaluate_examples(folder: Path) -> Run:
    """Cross-validate a site's own examples: figures for a site that has no cases yet.

    Raises `InputError` when the site has fewer than two intents.
    """
    sources = load_sources(folder)
    held = cross_validate(sources)
    if not held:
        raise InputError(f"{folder}: fewer than two intents; nothing to cross-validate")
    return Run.of(sources.revision, [_outcome(h) for h in held], "examples, cross-validated")


def _outcome(h: Held) -> Outcome:
    return Outcome(
        key=f"{h.intent}: {h.example}", where=h.intent, text=h.example,
        checks=(
            ("topic", h.winner.split(".")[0] == h.intent.split(".")[0]),
            ("intent", h.right),
        ),
        expected=h.intent, got=h.winner, kind="", confidence=h.confidence, seconds=0.0,
    )  # fmt: skip


def save_page(run: Run, change: Change | None, path: Path) -> None:
    """Write a run as one HTML page."""
    try:
        path.write_text(page(run, change), encoding="utf-8")
    except OSError as e:
        raise InputError(f"{path}: can't be written ({e.strerror})") from e
