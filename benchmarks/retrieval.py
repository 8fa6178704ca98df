"""Retrieval beside peers: `python -m benchmarks.retrieval DATA… [--out DIR] [--dense N]`.

DATA are folders of `corpus.jsonl`, `queries.jsonl` and `qrels.tsv`. Each peer is built and asked
in a process of its own, one after another, on one core, with the same passages and queries.
Peers that are not installed are named as such.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks._common import (
    Missing,
    bars,
    child,
    machine,
    number,
    percentile,
    resident,
    table,
    timed,
    version,
)
from benchmarks._retrieval_data import load, measures
from benchmarks._retrieval_peers import PEERS, peer

MODULE = "benchmarks.retrieval"
FOLDS = 5
BATCH = 1000
FORMS = ("summary", "text", "past")
MEASURES = ("nDCG@10", "MRR@10", "P@1", "R@100")


def measure(name: str, folder: Path) -> dict:
    """Build one peer on one collection, ask it everything; runs in a process of its own."""
    try:
        made = peer(name)
    except Missing as e:
        return {"missing": str(e)}
    data = load(folder)
    start = time.perf_counter()
    made.build(data.entries)
    found = {"build": time.perf_counter() - start}
    for form, asked in data.queries.items():
        ranked = made.search_many([t for _, t in asked], 100)
        found[form] = measures(ranked, asked, data.grades)
        texts = [t for _, t in asked]
        for text in texts[:20]:
            made.search(text, 10)
        calls = [lambda t=t: made.search(t, 10) for t in texts * max(1, 200 // len(texts))]
        spent = timed(calls)
        found[form] |= {"p50": percentile(spent, 0.5), "p99": percentile(spent, 0.99)}
    texts = (texts * (BATCH // len(texts) + 1))[: min(BATCH, max(10, int(5e3 / median(spent))))]
    start = time.perf_counter()
    made.search_many(texts, 10)
    found["rate"] = len(texts) / (time.perf_counter() - start)
    found |= cold(made, name, folder, texts[0])
    if data.asked_often:
        found["past"] = past(name, data)
    return found


def past(name, data) -> dict[str, float]:
    """With the questions of the other folds as past questions: means over the folds."""
    ranked, asked = [], []
    for fold in range(FOLDS):
        entries, queries = data.with_past(fold, FOLDS)
        made = peer(name)
        made.build(entries)
        ranked += made.search_many([t for _, t in queries], 100)
        asked += queries
    return measures(ranked, asked, data.grades)


def cold(made, name: str, folder: Path, text: str) -> dict[str, float]:
    """A fresh process to its first answer, from disk if it can: milliseconds and memory, MB."""
    with tempfile.TemporaryDirectory() as place:
        if made.keeps:
            made.save(Path(place))
        spent = []
        for _ in range(3 if made.keeps else 1):
            start = time.perf_counter()
            told = child(MODULE, "--first", name, place, str(folder), text)
            spent.append(1000 * (time.perf_counter() - start))
        return {"cold": median(spent), "memory": told["memory"]}


def first(name: str, place: str, folder: str, text: str) -> dict[str, float]:
    """The fresh process of `cold`."""
    made = peer(name)
    if made.keeps:
        made.load(Path(place))
    else:
        made.build(load(Path(folder)).entries)
    made.search(text, 10)
    return {"memory": resident()}


def report(results: dict[str, dict[str, dict]], sizes: dict[str, int]) -> str:
    """Markdown of everything measured."""
    text = [f"Measured on: {machine()}.\n"]
    for data, rows in results.items():
        done = {n: r for n, r in rows.items() if "build" in r}
        text.append(f"## {data}: {sizes[data]:,} passages\n")
        forms = [f for f in FORMS if any(f in r for r in done.values())]
        headers = ["", *(f"{m} {f}" for f in forms for m in MEASURES)]
        body = [
            [n, *(number(r.get(f, {}).get(m)) for f in forms for m in MEASURES)]
            for n, r in done.items()
        ]
        text.append(table(headers, body))
        forms = [f for f in forms if f != "past"]
        speeds = [f"{p} ms {f}" for f in forms for p in ("p50", "p99")]
        headers = ["", "build s", "serving MB", *speeds, "batch /s", "cold start ms"]
        body = [
            [
                n, number(r["build"], 2), number(r["memory"], 0),
                *(number(r[f][p]) for f in forms for p in ("p50", "p99")),
                number(r["rate"], 0), number(r["cold"], 0),
            ]
            for n, r in done.items()
        ]  # fmt: skip
        text.append(table(headers, body))
        for name in rows.keys() - done.keys():
            row = rows[name]
            why = f"not installed ({row['missing']})" if "missing" in row else row.get("skipped")
            text.append(f"- {name}: {why or row['error']}\n")
    used = sorted({p for kind in PEERS for p in kind.packages} - {"reader-assistant"})
    text.append("Versions: " + ", ".join(f"{p} {version(p)}" for p in used) + ".\n")
    return "\n".join(text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, prog=f"python -m {MODULE}")
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, help="folder for retrieval.md and retrieval.svg")
    dense = "embed collections of at most N passages (default 2000; about 25 a second)"
    parser.add_argument("--dense", type=int, default=2000, metavar="N", help=dense)
    args = parser.parse_args()
    results: dict[str, dict[str, dict]] = {}
    sizes = {}
    for folder in args.data:
        data = load(folder)
        sizes[data.name] = len(data.entries)
        rows = results.setdefault(data.name, {})
        for kind in PEERS:
            print(f"{data.name}: {kind.name} …", file=sys.stderr, flush=True)
            if getattr(kind, "dense", False) and len(data.entries) > args.dense:
                rows[kind.name] = {"skipped": f"more than --dense {args.dense} passages"}
            else:
                rows[kind.name] = child(MODULE, "--one", kind.name, str(folder))
    text = report(results, sizes)
    print(text)
    if args.out:
        args.out.mkdir(parents=True, exist_ok=True)
        (args.out / "retrieval.md").write_text(text, encoding="utf-8")
        figures = {
            f"{data}, {form}": {n: r[form]["nDCG@10"] for n, r in rows.items() if form in r}
            for data, rows in results.items()
            for form in FORMS
            if any(form in r for r in rows.values())
        }
        svg = bars("nDCG@10", figures, 1.0)
        (args.out / "retrieval.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure(sys.argv[2], Path(sys.argv[3]))))
    elif sys.argv[1:2] == ["--first"]:
        print(json.dumps(first(*sys.argv[2:6])))
    else:
        main()
