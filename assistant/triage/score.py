"""The learned judge of one message: n-grams, concepts and rule hits, weighed and added up.

Serving half of `learn`: plain arrays from one compiled file, numpy alone. Each part of a message
(`grams`) is a sparse vector of length 1; a linear model answers each of three questions: is there
a flag, how urgent is it, which danger is it about.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.domain import Urgency
from assistant.store import open_store, write_store
from assistant.triage.grams import names_of, stretches, words_of
from assistant.triage.letters import Letters
from assistant.triage.message import Findings
from assistant.triage.reading import Reading, Span, read
from assistant.triage.weights import over_length, rows_of, weigh

KIND, VERSION = "triage-model", 3
MODEL = Path(__file__).parent / "model.bin"
FLAG, UNUSUAL, EMERGENCY, TODAY = 0, 1, 2, 3
"""Columns of the outputs: a current flag rather than a look-alike; a flag rather than an ordinary
question; emergency, given a flag; same day or emergency, given a flag. Pairs speak to the first
two alone."""
TIERS = 4
"""The groups follow from this column on, given a flag."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the learner thinks of one message."""

    flag: float
    """how likely a current red flag is there, among messages that speak of such things, 0..1"""
    unusual: float
    """how likely it is a flag and not an ordinary question to the site, 0..1"""
    urgency: Urgency
    """the tier, should there be one"""
    group: str
    """the danger, should there be one"""


class Verdict(NamedTuple):
    """What the judge says of one text."""

    urgency: Urgency | None
    """the least tier, or None: no alarm"""
    group: str
    """the danger, should there be one"""
    veto: bool
    """silence the rules that are not locked"""
    plain: bool
    """so plainly a flag that nothing around it counts"""
    doubt: bool
    """no alarm, but too near to one for exercises without a warning"""


class Scorer:
    """A compiled model; immutable, safe between threads."""

    def __init__(self, table: Any, arrays: dict[str, NDArray[Any]]) -> None:
        """`table` and `arrays` as `learn.train` makes them; use `open`."""
        self.table = table
        self.arrays = arrays
        self._cuts: dict[str, float] = table["cuts"]
        self._at = {part: {g: i for i, g in enumerate(table[part])} for part in ("words", "names")}
        words = np.concatenate((arrays["words_weights"], arrays["groups_weights"]), axis=1)
        self._rows = {
            "words": rows_of(words, arrays["words_idf"]),
            "pairs": rows_of(arrays["pairs_weights"], arrays["pairs_idf"]),
        }
        self._letters = Letters(table["letters"], arrays["letters_idf"], arrays["letters_weights"])

    @classmethod
    def open(cls, path: Path = MODEL) -> Scorer:
        """Open a compiled model. Raises `StoreError` when it is missing or damaged."""
        return cls(*open_store(path, KIND, VERSION))

    def save(self, path: Path = MODEL) -> None:
        """Write the model, whole or not at all."""
        write_store(path, KIND, VERSION, self.table, self.arrays)
        path.chmod(0o644)

    def outputs(self, text: str, names: Iterable[str]) -> Floats:
        """Raw scores (logits): flag, unusual, emergency, today, then one a group.

        A long story is read in stretches and judged by its most alarming one: as a whole it
        drifts towards a flag, word by harmless word, while a flag buried in it drowns. Many
        stretches are many chances to err, so a stretch has to be the plainer (`stretch`).
        """
        total = self.arrays["bias"].astype(np.float32)
        # Sorted: a sum of floats depends on its order, a set's order on the process.
        ids = sorted(i for n in names if (i := self._at["names"].get(n)) is not None)
        if ids:
            total += self.arrays["names_weights"][ids].sum(0, dtype=np.float32)
        each = words_of(text)
        reading = read(each, self._at["words"], self.arrays["pairs_keys"])
        spans = stretches([len(s) for s in each])
        if len(spans) > 1:
            total[FLAG] -= np.float32(self._cuts["stretch"])
        total += self._grams(reading, self._loudest(reading, spans))
        return total

    def _grams(self, reading: Reading, span: Span) -> Floats:
        """What the grams of some sentences add to the outputs."""
        total = np.zeros(len(self.arrays["bias"]), np.float32)
        total += over_length(self._rows["words"].take(reading.runs_in(span), 0))
        total[:EMERGENCY] += over_length(self._rows["pairs"].take(reading.pairs_in(span), 0))
        total[:TIERS] += over_length(self._letters.rows(reading.words_in(span)))
        return total

    def _loudest(self, reading: Reading, spans: Sequence[Span]) -> Span:
        """The stretch whose grams are the most alarming, found for all stretches at once."""
        if len(spans) == 1:
            return spans[0]
        rows = (self._rows["words"], self._rows["pairs"], self._letters.rows(reading.words))
        each = zip(reading.places(), rows, strict=True)
        flags = [weigh(places, part, spans) for places, part in each]
        return spans[int(np.argmax(sum(flags)))]

    def opinion(self, out: Floats) -> Opinion:
        """Outputs → probability, tier and group."""
        scores = out.tolist()
        if scores[EMERGENCY] >= self._cuts["emergency"]:
            tier = Urgency.EMERGENCY
        else:
            tier = Urgency.SAME_DAY if scores[TODAY] >= self._cuts["today"] else Urgency.SOON
        group = self.table["groups"][int(np.argmax(out[TIERS:]))]
        return Opinion(chance(scores[FLAG]), chance(scores[UNUSUAL]), tier, group)

    def decide(self, out: Floats, agreed: bool) -> Verdict:
        """Outputs → what the judge says of a message. `agreed`: a rule trips on it too."""
        seen = self.opinion(out)
        least = min(seen.flag, seen.unusual)
        doubt = self._cuts["doubt"]
        if seen.group == "self_harm":  # told in the most oblique words, and least to be missed
            alarm, doubt = least >= self._cuts["life"], self._cuts["life_doubt"]
        else:
            cut = self._cuts["alarm" if agreed else "alone"]
            alarm = seen.flag >= cut and seen.unusual >= self._cuts["unusual"]
        return Verdict(
            seen.urgency if alarm else None,
            seen.group,
            veto=not alarm and least < self._cuts["veto"],
            plain=least >= self._cuts["plain"],
            doubt=not alarm and least >= doubt,
        )

    def judge(self, text: str, findings: Findings) -> Verdict:
        """`decide` on a message and what the concept language found in it."""
        return self.decide(self.outputs(text, names_of(findings)), bool(findings.hits))


@cache
def shipped() -> Scorer:
    """The model that the package ships, opened once. Raises `StoreError` when it is damaged."""
    return Scorer.open()


def chance(logit: float) -> float:
    """Logistic function, without overflow."""
    return 1.0 / (1.0 + exp(-max(-60.0, min(60.0, logit))))
