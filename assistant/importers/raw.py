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


MAX_OPEN = 1000
"""Elements open at once. The parser's time grows with the square of it, and no post needs it."""
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]{0,30})")
_ANY_TAG = re.compile(r"<[^<>]*>")
# closed by the next of their kind, or never open
_SHUT = frozenset(
    "p li dt dd tr td th option area base br col embed hr img input link meta source track wbr"
    .split()
)  # fmt: skip


def shallow(html: str) -> str:
    """The HTML; from where more than `MAX_OPEN` elements are open, its text alone."""
    if html.count("<") <= MAX_OPEN:
        return html
    depth = 0
    for tag in _TAG.finditer(html):
        if tag[2].lower() in _SHUT:
            continue
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > MAX_OPEN:
            return html[: tag.start()] + _ANY_TAG.sub(" ", html[tag.start() :]).replace("<", " ")
    return html
