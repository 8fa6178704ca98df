"""What the benchmarks share: the machine's line, percentiles, tables, bars, processes."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

# Libraries read this when imported: one core for everybody.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

COLOURS = ("#1b6e53", "#9aa5b1", "#6b7a8f", "#c98b2b", "#b5544d", "#4a6fb3", "#7d5ba6", "#5f8f3e")


class Missing(Exception):
    """A peer that is not installed; names the packages."""


def machine() -> str:
    """The machine, the interpreter and the libraries in one line."""
    cpu = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        cpu = next(x.split(":", 1)[1].strip() for x in lines if x.startswith("model name"))
    except (OSError, StopIteration):
        pass
    names = ("numpy", "scipy", "scikit-learn", "rapidfuzz")
    used = ", ".join(f"{n} {version(n)}" for n in names)
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "?"
    return (
        f"{cpu}, {os.cpu_count()} CPUs (one used), load {load} at the start, "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}, {used}"
    )


def version(package: str) -> str:
    """An installed package's version, or "not installed"."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def percentile(values: Iterable[float], share: float) -> float:
    """The value that a share (0..1) of the values doesn't exceed; NaN of none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


def timed(calls: Iterable[Any], seconds: float = 10.0) -> list[float]:
    """Milliseconds of each call (functions without arguments), for at most so many seconds."""
    spent: list[float] = []
    end = time.perf_counter() + seconds
    for call in calls:
        start = time.perf_counter()
        call()
        now = time.perf_counter()
        spent.append(1000 * (now - start))
        if now > end:
            break
    return spent


def resident() -> float:
    """Resident memory of this process, MB; NaN where /proc doesn't tell."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return float("nan")
    return next((int(x.split()[1]) / 1024 for x in lines if x.startswith("VmRSS")), float("nan"))


def child(module: str, *arguments: str, timeout: float | None = None) -> dict[str, Any]:
    """The JSON that a fresh process of a benchmark prints last; `{"error": ...}` when it fails."""
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", module, *arguments],
        capture_output=True,
        text=True,
        timeout=timeout,
    )
    lines = run.stdout.strip().splitlines()
    if run.returncode or not lines:
        return {"error": (run.stderr.strip().splitlines() or ["no output"])[-1][:200]}
    return json.loads(lines[-1])


def number(value: Any, digits: int = 3) -> str:
    """A figure for a table; "–" for none."""
    if isinstance(value, str):
        return value
    if value is None or value != value:
        return "–"
    return f"{value:,.{digits}f}"


def table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; the first column to the left, figures to the right."""
    lines = ["| " + " | ".join(headers) + " |", "|---|" + "---:|" * (len(headers) - 1)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def bars(title: str, figures: Mapping[str, Mapping[str, float]], top: float, unit: str = "") -> str:
    """An SVG of horizontal bars. `figures`: group → name → value, up to `top`."""
    left, wide, high = 210, 420, 15
    names = list(dict.fromkeys(n for group in figures.values() for n in group))
    rows = sum(len(g) + 2 for g in figures.values())
    height = 40 + rows * high
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {left + wide + 80} {height}" '
        'font-family="sans-serif" font-size="11" role="img">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{left + wide + 80}" height="{height}" fill="#fff"/>',
        f'<text x="8" y="20" font-weight="bold">{escape(title)}</text>',
    ]
    y = 40
    for group, values in figures.items():
        parts.append(f'<text x="8" y="{y + 11}" font-weight="bold">{escape(group)}</text>')
        y += high
        for name, value in values.items():
            colour = COLOURS[min(names.index(name), len(COLOURS) - 1)]
            long = max(1.0, wide * min(value, top) / top)
            parts.append(
                f'<text x="{left - 6}" y="{y + 11}" text-anchor="end">{escape(name)}</text>'
            )
            parts.append(
                f'<rect x="{left}" y="{y + 2}" width="{long:.1f}" height="{high - 4}" '
                f'fill="{colour}"/>'
            )
            parts.append(f'<text x="{left + long + 5:.1f}" y="{y + 11}">{value:.3g}{unit}</text>')
            y += high
        y += high
    return "\n".join([*parts, "</svg>", ""])
