"""Every red-flag rule, safety text and phone number on one page, for those who review them."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from assistant.domain import URGENCIES
from assistant.site.build import load_sources
from assistant.triage import Rule, Rules

NOT_REVIEWED = "not clinically reviewed"
Row = tuple[str, ...]
Section = tuple[str, str, tuple[str, ...], list[Row]]
"""title, introduction, column names, rows"""


def page(folder: Path, style: str) -> str:
    """The whole page as "terminal", "markdown" or "html". Raises `DataError` on a broken site."""
    extra = folder / "intents" / "red_flags.yaml"
    rules = Rules.load(extra if extra.exists() else None)
    sections = [*_rules(rules), *_texts(rules), _numbers(rules), _phrases(folder)]
    done = sum(bool(r.reviewed) for r in rules.rules)
    head = f"{len(rules.rules)} rules, of which {done} are clinically reviewed."
    if done < len(rules.rules):
        head += " The rest are " + NOT_REVIEWED + ": nobody may rely on them."
    draw = {"terminal": _terminal, "markdown": _markdown, "html": _html}[style]
    return draw(head, sections)


def _rules(rules: Rules) -> Iterator[Section]:
    for urgency in reversed(URGENCIES):
        found = [r for r in rules.rules if r.urgency is urgency]
        if found:
            columns = ("rule", "group", "fires on", "stays silent on", "source", "review")
            yield f"Rules: {urgency}", "", columns, [_rule(r) for r in found]


def _rule(rule: Rule) -> Row:
    return (
        f"{rule.id} (locked)" if rule.locked else rule.id,
        rule.group,
        " · ".join(rule.fires),
        " · ".join(rule.silent),
        rule.source,
        rule.reviewed or NOT_REVIEWED,
    )


def _texts(rules: Rules) -> Iterator[Section]:
    texts = rules.to_tables()["texts"]
    state = texts["reviewed"] or NOT_REVIEWED
    rows: list[Row] = []
    for name, value in texts.items():
        if isinstance(value, dict):
            rows += [(f"safety.{name}.{group}", text, state) for group, text in value.items()]
        elif name != "reviewed":
            rows.append((f"safety.{name}", value, state))
    about = "{call}, {line}, {number}, {crisis} and {poison} are filled for the reader's country."
    yield "Safety texts", about, ("text", "words", "review"), rows


def _numbers(rules: Rules) -> Section:
    lines: dict[str, Any] = rules.to_tables()["helplines"]
    state = lines["reviewed"] or f"{NOT_REVIEWED}; not checked by a person"
    rows: list[Row] = [
        (place, p["name"], p["number"], p["line"], p["crisis"], p["poison"], p["source"], state)
        for place, p in lines["places"].items()
    ]
    columns = ("code", "place", "emergency", "advice", "crisis", "poison", "source", "review")
    return "Phone numbers", f"To be checked again by {lines['review_date']}.", columns, rows


def _phrases(folder: Path) -> Section:
    sources = load_sources(folder)
    rows: list[Row] = [(name, text) for name, text in sources.phrases.items()]
    return "Phrases in the assistant's own voice", "", ("phrase", "words"), rows


def _terminal(head: str, sections: list[Section]) -> str:
    lines = [head]
    for title, about, columns, rows in sections:
        lines += ["", title, "=" * len(title), *([about] if about else [])]
        for row in rows:
            lines += ["", row[0]]
            width = max(map(len, columns)) + 2
            pairs = zip(columns[1:], row[1:], strict=True)
            lines += [f"  {name + ':':{width}}{value}" for name, value in pairs if value]
    return "\n".join(lines)


def _markdown(head: str, sections: list[Section]) -> str:
    lines = ["# Rules and texts", "", head]
    for title, about, columns, rows in sections:
        lines += ["", f"## {title}", "", *([about, ""] if about else [])]
        lines += [_row(columns), "|" + "---|" * len(columns), *map(_row, rows)]
    return "\n".join(lines)


def _row(cells: Row) -> str:
    return "| " + " | ".join(c.replace("|", "\\|").replace("\n", " ") for c in cells) + " |"


def _html(head: str, sections: list[Section]) -> str:
    parts = [
        "<!doctype html><html lang=en><meta charset=utf-8><title>Rules and texts</title>"
        "<style>body{font:16px/1.5 system-ui,sans-serif;max-width:75rem;margin:2rem auto;"
        "padding:0 1rem}table{border-collapse:collapse;width:100%}td,th{border:1px solid #999;"
        "padding:.3rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}</style>"
        f"<h1>Rules and texts</h1><p><strong>{escape(head)}</strong>"
    ]
    for title, about, columns, rows in sections:
        parts.append(f"<h2>{escape(title)}</h2><p>{escape(about)}<table><tr>")
        parts += [f"<th scope=col>{escape(c)}" for c in columns]
        for row in rows:
            parts.append("<tr>" + "".join(f"<td>{escape(c)}" for c in row))
        parts.append("</table>")
    return "\n".join(parts)
