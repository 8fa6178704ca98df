"""Intents: what readers ask, and the classifier that tells which of it a message means.

`IntentClassifier` is a scikit-learn estimator. It is imported when it is first asked for, so that
answering, which needs only numpy, never loads scikit-learn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant.intents.serve import Scorer, learn

if TYPE_CHECKING:
    from assistant.intents.classifier import IntentClassifier

__all__ = ["IntentClassifier", "Scorer", "learn"]


def __getattr__(name: str) -> Any:
    if name == "IntentClassifier":
        from assistant.intents.classifier import IntentClassifier

        return IntentClassifier
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
