"""The learned judge of one message: word and letter n-grams, concepts and rule hits, added up.

Serving half of `learn`: plain arrays from one compiled file, numpy alone. A message becomes a
sparse vector in three parts, each of length 1 (words: stems in runs of 1 to 3; letters: runs of
2 to 5 inside a word; names: what the concept language found), and a linear model per question
asked of it: is there a flag, how urgent is it, which danger is it about.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, sqrt
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.domain import Urgency
from assistant.store import open_store, write_store
from assistant.text import stem, tokens
from assistant.triage.message import Findings

KIND, VERSION = "triage-model", 1
MODEL = Path(__file__).parent / "model.bin"
MAX_WORDS = 4_000
"""Words of a message that are read; a longer message is judged by its rules and this much of it"""
FLAG, EMERGENCY, TODAY, GROUPS_AT = 0, 1, 2, 3
"""Columns of the outputs: any flag; emergency given a flag; at least same day given a flag;
from `GROUPS_AT` on, the groups."""

Floats = NDArray[np.float32]


def word_grams(words: Sequence[str]) -> set[str]:
    """Runs of 1 to 3 stems."""
    s = [stem(w) for w in words]
    found = set(s)
    found.update(map(" ".join, zip(s, s[1:], strict=False)))
    found.update(map(" ".join, zip(s, s[1:], s[2:], strict=False)))
    return found


def letter_grams(word: str) -> set[str]:
    """Runs of 2 to 5 letters of one word between two spaces."""
    padded = f" {word} "
    n = len(padded)
    return {padded[i : i + k] for k in (2, 3, 4, 5) for i in range(max(1, n - k + 1))}


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the learner thinks of one message. Probabilities are calibrated on unseen messages."""

    flag: float
    """a red flag is there, 0..1"""
    urgency: Urgency
    """the tier, should there be a flag"""
    group: str
    """the danger, should there be a flag"""


class Scorer:
    """A compiled model; immutable, safe between threads."""

    def __init__(self, table: Any, arrays: dict[str, NDArray[Any]]) -> None:
        """`table` and `arrays` as `learn` makes them; use `open`."""
        self.table = table
        self._groups: list[str] = table["groups"]
        self._cut: dict[str, float] = table["cuts"]
        self._bias = np.asarray(arrays["bias"], np.float32)
        self._word_at = {g: i for i, g in enumerate(table["words"])}
        self._letter_at = {g: i for i, g in enumerate(table["letters"])}
        self._name_at = {g: i for i, g in enumerate(table["names"])}
        self._arrays = arrays
        self._letters_of = lru_cache(maxsize=16_384)(self._letters)

    @classmethod
    def open(cls, path: Path = MODEL) -> Scorer:
        """Open a compiled model. Raises `StoreError` when it is missing or damaged."""
        table, arrays = open_store(path, KIND, VERSION)
        return cls(table, arrays)

    def save(self, path: Path = MODEL) -> None:
        """Write the model, whole or not at all."""
        write_store(path, KIND, VERSION, self.table, self._arrays)

    def outputs(self, text: str, names: Iterable[str]) -> Floats:
        """Raw scores (logits): flag, emergency, today, then one a group."""
        words = tokens(text)[:MAX_WORDS]
        total = self._bias.copy()
        if words:
            total += self._word_part(words) + self._letter_part(words)
        ids = [i for n in names if (i := self._name_at.get(n)) is not None]
        if ids:
            total += self._arrays["name_weights"][ids].sum(0, dtype=np.float32)
        return total

    def _word_part(self, words: Sequence[str]) -> Floats | float:
        ids = [i for g in word_grams(words) if (i := self._word_at.get(g)) is not None]
        if not ids:
            return 0.0
        ids.sort()  # sums of floats depend on order; a set's order on the process
        idf = self._arrays["word_idf"][ids]
        part: Floats = idf @ self._arrays["word_weights"][ids].astype(np.float32)
        return part / np.float32(sqrt(float(idf @ idf)))

    def _letter_part(self, words: Sequence[str]) -> Floats | float:
        parts = [self._letters_of(w) for w in sorted(set(words))]
        length = sqrt(sum(square for _, square in parts))
        if not length:
            return 0.0
        return np.sum([part for part, _ in parts], axis=0, dtype=np.float32) / np.float32(length)

    def _letters(self, word: str) -> tuple[Floats, float]:
        """A word's share of every output, and its squared length."""
        ids = sorted(
            i for g in letter_grams(word[:40]) if (i := self._letter_at.get(g)) is not None
        )
        idf = self._arrays["letter_idf"][ids]
        weights = self._arrays["letter_weights"][ids].astype(np.float32)
        return idf @ weights, float(idf @ idf)

    def opinion(self, text: str, names: Iterable[str]) -> Opinion:
        """The learner's view of one message."""
        return self.read(self.outputs(text, names))

    def read(self, out: Floats) -> Opinion:
        """Outputs → probability, tier and group."""
        cut = self._cut
        if out[EMERGENCY] >= cut["emergency"]:
            tier = Urgency.EMERGENCY
        else:
            tier = Urgency.SAME_DAY if out[TODAY] >= cut["today"] else Urgency.SOON
        group = self._groups[int(np.argmax(out[GROUPS_AT:]))]
        return Opinion(chance(float(out[FLAG])), tier, group)

    def judge(self, text: str, findings: Findings) -> tuple[Urgency | None, str, bool]:
        """(tier at least, or None; the danger's group; veto rules that are not locked)."""
        seen = self.opinion(text, findings.features())
        if seen.flag >= self._cut["alarm"]:
            return seen.urgency, seen.group, False
        return None, "", seen.flag < self._cut["veto"]


def chance(logit: float) -> float:
    """Logistic function, without overflow."""
    return 1.0 / (1.0 + exp(-max(-60.0, min(60.0, logit))))
