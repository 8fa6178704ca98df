"""The fitted model that the tests of this folder share."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from intent_examples import GROUPS, NEGATIVES, TITLES, X, Y

from assistant.intents import IntentClassifier
from assistant.lexicon import Lexicon

LEXICON = Lexicon({"movie": "video"}, {"insoles": ("kit",)}, {"donde": "where"})


@pytest.fixture(scope="session")
def fitted():
    model = IntentClassifier(titles=TITLES, groups=GROUPS, negatives=NEGATIVES, lexicon=LEXICON)
    return model.fit(X, Y)
