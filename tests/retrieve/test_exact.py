"""The search finds what scoring every row would find, on either way through the index."""

import numpy as np
import pytest
from made_up_entries import entries, queries

from assistant.retrieve import Index, build, postings, pruned
from assistant.text import content_words, stem


def brute_force(index, query, k):
    """Every row scored from the arrays, term by term, in double precision."""
    table, a = index.to_arrays()
    rows = len(a["row_entry"])
    content, weak = np.zeros(rows), np.zeros(rows)
    for term, weight in index._read(query)[0]:
        impacts = np.zeros(rows)
        if (at := a["heavy"][term]) >= 0:
            impacts = a["tables"][at] * (float(a["maxima"][term]) / 255)
        else:
            here = slice(a["starts"][term], a["starts"][term + 1])
            impacts[a["rows"][here]] = a["impacts"][here]
        (weak if a["weak"][term] else content)[:] += weight * impacts
    scores = np.where(content > 0, content + weak, 0)
    for start, end in zip(a["groups"], a["groups"][1:], strict=False):
        part = scores[start:end]
        mixed = (1 - table["siblings"]) * part + table["siblings"] * part.mean()
        scores[start:end] = np.where(part > 0, mixed, 0)
    best = np.zeros(len(index))
    np.maximum.at(best, a["row_entry"], scores)
    order = np.lexsort((np.arange(len(best)), -best.round(5)))[:k]
    return [(int(e), best[e]) for e in order if best[e] > 0]


# the ways through `pruned` that a small index would not take by itself
WAYS = {
    "pruned": {},
    "pruned, tables added up": {"LITTLE": 1.5},
    "pruned, tables looked up": {"LITTLE": -9.0, "MANY": 1, "FEW_LEFT": 1},
    "pruned, all rows gone through": {"SPARSE": 1e9, "MANY": 1},
    "pruned, listed rows gone through": {"SPARSE": 0, "FEW_LEFT": 1},
}


def made(way, monkeypatch, asked=3):
    for module in (postings, build):
        monkeypatch.setattr(module, "FEW", 100 if way in WAYS else postings.FEW)
    for name, value in WAYS.get(way, {}).items():
        monkeypatch.setattr(pruned, name, value)
    monkeypatch.setattr(build, "SHORT", 300)
    index = Index.build(entries(2000, asked=asked))
    if way in WAYS:
        weak = index.to_arrays()[1]["weak"]
        heavy = index.to_arrays()[1]["heavy"] >= 0
        assert (heavy & (weak == 0)).any()
        assert (heavy & (weak == 1)).any()
    return index


@pytest.fixture(params=["all scored", *WAYS])
def index(request, monkeypatch):
    return made(request.param, monkeypatch)


@pytest.mark.parametrize("k", [1, 10, 500])
def test_the_best_k_are_those_of_brute_force(index, k):
    agree(index, k)


@pytest.mark.parametrize("way", ["all scored", *WAYS])
@pytest.mark.parametrize("k", [1, 10, 500])
def test_the_best_k_of_entries_without_past_questions_too(way, k, monkeypatch):
    agree(made(way, monkeypatch, asked=0), k)


def agree(index, k):
    for query in queries(60):
        found, _ = index._postings.best(index._read(query)[0], k)
        wanted = brute_force(index, query, k)
        assert [s for _, s in found] == pytest.approx([s for _, s in wanted], rel=1e-4)
        scores = dict(brute_force(index, query, len(index)))
        assert [scores[e] for e, _ in found] == pytest.approx([s for _, s in found], rel=1e-4)


def test_no_hit_without_a_shared_content_term(index):
    texts = {
        e["id"]: " ".join((e.get("title", ""), e.get("body", ""), *e.get("questions", ())))
        for e in entries(2000)
    }
    held = {i: {stem(w) for w in content_words(t)} for i, t in texts.items()}
    for query in queries(60):
        asked = {stem(w) for w in content_words(query)} | ({"ankl"} if "ankel" in query else set())
        hits = [i for i, _ in index.search(query, k=len(index))]
        assert set(hits) == {i for i, words in held.items() if words & asked}


def test_scores_fall_from_at_most_one_to_above_none(index):
    for query in queries(60):
        scores = [s for _, s in index.search(query, k=50)]
        assert scores == sorted(scores, reverse=True)
        assert all(0 < s <= 1 for s in scores)


def test_a_search_leaves_no_trace(index):
    before = [index.search(q) for q in queries(30)]
    assert [index.search(q) for q in reversed(queries(30))] == before[::-1]
    assert index.search_many(queries(30)) == before


def test_threads_share_an_index(index):
    from concurrent.futures import ThreadPoolExecutor

    asked = queries(100)
    alone = [index.search(q) for q in asked]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(index.search, asked)) == alone
