"""Collections with judged queries, and the measures of ranked lists."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from math import log2
from pathlib import Path

RELEVANT = 2
"""grade from which a passage counts as relevant"""


@dataclass
class Collection:
    name: str
    entries: list[dict]
    queries: dict[str, list[tuple[str, str]]]
    """form (summary, text) → (id, text); only queries with a relevant passage"""
    grades: dict[str, dict[str, int]]
    """query → passage → grade"""

    def with_past(self, fold: int, folds: int) -> tuple[list[dict], list[tuple[str, str]]]:
        """Entries that know the questions of all other folds, and the fold's own questions."""
        (questions,) = self.queries.values()
        past = defaultdict(list)
        for n, (query, text) in enumerate(questions):
            if n % folds != fold:
                for passage, grade in self.grades[query].items():
                    if grade >= RELEVANT:
                        past[passage].append(text)
        entries = [
            {**e, "questions": past[e["id"]]} if e["id"] in past else e for e in self.entries
        ]
        return entries, questions[fold::folds]

    @property
    def asked_often(self) -> bool:
        """Passages have several questions each, so that past ones can tell of new ones."""
        if len(self.queries) != 1:
            return False
        (questions,) = self.queries.values()
        led = defaultdict(int)
        for query, _ in questions:
            led[max(self.grades[query], key=lambda p: (self.grades[query][p], p))] += 1
        return len(questions) >= 3 * len(led)


def load(folder: Path) -> Collection:
    """A folder of corpus.jsonl, queries.jsonl and qrels.tsv (query, passage, grade)."""
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    for line in _lines(folder / "qrels.tsv"):
        query, passage, grade = line.split("\t")
        grades[query][passage] = int(grade)
    entries = []
    for line in _lines(folder / "corpus.jsonl"):
        raw = json.loads(line)
        terms = [t for t in (raw.get("focus"), *raw.get("synonyms", ())) if t]
        entry = {"id": raw["id"], "title": raw["question"], "body": raw["answer"]}
        entries.append({**entry, "terms": terms} if terms else entry)
    queries: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for line in _lines(folder / "queries.jsonl"):
        raw = json.loads(line)
        if any(g >= RELEVANT for g in grades[raw["id"]].values()):
            for form in ("summary", "text"):
                queries[form].append((raw["id"], raw[form]))
    if queries["summary"] == queries["text"]:
        del queries["summary"]
    return Collection(folder.name, entries, dict(queries), grades)


def _lines(path):
    with path.open(encoding="utf-8") as f:
        yield from (line for line in f if line.strip())


def measures(ranked: list[list[str]], asked: list[tuple[str, str]], grades) -> dict[str, float]:
    """Means over queries. nDCG takes grades as gains and unjudged passages as 0."""
    total = dict.fromkeys(("nDCG@10", "MRR@10", "P@1", "R@100"), 0.0)
    for found, (query, _) in zip(ranked, asked, strict=True):
        judged = grades[query]
        good = {p for p, g in judged.items() if g >= RELEVANT}
        ideal = sorted(judged.values(), reverse=True)[:10]
        gain = sum(judged.get(p, 0) / log2(n + 2) for n, p in enumerate(found[:10]))
        total["nDCG@10"] += gain / sum(g / log2(n + 2) for n, g in enumerate(ideal))
        total["MRR@10"] += next((1 / n for n, p in enumerate(found[:10], 1) if p in good), 0.0)
        total["P@1"] += bool(found) and found[0] in good
        total["R@100"] += len(good & set(found[:100])) / len(good)
    return {name: value / len(asked) for name, value in total.items()}
