"""A stub of an intent file, made of readers' questions."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from assistant.data import unused
from assistant.gaps.words import asking, squeezed


def topic_name(words: Sequence[str], taken: set[str]) -> str:
    """A topic's name of its typical words; not one that is taken already."""
    name = "_".join(re.sub(r"[^a-z0-9]", "", w) for w in words[:3] if w.isascii()).strip("_")
    return unused(f"gap_{name}" if name else "gap", taken)


def stub(name: str, examples: Sequence[str]) -> str:
    """An intent file to start from. Strings are written as JSON, which YAML reads."""
    title = json.dumps(squeezed(asking(examples[0])[0], 120), ensure_ascii=False)
    lines = [
        f"# intents/{name}.yaml",
        "# Put the title in a reader's words and delete what doesn't belong; once the site says",
        "# something on it, name what to quote (`quote: [document#span]`, `covered: yes`).",
        f"topic: {name}",
        f"title: {title}",
        "ask:",
        "  question:",
        f"    title: {title}",
        "    covered: no",
        "    missing: [unsure_note]",
        "    examples:",
        *(f"      - {json.dumps(squeezed(e, 300), ensure_ascii=False)}" for e in examples),
    ]
    return "\n".join(lines) + "\n"
