"""Takes out of comments what belongs to people: e-mail addresses, phone numbers, names."""

from __future__ import annotations

import re
from collections.abc import Iterable

EMAIL, PHONE = "[e-mail]", "[phone number]"
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
# at least nine digits with the usual signs between; a year range or a race time is shorter
_PHONE = re.compile(r"(?<![\w.])(?:\+|\(?0|\b)\d(?:[ ()./-]{0,2}\d){8,14}(?!\w)")
_NAME = r"[^\W\d_][\w.'’-]{0,40}"
_HELLO = re.compile(
    r"(?i:(?<!\w)((?:hi|hello|hey|dear|thank(?:s| you)|cheers|welcome|sorry|ok|yes|no)[ ,]{1,2}|@))"
    rf"({_NAME})(?: ({_NAME}))?"
)
_FIRST = re.compile(rf"\A({_NAME})(?: ({_NAME}))? ?[,:–—-]\s*")
_LAST = re.compile(rf"(?<=[\s,.!?–—-])({_NAME})[ .!x]{{0,4}}\Z")
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
        self._full: dict[str, None] = {}
        self._words: set[str] = set()
        for name in names:
            words = name.split()
            if not words or len(name) > 60:
                continue
            if len(words) > 1 and len(self._full) < MAX_NAMES:
                self._full[" ".join(words)] = None
            # a name in small letters may be any word, unless digits stand in it
            if len(words[0]) > 1 and not (words[0].isalpha() and words[0].islower()):
                self._words.add(words[0])

    def drop(self, text: str) -> str:
        """The text without the names."""
        for name in self._full:
            if name in text:
                text = text.replace(name, "[name]")
        if not self._words:
            return text
        text = _HELLO.sub(self._greeted, text)
        if (m := _FIRST.match(text)) and m[1] in self._words and m[2] is None:
            text = text[m.end() :]
        if (m := _LAST.search(text, max(len(text) - 50, 0))) and m[1] in self._words:
            text = text[: m.start()].rstrip(" ,–—-\n")
        return text

    def _greeted(self, m: re.Match[str]) -> str:
        if m[2] not in self._words:
            return m[0]
        return m[1].rstrip(" ,@") + (f" {m[3]}" if m[3] else "")
