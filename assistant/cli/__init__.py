"""The command line: parse, call, exit. Commands are imported when they are used."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeVar

import click

from assistant import __version__
from assistant.errors import AssistantError

# name → (module, what it does). Listing the commands imports none of them.
COMMANDS: dict[str, tuple[str, str]] = {
    "chat": ("talk", "Chat in the terminal (the same as no command at all)."),
    "ask": ("talk", "Answer one message, or a conversation from a file."),
    "explain": ("talk", "Show what each layer saw and why the table decided so."),
    "batch": ("queue", "Draft answers to queued comments; running it again resumes."),
    "gaps": ("queue", "Cluster what readers asked and the site doesn't answer."),
    "wordpress": ("queue", "Work on the live comment queue of a WordPress site."),
    "serve": ("web", "Run the HTTP app and the widget."),
    "check": ("look", "Check a site's files."),
    "eval": ("look", "Measure the assistant on labelled cases."),
    "verify": ("look", "Prove every reply in a file against the site."),
    "rules": ("look", "List every red-flag rule, text and number, with its source."),
    "import": ("own", "Make or update a site from WordPress and other formats."),
    "init": ("own", "Make a small starter site."),
    "suggest": ("own", "Propose phrasings and intents from readers' questions."),
    "watch": ("own", "Answer from a site while its files are edited."),
    "schema": ("own", "Print the JSON Schema of a site's YAML files."),
}


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module = import_module(f"assistant.cli.{COMMANDS[name][0]}")
        found: click.Command = getattr(module, f"{name}_command")
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS:
            from assistant.data import did_you_mean

            ctx.fail(f"no command {args[0]!r}{did_you_mean(args[0], COMMANDS)}; see --help")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in COMMANDS.items()])


@click.group(
    cls=_Lazy,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog='Examples: assistant · assistant ask "Can I run with sciatica?" · assistant serve',
)
@click.version_option(__version__, prog_name="assistant")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Answers readers of a running-injury site with the site's own words.

    Automated information, not medical advice; not clinically reviewed. Without a command it opens
    the chat.
    """
    if ctx.invoked_subcommand is None:
        chat = cli.get_command(ctx, "chat")
        assert chat is not None
        ctx.invoke(chat)


Command = TypeVar("Command", bound=Callable[..., Any])


def site_option(command: Command) -> Command:
    """`--site DIR`."""
    return click.option(
        "--site",
        "folder",
        metavar="DIR",
        type=click.Path(),
        help="A folder with corpus/ and intents/ [default: nearest upward, else the packaged one].",
    )(command)


def country_option(command: Command) -> Command:
    """`--country GB`."""
    return click.option(
        "--country",
        metavar="CODE",
        callback=_country,
        help="Where the reader is (GB, IE, US, …), for emergency numbers.",
    )(command)


def _country(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    if value is None:
        return None
    if len(value) != 2 or not (value.isascii() and value.isalpha()):
        raise click.BadParameter("give two letters (ISO 3166-1), for example GB")
    return value.upper()


def main() -> None:
    """Run, and turn every expected error into one line and an exit status."""
    # A site's tables are hundreds of thousands of objects that live as long as the process:
    # looking for garbage among them while they are made costs a third of a first answer.
    gc.set_threshold(100_000, 50, 50)
    try:
        status = cli.main(standalone_mode=False)
        sys.stdout.flush()
        sys.exit(status if isinstance(status, int) else 0)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as e:
        click.echo(f"error: {e.format_message()}", err=True)
        sys.exit(2)
    except AssistantError as e:
        click.echo(f"error: {e}", err=True)
        sys.exit(e.exit_status)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # the reader of our output went away (`| head`); nothing is left to say to it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
