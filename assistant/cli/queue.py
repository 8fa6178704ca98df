"""`batch`, `gaps`, `wordpress`."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.cli import Command, country_option, site_option
from assistant.cli.talk import open_bot
from assistant.errors import InputError

if TYPE_CHECKING:
    from assistant.surfaces.wordpress import Client

ESCALATED = 3
"""Exit status when a comment is urgent, so that whatever started us can call somebody."""
INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells have it."""


@click.command(
    "batch",
    epilog="Examples: assistant batch queue.json -o drafts.jsonl --report drafts.html · "
    "assistant batch export.xml.gz -o drafts.jsonl --jobs 4",
)
@click.argument("queue", metavar="IN", type=click.Path())
@click.option("-o", "--output", metavar="OUT.jsonl", required=True, help="Where the records go.")
@click.option("--format", "form", default="auto", show_default=True,
              help="jsonl, csv, wp-json, wxr or disqus; told by the content.")  # fmt: skip
@site_option
@country_option
@click.option("--report", metavar="R.html", help="A page for people: urgent first, then drafts.")
@click.option("--owner", "owners", multiple=True, metavar="NAME",
              help="A name the site's own people write under (repeatable).")  # fmt: skip
@click.option("--all", "every", is_flag=True, help="Draft for published comments too.")
@click.option("--engine", default="local", show_default=True, metavar="local|dask=tcp://HOST:PORT",
              help="Where the work is done.")  # fmt: skip
@click.option("--jobs", type=click.IntRange(0, 1024), default=None,
              help="Processes here [1], or workers of the cluster [all].")  # fmt: skip
@click.option("--tls-ca", metavar="FILE", help="Certificate authority of the cluster.")
@click.option("--tls-cert", metavar="FILE", help="This client's certificate.")
@click.option("--tls-key", metavar="FILE", help="This client's key.")
def batch_command(
    queue: str, output: str, form: str, folder: str | None, country: str | None,
    report: str | None, owners: tuple[str, ...], every: bool, engine: str, jobs: int | None,
    tls_ca: str | None, tls_cert: str | None, tls_key: str | None,
) -> int:  # fmt: skip
    """Draft answers to the comments in IN; nothing is published.

    One record a comment, in order. Running it again goes on where it was cut off, and does again
    only what has changed. Exit status 3 says that a comment is urgent.
    """
    from assistant.queues import Source
    from assistant.surfaces.batch import Engine, run
    from assistant.surfaces.batch.progress import progress_bar

    source, target = Source(Path(queue), form), Path(output)
    if target.exists() and target.samefile(source.path):
        raise InputError(f"{output}: is the queue itself; give another file")
    default = 0 if engine != "local" else 1
    chosen = Engine.of(engine, default if jobs is None else jobs, (tls_ca, tls_cert, tls_key))
    bot = open_bot(folder)
    try:
        with progress_bar() as progress:
            summary = run(
                bot, source, target, engine=chosen, country=country, owners=owners, every=every,
                progress=progress,
            )  # fmt: skip
    except KeyboardInterrupt:
        click.echo(f"stopped; what {output} holds stays, run the same command again to go on",
                   err=True)  # fmt: skip
        return INTERRUPTED
    from assistant.surfaces.report import closing, write_report

    for line in closing(summary, target):
        click.echo(line, err=True)
    if report:
        write_report(target, Path(report), bot.settings.title)
        click.echo(f"Report: {report}", err=True)
    return ESCALATED if summary.counts["escalate"] else 0


@click.command(
    "gaps",
    epilog="Examples: assistant gaps drafts.jsonl · assistant gaps drafts.jsonl --as html >g.html",
)
@click.argument("records", metavar="OUT.jsonl", type=click.Path())
@site_option
@click.option("--as", "shape", type=click.Choice(["text", "markdown", "html"]), default="text",
              show_default=True, help="How to show them.")  # fmt: skip
@click.option("--most", type=click.IntRange(1, 1000), default=30, show_default=True,
              help="How many clusters.")  # fmt: skip
@click.option("--stubs", metavar="DIR", help="Also write each stub into a file of this folder.")
def gaps_command(
    records: str, folder: str | None, shape: str, most: int, stubs: str | None
) -> None:
    """Cluster what readers asked and the site doesn't answer."""
    from assistant.gaps import find_gaps, unanswered
    from assistant.gaps.show import SHAPES

    bot = open_bot(folder)
    gaps = find_gaps(unanswered(Path(records), bot), bot, most)
    click.echo(SHAPES[shape](gaps))
    if stubs:
        target = Path(stubs)
        try:
            target.mkdir(parents=True, exist_ok=True)
            for gap in gaps:
                (target / f"{gap.name}.yaml").write_text(gap.stub, encoding="utf-8")
        except OSError as e:
            raise InputError(f"{e.filename or stubs}: can't be written ({e.strerror})") from e


@click.group(
    "wordpress",
    epilog="Example: assistant wordpress check https://blog.example --user editor",
)
def wordpress_command() -> None:
    """Work on the live comment queue of a WordPress site; nothing is published.

    The password is an application password (in WordPress: Users › Profile), taken from the
    variable ASSISTANT_WP_PASSWORD, from --password-file, or from the system's keyring.
    """


def _site_options(command: Command) -> Command:
    options = (
        click.argument("url"),
        click.option("--user", required=True, envvar="ASSISTANT_WP_USER", metavar="NAME",
                     help="Login name [or the variable ASSISTANT_WP_USER]."),
        click.option("--password-file", metavar="FILE", help="A file that only you can read."),
        click.option("--ca", metavar="FILE", help="Certificate authority of a site with its own."),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def _connect(url: str, user: str, password_file: str | None, ca: str | None) -> Client:
    from assistant.surfaces.wordpress import Client, password

    return Client(url, user, password(url, user, password_file), verify=ca or True)


@wordpress_command.command(
    "check", epilog="Example: assistant wordpress check https://blog.example --user editor"
)
@_site_options
def wordpress_check(url: str, user: str, password_file: str | None, ca: str | None) -> int:
    """Say whether the address, TLS, the sign-in and the rights are in order; exit 1 if not."""
    from assistant.surfaces.render import printable
    from assistant.surfaces.wordpress import check

    well = True
    for fine, line in check(lambda: _connect(url, user, password_file, ca)):
        click.echo(printable(f"{'ok ' if fine else 'fix'}  {line}"))
        well = well and fine
    return 0 if well else 1


@wordpress_command.command(
    "pull",
    epilog="Example: assistant wordpress pull https://blog.example --user editor -o queue.jsonl",
)
@_site_options
@click.option("-o", "--output", required=True, metavar="QUEUE.jsonl", help="Where they go.")
def wordpress_pull(
    url: str, user: str, password_file: str | None, ca: str | None, output: str
) -> None:
    """Fetch the comments that wait, for `assistant batch`."""
    from assistant.surfaces.wordpress import pull, write

    with _connect(url, user, password_file, ca) as client:
        records = pull(client)
    write(records, Path(output))
    waiting = sum(r["status"] == "hold" for r in records)
    click.echo(
        f"{waiting:,} comments wait, {len(records) - waiting:,} above them: {output}", err=True
    )


@wordpress_command.command(
    "draft",
    epilog="Example: assistant wordpress draft https://blog.example drafts.jsonl --user editor",
)
@_site_options
@click.argument("records", metavar="OUT.jsonl", type=click.Path())
@site_option
@click.option("--dry-run", is_flag=True, help="Say what would be posted, and post nothing.")
@click.option("--urgent", is_flag=True, help="Also hold the urgent text under urgent comments.")
@click.option("--links", type=click.IntRange(0, 20), default=1, show_default=True,
              help="Most links in a draft; WordPress holds back two or more.")  # fmt: skip
def wordpress_draft(
    url: str, user: str, password_file: str | None, ca: str | None, records: str,
    folder: str | None, dry_run: bool, urgent: bool, links: int,
) -> int:  # fmt: skip
    """Post the drafts of OUT.jsonl as held comments, for you to approve in WordPress.

    Only what is proved against the site's files goes out; what has a reply is left alone, so it
    can be run again. Exit status 1 when a draft was refused.
    """
    from assistant.queues.html import to_text
    from assistant.surfaces.render import printable
    from assistant.surfaces.wordpress import Drafter, read_records
    from assistant.verify import Verifier

    verifier = Verifier.of(open_bot(folder).folder)
    counts: Counter[str] = Counter()
    with _connect(url, user, password_file, ca) as client:
        drafter = Drafter(
            client, to_text, verifier.faults, links=links, urgent=urgent, dry_run=dry_run
        )
        for outcome in drafter.run(read_records(Path(records))):
            counts[outcome.state] += 1
            number = f" as {outcome.comment}" if outcome.comment else ""
            why = f": {outcome.why}" if outcome.why else ""
            click.echo(printable(f"{outcome.id}  {_STATES[outcome.state]}{number}{why}"))
    click.echo(
        " · ".join(f"{n:,} {_STATES[s]}" for s, n in counts.items()) or "no drafts", err=True
    )
    return 1 if counts["refused"] else 0


_STATES = {
    "held": "held for approval", "would": "would be held", "already": "answered already",
    "left": "left alone", "refused": "refused", "urgent": "URGENT, for you",
}  # fmt: skip
