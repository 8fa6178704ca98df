"""What readers asked and the site doesn't answer, clustered, each with a stub for an intent."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from assistant.engine import Assistant
from assistant.errors import DataError, InputError
from assistant.gaps.stub import stub, topic_name
from assistant.gaps.words import asking, redacted
from assistant.text import content_words, stem, tokens

MAX_LINE = 4 << 20
MAX_MESSAGES = 200_000
CHARS = 600
"""Characters of a message that are compared; a story counts by its asking sentences."""
APART = 0.88
"""Cosine distance, 0..1, up to which messages stand together (average linkage)."""
AT_ONCE = 1500
"""Messages compared each with each; more are parted roughly first."""
EXAMPLES, QUESTIONS, WORDS = 8, 2, 6


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A message that got no full answer."""

    text: str
    topic: str
    """the nearest topic, "" for none"""


@dataclass(frozen=True, slots=True)
class Gap:
    """Messages that ask alike."""

    size: int
    topic: str
    """the topic most of them came nearest to"""
    words: tuple[str, ...]
    """typical of them, most typical first"""
    questions: tuple[str, ...]
    """the most typical messages, redacted"""
    near_title: str
    near_url: str
    """the nearest source there is; "" for none"""
    near_score: float
    """0..1"""
    name: str
    """of the stub's topic and file"""
    stub: str
    """YAML of an intent file, to be finished by a person"""


def unanswered(path: Path, bot: Assistant) -> Iterator[Unanswered]:
    """The messages of a file of batch records that the site has no full answer to.

    Lines that hold only a `text` are asked first. Raises `DataError` for lines that are neither.
    """
    try:
        with path.open("rb") as lines:
            number = 0
            while raw := lines.readline(MAX_LINE):
                number += 1
                if raw.strip() and (found := _line(path, number, raw, bot)):
                    yield found
    except OSError as e:
        raise InputError(f"{path}: can't be read ({e.strerror})") from e


def _line(path: Path, number: int, raw: bytes, bot: Assistant) -> Unanswered | None:
    try:
        record: Any = json.loads(raw)
    except (ValueError, RecursionError) as e:
        raise DataError(path, number, "not JSON; give the file that `batch -o` wrote") from e
    text = record.get("comment", record.get("text")) if isinstance(record, dict) else None
    if not isinstance(text, str):
        raise DataError(path, number, "no batch record; give the file that `batch -o` wrote")
    if "action" in record:
        kind = (record.get("reply") or {}).get("kind")
        open_ = record.get("reason") == "no_source" or kind in ("unsure", "clarify")
        topic = record.get("topic")
    else:
        reply = bot.reply(text)
        open_, topic = reply.kind in ("unsure", "clarify"), reply.topic
    return Unanswered(text, str(topic or "")) if open_ and text.strip() else None


def find_gaps(messages: Iterable[Unanswered], bot: Assistant, limit: int = 30) -> list[Gap]:
    """The largest clusters, largest first. The same messages give the same clusters."""
    kept = [m for m in messages if content_words(m.text)]
    if len(kept) > MAX_MESSAGES:
        raise InputError(f"more than {MAX_MESSAGES:,} unanswered messages; give fewer at a time")
    if not kept:
        return []
    matrix, names = _vectors([_document(m) for m in kept])
    groups = sorted(_groups(matrix), key=lambda g: (-len(g), g[0]))[:limit]
    taken: set[str] = set()
    return [_gap([kept[n] for n in g], matrix[g], names, bot, taken) for g in groups]


def _document(message: Unanswered) -> list[str]:
    """Stems of what is asked, pairs of them, and the topic it came nearest to."""
    text = " ".join(asking(message.text))[:CHARS]
    stems = [stem(w) for w in content_words(text)] or [stem(w) for w in tokens(text)]
    pairs = [f"{a} {b}" for a, b in pairwise(stems)]
    return [*stems, *pairs, *([f"={message.topic}"] if message.topic else [])]


def _vectors(documents: Sequence[Sequence[str]]) -> tuple[Any, Any]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    maker = TfidfVectorizer(analyzer=lambda d: d, sublinear_tf=True, max_features=20_000)
    return maker.fit_transform(documents), maker.get_feature_names_out()


def _groups(matrix: Any) -> list[list[int]]:
    """Row numbers of each cluster."""
    count = matrix.shape[0]
    if count <= AT_ONCE:
        return _close(matrix, list(range(count)))
    from sklearn.cluster import MiniBatchKMeans

    rough = MiniBatchKMeans(count // (AT_ONCE // 3) + 1, random_state=0, n_init=1)
    labels = rough.fit_predict(matrix)
    groups: list[list[int]] = []
    for label in sorted(set(labels.tolist())):
        rows = [n for n in range(count) if labels[n] == label]
        for start in range(0, len(rows), AT_ONCE):
            groups.extend(_close(matrix, rows[start : start + AT_ONCE]))
    return groups


def _close(matrix: Any, rows: list[int]) -> list[list[int]]:
    from sklearn.cluster import AgglomerativeClustering

    if len(rows) < 2:
        return [rows]
    part = matrix[rows]
    distance = 1.0 - (part @ part.T).toarray()  # rows have unit length
    clusters = AgglomerativeClustering(
        n_clusters=None, distance_threshold=APART, metric="precomputed", linkage="average"
    )
    labels = clusters.fit_predict(distance.clip(0.0, 1.0))
    groups: dict[int, list[int]] = {}
    for row, label in zip(rows, labels.tolist(), strict=True):
        groups.setdefault(label, []).append(row)
    return list(groups.values())


def _gap(
    members: Sequence[Unanswered], rows: Any, names: Any, bot: Assistant, taken: set[str]
) -> Gap:
    import numpy as np

    centre = np.asarray(rows.mean(axis=0)).ravel()
    order = np.argsort(-np.asarray(rows @ centre).ravel(), kind="stable")
    typical = list(dict.fromkeys(redacted(members[int(n)].text) for n in order))
    best = np.argsort(-centre, kind="stable")[: 4 * WORDS]
    shown = _unstemmed(members)
    stems = [str(names[n]) for n in best if centre[n] > 0]
    words = [shown[s] for s in stems if not s.startswith("=") and " " not in s and s in shown]
    topic = Counter(m.topic for m in members).most_common(1)[0][0]
    hits = bot.search(" ".join([typical[0], *words[:WORDS]]), k=1)
    near = hits[0].passage.document if hits else None
    name = topic_name(words, taken)
    return Gap(
        size=len(members),
        topic=topic,
        words=tuple(words[:WORDS]),
        questions=tuple(typical[:QUESTIONS]),
        near_title=near.title if near else "",
        near_url=near.url if near else "",
        near_score=hits[0].score if hits else 0.0,
        name=name,
        stub=stub(name, typical[:EXAMPLES]),
    )


def _unstemmed(members: Sequence[Unanswered]) -> dict[str, str]:
    """Stem → the form of it that readers type most."""
    forms: dict[str, Counter[str]] = {}
    for m in members[:500]:
        for w in content_words(m.text):
            forms.setdefault(stem(w), Counter())[w] += 1
    return {s: min(c, key=lambda w: (-c[w], w)) for s, c in forms.items()}
