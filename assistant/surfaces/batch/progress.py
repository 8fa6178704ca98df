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
    from prompt_toolkit.layout.dimension import Dimension
    from prompt_toolkit.output import create_output
    from prompt_toolkit.shortcuts import ProgressBar
    from prompt_toolkit.shortcuts.progress_bar import formatters as f

    class Speed(f.Formatter):
        """Records made a second, and how long the rest will take."""

        def format(self, progress_bar: Any, progress: Any, width: int) -> str:
            return said["speed"]

        def get_width(self, progress_bar: Any) -> Any:
            return Dimension.exact(len(said["speed"]))

    said = {"title": "reading the queue", "speed": ""}
    shape = [f.Label(), f.Text(" "), f.Percentage(), f.Text(" "), f.Bar(), f.Text(" "),
             f.Progress(), f.Text(" "), Speed()]  # fmt: skip
    output = create_output(sys.stderr)
    with ProgressBar(title=lambda: said["title"], formatters=shape, output=output) as bar:
        counter: Any = bar(label="Comments")
        begun: list[float] = []

        def report(records: int, summary: Summary) -> None:
            if not begun:
                begun.append(time.monotonic())
            counter.total = summary.total
            counter.items_completed = summary.done
            said["title"] = tally(summary)
            said["speed"] = speed(summary, time.monotonic() - begun[0])
            bar.invalidate()

        yield report
        time.sleep(0.1)  # the last state is drawn by another thread


def speed(summary: Summary, seconds: float) -> str:
    """`1,234/s, 0:12 left`: of what this run has made; what stood already took no time."""
    made = summary.done - summary.kept
    if made < 1 or seconds <= 0:
        return ""
    left = int((summary.total - summary.done) * seconds / made)
    hours, minutes = divmod(left // 60, 60)
    clock = f"{hours}:{minutes:02}:{left % 60:02}" if hours else f"{minutes}:{left % 60:02}"
    return f"{made / seconds:,.0f}/s, {clock} left"


def tally(summary: Summary) -> str:
    """Counts by action: `2 urgent · 40 drafts · …`."""
    return " · ".join(f"{summary.counts[a]:,} {LABELS[a]}" for a in ACTIONS)
