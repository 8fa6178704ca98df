"""WordPress' typography (`wptexturize`), so that an export's raw text reads as the page shows it.

Readers' browsers search for the words of a quotation on the page, where WordPress has already made
quotation marks curly and dashes long; an export file holds them as they were typed. The rules
follow wp-includes/formatting.php; every pattern is linear.
"""

from __future__ import annotations

import re

_STATIC = (("...", "…"), ("``", "“"), ("''", "”"), (" (tm)", " ™"))
_COCKNEY = {
    f"'{word}": f"’{word.replace(chr(39), '’')}"
    for word in ("tain't", "twere", "twas", "tis", "twill", "til", "bout", "nuff", "round",
                 "cause", "em")
}  # fmt: skip
_COCKNEY_WORD = re.compile(
    r"(?<![^\s])'(?:tain't|twere|twas|tis|twill|til|bout|nuff|round|cause|em)\b"
)
_END = r"(?=\Z|[.,:;!?)}\-\]>]|\s)"
_OPEN, _APOS, _FLAG = "\ue010", "\ue011", "\ue012"
_SINGLE = (
    (re.compile(r"'(\d\d)'" + _END), rf"{_APOS}\1’"),
    (re.compile(r"'(\d\d)\"" + _END), rf"{_APOS}\1”"),
    (re.compile(r"'(?=\d\d(?:\Z|(?![%\d]|[.,]\d)))"), _APOS),
    (re.compile(r"(?:(?<=\s)|(?<=\A))'(\d[.,\d]*+)'"), rf"{_OPEN}\1’"),
    (re.compile(r"(?:(?<=\A)|(?<=[(\[{\"\-<\s]))'"), _OPEN),
    (re.compile(r"(?<!\s)'(?!\Z|[.,:;!?\"'(){}\[\]\-<>]|\s)"), _APOS),
)
_DOUBLE = (
    (re.compile(r"(?:(?<=\s)|(?<=\A))\"(\d[.,\d]*+)\""), rf"{_OPEN}\1”"),
    (re.compile(r"(?:(?<=\A)|(?<=[(\[{\-<\s]))\"(?!\s)"), _OPEN),
)
_DASHES = (
    (re.compile(r"---"), "—"),
    (re.compile(r"(?:(?<=\s)|(?<=\A))--(?=\Z|\s)"), "—"),
    (re.compile(r"(?<!xn)--"), "–"),
    (re.compile(r"(?:(?<=\s)|(?<=\A))-(?=\Z|\s)"), "–"),
)
_TIMES = re.compile(r"\b(0[\d.,]++|[1-9][\d.,]*+)x(\d[\d.,]*+)\b")
_AFTER_DIGIT = {q: re.compile(rf"(?<=\d){q}") for q in ("'", '"')}
_CLOSING = {q: re.compile(q + _END) for q in ("'", '"')}
_FLAG_AFTER_DIGIT = re.compile(rf"(?<=\d){_FLAG}")
_FLAG_NO_DIGIT = re.compile(rf"(?<!\d){_FLAG}")
_SMILIES = {
    ":)": "🙂", ":-)": "🙂", ":smile:": "🙂", ":(": "🙁", ":-(": "🙁", ":sad:": "🙁", ";)": "😉",
    ";-)": "😉", ":wink:": "😉", ":D": "😀", ":-D": "😀", ":grin:": "😀", ":lol:": "😆", ":P": "😛",
    ":-P": "😛", ":razz:": "😛", ":o": "😮", ":-o": "😮", ":O": "😮", ":-O": "😮", ":eek:": "😮",
    "8)": "😎", "8-)": "😎", ":cool:": "😎", ":cry:": "😥", ":evil:": "👿", ":twisted:": "😈",
    ":roll:": "🙄", ":x": "😡", ":-x": "😡", ":mad:": "😡", ":?": "😕", ":-?": "😕", ":???:": "😕",
    ":|": "😐", ":-|": "😐", ":neutral:": "😐", ":oops:": "😳", ":shock:": "😯", ":!:": "❗",
    ":?:": "❓", ":idea:": "💡", ":arrow:": "➡", ":mrgreen:": "\U0001f7e2",
}  # fmt: skip
_SMILEY = re.compile(
    r"(?:(?<=\s)|(?<=\A))(?:"
    + "|".join(re.escape(s) for s in sorted(_SMILIES, key=len, reverse=True))
    + r")(?=\s|\Z)"
)
_ANY = re.compile(r"['\"`\-]|\.\.\.|\(tm\)|\dx\d")


def texturize(chunk: str) -> str:
    """One stretch of text between two tags, as WordPress prints it."""
    if _ANY.search(chunk) is None:
        return chunk
    for old, new in _STATIC:
        chunk = chunk.replace(old, new)
    if "'" in chunk:
        chunk = _COCKNEY_WORD.sub(lambda m: _COCKNEY[m[0]], chunk)
        for pattern, new in _SINGLE:
            chunk = pattern.sub(new, chunk)
        chunk = _primes(chunk, "'", "′", "‘", "’").replace(_APOS, "’")
    if '"' in chunk:
        for pattern, new in _DOUBLE:
            chunk = pattern.sub(new, chunk)
        chunk = _primes(chunk, '"', "″", "“", "”")
    if "-" in chunk:
        for pattern, new in _DASHES:
            chunk = pattern.sub(new, chunk)
    return _TIMES.sub(r"\1×\2", chunk) if "x" in chunk else chunk


def smilies(text: str) -> str:
    """`:)` and its like as the signs that WordPress shows."""
    return _SMILEY.sub(lambda m: _SMILIES[m[0]], text)


def _primes(text: str, quote: str, prime: str, opening: str, closing: str) -> str:
    """Tell closing quotation marks from feet and inches."""
    parts = text.split(_OPEN)
    return opening.join(
        _part(part, quote, prime, closing, first=n == 0) for n, part in enumerate(parts)
    )


def _part(part: str, quote: str, prime: str, closing: str, *, first: bool) -> str:
    if quote not in part:
        return part
    if first or closing in part:
        part = _CLOSING[quote].sub(closing, _AFTER_DIGIT[quote].sub(prime, part))
    else:
        part, count = _CLOSING[quote].subn(_FLAG, part)
        if count > 1:
            part, sure = _FLAG_NO_DIGIT.subn(closing, part)
            if not sure:
                at = part.rfind(f"{_FLAG}.")
                at = at if at >= 0 else part.rfind(_FLAG)
                part = f"{part[:at]}{closing}{part[at + 1 :]}"
            part = _FLAG_AFTER_DIGIT.sub(prime, _AFTER_DIGIT[quote].sub(prime, part))
            part = part.replace(_FLAG, closing)
        else:
            part = _AFTER_DIGIT[quote].sub(prime, part.replace(_FLAG, closing))
    return part.replace('"', closing) if quote == '"' else part
