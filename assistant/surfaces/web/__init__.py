"""The HTTP app: to mount in another app, or to run with `assistant serve`.

    from assistant import Assistant
    from assistant.surfaces.web import create_app

    app.mount("/assistant", create_app(Assistant.open(), allow_origins=["https://blog.example"]))

Needs the extra `web`. Stateless: the client sends the conversation with every message.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING

from assistant.errors import MissingExtra
from assistant.surfaces.web.settings import WebSettings

if TYPE_CHECKING:
    from fastapi import FastAPI

    from assistant.engine import Assistant

__all__ = ["WebSettings", "create_app", "require"]


def create_app(
    bot: Assistant,
    *,
    allow_origins: Sequence[str] = (),
    country: str | None = None,
    rate: str = "60/minute",
    rate_storage: str = "memory://",
    proxies: int = 0,
    metrics: bool = False,
    settings: WebSettings | None = None,
) -> FastAPI:
    """The app for one assistant. `settings` replaces all the single options.

    Raises `MissingExtra` without the extra `web`, `InputError` when an option can't be used.
    """
    require()
    from assistant.surfaces.web.app import build

    chosen = settings or WebSettings(
        allow_origins=allow_origins,
        country=country,
        rate=rate,
        rate_storage=rate_storage,
        proxies=proxies,
        metrics=metrics,
    )
    return build(bot, chosen)


def require() -> None:
    """Raise `MissingExtra` when a package of the extra `web` is not installed."""
    for name in ("fastapi", "uvicorn", "limits", "prometheus_client"):
        if find_spec(name) is None:
            raise MissingExtra("web", name)
