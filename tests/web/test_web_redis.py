"""The rate counted in a real Redis: two servers share it, and its loss silences nobody."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from importlib.util import find_spec

import httpx2
import pytest
from needs import need
from senders import FLAG, SENDERS
from serving import serving

pytestmark = pytest.mark.slow


@pytest.fixture
def redis(tmp_path):
    need(shutil.which("redis-server"), "redis-server: apt-get install redis-server")
    need(find_spec("redis"), "redis: pip install redis")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL)
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except OSError:
            time.sleep(0.1)
    yield f"redis://127.0.0.1:{port}", process
    process.terminate()
    process.wait(20)


def ask(address, text="hello"):
    return httpx2.post(f"{address}api/reply", json=SENDERS["/api/reply"](text), timeout=60)


def test_two_servers_count_together(redis):
    url, process = redis
    options = ("--rate", "4/hour", "--rate-storage", url)
    with serving(*options) as (one, _), serving(*options) as (other, _):
        assert [ask(a).status_code for a in (one, other, one, other)] == [200] * 4
        for address in (one, other):
            refused = ask(address)
            assert refused.status_code == 429
            assert int(refused.headers["retry-after"]) > 0
            assert ask(address, FLAG).json()["kind"] == "urgent"
        process.terminate()
        process.wait(20)
        assert [ask(a).status_code for a in (one, other)] == [200, 200]
