"""The command line as its users meet it: real processes, real files."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from assistant.cli import COMMANDS


def assistant(*args, stdin="", cwd=None):
    return subprocess.run(
        [sys.executable, "-m", "assistant", *args], input=stdin, capture_output=True, text=True,
        timeout=120, check=False, cwd=cwd,
    )  # fmt: skip


def test_help_names_every_command_and_has_examples():
    done = assistant("--help")
    assert done.returncode == 0
    assert all(name in done.stdout for name in COMMANDS)
    assert "Example" in done.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_every_command_has_an_example(name):
    done = assistant(name, "--help")
    assert done.returncode == 0
    assert "Example" in done.stdout


def test_ask_prints_what_a_reader_sees():
    done = assistant("ask", "What does the article say about the femoral nerve?")
    assert done.returncode == 0
    assert "femoral nerve" in done.stdout
    assert done.stderr == ""


def test_ask_json_from_stdin():
    done = assistant("ask", "-", "--json", "--country", "gb", stdin="I can't feel my crotch")
    reply = json.loads(done.stdout)
    assert reply["kind"] == "urgent"
    assert "999" in reply["text"]


def test_ask_reads_a_conversation(tmp_path):
    turns = tmp_path / "talk.jsonl"
    turns.write_text('{"role": "user", "text": "what is piriformis syndrome?"}\n')
    done = assistant("ask", "and the acupuncture?", "--conversation", str(turns), "--json")
    assert done.returncode == 0
    turns.write_text('{"role": "user", "text": "hi"}\n{"nonsense"\n')
    done = assistant("ask", "x", "--conversation", str(turns))
    assert done.returncode == 2
    assert f"{turns}:2:" in done.stderr


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["aks", "hello"], "did you mean 'ask'"),
        (["ask"], "no message"),
        (["ask", "x", "--site", "/nowhere"], "/nowhere"),
        (["ask", "x", "--country", "Narnia"], "two letters"),
        (["verify", "/nowhere.jsonl"], "/nowhere.jsonl"),
    ],
)
def test_faults_are_one_line_and_exit_2(args, says):
    done = assistant(*args)
    assert done.returncode == 2
    assert says in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_explain_names_the_layers():
    done = assistant("explain", "is it my hamstring or the nerve?")
    assert all(x in done.stdout for x in ("triage:", "intent:", "search:", "decision:"))


def test_verify_proves_and_refuses(tmp_path):
    good = assistant("ask", "what is piriformis syndrome?", "--json").stdout
    file = tmp_path / "out.jsonl"
    file.write_text(good)
    assert assistant("verify", str(file)).returncode == 0
    reply = json.loads(good)
    reply["parts"][-1]["text"] = "Do these stretches ten times."
    file.write_text(json.dumps(reply))
    done = assistant("verify", str(file))
    assert done.returncode == 1
    assert f"{file}:1:" in done.stdout


def test_check_of_the_default_site():
    done = assistant("check")
    assert done.returncode == 0, done.stdout


def test_rules_lists_every_rule(rules):
    done = assistant("rules")
    assert done.returncode == 0
    assert all(r.id in done.stdout for r in rules.rules)
    assert "not clinically reviewed" in done.stdout.lower()
