"""What the browser tests need, said once where it is missing."""

from __future__ import annotations

import shutil
from importlib.util import find_spec

import pytest
from driving import npm_file
from needs import need

pytestmark = pytest.mark.slow


def test_all_is_there():
    need(find_spec("playwright"), "playwright: uv sync --group slow")
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    need(found, "chromium: apt-get install --no-install-recommends chromium")
    assert npm_file("axe-core", "axe.min.js")
    assert npm_file("deep-chat", "dist/deepChat.bundle.js")
