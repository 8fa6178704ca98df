"""Rates of importing, checking and compiling an owner's site, and how they grow.

    python -m benchmarks.site              # 5,000 posts with 50,000 comments
    python -m benchmarks.site --growth     # also 1,000 to 100,000 documents

Each step runs in a process of its own: seconds are wall clock, and beside them the processor's, of
all threads, which don't count what else the machine does. Rates are by the latter; memory is that
process's peak.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

POSTS, COMMENTS = 5_000, 50_000
GROWTH = (1_000, 3_000, 10_000, 30_000, 100_000)
"""Documents: one post to ten comments, as in the large site."""


def make(path: str, posts: str, comments: str) -> int:
    from tests.importers import kit

    blog = kit.make_blog(int(posts), int(comments), questions=1)
    return Path(path).write_text(kit.wxr(blog), encoding="utf-8")


def parse(source: str) -> int:
    from assistant.importers.posts import Post
    from assistant.importers.wordpress import read_file

    return sum(isinstance(item, Post) for item in read_file(Path(source)))


def bring(source: str, folder: str) -> int:
    from assistant.importers import run

    return run("wordpress", source, Path(folder)).posts


def look(folder: str) -> int:
    from assistant.check import check

    return sum(f.severity == "error" and f.code != "rule" for f in check(Path(folder)))


def compiled(folder: str) -> int:
    from assistant.site.build import build

    table, _ = build(Path(folder))
    return len(table["documents"])


STEPS = {"make": make, "parse": parse, "import": bring, "check": look, "compile": compiled}


def step(name: str, *args: str) -> dict[str, float]:
    """Run one step in a fresh process."""
    begun = time.perf_counter()
    command = [sys.executable, "-m", "benchmarks.site", "--step", name, *args]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found = json.loads(done.stdout.splitlines()[-1])
    return {**found, "wall": time.perf_counter() - begun}


def inner(name: str, args: list[str]) -> None:
    begun, used = time.perf_counter(), time.process_time()
    result = STEPS[name](*args)
    seconds, cpu = time.perf_counter() - begun, time.process_time() - used
    # getrusage would tell the parent's peak where that was higher
    status = Path("/proc/self/status").read_text()
    peak = int(status.split("VmHWM:", 1)[1].split()[0]) // 1024
    print(json.dumps({"result": result, "seconds": seconds, "cpu": cpu, "megabytes": peak}))


def measure(posts: int, comments: int, folder: Path) -> dict[str, dict[str, float]]:
    source, site = folder / "blog.xml", folder / "site"
    step("make", str(source), str(posts), str(comments))
    found = {"parse": step("parse", str(source)), "import": step("import", str(source), str(site))}
    found["check"] = step("check", str(site))
    found["compile"] = step("compile", str(site))
    return found


def show(posts: int, comments: int, found: dict[str, dict[str, float]]) -> None:
    print(f"{posts:,} posts, {comments:,} comments")
    for name, row in found.items():
        rate = (posts + comments) / row["cpu"]
        print(f"  {name:8} {row['seconds']:7.2f} s  cpu {row['cpu']:7.2f} s  "
              f"{row['megabytes']:5.0f} MB  {rate:9,.0f} documents/s  "
              f"{posts / row['cpu']:7,.0f} posts/s")  # fmt: skip
    whole = sum(found[n]["wall"] for n in ("import", "check", "compile"))
    peak = max(row["megabytes"] for row in found.values())
    print(
        f"  import + check + compile: {whole:.1f} s with start-up, peak {peak:.0f} MB", flush=True
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--step", nargs="+")
    options = parser.parse_args()
    if options.step:
        inner(options.step[0], options.step[1:])
        return
    sizes = [(POSTS, 0), (POSTS, COMMENTS)]
    if options.growth:
        sizes += [(n // 11, n - n // 11) for n in GROWTH]
    for posts, comments in sizes:
        with tempfile.TemporaryDirectory() as folder:
            show(posts, comments, measure(posts, comments, Path(folder)))


if __name__ == "__main__":
    main()
