"""Pull, draft, approve on a real WordPress: nothing public, nothing doubled, faults told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time

import pytest

from assistant.errors import InputError
from assistant.queues import Source
from assistant.queues.html import to_text
from assistant.surfaces.batch import run
from assistant.surfaces.wordpress import (
    Drafter,
    PublishedError,
    ServerError,
    check,
    password,
    pull,
    read_records,
    write,
)

pytestmark = pytest.mark.slow


@pytest.fixture
def records(site, bot, tmp_path):
    """The site's queue, drafted."""
    with site.client() as client:
        write(pull(client), tmp_path / "queue.jsonl")
    run(bot, Source(tmp_path / "queue.jsonl"), tmp_path / "out.jsonl")
    return tmp_path / "out.jsonl"


def _drafter(client, verifier, **options):
    return Drafter(client, to_text, verifier.faults, **options)


def _draft(site, verifier, path, waits=None, **options):
    waited = [] if waits is None else waits
    with site.client(sleep=waited.append) as client:
        return list(_drafter(client, verifier, **options).run(read_records(path)))


def _states(outcomes):
    return {int(o.id): o.state for o in outcomes}


def test_check_says_all_is_well(site):
    found = list(check(site.client))
    assert all(fine for fine, _ in found), found
    assert "6 comments wait" in found[-1][1]


def test_the_queue_is_pulled_whole_without_addresses(site, tmp_path):
    with site.client() as client:
        found = pull(client)
    waiting = {c["id"]: c for c in found if c["status"] == "hold"}
    assert set(waiting) == {*site.held.values(), site.told["again"]}
    # what stands above a reply is there to be read, and marked as published
    assert [c["id"] for c in found if c["status"] == "approved"] == [
        site.told["question"], site.told["reply"],
    ]  # fmt: skip
    text = json.dumps(found)
    assert not any(
        x in text for x in ("@example.test", "192.0.2.7", "kit/1", "http://example.test/")
    )


def test_the_queue_is_read_page_by_page(site, monkeypatch):
    from assistant.surfaces.wordpress import client as module

    monkeypatch.setattr(module, "PAGE", 2)
    with site.client() as client:
        assert sum(c["status"] == "hold" for c in pull(client)) == 6


def test_pull_draft_approve_and_again_nothing_doubled(site, verifier, records, tmp_path, bot):
    by_id = {int(r["id"]): r for r in map(json.loads, records.read_text().splitlines())}
    held = site.held
    assert by_id[held["urgent"]]["action"] == "escalate"
    assert by_id[held["thanks"]]["reason"] == "thanks"
    assert by_id[held["legal"]]["reason"] == "legal"
    assert by_id[held["answer"]]["action"] == "draft"
    states = _states(_draft(site, verifier, records))
    wanted = {n for n, r in by_id.items() if r["action"] == "draft"}
    assert {n for n, s in states.items() if s == "held"} == wanted
    assert states[held["urgent"]] == "urgent"
    drafts = site.drafts()
    assert {d["parent"] for d in drafts} == wanted
    assert {d["status"] for d in drafts} == {"hold"}
    assert {d["post"] for d in drafts} == {site.post}
    # a second run, and one more after the owner has approved one and thrown one away
    assert set(_states(_draft(site, verifier, records)).values()) == {"already", "urgent"}
    first, second = sorted(drafts, key=lambda d: d["id"])[:2]
    site.rest("POST", f"comments/{first['id']}", status="approved")
    site.rest("DELETE", f"comments/{second['id']}")
    again = _draft(site, verifier, records)
    assert {o.state for o in again} == {"already", "urgent"}
    assert any("thrown away" in o.why for o in again)
    assert len(site.drafts()) == len(drafts) - 2
    # and our own drafts don't come back with the queue, nor do comments that have one
    with site.client() as client:
        fresh = pull(client)
    waiting = {c["id"] for c in fresh if c["status"] == "hold"}
    assert waiting.isdisjoint(d["id"] for d in drafts)
    write(fresh, tmp_path / "fresh.jsonl")
    run(bot, Source(tmp_path / "fresh.jsonl"), tmp_path / "fresh.out")
    reasons = {int(r["id"]): r["reason"] for r in read_records(tmp_path / "fresh.out")}
    left = [d["parent"] for d in drafts if d["id"] != second["id"]]
    assert {reasons[n] for n in left if n in reasons} == {"answered_already"}


def test_drafts_show_as_text_with_few_links(site, verifier, records):
    _draft(site, verifier, records)
    for d in site.drafts():
        raw = d["content"]["rendered"]
        assert raw.count("<a ") <= 1
        assert "<script" not in raw
        assert "[1]" in raw


def test_what_is_in_a_text_stays_text(site, verifier, records):
    record = next(r for r in read_records(records) if r["action"] == "draft")
    record["reply"]["parts"][0]["text"] = "<script>alert(1)</script> www.example.net & <b>x</b>"
    with site.client() as client:
        (outcome,) = Drafter(client, to_text, lambda reply: ()).run(iter([record]))
    raw = site.rest("GET", f"comments/{outcome.comment}?context=edit")["content"]
    assert "<script" not in raw["raw"]
    assert "&lt;script&gt;alert(1)" in raw["raw"]
    assert raw["rendered"].count("<a ") == 1


def test_a_dry_run_posts_nothing(site, verifier, records):
    outcomes = _draft(site, verifier, records, dry_run=True)
    assert "would" in {o.state for o in outcomes}
    assert site.drafts() == []


def test_urgent_comments_get_a_held_draft_only_when_asked(site, verifier, records):
    outcomes = _draft(site, verifier, records, urgent=True)
    assert _states(outcomes)[site.held["urgent"]] == "held"
    assert {d["status"] for d in site.drafts()} == {"hold"}


@pytest.mark.parametrize("place", ["quote", "revision"])
def test_a_draft_whose_source_changed_is_refused(site, verifier, records, place):
    changed = []
    for r in read_records(records):
        if r["action"] == "draft":
            reply = r["reply"]
            if place == "revision":
                reply["site"] = "sha256:other"
            else:
                reply["parts"] = [
                    p | {"start": p["start"] + 1} if p["type"] == "quote" else p
                    for p in reply["parts"]
                ]
        changed.append(json.dumps(r) + "\n")
    records.write_text("".join(changed))
    assert set(_states(_draft(site, verifier, records)).values()) == {"refused", "urgent"}
    assert site.drafts() == []


def test_a_comment_edited_moved_spammed_or_deleted_meanwhile_is_left(site, verifier, records):
    answer, second = site.held["answer"], site.held["second"]
    site.rest("POST", f"comments/{answer}", content="Something else entirely now?")
    site.rest("DELETE", f"comments/{second}?force=true")
    states = _draft(site, verifier, records)
    why = {int(o.id): o.why for o in states if o.state == "left"}
    assert "edited" in why[answer]
    assert "gone" in why[second]
    assert {d["parent"] for d in site.drafts()}.isdisjoint({answer, second})
    site.reset()
    other = site.rest("POST", "posts", title="Other", status="publish", content="x")["id"]
    site.rest("POST", f"comments/{answer}", post=other)
    site.rest("POST", f"comments/{second}", status="spam")
    why = {int(o.id): o.why for o in _draft(site, verifier, records) if o.state == "left"}
    assert "another post" in why[answer]
    assert "spam" in why[second]


def test_saved_again_unchanged_it_is_the_same_comment(site, verifier, records):
    """WordPress stores `&amp;` where a comment is saved a second time."""
    second = site.held["second"]
    raw = site.rest("GET", f"comments/{second}?context=edit")["content"]["raw"]
    site.rest("POST", f"comments/{second}", content=raw)
    assert _states(_draft(site, verifier, records))[second] == "held"


def test_a_draft_that_comes_back_public_is_taken_back_and_stops_everything(site, verifier, records):
    site.publish_everything()
    with pytest.raises(PublishedError, match="taken back"):
        _draft(site, verifier, records)
    assert site.drafts("approve") == []
    assert len(site.drafts()) == 1


@pytest.mark.parametrize(("status", "header"), [(429, {"retry_after": 7}), (503, {}), (500, {})])
def test_a_site_that_is_busy_is_asked_again_later(site, verifier, records, status, header):
    site.order(status, 3, **header)
    waits = []
    outcomes = _draft(site, verifier, records, waits)
    assert "held" in {o.state for o in outcomes}
    assert waits == ([7.0, 7.0, 7.0] if header else [0.5, 1.0, 2.0])
    site.reset()
    site.order(status, 2, method="POST", **header)
    _draft(site, verifier, records, [])
    parents = [d["parent"] for d in site.drafts()]
    assert len(parents) == len(set(parents)) > 0


def test_a_site_that_stays_down_is_told_in_one_line(site, verifier, records):
    site.order(503, 99)
    with pytest.raises(ServerError, match="503") as e:
        _draft(site, verifier, records)
    assert "\n" not in str(e.value)


@pytest.mark.parametrize(
    ("who", "secret", "says"),
    [
        ("editor", "wrong wrong wrong", "application password not accepted"),
        ("nobody", None, "application password not accepted"),
        ("reader", "reader_password", "may not"),
    ],
)
def test_wrong_password_and_no_rights_are_told(site, who, secret, says):
    word = site.told.get(secret, secret or site.told["password"])
    with site.client(who, word) as client, pytest.raises(ServerError, match=says):
        pull(client)
    *_, (fine, line) = check(lambda: site.client(who, word))
    assert not fine
    assert says in line
    assert word not in line


def test_plain_permalinks_work(site, verifier, records):
    code = (
        "$_SERVER['HTTP_HOST']='x'; $_SERVER['REQUEST_URI']='/'; require 'wp-load.php';"
        "global $wp_rewrite; $wp_rewrite->set_permalink_structure(''); flush_rewrite_rules(true);"
    )
    subprocess.run(
        ["php", "-d", "error_reporting=E_ERROR", "-r", code],
        cwd=site.root / "site", check=True, timeout=60,
    )  # fmt: skip
    assert all(fine for fine, _ in check(site.client))
    assert "held" in {o.state for o in _draft(site, verifier, records)}
    assert site.drafts()


def test_a_server_killed_in_the_middle_and_started_again_doubles_nothing(site, verifier, records):
    wanted = sorted(int(r["id"]) for r in read_records(records) if r["action"] == "draft")
    for moment in (0.02, 0.06, 0.1, 0.15, 0.2, 0.3):
        site.reset()
        timer = threading.Timer(moment, site.stop)
        timer.start()
        with pytest.raises(ServerError):
            _draft_for_ever(site, verifier, records)
        timer.join()
        site.start()
        _draft(site, verifier, records)
        assert sorted(d["parent"] for d in site.drafts()) == wanted


def _draft_for_ever(site, verifier, records):
    """Until the server is gone."""
    with site.client(sleep=lambda s: None) as client:
        while True:
            list(_drafter(client, verifier).run(read_records(records)))


def test_the_command_killed_in_the_middle_doubles_nothing(site, records):
    wanted = {int(r["id"]) for r in read_records(records) if r["action"] == "draft"}
    for moment in (0.4, 0.6, 0.8, 1.0):
        site.reset()
        command = [sys.executable, "-m", "assistant", "wordpress", "draft", site.url, str(records)]
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, "ASSISTANT_WP_PASSWORD": site.told["password"],
                 "ASSISTANT_WP_USER": site.user},
        )  # fmt: skip
        time.sleep(moment)
        process.kill()
        process.wait()
        done = site.run("draft", site.url, records)
        assert done.returncode == 0, done.stderr
        assert sorted(d["parent"] for d in site.drafts()) == sorted(wanted)


def test_the_commands_as_their_user_runs_them(site, tmp_path):
    assert site.run("check", site.url).returncode == 0
    queue, out = tmp_path / "queue.jsonl", tmp_path / "out.jsonl"
    done = site.run("pull", site.url, "-o", queue)
    assert done.returncode == 0, done.stderr
    assert "6 comments wait" in done.stderr
    batch = subprocess.run(
        [sys.executable, "-m", "assistant", "batch", str(queue), "-o", str(out)],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert batch.returncode == 3, batch.stderr
    done = site.run("draft", site.url, out)
    assert done.returncode == 0, done.stderr
    assert "URGENT, for you" in done.stdout
    assert "held for approval" in done.stdout
    for stream in (done.stdout, done.stderr, batch.stderr):
        assert site.told["password"] not in stream
    wrong = site.run("check", site.url, env={"ASSISTANT_WP_PASSWORD": "not this one"})
    assert wrong.returncode == 1
    assert "fix" in wrong.stdout
    assert "not this one" not in wrong.stdout + wrong.stderr


def test_a_password_file_must_be_yours_alone(tmp_path, monkeypatch):
    monkeypatch.delenv("ASSISTANT_WP_PASSWORD", raising=False)
    file = tmp_path / "password"
    file.write_text("abcd efgh\n")
    file.chmod(0o644)
    with pytest.raises(InputError, match="chmod 600"):
        password("https://blog.example", "editor", str(file))
    file.chmod(0o600)
    assert password("https://blog.example", "editor", str(file)) == "abcd efgh"
