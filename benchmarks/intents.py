"""Intent accuracy beside peers: `python -m benchmarks.intents DATA… [--out DIR] [--seeds 3]`.

DATA are folders of JSON lines (CLINC150, BANKING77, HWU64). Everything is learned and measured
in one run, on one core, with the same examples and messages for all. Peers that are not
installed are named as such.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks._intent_chart import chart
from benchmarks._intent_data import IntentData, Rows, load, mistype, shots
from benchmarks._intent_peers import PEERS, ChatterBot, Missing

MISTYPED = (0.0, 0.1, 0.3)
FEW = 10
PRODUCT_INTENTS, PRODUCT_EXAMPLES = 30, 20
TIMED = 1000


def accuracies(peer, rows: Rows) -> list[float]:
    """Accuracy in per cent, clean and with 10 and 30 % of the words mistyped."""
    if isinstance(peer, ChatterBot):
        rows = random.Random(0).sample(rows, min(len(rows), peer.sample))
    labels = np.array([c for _, c in rows])
    found = []
    for share in MISTYPED:
        best, _ = peer.answer(mistype([t for t, _ in rows], share))
        found.append(100 * float(np.mean(best == labels)))
    return found


def learn(make, rows: Rows, none: Sequence[str] = ()):
    peer = make()
    peer.fit([t for t, _ in rows], [c for _, c in rows], none)
    return peer


def few(make, data: IntentData, seeds: int) -> list[float]:
    """10 examples an intent, mean over seeds."""
    runs = [accuracies(learn(make, shots(data.train, FEW, s)), data.test) for s in range(seeds)]
    return np.mean(runs, axis=0).tolist()


def product(make, data: IntentData, seeds: int) -> tuple[list[float], list[float], float]:
    """30 intents × 20 examples: accuracies, p50 and p99 in ms, seconds to learn."""
    runs, seconds = [], []
    for seed in range(seeds):
        names = sorted({c for _, c in data.train})
        classes = random.Random(seed).sample(names, min(PRODUCT_INTENTS, len(names)))
        start = time.perf_counter()
        peer = learn(make, shots(data.train, PRODUCT_EXAMPLES, seed, classes))
        seconds.append(time.perf_counter() - start)
        rows = [(t, c) for t, c in data.test if c in set(classes)]
        runs.append(accuracies(peer, rows))
    return np.mean(runs, axis=0).tolist(), timings(peer, rows), float(np.median(seconds))


def timings(peer, rows: Rows) -> list[float]:
    """p50 and p99 in ms of one message at a time, a third of them with a slip in each word."""
    texts = mistype([t for t, _ in rows], 0.1, seed=5)[: getattr(peer, "sample", TIMED)]
    for text in texts[:20]:
        peer.one(text)
    spent = []
    for text in texts:
        start = time.perf_counter()
        peer.one(text)
        spent.append(1000 * (time.perf_counter() - start))
    return [float(np.percentile(spent, q)) for q in (50, 99)]


def full(make, data: IntentData, none: Sequence[str]) -> dict[str, float]:
    """Everything to learn from; messages without an intent; the threshold set on valid."""
    peer = learn(make, data.train, none)
    best, sure = peer.answer([t for t, _ in data.test])
    right = best == np.array([c for _, c in data.test])
    _, sure_out = peer.answer(data.test_oos)
    best_valid, sure_valid = peer.answer([t for t, _ in data.valid])
    right_valid = best_valid == np.array([c for _, c in data.valid])
    _, out_valid = peer.answer(data.valid_oos)
    cut = larson(sure_valid, right_valid, out_valid)
    return {
        "accuracy": 100 * float(right.mean()),
        "auroc": auroc(sure, sure_out),
        "inside": 100 * float((right & (sure >= cut)).mean()),
        "outside": 100 * float((sure_out < cut).mean()),
    }


def larson(sure, right, outside) -> float:
    """The threshold with the highest accuracy where "none" is one more class."""
    cuts = np.unique(np.concatenate((sure, outside)))
    gains = [(right & (sure >= c)).sum() + (outside < c).sum() for c in cuts]
    return float(cuts[int(np.argmax(gains))])


def auroc(inside, outside) -> float:
    from sklearn.metrics import roc_auc_score

    truth = np.r_[np.ones(len(inside)), np.zeros(len(outside))]
    return float(roc_auc_score(truth, np.r_[inside, outside]))


def slashes(values: Sequence[float]) -> str:
    return " / ".join(f"{v:.1f}" for v in values)


def measure(make, sets: Sequence[IntentData], seeds: int, whole: bool) -> dict[str, object]:
    """All figures of one peer, as they become cells of the table."""
    scarce = {d.name: few(make, d, seeds) for d in sets}
    home = next((d for d in sets if d.test_oos), sets[0])
    thirty, times, seconds = product(make, home, seeds)
    cells: dict[str, object] = {
        **{f"{d}, 10 each": slashes(v) for d, v in scarce.items()},
        f"30 × 20 ({home.name})": slashes(thirty),
        "ms p50 / p99": f"{times[0]:.2f} / {times[1]:.2f}",
        "learns, s": f"{seconds:.2f}",
        "few": scarce,
    }
    if whole and home.test_oos and make is not ChatterBot:
        for none, name in (((), "full"), (home.train_oos, "full, with OOS examples")):
            f = full(make, home, none)
            cells[f"{home.name} {name}: accuracy; AUROC; in / OOS"] = (
                f"{f['accuracy']:.1f}; {f['auroc']:.3f}; {f['inside']:.1f} / {f['outside']:.1f}"
            )
    return cells


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.intents", description=__doc__)
    parser.add_argument("data", nargs="+", type=Path, help="folders of JSON lines")
    parser.add_argument("--out", type=Path, help="folder for intents.md and intents.svg")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--peers", help="comma-separated starts of names; default all")
    parser.add_argument("--few-only", action="store_true", help="leave out the full data")
    options = parser.parse_args()
    sets = [load(p) for p in options.data]
    wanted = tuple((options.peers or "").split(","))
    results: dict[str, dict[str, object]] = {}
    missing: list[str] = []
    for make in PEERS:
        if options.peers and not make.name.lower().startswith(wanted):
            continue
        try:
            results[make.name] = measure(make, sets, options.seeds, not options.few_only)
        except Missing as e:
            missing.append(f"{make.name} ({e})")
            continue
        print(
            f"{make.name}: { ({k: v for k, v in results[make.name].items() if k != 'few'}) }",
            flush=True,
        )
    text = table(results, missing)
    print("\n" + text)
    if options.out:
        options.out.mkdir(parents=True, exist_ok=True)
        (options.out / "intents.md").write_text(text + "\n", "utf-8")
        scarce = {name: cells["few"] for name, cells in results.items()}
        (options.out / "intents.svg").write_text(chart(scarce), "utf-8")


def table(results: dict[str, dict[str, object]], missing: list[str]) -> str:
    """A Markdown table, one row a figure, one column a peer."""
    names = list(results)
    keys = dict.fromkeys(k for cells in results.values() for k in cells if k != "few")
    lines = [
        "Accuracy in %: clean / 10 % / 30 % of words mistyped. AUROC: messages with an intent "
        "against messages without.",
        "",
        "| | " + " | ".join(names) + " |",
        "|---" * (len(names) + 1) + "|",
    ]
    lines += [
        f"| {k} | " + " | ".join(str(results[n].get(k, "–")) for n in names) + " |" for k in keys
    ]
    if missing:
        lines += ["", "Not installed: " + "; ".join(missing) + "."]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
