"""Which language a message is in, as far as its flag words need to know.

English wins unless another language's small words outnumber English ones; Cyrillic, Devanagari
and Arabic script decide by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from assistant.triage.words import parts, plain

REMEMBERED = 8_192
"""Words kept at hand"""
_AROUND = '.,;:!?()"¿¡…-'
_SCRIPTS = (("ru", 0x0400, 0x04FF), ("hi", 0x0900, 0x097F), ("ar", 0x0600, 0x06FF))


class Languages:
    """Function words by language, including English's own."""

    def __init__(self, function_words: Mapping[str, Iterable[str]]) -> None:
        """`function_words`: language → its small words, without accents."""
        by_word: dict[str, list[str]] = {}
        for language, words in function_words.items():
            for word in words:
                by_word.setdefault(word, []).append(language)
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
        counts: dict[str, int] = {}
        # A foreign letter counts half a word: "é" alone must not outvote an English sentence.
        for word in head.lower().replace("'", " ").split():
            for language in self._of_word(word):
                counts[language] = counts.get(language, 0) + 1
        english = counts.pop("en", 0)
        if not counts:
            return "en"
        best = max(sorted(counts), key=lambda k: counts[k])
        return best if counts[best] > english else "en"

    def within(self, text: str) -> str:
        """The language of the text or, where that is English, of a foreign sentence in it."""
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
