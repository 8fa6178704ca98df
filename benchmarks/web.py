"""The HTTP app under load, beside a bare FastAPI route.

    python -m benchmarks.web [throughput] [crowd] [stop] [endurance] [--full]

Without a name all of them; `--full` asks 200,000 times for the memory's sake instead of 20,000.

The bare route returns a constant of the size of a reply, reads no body and logs nothing; ours
reads, checks, limits, answers and logs. Both servers run at once and take turns of two seconds, so
that whatever else the machine does meets both. Shown are requests a second, and the processor time
of the server process for one request, which other programs disturb less. A question asked before
is answered from memory: that row is the web layer without the reply, and the difference of the two
is what a reply costs. The generator runs in this process and shares the machine with the servers.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import uvloop

from assistant.site.build import load_sources
from assistant.surfaces.web.server import allow_many
from benchmarks.load import Result, closed, crowd, paced, request

BARE = """
import sys
from fastapi import FastAPI
import uvicorn
app = FastAPI()
@app.post("/api/reply")
async def constant(): return {"text": "x" * %d}
if __name__ == "__main__":
    uvicorn.run("bare:app", port=int(sys.argv[1]), workers=int(sys.argv[2]), access_log=False,
                log_level="warning", lifespan="off")
"""
ROUNDS, SLICE = 5, 2.0
"""Turns of each server, and seconds of one."""
CALM = 8
"""Seconds at half of the saturation rate."""
TICK = os.sysconf("SC_CLK_TCK")


def messages(bot):
    """Readers' words of the site's own intents, each a request of its own."""
    intents = [e.intent for e in load_sources(bot.folder).intents]
    texts = sorted({x for i in intents for x in (i.title, *i.examples)})
    return [
        request("/api/reply", json.dumps({"messages": [{"role": "reader", "text": t}]}).encode())
        for t in texts
    ], texts


def reply_cost(bot, texts):
    """Milliseconds of processor time that a reply takes, without HTTP."""
    for t in texts[:200]:
        bot.reply(t)
    start = time.process_time()
    for t in texts:
        bot.reply(t)
    return (time.process_time() - start) / len(texts) * 1000


@contextmanager
def ours(workers, *options):
    # a limit that is counted and never reached
    command = [sys.executable, "-m", "assistant", "serve", "--port", "0",
               "--rate", "1000000/second", "--workers", str(workers), *options]  # fmt: skip
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    port = int(re.search(r":(\d+)/", process.stderr.readline())[1])
    drain = subprocess.Popen(["cat"], stdin=process.stderr, stdout=subprocess.DEVNULL)
    try:
        _wait(port)
        yield port, process
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(60)
        drain.wait(10)
        process.stderr.close()


@contextmanager
def bare(workers, folder, size):
    (Path(folder) / "bare.py").write_text(BARE % size)
    port = 18732
    process = subprocess.Popen([sys.executable, "bare.py", str(port), str(workers)], cwd=folder)
    try:
        _wait(port)
        yield port, process
    finally:
        process.terminate()
        process.wait(60)


def _wait(port):
    probe = request("/api/reply", b'{"messages":[{"role":"reader","text":"hello"}]}')
    for _ in range(600):
        try:
            uvloop.run(closed(port, [probe], 4, total=8))
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the server did not come up")


def memory(pid):
    """Resident MB of a process."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return float("nan")


def processor(pid):
    """Seconds of processor time of a process and its children so far."""
    total = 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:  # it has ended meanwhile
            continue
        if str(pid) in (stat.parent.name, fields[1]):
            total += (int(fields[11]) + int(fields[12])) / TICK
    return total


class Row:
    """What one server did with one kind of load, over all its turns."""

    def __init__(self, name, port, process, requests):
        self.name, self.port, self.process = name, port, process
        self.requests, self.at = requests, 0
        self.rates, self.costs, self.whole = [], [], Result()

    def turn(self, seconds=SLICE):
        """As fast as it goes for a while, going on in the requests where the last turn ended."""
        chosen = self.requests[self.at :] + self.requests[: self.at]
        before = processor(self.process.pid)
        done = uvloop.run(closed(self.port, chosen, 32, seconds=seconds))
        count = len(done.latencies)
        self.at = (self.at + count) % len(self.requests)
        self.rates.append(done.rate)
        self.costs.append((processor(self.process.pid) - before) / count * 1000)
        self.whole.latencies += done.latencies
        self.whole.lost += done.lost
        assert set(done.statuses) == {200}, done.statuses

    @property
    def rate(self):
        return statistics.median(self.rates)

    @property
    def cost(self):
        return statistics.median(self.costs)

    def line(self, bare):
        half = uvloop.run(paced(self.port, self.requests, self.rate / 2, CALM))
        full, calm = (
            " / ".join(f"{1000 * r.percentile(p):.1f}" for p in (0.5, 0.99))
            for r in (self.whole, half)
        )
        print(
            f"| {self.name} | {self.rate:,.0f} | {full} | {calm} | {self.cost:.3f} | "
            f"{self.rate / bare.rate:.0%} | {bare.cost / self.cost:.0%} |",
            flush=True,
        )


def throughput(bot, requests, texts, folder, workers):
    size = len(json.dumps(bot.reply(texts[0]).to_dict()))
    with bare(workers, folder, size) as (port, process), ours(workers) as (our_port, our_process):
        plain = Row("bare route", port, process, requests)
        distinct = Row("ours, every message new", our_port, our_process, requests)
        repeats = Row("ours, twenty questions over and over", our_port, our_process,
                      requests[:: len(requests) // 20])  # fmt: skip
        for _ in range(ROUNDS):
            for row in (plain, distinct, repeats):
                row.turn()
        print(f"\n{workers} worker(s). A reply takes {distinct.cost - repeats.cost:.2f} ms here, "
              f"{reply_cost(bot, texts[:1500]):.2f} ms in a process of its own.\n")  # fmt: skip
        print("| server | requests/s | p50 / p99 at saturation, ms | at half of it, ms | "
              "processor ms a request | rate beside bare | processor beside bare |")  # fmt: skip
        print("|---|---|---|---|---|---|---|")
        for row in (plain, distinct, repeats):
            row.line(plain)


def endurance(requests, total):
    with ours(1) as (port, process):
        uvloop.run(closed(port, requests, 32, total=20_000))
        before = memory(process.pid)
        done = uvloop.run(closed(port, requests, 32, total=total))
        after = memory(process.pid)
        print(f"\nMemory: {before:.0f} MB after 20,000 requests, {after:.0f} MB after another "
              f"{len(done.latencies):,}; lost {done.lost}; statuses {done.statuses}")  # fmt: skip


def crowding(requests):
    with ours(1) as (port, process):
        fast, slow = uvloop.run(crowd(port, requests, 1000, 50, 50))
        print(f"\n1,000 connections beside 50 slow and 50 half-open ones: {fast.statuses}, lost "
              f"{fast.lost}, p99 {fast.percentile(0.99):.2f} s; slow ones {slow.statuses}, lost "
              f"{slow.lost}; {memory(process.pid):.0f} MB")  # fmt: skip


def stopping(requests):
    """SIGTERM while 64 connections ask as fast as they can."""
    with ours(1) as (port, process):

        async def run():
            load = asyncio.create_task(closed(port, requests, 64, seconds=30))
            await asyncio.sleep(2)
            process.send_signal(signal.SIGTERM)
            return await load

        done = uvloop.run(run())
        code = process.wait(60)
        print(f"\nSIGTERM under load: {len(done.latencies):,} answered, {done.lost} of 64 "
              f"connections closed on a request already sent; exit {code}")  # fmt: skip


def main():
    from assistant import Assistant

    bot = Assistant.open()
    requests, texts = messages(bot)
    allow_many()  # this side of the connections needs files too
    asked = {a for a in sys.argv[1:] if not a.startswith("-")}

    def wanted(name):
        return not asked or name in asked

    if wanted("throughput"):
        with tempfile.TemporaryDirectory() as folder:
            for workers in (1, 2):
                throughput(bot, requests, texts, folder, workers)
    if wanted("crowd"):
        crowding(requests)
    if wanted("stop"):
        stopping(requests)
    if wanted("endurance"):
        endurance(requests, 200_000 if "--full" in sys.argv else 20_000)


if __name__ == "__main__":
    main()
