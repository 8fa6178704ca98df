"""A reply as a WordPress comment: escaped text, quotes, and few enough links."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.surfaces.render import printable, safe_url

LINKS = 1
"""WordPress holds back comments with two links or more, as it comes from the box."""
_ADDRESS = re.compile(r"https?://(?:www\.)?|(?<!\w)www\.", re.IGNORECASE)


def to_comment(reply: Mapping[str, Any], links: int = LINKS) -> str:
    """HTML of the tags that comments may hold: `blockquote`, `a`. At most `links` addresses."""
    pieces = []
    for part in reply["parts"]:
        text = _text(part["text"])
        pieces.append(f"<blockquote>{text}</blockquote>" if part["type"] == "quote" else text)
    if reply["sources"]:
        pieces.append("\n".join(_sources(reply["sources"], links)))
    return "\n\n".join(pieces)


def _sources(sources: Sequence[Mapping[str, Any]], links: int) -> list[str]:
    lines = []
    for number, source in enumerate(sources, 1):
        title = _text(source["title"])
        url = safe_url(source["url"])
        if url and number <= links:
            title = f'<a href="{html.escape(url)}">{title}</a>'
        lines.append(f"[{number}] {title}")
    return lines


def _text(text: str) -> str:
    """Escaped; an address in it would become one more link, so it loses what makes it one."""
    return html.escape(_ADDRESS.sub("", printable(text)), quote=False)
