"""Where chunks are answered: here, in processes on this machine, or on a Dask cluster.

One code path: `joblib.Parallel` runs `answer` over chunks and gives them back in order; only its
backend differs. So the records are the same bytes wherever they were made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from assistant.errors import AssistantError, InputError, MissingExtra
from assistant.surfaces.batch.job import Job
from assistant.surfaces.batch.record import Desk, Done, answer

WAIT = "5s"
"""For a scheduler to answer."""
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
        from joblib import Parallel, delayed

        with self._backend() as jobs:
            parallel = Parallel(
                n_jobs=jobs, batch_size=1, pre_dispatch="3*n_jobs", return_as="generator"
            )
            found = parallel(delayed(answer)(desk, chunk) for chunk in chunks)
            try:
                yield from found
            except AssistantError:
                raise
            except Exception as e:
                if type(e).__name__ in _LOST:
                    raise InputError(
                        f"the workers were lost ({type(e).__name__}); run again to go on"
                    ) from e
                raise

    @contextmanager
    def _backend(self) -> Iterator[int]:
        import joblib

        if not self.address:
            with joblib.parallel_config(backend="loky", inner_max_num_threads=1):
                yield self.jobs
            return
        try:
            from distributed import Client
        except ImportError as e:
            raise MissingExtra("dask", e.name or "distributed") from e
        client = self._client(Client)
        try:
            workers = sum(client.nthreads().values())
            if not workers:
                raise InputError(f"{self.address}: the cluster has no workers")
            with joblib.parallel_config(backend="dask", client=client):
                yield min(self.jobs, workers) if self.jobs > 0 else workers
        finally:
            client.close()

    def _client(self, make: Any) -> Any:
        security = None
        if self.tls_ca or self.tls_cert or self.address.startswith("tls://"):
            from distributed import security as distributed_security

            security = distributed_security.Security(  # type: ignore[no-untyped-call]
                tls_ca_file=self.tls_ca, tls_client_cert=self.tls_cert,
                tls_client_key=self.tls_key, require_encryption=True,
            )  # fmt: skip
        try:
            return make(self.address, timeout=WAIT, security=security, set_as_default=False)
        except (OSError, TimeoutError, TypeError, ValueError) as e:
            raise InputError(f"{self.address}: no Dask scheduler answers there ({e})") from e


_LOST = ("KilledWorker", "TerminatedWorkerError", "BrokenProcessPool", "CommClosedError")
