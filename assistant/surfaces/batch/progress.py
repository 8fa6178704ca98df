"""A progress bar on a terminal's stderr: how far, how fast, how many of each action."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from assistant.surfaces.batch import ACTIONS, Progress, Summary

LABELS = {"escalate": "urgent", "draft": "drafts", "needs_human": "for a person", "skip": "skipped"}


@contextmanager
def progress_bar() -> Iterator[Progress | None]:
    """What `run` reports to; None where nobody watches."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield None
        return
    from prompt_toolkit.output import create_output
    from prompt_toolkit.shortcuts import ProgressBar
    from prompt_toolkit.shortcuts.progress_bar import formatters as f

    shape = [f.Label(), f.Text(" "), f.Percentage(), f.Text(" "), f.Bar(), f.Text(" "),
             f.Progress(), f.Text(" "), f.IterationsPerSecond(), f.Text("/s, "), f.TimeLeft(),
             f.Text(" left")]  # fmt: skip
    state = {"label": ""}
    output = create_output(sys.stderr)
    with ProgressBar(title=lambda: state["label"], formatters=shape, output=output) as bar:
        counter: Any = bar(label="Comments", total=0)

        def report(records: int, summary: Summary) -> None:
            counter.total = summary.total
            counter.items_completed = summary.done
            state["label"] = tally(summary)
            bar.invalidate()

        yield report
        time.sleep(0.1)  # the last state is drawn by another thread


def tally(summary: Summary) -> str:
    """Counts by action: `2 urgent · 40 drafts · …`."""
    return " · ".join(f"{summary.counts[a]:,} {LABELS[a]}" for a in ACTIONS)
