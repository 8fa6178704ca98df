"""Under load nothing is lost, nobody waits for the slow, memory stays flat, stopping loses nothing.

`python -m benchmarks.web` does the same at full size.
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from pathlib import Path

import pytest
from senders import SENDERS, run_apart
from serving import serving

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def load():
    """The benchmarks' load generator."""
    sys.path.insert(0, str(ROOT))
    try:
        from benchmarks import load as found
    finally:
        sys.path.remove(str(ROOT))
    return found


@pytest.fixture(scope="module")
def asked(load):
    """Requests of their own each, so that no answer comes from memory."""
    texts = [f"my {x} hurts after {n} km" for n in range(2000) for x in ("calf", "hip", "knee")]
    bodies = [json.dumps(SENDERS["/api/reply"](t)).encode() for t in texts]
    return [load.request("/api/reply", body) for body in bodies]


def port_of(address):
    return int(address.rstrip("/").rpartition(":")[2])


def memory(process):
    """Resident kB."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0])


def test_a_crowd_loses_nothing_beside_slow_and_half_open_ones(load, asked):
    with serving() as (address, _):
        fast, slow = run_apart(load.crowd(port_of(address), asked, 300, 20, 20))
    assert (fast.statuses, fast.lost) == ({200: 1500}, 0)
    assert (slow.statuses, slow.lost) == ({200: 20}, 0)


def test_sigterm_under_load_loses_nothing(load, asked):
    with serving() as (address, process):

        async def run():
            under_way = asyncio.create_task(load.closed(port_of(address), asked, 64, seconds=30))
            await asyncio.sleep(1)
            process.send_signal(signal.SIGTERM)
            return await under_way

        done = run_apart(run())
        assert process.wait(30) == 0
    assert done.lost == 0
    assert len(done.latencies) >= 64
    assert set(done.statuses) == {200}


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads /proc")
def test_memory_stays_flat(load, asked):
    with serving() as (address, process):
        port = port_of(address)
        run_apart(load.closed(port, asked[:3000], 16, total=3000))
        before = memory(process)
        done = run_apart(load.closed(port, asked[3000:], 16, total=6000))
        assert done.lost == 0
        assert memory(process) - before < 6_000
