"""The live comment queue of a WordPress site: `check`, `pull`, and `draft` as held comments."""

from __future__ import annotations

from assistant.surfaces.wordpress.account import check, password
from assistant.surfaces.wordpress.client import Client, ServerError
from assistant.surfaces.wordpress.draft import Drafter, Outcome, PublishedError, read_records
from assistant.surfaces.wordpress.pull import pull, write

__all__ = [
    "Client",
    "Drafter",
    "Outcome",
    "PublishedError",
    "ServerError",
    "check",
    "password",
    "pull",
    "read_records",
    "write",
]
