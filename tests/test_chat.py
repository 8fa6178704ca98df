"""The chat: by its methods, through a pipe input, and in a real pseudo-terminal."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys

import pexpect
import pytest
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from prompt_toolkit.output.vt100 import Vt100_Output

from assistant.surfaces.chat import Chat, run

EMERGENCY = "my saddle area has gone numb and I can't pee"


@pytest.fixture(name="chat")
def _chat(bot):
    return Chat(bot, country="GB", plain=True, width=72)


def test_the_greeting_says_what_it_is_and_is_not(chat):
    hello = chat.greeting()
    assert "automated" in hello
    assert "not a clinician" in " ".join(hello.split())


def test_a_number_picks_a_suggestion(chat):
    first = chat.offered()[0]
    assert chat.respond("1")
    assert chat.messages[0].text == first


def test_lines_stay_within_the_width(chat):
    chat.width = 40
    shown = chat.respond("Which exercises help my high hamstring pain?")
    long = [x for x in shown.splitlines() if len(x) > 40 and "http" not in x]
    assert long == []


def test_urgent_answers_say_so_in_words(chat):
    shown = chat.respond(EMERGENCY)
    assert "URGENT" in shown
    assert "999" in shown


def test_country_changes_the_numbers(chat):
    chat.respond("/country US")
    assert "911" in chat.respond(EMERGENCY)
    assert "two letters" in chat.respond("/country Narnia")


def test_export_writes_only_when_asked_and_never_over_a_file(chat, tmp_path):
    chat.respond("Can I run with sciatica?")
    assert list(tmp_path.iterdir()) == []
    target = tmp_path / "talk.jsonl"
    assert "2 messages" in chat.respond(f"/export {target}")
    assert len(target.read_text().splitlines()) == 2
    assert "exists" in chat.respond(f"/export {target}")
    assert "can't be written" in chat.respond(f"/export {tmp_path / 'no' / 'such'}")


def test_commands(chat):
    assert "/sources" in chat.respond("/help")
    chat.respond("What is piriformis syndrome?")
    assert "#:~:text=" in chat.respond("/sources")
    assert "decision:" in chat.respond("/why")
    chat.respond("/new")
    assert chat.messages == []
    assert "No command" in chat.respond("/nonsense")
    chat.respond("/quit")
    assert chat.over


def test_a_fault_is_one_line_and_the_chat_goes_on(chat):
    assert "characters" in chat.respond("x" * 200_000)
    assert chat.respond("Can I run with sciatica?")


def test_through_a_pipe_input(bot):
    """Ctrl-C clears the line, a pasted text of several lines is one message, Ctrl-D leaves."""
    with create_pipe_input() as keys:
        keys.send_text("half a line\x03")
        keys.send_text("\x1b[200~two\nlines\x1b[201~\r")
        keys.send_text("/help\r\x04")
        run(bot, country="GB", plain=True, source=keys, target=DummyOutput())


def test_links_reach_the_terminal_whole(bot):
    screen = io.StringIO()
    output = Vt100_Output(screen, lambda: Size(rows=50, columns=80), term="xterm")
    with create_pipe_input() as keys:
        keys.send_text("which exercises for my high hamstring pain?\r/quit\r")
        run(bot, source=keys, target=output)
    assert "\033]8;;https://www.kinetic-revolution.com" in screen.getvalue()


def test_lines_from_a_pipe():
    done = subprocess.run(
        [sys.executable, "-m", "assistant"], input="hello\npiriformis?\n", capture_output=True,
        text=True, check=True, timeout=60,
    )  # fmt: skip
    assert "piriformis" in done.stdout.lower()
    assert "\033" not in done.stdout


@pytest.mark.parametrize("term", ["xterm-256color", "dumb"])
def test_in_a_real_terminal(term):
    env = {**os.environ, "TERM": term, "LANG": "en_GB.UTF-8"}
    child = pexpect.spawn(
        sys.executable, ["-m", "assistant", "chat"], env=env, encoding="utf-8", timeout=60,
        dimensions=(40, 60),
    )  # fmt: skip
    child.expect("Nothing you type is stored")
    child.sendline(EMERGENCY)
    child.expect("URGENT")
    child.expect("999")
    child.sendline("/quit")
    child.expect("Goodbye")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


def test_no_color(bot, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    assert not re.search(r"\033\[", Chat(bot).respond("Can I run with sciatica?"))
