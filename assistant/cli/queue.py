"""`batch`, `gaps`, `wordpress`."""

from __future__ import annotations

from pathlib import Path

import click

from assistant.cli import country_option, site_option
from assistant.cli.talk import open_bot
from assistant.errors import InputError

ESCALATED = 3
"""Exit status when a comment is urgent, so that whatever started us can call somebody."""


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
    with progress_bar() as progress:
        summary = run(
            bot, source, target, engine=chosen, country=country, owners=owners, every=every,
            progress=progress,
        )  # fmt: skip
    from assistant.surfaces.report import closing, write_report

    for line in closing(summary, target):
        click.echo(line, err=True)
    if report:
        write_report(target, Path(report), bot.settings.title)
        click.echo(f"Report: {report}", err=True)
    return ESCALATED if summary.counts["escalate"] else 0


@click.command(
    "gaps",
    epilog="Examples: assistant gaps drafts.jsonl · assistant gaps drafts.jsonl --as html > g.html",
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
