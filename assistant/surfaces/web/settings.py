"""What an owner can set about the HTTP app; everything has a safe default."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from assistant.errors import InputError

MAX_MESSAGE = 20_000
"""Longest message, in characters."""
MAX_TURNS = 200
"""Longest conversation, in messages: the engine's own bound."""
MAX_DEPTH = 16
"""Deepest nesting of brackets in a body."""


@dataclass(frozen=True, slots=True)
class WebSettings:
    """Settings of `create_app`. Raises `InputError` in one line when one can't be used."""

    allow_origins: Sequence[str] = ()
    """origins ("https://blog.example") whose pages may call the API from a browser; "*": any"""
    country: str | None = None
    """where readers are when a request doesn't say (ISO 3166-1 alpha-2)"""
    rate: str = "60/minute"
    """replies a client may ask for, as `limits` writes it ("60/minute"); "" for no limit"""
    rate_storage: str = "memory://"
    """where counts are kept; "redis://host:6379" is shared by all workers (needs `redis`)"""
    proxies: int = 0
    """trusted proxies in front: 0 takes the peer's address and ignores X-Forwarded-For"""
    max_body: int = 512 * 1024
    """largest body, in bytes"""
    body_seconds: float = 10.0
    """how long a body may take to arrive"""
    max_waiting: int = 2048
    """replies that may wait for their turn before further requests are shed with 429"""
    metrics: bool = False
    """serve Prometheus figures at /metrics"""

    def __post_init__(self) -> None:
        """Check every value."""
        if isinstance(self.allow_origins, str):
            raise InputError("allow_origins must be a list of origins, not one text")
        origins = tuple(_origin(o) for o in self.allow_origins)
        object.__setattr__(self, "allow_origins", origins)
        if self.country is not None:
            if len(self.country) != 2 or not (self.country.isascii() and self.country.isalpha()):
                raise InputError(f"country {self.country!r}: give two letters, for example GB")
            object.__setattr__(self, "country", self.country.upper())
        for name, least in (("proxies", 0), ("max_body", 1024), ("max_waiting", 1)):
            if getattr(self, name) < least:
                raise InputError(f"{name} must be at least {least}")
        if self.body_seconds <= 0:
            raise InputError("body_seconds must be more than 0")

    def to_dict(self) -> dict[str, Any]:
        """The settings as JSON-ready values, for a worker process."""
        return asdict(self)


def _origin(text: str) -> str:
    if text == "*":
        return text
    parts = urlsplit(text)
    bare = f"{parts.scheme}://{parts.netloc}"
    if parts.scheme not in ("http", "https") or not parts.netloc or text.rstrip("/") != bare:
        raise InputError(
            f"allow_origins: {text!r} is not an origin; write scheme and host, for example "
            "https://www.example.org"
        )
    return bare
