"""How an index grows: `python -m benchmarks.scale [DATA] [--sizes 10000,100000] [--out DIR]`.

Made-up passages: a title and two to four sentences. With DATA, a folder of `corpus.jsonl`, they
are drawn from its questions and answers; without, made of English words as often as they are used.
Build, file, memory, opening and one query at a time, this project beside its peers; each in a
process of its own, one after another, on one core.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import accumulate
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
)
from benchmarks._retrieval_peers import PEERS, peer

MODULE = "benchmarks.scale"
QUERIES = 200
CHOSEN = ("this project", "tantivy", "bm25s", "scikit-learn TF-IDF", "rank_bm25", "Haystack BM25")
SLOW = {"rank_bm25": 100_000, "Haystack BM25": 20_000}
"""passages above which a peer answers in seconds and is left out"""


def passages(count: int, data: Path | None, seed: int = 0) -> Iterator[dict[str, str]]:
    """`count` entries, the same for the same arguments."""
    rng = random.Random(seed)
    titles, sentences = _drawn(data) if data else _made_up(rng)
    for n in range(count):
        body = " ".join(rng.choices(sentences, k=rng.randint(2, 4)))
        yield {"id": str(n), "title": rng.choice(titles), "body": body}


def _drawn(data: Path) -> tuple[list[str], list[str]]:
    titles, sentences = [], []
    with (data / "corpus.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            titles.append(entry["question"])
            parts = re.split(r"(?<=[.!?])\s+", entry["answer"])
            sentences += [s for s in parts if 20 < len(s) < 300]
    return titles, sentences


def _made_up(rng: random.Random) -> tuple[list[str], list[str]]:
    from spellchecker import SpellChecker

    counted = SpellChecker().word_frequency.dictionary
    words = sorted(counted, key=lambda w: (-counted[w], w))[:60_000]
    weights = list(accumulate(counted[w] for w in words))
    drawn = rng.choices(words, cum_weights=weights, k=1_500_000)
    at, titles, sentences = 0, [], []
    while at + 25 < len(drawn):
        long = rng.randint(8, 24)
        sentences.append(" ".join(drawn[at : at + long]).capitalize() + ".")
        titles.append(
            "How do I " + " ".join(drawn[at + long : at + long + rng.randint(3, 8)]) + "?"
        )
        at += long + 8
    return titles[:16_000], sentences


def queries(data: Path | None) -> list[str]:
    """What is asked: real queries of DATA, or titles of passages that are not in the index."""
    if data and (data / "queries.jsonl").exists():
        with (data / "queries.jsonl").open(encoding="utf-8") as lines:
            asked = [json.loads(line)["summary"] for line in lines][:QUERIES]
    else:
        asked = [p["title"] for p in passages(QUERIES, data, seed=1)]
    return asked * -(-QUERIES // len(asked))


def measure(name: str, count: int, data: Path | None) -> dict[str, float]:
    """Build a peer in this process, and ask it from disk in a fresh one."""
    try:
        made = peer(name)
    except Missing as e:
        return {"missing": str(e)}
    entries = list(passages(count, data))
    start = time.perf_counter()
    made.build(entries)
    found = {"build": time.perf_counter() - start}
    if not made.keeps:
        return found | ask(made, data)
    with tempfile.TemporaryDirectory() as place:
        made.save(Path(place))
        size = sum(f.stat().st_size for f in Path(place).rglob("*") if f.is_file())
        del made, entries
        told = child(MODULE, "--ask", name, place, str(data or ""))
    return found | {"file": size / 1e6} | told


def ask(made, data: Path | None) -> dict[str, float]:
    """One query at a time, each asked once before; then the median of its next three times.

    A median, so that what else the machine does isn't taken for the slowest of the queries.
    """
    asked = queries(data)
    start = time.perf_counter()
    made.search(asked[0], 10)
    first = 1000 * (time.perf_counter() - start)
    timed((lambda t=t: made.search(t, 10) for t in asked), 60)
    rounds = [timed((lambda t=t: made.search(t, 10) for t in asked), 20) for _ in range(3)]
    spent = [median(times) for times in zip(*rounds, strict=False)]
    return {
        "p50": percentile(spent, 0.5),
        "p99": percentile(spent, 0.99),
        "first": first,
        "memory": resident(),
    }


def opened(name: str, place: str, data: str) -> dict[str, float]:
    """The fresh process: open what was saved, and ask it."""
    made = peer(name)
    start = time.perf_counter()
    made.load(Path(place))
    spent = 1000 * (time.perf_counter() - start)
    return {"open": spent} | ask(made, Path(data) if data else None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, prog=f"python -m {MODULE}")
    parser.add_argument("data", nargs="?", type=Path)
    parser.add_argument("--sizes", default="10000,100000")
    parser.add_argument("--peers", default=",".join(CHOSEN), help="names, comma-separated")
    parser.add_argument("--out", type=Path, help="folder for scale.md and scale.svg")
    args = parser.parse_args()
    text, figures = [f"Measured on: {machine()}.\n"], {}
    for size in map(int, args.sizes.split(",")):
        rows = {}
        for kind in PEERS:
            if kind.name in args.peers.split(",") and size <= SLOW.get(kind.name, size):
                print(f"{size:,}: {kind.name} …", file=sys.stderr, flush=True)
                rows[kind.name] = child(MODULE, "--one", kind.name, str(size), str(args.data or ""))
        done = {n: r for n, r in rows.items() if "p50" in r}
        text.append(f"## {size:,} passages\n")
        headers = ("", "build s", "file MB", "open ms", "p50 ms", "p99 ms", "serving MB")
        names = (("build", 2), ("file", 0), ("open", 1), ("p50", 3), ("p99", 3), ("memory", 0))
        body = [[n, *(number(r.get(f), d) for f, d in names)] for n, r in done.items()]
        text.append(table(headers, body))
        for name in rows.keys() - done.keys():
            row = rows[name]
            absent = f"not installed ({row['missing']})" if "missing" in row else row.get("error")
            text.append(f"- {name}: {absent}\n")
        figures[f"{size:,} passages"] = {n: r["p50"] for n, r in done.items()}
    report = "\n".join(text)
    print(report)
    if args.out:
        args.out.mkdir(parents=True, exist_ok=True)
        (args.out / "scale.md").write_text(report, encoding="utf-8")
        top = sorted(v for g in figures.values() for v in g.values())
        svg = bars("Median query, ms", figures, top[-1] if top else 1.0)
        (args.out / "scale.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        place = Path(sys.argv[4]) if sys.argv[4] else None
        print(json.dumps(measure(sys.argv[2], int(sys.argv[3]), place)))
    elif sys.argv[1:2] == ["--ask"]:
        print(json.dumps(opened(*sys.argv[2:5])))
    else:
        main()
