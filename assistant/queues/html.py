"""A comment's HTML → plain text, its entities decoded once."""

from __future__ import annotations

import re

_ADDRESSES = ("http://", "https://", "www.")
_HREF = re.compile(r"<a\s[^<>]{0,500}?href", re.IGNORECASE)
_BR = re.compile(r"<br\s?/?>\n?", re.IGNORECASE)
_BREAKS = re.compile(
    r"<(?=/?(?:p|br|div|li|ul|ol|tr|table|blockquote|pre|h[1-6]|hr|section|article)\b)",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"<[a-zA-Z/!?]|&[a-zA-Z#]")
_SPACES = ("\t", "\r", "\f", "\v", "\xa0")
_SWALLOWS = (("<script", "</script"), ("<style", "</style"), ("<!--", "-->"))
_TAG_REST = re.compile(r"[^<>]*>?")
# elements that a parser takes the text out of, or keeps it from us
_HIDING = re.compile(
    r"</?(?:textarea|title|plaintext|xmp|noembed|noframes|noscript|iframe|template|select|option"
    r"|svg|math|frameset|head|html|body)\b[^<>]*>?",
    re.IGNORECASE,
)
_LINES = re.compile(r"\n{3,}")


def to_text(html: str) -> str:
    """The words of a comment, paragraphs apart by an empty line.

    Scripts, styles and HTML comments go with their contents; one that is never closed loses only
    its opening, so that what follows is still read.
    """
    if ("<" in html or "&" in html) and _MARKUP.search(html):
        html = _parsed(_close(html))
    for space in _SPACES:  # a pattern over every space of a gigabyte takes minutes
        html = html.replace(space, " ")
    while "  " in html:
        html = html.replace("  ", " ")
    if "\n" in html:
        html = _LINES.sub("\n\n", "\n".join(line.strip() for line in html.split("\n")))
    return html.strip()


def links(html: str) -> int:
    """How many web addresses a comment holds, linked or bare."""
    lowered = html.lower()
    linked = len(_HREF.findall(html)) if "<a" in lowered else 0
    return max(linked, sum(map(lowered.count, _ADDRESSES)))


def _parsed(html: str) -> str:
    from selectolax.lexbor import LexborHTMLParser

    # A parser gives no line breaks for blocks: they are put in before it reads.
    html = _BREAKS.sub("\n<", _BR.sub("\n", _HIDING.sub(" ", html)))
    tree = LexborHTMLParser(f"<body>{html}")
    tree.strip_tags(["script", "style"])
    body = tree.body
    return body.text() if body else ""


def _close(html: str) -> str:
    """Take the opening away of what is never closed."""
    lowered = html.lower()
    if len(lowered) != len(html):
        lowered = html
    for opening, closing in _SWALLOWS:
        last = lowered.rfind(opening)
        if last >= 0 and lowered.find(closing, last) < 0:
            end = last + len(opening)
            if opening != "<!--" and (rest := _TAG_REST.match(html, end)):
                end = rest.end()
            html, lowered = (f"{t[:last]} {t[end:]}" for t in (html, lowered))
    return html
