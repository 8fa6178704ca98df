"""The chat in a terminal. What is typed stays in memory, and leaves it only with /export."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document as Typed
from prompt_toolkit.formatted_text import ANSI
from prompt_toolkit.input import Input
from prompt_toolkit.output import ColorDepth, Output
from prompt_toolkit.shortcuts import print_formatted_text

from assistant.domain import Kind, Message, Reply
from assistant.engine import Assistant
from assistant.errors import AssistantError
from assistant.surfaces.render import printable, terminal
from assistant.surfaces.waiting import waiting

COMMANDS = {
    "/help": "what you can type",
    "/sources": "where the last answer comes from, with full addresses",
    "/why": "why the last answer is what it is",
    "/new": "forget this conversation and start afresh",
    "/export FILE": "write this conversation to a file (only then is it stored)",
    "/country CODE": "where you are, for emergency numbers: /country IE",
    "/quit": "leave (Ctrl-D does the same)",
}


@dataclass(slots=True)
class Chat:
    """One conversation. `respond` takes a line and gives what to print."""

    bot: Assistant
    country: str | None = None
    plain: bool = False
    width: int | None = None
    refresh: Callable[[], tuple[Assistant, str]] | None = None
    """looks for changed files before each answer: the assistant to use, and what to tell"""
    messages: list[Message] = field(default_factory=list)
    last: Reply | None = None
    over: bool = False

    @property
    def styled(self) -> bool:
        """True when colours and links are wanted."""
        return not self.plain and "NO_COLOR" not in os.environ

    def greeting(self) -> str:
        """What is shown first."""
        hello = Reply(Kind.CHAT, parts=self.bot.greeting(), suggestions=tuple(self.bot.starters()))
        note = "Type /help for commands. Nothing you type is stored."
        return f"{self._show(hello)}\n\n{note}"

    def offered(self) -> Sequence[str]:
        """The questions that a number or Tab picks."""
        return self.last.suggestions if self.last else self.bot.starters()

    def respond(self, line: str) -> str:
        """Answer a line, or do what a command says. Never raises an `AssistantError`."""
        line = line.strip()
        if line.startswith("/"):
            return self._command(line)
        if not self.messages and line.isdecimal() and 0 < int(line[:3]) <= len(self.offered()):
            line = self.offered()[int(line) - 1]
        news = ""
        if self.refresh:
            self.bot, news = self.refresh()
        turns = [*self.messages, Message("reader", line)]
        try:
            reply = self.bot.reply(turns, self.country)
        except AssistantError as e:
            return f"{news}{e}"
        self.messages = [*turns, Message("assistant", reply.text)]
        self.last = reply
        return news + self._show(reply)

    def _show(self, reply: Reply) -> str:
        return terminal(reply, styled=self.styled, width=self.width)

    def _command(self, line: str) -> str:
        name, _, rest = line.partition(" ")
        rest = rest.strip()
        match name.lower():
            case "/help":
                width = max(map(len, COMMANDS)) + 2
                lines = [f"{c:{width}}{what}" for c, what in COMMANDS.items()]
                return "\n".join(
                    (*lines, "A number picks one of the suggested questions; so does Tab.")
                )
            case "/quit" | "/exit":
                self.over = True
                return "Goodbye. If anything gets worse, please see someone in person."
            case "/new":
                self.messages, self.last = [], None
                return "Started afresh; what you typed before is forgotten."
            case "/sources":
                return self._sources()
            case "/why":
                return "\n".join(self.last.because) if self.last else "Nothing has been asked yet."
            case "/country":
                return self._set_country(rest)
            case "/export":
                return self._export(rest)
        return f"No command {printable(name)}; type /help to see them all."

    def _sources(self) -> str:
        if not self.last or not self.last.sources:
            return "The last message quotes nothing."
        return "\n".join(
            printable(f"[{n}] {s.title} ({s.kind}{', ' + s.date if s.date else ''})\n    {s.url}")
            for n, s in enumerate(self.last.sources, 1)
        )

    def _set_country(self, code: str) -> str:
        if not code:
            return f"Country: {self.country or 'not set'}. Set it with two letters: /country IE"
        if len(code) != 2 or not (code.isascii() and code.isalpha()):
            return "Give two letters, for example /country IE"
        self.country = code.upper()
        return f"Emergency numbers will be those of {self.country}, as far as they are known here."

    def _export(self, name: str) -> str:
        if not name:
            return "Name a file: /export conversation.jsonl"
        lines = "".join(
            json.dumps({"role": m.role, "text": m.text}, ensure_ascii=False) + "\n"
            for m in self.messages
        )
        path = Path(name).expanduser()
        try:
            with path.open("x", encoding="utf-8") as out:  # never over an existing file
                out.write(lines)
        except FileExistsError:
            return f"{printable(name)} exists already; name another file."
        except (OSError, ValueError) as e:
            return f"{printable(name)}: can't be written ({getattr(e, 'strerror', None) or e})"
        return f"Written to {printable(name)}: {len(self.messages)} messages."


_LINK = re.compile("\033]8;;[^\033]*\033\\\\")


class _Offers(Completer):
    def __init__(self, chat: Chat) -> None:
        self._chat = chat

    def get_completions(self, document: Typed, event: CompleteEvent) -> Iterable[Completion]:
        typed = document.text_before_cursor
        if typed.startswith("/"):
            known: Iterable[str] = (c.split()[0] for c in COMMANDS)
        else:
            known = self._chat.offered()
        for text in known:
            if text.lower().startswith(typed.lower()):
                yield Completion(text, start_position=-len(typed))


def run(
    bot: Assistant,
    *,
    country: str | None = None,
    plain: bool = False,
    reload: bool = False,
    source: Input | None = None,
    target: Output | None = None,
) -> None:
    """Chat until the reader leaves. `source` and `target` stand in for the terminal in tests."""
    refresh = None
    if reload:
        from assistant.reload import watcher

        refresh = watcher(bot)
    dumb = os.environ.get("TERM") in ("dumb", "unknown")
    if source is None and not (sys.stdin.isatty() and sys.stdout.isatty()):
        _pipe(Chat(bot, country, plain=True, refresh=refresh))
        return
    chat = Chat(bot, country, plain or dumb, refresh=refresh)
    session: PromptSession[str] = PromptSession(
        input=source,
        output=target,
        completer=_Offers(chat),
        complete_while_typing=False,
        color_depth=None if chat.styled else ColorDepth.DEPTH_1_BIT,
    )
    _print(chat.greeting(), target)
    while not chat.over:
        try:
            line = session.prompt("You: " if chat.plain else "› ")
        except KeyboardInterrupt:
            continue  # Ctrl-C clears the line
        except EOFError:
            break
        if line.strip():
            with waiting("Looking…"):
                answer = chat.respond(line)
            _print(f"\n{answer}\n", target)


def _print(text: str, target: Output | None) -> None:
    # prompt-toolkit drops the escape of a link unless it is marked as taking no room.
    print_formatted_text(ANSI(_LINK.sub("\001\\g<0>\002", text)), output=target)


def _pipe(chat: Chat) -> None:
    """Lines from a pipe: one answer each, no prompt."""
    for line in sys.stdin:
        if line.strip() and not chat.over:
            print(chat.respond(line), flush=True)
            print(flush=True)
