"""Two workers of a Dask cluster on this machine: the same bytes, and one of them may die."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from needs import need

import assistant
from assistant.errors import InputError
from assistant.queues import Source
from assistant.surfaces.batch import Engine, run
from assistant.surfaces.batch.record import Desk

pytestmark = pytest.mark.slow
COUNT = 4_000
ROOT = Path(assistant.__file__).parents[1]
LOOPBACK = ("--host", "127.0.0.1", "--dashboard-address", "127.0.0.1:0")


class Cluster:
    """A scheduler and workers, each a process of its own."""

    def __init__(self, folder, package=True, tls=()):
        """`package`: they find the assistant where this process has it, else none."""
        self._tls = tls
        missing = folder / "missing" / "assistant" / "__init__.py"
        missing.parent.mkdir(parents=True)
        missing.write_text("raise ImportError\n")
        self._env = os.environ | {"PYTHONPATH": str(ROOT if package else folder / "missing")}
        self._folder, self._file = folder, folder / "scheduler.json"
        self._started = []
        self.start("scheduler", "--port", "0", "--scheduler-file", str(self._file))
        self.address = json.loads(self._wait(self._file))["address"]

    def start(self, kind, *args):
        with (self._folder / "log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-W", "ignore", "-m", "dask", kind, *LOOPBACK, *self._tls, *args],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                cwd=self._folder, start_new_session=True, env=self._env,
            )  # fmt: skip
        self._started.append(process)
        return process

    def worker(self):
        return self.start(
            "worker", self.address, "--nthreads", "1", "--no-nanny",
            "--local-directory", str(self._folder),
        )  # fmt: skip

    def workers(self, count):
        """Wait until so many have come."""
        from distributed import Client

        with Client(self.address, timeout="20s", set_as_default=False) as client:
            client.wait_for_workers(count, timeout=60)

    def started(self, log, says):
        """Wait until the log says so."""
        for _ in range(600):
            if says in log.read_text():
                return
            time.sleep(0.05)
        raise AssertionError(log.read_text())

    def stop(self):
        for process in reversed(self._started):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _wait(self, file):
        for _ in range(600):
            if file.exists() and (text := file.read_text()).endswith("}"):
                return text
            time.sleep(0.05)
        raise AssertionError((self._folder / "log").read_text())


@pytest.fixture
def cluster(tmp_path):
    try:
        import distributed  # noqa: F401
    except ImportError:
        need(False, "Dask: pip install 'reader-assistant[dask]'")
    made = Cluster(tmp_path)
    yield made
    made.stop()


def test_two_workers_write_the_same_bytes_though_one_is_killed(
    bot, queue, undisturbed, cluster, tmp_path
):
    out = tmp_path / "out.jsonl"
    workers = cluster.worker(), cluster.worker()
    cluster.workers(2)
    died_at = []

    def kill():
        """When a tenth is written, which is while both are at work."""
        while not out.exists() or out.stat().st_size < len(undisturbed) / 10:
            time.sleep(0.01)
        workers[0].kill()
        died_at.append(out.stat().st_size)

    killer = threading.Thread(target=kill)
    killer.start()
    summary = run(bot, Source(queue), out, engine=Engine.of(f"dask={cluster.address}", 0))
    killer.join()
    assert out.read_bytes() == undisturbed
    assert summary.done == COUNT
    assert 0 < died_at[0] < len(undisturbed) / 2
    assert workers[0].poll() == -signal.SIGKILL
    assert workers[1].poll() is None


def test_a_cluster_lost_on_the_way_is_one_line_and_the_next_run_goes_on(
    bot, queue, undisturbed, cluster, tmp_path
):
    out = tmp_path / "out.jsonl"
    cluster.worker()
    cluster.workers(1)

    def kill():
        while not out.exists() or out.stat().st_size < len(undisturbed) / 10:
            time.sleep(0.01)
        cluster.stop()

    killer = threading.Thread(target=kill)
    killer.start()
    with pytest.raises(InputError, match="run again to go on") as e:
        run(bot, Source(queue), out, engine=Engine.of(f"dask={cluster.address}", 0))
    killer.join()
    assert "\n" not in str(e.value)
    assert undisturbed.startswith(out.read_bytes())
    assert run(bot, Source(queue), out).kept > COUNT / 20
    assert out.read_bytes() == undisturbed


def test_a_cluster_that_has_lost_all_its_workers_is_not_waited_for_for_ever(
    bot, queue, undisturbed, cluster, tmp_path, monkeypatch
):
    from assistant.surfaces.batch import engines

    monkeypatch.setattr(engines, "PATIENCE", 2.0)
    out, worker = tmp_path / "out.jsonl", cluster.worker()
    cluster.workers(1)

    def kill():
        while not out.exists() or out.stat().st_size < len(undisturbed) / 10:
            time.sleep(0.01)
        worker.kill()

    killer = threading.Thread(target=kill)
    killer.start()
    with pytest.raises(InputError, match="no workers left; run again to go on"):
        run(bot, Source(queue), out, engine=Engine.of(f"dask={cluster.address}", 0))
    killer.join()
    assert undisturbed.startswith(out.read_bytes())


def test_workers_of_another_program_or_site_are_refused(bot, cluster):
    cluster.worker()
    cluster.workers(1)
    desk, engine = Desk.of(bot, None), Engine.of(f"dask={cluster.address}", 0)
    for changed, says in (
        (replace(desk, version="0+other"), "install the same there"),
        (replace(desk, revision="sha256:other"), "another revision"),
    ):
        with pytest.raises(InputError, match=says):
            list(engine.run(changed, iter([[b"{}\n"]])))


def test_a_cluster_without_the_program_is_told_not_waited_for(bot, queue, tmp_path):
    bare = Cluster(tmp_path, package=False)
    try:
        bare.worker()
        bare.workers(1)
        with pytest.raises(InputError, match="no such program"):
            run(bot, Source(queue), tmp_path / "o", engine=Engine.of(f"dask={bare.address}", 0))
    finally:
        bare.stop()


def test_tls_files_are_passed_on_and_without_them_nobody_is_let_in(
    bot, queue, undisturbed, tmp_path
):
    need(shutil.which("openssl"), "openssl: apt-get install openssl")
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj",
         "/CN=queue", "-keyout", key, "-out", cert],
        check=True, capture_output=True,
    )  # fmt: skip
    files = ("--tls-ca-file", str(cert), "--tls-cert", str(cert), "--tls-key", str(key))
    made = Cluster(tmp_path, tls=(*files, "--protocol", "tls"))
    try:
        assert made.address.startswith("tls://")
        made.worker()
        name, out = f"dask={made.address}", tmp_path / "out.jsonl"
        with pytest.raises(InputError, match="no Dask scheduler answers") as e:
            run(bot, Source(queue), out, engine=Engine.of(name, 0))
        assert "\n" not in str(e.value)
        made.started(tmp_path / "log", "Registered to")
        run(bot, Source(queue), out, engine=Engine.of(name, 1, (str(cert), str(cert), str(key))))
        assert out.read_bytes() == undisturbed
    finally:
        made.stop()


def test_a_cluster_without_workers_is_told(bot, queue, cluster, tmp_path):
    with pytest.raises(InputError, match="has no workers"):
        run(bot, Source(queue), tmp_path / "o", engine=Engine.of(f"dask={cluster.address}", 0))
