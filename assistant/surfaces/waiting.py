"""A sign of life on stderr when something takes longer than a fifth of a second."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

AFTER = 0.2
_FRAMES = "|/-\\"


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """Show `what` with a spinner until the block ends; silent where nobody watches."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield
        return
    done = threading.Event()
    thread = threading.Thread(target=_spin, args=(what, done), daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _spin(what: str, done: threading.Event) -> None:
    shown, frame = False, 0
    while not done.wait(AFTER if not shown else 0.1):
        shown = True
        sys.stderr.write(f"\r{_FRAMES[frame % len(_FRAMES)]} {what}")
        sys.stderr.flush()
        frame += 1
    if shown:
        sys.stderr.write("\r" + " " * (len(what) + 2) + "\r")
        sys.stderr.flush()
