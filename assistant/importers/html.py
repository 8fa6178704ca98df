"""HTML → the corpus's Markdown: headings, lists, quotations, captions, tables, links.

What is no text for readers is marked, so that an owner sees where it stood: `::: script`,
`::: form`, `::: embed`, `::: shortcode name`, `::: ad` (empty), `::: promotion` and `::: code`
(with their words, never quoted). The tree is walked without recursion; every step is linear.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from assistant.importers.blocks import BREAK, LINK, PARAGRAPH, SPACES, State, Texts, joined
from assistant.importers.raw import marked_shortcodes, shallow
from assistant.letters import mend

MAX_HTML = 4 << 20
"""Characters of one post that are read."""
MAX_NODES = 400_000
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
_AD = re.compile(
    r"adsbygoogle|\badvert|\bad-(?:slot|unit|container|block)|sharedaddy|jp-relatedposts|addtoany"
    r"|mc4wp|wpforms|wpcf7|gform|optin|newsletter-form|mailchimp|screen-reader-text|\bgallery\b"
    r"|wp-block-gallery|wp-block-embed|wp-block-video|wp-block-audio|wp-video|wp-audio|wp-block-latest"
)
_PROMOTION_CLASS = re.compile(
    r"wp-block-button|\bcta\b|call-to-action|\bpromo|\bbanner\b|newsletter|sponsor"
)


def to_markdown(
    html: str, texts: Texts = lambda text: text, known: frozenset[str] | None = None
) -> tuple[str, Counter[str]]:
    """HTML as the corpus's Markdown, and what was marked, by kind.

    `texts` is applied to every stretch of text outside code (WordPress' typography). `known` are
    the shortcodes whose brackets mean something; None: any that look like one.
    """
    from selectolax.lexbor import LexborHTMLParser

    state = State(texts, known)
    html = mend(html[:MAX_HTML])
    if "[" in html:
        html = marked_shortcodes(html, state)
    tree = LexborHTMLParser(f"<!doctype html><body>{shallow(html)}")
    if tree.body is not None:
        _walk(tree.body, state)
    return joined(state.blocks), state.marks


def _walk(root: Any, state: State) -> None:
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


def _enter(node: Any, state: State) -> bool:
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


def _hidden(tag: str, attributes: dict[str, str | None], state: State) -> bool:
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


def _open_block(tag: str, attributes: dict[str, str | None], state: State) -> None:
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


def _leave(node: Any, state: State) -> None:
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


def _row(state: State) -> None:
    cells, state.cells = [*(state.cells or []), "".join(state.line)], None
    words = [SPACES.sub(" ", c.replace(PARAGRAPH, " ").replace(BREAK, " ")).strip() for c in cells]
    state.line = [" | ".join(w for w in words if w)]
    state.flush()


def _words(text: str | None, state: State) -> None:
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


def _open_link(node: Any, state: State) -> bool:
    classes = node.attributes.get("class") or ""
    href = node.attributes.get("href") or ""
    if "footnote" in classes or (href.startswith("#") and (node.text() or "").strip() in "↩↩︎^"):
        return False
    state.line.append(LINK)
    return True


def _close_link(node: Any, state: State) -> None:
    """Write the link's words as `[words](address)`."""
    line = state.line
    at = len(line) - 1
    while at >= 0 and line[at] != LINK:
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
