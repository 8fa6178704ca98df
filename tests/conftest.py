"""Real objects for all tests: the default site, opened once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from assistant import Assistant
from assistant.site.build import load_sources
from assistant.site.files import default_site
from assistant.triage import Rules
from assistant.verify import Verifier

# The same examples in every run: a failure in CI is a failure at home.
settings.register_profile(
    "ours",
    derandomize=True,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("ours")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def bot():
    return Assistant.open()


@pytest.fixture(scope="session")
def verifier():
    return Verifier.of(default_site())


@pytest.fixture(scope="session")
def sources():
    return load_sources(default_site())


@pytest.fixture(scope="session")
def rules():
    return Rules.load()
