"""A run for the terminal: plain tables, narrow enough for 100 columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from assistant.evaluate.figures import confusion, histogram, percentiles, slowest, worst
from assistant.evaluate.judge import Outcome
from assistant.evaluate.run import Change, Run

CONFUSED = 15
WORDS = 60


def report(run: Run, change: Change | None = None) -> str:
    """The whole report."""
    blocks = [
        _figures(run), _groups(run), _confusion(run), _histogram(run), _worst(run), _times(run),
        _change(change) if change else [],
    ]  # fmt: skip
    return "\n\n".join("\n".join(b) for b in blocks if b)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Aligned columns; the first to the left, the others to the right."""
    lines = [list(head), *map(list, rows)]
    widths = [max(len(r[n]) for r in lines) for n in range(len(head))]
    return [
        "  ".join(c.ljust(w) if n == 0 else c.rjust(w) for n, (c, w) in enumerate(
            zip(row, widths, strict=True))).rstrip()
        for row in lines
    ]  # fmt: skip


def _figures(run: Run) -> list[str]:
    rows = [
        (f.name, f"{f.right:,}", f"{f.of:,}", f"{f.rate:.1%}",
         "{:.1%} to {:.1%}".format(*f.interval))
        for f in run.figures
    ]  # fmt: skip
    title = f"{len(run.outcomes):,} {run.what}; intervals are exact (Clopper–Pearson), 95 %"
    return [title, *table(("", "n", "of", "rate", "interval"), rows)]


def _groups(run: Run) -> list[str]:
    if not run.groups:
        return []
    rows = [
        (g.name, f"{g.caught}/{g.flagged}", _percent(g.sensitivity_low, g.flagged),
         f"{g.whole}/{g.scenarios}", _percent(g.scenario_low, g.scenarios),
         f"{g.alarms}/{g.clear}", _percent(g.alarm_high, g.clear))
        for g in run.groups
    ]  # fmt: skip
    about = (
        "Red flags by group. Bounds are one-sided, 95 %. Tellings of one scenario are not\n"
        "independent: the bound on scenarios caught in every telling is the one to trust."
    )
    head = ("group", "caught", "at least", "scenarios", "at least", "alarms", "at most")
    return [about, *table(head, rows)]


def _percent(rate: float, of: int) -> str:
    return f"{rate:.1%}" if of else "-"


def _confusion(run: Run) -> list[str]:
    wrong = [(n, a, b) for (a, b), n in confusion(run.outcomes).items() if a != b]
    rows = [(a, b or "(none)", str(n)) for n, a, b in sorted(wrong, key=lambda r: (-r[0], r[1:]))]
    if not rows:
        return []
    return ["Most confused", *table(("expected", "reply", "cases"), rows[:CONFUSED])]


def _histogram(run: Run) -> list[str]:
    bins = histogram(run.outcomes)
    most = max((a + b for a, b in bins), default=0)
    if not most:
        return []
    lines = ["Confidence (# right topic, x wrong)"]
    for n, (right, wrong) in enumerate(bins):
        bar = "#" * round(40 * right / most) + "x" * round(40 * wrong / most)
        lines.append(f"{n / 10:.1f}–{(n + 1) / 10:.1f} {bar} {right}+{wrong}")
    return lines


def _worst(run: Run) -> list[str]:
    found = worst(run.outcomes)
    return ["Worst", *(_case(o) for o in found)] if found else []


def _case(o: Outcome) -> str:
    missed = ", ".join(name for name, ok in o.checks if not ok)
    words = " ".join(o.text.split())
    words = f"{words[:WORDS]}…" if len(words) > WORDS else words
    got = ", ".join(x for x in (o.kind, o.got or "no topic", o.got_urgency) if x)
    return f"{o.where}: {missed}: “{words}” → {got} ({o.confidence:.2f})"


def _times(run: Run) -> list[str]:
    if not any(o.seconds for o in run.outcomes):
        return []
    times = ", ".join(f"{name} {value:.1f} ms" for name, value in percentiles(run.outcomes))
    slow = [f"  {o.where}: {o.seconds * 1000:.1f} ms" for o in slowest(run.outcomes)]
    return [f"Time a reply: {times}. Slowest:", *slow]


def _change(change: Change) -> list[str]:
    return ["Against the earlier run", *_changed(change)]


def _changed(change: Change) -> Iterator[str]:
    for name, before, now in change.figures:
        if before != now:
            yield f"  {name}: {before:.1%} → {now:.1%}"
    yield f"  {len(change.broke)} broke, {len(change.mended)} mended"
    if change.new or change.gone:
        yield f"  {change.new} cases are new, {change.gone} are gone"
    yield from (f"  broke: {_case(o)}" for o in change.broke[:CONFUSED])
    yield from (f"  mended: {_case(o)}" for o in change.mended[:CONFUSED])
