"""Developer's side of the learned judge: labelled messages → `model.bin`.

    python -m assistant.triage.learn tests/cases/redflags [--report]

The same messages, concepts and rules give the same file, byte for byte. The file keeps a hash of
both; a test fails when one has changed since. scikit-learn is needed here, never to answer.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.domain import Urgency
from assistant.errors import AssistantError, DataError
from assistant.text import clean, tokens
from assistant.triage import Rules
from assistant.triage.rules import GROUPS
from assistant.triage.score import MAX_WORDS, MODEL, Scorer, letter_grams, word_grams

SEED_FILES = "*.jsonl"
WORD_MIN, LETTER_MIN, NAME_MIN = 2, 3, 2
"""Messages a feature must stand in to be kept"""
CUTS = {"alarm": 0.5, "veto": 0.2, "emergency": -1.0, "today": -0.5}
"""Chosen by cross-validation (`benchmarks.triage`): chances for the first two, logits for the rest"""


@dataclass(frozen=True, slots=True)
class Case:
    """A labelled message."""

    id: str
    writer: str
    scenario: str
    text: str
    urgency: Urgency
    acceptable: tuple[Urgency, ...]
    """every tier a careful reader could defend"""
    group: str
    kind: str
    split: str
    """"train" or "test": the shipped model never learns from "test" """

    @property
    def flagged(self) -> bool:
        """Whether a current red flag is there."""
        return self.urgency is not Urgency.NONE

    @property
    def ordinary(self) -> bool:
        """An ordinary question to the site, not written to imitate a flag."""
        return self.writer.startswith("q-")


def read_cases(folder: Path) -> list[Case]:
    """All labelled messages below a folder, in order of file name. Raises `DataError`."""
    paths = sorted(folder.glob(SEED_FILES))
    if not paths:
        raise DataError(folder, None, "no .jsonl files of labelled messages here")
    return [case for path in paths for case in _read(path)]


def _read(path: Path) -> Iterable[Case]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
            yield Case(
                row["id"], row["writer"], row["scenario"], clean(row["text"]),
                Urgency(row["urgency"]), tuple(Urgency(u) for u in row["acceptable"]),
                row["group"], row["kind"], row["split"],
            )  # fmt: skip
        except (ValueError, KeyError, TypeError) as e:
            raise DataError(path, number, f"not a labelled message ({e})") from e


@dataclass(frozen=True, slots=True)
class Example:
    """A case with its features."""

    case: Case
    words: frozenset[str]
    letters: Mapping[str, int]
    """letter runs, each with the number of different words it stands in"""
    square: Sequence[frozenset[str]]
    names: frozenset[str]


def example(case: Case, names: Iterable[str]) -> Example:
    """The features of one message, the same that `Scorer` sees."""
    words = tokens(case.text)[:MAX_WORDS]
    each = [frozenset(letter_grams(w[:40])) for w in sorted(set(words))]
    letters = Counter(g for grams in each for g in grams)
    return Example(case, frozenset(word_grams(words)), letters, each, frozenset(names))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Kept features and their weights of rarity."""

    words: list[str]
    letters: list[str]
    names: list[str]
    word_idf: NDArray[np.float32]
    letter_idf: NDArray[np.float32]

    @classmethod
    def of(cls, examples: Sequence[Example]) -> Vocabulary:
        """What stands in enough messages."""
        words, w = _kept(Counter(g for e in examples for g in e.words), WORD_MIN, len(examples))
        letters, c = _kept(
            Counter(g for e in examples for g in e.letters), LETTER_MIN, len(examples)
        )
        names, _ = _kept(Counter(g for e in examples for g in e.names), NAME_MIN, len(examples))
        return cls(words, letters, names, w, c)

    def matrix(self, examples: Sequence[Example]) -> Any:
        """(messages × features) sparse: words, letters, names."""
        from scipy.sparse import csr_matrix

        at_word = {g: i for i, g in enumerate(self.words)}
        at_letter = {g: i + len(self.words) for i, g in enumerate(self.letters)}
        first = len(self.words) + len(self.letters)
        at_name = {g: i + first for i, g in enumerate(self.names)}
        idf = np.concatenate([self.word_idf, self.letter_idf]).astype(np.float64)
        rows: list[tuple[int, int, float]] = []
        for r, e in enumerate(examples):
            ids = sorted(at_word[g] for g in e.words if g in at_word)
            length = np.sqrt((idf[ids] ** 2).sum()) or 1.0
            rows += [(r, i, idf[i] / length) for i in ids]
            square = sum(
                (idf[at_letter[g]] ** 2 for gs in e.square for g in gs if g in at_letter), 0.0
            )
            length = np.sqrt(square) or 1.0
            rows += [
                (r, at_letter[g], idf[at_letter[g]] * n / length)
                for g, n in sorted(e.letters.items())
                if g in at_letter
            ]
            rows += [(r, at_name[g], 1.0) for g in sorted(e.names) if g in at_name]
        i, j, v = zip(*rows, strict=True)
        return csr_matrix((v, (i, j)), (len(examples), first + len(self.names)))


def _kept(counts: Counter[str], least: int, total: int) -> tuple[list[str], NDArray[np.float32]]:
    kept = sorted(g for g, n in counts.items() if n >= least)
    idf = [log((1 + total) / (1 + counts[g])) + 1 for g in kept]
    return kept, np.array(idf, np.float32)


def train(examples: Sequence[Example], source: Mapping[str, str] | None = None) -> Scorer:
    """Learn a model. `source`: hashes kept in the file."""
    vocabulary = Vocabulary.of(examples)
    x = vocabulary.matrix(examples)
    cases = [e.case for e in examples]
    flagged = np.array([c.flagged for c in cases])
    ranks = np.array([c.urgency.rank for c in cases])[flagged]
    columns = [_fit(x, flagged), _fit(x[flagged], ranks == 3), _fit(x[flagged], ranks >= 2)]
    held = np.array([c.group for c in cases])[flagged]
    groups = [g for g in GROUPS if (held == g).sum() >= 3]
    columns += [_fit(x[flagged], held == g) for g in groups]
    weights = np.stack([w for w, _ in columns], 1)
    w, n = len(vocabulary.words), len(vocabulary.words) + len(vocabulary.letters)
    arrays = {
        "bias": np.array([b for _, b in columns], np.float32),
        "word_idf": vocabulary.word_idf,
        "letter_idf": vocabulary.letter_idf,
        "word_weights": weights[:w].astype(np.float16),
        "letter_weights": weights[w:n].astype(np.float16),
        "name_weights": weights[n:].astype(np.float16),
    }
    table = {
        "words": vocabulary.words,
        "letters": vocabulary.letters,
        "names": vocabulary.names,
        "groups": groups,
        "cuts": CUTS,
        "source": dict(source or {}),
    }
    return Scorer(table, arrays)


def _fit(x: Any, y: NDArray[np.bool_]) -> tuple[NDArray[np.float64], float]:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=20, solver="liblinear", random_state=0, max_iter=300)
    model.fit(x, y)
    return model.coef_[0], float(model.intercept_[0])


def fingerprint(cases: Sequence[Case], rules: Rules | None) -> dict[str, str]:
    """Hashes of what a model is learned from."""
    texts = [[c.id, c.text, c.urgency, c.group, c.split] for c in cases]
    tables = rules.to_tables() if rules else {}
    learned = {k: v for k, v in tables.items() if k not in ("texts", "helplines")}
    return {"messages": _sha(texts), "concepts": _sha(learned)}


def _sha(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def examples_of(cases: Sequence[Case], rules: Rules | None) -> list[Example]:
    """Cases with what the concept language finds in them."""
    return [example(c, rules.findings(c.text).features() if rules else ()) for c in cases]


def main(arguments: Sequence[str]) -> int:
    """Write the model."""
    folder = Path(arguments[0]) if arguments else Path("tests/cases/redflags")
    try:
        cases = read_cases(folder)
        try:
            rules: Rules | None = Rules.load()
        except AssistantError as e:
            print(f"without concepts, by n-grams alone: {e}", file=sys.stderr)
            rules = None
        kept = [c for c in cases if c.split == "train"]
        model = train(examples_of(kept, rules), fingerprint(cases, rules))
        model.save()
    except AssistantError as e:
        print(e, file=sys.stderr)
        return 2
    print(f"{MODEL.name}: {len(kept):,} messages, {MODEL.stat().st_size / 1e6:.2f} MB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
