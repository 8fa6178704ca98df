"""Abstention with a promise, certified on messages that were labelled and never learned from.

The promise: of incoming messages like these, at most a share ε gets a wrong answer, with
confidence 1−δ. It bounds wrong answers per *message*, not per answer: the risk then only grows
as the threshold falls, so that one Clopper–Pearson bound per threshold, taken from the strictest
down to the first that fails, keeps the confidence (Bates et al. 2021, "Distribution-free,
risk-controlling prediction sets"). It holds for messages drawn like the labelled ones.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import DataError, InputError
from assistant.intents.serve import Scorer


@dataclass(frozen=True, slots=True)
class Record:
    """A labelled message; `label` is an intent's name, or None when no intent is meant."""

    text: str
    label: str | None


@dataclass(frozen=True, slots=True)
class Promise:
    """What could be promised, and on what grounds."""

    threshold: float
    """least confidence at which to answer; the cross-validated default where `kept` is False"""
    kept: bool
    """False: too few labels, or too many wrong; nothing is promised"""
    n: int
    """labelled messages"""
    k: int
    """wrong answers among them at the threshold"""
    answered: int
    """messages answered at the threshold"""
    epsilon: float
    delta: float
    bound: float
    """upper confidence bound of the share of messages answered wrongly at the threshold"""
    more: int
    """further labelled messages needed before anything could be promised; 0 when kept"""
    date: str
    """ISO date on which it was certified, as the caller gives it"""
    model: str
    """sha256 of the model"""
    file: str
    """sha256 of the labelled messages"""

    def __str__(self) -> str:
        """The report in a few lines."""
        grounds = (
            f"n = {self.n}, k = {self.k}, ε = {self.epsilon:g}, δ = {self.delta:g}, "
            f"{self.date}\nmodel {self.model}\nlabels {self.file}"
        )
        if not self.kept:
            needed = (
                f"label at least {self.more} more messages"
                if self.more
                else "the model is wrong too often where it is surest; mend its examples"
            )
            return (
                f"No promise: {needed}. Threshold {self.threshold:.4f} is the default from "
                f"cross-validation.\n{grounds}"
            )
        return (
            f"At most {self.epsilon:.1%} of messages like these get a wrong answer, with "
            f"confidence {1 - self.delta:.0%}: answer from confidence {self.threshold:.4f} "
            f"({self.answered} of {self.n} answered, {self.k} wrong, bound {self.bound:.2%}).\n"
            f"{grounds}"
        )


def upper_bound(k: int, n: int, delta: float) -> float:
    """Clopper–Pearson: the share that k wrong of n may come from, with confidence 1−δ."""
    from scipy.stats import beta

    return 1.0 if k >= n else float(beta.ppf(1 - delta, k + 1, n - k))


def allowed_wrong(n: int, epsilon: float, delta: float) -> int:
    """The most wrong answers of n with an upper bound of at most ε; -1: even none is too many."""
    from scipy.stats import binom

    # P(at most k wrong | share ε) ≤ δ is the same test as bound ≤ ε
    k = int(binom.ppf(delta, n, epsilon))
    while k >= 0 and binom.cdf(k, n, epsilon) > delta:
        k -= 1
    return k


def labels_needed(epsilon: float, delta: float) -> int:
    """The fewest labelled messages on which anything can be promised (with none wrong)."""
    return int(np.ceil(np.log(delta) / np.log1p(-epsilon)))


def safe_threshold(
    confidence: NDArray[np.float64], wrong: NDArray[np.bool_], epsilon: float, delta: float
) -> float | None:
    """The lowest confidence down to which ε can be promised, or None.

    `wrong`: whether an answer to that message would be wrong. Equal confidences stay together.
    """
    _check(epsilon, delta)
    most = allowed_wrong(len(confidence), epsilon, delta)
    if most < 0:
        return None
    order = np.argsort(-confidence, kind="stable")
    sure, mistakes = confidence[order], np.cumsum(wrong[order])
    last = np.flatnonzero(np.append(sure[1:] != sure[:-1], True))
    fine = last[mistakes[last] <= most]
    return float(sure[fine[-1]]) if len(fine) else None


def certify(
    scorer: Scorer,
    records: Sequence[Record],
    *,
    date: str,
    epsilon: float = 0.05,
    delta: float = 0.05,
) -> Promise:
    """Find the promised threshold of a model on labelled messages it did not learn from.

    Raises `InputError` when ε or δ is not between 0 and 1, or a label is no class of the model.
    """
    _check(epsilon, delta)
    known = set(scorer.classes)
    for record in records:
        if record.label is not None and record.label not in known:
            raise InputError(f"label {record.label!r} is none of the model's intents")
    probabilities, sure = scorer.scores_many([r.text for r in records])
    best = [scorer.classes[n] for n in probabilities.argmax(axis=1)]
    wrong = np.array([b != r.label for b, r in zip(best, records, strict=True)], bool)
    found = safe_threshold(sure, wrong, epsilon, delta)
    threshold = scorer.calibration.threshold if found is None else found
    answered = sure >= threshold
    k, n = int((wrong & answered).sum()), len(records)
    return Promise(
        threshold=threshold,
        kept=found is not None,
        n=n,
        k=k,
        answered=int(answered.sum()),
        epsilon=epsilon,
        delta=delta,
        bound=upper_bound(k, n, delta) if n else 1.0,
        more=0 if found is not None else max(0, labels_needed(epsilon, delta) - n),
        date=date,
        model=fingerprint(scorer),
        file=_digest(json.dumps([r.text, r.label], ensure_ascii=False) for r in records),
    )


def fingerprint(scorer: Scorer) -> str:
    """`sha256:…` of everything a scorer decides by."""
    table, arrays = scorer.to_arrays()
    table["calibration"] = table["calibration"][:-1]  # the threshold is what is being set
    digest = hashlib.sha256(json.dumps(table, sort_keys=True, ensure_ascii=False).encode())
    for name in sorted(arrays):
        digest.update(name.encode() + np.ascontiguousarray(arrays[name]).tobytes())
    return f"sha256:{digest.hexdigest()}"


def read_records(path: Path) -> list[Record]:
    """Labelled messages from JSON lines: `{"text": "…", "label": "topic.sub"}`, or label null.

    Raises `DataError` with the line on anything else, and on a message that stands twice.
    """
    records: dict[str, Record] = {}
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as e:
        raise DataError(path, None, f"can't be read ({e}); save it as UTF-8 JSON lines") from e
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        record = _record(path, number, line)
        if record.text in records:
            raise DataError(path, number, "this message stands above too; keep one of them")
        records[record.text] = record
    return list(records.values())


def _record(path: Path, number: int, line: str) -> Record:
    try:
        value: Any = json.loads(line)
    except ValueError as e:
        raise DataError(path, number, f"not JSON ({e}); one object a line") from e
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        raise DataError(path, number, 'expected {"text": "…", "label": "topic.sub" or null}')
    label = value.get("label", "")
    if label is not None and (not isinstance(label, str) or not label):
        raise DataError(path, number, "label must be an intent's name, or null for none")
    return Record(value["text"], label)


def _digest(lines: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line.encode("utf-8", "surrogatepass") + b"\n")
    return f"sha256:{digest.hexdigest()}"


def _check(epsilon: float, delta: float) -> None:
    for name, value in (("ε", epsilon), ("δ", delta)):
        if not 0 < value < 1:
            raise InputError(f"{name} is {value}; it must lie between 0 and 1")
