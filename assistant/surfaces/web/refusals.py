"""A request that isn't answered: one class, its status, its code and its sentence.

Every refusal of a route that takes messages carries the emergency line: whoever wrote may need it
more than an answer.
"""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """A request is turned down. `message` never holds what the reader wrote."""

    def __init__(
        self, status: int, code: str, message: str, *, param: str | None = None, retry: int = 0
    ) -> None:
        """`retry` is after how many seconds to try again (0: trying again is of no use)."""
        super().__init__(code)
        self.status, self.code, self.message = status, code, message
        self.param, self.retry = param, retry

    @property
    def headers(self) -> dict[str, str]:
        """Headers that go with it."""
        return {"Retry-After": str(self.retry)} if self.retry else {}

    def body(self, emergency: str) -> dict[str, Any]:
        """The body of all routes but deep-chat's: OpenAI's error object, and the emergency line."""
        kind = "rate_limit_error" if self.status == 429 else "invalid_request_error"
        if self.status >= 500:
            kind = "server_error"
        error = {
            "message": self.message,
            "type": kind,
            "param": self.param,
            "code": self.code,
        }
        return {"error": error, "emergency": emergency}


def too_many(seconds: int) -> Refused:
    """The client asks too often."""
    return Refused(429, "rate_limited", "Too many questions in a short time.", retry=seconds)


def overloaded() -> Refused:
    """More waits than can be answered soon."""
    return Refused(429, "overloaded", "Too busy just now; please ask again shortly.", retry=2)
