"""`check`, `verify`, `eval`, `rules`: looking at a site and at what it answered."""

from __future__ import annotations

import json
from pathlib import Path

import click

from assistant.cli import site_option
from assistant.errors import InputError


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
    click.echo(f"{errors} errors, {len(findings) - errors} warnings", err=True)
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
    """Prove every reply in a file against the site: each part a verbatim quote or a known phrase."""
    from assistant.verify import Verifier, verify_file

    verifier = Verifier.of(_folder(folder))
    lines = faulty = 0
    for name in files:
        for number, _, faults in verify_file(verifier, Path(name)):
            lines += 1
            faulty += bool(faults)
            for fault in faults:
                click.echo(f"{name}:{number}: {fault}")
    click.echo(f"{lines} lines, {lines - faulty} proved, {faulty} with faults")
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
def eval_command(cases: tuple[str, ...], folder: str | None, as_json: bool) -> int:
    """Measure the assistant on labelled cases (YAML or JSONL)."""
    raise InputError("eval is not there yet")
