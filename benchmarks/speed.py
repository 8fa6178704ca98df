"""How fast and how heavy: `python -m benchmarks.speed`.

Replies on the default site, warm, on one core; whole processes, first and later; resident memory.
Prints what it measured and on which machine. Nothing here is an assertion.
"""

from __future__ import annotations

import os
import platform
import random
import subprocess
import sys
import tempfile
import time
from statistics import median

os.environ.setdefault("OMP_NUM_THREADS", "1")

ROUNDS = 5


def quantile(values, q):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(q * len(ordered)))]


def process(*args, cache, repeat=ROUNDS):
    """Wall-clock seconds of a whole process, and the processor's of the same; least first."""
    env = {**os.environ, "XDG_CACHE_HOME": cache}
    times = []
    for _ in range(repeat):
        begin, before = time.perf_counter(), os.times()
        subprocess.run(
            [sys.executable, "-m", "assistant", *args], env=env, check=True, capture_output=True
        )
        spent, after = time.perf_counter() - begin, os.times()
        worked = after.children_user + after.children_system
        times.append((spent, worked - before.children_user - before.children_system))
    return sorted(times)


def replies():
    """Milliseconds a reply over the site's own examples, and messages a second in bulk."""
    from assistant import Assistant
    from assistant.site.build import load_sources

    bot = Assistant.open()
    texts = [x for e in load_sources(bot.folder).intents for x in e.intent.examples]
    texts = random.Random(0).sample(texts, min(3000, len(texts)))
    for t in texts[:300]:
        bot.reply(t)
    times = []
    for t in texts:
        begin = time.perf_counter()
        bot.reply(t)
        times.append((time.perf_counter() - begin) * 1e3)
    begin = time.perf_counter()
    count = sum(1 for _ in bot.reply_many(texts))
    return times, count / (time.perf_counter() - begin)


def resident(cache):
    """Megabytes resident after opening the site and answering."""
    code = (
        "import assistant,re;b=assistant.Assistant.open();b.reply('Can I run with sciatica?');"
        "print(re.search(r'VmRSS:\\s+(\\d+)',open('/proc/self/status').read())[1])"
    )
    env = {**os.environ, "XDG_CACHE_HOME": cache}
    done = subprocess.run([sys.executable, "-c", code], env=env, check=True, capture_output=True)
    return int(done.stdout) / 1024


def main():
    with tempfile.TemporaryDirectory() as cache:
        first = process("ask", "Can I run with sciatica?", cache=cache, repeat=1)
        later = process("ask", "Can I run with sciatica?", cache=cache)
        helps = process("--help", cache=cache)
        memory = resident(cache)
    times, rate = replies()
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, "
          f"Python {platform.python_version()}\n")  # fmt: skip
    print("| what | measured | aim |\n|---|---|---|")
    print(f"| a reply, p50 | {median(times):.2f} ms | 0.7 ms |")
    print(f"| a reply, p99 | {quantile(times, 0.99):.2f} ms | 3 ms |")
    print(f"| replies in bulk, one core | {rate:,.0f}/s | 4,000/s |")
    for what, spent, aim in (
        ("`assistant ask`, first time ever", first[0], 3),
        ("`assistant ask`, later (median)", later[len(later) // 2], 0.35),
        ("`assistant --help` (median)", helps[len(helps) // 2], 0.15),
    ):
        # beside other work the clock tells little, the processor's own time more
        print(f"| {what} | {spent[0]:.2f} s ({spent[1]:.2f} s of processor) | {aim} s |")
    print(f"| resident memory | {memory:.0f} MB | 120 MB |")


if __name__ == "__main__":
    main()
