"""How often is a promise broken? `python -m benchmarks.promise DATA… [--draws N]`.

A model learns 20 examples each of 30 intents. Its messages (in scope, of other intents, and out
of scope) are the population; calibration sets are drawn from it with replacement, so that the
true share of wrong answers at any threshold is known exactly. Beside the certified threshold:
the naive one, where the observed share is at most ε.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import numpy as np

from assistant.intents import IntentClassifier
from assistant.intents.abstain import safe_threshold
from benchmarks._intent_data import IntentData, load, mistype, shots

DELTA = 0.05
EPSILONS = (0.10, 0.05, 0.02)
SIZES = (60, 100, 200, 400, 1000)
INTENTS, EXAMPLES = 30, 20


def population(data: IntentData, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Confidence, whether an answer would be wrong, and whether the message has an intent."""
    classes = random.Random(seed).sample(sorted({c for _, c in data.train}), INTENTS)
    taught = shots(data.train, EXAMPLES, seed, classes)
    model = IntentClassifier(titles={c: c.replace("_", " ") for c in classes})
    model.fit([t for t, _ in taught], [c for _, c in taught])
    inside = [(t, c) for t, c in data.test if c in set(classes)]
    others = [t for t, c in data.test if c not in set(classes)]
    near = random.Random(seed).sample(others, min(len(others), len(inside) // 4))
    far = data.test_oos[: len(inside) // 4]
    texts = mistype([*(t for t, _ in inside), *near, *far], 0.1)
    labels = np.array([*(c for _, c in inside), *[None] * (len(near) + len(far))], object)
    return model.confidence(texts), model.predict(texts) != labels, labels != np.array(None)


def simulate(sure, wrong, inside, epsilon: float, size: int, draws: int, naive: bool, seed=0):
    """Shares of draws with a promise and with a broken one; mean right answers in scope."""
    rng = np.random.default_rng(seed)
    made = broken = 0
    useful = []
    for _ in range(draws):
        drawn = rng.integers(0, len(sure), size)
        if naive:
            found = observed(sure[drawn], wrong[drawn], epsilon)
        else:
            found = safe_threshold(sure[drawn], wrong[drawn], epsilon, DELTA)
        answered = sure >= (2.0 if found is None else found)
        made += found is not None
        broken += bool((wrong & answered).mean() > epsilon)
        useful.append((answered & ~wrong & inside).sum() / inside.sum())
    return made / draws, broken / draws, float(np.mean(useful))


def observed(sure, wrong, epsilon: float) -> float | None:
    """The lowest confidence down to which the observed share of wrong answers is at most ε."""
    order = np.argsort(-sure, kind="stable")
    fine = np.flatnonzero(np.cumsum(wrong[order]) <= epsilon * len(sure))
    return float(sure[order][fine[-1]]) if len(fine) else None


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.promise", description=__doc__)
    parser.add_argument("data", nargs="+", type=Path, help="folders of JSON lines, see README")
    parser.add_argument("--draws", type=int, default=1000)
    options = parser.parse_args()
    print(
        f"{INTENTS} intents × {EXAMPLES} examples, 10 % of words mistyped, "
        f"{options.draws} draws, δ = {DELTA:g}\n"
    )
    print("| data | ε | n | certified: made / broken / right in scope | naive: broken / right |")
    print("|---|---|---|---|---|")
    for folder in options.data:
        data = load(folder)
        sure, wrong, inside = population(data)
        for epsilon in EPSILONS:
            for size in SIZES:
                run = (sure, wrong, inside, epsilon, size, options.draws)
                made, broken, useful = simulate(*run, naive=False)
                _, naive_broken, naive_useful = simulate(*run, naive=True)
                print(
                    f"| {data.name} | {epsilon:.0%} | {size} | {made:.0%} / {broken:.1%} / "
                    f"{useful:.2f} | {naive_broken:.0%} / {naive_useful:.2f} |",
                    flush=True,
                )


if __name__ == "__main__":
    main()
