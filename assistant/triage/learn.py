"""Developer's side of the learned judge: labelled messages → `model.bin`, rules → `rules.bin`.

    python -m assistant.triage.learn tests/cases/redflags

The same messages, concepts and rules give the same file, byte for byte. The file keeps a hash of
both; a test fails when one has changed since. scikit-learn is needed here, never to answer.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.domain import Urgency
from assistant.errors import AssistantError
from assistant.triage import Rules
from assistant.triage.cases import Case, read_cases
from assistant.triage.grams import HIT, letter_grams, names_of, pair_grams, word_grams, words_of
from assistant.triage.load import save, tables
from assistant.triage.rules import GROUPS
from assistant.triage.score import EMERGENCY, FLAG, MODEL, TIERS, Scorer

FOLDER = Path("tests/cases/redflags")
LEAST = {"words": 3, "pairs": 2, "letters": 5, "names": 2}
"""Messages that a feature must stand in to be kept"""
WEIGHTS = {"words": 1.0, "pairs": 1.5, "letters": 0.5}
"""Length of each part beside the others"""
STRENGTH, NAME_STRENGTH = 100.0, 0.5
"""Inverses of the L2 penalties, of n-grams and of names"""
MISSED = 2.0
"""How many false alarms a missed flag weighs as much as, in learning"""
NAMES, RULE = 0.5, 0.7
"""Share of the names' logit beside the n-grams'; what a rule that trips adds. The two are learned
apart: together, the names of a lexicon that its writer fitted to these very messages would drown
the words. All of these, and `CUTS`, are by cross-validation (`python -m benchmarks.triage`)."""
CUTS = {
    "alarm": 0.2, "alone": 0.35, "unusual": 0.75, "veto": 0.2, "plain": 0.9, "doubt": 0.15,
    "life": 0.2, "life_doubt": 0.08,
    "emergency": -1.5, "today": -0.5, "stretch": 0.8,
}  # fmt: skip
"""Eight chances, then three logits. An alarm that no rule agrees with (`alone`) has to be surer;
below, from `doubt` on, the reply warns and holds no exercises. `life`: of self-harm"""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """A case with its features."""

    case: Case
    words: frozenset[str]
    pairs: frozenset[int]
    letters: tuple[frozenset[str], ...]
    """of each different word"""
    names: frozenset[str]


def example(case: Case, names: Iterable[str] = ()) -> Example:
    """The features of one message, the same that `Scorer` sees."""
    each = words_of(case.text)
    words = [w for s in each for w in s]
    letters = tuple(frozenset(letter_grams(w)) for w in sorted(set(words)))
    return Example(
        case, frozenset(word_grams(words)), frozenset(pair_grams(each)), letters, frozenset(names)
    )


def examples_of(cases: Sequence[Case], rules: Rules | None) -> list[Example]:
    """Cases with what the concept language finds in them."""
    return [example(c, names_of(rules.findings(c.text)) if rules else ()) for c in cases]


class Vocabulary:
    """Kept features with their weights of rarity, and the matrix they make of examples."""

    def __init__(self, examples: Sequence[Example]) -> None:
        """Keep what stands in enough of the examples, those of the site's topics apart."""
        examples = [e for e in examples if not e.case.site]
        self.kept: dict[str, list[Any]] = {}
        self.idf: dict[str, Floats] = {}
        total = len(examples)
        for part, least in LEAST.items():
            counts = Counter(g for e in examples for g in _grams(e, part))
            self.kept[part] = sorted(g for g, n in counts.items() if n >= least)
            rarity = [log((1 + total) / (1 + counts[g])) + 1 for g in self.kept[part]]
            self.idf[part] = np.array(rarity, np.float16).astype(np.float64)

    def matrix(self, examples: Sequence[Example], parts: Sequence[str]) -> Any:
        """(messages × features) sparse."""
        from scipy.sparse import csr_matrix, hstack

        blocks = []
        for part in parts:
            at = {g: i for i, g in enumerate(self.kept[part])}
            rows, columns, values = [], [], []
            for r, e in enumerate(examples):
                for i, v in sorted(self._row(e, part, at).items()):
                    rows.append(r)
                    columns.append(i)
                    values.append(v)
            block = csr_matrix((values, (rows, columns)), (len(examples), len(at)))
            blocks.append(block * WEIGHTS.get(part, 1.0))
        return hstack(blocks).tocsr()

    def _row(self, e: Example, part: str, at: Mapping[Any, int]) -> dict[int, float]:
        if part == "names":
            return {at[g]: 1.0 for g in e.names if g in at}
        idf = self.idf[part]
        if part == "letters":
            counts = Counter(at[g] for grams in e.letters for g in grams if g in at)
            square = sum(n * idf[i] ** 2 for i, n in sorted(counts.items()))
            return {i: n * idf[i] / square**0.5 for i, n in counts.items()}
        ids = sorted(at[g] for g in _grams(e, part) if g in at)
        length = float((idf[ids] ** 2).sum()) ** 0.5
        return {i: idf[i] / length for i in ids}


def _grams(e: Example, part: str) -> Iterable[Any]:
    if part == "letters":
        return frozenset().union(*e.letters)
    grams: frozenset[Any] = getattr(e, part)
    return grams


def train(
    examples: Sequence[Example], source: Mapping[str, str] | None = None, *, groups: bool = True
) -> Scorer:
    """Learn a model. `source`: hashes kept in the file. Without `groups`, tiers alone."""
    vocabulary = Vocabulary(examples)
    grams = vocabulary.matrix(examples, ("words", "letters", "pairs"))
    names = vocabulary.matrix(examples, ("names",))
    cases = [e.case for e in examples]
    flagged = np.array([c.flagged for c in cases])
    close = np.array([not c.site for c in cases])
    plain = flagged | np.array([c.ordinary for c in cases])
    ranks = np.array([c.urgency.rank for c in cases])
    held = np.array([c.group for c in cases])
    alone = len(vocabulary.kept["words"]) + len(vocabulary.kept["letters"])
    tiers = [
        _both(grams, names, close, flagged, MISSED),
        _both(grams, names, plain, flagged, MISSED),
        _both(grams[:, :alone], names, flagged, ranks == 3),
        _both(grams[:, :alone], names, flagged, ranks >= 2),
    ]
    if HIT in vocabulary.kept["names"]:
        tiers[FLAG][1][vocabulary.kept["names"].index(HIT)] += RULE
    words = grams[:, : len(vocabulary.kept["words"])]
    dangers = [_both(words, names, flagged & groups, held == g) for g in GROUPS]
    kept = {part: v for part, v in vocabulary.kept.items() if part != "pairs"}
    return Scorer(
        {**kept, "groups": GROUPS, "cuts": CUTS, "source": dict(source or {})},
        _arrays(vocabulary, tiers, dangers),
    )


Columns = Sequence[tuple[Floats, Floats, float]]
"""For each output: weights of the n-grams, weights of the names, bias"""


def _both(
    grams: Any, names: Any, rows: NDArray[np.bool_], y: NDArray[np.bool_], yes: float = 1.0
) -> tuple[Floats, Floats, float]:
    """Two models learned apart, and their weighed sum. `yes`: weight of the positive examples."""
    w, b = _fit(grams[rows], y[rows], STRENGTH, yes)
    v, c = _fit(names[rows], y[rows], NAME_STRENGTH, yes)
    return w, v * NAMES, b + c * NAMES


def _fit(x: Any, y: NDArray[np.bool_], strength: float, yes: float) -> tuple[Floats, float]:
    from sklearn.linear_model import LogisticRegression

    if y.all() or not y.any():
        return np.zeros(x.shape[1]), -20.0
    if not x.shape[1]:
        return np.zeros(0), 0.0
    model = LogisticRegression(
        C=strength, class_weight={True: yes}, solver="liblinear", random_state=0, max_iter=300
    )
    model.fit(x, y)
    return model.coef_[0], float(model.intercept_[0])


def _arrays(vocabulary: Vocabulary, tiers: Columns, dangers: Columns) -> dict[str, NDArray[Any]]:
    arrays: dict[str, NDArray[Any]] = {
        "bias": np.array([b for _, _, b in (*tiers, *dangers)], np.float32),
        "pairs_keys": np.array(vocabulary.kept["pairs"], np.uint32),
        "groups_weights": np.stack([w for w, _, _ in dangers], 1).astype(np.float16),
        "names_weights": np.stack([v for _, v, _ in (*tiers, *dangers)], 1).astype(np.float16),
    }
    at = 0
    for part, columns in (("words", tiers), ("letters", tiers), ("pairs", tiers[:EMERGENCY])):
        n = len(vocabulary.kept[part])
        weights = np.stack([w[at : at + n] for w, _, _ in columns], 1) * WEIGHTS[part]
        arrays[f"{part}_weights"] = weights.astype(np.float16)
        arrays[f"{part}_idf"] = vocabulary.idf[part].astype(np.float16)
        at += n
    return arrays


def models_out_of_fold(
    examples: Sequence[Example], fold: Callable[[Case], str], *, groups: bool = False
) -> Iterator[tuple[list[int], Scorer]]:
    """For each fold the places of its examples, and a model that saw nothing of them."""
    folds = [fold(e.case) for e in examples]
    for f in sorted(set(folds)):
        seen = [e for e, g in zip(examples, folds, strict=True) if g != f and not e.case.derived]
        yield [i for i, g in enumerate(folds) if g == f], train(seen, groups=groups)


def out_of_fold(examples: Sequence[Example], fold: Callable[[Case], str]) -> NDArray[np.float32]:
    """Raw scores of each message by the model that saw nothing of its fold."""
    out = np.zeros((len(examples), TIERS + len(GROUPS)), np.float32)
    for places, model in models_out_of_fold(examples, fold):
        for i in places:
            out[i] = model.outputs(examples[i].case.text, examples[i].names)
    return out


def by_scenario(case: Case) -> str:
    """One of five folds; a scenario stays whole."""
    return _fold(case.scenario)


def by_writer(case: Case) -> str:
    """One of five folds; a writer stays whole."""
    return _fold(case.writer)


def _fold(name: str) -> str:
    return str(int(hashlib.sha256(name.encode()).hexdigest(), 16) % 5)


def own_cases(rules: Rules) -> list[Case]:
    """Each rule's own sentences as cases, so that the judge doesn't veto what a rule is for.

    A `silent` sentence that another rule trips on says nothing of the whole, and is left out.
    """
    own: dict[str, Case] = {}
    for rule in rules.rules:
        for n, text in enumerate(rule.fires):
            own[text] = _own(rule.id, f"{rule.id}-fires-{n}", text, rule.urgency, rule.group)
        for n, text in enumerate(rule.silent):
            if not rules.findings(text).hits:
                place = f"{rule.id}-silent-{n}"
                own.setdefault(text, _own(rule.id, place, text, Urgency.NONE, rule.group))
    return list(own.values())


def _own(rule: str, name: str, text: str, urgency: Urgency, group: str) -> Case:
    return Case(name, "rules", rule, text, urgency, (urgency,), group, "", "train")


def fingerprint(cases: Sequence[Case], rules: Rules | None) -> dict[str, str]:
    """Hashes of what a model is learned from."""
    texts = [[c.id, c.text, c.urgency, c.group, c.split] for c in cases]
    tables = rules.to_tables() if rules else {}
    learned = {k: v for k, v in tables.items() if k not in ("texts", "helplines")}
    return {"messages": _sha(texts), "concepts": _sha(learned)}


def _sha(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def main(arguments: Sequence[str]) -> int:
    """Write the model."""
    try:
        cases = read_cases(Path(arguments[0]) if arguments else FOLDER)
        save()
        rules = Rules(tables())
        kept = [c for c in cases if c.split == "train"] + own_cases(rules)
        train(examples_of(kept, rules), fingerprint(cases, rules)).save()
    except AssistantError as e:
        print(e, file=sys.stderr)
        return 2
    print(f"{MODEL.name}: {len(kept):,} messages, {MODEL.stat().st_size / 1e6:.2f} MB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
