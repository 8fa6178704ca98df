"""What WordPress does to a post's stored text before a browser sees it: line ends, shortcodes."""

from __future__ import annotations

import re

from assistant.importers.blocks import BREAK, PARAGRAPH, State

_SHORTCODE = re.compile(r"\[(/?)([A-Za-z][A-Za-z0-9_-]{1,40})((?:\s[^\[\]<>]{0,600})?)/?\](?!\()")
_KEEPS = frozenset(
    ("caption", "wp_caption", "quote", "pullquote", "highlight", "dropcap", "tooltip")
)
_PLAIN_WORDS = frozenset("sic edit update updated note the and more link links email name".split())
_ALONE = frozenset("gallery playlist audio video embed toc contact products cart checkout".split())


def classic(html: str) -> str:
    """A classic post's HTML, its blank lines and line ends marked as the breaks they stand for."""
    if "\n" not in html:
        return html
    parts = re.split(r"(<(?:pre|script|style|textarea)\b)", html, flags=re.IGNORECASE)
    out = [_breaks(parts[0])]
    for opening, rest in zip(parts[1::2], parts[2::2], strict=True):
        name = opening[1:].lower()
        end = rest.lower().find(f"</{name}")
        end = len(rest) if end < 0 else end
        out += [opening, rest[:end], _breaks(rest[end:])]
    return "".join(out)


_BLANK = re.compile(r"\n[ \t]*+\n\s*+")
_BR_END = re.compile(r"(<br\s?/?>)[ \t]*+\n", re.IGNORECASE)
_IN_TAG = re.compile(r"<[^<>]{0,4000}>")


def _breaks(text: str) -> str:
    text = _BR_END.sub(r"\1", text.replace("\r\n", "\n"))
    text = _IN_TAG.sub(lambda m: m[0].replace("\n", " "), text)
    return _BLANK.sub(PARAGRAPH, text).replace("\n", BREAK)


def marked_shortcodes(html: str, state: State) -> str:
    """Brackets of shortcodes: some keep the words between them, the rest become marks."""

    def replace(m: re.Match[str]) -> str:
        name = m[2].lower()
        plain = not m[3].strip() and not m[1] and f"[/{m[2]}]" not in html
        if state.known is None:
            if name in _PLAIN_WORDS or (plain and "_" not in name and "-" not in name
                                        and name not in _ALONE):  # fmt: skip
                return m[0]
        elif name not in state.known:
            return m[0]
        if name in _KEEPS:
            return " "
        return " " if m[1] else f'<x-mark data-kind="shortcode {name}"></x-mark>'

    return _SHORTCODE.sub(replace, html)
