"""Where chunks are answered: here, in processes on this machine, or on a Dask cluster.

One code path: `answer` is handed to whoever has room and what it gives comes back in order; only
who has room differs. So the records are the same bytes wherever they were made.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from assistant.errors import InputError, MissingExtra
from assistant.surfaces.batch.job import Job
from assistant.surfaces.batch.record import Desk, Done, answer

WAIT = "5s"
"""For a scheduler to answer."""
PATIENCE = 30.0
"""Seconds without any worker after which a cluster is given up."""
AHEAD = 3
"""Chunks on their way for each worker."""
Chunk = Sequence[tuple[Job, str] | bytes]


@dataclass(frozen=True, slots=True)
class Engine:
    """`local`, or `dask=tcp://host:port`."""

    address: str = ""
    """of Dask's scheduler; "" for this machine"""
    jobs: int = 1
    """processes here; on a cluster, workers: 0 means all"""
    tls_ca: str | None = None
    tls_cert: str | None = None
    tls_key: str | None = None

    @classmethod
    def of(cls, name: str, jobs: int, tls: Sequence[str | None] = (None, None, None)) -> Engine:
        """Read `--engine`. Raises `InputError` for what it can't be."""
        if name == "local":
            return cls("", max(1, jobs), *tls)
        kind, _, address = name.partition("=")
        if kind != "dask" or not address.startswith(("tcp://", "tls://")):
            raise InputError(f"no engine {name!r}; give `local` or `dask=tcp://host:port`")
        return cls(address, jobs, *tls)

    def run(self, desk: Desk, chunks: Iterable[Chunk]) -> Iterator[Done]:
        """Every chunk answered, in order. Raises `InputError` when workers can't or may not."""
        if not self.address and self.jobs == 1:
            yield from (answer(desk, chunk) for chunk in chunks)
            return
        room = _cluster(self, desk) if self.address else _processes(self.jobs)
        with room as (jobs, submit, result):
            waiting: deque[Any] = deque()
            try:
                for chunk in chunks:
                    waiting.append(submit(answer, desk, chunk))
                    if len(waiting) >= AHEAD * jobs:
                        yield result(waiting.popleft())
                while waiting:
                    yield result(waiting.popleft())
            except Exception as e:
                if type(e).__name__ not in _LOST:
                    raise
                raise InputError(
                    f"the workers were lost ({type(e).__name__}); run again to go on"
                ) from e


Room = tuple[int, Callable[..., Any], Callable[[Any], Done]]
"""How many work, what hands a call to them, what waits for its result."""


@contextmanager
def _processes(jobs: int) -> Iterator[Room]:
    from joblib.externals.loky import get_reusable_executor

    # numpy's threads would fight over the cores that the processes have
    alone = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    pool = get_reusable_executor(
        jobs, initializer=_attach, initargs=(os.getpid(),), env=alone, reuse=False
    )
    try:
        yield jobs, pool.submit, lambda future: future.result()
    finally:
        pool.shutdown(wait=True, kill_workers=True)


def _attach(parent: int) -> None:
    """Make a worker end with the process that started it, however that one ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends us

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    if os.name == "posix":
        threading.Thread(target=watch, daemon=True).start()


@contextmanager
def _cluster(engine: Engine, desk: Desk) -> Iterator[Room]:
    try:
        import distributed
    except ImportError as e:
        raise MissingExtra("dask", e.name or "distributed") from e
    log = logging.getLogger("distributed.client")
    level = log.level
    log.setLevel(logging.CRITICAL)  # what becomes of a run is told once, by us
    client = _connect(engine, distributed)
    try:
        workers = _checked(client, engine, desk)
        only = workers if engine.jobs else None

        def submit(*call: Any) -> Any:
            return client.submit(*call, pure=False, workers=only)

        yield len(workers), submit, lambda future: _patient(client, future, only)
    finally:
        client.close()
        log.setLevel(level)


def _connect(engine: Engine, distributed: Any) -> Any:
    security = None
    if engine.tls_ca or engine.tls_cert or engine.address.startswith("tls://"):
        security = distributed.Security(
            tls_ca_file=engine.tls_ca, tls_client_cert=engine.tls_cert,
            tls_client_key=engine.tls_key, require_encryption=True,
        )  # fmt: skip
    try:
        return distributed.Client(
            engine.address, timeout=WAIT, security=security, set_as_default=False
        )
    except (OSError, TimeoutError, TypeError, ValueError) as e:
        raise InputError(f"{engine.address}: no Dask scheduler answers there ({e})") from e


def _checked(client: Any, engine: Engine, desk: Desk) -> list[str]:
    """The workers to use. Every one of them, and the scheduler, must have our program."""

    def look() -> str:  # travels by value: where the program is missing it can still be asked
        try:
            from assistant.surfaces.batch.record import version
        except ImportError:
            return "no such program"
        return version()

    has = client.run(look)
    if not has:
        raise InputError(f"{engine.address}: the cluster has no workers")
    for where, found in (*has.items(), (engine.address, client.run_on_scheduler(look))):
        if found != desk.version:
            raise InputError(f"{where}: runs {found}, not {desk.version}; install the same there")
    return sorted(has)[: engine.jobs or None]


def _patient(client: Any, future: Any, only: list[str] | None) -> Done:
    """A result; a cluster whose workers are gone isn't waited for for ever."""
    gone = 0
    while True:
        try:
            done: Done = future.result(timeout=PATIENCE / 2)
        except TimeoutError as e:
            there = client.nthreads().keys()
            gone = 0 if (there if only is None else there & set(only)) else gone + 1
            if gone == 2:
                raise InputError("the cluster has no workers left; run again to go on") from e
        else:
            return done


_LOST = {
    "BrokenProcessPool", "CancelledError", "CommClosedError", "FutureCancelledError",
    "KilledWorker", "TerminatedWorkerError",
}  # fmt: skip
"""Names of what a pool or a cluster raises that has lost its workers: Dask isn't imported here."""
