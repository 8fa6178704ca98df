"""Readers' words made fit to be shown: personal things taken out, cut to a length."""

from __future__ import annotations

import re

from assistant.text import sentences


def asking(text: str) -> list[str]:
    """The sentences that ask; all of them when none does."""
    found = [text[s:e] for s, e in sentences(text)]
    return [s for s in found if s.endswith("?")] or found


def squeezed(text: str, most: int) -> str:
    """On one line, at most so many characters."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"


_REDACT: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"https?://\S+|www\.\S+"), "[link]"),
    (re.compile(r"\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"), "[e-mail]"),
    (re.compile(r"(?<!\w)@\w{2,40}"), "[name]"),
    (re.compile(r"\+?\d[\d ().-]{6,18}\d"), "[number]"),
    (re.compile(r"\b\d{5,}\b"), "[number]"),
    (re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b"), "[postcode]"),
    (
        re.compile(
            r"\b((?:[Mm]y name is|[Nn]ame's|[Tt]his is|[Ii] am called) )[A-Z][\w'’-]+"
            r"(?: [A-Z][\w'’-]+)?"
        ),
        r"\1[name]",
    ),
    (re.compile(r"\b((?:Dr|Mr|Mrs|Ms|Miss|Prof)\.? )[A-Z][\w'’-]+"), r"\1[name]"),
    (
        re.compile(
            r"((?:[Tt]hanks|[Cc]heers|[Rr]egards|[Bb]est|[Tt]hank you|[Ll]ove|[Tt]a)[,.!]?\s+)"
            r"[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?[.!]?\s*$"
        ),
        r"\1[name]",
    ),
)


def redacted(text: str) -> str:
    """Without addresses, numbers and the names that can be told by what stands before them."""
    for pattern, instead in _REDACT:
        text = pattern.sub(instead, text)
    return squeezed(text, 400)
