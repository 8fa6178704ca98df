"""A folder of Markdown posts with front matter (Jekyll, Hugo, Eleventy) → articles."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from assistant.data import files, parse_yaml, read_text
from assistant.errors import AssistantError, DataError, InputError
from assistant.importers.html import to_markdown
from assistant.importers.posts import Fault, Item, LeftOut, Post
from assistant.letters import mend

_DATED = re.compile(r"(\d{4}-\d\d-\d\d)-(.+)")
_FENCE = re.compile(r"^ {0,3}(```|~~~)")
_SETEXT = re.compile(r"^ {0,3}(=+|-+)\s*$")
_NUMBERED = re.compile(r"^\d{1,3}[.)]\s+")
_IMAGE = re.compile(r"!\[[^\[\]]{0,400}\]\([^()]{0,1000}\)")
_TITLED = re.compile(r"(\]\([^()\s]{1,1000})\s+[\"'][^\"']{0,300}[\"']\)")
_REFERENCE = re.compile(r"\[([^\[\]]{1,400})\]\[[^\[\]]{0,100}\]")
_DEFINITION = re.compile(r"^ {0,3}\[[^\[\]]{1,100}\]:\s")
_FOOTNOTE = re.compile(r"\[\^[^\[\]]{1,60}\]")
_STRONG = re.compile(r"(\*\*|__)(?=\S)([^*_\n]{1,400}?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*_])([*_])(?=[^\s*_])([^*_\n]{1,400}?)(?<=[^\s*_])\1(?![\w*_])")
_CODE = re.compile(r"`([^`\n]{1,400})`")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,600}>")
_LIQUID = re.compile(r"\{[{%]<?[^{}]{0,400}>?[%}]\}")
_RULE = re.compile(r"^ {0,3}(?:[-*_] *){3,}$")


def read(source: str) -> Iterator[Item]:
    """Every post of a folder. Drafts are left out."""
    folder = Path(source)
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder; name the one that holds the posts")
    found = False
    for suffix in (".md", ".markdown"):
        for path in files(folder, suffix):
            found = True
            try:
                yield _post(path, folder)
            except DataError as e:
                yield Fault(f"{path}:{e.line}" if e.line else str(path), e.message, cut=True)
            except (AssistantError, ValueError) as e:
                yield Fault(str(path), str(e).removeprefix(f"{path}: "), cut=True)
    if not found:
        raise InputError(f"{folder}: no Markdown files in it; name the folder that holds the posts")


def _post(path: Path, folder: Path) -> Item:
    head, body = _split(path)
    if _yes(head.get("draft")) or str(head.get("published", "")).lower() in ("false", "no"):
        return LeftOut("draft")
    text, marks = body_of(body)
    if not text:
        return LeftOut("empty")
    name = path.parent.name if path.stem in ("index", "_index") else path.stem
    dated = _DATED.fullmatch(name)
    date = str(head.get("date") or (dated[1] if dated else ""))[:10]
    slug = str(head.get("slug") or (dated[2] if dated else name))
    updated = str(head.get("lastmod") or head.get("updated") or head.get("last_modified_at") or "")
    url = str(head.get("canonical_url") or head.get("permalink") or head.get("url") or "")
    return Post(
        key=f"markdown {folder.name} {path.relative_to(folder).as_posix().replace(' ', '%20')}",
        slug=slug,
        title=" ".join(str(head.get("title") or slug.replace("-", " ").capitalize()).split()),
        url=url if url.startswith(("http://", "https://")) else "",
        author=_author(head.get("author")),
        published=date,
        updated=updated[:10],
        body=text,
        marks=marks,
    )


def _split(path: Path) -> tuple[Mapping[str, Any], str]:
    """Front matter in YAML or TOML, and the body; a file without any is all body."""
    text = mend(read_text(path))
    for fence in ("---", "+++"):
        if text.startswith(f"{fence}\n"):
            head, at, body = text[4:].partition(f"\n{fence}\n")
            if not at:
                raise ValueError(f"the front matter is not closed; add a line `{fence}` after it")
            return (parse_yaml(head, path, 2) if fence == "---" else tomllib.loads(head)), body
    return {}, text


def _yes(value: Any) -> bool:
    return str(value).lower() in ("true", "yes")


def _author(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    return value if isinstance(value, str) else ""


def body_of(text: str) -> tuple[str, Counter[str]]:
    """Markdown with HTML in it as the corpus's Markdown, and what was marked."""
    marks: Counter[str] = Counter()
    out: list[str] = []
    for block, fenced in _blocks(text):
        if fenced:
            marks["code"] += 1
            out.append(f"::: code\n{block}\n:::")
        elif _TAG.search(block):
            html, found = to_markdown("\n".join(simple(x) for x in block.split("\n")))
            marks += found
            out.append(html)
        else:
            out.append(simple(block))
    return "\n\n".join(x for x in out if x.strip()), marks


def _blocks(text: str) -> Iterator[tuple[str, bool]]:
    """Stretches between blank lines; (code, True) for what stands between fences."""
    lines: list[str] = []
    fence = ""
    for line in text.split("\n"):
        m = _FENCE.match(line)
        if m and (not fence or m[1] == fence):
            if lines:
                yield "\n".join(lines), bool(fence)
            lines, fence = [], "" if fence else m[1]
        elif fence:
            lines.append("\\" + line.strip() if line.strip().startswith((":", "#", ">")) else line)
        elif not line.strip():
            if lines:
                yield "\n".join(lines), False
            lines = []
        else:
            lines.append(line)
    if lines:
        yield "\n".join(lines), bool(fence)


def simple(block: str) -> str:
    """Markdown without emphasis, images, references and numbers of lists; paragraphs on one line.

    Line ends within a paragraph mean nothing in Markdown; in the corpus they end a sentence.
    """
    out: list[str] = []
    joined: list[str] = []

    def close() -> None:
        if joined:
            out.append(_inline(" ".join(joined)))
            joined.clear()

    for raw in block.split("\n"):
        line = raw.strip()
        if not line:
            close()
            out.append("")
        elif _SETEXT.match(raw) and joined:
            title = " ".join(joined)
            joined.clear()
            out.append(f"{'#' if '=' in line else '##'} {_inline(title)}")
        elif _RULE.match(raw) or _DEFINITION.match(raw):
            close()
        elif line.startswith(("#", ">", "- ", "* ", "+ ")) or _NUMBERED.match(line):
            close()
            out.append(_marked(line))
        else:
            joined.append(line.removesuffix("\\"))
    close()
    return "\n".join(out).strip("\n")


def _marked(line: str) -> str:
    if line.startswith("#"):
        signs = line[: len(line) - len(line.lstrip("#"))]
        return f"{signs} {_inline(line.strip('#').strip())}"
    if line.startswith(">"):
        return f"> {_inline(line[1:].strip())}"
    m = _NUMBERED.match(line)
    return f"- {_inline(line[m.end() :] if m else line[2:])}"


def _inline(text: str) -> str:
    for pattern, instead in (
        (_LIQUID, ""), (_IMAGE, ""), (_FOOTNOTE, ""), (_TITLED, r"\1)"), (_REFERENCE, r"\1"),
        (_CODE, r"\1"), (_STRONG, r"\2"), (_EMPHASIS, r"\2"),
    ):  # fmt: skip
        text = pattern.sub(instead, text)
    return text.strip()
