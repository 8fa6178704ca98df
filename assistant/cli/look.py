"""`check`, `verify`, `eval`, `rules`: looking at a site and at what it answered."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.cli import site_option
from assistant.cli.talk import open_bot
from assistant.errors import InputError

if TYPE_CHECKING:
    from assistant.evaluate import Run


def _count(n: int, noun: str) -> str:
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def _folder(folder: str | None) -> Path:
    from assistant.site import find_site

    return Path(folder) if folder else find_site(Path.cwd())


@click.command("check", epilog="Example: assistant check --site my-site --strict")
@site_option
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a finding.")
@click.option("--quick", is_flag=True, help="Leave out cross-validation.")
@click.option(
    "--cross-validate", "deep", is_flag=True,
    help="Cross-validate however many examples there are.",
)  # fmt: skip
def check_command(folder: str | None, strict: bool, as_json: bool, quick: bool, deep: bool) -> int:
    """Check a site's files: `file:line: message`, exit 1 when something is wrong."""
    from assistant.check import MANY, check
    from assistant.surfaces.render import printable
    from assistant.surfaces.waiting import waiting

    with waiting("Checking…"):
        findings = list(check(_folder(folder), quick=quick, cross_validation=deep or None))
    for f in findings:
        line = json.dumps(f.to_dict(), ensure_ascii=False) if as_json else printable(str(f))
        click.echo(line)
    errors = sum(f.severity == "error" for f in findings)
    warnings = len(findings) - errors
    click.echo(f"{_count(errors, 'error')}, {_count(warnings, 'warning')}", err=True)
    if not (quick or deep):
        click.echo(
            f"Sites of more than {MANY:,} examples are cross-validated with --cross-validate.",
            err=True,
        )
    return 1 if errors or (strict and findings) else 0


@click.command("verify", epilog="Example: assistant verify drafts.jsonl --site my-site")
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path())
@site_option
def verify_command(files: tuple[str, ...], folder: str | None) -> int:
    """Prove every reply in a file: each part a verbatim quote or a known phrase."""
    from assistant.verify import Verifier, verify_file

    verifier = Verifier.of(_folder(folder))
    lines = faulty = 0
    for name in files:
        for number, _, faults in verify_file(verifier, Path(name)):
            lines += 1
            faulty += bool(faults)
            for fault in faults:
                click.echo(f"{name}:{number}: {fault}")
    click.echo(f"{_count(lines, 'line')}: {lines - faulty:,} proved, {faulty:,} with faults")
    if not lines:
        raise InputError(f"{', '.join(files)}: nothing in it to prove")
    return 1 if faulty else 0


@click.command("rules", epilog="Example: assistant rules --format html > rules.html")
@site_option
@click.option(
    "--format", "style", type=click.Choice(["terminal", "markdown", "html"]), default="terminal",
    show_default=True, help="How to print it.",
)  # fmt: skip
def rules_command(folder: str | None, style: str) -> None:
    """List every red-flag rule, text and number, with source, tier, examples and review state."""
    from assistant.surfaces.rulebook import page

    click.echo(page(_folder(folder), style))


@click.command(
    "eval", epilog="Example: assistant eval cases.yaml --site my-site --html report.html"
)
@click.argument("cases", nargs=-1, metavar="CASES…", type=click.Path())
@site_option
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.option("--html", "html", metavar="FILE", help="Write a page with plots.")
@click.option("--save", "kept", metavar="FILE", help="Keep this run for later comparison.")
@click.option("--compare", "earlier", metavar="FILE", help="Tell what differs from a kept run.")
@click.option("--floors", metavar="FILE.yaml", help="Exit 1 when a figure is below its floor.")
@click.option("--pin", is_flag=True, help="Write this run's figures as floors; they only rise.")
@click.option("--lower-floors", is_flag=True, help="With --pin: let floors fall too.")
@click.option(
    "--cross-validate", "examples", is_flag=True,
    help="Measure on the site's own examples, held out in turn; for sites without cases.",
)  # fmt: skip
def eval_command(
    cases: tuple[str, ...],
    folder: str | None,
    as_json: bool,
    html: str | None,
    kept: str | None,
    earlier: str | None,
    floors: str | None,
    pin: bool,
    lower_floors: bool,
    examples: bool,
) -> int:
    """Measure the assistant on labelled cases (YAML or JSONL).

    A case is a `message` (or a `conversation`) and what to `expect`: topic, quote, source, kind,
    urgency. See docs/own-site.md.
    """
    from assistant import evaluate as ev
    from assistant.surfaces.render import printable
    from assistant.surfaces.waiting import waiting

    if (pin or lower_floors) and not floors:
        raise InputError("--pin needs --floors FILE.yaml to write to")
    if examples == bool(cases):
        raise InputError("give files of cases, or --cross-validate")
    before = ev.load(Path(earlier)) if earlier else None
    with waiting("Measuring…"):
        if examples:
            run = ev.evaluate_examples(_folder(folder))
        else:
            run = ev.evaluate(open_bot(folder), [Path(c) for c in cases])
    change = ev.compare(run, before) if before else None
    if as_json:
        click.echo(json.dumps(run.to_dict(), ensure_ascii=False))
    else:
        click.echo(printable(ev.report(run, change)))
    if html:
        ev.save_page(run, change, Path(html))
    if kept:
        ev.save(run, Path(kept))
    return _floors(run, floors, pin, lower_floors)


def _floors(run: Run, floors: str | None, pin: bool, lower: bool) -> int:
    from assistant import evaluate as ev

    if not floors:
        return 0
    if pin:
        refused = ev.pin(run, Path(floors), lower=lower)
        for line in refused:
            click.echo(f"{line}; --lower-floors writes it all the same", err=True)
        return 1 if refused else 0
    faults = list(ev.below(run, Path(floors)))
    for line in faults:
        click.echo(line, err=True)
    return 1 if faults else 0
