"""Gaps for people: for the terminal, as Markdown, as one self-contained page."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Sequence

from assistant.gaps import Gap

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~])")
_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:50rem;margin:auto;padding:1rem}"
    "pre{overflow:auto;border:1px solid #767676;padding:.6rem}:root{color-scheme:light dark}"
)


def as_text(gaps: Sequence[Gap]) -> str:
    """Plain lines."""
    blocks = []
    for number, gap in enumerate(gaps, 1):
        lines = [f"{number}. {_head(gap)}", *(f"   “{_plain(q)}”" for q in gap.questions)]
        lines.append(f"   nearest: {_near(gap)}")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) or _NONE


def as_markdown(gaps: Sequence[Gap]) -> str:
    """Markdown with the stubs in full."""
    blocks = ["# What readers asked and the site doesn't answer"]
    for gap in gaps:
        blocks.append(f"## {_marked(_head(gap))}")
        blocks.append("\n".join(f"> {_marked(_plain(q))}\n" for q in gap.questions).rstrip())
        blocks.append(f"Nearest: {_marked(_near(gap))}")
        # a fence longer than any run of backticks in it
        blocks.append(f"{_FENCE}yaml\n{gap.stub.replace(_FENCE, '')}{_FENCE}")
    return "\n\n".join(blocks if gaps else [*blocks, _NONE])


def as_html(gaps: Sequence[Gap]) -> str:
    """One page that loads nothing."""
    articles = "".join(_article(gap) for gap in gaps) or f"<p>{_NONE}</p>"
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" '
        'content="width=device-width, initial-scale=1"><meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\"><title>Gaps</title>"
        f"<style>{_STYLE}</style></head><body><main>"
        f"<h1>What readers asked and the site doesn't answer</h1>{articles}</main></body></html>"
    )


def _article(gap: Gap) -> str:
    questions = "".join(f"<blockquote>{html.escape(_plain(q))}</blockquote>" for q in gap.questions)
    return (
        f"<article><h2>{html.escape(_head(gap))}</h2>{questions}"
        f"<p>Nearest: {html.escape(_near(gap))}</p>"
        f"<details><summary>Intent to start from</summary><pre>{html.escape(gap.stub)}</pre>"
        "</details></article>"
    )


def _head(gap: Gap) -> str:
    asked = "1 message" if gap.size == 1 else f"{gap.size:,} messages"
    return _plain(f"{asked}: {', '.join(gap.words) or 'no words in common'}")


def _near(gap: Gap) -> str:
    if not gap.near_title:
        return "nothing on the site"
    address = f" {gap.near_url}" if gap.near_url else ""
    return _plain(f"{gap.near_title} (likeness {gap.near_score:.2f}){address}")


def _marked(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text)


def _plain(text: str) -> str:
    """Without characters that steer a terminal."""
    return "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co"))


_FENCE = "`````"
_NONE = "Every message was answered."
SHAPES: dict[str, Callable[[Sequence[Gap]], str]] = {
    "text": as_text,
    "markdown": as_markdown,
    "html": as_html,
}
