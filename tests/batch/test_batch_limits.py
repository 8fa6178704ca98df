"""What a queue of any size and a disk of any state may do: constant memory, and one clear line."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from needs import need
from queue_of import write

from assistant import Assistant

pytestmark = pytest.mark.slow
COUNT = 1_000
GIB = 1 << 30
MEMORY = 200 << 20
"""Bytes resident that the command may take."""


def batch(queue, out, *more, env=None):
    """Exit status, what it said, and the most bytes that were resident."""
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "assistant", "batch", str(queue), "-o", str(out), *more],
            stdout=subprocess.DEVNULL, stderr=said, env={**os.environ, **(env or {})},
        )  # fmt: skip
        most = 0
        while process.poll() is None:
            most = max(most, resident(process.pid))
            time.sleep(0.02)
        said.seek(0)
        return process.returncode, said.read().strip(), most


def resident(pid):
    """The most bytes that a process has had resident so far; 0 where the system doesn't tell."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(x.split()[1]) << 10 for x in lines if x.startswith("VmHWM")), 0)


def one_line(said, *words):
    assert len(said.splitlines()) == 1, said
    assert all(w in said for w in words), said


@pytest.fixture(scope="module", autouse=True)
def compiled(tmp_path_factory):
    """The site compiled in a cache of our own: compiling takes memory that isn't meant here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        Assistant.open()
        yield


@pytest.fixture
def disk(tmp_path):
    """A disk of 1 MiB: its folder, and what changes it."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    made = mount and subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=1m,mode=700", "tmpfs", folder], check=False
    )
    need(made and made.returncode == 0, "root, who may mount a small disk")

    def change(how):
        subprocess.run([mount, "-o", f"remount,{how}", folder], check=True)

    yield folder, change
    subprocess.run(["umount", "-l", folder], check=True)


@pytest.fixture(scope="module")
def undisturbed(undisturbed):
    assert len(undisturbed) > 2 << 20
    return undisturbed


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_full_disk_is_one_line_and_with_room_it_goes_on(queue, undisturbed, disk, jobs):
    folder, change = disk
    out = folder / "out.jsonl"
    for _ in range(2):  # a second try without room changes nothing
        status, said, _ = batch(queue, out, "--jobs", jobs)
        assert status == 2
        one_line(said, "No space left", "run again to go on", str(out))
        assert undisturbed.startswith(out.read_bytes())
        assert out.stat().st_size > 500_000
    change("size=32m")
    assert batch(queue, out, "--jobs", jobs)[0] == 3
    assert out.read_bytes() == undisturbed


def test_a_disk_too_full_to_set_records_aside_loses_none(queue, undisturbed, disk, tmp_path):
    """The queue changed, so that the old tail has to be kept beside the new one for a while."""
    folder, change = disk
    out, changed = folder / "out.jsonl", tmp_path / "changed.jsonl"
    texts = queue.read_text().splitlines(keepends=True)
    changed.write_text("".join(texts[50:]))
    change("size=6m")
    assert batch(queue, out)[0] == 3
    status, said, _ = batch(changed, out)
    assert status == 2
    one_line(said, "No space left")
    assert out.read_bytes() == undisturbed
    change("size=32m")
    assert batch(changed, out)[0] == 3
    assert batch(changed, tmp_path / "fresh")[0] == 3
    assert out.read_bytes() == (tmp_path / "fresh").read_bytes()
    assert not (folder / "out.jsonl.previous").exists()


def test_a_full_disk_for_temporary_files_or_the_report_is_one_line(disk, tmp_path):
    folder, _ = disk
    threads = tmp_path / "threads.jsonl"  # more than is remembered without a disk
    with threads.open("w") as out:
        for n in range(1, 12_001):
            said = {"id": n, "text": f"{n} " + "calf " * 700, "parent": n - 1, "status": "approved"}
            out.write(json.dumps(said) + "\n")
    env = {"TMPDIR": str(folder), "SQLITE_TMPDIR": str(folder)}
    status, said, _ = batch(threads, tmp_path / "o", env=env)
    assert status == 2
    one_line(said, "temporary files", "make room")
    assert list(folder.iterdir()) == []
    (folder / "filler").write_bytes(b"x" * ((1 << 20) - 8192))
    small = write(tmp_path / "small.jsonl", 60)
    status, said, _ = batch(small, tmp_path / "p", "--report", str(folder / "report.html"))
    assert status == 2
    assert "can't be written (No space left" in said.splitlines()[-1]
    assert not (folder / "report.html").exists()


def test_a_disk_that_may_only_be_read_is_one_line(queue, undisturbed, disk):
    folder, change = disk
    out = folder / "out.jsonl"
    change("size=32m")
    assert batch(queue, out)[0] == 3
    shutil.copy(queue, folder / "queue.jsonl")
    change("ro")
    for target in (out, folder / "other.jsonl"):
        status, said, _ = batch(queue, target)
        assert status == 2
        one_line(said, str(target), "can't be written (Read-only file system)")
    assert out.read_bytes() == undisturbed
    elsewhere = folder.parent / "elsewhere.jsonl"  # a queue may well stand on such a disk
    assert batch(folder / "queue.jsonl", elsewhere)[0] == 3
    assert elsewhere.read_bytes() == undisturbed


def _gigabyte(path):
    """1 GiB of published comments, a few of them waiting; packed as it is made."""
    words = " ".join(f"My calf is tight after {n} miles & the {n % 9}th week." for n in range(110))
    size = number = 0
    with gzip.open(path, "wb", compresslevel=1) as out:
        while size < GIB:
            many = []
            for _ in range(100):
                number += 1
                waits = number % 1000 == 0
                text = "Can I run with sciatica?" if waits else f"{number} {words[number % 50 :]}"
                status, parent = ("hold", number - 1) if waits else ("approved", 0)
                many.append(json.dumps({"id": number, "post": 1, "parent": parent, "text": text,
                                        "author": f"Ann {number}", "status": status}))  # fmt: skip
            block = "\n".join(many).encode() + b"\n"
            size += len(block)
            out.write(block)
    return number


def test_a_gigabyte_is_read_in_constant_memory(tmp_path):
    queue, out = tmp_path / "queue.gz", tmp_path / "out.jsonl"
    count = _gigabyte(queue)
    assert queue.stat().st_size < GIB / 10
    status, said, memory = batch(queue, out)
    assert status == 0, said
    with out.open() as records:
        assert sum(1 for _ in records) == count // 1000
    assert f"{count - count // 1000:,} published comments" in said
    assert memory <= MEMORY, f"{memory >> 20} MiB"


HEADS = {
    "jsonl": b'{"id": 1, "text": "Can I run with sciatica?"}\n',
    "csv": b"id,text\n1,Can I run with sciatica?\n",
    "wp-json": b'[{"id": 1, "text": "Can I run with sciatica?"}, ',
    "wxr": b'<?xml version="1.0"?><rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><item>'
    b"<wp:post_id>1</wp:post_id><wp:comment><wp:comment_id>1</wp:comment_id><wp:comment_content>"
    b"Can I run with sciatica?</wp:comment_content></wp:comment>",
    "nothing": b"",
}


@pytest.mark.parametrize("form", HEADS)
def test_a_gigabyte_of_nothing_after_a_good_start_is_survived(tmp_path, form):
    queue, out = tmp_path / "queue", tmp_path / "out.jsonl"
    queue.write_bytes(HEADS[form])
    os.truncate(queue, GIB)  # a hole: it takes no room on the disk
    status, said, memory = batch(queue, out)
    assert memory <= MEMORY, f"{memory >> 20} MiB"
    if form == "nothing":
        assert status == 2
        one_line(said, "no known queue format")
        return
    assert status == 0, said
    first = json.loads(out.read_text().splitlines()[0])
    assert (first["id"], first["action"]) == ("1", "draft")


def _zip_bomb(path):
    with gzip.open(path, "wb") as out:
        out.write(HEADS["jsonl"])
        for _ in range(1 << 10):
            out.write(b" " * (1 << 20))


def _xml_bomb(path):
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    path.write_text(
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{levels}]>'
        '<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>&l11;</title></channel>'
        "</rss>"
    )


@pytest.mark.parametrize(("bomb", "says"), [(_zip_bomb, "times its size"), (_xml_bomb, "refused")])
def test_a_bomb_is_refused_in_one_line(tmp_path, bomb, says):
    queue = tmp_path / "queue"
    bomb(queue)
    status, said, memory = batch(queue, tmp_path / "o")
    assert status == 2
    one_line(said, str(queue), says)
    assert memory <= MEMORY
    assert Path(tmp_path / "o").read_bytes() == b""
