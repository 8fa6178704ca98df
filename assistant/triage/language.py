"""Which language a message is in, as far as its flag words need to know.

English wins unless another language's small words outnumber English ones; Cyrillic, Devanagari
and Arabic script decide by themselves.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import chain

from assistant.triage.words import parts, plain

REMEMBERED = 8_192
"""Words kept at hand"""
_AROUND = '.,;:!?()"¿¡…-'
_LETTERS = re.compile("[a-z]+")
_SCRIPTS = (("ru", 0x0400, 0x04FF), ("hi", 0x0900, 0x097F), ("ar", 0x0600, 0x06FF))


class Languages:
    """Function words by language, including English's own."""

    def __init__(self, function_words: Mapping[str, Iterable[str]]) -> None:
        """`function_words`: language → its small words, without accents."""
        by_word: dict[str, list[str]] = {}
        for language, words in function_words.items():
            for word in words:
                by_word.setdefault(word, []).append(language)
        # A word that is English too speaks for both: without one of these, English wins.
        self._foreign = frozenset(w for w, found in by_word.items() if "en" not in found)
        self._of_word = lru_cache(maxsize=REMEMBERED)(
            lambda word: by_word.get(plain(word.strip(_AROUND)), ())
        )

    def of(self, text: str) -> str:
        """ISO 639-1 code; "en" where in doubt, "und" for a script that isn't known."""
        head = text[:4000]
        if not head.isascii():
            script = _script(head)
            if script:
                return script
        words = head.lower().replace("'", " ").split()
        counts = Counter(chain.from_iterable(map(self._of_word, words)))
        english = counts.pop("en", 0)
        if max(counts.values(), default=0) <= english:
            return "en"
        return max(sorted(counts), key=lambda k: counts[k])

    def within(self, text: str) -> str:
        """The language of the text or, where that is English, of a foreign sentence in it."""
        if text.isascii() and self._foreign.isdisjoint(_LETTERS.findall(text.lower())):
            return "en"
        whole = self.of(text)
        if whole != "en" or len(text) > 4000:
            return whole
        sentences = parts(text)
        if len(sentences) < 2:
            return whole
        return next((found for s in sentences if (found := self.of(s)) != "en"), "en")


def _script(text: str) -> str:
    letters = [ord(c) for c in text if c.isalpha()]
    if not letters:
        return ""
    for code, low, high in _SCRIPTS:
        if 3 * sum(low <= c <= high for c in letters) > len(letters):
            return code
    return "und" if 2 * sum(c > 0x024F for c in letters) > len(letters) else ""
