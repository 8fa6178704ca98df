"""YAML and Markdown files that people write, read strictly.

YAML is read by nodes and every scalar is a string: `[no]` stays the word "no", `1.10` stays
"1.10". Each value remembers its line, so that every error can say `file:line: what, and the mend`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from assistant.errors import DataError

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MAX_BYTES = 64 << 20


class Text(str):
    """A scalar that knows its line (from 1)."""

    __slots__ = ("line",)
    line: int


class Items(list[Any]):
    """A list that knows its line."""

    __slots__ = ("line",)
    line: int


class Table(dict[str, Any]):
    """A mapping that knows its file, its line and the lines of its keys."""

    __slots__ = ("key_lines", "line", "path")
    path: Path
    line: int
    key_lines: dict[str, int]

    def fail(self, message: str, key: str | None = None) -> DataError:
        """An error at this table, or at one of its keys."""
        return DataError(self.path, self.key_lines.get(key or "", self.line), message)

    def only(self, *keys: str) -> Table:
        """Refuse keys that are not in `keys`, with a suggestion. Returns itself."""
        for key in self:
            if key not in keys:
                hint = did_you_mean(key, keys)
                raise self.fail(f"unknown key {key!r}{hint}; known are: {', '.join(keys)}", key)
        return self

    def text(self, key: str, default: str | None = None) -> str:
        """The text under a key; an error when it is missing and there is no default."""
        value = self.get(key, default)
        if value is None:
            raise self.fail(f"{key!r} is missing; add `{key}: …`")
        if not isinstance(value, str):
            raise self.fail(f"{key!r} must be a text", key)
        return str(value).strip()

    def choice(self, key: str, choices: Iterable[str], default: str | None = None) -> str:
        """The text under a key, which must be one of `choices`."""
        value, known = self.text(key, default), tuple(choices)
        if value not in known:
            hint = did_you_mean(value, known)
            raise self.fail(f"{key}: {value!r} is not one of {', '.join(known)}{hint}", key)
        return value

    def flag(self, key: str, default: bool = False) -> bool:
        """A yes/no under a key."""
        return self.choice(key, ("yes", "no", "true", "false"), "yes" if default else "no") in (
            "yes",
            "true",
        )

    def texts(self, key: str) -> tuple[str, ...]:
        """The list of texts under a key; a single text counts as a list of one; missing: empty."""
        value = self.get(key)
        if value is None:
            return ()
        if isinstance(value, str):
            value = [value]
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise self.fail(f"{key!r} must be a list of texts", key)
        return tuple(str(v).strip() for v in value)

    def table(self, key: str) -> Table:
        """The mapping under a key; missing: an empty one."""
        value = self.get(key)
        if value is None or value == "":
            return _table(self.path, self.key_lines.get(key, self.line))
        if not isinstance(value, Table):
            raise self.fail(f"{key!r} must be a mapping (`name: value` lines)", key)
        return value

    def tables(self, key: str) -> tuple[Table, ...]:
        """The list of mappings under a key; missing: empty."""
        value = self.get(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(v, Table) for v in value):
            raise self.fail(f"{key!r} must be a list of mappings", key)
        return tuple(value)

    def line_of(self, key: str) -> int:
        """The line a key stands on."""
        return self.key_lines.get(key, self.line)


def _table(path: Path, line: int) -> Table:
    table = Table()
    table.path, table.line, table.key_lines = path, line, {}
    return table


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """` (did you mean 'x'?)` for the nearest known word, or nothing."""
    from rapidfuzz.process import extractOne

    found = extractOne(word, list(known), score_cutoff=60)
    return f" (did you mean {found[0]!r}?)" if found else ""


def unused(name: str, taken: set[str]) -> str:
    """The name, with a number from 2 on where it is taken; it is taken from then on."""
    wanted, number = name, 2
    while wanted in taken:
        wanted, number = f"{name}_{number}", number + 1
    taken.add(wanted)
    return wanted


def read_text(path: Path) -> str:
    """A UTF-8 text file. Raises `DataError` when it is missing, too large or not UTF-8."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise DataError(path, None, f"larger than {MAX_BYTES >> 20} MB; split it")
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as e:
        line = path.read_bytes()[: e.start].count(b"\n") + 1
        raise DataError(path, line, "not UTF-8; save the file as UTF-8") from e
    except FileNotFoundError as e:
        raise DataError(path, None, "no such file; create it or mend the path") from e
    except OSError as e:
        raise DataError(path, None, f"can't be read ({e.strerror})") from e


def read_yaml(path: Path) -> Table:
    """A YAML file whose top is a mapping."""
    return parse_yaml(read_text(path), path)


def parse_yaml(text: str, path: Path, first_line: int = 1) -> Table:
    """YAML text whose top is a mapping; `first_line` is where it begins in its file."""
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as e:
        mark = e.problem_mark or e.context_mark
        line = mark.line + first_line if mark else None
        raise DataError(path, line, f"not valid YAML: {e.problem or e.context}") from e
    except (yaml.YAMLError, RecursionError) as e:
        raise DataError(path, None, f"not valid YAML: {str(e).splitlines()[0]}") from e
    if node is None:
        return _table(path, first_line)
    value = _build(node, path, first_line, 0)
    if not isinstance(value, Table):
        raise DataError(path, first_line, "must hold `name: value` lines at the top")
    return value


def _build(node: Any, path: Path, first: int, depth: int) -> Any:
    line = node.start_mark.line + first
    if depth > 30:
        raise DataError(path, line, "nested too deeply")
    if isinstance(node, yaml.ScalarNode):
        text = Text(node.value)
        text.line = line
        return text
    if isinstance(node, yaml.SequenceNode):
        items = Items(_build(n, path, first, depth + 1) for n in node.value)
        items.line = line
        return items
    table = _table(path, line)
    for key, value in node.value:
        name = str(key.value)
        at = key.start_mark.line + first
        if not isinstance(key, yaml.ScalarNode):
            raise DataError(path, at, "a key must be a single word")
        if name in table:
            raise DataError(path, at, f"{name!r} stands twice; keep one")
        table[name] = _build(value, path, first, depth + 1)
        table.key_lines[name] = at
    return table


def front_matter(path: Path) -> tuple[Table, str, int]:
    """A Markdown file's front matter, its body, and the line on which the body begins."""
    text = read_text(path)
    lines = text.split("\n")
    if lines[0].strip() != "---":
        raise DataError(path, 1, "has no front matter; begin the file with `---`, keys, `---`")
    for n, line in enumerate(lines[1:], 1):
        if line.strip() == "---":
            head = parse_yaml("\n".join(lines[1:n]), path, 2)
            return head, "\n".join(lines[n + 1 :]), n + 2
    raise DataError(path, 1, "the front matter is not closed; add a line `---` after it")


def files(folder: Path, suffix: str) -> Iterator[Path]:
    """The files below a folder with that ending, in a fixed order, hidden ones left out."""
    for path in sorted(folder.rglob(f"*{suffix}")):
        if path.is_file() and not any(p.startswith(".") for p in path.relative_to(folder).parts):
            yield path
