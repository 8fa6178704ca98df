"""HTML → the corpus's Markdown: headings, lists, quotations, captions, tables, links.

What is no text for readers is marked, so that an owner sees where it stood: `::: script`,
`::: form`, `::: embed`, `::: shortcode name`, `::: ad` (empty), `::: promotion` and `::: code`
(with their words, never quoted). The tree is walked without recursion; every step is linear.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from assistant.importers.letters import mend

MAX_HTML = 4 << 20
"""Characters of one post that are read."""
MAX_NODES = 400_000
PARAGRAPH, BREAK = "\ue000", "\ue001"
"""Stand in a classic post's text for its blank lines and line ends (see `classic`)."""
_GONE = frozenset(
    "style noscript template svg canvas map area meta link base title head nav math datalist"
    " input select textarea img picture source track progress meter dialog del s strike rt rp"
    .split()
)  # fmt: skip
_MARKED = {
    "script": "script", "form": "form", "button": "form", "iframe": "embed", "object": "embed",
    "embed": "embed", "audio": "embed", "video": "embed",
}  # fmt: skip
_BLOCKS = frozenset(
    "p div section article main header footer aside figure figcaption ul ol li dl dt dd blockquote"
    " pre table thead tbody tfoot tr caption address center details summary fieldset hr h1 h2 h3 h4"
    " h5 h6 hgroup legend body html".split()
)
_HEADINGS = {f"h{n}": "#" * n for n in range(1, 7)}
_LINK = "\ue002"
"""Stands in the line that is being written where a link begins."""
_SPACES = re.compile(r"[ \t\r\n\f\xa0\u2000-\u200a\u202f\u3000]+")
_AD = re.compile(
    r"adsbygoogle|\badvert|\bad-(?:slot|unit|container|block)|sharedaddy|jp-relatedposts|addtoany"
    r"|mc4wp|wpforms|wpcf7|gform|optin|newsletter-form|mailchimp|screen-reader-text|\bgallery\b"
    r"|wp-block-gallery|wp-block-embed|wp-block-video|wp-block-audio|wp-video|wp-audio|wp-block-latest"
)
_PROMOTION_CLASS = re.compile(
    r"wp-block-button|\bcta\b|call-to-action|\bpromo|\bbanner\b|newsletter|sponsor"
)
_PROMOTION = re.compile(
    r"\bfree (?:download|e-?book|pdf|guide|trial|webinar|course|plan)\b"
    r"|\bdownload (?:your|my|our|the|this) (?:free|full)\b"
    r"|\bsign[- ]?up (?:to|for) (?:my|our|the)\b|\bsubscribe (?:to|now|here|today)\b"
    r"|\bjoin (?:my|our) (?:newsletter|mailing|email|online|course)"
    r"|\b(?:buy|order|book|shop) (?:now|here|yours|it here)\b|\b\d{1,2} ?% off\b"
    r"|\b(?:discount|coupon|promo) code\b|\binstant access\b|\bget (?:my|your) (?:free|copy)\b"
    r"|\baffiliate links?\b|\badvertisement\b",
    re.IGNORECASE,
)
PROMOTION_CHARS = 400
"""A longer paragraph is not a promotion, whatever words it holds."""
_SHORTCODE = re.compile(r"\[(/?)([A-Za-z][A-Za-z0-9_-]{1,40})((?:\s[^\[\]<>]{0,600})?)/?\](?!\()")
_KEEPS = frozenset(
    ("caption", "wp_caption", "quote", "pullquote", "highlight", "dropcap", "tooltip")
)
_PLAIN_WORDS = frozenset("sic edit update updated note the and more link links email name".split())
_LITERAL_LINE = re.compile(r"#{1,6}\s|>|[-*]\s|:::|\\")

Texts = Callable[[str], str]


@dataclass(slots=True)
class _State:
    """Where the walk stands."""

    texts: Texts
    known: frozenset[str] | None
    blocks: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    marks: Counter[str] = field(default_factory=Counter)
    quote: int = 0
    lists: int = 0
    item: bool = False
    """a list item has been opened and has no words yet"""
    heading: str = ""
    pre: int = 0
    promotion: int = 0
    cells: list[str] | None = None

    def flush(self) -> None:
        """Close the block that is being written."""
        words, self.line = "".join(x for x in self.line if x != _LINK), []
        if self.pre:
            lines = words.replace(PARAGRAPH, "\n").replace(BREAK, "\n").split("\n")
        else:
            spaced = _SPACES.sub(" ", words)
            for part in spaced.split(PARAGRAPH)[:-1]:
                self._block([x.strip() for x in part.split(BREAK)])
            lines = [x.strip() for x in spaced.split(PARAGRAPH)[-1].split(BREAK)]
        self._block(lines)

    def _block(self, lines: list[str]) -> None:
        lines = [x.rstrip() for x in lines if x.strip()]
        if not lines:
            return
        if self.pre:
            self._fenced("code", [_literal(x.strip()) for x in lines])
        elif self.heading:
            self.blocks.append(f"{self.heading} {' '.join(lines)}")
        else:
            self._text(lines)

    def _text(self, lines: list[str]) -> None:
        size = sum(map(len, lines))
        if self.promotion or (size <= PROMOTION_CHARS and any(_PROMOTION.search(x) for x in lines)):
            self._fenced("promotion", [_literal(x) for x in lines])
            return
        lines = [_literal(x) for x in lines]
        if self.quote:
            text = "\n".join(f"> {x}" for x in lines)
        elif self.item:
            indent = "  " * (self.lists - 1)
            text = f"{indent}- " + f"\n{indent}  ".join(lines)
        else:
            text = "\n".join(lines)
        self.item = False
        # quotation lines that follow one another are one quotation, a paragraph each
        self.blocks.append(text)

    def _fenced(self, kind: str, lines: list[str]) -> None:
        self.marks[kind] += 1
        body = "\n".join(lines)
        self.blocks.append(f"::: {kind}\n{body}\n:::")

    def mark(self, kind: str) -> None:
        """Note where something stood that is no text."""
        self.flush()
        self.marks[kind.split(" ", 1)[0]] += 1
        fence = f"::: {kind}\n:::"
        if not self.blocks or self.blocks[-1] != fence:
            self.blocks.append(fence)


def _literal(line: str) -> str:
    """A line that only looks like Markdown, so written that it isn't."""
    return f"\\{line}" if _LITERAL_LINE.match(line) else line


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


def to_markdown(
    html: str, texts: Texts = lambda text: text, known: frozenset[str] | None = None
) -> tuple[str, Counter[str]]:
    """HTML as the corpus's Markdown, and what was marked, by kind.

    `texts` is applied to every stretch of text outside code (WordPress' typography). `known` are
    the shortcodes whose brackets mean something; None: any that look like one.
    """
    from selectolax.lexbor import LexborHTMLParser

    state = _State(texts, known)
    html = mend(html[:MAX_HTML])
    if "[" in html:
        html = _shortcodes(html, state)
    tree = LexborHTMLParser(f"<!doctype html><body>{html}")
    if tree.body is not None:
        _walk(tree.body, state)
    return _join(state.blocks), state.marks


def _join(blocks: list[str]) -> str:
    out: list[str] = []
    for block in blocks:
        if out:
            both = out[-1].lstrip().startswith("- ") and block.lstrip().startswith("- ")
            out.append("\n" if both else "\n\n")
        out.append(block)
    return "".join(out)


def _shortcodes(html: str, state: _State) -> str:
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


_ALONE = frozenset("gallery playlist audio video embed toc contact products cart checkout".split())


def _walk(root: Any, state: _State) -> None:
    node, visited = root.child, 0
    while node is not None:
        visited += 1
        if visited > MAX_NODES:
            break
        inside = _enter(node, state)
        if inside and node.child is not None:
            node = node.child
            continue
        if inside:
            _leave(node, state)
        while node.next is None:
            node = node.parent
            if node is None or node.mem_id == root.mem_id:
                state.flush()
                return
            _leave(node, state)
        node = node.next
    state.flush()


def _enter(node: Any, state: _State) -> bool:
    """Begin a node; False when what is in it is passed over."""
    tag = node.tag
    if tag == "-text":
        _words(node.text_content, state)
        return False
    if tag in _GONE or tag[0] in "-!_":
        return False
    if tag == "br":
        state.line.append(BREAK)
        return False
    if tag in _MARKED:
        state.mark(_MARKED[tag])
        return False
    if tag == "x-mark":
        state.mark((node.attributes.get("data-kind") or "shortcode")[:60])
        return False
    attributes = node.attributes if tag not in ("p", "em", "strong", "b", "i") else None
    if attributes and _hidden(tag, attributes, state):
        return False
    if tag in _BLOCKS:
        _open_block(tag, attributes or {}, state)
    elif tag in ("td", "th"):
        if state.cells is not None:
            state.cells.append("".join(state.line))
            state.line = []
    elif (tag == "a" and not _open_link(node, state)) or (tag == "sup" and _is_footnote(node)):
        return False
    return True


def _hidden(tag: str, attributes: dict[str, str | None], state: _State) -> bool:
    if "hidden" in attributes:
        return True
    style = attributes.get("style") or ""
    if "display" in style and "none" in style:
        return True
    name = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    if name != " " and _AD.search(name):
        if "screen-reader" in name:
            return True
        kind = "ad"
        if "gallery" in name:
            kind = "shortcode gallery"
        elif "embed" in name or "video" in name or "audio" in name:
            kind = "embed"
        elif any(x in name for x in ("mc4wp", "wpforms", "wpcf7", "gform", "optin", "mailchimp")):
            kind = "form"
        state.mark(kind)
        return True
    return False


def _open_block(tag: str, attributes: dict[str, str | None], state: _State) -> None:
    if state.cells is not None and tag != "tr":
        state.line.append(" ")
        return
    state.flush()
    if tag == "blockquote":
        state.quote += 1
    elif tag in ("ul", "ol"):
        state.lists += 1
    elif tag == "li":
        state.item = True
    elif tag == "pre":
        state.pre += 1
    elif tag == "tr":
        state.cells = []
    elif tag in _HEADINGS:
        state.heading = _HEADINGS[tag]
    if state.promotion or _PROMOTION_CLASS.search(attributes.get("class") or ""):
        state.promotion += 1


def _leave(node: Any, state: _State) -> None:
    tag = node.tag
    if tag == "a":
        _close_link(node, state)
        return
    if tag in ("td", "th"):
        state.line.append(" ")
        return
    if tag not in _BLOCKS or (state.cells is not None and tag != "tr"):
        return
    if tag == "tr":
        _row(state)
    else:
        state.flush()
    if tag == "blockquote":
        state.quote -= 1
    elif tag in ("ul", "ol"):
        state.lists -= 1
    elif tag == "li":
        state.item = False
    elif tag == "pre":
        state.pre -= 1
    elif tag in _HEADINGS:
        state.heading = ""
    if state.promotion:
        state.promotion -= 1


def _row(state: _State) -> None:
    cells, state.cells = [*(state.cells or []), "".join(state.line)], None
    words = [_SPACES.sub(" ", c.replace(PARAGRAPH, " ").replace(BREAK, " ")).strip() for c in cells]
    state.line = [" | ".join(w for w in words if w)]
    state.flush()


def _words(text: str | None, state: _State) -> None:
    if not text:
        return
    if state.pre:
        state.line.append(text)
    else:
        state.line.append(state.texts(text))


def _is_footnote(node: Any) -> bool:
    """A superscript number that points to a note below."""
    link = node.css_first("a") if node.child is not None else None
    return link is not None and (link.attributes.get("href") or "").startswith("#")


def _address(node: Any) -> str:
    href = (node.attributes.get("href") or "").strip()
    if not href.startswith(("http://", "https://", "/")) or len(href) > 1000:
        return ""
    return "".join(_ESCAPED.get(c, c) for c in href)


_ESCAPED = {"(": "%28", ")": "%29", " ": "%20", "\n": "", "\t": "", "<": "%3C", ">": "%3E"}


def _open_link(node: Any, state: _State) -> bool:
    classes = node.attributes.get("class") or ""
    href = node.attributes.get("href") or ""
    if "footnote" in classes or (href.startswith("#") and (node.text() or "").strip() in "↩↩︎^"):
        return False
    state.line.append(_LINK)
    return True


def _close_link(node: Any, state: _State) -> None:
    """Write the link's words as `[words](address)`."""
    line = state.line
    at = len(line) - 1
    while at >= 0 and line[at] != _LINK:
        at -= 1
    if at < 0:  # a block within the link has been closed; its words stand already
        return
    words = "".join(line[at + 1 :])
    address, plain = _address(node), words.strip()
    broken = any(c in words for c in (BREAK, PARAGRAPH, "[", "]"))
    if not address or not plain or broken or state.pre or plain == address:
        line[at:] = [words]
        return
    lead = words[: len(words) - len(words.lstrip())]
    tail = words[len(words.rstrip()) :]
    line[at:] = [f"{lead}[{plain}]({address}){tail}"]
