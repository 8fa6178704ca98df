"""A reply as terminal text, HTML or Markdown. The only place where anything is escaped."""

from __future__ import annotations

import html
import re
import shutil
import textwrap
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urlsplit

from assistant.domain import Citation, Kind, Phrase, Reply, Urgency

MAX_WIDTH = 88
KEPT = 1024
"""Pieces of HTML kept at hand: what a site says, it says often."""
_ADDRESS = re.compile(r"https?://[^\s<>\"')\]]+")
_BOLD, _RED, _DIM, _CYAN, _OFF = "\033[1m", "\033[1;31m", "\033[2m", "\033[36m", "\033[0m"
HEADINGS = {
    Urgency.EMERGENCY: "URGENT: get help now",
    Urgency.SAME_DAY: "URGENT: get help today",
    Urgency.SOON: "PLEASE READ FIRST",
}


def printable(text: str) -> str:
    """Text that can't steer a terminal: control characters and escapes taken out."""
    return "".join(
        c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co")
    )


def safe_url(url: str) -> str:
    """The address if it is a web address, else nothing (no `javascript:` and the like)."""
    try:
        scheme = urlsplit(url).scheme
    except ValueError:
        return ""
    return url if scheme in ("http", "https") else ""


def terminal(
    reply: Reply, *, styled: bool = False, width: int | None = None, numbered: bool = True
) -> str:
    """The reply for a terminal, wrapped to its width; styled with ANSI colours and links."""
    columns = min(width or shutil.get_terminal_size((80, 24)).columns, MAX_WIDTH)
    blocks = list(_blocks(reply, styled, max(20, columns)))
    if reply.suggestions and numbered:
        blocks.append("\n".join(_suggestions(reply, styled, max(20, columns))))
    return "\n\n".join(blocks)


def _blocks(reply: Reply, styled: bool, width: int) -> Iterator[str]:
    if heading := HEADINGS.get(reply.urgency):
        yield _paint(f"** {heading} **", _RED, styled)
    for part in reply.parts:
        text = printable(part.text)
        if isinstance(part, Phrase):
            lines = [_wrap(line, width) for line in text.split("\n")]
            yield _paint("\n".join(lines), _BOLD if reply.kind == Kind.URGENT else "", styled)
        else:
            text = f"“{text}” [{part.source + 1}]"
            wrapped = "\n".join(_wrap(line, width - 2, "| ") for line in text.split("\n") if line)
            yield _paint(wrapped, _CYAN, styled)
    if reply.sources:
        yield "\n".join(_source(n, s, styled, width) for n, s in enumerate(reply.sources, 1))


def _source(number: int, source: Citation, styled: bool, width: int) -> str:
    about = ", ".join(x for x in (source.kind, source.date) if x)
    head = _wrap(printable(f"[{number}] {source.title} ({about})"), width)
    url = printable(safe_url(source.url))
    if not url:
        return _paint(head, _DIM, styled)
    if styled:  # OSC 8: the words are the link, the long fragment stays out of sight
        return f"\033]8;;{url}\033\\{_paint(head, _DIM, True)}\033]8;;\033\\"
    return f"{head}\n{url.split('#:~:', 1)[0]}"


def _suggestions(reply: Reply, styled: bool, width: int) -> Iterator[str]:
    choosing = reply.kind == Kind.CLARIFY
    if not choosing:
        yield _paint("You could also ask (type the number):", _DIM, styled)
    for number, title in enumerate(reply.suggestions, 1):
        yield _item(number, printable(title), width)
    if choosing:
        yield _item(len(reply.suggestions) + 1, "None of these", width)


def _item(number: int, text: str, width: int) -> str:
    return textwrap.fill(text, width, initial_indent=f"  {number}. ", subsequent_indent="     ")


def _wrap(text: str, width: int, prefix: str = "") -> str:
    return textwrap.fill(
        text, width + len(prefix), initial_indent=prefix, subsequent_indent=prefix,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def _paint(text: str, code: str, styled: bool) -> str:
    return f"{code}{text}{_OFF}" if styled and code and text else text


def to_html(reply: Reply) -> str:
    """The reply as HTML without scripts, styles or classes: what a comment field may hold."""
    pieces = []
    for part in reply.parts:
        if isinstance(part, Phrase):
            pieces.append(f"<p>{_linked(part.text)}</p>")
        else:
            pieces.append(_quoted(part.text, reply.sources[part.source].url))
    if reply.sources:
        items = "".join(f"<li>{_cited(s)}</li>" for s in reply.sources)
        pieces.append(f"<ol>{items}</ol>")
    return "".join(pieces)


@lru_cache(maxsize=KEPT)
def _quoted(words: str, address: str) -> str:
    cite = f' cite="{html.escape(url)}"' if (url := safe_url(address)) else ""
    text = html.escape(words).replace("\n", "<br>")
    return f"<blockquote{cite}><p>{text}</p></blockquote>"


@lru_cache(maxsize=KEPT)
def _cited(source: Citation) -> str:
    about = ", ".join(x for x in (source.kind, source.date) if x)
    title = html.escape(source.title)
    if url := safe_url(source.url):
        title = f'<a href="{html.escape(url)}" rel="nofollow">{title}</a>'
    return f"{title} ({html.escape(about)})"


@lru_cache(maxsize=KEPT)
def _linked(text: str) -> str:
    """Escaped text, line breaks kept, web addresses as links."""
    pieces, at = [], 0
    for m in _ADDRESS.finditer(text):
        url = html.escape(m.group().rstrip(".,;"))
        pieces += [html.escape(text[at : m.start()]), f'<a href="{url}" rel="nofollow">{url}</a>']
        at = m.start() + len(m.group().rstrip(".,;"))
    return "".join((*pieces, html.escape(text[at:]))).replace("\n", "<br>")


_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~])")


def to_markdown(reply: Reply) -> str:
    """The reply as Markdown; nothing in it is read as markup that isn't ours."""
    lines = []
    for part in reply.parts:
        text = _MARKDOWN.sub(r"\\\1", printable(part.text))
        quoted = not isinstance(part, Phrase)
        lines.append("\n".join(f"> {x}" for x in text.split("\n")) if quoted else text)
    for number, s in enumerate(reply.sources, 1):
        title = _MARKDOWN.sub(r"\\\1", printable(s.title))
        url = safe_url(s.url)
        lines.append(f"{number}. " + (f"[{title}](<{url}>)" if url else title))
    return "\n\n".join(lines)


def deep_chat_html(reply: Reply) -> str:
    """The reply as deep-chat shows it: heading when urgent, numbers to tap, buttons that ask."""
    heading = HEADINGS.get(reply.urgency, "")
    head = f'<h3 role="alert">{html.escape(heading)}</h3>' if heading else ""
    buttons = "".join(
        f'<button class="deep-chat-button deep-chat-suggestion-button">{html.escape(s)}</button>'
        for s in reply.suggestions
    )
    return head + to_html(reply) + (f"<div>{buttons}</div>" if buttons else "")
