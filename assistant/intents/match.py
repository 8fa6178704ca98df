"""Which intents a question means: ranked, calibrated, over all of its views.

A story is matched as a whole and by its asking sentences; a leaning turn ("and the calf?") with
the turns it leans on; several questions of one message each for itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.domain import Intent, Match
from assistant.text import fold, tokens

TOP = 5
NEVER_CARRIED = frozenset({"thanks", "spam", "chit_chat"})
"""Topics that a turn is never read as because of the turn before it."""

CARRY_INSIDE = 0.15
"""Weight of the turn before for the choice among a topic's sub-questions."""
OTHER_TOPIC = 0.15
"""What a leaning turn's other topics keep, over the weight of what it leans on, beside 1 + the
same for the topic talked about."""
ANOTHER, DECIDED = 0.15, 0.9
"""A turn that leans this little, and whose own topic is this probable and sure, stands alone."""
CHAT_CERTAIN = 0.97
"""Least probability of small talk and the like that breaks into a conversation on the matter."""
CHAT_LIKELY = 0.9
"""The same where nothing is asked."""
CHAT_DAMPED = 0.1
"""What is left of a smaller one: function words alone often look like small talk."""
GRATITUDE = frozenset("thanks thank thankyou thx ta cheers ty grateful appreciate".split())
"""Words that make a turn without a question mark one that may be thanks after all."""
View = tuple[str, float]


class Copies(Protocol):
    """What reads the words of a text."""

    def copies(self, text: str) -> list[list[str]]:
        """The words as typed and, when that changes anything, as spelled right."""


class Scorer(Protocol):
    """What gives probabilities: the fitted classifier's plain-array twin."""

    @property
    def classes(self) -> Sequence[str]:
        """Names in the order of the probabilities."""

    @property
    def features(self) -> Copies:
        """What reads words."""

    def scores(self, text: str) -> tuple[NDArray[Any], float]:
        """Probabilities over `classes` (they sum to 1) and the confidence, 0..1."""


@dataclass(frozen=True, slots=True)
class Matches:
    """What the intent layer found."""

    ranked: tuple[Match, ...] = ()
    """best first: topics by their summed probability, each by its best sub-question"""
    subs: tuple[Match, ...] = ()
    """the best sub-questions of the best topic, best first"""
    confidence: float = 0.0
    """0..1, how sure that the best is meant"""
    asks: tuple[Match, ...] = ()
    """for several questions in one message: the best match of each"""
    chosen: bool = False
    """the reader picked the question by its title"""

    @property
    def best(self) -> Match | None:
        """The most likely topic's most likely sub-question, with the topic's probability."""
        return self.ranked[0] if self.ranked else None


class IntentMatcher:
    """Intents and the scorer learned from their examples."""

    def __init__(self, intents: Sequence[Intent], scorer: Scorer | None) -> None:
        """`scorer` is None for a site without intents: nothing then ever matches."""
        self._by_name = {i.name: i for i in intents}
        self._scorer = scorer
        self._order = [self._by_name.get(c) for c in scorer.classes] if scorer else []
        self._titles = {fold(i.title): i for i in reversed(intents)}
        by_topic: Mapping[str, list[int]] = defaultdict(list)
        for n, intent in enumerate(self._order):
            if intent:
                by_topic[intent.topic].append(n)
        # columns side by side by topic, and where each topic begins
        columns = [n for rows in by_topic.values() for n in rows]
        self._beside = [i for n in columns if (i := self._order[n])]
        self._columns = np.array(columns, np.int64)
        ends = np.cumsum([len(rows) for rows in by_topic.values()]).tolist()
        self._bounds = list(zip([0, *ends], ends, strict=False))
        self._starts = np.array([start for start, _ in self._bounds], np.int64)
        self._topic = {topic: n for n, topic in enumerate(by_topic)}
        self._rows = list(by_topic.values())
        self._chat = np.array(
            [n for n, i in enumerate(self._order) if i and i.covered == "social" and not i.body],
            np.int64,
        )

    def match(
        self,
        latest: str,
        views: Sequence[View],
        carry: Sequence[View] = (),
        asks: Sequence[str] = (),
    ) -> Matches:
        """Rank the intents. `views` weigh 1 together; `carry` holds what the turn leans on."""
        if chosen := self._titles.get(fold(latest)):
            match = Match(chosen, 1.0)
            return Matches((match,), (match,), 1.0, chosen=True)
        if self._scorer is None:
            return Matches()
        scores, confidence = self._mix(views)
        inside = scores
        if carry and not self._decided(scores, confidence, carry):
            before, _ = self._mix(carry)
            for topic in NEVER_CARRIED:
                if topic in self._topic:
                    before[self._rows[self._topic[topic]]] = 0.0
            if before[self._chat].sum() < 0.5 * before.sum():
                scores = self._damped(scores, views, latest)
            scores = self._leaning(scores, before, sum(weight for _, weight in carry))
            # what was talked about stays; what is asked about it is the new turn's to say
            inside = scores + CARRY_INSIDE * before
            scores = (scores + before) / (scores + before).sum()
        topics = self._topics(scores, inside)
        separate = tuple(self._topics(self._scorer.scores(a)[0])[0] for a in asks)
        return Matches(topics, self._subs(inside, topics[0].intent.topic), confidence, separate)

    def _decided(self, scores: NDArray[Any], confidence: float, carry: Sequence[View]) -> bool:
        """Whether a turn that names another thing says by itself what is asked of it."""
        if sum(weight for _, weight in carry) > ANOTHER or confidence < DECIDED:
            return False
        return bool(self._sums(scores).max() >= DECIDED)

    def _sums(self, scores: NDArray[Any]) -> NDArray[Any]:
        """The scores of each topic's sub-questions together."""
        sums: NDArray[Any] = np.add.reduceat(scores[self._columns], self._starts)
        return sums

    def words(self, text: str) -> list[str]:
        """The words of a text, as typed and as spelled right."""
        return [w for c in self._scorer.features.copies(text) for w in c] if self._scorer else []

    def _damped(self, scores: NDArray[Any], views: Sequence[View], latest: str) -> NDArray[Any]:
        """Scores without half-sure small talk, for a turn that leans on something else."""
        asks = "?" in latest
        if not asks and GRATITUDE & set(tokens(latest)):
            return scores
        alone = scores if len(views) == 1 else self._mix(views[:1])[0]
        certain = CHAT_CERTAIN if asks else CHAT_LIKELY
        if alone[self._chat].sum() >= certain * alone.sum():
            return scores
        damped = scores.copy()
        damped[self._chat] *= CHAT_DAMPED
        return damped

    def _leaning(self, scores: NDArray[Any], before: NDArray[Any], weight: float) -> NDArray[Any]:
        """Scores that favour the topic talked about: "how long?" asks how long *that* takes.

        The less `weight` the turns before have, the less their topic is favoured.
        """
        if not before.any():
            return scores
        sums = self._sums(before) / before.sum()
        factors = np.full(len(scores), OTHER_TOPIC / weight)
        for rows, share in zip(self._rows, sums, strict=True):
            factors[rows] += share
        favoured: NDArray[Any] = scores * factors
        favoured *= scores.sum() / favoured.sum()
        return favoured

    def _mix(self, views: Sequence[View]) -> tuple[NDArray[Any], float]:
        assert self._scorer is not None
        total = np.zeros(len(self._order))
        confidence = weights = 0.0
        for text, weight in views:
            probabilities, sure = self._scorer.scores(text)
            total += weight * probabilities
            confidence += weight * sure
            weights += weight
        return total, confidence / weights if weights else 0.0

    def _topics(
        self, scores: NDArray[Any], inside: NDArray[Any] | None = None
    ) -> tuple[Match, ...]:
        """Topics by their summed scores; in each, the sub-question with the best of `inside`."""
        beside = scores[self._columns]
        ranks = beside if inside is None or inside is scores else inside[self._columns]
        sums = np.add.reduceat(beside, self._starts)
        found = []
        # equal scores keep the order of the files: the same in any process
        for topic in np.argsort(-sums, kind="stable")[:TOP].tolist():
            start, end = self._bounds[topic]
            intent = self._beside[start + int(ranks[start:end].argmax())]
            found.append(Match(intent, float(sums[topic])))
        return tuple(found)

    def _subs(self, scores: NDArray[Any], topic: str) -> tuple[Match, ...]:
        number = self._topic[topic]
        intents = self._beside[slice(*self._bounds[number])]
        each = zip(scores[self._rows[number]].tolist(), intents, strict=True)
        ranked = sorted(each, key=lambda pair: -pair[0])[:TOP]
        return tuple(Match(intent, score) for score, intent in ranked)
