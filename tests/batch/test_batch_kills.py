"""The command killed at random moments and run again: the same bytes as an undisturbed run."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time

import pytest
from queue_of import lines, write

from assistant.queues import Source
from assistant.surfaces.batch import run

pytestmark = pytest.mark.slow
COUNT = 2_000
KILLS = int(os.environ.get("ASSISTANT_KILLS", "60"))
"""500 were measured; so many are made each time."""


@pytest.fixture(scope="module")
def queues(bot, tmp_path_factory):
    """A queue, and the same after its comments changed; each with its undisturbed records."""
    folder = tmp_path_factory.mktemp("queues")
    first = write(folder / "first.jsonl", COUNT)
    changed = list(lines(COUNT))
    dice = random.Random(2)
    for n in dice.sample(range(COUNT), 40):
        changed[n] = changed[n].replace('"text": "', '"text": "So ')
    second = folder / "second.jsonl"
    second.write_text("".join(changed), encoding="utf-8")
    found = []
    for queue in (first, second):
        out = queue.with_suffix(".out")
        run(bot, Source(queue), out)
        found.append((queue, out.read_bytes()))
    assert found[0][1] != found[1][1]
    return found


def _command(queue, out, *more):
    return subprocess.Popen(
        [sys.executable, "-m", "assistant", "batch", str(queue), "-o", str(out), *more],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip


def _killed(queue, out, moment, *more):
    """Run the command and kill it, unless it ends before; gives what it said."""
    process = _command(queue, out, *more)
    try:
        process.wait(timeout=moment)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    said = process.stderr.read().decode() if process.returncode in (0, 2, 3) else ""
    process.stderr.close()
    assert process.returncode in (-signal.SIGKILL, 3), said
    return process.returncode


def test_killed_at_random_moments_the_result_is_the_same(bot, queues, tmp_path):
    dice, out = random.Random(os.environ.get("ASSISTANT_SEED", "6")), tmp_path / "o"
    longest = min(_seconds(*queues[0], tmp_path / f"warm{n}") for n in range(2))
    kills = whole = turn = 0
    while kills < KILLS:
        queue, wanted = queues[turn]
        more = ("--jobs", "2") if dice.random() < 0.15 else ()
        if _killed(queue, out, dice.uniform(0, longest), *more) == 3:
            assert out.read_bytes() == wanted
            whole += 1
            # anew; or with the other queue: what stood is set aside, and taken back where it holds
            turn = dice.randrange(2)
            if turn == queues.index((queue, wanted)):
                out.unlink()
            continue
        kills += 1
        copy = tmp_path / f"copy{kills}"
        for file in tmp_path.glob("o*"):
            shutil.copy(file, copy.with_name(copy.name + file.name[1:]))
        run(bot, Source(queue), copy)
        assert copy.read_bytes() == wanted, f"kill {kills}"
        copy.unlink()
        assert not list(tmp_path.glob(f"{copy.name}*"))
    print(f"\n{kills} kills, {whole} runs that ended first; all byte-identical")


def _seconds(queue, wanted, out):
    """How long a whole run takes."""
    start = time.monotonic()
    assert _killed(queue, out, 300) == 3
    assert out.read_bytes() == wanted
    return time.monotonic() - start


def test_the_workers_of_a_killed_run_end_too(queues, tmp_path):
    queue, out = queues[0][0], tmp_path / "o"
    process = subprocess.Popen(
        [sys.executable, "-m", "assistant", "batch", str(queue), "-o", str(out), "--jobs", "2"],
        stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    while not out.exists() or out.stat().st_size == 0:
        assert process.poll() is None
        time.sleep(0.01)
    process.kill()
    process.wait()
    for _ in range(100):
        try:
            os.killpg(process.pid, 0)  # is anybody left of its group?
        except ProcessLookupError:
            return
        time.sleep(0.1)
    raise AssertionError("workers outlived the run that started them")


def _heed_ctrl_c():
    """As from a terminal: a run in the background ignores the signal, and hands that on."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_interrupted_by_the_keyboard_it_says_how_to_go_on(queues, tmp_path):
    """Ctrl-C reaches every process of the terminal's group."""
    queue, wanted = queues[0]
    for more in ((), ("--jobs", "2")):
        out = tmp_path / f"o{len(more)}"
        process = subprocess.Popen(
            [sys.executable, "-m", "assistant", "batch", str(queue), "-o", str(out), *more],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True, text=True,
                preexec_fn=_heed_ctrl_c,
        )  # fmt: skip
        while not out.exists() or out.stat().st_size < 200_000:
            assert process.poll() is None
            time.sleep(0.005)
        os.killpg(process.pid, signal.SIGINT)
        said = process.communicate(timeout=60)[1]
        assert process.returncode == 130
        assert len(said.strip().splitlines()) == 1, said
        assert "run the same command again" in said
        assert wanted.startswith(out.read_bytes())
        assert len(out.read_bytes()) < len(wanted)
        assert _killed(queue, out, 300, *more) == 3
        assert out.read_bytes() == wanted
