"""What the engine finds urgent is urgent through every route; so are the rules' own sentences."""

from __future__ import annotations

import pytest
from labelled import labelled_urgent
from senders import SENDERS, is_urgent, post_all

from assistant import Urgency

TIERS = (Urgency.EMERGENCY, Urgency.SAME_DAY)


@pytest.mark.parametrize("path", sorted(SENDERS))
def test_every_sentence_of_the_rules_is_urgent(client, rules, path):
    sentences = [f for r in rules.rules if r.urgency in TIERS for f in r.fires]
    assert sentences
    missed = [
        s for s in sentences if not is_urgent(path, client.post(path, json=SENDERS[path](s)).json())
    ]
    assert missed == []


def lost(client, bot, texts):
    """Messages that the engine finds urgent and a route doesn't; and how many it finds at all."""
    urgent = [t for t in texts if bot.triage(t).urgency in TIERS]
    asked = [(path, t) for t in urgent for path in sorted(SENDERS)]
    answers = post_all(client.app, [(path, SENDERS[path](t)) for path, t in asked])
    missed = [a for a, body in zip(asked, answers, strict=True) if not is_urgent(a[0], body)]
    return missed, len(urgent)


def test_no_route_loses_an_urgent_message(client, bot):
    """A sample of the labelled messages."""
    texts = labelled_urgent()[::40]
    missed, found = lost(client, bot, texts)
    assert missed == []
    assert found >= 0.95 * len(texts)


@pytest.mark.slow
def test_no_route_loses_one_of_a_thousand_urgent_messages(client, bot):
    """Every third; what the engine itself misses, `benchmarks.triage` tells."""
    texts = labelled_urgent()[1::3]
    assert len(texts) > 1000
    missed, found = lost(client, bot, texts)
    assert missed == []
    assert found >= 0.97 * len(texts)
