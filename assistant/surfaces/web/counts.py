"""Figures for Prometheus, without any text; nothing is counted unless the owner asks."""

from __future__ import annotations

import os
from typing import Any

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)

_SECONDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Counts:
    """One registry an app, so that two apps in a process don't meet."""

    def __init__(self) -> None:
        """Register the figures."""
        registry = CollectorRegistry()
        self._registry = registry
        self.requests = Counter(
            "assistant_requests", "Requests by route and status", ["route", "status"],
            registry=registry,
        )  # fmt: skip
        self.replies = Counter(
            "assistant_replies", "Replies by kind and urgency", ["kind", "urgency"],
            registry=registry,
        )  # fmt: skip
        self.seconds = Histogram(
            "assistant_request_seconds", "Time to answer", ["route"], registry=registry,
            buckets=_SECONDS,
        )  # fmt: skip
        self.waiting = Gauge(
            "assistant_waiting", "Replies waiting for their turn", registry=registry,
            multiprocess_mode="livesum",
        )  # fmt: skip

    def note(self, route: str, status: int, kind: str, urgency: str, seconds: float) -> None:
        """Count one request."""
        self.requests.labels(route, str(status)).inc()
        self.seconds.labels(route).observe(seconds)
        if kind:
            self.replies.labels(kind, urgency).inc()

    def page(self) -> tuple[bytes, str]:
        """All figures in Prometheus' text format, of all workers where they share a folder."""
        registry: Any = self._registry
        if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
            registry = CollectorRegistry()
            multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry), CONTENT_TYPE_LATEST
