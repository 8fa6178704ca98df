"""The HTTP app under load, beside a bare FastAPI route: `python -m benchmarks.web [--full]`.

The bare route returns a constant of the size of a reply. Shown are the raw ratio, the reply's own
cost, and the ratio to what a bare route would do that also spends the reply's time: what the web
layer itself takes. The generator runs in this process and shares the machine with the server.
"""

from __future__ import annotations

import asyncio
import json
import re
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import uvloop

from assistant.site.build import load_sources
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
SECONDS = 8


def messages(bot):
    """Readers' words of the site's own intents, each a request of its own."""
    intents = [e.intent for e in load_sources(bot.folder).intents]
    texts = sorted({x for i in intents for x in (i.title, *i.examples)})
    return [
        request("/api/reply", json.dumps({"messages": [{"role": "reader", "text": t}]}).encode())
        for t in texts
    ], texts


def reply_cost(bot, texts):
    """Milliseconds a reply takes, without HTTP."""
    chosen = texts[:: max(1, len(texts) // 2000)]
    for t in chosen[:200]:
        bot.reply(t)
    start = time.perf_counter()
    for t in chosen:
        json.dumps(bot.reply(t).to_dict())
    return (time.perf_counter() - start) / len(chosen) * 1000


@contextmanager
def ours(workers, *options):
    command = [sys.executable, "-m", "assistant", "serve", "--port", "0", "--rate", "",
               "--workers", str(workers), *options]  # fmt: skip
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
        yield port
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


def rates(port, requests):
    full = uvloop.run(closed(port, requests, 32, seconds=SECONDS))
    half = uvloop.run(paced(port, requests, full.rate / 2, SECONDS))
    return full, half


def row(name, full: Result, half: Result, extra=""):
    ms = [f"{1000 * full.percentile(p):.1f}" for p in (0.5, 0.99)]
    calm = [f"{1000 * half.percentile(p):.1f}" for p in (0.5, 0.99)]
    print(f"| {name} | {full.rate:,.0f} | {' / '.join(ms)} | {' / '.join(calm)} | {extra} |")


def throughput(bot, requests, texts, folder):
    cost = reply_cost(bot, texts)
    size = len(json.dumps(bot.reply(texts[0]).to_dict()))
    print(f"A reply with its JSON costs {cost:.2f} ms (mean over {len(texts):,} messages).\n")
    print("| server | requests/s | p50 / p99 at saturation, ms | at half of it, ms | ratio |")
    print("|---|---|---|---|---|")
    for workers in (1, 2):
        with bare(workers, folder, size) as port:
            full, half = rates(port, requests)
        constant = full.rate
        row(f"bare route, {workers} worker(s)", full, half)
        with ours(workers) as (port, _):
            full, half = rates(port, requests)
            busy = 1 / (1 / constant + cost / 1000 / workers)
            row(
                f"ours, {workers} worker(s)", full, half,
                f"{full.rate / constant:.0%} raw, {full.rate / busy:.0%} with the reply's cost",
            )  # fmt: skip
            assert set(full.statuses) == {200}, full.statuses
            full, half = rates(port, requests[:: len(requests) // 20])
            row(f"ours, twenty questions over and over, {workers} worker(s)", full, half,
                f"{full.rate / constant:.0%} raw")  # fmt: skip


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
    with tempfile.TemporaryDirectory() as folder:
        throughput(bot, requests, texts, folder)
    crowding(requests)
    stopping(requests)
    endurance(requests, 200_000 if "--full" in sys.argv else 20_000)


if __name__ == "__main__":
    main()
