"""Adds examples to an intent file: every other byte stays as it was.

ruamel.yaml's round trip does it where it can. Measured: all 26 files of this repository's own
topics come out of load and dump byte for byte, and with one example added to each of 80 intents no
other line changed. Its limits are known and looked for after each edit: text that an owner wrapped
is joined (647 of 833 lines of our lexicon), odd spacing and mixed indentation are straightened,
lists in brackets move. Such a file gets its new examples put in by their place instead, which can't
touch anything else.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.data import Items, Table, parse_yaml
from assistant.errors import DataError
from assistant.importers.files import scalar


def add_examples(path: Path, text: str, more: Mapping[str, Sequence[str]]) -> str:
    """The file's text with examples added; `more`: name under `ask` → new examples.

    Raises `DataError` when that can't be done without changing another line. The result is read
    again: it holds just the old examples and the new ones, or nothing is returned.
    """
    edited = text
    for name, added in more.items():
        ask = parse_yaml(edited, path).table("ask").table(name)
        edited = _round_trip(edited, ask, name, added) or _by_place(edited, ask, added)
    _prove(path, text, edited, more)
    return edited


def _round_trip(text: str, ask: Table, name: str, added: Sequence[str]) -> str | None:
    """By ruamel.yaml; None when it would change another line."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    items = ask.get("examples")
    if not isinstance(items, Items) or not items:
        return None
    old = text.split("\n")
    if not _in_lines(old, items):
        return None
    yaml = YAML()
    yaml.preserve_quotes, yaml.width = True, 1_000_000
    indent = _indent(old[items[0].line - 1]) - _indent(old[ask.line_of("examples") - 1])
    yaml.indent(mapping=2, sequence=indent + 2, offset=indent)
    out = io.StringIO()
    try:
        whole = yaml.load(text)
        _append(whole["ask"][name]["examples"], added)
        yaml.dump(whole, out)
    except (YAMLError, LookupError, TypeError, ValueError, AttributeError, RecursionError):
        return None
    new = out.getvalue().split("\n")
    head = _alike(old, new)
    tail = _alike(old[head:][::-1], new[head:][::-1])
    only_added = head + tail == len(old) and head >= items[-1].line
    return out.getvalue() if only_added else None


def _append(examples: Any, added: Sequence[str]) -> None:
    """Add items; what stands below the last one (a comment, an empty line) stays below."""
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    last = len(examples) - 1
    # "no" and the like in quotation marks, for other readers of YAML too
    examples.extend(x if scalar(x) == x else DoubleQuotedScalarString(x) for x in added)
    below = examples.ca.items.get(last)
    if below and below[0] and below[0].value.startswith("\n"):
        examples.ca.items[len(examples) - 1] = examples.ca.items.pop(last)


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """How many lines are the same from the start."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def _by_place(text: str, ask: Table, added: Sequence[str]) -> str:
    """By line behind the last example, or behind it in its brackets."""
    lines, items = text.split("\n"), ask.get("examples")
    if not isinstance(items, Items) or not items:
        raise ask.fail("examples are no list; write one a line to add some", "examples")
    if not _in_lines(lines, items):
        return _in_brackets(text, items, added)
    indent, end = _indent(lines[items[-1].line - 1]), items[-1].line
    while end < len(lines) and _continues(lines[end], indent):
        end += 1
    lines[end:end] = [f"{' ' * indent}- {scalar(x)}" for x in added]
    return "\n".join(lines)


def _in_brackets(text: str, items: Items, added: Sequence[str]) -> str:
    """Find where the last item ends; `_prove` tells whether this was the right place."""
    import yaml

    end = -1
    for token in yaml.scan(text, Loader=yaml.SafeLoader):
        if isinstance(token, yaml.ScalarToken) and token.start_mark.line + 1 == items[-1].line:
            end = token.end_mark.index
        elif isinstance(token, yaml.FlowSequenceEndToken) and end >= 0:
            break
    more = "".join(f", {json.dumps(x, ensure_ascii=False)}" for x in added)
    return text[:end] + more + text[end:]


def _in_lines(lines: Sequence[str], items: Items) -> bool:
    last: str = lines[items[-1].line - 1]
    return last.lstrip().startswith("- ")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _continues(line: str, indent: int) -> bool:
    """Whether a line still belongs to the list item above it."""
    return bool(line.strip()) and _indent(line) > indent


def _prove(path: Path, before: str, after: str, more: Mapping[str, Sequence[str]]) -> None:
    old, new = parse_yaml(before, path), parse_yaml(after, path)
    for name, ask in old.table("ask").items():
        changed = new.table("ask").table(name)
        wanted = (*ask.texts("examples"), *more.get(name, ()))
        same = all(changed.get(k) == v for k, v in ask.items() if k != "examples")
        if not same or changed.texts("examples") != tuple(wanted):
            raise DataError(path, changed.line, f"{name}: can't be added to; do it by hand")
