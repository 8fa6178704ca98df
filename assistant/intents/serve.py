"""Scoring a message with plain arrays: the fitted classifier without scikit-learn.

A message has at most two copies, as typed and as spelled right; their scores are averaged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.domain import Intent
from assistant.intents.features import Features, share_known
from assistant.intents.linear import Linear
from assistant.lexicon import Lexicon

Floats = NDArray[np.float64]
_FEATURES = "features."
BLOCK, BLOCK_CHARS = 128, 32_768
"""texts scored together, and their characters; bounds the memory"""
ENOUGH = 2000
"""texts that are held out to fit the calibration of a site, where it has so many"""
SPELLED_RIGHT = 0.75
"""share of the copy that is spelled right in the mean of the two copies of a message"""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Numbers fitted by cross-validation that turn scores into probabilities."""

    temperature: float = 3.5
    """scores are multiplied by this before the softmax"""
    slopes: tuple[float, float, float] = (0.5, 0.5, 0.25)
    """weights of the three signs of a sure match, see `evidence`"""
    intercept: float = 0.0
    """confidence = sigmoid(slopes · signs + intercept)"""
    threshold: float = 0.5
    """least confidence at which an answer is given, unless a promise sets another"""


class Scorer:
    """Probabilities over the intents, and how sure that it is one of them and the best one."""

    def __init__(
        self,
        classes: Sequence[str],
        features: Features,
        model: Linear,
        calibration: Calibration,
    ) -> None:
        """A column of the model beyond the classes is "none of these"."""
        self.classes = tuple(classes)
        self.features, self.model, self.calibration = features, model, calibration
        self._ready: dict[str, tuple[Floats, float]] = {}

    def raw(self, texts: Sequence[str]) -> tuple[Floats, Floats]:
        """Linear scores (texts × columns), the mean over the copies; the shares of words known."""
        copies = [self.features.copies(t) for t in texts]
        sizes = np.array([len(c) for c in copies], np.int64)
        ends = np.cumsum(sizes)
        found = self.features.raw([words for c in copies for words in c])
        row, columns, values = self.features.weigh(found)
        # scores are linear: their mean is the score of the weighted values
        factors = np.full(found.count, SPELLED_RIGHT, np.float32)
        factors[(ends - sizes)[sizes > 1]] = 1 - SPELLED_RIGHT
        factors[(ends - sizes)[sizes == 1]] = 1
        owner = np.repeat(np.arange(len(texts)), sizes)
        scores = self.model.score(owner[row], columns, values * factors[row], len(texts))
        return scores + self.model.bias, share_known(found, found.stems[1] >= 0)[ends - 1]

    def scores(self, text: str) -> tuple[Floats, float]:
        """Probabilities over `classes` (they sum to 1) and the confidence, 0..1."""
        ready = self._ready.get(text)
        if ready is None:
            probabilities, sure = self.scores_many([text])
            ready = probabilities[0], float(sure[0])
        return ready

    def scores_many(self, texts: Sequence[str]) -> tuple[Floats, Floats]:
        """`scores` of many texts: (texts × classes) and (texts,). The same numbers, bit by bit."""
        blocks = [
            calibrate(*self.raw(block), len(self.classes), self.calibration)
            for block in _blocks(texts)
        ]
        if not blocks:
            return np.empty((0, len(self.classes))), np.empty(0)
        return np.concatenate([p for p, _ in blocks]), np.concatenate([s for _, s in blocks])

    def prepare(self, texts: Sequence[str]) -> None:
        """Score texts that `scores` will be asked for: together they cost half. [] forgets them."""
        texts = list(dict.fromkeys(texts))
        probabilities, sure = self.scores_many(texts)
        # one assignment: safe between threads, who at worst score again
        self._ready = dict(zip(texts, zip(probabilities, sure.tolist(), strict=True), strict=True))

    def to_arrays(self) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
        """A JSON table and named plain arrays for `assistant.store`."""
        table, arrays = self.features.to_arrays()
        c = self.calibration
        head = {
            "classes": list(self.classes),
            "features": table,
            "calibration": [c.temperature, *c.slopes, c.intercept, c.threshold],
        }
        return head, {
            **self.model.to_arrays(),
            **{_FEATURES + k: v for k, v in arrays.items()},
        }

    @classmethod
    def from_arrays(cls, table: dict[str, Any], arrays: Mapping[str, NDArray[Any]]) -> Scorer:
        """The inverse of `to_arrays`."""
        own = {k.removeprefix(_FEATURES): v for k, v in arrays.items() if k.startswith(_FEATURES)}
        features = Features.from_arrays(table["features"], own)
        temperature, *slopes, intercept, threshold = table["calibration"]
        calibration = Calibration(temperature, tuple(slopes), intercept, threshold)
        return cls(table["classes"], features, Linear.from_arrays(arrays), calibration)


def learn(
    intents: Sequence[Intent], unlike: Sequence[str] = (), lexicon: Lexicon | None = None
) -> Scorer | None:
    """Learn a site's intents from their examples; None for a site without two of them.

    `unlike`: texts that have none of the intents. Loads scipy; answering does not.
    """
    if len(intents) < 2:
        return None
    from assistant.intents.learning import Examples, Recipe
    from assistant.intents.learning import learn as learn_examples

    names, topics = [i.name for i in intents], sorted({i.topic for i in intents})
    examples = Examples(
        [x for i in intents for x in i.examples],
        np.repeat(np.arange(len(intents)), [len(i.examples) for i in intents]),
        names,
        [(n, i.title) for n, i in enumerate(intents)],
        np.array([topics.index(i.topic) for i in intents]),
        tuple(dict.fromkeys(unlike)),
        lexicon,
    )
    return learn_examples(examples, Recipe(enough=ENOUGH)).scorer


def _blocks(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """Runs of texts that are scored together."""
    start = size = 0
    for n, text in enumerate(texts):
        if n > start and (n - start >= BLOCK or size + len(text) > BLOCK_CHARS):
            yield texts[start:n]
            start, size = n, 0
        size += len(text)
    if start < len(texts):
        yield texts[start:]


def evidence(raw: Floats, known: Floats, count: int, temperature: float) -> tuple[Floats, Floats]:
    """Probabilities (rows × count), and per row the three signs of a sure match.

    The signs are the log of the highest probability (is it this intent rather than another?);
    the energy (is it any intent at all?), less the score of "none" where there is one; and the
    share of words known (is it in our words?).
    """
    scaled = temperature * raw
    own = scaled[:, :count]
    top = own.max(axis=1, keepdims=True)
    powers = np.exp(own - top)
    sums = powers.sum(axis=1, keepdims=True)
    energy = (top + np.log(sums))[:, 0]
    if raw.shape[1] > count:
        energy = energy - scaled[:, count]
    return powers / sums, np.column_stack((-np.log(sums[:, 0]), energy, known))


def calibrate(raw: Floats, known: Floats, count: int, c: Calibration) -> tuple[Floats, Floats]:
    """Probabilities and confidences of raw scores and shares of known words."""
    probabilities, signs = evidence(raw, known, count, c.temperature)
    # no matrix product: its order of adding may depend on how many rows there are
    z = sum((s * signs[:, n] for n, s in enumerate(c.slopes)), np.zeros(len(signs))) + c.intercept
    return probabilities, 1.0 / (1.0 + np.exp(-np.clip(z, -50, 50)))
