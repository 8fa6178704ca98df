"""The blocks of Markdown that a walk through HTML writes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

PARAGRAPH, BREAK = "\ue000", "\ue001"
"""Stand in a classic post's text for its blank lines and line ends (see `classic`)."""
LINK = "\ue002"
"""Stands in the line that is being written where a link begins."""
SPACES = re.compile(r"[ \t\r\n\f\xa0\u2000-\u200a\u202f\u3000]+")
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
_LITERAL_LINE = re.compile(r"#{1,6}\s|>|[-*]\s|:::|\\")

Texts = Callable[[str], str]


@dataclass(slots=True)
class State:
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
        words, self.line = "".join(x for x in self.line if x != LINK), []
        if self.pre:
            lines = words.replace(PARAGRAPH, "\n").replace(BREAK, "\n").split("\n")
        else:
            spaced = SPACES.sub(" ", words)
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


def joined(blocks: list[str]) -> str:
    """Blocks as one text: items of a list one below the other, the rest apart."""
    out: list[str] = []
    for block in blocks:
        if out:
            both = out[-1].lstrip().startswith("- ") and block.lstrip().startswith("- ")
            out.append("\n" if both else "\n\n")
        out.append(block)
    return "".join(out)
