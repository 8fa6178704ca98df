"""How fast a queue is drafted: `python -m benchmarks.batch [--count 100000] [--loop 5000]`.

One queue of generated comments is drafted on one core, in two processes, and by two workers of a
Dask cluster on this machine; beside them stands a loop that only calls `reply`. Every run starts
in a fresh process, and all must write the same bytes. Prints the machine and a Markdown table.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from benchmarks._common import child, machine, number, table, version

WORKERS = 2
STORIES = (
    "",
    "I am {n}, run {m} km a week and sit all day.",
    "It is my {side} side, for {m} weeks now.",
    "My club mate had the same {m} months ago.",
    "Thanks for the article!",
)
ROOT = Path(__file__).resolve().parent.parent


def write_queue(path, count):
    """A queue of readers' questions with some words about themselves; one in five a reply."""
    from assistant.site.build import load_sources
    from assistant.site.files import default_site

    dice = random.Random(6)
    asked = [x for e in load_sources(default_site()).intents for x in e.intent.examples]
    with path.open("w", encoding="utf-8") as out:
        for n in range(1, count + 1):
            story = dice.choice(STORIES).format(
                n=dice.randint(18, 80), m=dice.randint(2, 60), side=dice.choice(("left", "right"))
            )
            said = {
                "id": n, "post": dice.randint(1, 40), "author": f"Reader {dice.randint(1, count)}",
                "parent": dice.randint(max(1, n - 50), n - 1) if n > 1 and n % 5 == 0 else 0,
                "text": f"{story} {dice.choice(asked)}".strip(), "status": "hold",
            }  # fmt: skip
            out.write(json.dumps(said) + "\n")


def loop(queue, most):
    """Seconds for a comment in a loop that only calls `reply`: alone, and with its thread."""
    from itertools import islice

    from assistant import Assistant
    from assistant.queues import Source
    from assistant.surfaces.batch.thread import Threads

    bot = Assistant.open()
    jobs = list(islice(Threads(Source(queue)).jobs(), most))
    found = {}
    for name, alone in (("alone", True), ("thread", False)):
        talks = [job.conversation(None, alone=alone) for job in jobs]
        for talk in talks[:300]:
            bot.reply(talk)
        start = time.perf_counter()
        for talk in talks:
            bot.reply(talk)
        found[name] = (time.perf_counter() - start) / len(talks)
    return found


def draft(queue, out, engine, jobs):
    """Draft the queue: seconds on the clock and of CPU, most megabytes resident, a digest."""
    from assistant import Assistant
    from assistant.queues import Source
    from assistant.surfaces.batch import Engine, run

    bot = Assistant.open()
    bot.reply("Can I run with sciatica?")
    start, before = time.perf_counter(), cpu()
    summary = run(bot, Source(queue), out, engine=Engine.of(engine, jobs))
    seconds, used = time.perf_counter() - start, cpu() - before
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    most = next((int(x.split()[1]) / 1024 for x in lines if x.startswith("VmHWM")), float("nan"))
    with out.open("rb") as records:
        digest = hashlib.file_digest(records, "sha256").hexdigest()
    return {"seconds": seconds, "cpu": used, "mb": most, "digest": digest, "n": summary.done}


def cpu():
    """Seconds of CPU of this process and of those that it has started and seen end."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


@contextmanager
def cluster(folder):
    """The address of a scheduler with `WORKERS` workers of one thread each."""
    from distributed import Client

    started = []

    def start(*args):
        common = ("--host", "127.0.0.1", "--dashboard-address", "127.0.0.1:0")
        started.append(subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "dask", *args, *common],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT)}, start_new_session=True,
        ))  # fmt: skip

    told = folder / "scheduler.json"
    try:
        start("scheduler", "--port", "0", "--scheduler-file", str(told))
        for _ in range(600):
            if told.exists() and told.read_text().endswith("}"):
                break
            time.sleep(0.05)
        address = json.loads(told.read_text())["address"]
        for _ in range(WORKERS):
            start("worker", address, "--nthreads", "1", "--no-nanny")
        with Client(address, timeout="20s", set_as_default=False) as client:
            client.wait_for_workers(WORKERS, timeout=60)
        yield address
    finally:
        for process in reversed(started):
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def measured(folder, queue, engine, jobs):
    """One run in a process of its own."""
    out = folder / "out.jsonl"
    found = child("benchmarks.batch", "--draft", engine, str(jobs), str(queue), str(out))
    out.unlink(missing_ok=True)
    return found


def measure(folder, count, most):
    """Every row of the table, printed as it comes to stderr."""
    from assistant import Assistant

    # compiled once, in a cache of our own: no run compiles it, and nobody else takes it away
    os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
    Assistant.open()
    queue = folder / "queue.jsonl"
    write_queue(queue, count)
    rows = {"loop": child("benchmarks.batch", "--loop-only", str(queue), str(most))}
    rows["one"] = measured(folder, queue, "local", 1)
    rows["two"] = measured(folder, queue, "local", WORKERS)
    if version("distributed") != "not installed":
        with cluster(folder) as address:
            rows["dask"] = measured(folder, queue, f"dask={address}", 0)
    else:
        rows["dask"] = {"error": "not installed"}
    return rows


def report(count, rows):
    """Markdown."""
    seconds = {k: r.get("seconds", float("nan")) for k, r in rows.items()}
    alone, thread = rows["loop"]["alone"], rows["loop"]["thread"]
    names = {"one": "batch, one core", "two": f"batch, {WORKERS} processes",
             "dask": f"batch, {WORKERS} Dask workers"}  # fmt: skip
    body = [
        ("a loop of `reply`, comments alone", number(1 / alone, 0), "–", "–", "–"),
        ("a loop of `reply`, with their threads", number(1 / thread, 0), "–", "–", "–"),
    ]
    for key, name in names.items():
        error = rows[key].get("error")
        if error:
            body.append((name, error, "–", "–", "–"))
            continue
        # a cluster's workers are not this process' children: their CPU isn't seen
        used = float("nan") if key == "dask" else rows[key]["cpu"]
        figures = (count / seconds[key], seconds[key], used, rows[key]["mb"])
        body.append((name, *(number(f, 0) for f in figures)))
    print(table(("what", "comments/s", "seconds", "CPU seconds", "MB, most"), body))
    digests = {r["digest"] for r in rows.values() if "digest" in r}
    print(table(("ratio", "measured", "aim"), [
        ("time of batch on one core / of the loop with threads",
         number(seconds["one"] / count / thread, 2), "–"),
        (f"speed of {WORKERS} processes / of one", number(seconds["one"] / seconds["two"], 2),
         "≥ 1.8"),
        ("CPU of one / of both, for a machine that others use too",
         number(rows["one"].get("cpu", float("nan")) / rows["two"].get("cpu", float("nan")), 2),
         "–"),
        ("time of Dask / of as many processes", number(seconds["dask"] / seconds["two"], 2),
         "≤ 1.15"),
        ("comments/s on one core", number(count / seconds["one"], 0), "≥ 4,000"),
        ("different bytes among the runs", str(len(digests) - 1), "0"),
    ]))  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=100_000, help="comments of the queue")
    parser.add_argument("--loop", type=int, default=5_000, help="comments of the bare loop")
    parser.add_argument("--draft", nargs=4, help=argparse.SUPPRESS)
    parser.add_argument("--loop-only", nargs=2, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.draft:
        engine, jobs, queue, out = args.draft
        print(json.dumps(draft(Path(queue), Path(out), engine, int(jobs))))
        return
    if args.loop_only:
        print(json.dumps(loop(Path(args.loop_only[0]), int(args.loop_only[1]))))
        return
    used = machine().replace("(one used)", f"({WORKERS} used)")
    print(f"{used}, distributed {version('distributed')}")
    print(f"\n{args.count:,} comments\n")
    with tempfile.TemporaryDirectory() as folder:
        report(args.count, measure(Path(folder), args.count, args.loop))


if __name__ == "__main__":
    main()
