"""Intent data in JSON lines of `text, label`: CLINC150, BANKING77, HWU64, or one's own."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

Rows = list[tuple[str, str]]
LETTERS = "abcdefghijklmnopqrstuvwxyz"
OFFICIAL = "fold1"
"""HWU64 comes in folds; the benchmark uses the first"""


@dataclass(frozen=True)
class IntentData:
    """One data set; `*_oos` are messages without an intent, for CLINC150."""

    name: str
    train: Rows
    valid: Rows
    test: Rows
    train_oos: list[str]
    valid_oos: list[str]
    test_oos: list[str]


def read(path: Path) -> Rows:
    if not path.exists():
        return []
    rows = (json.loads(line) for line in path.read_text("utf-8").splitlines() if line)
    return [(r["text"], r.get("label", "")) for r in rows]


def load(folder: Path) -> IntentData:
    """Read a folder; where no test part is there, the valid part is tested on."""
    fold = folder / f"{OFFICIAL}_train.jsonl"
    train = read(fold) or read(folder / "train.jsonl")
    test = read(folder / f"{OFFICIAL}_test.jsonl") or read(folder / "test.jsonl")
    valid = read(folder / "valid.jsonl")
    if not train or not (test or valid):
        raise SystemExit(f"{folder}: needs train.jsonl and test.jsonl or valid.jsonl")
    oos = {p: [t for t, _ in read(folder / f"oos_{p}.jsonl")] for p in ("train", "valid", "test")}
    return IntentData(
        folder.name,
        train,
        valid,
        test or valid,
        oos["train"],
        oos["valid"],
        oos["test"] or oos["valid"],
    )


def shots(rows: Rows, count: int, seed: int, classes: Sequence[str] = ()) -> Rows:
    """`count` examples of each class (of `classes`, or all), drawn with a seed."""
    by_class: dict[str, list[str]] = {}
    for text, label in rows:
        by_class.setdefault(label, []).append(text)
    rng = random.Random(seed)
    return [
        (text, label)
        for label in sorted(classes or by_class)
        for text in rng.sample(by_class[label], min(count, len(by_class[label])))
    ]


def mistype(texts: Sequence[str], share: float, seed: int = 13) -> list[str]:
    """Each word gets, with this probability, one letter put in, left out, changed or swapped."""
    rng = random.Random(seed)
    return [" ".join(_slip(w, share, rng) for w in t.split()) for t in texts]


def _slip(word: str, share: float, rng: random.Random) -> str:
    if rng.random() >= share or len(word) < 2:
        return word
    at, kind, letter = rng.randrange(len(word)), rng.randrange(4), rng.choice(LETTERS)
    if kind == 0:
        return word[:at] + letter + word[at:]
    if kind == 1:
        return word[:at] + word[at + 1 :]
    if kind == 2:
        return word[:at] + letter + word[at + 1 :]
    at = min(at, len(word) - 2)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
