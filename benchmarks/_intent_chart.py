"""A picture of few-shot accuracies as SVG, without a drawing library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

COLOURS = ("#1b6e53", "#9aa5b1", "#6b7a8f", "#c98b2b", "#b5544d", "#4a6fb3")
BAR, GAP, LEFT, HEIGHT, TOP = 13, 26, 40, 220, 70
NAMES = ("clean", "10 % mistyped", "30 % mistyped")


def chart(figures: Mapping[str, Mapping[str, Sequence[float]]]) -> str:
    """`figures`: peer → data set → accuracies in per cent."""
    peers = list(figures)
    sets = list(figures[peers[0]]) if peers else []
    groups = [(d, n) for d in sets for n in range(len(NAMES))]
    wide = len(peers) * BAR + GAP
    width = LEFT + wide * len(groups) + 10
    base = TOP + HEIGHT
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {base + 50}" '
        'font-family="sans-serif" font-size="10" role="img">',
        "<title>Accuracy with ten examples an intent</title>",
        f'<rect width="{width}" height="{base + 50}" fill="#fff"/>',
    ]
    for n, peer in enumerate(peers):
        x, y = LEFT + (n % 3) * 250, 14 + (n // 3) * 18
        parts.append(f'<rect x="{x}" y="{y}" width="10" height="10" fill="{COLOURS[n % 6]}"/>')
        parts.append(f'<text x="{x + 15}" y="{y + 9}">{escape(peer)}</text>')
    for level in range(0, 101, 20):
        y = base - HEIGHT * level / 100
        parts.append(f'<path d="M{LEFT} {y:.1f}H{width}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{y + 3:.1f}" text-anchor="end">{level}</text>')
    for g, (data, kind) in enumerate(groups):
        x = LEFT + g * wide + GAP / 2
        for n, peer in enumerate(peers):
            value = figures[peer][data][kind]
            tall = HEIGHT * value / 100
            parts.append(
                f'<rect x="{x + n * BAR:.1f}" y="{base - tall:.1f}" width="{BAR - 2}" '
                f'height="{tall:.1f}" fill="{COLOURS[n % 6]}"><title>{escape(peer)}, '
                f"{escape(data)}, {NAMES[kind]}: {value:.1f} %</title></rect>"
            )
        middle = x + len(peers) * BAR / 2
        parts.append(
            f'<text x="{middle:.1f}" y="{base + 14}" text-anchor="middle">{NAMES[kind]}</text>'
        )
        if kind == 1:
            parts.append(
                f'<text x="{middle:.1f}" y="{base + 32}" text-anchor="middle" '
                f'font-weight="bold">{escape(data)}</text>'
            )
    return "\n".join([*parts, "</svg>", ""])
