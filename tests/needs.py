"""What a test needs beyond Python packages: it skips with a word at home, and fails in CI."""

from __future__ import annotations

import os

import pytest


def need(condition: object, what: str) -> None:
    """Skip unless `condition` holds; `what` tells how to get it ("chromium: apt-get install …").

    Where the variable CI is set nothing may be skipped unseen: there it is a failure.
    """
    if condition:
        return
    if os.environ.get("CI"):
        pytest.fail(f"needed here and missing: {what}", pytrace=False)
    pytest.skip(f"needs {what}")
