"""`chat`, `ask`, `explain`."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.cli import country_option, site_option
from assistant.domain import Conversation, Message, Role
from assistant.errors import DataError, InputError

if TYPE_CHECKING:
    from assistant.engine import Assistant

_ROLES: dict[str, Role] = {
    "reader": "reader",
    "user": "reader",
    "assistant": "assistant",
    "ai": "assistant",
}
MAX_INPUT = 4 << 20
"""Bytes read from stdin or a conversation file."""


def open_bot(folder: str | None) -> Assistant:
    """The assistant of `--site`, with a word on stderr while a site is compiled the first time."""
    from assistant.engine import Assistant
    from assistant.site import find_site
    from assistant.surfaces.waiting import waiting

    with waiting("Reading the site…"):
        return Assistant.open(Path(folder) if folder else find_site(Path.cwd()))


@click.command("chat", epilog="Example: assistant chat --site my-site --country GB")
@site_option
@country_option
@click.option("--plain", is_flag=True, help="Plain lines for screen readers: no colour, no boxes.")
@click.option("--reload", is_flag=True, help="Read the site again when its files change.")
def chat_command(folder: str | None, country: str | None, plain: bool, reload: bool) -> None:
    """Chat in the terminal.

    Nothing you type is stored. Type /help in the chat for its commands.
    """
    from assistant.surfaces.chat import run

    bot = open_bot(folder)
    run(bot, country=country or locale_country(), plain=plain, reload=reload)


@click.command(
    "ask",
    epilog='Examples: assistant ask "Can I run with sciatica?" · echo "…" | assistant ask - --json',
)
@click.argument("message", required=False)
@site_option
@country_option
@click.option("--json", "as_json", is_flag=True, help="Print the reply as JSON.")
@click.option(
    "--conversation",
    "turns",
    metavar="FILE.jsonl",
    help='Earlier turns (and the message, if none is given): lines of {"role", "text"}.',
)
def ask_command(
    message: str | None, folder: str | None, country: str | None, as_json: bool, turns: str | None
) -> None:
    """Answer one message; "-" reads it from stdin."""
    conversation = read_conversation(message, turns)
    reply = open_bot(folder).reply(conversation, country or locale_country())
    if as_json:
        click.echo(json.dumps(reply.to_dict(), ensure_ascii=False))
        return
    from assistant.surfaces.render import terminal

    click.echo(terminal(reply, styled=sys.stdout.isatty() and "NO_COLOR" not in os.environ))


@click.command("explain", epilog='Example: assistant explain "is it my hamstring or the nerve?"')
@click.argument("message", required=False)
@site_option
@country_option
@click.option("--conversation", "turns", metavar="FILE.jsonl", help="Earlier turns.")
def explain_command(
    message: str | None, folder: str | None, country: str | None, turns: str | None
) -> None:
    """Show the decision on a message, layer by layer."""
    from assistant.surfaces.render import printable

    conversation = read_conversation(message, turns)
    click.echo(printable(str(open_bot(folder).explain(conversation, country))))


def read_conversation(message: str | None, turns: str | None) -> Conversation:
    """The conversation that the arguments describe."""
    messages = list(_turns(Path(turns))) if turns else []
    if message == "-":
        raw = sys.stdin.buffer.read(MAX_INPUT + 1)
        if len(raw) > MAX_INPUT:
            raise InputError(f"stdin holds more than {MAX_INPUT:,} bytes")
        message = raw.decode("utf-8", "replace")
    elif message is None and not turns:
        raise InputError('no message; give one in quotation marks, or "-" to read it from stdin')
    if message is not None:
        messages.append(Message("reader", message))
    return Conversation(tuple(messages))


def _turns(path: Path) -> list[Message]:
    try:
        raw = path.read_bytes()[: MAX_INPUT + 1]
    except OSError as e:
        raise InputError(f"{path}: can't be read ({e.strerror})") from e
    found = []
    for number, line in enumerate(raw.decode("utf-8", "replace").splitlines(), 1):
        if not line.strip():
            continue
        try:
            turn = json.loads(line)
            found.append(Message(_ROLES[turn["role"]], str(turn["text"])))
        except (ValueError, TypeError, KeyError) as e:
            raise DataError(
                path, number, 'not a turn; a line is {"role": "reader", "text": "…"}'
            ) from e
    return found


def locale_country() -> str | None:
    """The country of the terminal's locale (`en_GB.UTF-8` → GB), or None.

    `en_US` is what many systems are delivered with, wherever they stand: it tells nothing.
    """
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        tag = os.environ.get(name, "").split(".")[0].partition("_")[2]
        if len(tag) == 2 and tag.isalpha() and tag.upper() != "US":
            return tag.upper()
    return None
