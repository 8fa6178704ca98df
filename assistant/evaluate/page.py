"""A run as one HTML page with its plots drawn in it; asks for nothing outside itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from assistant.evaluate.figures import (
    confusion,
    histogram,
    percentiles,
    risk_coverage,
    slowest,
    worst,
)
from assistant.evaluate.judge import Outcome
from assistant.evaluate.run import Change, Run

MATRIX = 40
"""Topics that the confusion matrix shows, the most confused."""
_STYLE = """
:root{color-scheme:light dark;--ok:#2a6f97;--bad:#b3441e;--line:#8886}
body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;margin:.5rem 0}td,th{padding:.2rem .6rem;text-align:right;
border-bottom:1px solid var(--line)}td:first-child,th:first-child{text-align:left}
.wide{overflow-x:auto}.matrix td{min-width:1.6rem;text-align:center}.matrix th.c{writing-mode:
vertical-rl;text-align:left}svg{max-width:100%;height:auto}
svg text{font-size:11px;fill:currentColor}
.l td{text-align:left}
"""


def page(run: Run, change: Change | None = None) -> str:
    """The whole page."""
    parts = [
        "<!doctype html><html lang=en><meta charset=utf-8>"
        '<meta name=viewport content="width=device-width"><title>Evaluation</title>'
        f"<style>{_STYLE}</style><h1>Evaluation</h1>"
        f"<p>{len(run.outcomes):,} {escape(run.what)}, site <code>{escape(run.site[:19])}</code>. "
        "Intervals are exact (Clopper–Pearson), 95 %.",
        *_figures(run), *_groups(run), *_curves(run), *_matrix(run),
        *_cases("Worst", worst(run.outcomes)),
        *_change(change), *_times(run),
    ]  # fmt: skip
    return "\n".join(parts) + "\n"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], name: str = "") -> Iterator[str]:
    yield f"<div class=wide><table class='{name}'><tr>"
    yield "".join(f"<th scope=col>{escape(h)}" for h in head)
    for row in rows:
        yield "<tr>" + "".join(f"<td>{escape(c)}" for c in row)
    yield "</table></div>"


def _figures(run: Run) -> Iterator[str]:
    rows = [
        (f.name, str(f.right), str(f.of), f"{f.rate:.1%}", "{:.1%} to {:.1%}".format(*f.interval))
        for f in run.figures
    ]
    yield "<h2>Figures</h2>"
    yield from _table(("", "n", "of", "rate", "interval"), rows)


def _groups(run: Run) -> Iterator[str]:
    if not run.groups:
        return
    yield "<h2>Red flags by group</h2><p>Bounds are one-sided, 95 %. Tellings of one scenario are "
    yield "not independent: trust the bound on scenarios caught in every telling."
    rows = [
        (g.name, f"{g.caught}/{g.flagged}", f"{g.sensitivity_low:.1%}",
         f"{g.whole}/{g.scenarios}", f"{g.scenario_low:.1%}", f"{g.alarms}/{g.clear}",
         f"{g.alarm_high:.1%}")
        for g in run.groups
    ]  # fmt: skip
    head = ("group", "caught", "at least", "scenarios", "at least", "false alarms", "at most")
    yield from _table(head, rows)


def _curves(run: Run) -> Iterator[str]:
    points, bins = risk_coverage(run.outcomes), histogram(run.outcomes)
    if not points:
        return
    yield "<h2>Confidence</h2>" + _bars(bins)
    yield "<h2>Risk and coverage</h2><p>When only the surest share is answered, how many of those "
    yield "answers have the wrong topic." + _line(points)


def _bars(bins: Sequence[tuple[int, int]]) -> str:
    most = max(a + b for a, b in bins) or 1
    shapes = []
    for n, (right, wrong) in enumerate(bins):
        x, a, b = 40 + n * 50, 160 * right / most, 160 * wrong / most
        shapes.append(
            f'<rect x="{x}" y="{180 - a:.1f}" width="44" height="{a:.1f}" fill="var(--ok)"/>'
            f'<rect x="{x}" y="{180 - a - b:.1f}" width="44" height="{b:.1f}" fill="var(--bad)"/>'
            f'<text x="{x + 22}" y="195" text-anchor="middle">{n / 10:.1f}</text>'
            f"<title>{right} right, {wrong} wrong</title>"
        )
    return (
        '<svg role="img" aria-label="Right (lower) and wrong (upper) cases by confidence" '
        f'viewBox="0 0 560 200" width="560">{"".join(shapes)}</svg>'
    )


def _line(points: Sequence[tuple[float, float]]) -> str:
    most = max(max(r for _, r in points), 0.01)
    step = max(len(points) // 400, 1)
    shown = [*points[:-1:step], points[-1]]
    path = " ".join(f"{40 + 500 * c:.1f},{180 - 160 * r / most:.1f}" for c, r in shown)
    return (
        '<svg role="img" aria-label="Share of wrong topics by share of cases answered" '
        f'viewBox="0 0 560 215" width="560"><polyline points="{path}" fill="none" '
        'stroke="var(--bad)" stroke-width="2"/><path d="M40 20V180H540" fill="none" '
        f'stroke="currentColor"/><text x="2" y="25">{most:.1%}</text><text x="20" y="184">0</text>'
        '<text x="280" y="210" text-anchor="middle">answered</text>'
        '<text x="525" y="196">100 %</text></svg>'
    )


def _matrix(run: Run) -> Iterator[str]:
    counts = confusion(run.outcomes)
    wrong: dict[str, int] = {}
    for (a, b), n in counts.items():
        if a != b:
            wrong[a] = wrong.get(a, 0) + n
            wrong[b] = wrong.get(b, 0) + n
    names = sorted(sorted(wrong, key=lambda n: (-wrong[n], n))[:MATRIX])
    if not names:
        return
    yield "<h2>Confusions</h2><p>Rows: expected; columns: the reply's."
    yield "<div class=wide><table class=matrix><tr><th>"
    yield "".join(f"<th class=c scope=col>{escape(n or '(none)')}" for n in names)
    for a in names:
        if a:
            cells = "".join(f"<td>{counts.get((a, b), '') or ''}" for b in names)
            yield f"<tr><th scope=row>{escape(a)}{cells}"
    yield "</table></div>"


def _cases(title: str, outcomes: Sequence[Outcome]) -> Iterator[str]:
    if not outcomes:
        return
    yield f"<h2>{escape(title)}</h2>"
    rows = [
        (o.where, ", ".join(n for n, ok in o.checks if not ok), o.text[:300],
         " ".join(x for x in (o.kind, o.got, o.got_urgency) if x), f"{o.confidence:.2f}")
        for o in outcomes
    ]  # fmt: skip
    yield from _table(("case", "missed", "message", "reply", "confidence"), rows, "l")


def _change(change: Change | None) -> Iterator[str]:
    if change is None:
        return
    yield "<h2>Against the earlier run</h2>"
    rows = [(n, f"{a:.1%}", f"{b:.1%}") for n, a, b in change.figures]
    yield from _table(("", "before", "now"), rows)
    yield f"<p>{change.new} cases are new, {change.gone} are gone."
    yield from _cases("Broke", change.broke)
    yield from _cases("Mended", change.mended)


def _times(run: Run) -> Iterator[str]:
    if any(o.seconds for o in run.outcomes):
        yield "<h2>Time a reply</h2>"
        times = [(name, f"{ms:.1f} ms") for name, ms in percentiles(run.outcomes)]
        slow = [(o.where, f"{o.seconds * 1000:.1f} ms") for o in slowest(run.outcomes)]
        yield from _table(("", ""), [*times, *slow])
