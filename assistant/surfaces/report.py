"""What a run came to, for people: a few lines, and one self-contained page.

The page loads nothing, runs nothing and says so to the browser. It is written in one pass over
the records, each section to a temporary file first, so its size doesn't matter.
"""

from __future__ import annotations

import html
import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from assistant.errors import InputError
from assistant.surfaces.batch import ACTIONS, DRAFT, ESCALATE, HUMAN, SKIP, Summary
from assistant.surfaces.batch.progress import tally
from assistant.surfaces.render import printable, safe_url

SHOWN = 2000
"""Comments shown of each section; the page says how many more the records hold."""
TOPICS = 25
_HEADINGS = {
    ESCALATE: ("Urgent: see these first", "Each may need help now. The draft only says get help."),
    DRAFT: ("Drafts to approve", "Nothing has been published. Read each beside its sources."),
    HUMAN: ("For a person", "No draft: these need you."),
    SKIP: ("Skipped", "Nothing to answer, with the reason for each."),
}
_REASONS = {
    "answered": "answered", "partly": "the site comes near, and says so", "chat": "small talk",
    "clarify": "asks which of several things is meant", "no_source": "the site has no answer",
    "soon": "should be seen by somebody soon", "correction": "a clinician's correction",
    "privacy": "asks about personal data", "post_surgery": "after an operation",
    "child": "about a child", "answered_already": "has a reply already",
    "not_a_question": "asks nothing of you", "duplicate": "sent twice", "own": "your own",
    "failed": "could not be answered: a fault of ours", "unreadable": "can't be read",
}  # fmt: skip
_STYLE = """
:root { color-scheme: light dark; --line: #767676; --soft: #f3f3f0; --urgent: #a40000; }
@media (prefers-color-scheme: dark) { :root { --soft: #2a2a28; --urgent: #ff9c9c; } }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: auto; padding: 1rem; }
article { border: 1px solid var(--line); padding: .2rem 1rem; margin: 1rem 0; }
.escalate { border-left: .5rem solid var(--urgent); }
.comment { white-space: pre-wrap; overflow-wrap: anywhere; }
.comment { background: var(--soft); padding: .6rem; }
.about { margin: .4rem 0; }
blockquote { margin: .6rem 0; padding-left: .8rem; border-left: .2rem solid var(--line); }
table { border-collapse: collapse; } caption { text-align: left; }
th, td { text-align: left; padding: .1rem .8rem .1rem 0; }
td.n { text-align: right; font-variant-numeric: tabular-nums; }
td.bar { width: 20rem; max-width: 40vw; }
td.bar span { display: block; height: 1rem; background: currentColor; opacity: .6; }
a { overflow-wrap: anywhere; } nav ul { padding: 0; }
nav li { display: inline-block; margin-right: 1rem; }
@media print { details > * { display: block; } }
"""


def closing(summary: Summary, target: Path) -> Iterator[str]:
    """The closing summary, line by line."""
    yield f"{summary.done:,} records in {target}: {tally(summary)}"
    if summary.kept:
        yield f"{summary.kept:,} of them stood already."
    if summary.published:
        yield (
            f"{summary.published:,} published comments were read as what was said before; "
            "--all drafts for them too."
        )
    if summary.counts[ESCALATE]:
        yield "Urgent comments wait: see them first."


def write_report(records: Path, target: Path, title: str) -> None:
    """Write the page for a file of records. Raises `InputError` when it can't be."""
    try:
        with tempfile.TemporaryDirectory() as folder:
            sections = {a: (Path(folder) / a).open("w+", encoding="utf-8") for a in ACTIONS}
            actions, topics = _sort(records, sections)
            beside = target.with_name(target.name + ".part")
            with beside.open("w", encoding="utf-8") as page:
                page.writelines(_page(title, actions, topics, sections))
            for section in sections.values():
                section.close()
            beside.replace(target)
    except OSError as e:
        raise InputError(f"{e.filename or target}: can't be written ({e.strerror})") from e


def _sort(records: Path, sections: Mapping[str, IO[str]]) -> tuple[Counter[str], Counter[str]]:
    """Every record into its section; counts by action and by topic."""
    actions, topics = Counter[str](), Counter[str]()
    with records.open("rb") as lines:
        for raw in lines:
            record = json.loads(raw)
            action = record["action"]
            actions[action] += 1
            if action != SKIP:
                topics[record["topic"] or "no topic"] += 1
            if actions[action] <= SHOWN:
                sections[action].write(_article(record))
    return actions, topics


def _page(
    title: str, actions: Counter[str], topics: Counter[str], sections: Mapping[str, IO[str]]
) -> Iterator[str]:
    name = html.escape(f"Comment queue: {title}" if title else "Comment queue")
    yield (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">"
        '<meta name="referrer" content="no-referrer"><meta name="robots" content="noindex">'
        f"<title>{name}</title><style>{_STYLE}</style></head><body><header><h1>{name}</h1>"
        f"<p>{actions.total():,} comments. Drafts are made of the site's own sentences; "
        "not medical advice, not clinically reviewed. Nothing has been published.</p>"
        '<nav aria-label="Sections"><ul>'
    )
    for action in ACTIONS:
        yield f'<li><a href="#{action}">{_HEADINGS[action][0]} ({actions[action]:,})</a></li>'
    yield '<li><a href="#figures">Figures</a></li></ul></nav></header><main>'
    for action in ACTIONS:
        yield from _section(action, actions[action], sections[action])
    yield '<div id="figures">'
    yield _chart("What was done", [(_HEADINGS[a][0], actions[a]) for a in ACTIONS])
    yield _chart("What they are about", topics.most_common(TOPICS))
    yield "</div></main></body></html>\n"


def _section(action: str, count: int, articles: IO[str]) -> Iterator[str]:
    heading, about = _HEADINGS[action]
    yield f'<section id="{action}" aria-labelledby="h-{action}">'
    yield f'<h2 id="h-{action}">{heading} ({count:,})</h2><p>{about if count else "None."}</p>'
    folded = action == SKIP and count > 0
    if folded:
        yield "<details><summary>Show them</summary>"
    articles.seek(0)
    while block := articles.read(1 << 20):
        yield block
    if folded:
        yield "</details>"
    if count > SHOWN:
        yield f"<p>{count - SHOWN:,} more stand in the file of records.</p>"
    yield "</section>"


def _chart(heading: str, rows: list[tuple[str, int]]) -> str:
    """A table whose last column is drawn: the figures are there for whoever can't see bars."""
    most = max((n for _, n in rows), default=0) or 1
    body = "".join(
        f'<tr><th scope="row">{_text(name.replace("_", " "))}</th><td class="n">{n:,}</td>'
        f'<td class="bar" aria-hidden="true"><span style="width:{100 * n / most:.1f}%"></span></td>'
        "</tr>"
        for name, n in rows
    )
    return (
        f'<table><caption><h2>{heading}</h2></caption><thead><tr><th scope="col">Kind</th>'
        f'<th scope="col">Comments</th><td></td></tr></thead><tbody>{body}</tbody></table>'
    )


def _article(record: Mapping[str, Any]) -> str:
    action, reply = record["action"], record["reply"]
    number = _text(record["id"] or f"line {record.get('line', '?')}")
    reason = record["reason"]
    about = [f"<strong>{_text(_REASONS.get(reason, reason.replace('_', ' ')))}</strong>"]
    if record["urgency"] != "none":
        about.append(f"urgency: {_text(record['urgency'].replace('_', ' '))}")
    if record["topic"]:
        about.append(f"topic: {_text(record['topic'].replace('_', ' '))}")
    if record["post"]:
        about.append(f"post {_text(record['post'])}")
    if record["parent"] != "0":
        about.append(f"in reply to {_text(record['parent'])}")
    pieces = [
        f'<article class="{action}"><h3>Comment {number}</h3>'
        f'<p class="about">{" · ".join(about)}</p>'
        f'<div class="comment">{_text(record["comment"])}</div>'
    ]
    if record.get("error"):
        pieces.append(f"<p>{_text(record['error'])}</p>")
    if reply:
        # made by `render.to_html`, which escapes; the page's policy stops scripts all the same
        pieces.append(f"<h4>Draft</h4>{record['reply_html']}")
        if reply["flags"]:
            pieces.append(f"<h4>Warning signs</h4><ul>{''.join(map(_flag, reply['flags']))}</ul>")
        why = "".join(f"<li>{_text(line)}</li>" for line in reply["because"])
        pieces.append(f"<details><summary>Why</summary><ul>{why}</ul></details>")
    return "".join((*pieces, "</article>\n"))


def _flag(flag: Mapping[str, str]) -> str:
    source = flag["source"]
    said = f"{_text(flag['group'].replace('_', ' '))} ({_text(flag['urgency'].replace('_', ' '))})"
    if url := safe_url(source):
        return f'<li>{said}, <a href="{html.escape(url)}" rel="noreferrer">source</a></li>'
    return f"<li>{said}</li>"


def _text(text: str) -> str:
    return html.escape(printable(str(text)))
