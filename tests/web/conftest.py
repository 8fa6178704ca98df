"""The app over the real default site, asked in process."""

from __future__ import annotations

import pytest
from senders import BLOG
from starlette.testclient import TestClient

from assistant.surfaces.web import create_app


@pytest.fixture(scope="session")
def client(bot):
    return TestClient(create_app(bot, allow_origins=[BLOG], rate=""))
