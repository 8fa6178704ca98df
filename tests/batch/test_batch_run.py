"""Nothing lost, nothing twice: the file of records after cuts, changes and faults."""

from __future__ import annotations

import csv
import json
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from queue_of import lines

from assistant.errors import InputError
from assistant.queues import Source
from assistant.surfaces.batch import Engine, run
from assistant.surfaces.batch.output import Output

COUNT = 120


def test_one_record_a_comment_in_order(undisturbed):
    records = [json.loads(line) for line in undisturbed.splitlines()]
    assert len(records) == COUNT
    assert [r["id"] for r in records] == [str(n) if n % 97 else "" for n in range(1, COUNT + 1)]
    assert records[96]["error"].startswith("line 97: not JSON")


@pytest.mark.parametrize("chunk", [1, 7, 1000])
def test_the_same_bytes_whatever_the_chunk(bot, queue, undisturbed, tmp_path, chunk):
    run(bot, Source(queue), tmp_path / "o", chunk=chunk)
    assert (tmp_path / "o").read_bytes() == undisturbed


@pytest.mark.parametrize("share", [0.0, 0.001, 0.2, 0.5, 0.93, 0.9999, 1.0])
def test_cut_off_anywhere_it_goes_on(bot, queue, undisturbed, tmp_path, share):
    out = tmp_path / "o"
    out.write_bytes(undisturbed[: int(share * len(undisturbed))])
    summary = run(bot, Source(queue), out)
    assert out.read_bytes() == undisturbed
    assert summary.done == COUNT
    assert summary.kept >= share * COUNT * 0.5 - 1
    assert not (tmp_path / "o.previous").exists()


def test_the_same_comments_as_json_and_as_csv_give_the_same_bytes(bot, tmp_path):
    told = [json.loads(line) for line in lines(60)]
    rest = [
        {"id": c["id"], "post": int(c["post"]), "parent": c["parent"], "author": 0,
         "author_name": c["author"], "content": {"rendered": f"<p>{c['text']}</p>\n"},
         "author_email": "a@example.com", "status": "hold"}
        for c in told
    ]  # fmt: skip
    (tmp_path / "q.json").write_text(json.dumps(rest))
    with (tmp_path / "q.csv").open("w", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["id", "post", "parent", "author_name", "author_email", "content"])
        rows.writerows(
            [c["id"], c["post"], c["parent"], c["author_name"], c["author_email"],
             c["content"]["rendered"]]
            for c in rest
        )  # fmt: skip
    for name in ("json", "csv"):
        run(bot, Source(tmp_path / f"q.{name}"), tmp_path / f"{name}.out")
    assert (tmp_path / "json.out").read_bytes() == (tmp_path / "csv.out").read_bytes()


def test_a_second_run_does_nothing_again(bot, queue, undisturbed, tmp_path):
    out = tmp_path / "o"
    run(bot, Source(queue), out)
    before = out.stat().st_mtime_ns
    assert run(bot, Source(queue), out).kept == COUNT
    assert out.read_bytes() == undisturbed
    assert out.stat().st_mtime_ns == before


def test_only_what_changed_is_done_again(bot, tmp_path):
    queue, out = tmp_path / "q", tmp_path / "o"
    texts = list(lines(60))
    queue.write_text("".join(texts))
    run(bot, Source(queue), out)
    changed = [*texts[:20], '{"id": "new", "text": "What is sciatica?"}\n', *texts[21:50]]
    queue.write_text("".join(changed))
    summary = run(bot, Source(queue), out)
    fresh = tmp_path / "fresh"
    run(bot, Source(queue), fresh)
    assert out.read_bytes() == fresh.read_bytes()
    assert summary.kept >= 45  # the new one, and those that leant on what was changed


@settings(max_examples=25)
@given(cut=st.integers(0, 10_000), garbage=st.binary(max_size=60))
def test_whatever_stands_after_a_cut_the_result_is_the_same(
    bot, queue, undisturbed, tmp_path_factory, cut, garbage
):
    out = tmp_path_factory.mktemp("cut") / "o"
    head = undisturbed[: cut * len(undisturbed) // 10_000]
    if not head:
        return
    out.write_bytes(head + garbage)
    run(bot, Source(queue), out)
    assert out.read_bytes() == undisturbed


def test_cut_off_while_older_records_are_set_aside(bot, queue, undisturbed, tmp_path):
    """The worst moment: the queue changed, the old tail is aside, the new one half written."""
    out, half = tmp_path / "o", len(undisturbed) // 2
    (tmp_path / "o.previous").write_bytes(undisturbed[half - 100 :] + b"torn")
    out.write_bytes(undisturbed[: half // 2 + 33])
    summary = run(bot, Source(queue), out)
    assert out.read_bytes() == undisturbed
    assert summary.kept > COUNT * 0.6
    assert not (tmp_path / "o.previous").exists()


def test_another_country_is_another_input(bot, queue, undisturbed, tmp_path):
    run(bot, Source(queue), tmp_path / "o", country="GB")
    assert (tmp_path / "o").read_bytes() != undisturbed


@pytest.mark.parametrize("change", ["grows", "shrinks"])
def test_a_queue_that_changes_while_it_is_read_is_told(bot, queue, undisturbed, tmp_path, change):
    items, readings = list(Source(queue)), []

    class Changing:
        def __iter__(self):
            readings.append(1)
            last = len(readings) > 2
            return iter(items if last == (change == "grows") else items[:60])

    with pytest.raises(InputError, match="run again when it stands still"):
        run(bot, Changing(), tmp_path / "o")
    run(bot, Source(queue), tmp_path / "o")
    assert (tmp_path / "o").read_bytes() == undisturbed


def test_two_runs_can_not_write_one_file(bot, queue, tmp_path):
    with Output(tmp_path / "o"), pytest.raises(InputError, match="another run"):
        run(bot, Source(queue), tmp_path / "o")


def test_a_file_of_something_else_is_not_overwritten(bot, queue, tmp_path):
    out = tmp_path / "o"
    out.write_text("my thesis\n")
    with pytest.raises(InputError, match="something else"):
        run(bot, Source(queue), out)
    assert out.read_text() == "my thesis\n"


@pytest.mark.parametrize("target", ["/nowhere/o.jsonl", "/proc/o.jsonl", "/tmp"])
def test_a_place_that_can_not_be_written_is_one_line(bot, queue, target):
    from pathlib import Path

    with pytest.raises(InputError, match="can't be written") as e:
        run(bot, Source(queue), Path(target))
    assert "\n" not in str(e.value)


def test_two_processes_write_the_same_bytes(bot, queue, undisturbed, tmp_path):
    run(bot, Source(queue), tmp_path / "o", engine=Engine.of("local", 2), chunk=30)
    assert (tmp_path / "o").read_bytes() == undisturbed


@pytest.mark.parametrize("name", ["ray", "dask", "dask=", "dask=http://x", "local=2"])
def test_an_unknown_engine_is_refused(name):
    with pytest.raises(InputError, match="no engine"):
        Engine.of(name, 1)


def batch(*args):
    return subprocess.run(
        [sys.executable, "-m", "assistant", "batch", *map(str, args)],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def test_the_command_says_what_it_did_and_3_when_urgent(queue, undisturbed, tmp_path):
    done = batch(queue, "-o", tmp_path / "o.jsonl", "--report", tmp_path / "r.html")
    assert done.returncode == 3, done.stderr
    assert (tmp_path / "o.jsonl").read_bytes() == undisturbed
    assert f"{COUNT} records" in done.stderr
    assert done.stdout == ""
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert page.index('id="escalate"') < page.index('id="draft"') < page.index('id="needs_human"')
    calm = tmp_path / "calm.jsonl"
    calm.write_text('{"id": 1, "text": "What is piriformis syndrome?"}\n')
    assert batch(calm, "-o", tmp_path / "c.jsonl").returncode == 0


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["/nowhere.jsonl", "-o", "x"], "/nowhere.jsonl"),
        (["{queue}", "-o", "{queue}"], "is the queue itself"),
        (["{queue}", "-o", "/nowhere/o.jsonl"], "can't be written"),
        (["{queue}", "-o", "{tmp}/o", "--format", "xls"], "no format 'xls'"),
        (["{queue}", "-o", "{tmp}/o", "--engine", "dask=tcp://127.0.0.1:1"], "127.0.0.1:1"),
    ],
)
def test_faults_are_one_line_and_exit_2(queue, tmp_path, args, says):
    done = batch(*(a.format(queue=queue, tmp=tmp_path) for a in args))
    assert done.returncode == 2
    assert says in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr


def test_the_page_is_whole_accessible_and_loads_nothing(bot, tmp_path):
    from selectolax.lexbor import LexborHTMLParser

    from assistant.surfaces.report import write_report

    queue, out, page = tmp_path / "q", tmp_path / "o", tmp_path / "r.html"
    nasty = "<img src=x onerror=alert(1)> \x1b[31m &lt;script&gt;alert(1)&lt;/script&gt; Can I run?"
    texts = (nasty, "I can't feel my crotch", "Thanks!", "xqzt vrrm")
    queue.write_text("".join(json.dumps({"id": n, "text": t}) + "\n" for n, t in enumerate(texts)))
    run(bot, Source(queue), out)
    write_report(out, page, "A <site>")
    text = page.read_text(encoding="utf-8")
    tree = LexborHTMLParser(text)
    assert not tree.css("script, link, img, iframe, object, embed, [src], [onerror]")
    assert "\x1b" not in text
    assert "default-src 'none'" in tree.css_first("meta[http-equiv]").attributes["content"]
    assert tree.css_first("html").attributes["lang"] == "en"
    assert len(tree.css("h1")) == len(tree.css("main")) == 1
    assert [s.attributes["id"] for s in tree.css("section")] == [
        "escalate", "draft", "needs_human", "skip",
    ]  # fmt: skip
    assert all(t.css_first("caption") for t in tree.css("table"))
    assert len(tree.css("article")) == len(texts)


def test_nothing_of_the_queue_is_left_in_temporary_files(bot, queue, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path / "t"))
    (tmp_path / "t").mkdir()
    run(bot, Source(queue), tmp_path / "o")
    assert list((tmp_path / "t").iterdir()) == []
