"""Takes out of comments what belongs to people: e-mail addresses, phone numbers, names."""

from __future__ import annotations

import re
from collections.abc import Iterable

EMAIL, PHONE = "[e-mail]", "[phone number]"
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
# at least nine digits with the usual signs between; a year range or a race time is shorter
_PHONE = re.compile(r"(?<![\w.])(?:\+|\(?0|\b)\d(?:[ ()./-]{0,2}\d){8,14}(?!\w)")
_HELLO = r"(?:hi|hello|hey|dear|thanks|thank you|cheers|welcome|sorry|ok|yes|no|@)"
MAX_NAMES = 400


def redact(text: str) -> str:
    """The text without e-mail addresses and phone numbers."""
    if "@" in text:
        text = _EMAIL.sub(EMAIL, text)
    return _PHONE.sub(PHONE, text)


class Names:
    """Takes the names of a thread's commenters out of its texts, where they are addressed."""

    def __init__(self, names: Iterable[str]) -> None:
        """`names` as the commenters gave them; their first words count too."""
        wanted: dict[str, None] = {}
        for name in names:
            words = name.split()
            if not words or len(name) > 60:
                continue
            if len(words) > 1:
                wanted[name.strip()] = None
            if len(words[0]) > 1 and words[0][0].isupper():
                wanted[words[0]] = None
        chosen = sorted(wanted, key=lambda n: (-len(n), n))[:MAX_NAMES]
        self._whole = _any([n for n in chosen if " " in n])
        any_name = "|".join(map(re.escape, chosen))
        # each is tried at one place only: after a greeting, at the start, or alone at the end
        self._hello = re.compile(
            rf"(?i:(?<!\w)(@|{_HELLO}[ ,]{{1,2}}))(?:{any_name})\b"
        ) if chosen else None  # fmt: skip
        self._first = re.compile(rf"\A(?:{any_name})\b ?[,:–—-]\s*") if chosen else None
        self._last = (
            re.compile(rf"(?<=[\s,.!?–—-])(?:{any_name})[ .!x]{{0,4}}\Z") if chosen else None
        )

    def drop(self, text: str) -> str:
        """The text without the names."""
        if self._hello is None or self._first is None or self._last is None:
            return text
        if self._whole is not None:
            text = self._whole.sub("[name]", text)
        text = self._hello.sub(lambda m: m[1].rstrip(" ,@"), text)
        text = self._first.sub("", text)
        return self._last.sub("", text).rstrip(" ,–—-\n")


def _any(words: list[str]) -> re.Pattern[str] | None:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b") if words else None
