"""`import`, `init`, `suggest`, `watch`, `schema`: what owners of a site use."""

from __future__ import annotations

import json
from pathlib import Path

import click

from assistant.cli import country_option, site_option
from assistant.errors import InputError

FORMATS = ("wordpress", "faq", "rasa", "markdown", "disqus")


@click.command(
    "import",
    epilog="Examples: assistant import wordpress export.xml --into my-site · "
    "assistant import wordpress https://www.example.org --into my-site",
)
@click.argument("format", type=click.Choice(FORMATS))
@click.argument("source")
@click.option("--into", "folder", required=True, metavar="DIR", help="The site to make or update.")
@click.option("--owner", "owners", multiple=True, metavar="NAME",
              help="Of Disqus: whose comments are answers by the site; repeatable.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Tell what would change; write nothing.")
def import_command(
    format: str, source: str, folder: str, owners: tuple[str, ...], dry_run: bool
) -> int:
    """Make or update a site from what you have.

    Importing again changes only the files whose content changed, and tells which.
    """
    from assistant.importers import run

    report = run(format, source, Path(folder), write=not dry_run, owners=owners)
    for line in report.lines():
        click.echo(line)
    if not report.documents:
        click.echo(f"{source}: nothing in it to import; is it the right file?", err=True)
        return 1
    return 0


@click.command("init", epilog="Example: assistant init my-site && assistant chat --site my-site")
@click.argument("folder", metavar="DIR")
def init_command(folder: str) -> None:
    """Make a small starter site, with comments that explain each file."""
    from assistant.starter import write_starter

    for path in write_starter(Path(folder)):
        click.echo(str(path))
    click.echo(f"Next: assistant check --site {folder}", err=True)


@click.command("suggest", epilog="Example: assistant suggest questions.txt --site my-site --apply")
@click.argument("questions", metavar="FILE", type=click.Path())
@site_option
@click.option("--apply", is_flag=True, help="Write the proposals into the site's YAML.")
@click.option("--all", "harmful", is_flag=True, help="Show and apply harmful ones too.")
def suggest_command(questions: str, folder: str | None, apply: bool, harmful: bool) -> None:
    """Propose phrasings and intents from readers' questions, each with its measured effect.

    FILE holds one question a line, or JSON lines with `text`. The effect is measured by
    cross-validation before and after; proposals that make the site worse are left out.
    """
    from assistant import suggest as s
    from assistant.site import find_site
    from assistant.surfaces.render import printable
    from assistant.surfaces.waiting import waiting

    site = Path(folder) if folder else find_site(Path.cwd())
    with waiting("Measuring…"):
        found = list(s.suggest(site, s.read_questions(Path(questions))))
    shown = [p for p in found if harmful or not p.effect.harmful]
    for proposal in shown:
        click.echo(f"{printable(str(proposal))}\n")
    click.echo(f"{len(shown)} proposals, {len(found) - len(shown)} harmful ones left out")
    if apply:
        for path in s.apply(site, shown):
            click.echo(f"written: {path}")
    elif shown:
        click.echo("Nothing is written without --apply.", err=True)


@click.command("watch", epilog="Example: assistant watch --site my-site")
@site_option
@country_option
def watch_command(folder: str | None, country: str | None) -> None:
    """Chat on a site while its files are edited: the next message is answered from the new files.

    What `check` finds is shown; a broken edit keeps the last good site.
    """
    from assistant.cli.talk import locale_country, open_bot
    from assistant.surfaces.chat import run

    run(open_bot(folder), country=country or locale_country(), reload=True)


@click.command("schema", epilog="Example: assistant schema --into my-site/.schemas")
@click.argument("kind", required=False, metavar="[KIND]")
@click.option("--into", "folder", metavar="DIR", help="Write every schema into a folder.")
def schema_command(kind: str | None, folder: str | None) -> None:
    """Print the JSON Schema of a kind of file, for editors that complete and check.

    KIND is intents, phrases, lexicon, red_flags, site, comments, article or cases; without it the
    editor's setting is printed.
    """
    from assistant.data import did_you_mean
    from assistant.importers.files import write_file
    from assistant.schema import KINDS, schema

    if kind is not None and kind not in KINDS:
        hint = did_you_mean(kind, KINDS)
        raise InputError(f"no kind {kind!r}{hint}; known are: {', '.join(KINDS)}")
    if folder is not None:
        for name in [kind] if kind else KINDS:
            path = Path(folder) / f"{name}.schema.json"
            write_file(path, json.dumps(schema(name), indent=1, ensure_ascii=False) + "\n")
            click.echo(str(path))
        return
    if kind is not None:
        click.echo(json.dumps(schema(kind), indent=1, ensure_ascii=False))
        return
    globs = {f".schemas/{k}.schema.json": where for k, (_, where) in KINDS.items() if "/" in where
             and " " not in where}  # fmt: skip
    click.echo(json.dumps({"yaml.schemas": globs}, indent=2))
