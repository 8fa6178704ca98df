"""`assistant serve` as an owner runs it: real processes, real sockets, real signals."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading

import click
import httpx2
import pytest
from senders import FLAG, SENDERS
from serving import serving

from assistant import AssistantError
from assistant.cli import cli


def ask(address, text="Is it my hamstring?"):
    return httpx2.post(f"{address}api/reply", json=SENDERS["/api/reply"](text), timeout=60)


def test_it_serves_on_this_machine_and_stops_in_good_order(bot):
    with serving("--country", "GB") as (address, process):
        assert address.startswith("http://127.0.0.1:")
        assert ask(address).json() == bot.reply("Is it my hamstring?", "GB").to_dict()
        assert "server" not in httpx2.get(address).headers
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


@pytest.mark.slow
def test_what_was_accepted_is_answered_after_the_signal_to_stop(bot):
    """Bodies under way when the signal comes still get their answer."""
    with serving() as (address, process):
        ask(address)
        port = int(address.rstrip("/").rpartition(":")[2])
        body = b'{"messages":[{"role":"reader","text":"hello"}]}'
        head = (
            f"POST /api/reply HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        ).encode()
        open_ones = [socket.create_connection(("127.0.0.1", port), timeout=20) for _ in range(20)]
        for s in open_ones:
            s.sendall(head + body[:10])
        ask(address)  # a whole exchange later all of the above have been read
        process.send_signal(signal.SIGTERM)
        threading.Event().wait(0.5)
        for s in open_ones:
            s.sendall(body[10:])
        for s in open_ones:
            assert s.recv(12) == b"HTTP/1.1 200"
            s.close()
        process.wait(20)


@pytest.mark.slow
def test_connections_without_a_request_are_closed_in_the_end():
    with serving() as (address, _):
        port = int(address.rstrip("/").rpartition(":")[2])
        silent, half = (socket.create_connection(("127.0.0.1", port), timeout=60) for _ in range(2))
        half.sendall(b"POST /api/reply HTTP/1.1\r\nHost: x\r\nContent-")
        for s in (silent, half):
            assert s.recv(1) == b""
            s.close()
        assert ask(address).status_code == 200


@pytest.mark.slow
def test_several_workers_share_one_port(bot):
    with serving("--workers", "2") as (address, process):
        for _ in range(20):
            assert ask(address, FLAG).json()["kind"] == "urgent"
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        assert process.returncode == 0


def test_a_taken_port_is_told_in_one_line():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        told = subprocess.run(
            [sys.executable, "-m", "assistant", "serve", "--port", port],
            capture_output=True, text=True, timeout=60,
        )  # fmt: skip
    assert told.returncode == 2
    assert told.stdout == ""
    assert told.stderr == (
        f"error: port {port} of 127.0.0.1 is in use by another program; stop it, or choose "
        "another with --port\n"
    )


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--allow-origin", "blog.example"], "is not an origin"),
        (["--rate", "many"], "rate 'many'"),
        (["--country", "England"], "two letters"),
        (["--site", "/no/such/site"], "/no/such/site"),
    ],
)
def test_options_that_cannot_be_used_are_told_in_one_line(options, words):
    with pytest.raises((AssistantError, click.ClickException)) as told:
        cli.main(["serve", "--port", "0", *options], standalone_mode=False)
    told = told.value
    line = told.format_message() if isinstance(told, click.ClickException) else str(told)
    assert words in line
    assert "\n" not in line
