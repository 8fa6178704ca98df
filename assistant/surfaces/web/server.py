"""Running the app under uvicorn: one process, or several that share one listening socket."""

from __future__ import annotations

import asyncio
import errno
import gc
import json
import logging
import os
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import uvicorn
from uvicorn.supervisors import Multiprocess

from assistant.engine import Assistant
from assistant.errors import InputError
from assistant.surfaces.web.app import build
from assistant.surfaces.web.guard import Drain
from assistant.surfaces.web.patience import PatientProtocol
from assistant.surfaces.web.settings import WebSettings

try:
    import resource
except ModuleNotFoundError:  # not on Windows
    resource = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from fastapi import FastAPI

ENVIRONMENT = "ASSISTANT_WEB"
"""Carries the site's folder and the settings to worker processes, as JSON."""
DRAIN = 1.0
"""Seconds in which clients that keep connections open are told to send no more."""
GRACE = 20
"""Seconds in which requests under way are finished after a signal to stop."""
BACKLOG = 4096
MANY = 65_536
"""Open files wanted: one a connection."""


def app_from_environment() -> FastAPI:
    """The app of a worker process; what `uvicorn --factory` calls."""
    try:
        told = json.loads(os.environ[ENVIRONMENT])
        settings = WebSettings(**told["settings"])
        site = told["site"]
    except (KeyError, TypeError, ValueError) as e:
        raise InputError(f"{ENVIRONMENT} is not set as `assistant serve` sets it") from e
    log_to_stderr()
    drain = Drain()
    drain_first(drain)
    app = build(Assistant.open(Path(site)), settings, drain)
    settle()
    return app


def drain_first(drain: Drain) -> None:
    """On SIGTERM answer for a little longer, telling every client to send no more, then stop.

    Without it a request that is already on its way on a connection kept alive would find it shut.
    Called in the running event loop, when uvicorn's handlers are in place.
    """
    loop, stop = asyncio.get_running_loop(), signal.getsignal(signal.SIGTERM)

    def handle(signum: int, frame: FrameType | None) -> None:
        if not callable(stop):
            raise SystemExit(0)
        if drain.on:  # told twice: at once
            stop(signum, frame)
        drain.on = True
        loop.call_soon_threadsafe(loop.call_later, DRAIN, stop, signum, None)

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, handle)


def serve(bot: Assistant, settings: WebSettings, host: str, port: int, workers: int) -> int:
    """Serve until SIGINT or SIGTERM; requests under way are answered. Returns the exit status.

    Raises `InputError` when a setting or the address can't be used.
    """
    drain = Drain()
    app = build(bot, settings, drain)

    def started() -> FastAPI:
        drain_first(drain)
        settle()
        return app

    listening = listen(host, port)
    allow_many()
    log_to_stderr()
    shown = f"[{host}]" if ":" in host else host
    print(
        f"Serving {bot.settings.title} at http://{shown}:{listening.getsockname()[1]}/ "
        "(Ctrl-C stops)",
        file=sys.stderr,
        flush=True,
    )
    with listening:
        if workers == 1:
            # uvicorn raises the signal again once it has stopped in good order: that is success
            signal.signal(signal.SIGTERM, _stopped)
            with suppress(KeyboardInterrupt):
                uvicorn.Server(config(started)).run(sockets=[listening])
            return 0
        return _several(bot.folder, settings, listening, workers)


def _stopped(signum: int, frame: object) -> None:
    sys.exit(0)


def _several(folder: Path, settings: WebSettings, listening: socket.socket, workers: int) -> int:
    told = {"site": str(folder.resolve()), "settings": settings.to_dict()}
    os.environ[ENVIRONMENT] = json.dumps(told)
    with tempfile.TemporaryDirectory() as shared:
        if settings.metrics:
            os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", shared)
        chosen = config(f"{__name__}:app_from_environment", workers)
        with suppress(KeyboardInterrupt):
            Multiprocess(chosen, sockets=[listening]).run()
    return 0


def config(factory: Callable[[], FastAPI] | str, workers: int = 1) -> uvicorn.Config:
    """Our settings of uvicorn."""
    return uvicorn.Config(
        factory,
        factory=True,
        http=PatientProtocol,
        workers=workers,
        lifespan="off",
        ws="none",
        # we read X-Forwarded-For ourselves, and only when told to
        proxy_headers=False,
        server_header=False,
        # ours has no addresses and no query strings in it
        access_log=False,
        log_config=None,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=GRACE,
        h11_max_incomplete_event_size=16 * 1024,
    )


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises `InputError` in one line when the address can't be had."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        found = socket.socket(family, kind, protocol)
    except OSError as e:
        raise InputError(f"--host {host}: not an address of this machine ({e.strerror})") from e
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(address)
        found.listen(BACKLOG)
        found.set_inheritable(True)
    except OSError as e:
        found.close()
        raise InputError(_why(host, port, e)) from e
    return found


def allow_many() -> None:
    """As many connections as the system lets us have: the usual 1,024 files are soon used up."""
    if resource:
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = MANY if hard == resource.RLIM_INFINITY else min(MANY, hard)
        if soft < wanted:
            with suppress(OSError, ValueError):
                resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _why(host: str, port: int, fault: OSError) -> str:
    if fault.errno == errno.EADDRINUSE:
        return (
            f"port {port} of {host} is in use by another program; stop it, or choose another "
            "with --port"
        )
    if fault.errno == errno.EACCES:
        return f"port {port} needs more rights; choose one above 1023 with --port"
    return f"can't listen on {host}, port {port} ({fault.strerror})"


def settle() -> None:
    """What is loaded stays for good: the garbage collector needn't walk it (10 ms) ever again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def log_to_stderr() -> None:
    """Our access lines as they are, and uvicorn's warnings."""
    # not in our lines, and looked up for each otherwise
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    for name, level in (("assistant.web", logging.INFO), ("uvicorn", logging.WARNING)):
        logger = logging.getLogger(name)
        logger.handlers[:] = [handler]
        logger.setLevel(level)
        logger.propagate = False
