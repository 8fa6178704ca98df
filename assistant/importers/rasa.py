"""Rasa's training data (`nlu.yml`) → intents, entities' marks taken off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from assistant.data import files, read_yaml
from assistant.errors import DataError, InputError
from assistant.importers.files import scalar
from assistant.importers.posts import Fault, IntentFile, Item, LeftOut
from assistant.letters import mend

# [words](entity), [words]{"entity": "x"}
_ENTITY = re.compile(r"\[([^\[\]]{1,300})\](?:\([^()]{0,300}\)|\{[^{}]{0,600}\})")
_UNSAFE = re.compile(r"[^a-z0-9_]+")
_SOCIAL = frozenset("greet greeting hello goodbye bye thanks thank thankyou affirm deny".split())


def read(source: str) -> Iterator[Item]:
    """One file of intents a group. `source`: a file or a folder of them."""
    path = Path(source)
    if not path.exists():
        raise InputError(f"{path}: no such file or folder")
    paths = [path] if path.is_file() else [*files(path, ".yml"), *files(path, ".yaml")]
    found: dict[str, dict[str, list[str]]] = {}
    broken: DataError | None = None
    for one in paths:
        try:
            yield from _file(one, found)
        except DataError as e:
            broken = broken or e
            yield Fault(str(e.path) + (f":{e.line}" if e.line else ""), e.message, cut=True)
    if not found and broken:
        raise broken
    if not found:
        raise InputError(f"{path}: no `nlu:` with intents in it")
    for topic, asks in found.items():
        yield _intents(topic, asks)


def _file(path: Path, found: dict[str, dict[str, list[str]]]) -> Iterator[Item]:
    head = read_yaml(path)
    for entry in head.tables("nlu"):
        if "intent" not in entry:
            kind = next((k for k in entry if k != "examples"), "other")
            yield LeftOut(f"{kind} entries")
            continue
        group, _, name = entry.text("intent").partition("/")
        topic, ask = (_name(group), _name(name)) if name else (_name(path.stem), _name(group))
        lines = entry.get("examples", "")
        texts = lines if isinstance(lines, list) else str(lines).split("\n")
        examples = [_example(str(t)) for t in texts]
        kept = found.setdefault(topic, {}).setdefault(ask, [])
        kept += [e for e in dict.fromkeys(examples) if e and e not in kept]
        if not kept:
            yield Fault(f"{path}:{entry.line}", f"{ask}: no examples; left out")
            del found[topic][ask]
    for other in ("stories", "rules", "responses", "forms", "actions"):
        if other in head:
            yield LeftOut(f"part `{other}`")


def _example(line: str) -> str:
    text = line.strip().removeprefix("- ").strip()
    text = _ENTITY.sub(r"\1", text)
    return " ".join(mend(text).split()).strip("\"'")


def _name(name: str) -> str:
    return _UNSAFE.sub("_", name.lower()).strip("_") or "intent"


def _intents(topic: str, asks: dict[str, list[str]]) -> IntentFile:
    lines = [
        "# Say what each answers: `quote: [document#span]`, and `covered: yes`.",
        f"topic: {scalar(topic)}",
        f"title: {scalar(topic.replace('_', ' ').capitalize())}",
        "ask:",
    ]
    for name, examples in asks.items():
        social = name in _SOCIAL
        lines += [
            f"  {name}:",
            f"    title: {scalar(examples[0])}",
            *(["    covered: social", "    lead: [greeting]", "    body: no"] if social
              else ["    covered: no", "    missing: [unsure_note]"]),
            "    examples:",
            *(f"      - {scalar(e)}" for e in examples),
        ]  # fmt: skip
    return IntentFile(topic, "\n".join(lines) + "\n", len(asks))
