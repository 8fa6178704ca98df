"""Every sentence that must trip a red flag is urgent through every route."""

from __future__ import annotations

import pytest
from senders import SENDERS, is_urgent

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
