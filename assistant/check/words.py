"""What the assistant's own sentences may not say, phrases nobody uses, sources without address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from assistant.check.findings import Finding, warning
from assistant.data import Table, read_yaml
from assistant.site.build import Sources
from assistant.site.files import default_site

_DOSE = re.compile(
    r"\b\d+(?:[.,]\d+)? ?(?:mg|mcg|µg|ml|tablets?|capsules?|pills?|drops|reps?|repetitions|sets?)\b"
    r"|\b(?:once|twice|three times|four times|\d+ times|\d+ ?x) (?:a|per|every|each) "
    r"(?:day|week|hour)\b"
    r"|\bevery (?:\d+|two|three|four|six|eight|twelve) hours\b"
    r"|\bhold (?:it |each )?for \d+\b"
    r"|\b\d+ (?:minutes|seconds) (?:a|per|each|every) (?:day|side)\b",
    re.IGNORECASE,
)
_DIAGNOSIS = re.compile(
    r"\b(?:you(?:'ve| have) (?:got )?|you (?:probably|likely|may|might|must|seem to) have |"
    r"you(?:'re| are) suffering from |"
    r"(?:this|that|it)(?:'s| is) (?:probably|likely|definitely|surely) |"
    r"(?:sounds|looks) like (?:you have|a|an|your) )"
    r"(?!.{0,30}\b(?:question|idea|good|words)\b)",
    re.IGNORECASE,
)
_NO_ILLNESS = re.compile(
    r"\byou(?:'ve| have) (?:got )?(?:asked|any|a|to|an|more|no|been|read|written|questions|it)\b",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"\b(?:do|don't|does|doesn't|is|isn't|are|aren't|have|haven't|surely|wouldn't) "
    r"(?:you|it|your \w+)(?: not| also| already)? "
    r"(?:feel|hurt|notice|have|get|think|worse|agree|got)\b"
    r"[^.!?]{0,200}\?",
    re.IGNORECASE,
)
_PROMISE = re.compile(
    r"\b(?:guarantee\w*|cures?|cured|always works|never fails|no risks?|risk[- ]free|"
    r"completely safe|safe for (?:every|any)\w*|100 ?%|will (?:heal|cure|fix|go away|disappear|get "
    r"better|recover|improve|feel better|be fine)|nothing to worry about)\b",
    re.IGNORECASE,
)
LINTS = (
    (_DOSE, "holds a dose or a schedule; phrases may not", "dose"),
    (_DIAGNOSIS, "reads like a diagnosis; phrases may not make one", "diagnosis"),
    (_LEADING, "asks a leading question; ask openly or not at all", "leading"),
)


def phrase_words(sources: Sources) -> Iterator[Finding]:
    """Doses, diagnoses, leading questions, and promises that nobody has reviewed."""
    path = sources.folder / "intents" / "phrases.yaml"
    for name, line, text, reviewed in phrases(path):
        for pattern, what, code in LINTS:
            m = pattern.search(text.replace("’", "'"))
            if m and not (code == "diagnosis" and _NO_ILLNESS.search(m[0] + text[m.end() :][:9])):
                yield warning(path, line, f"phrase {name!r} {what}: “{m[0].strip()}”", code)
        if (m := _PROMISE.search(text)) and not reviewed:
            yield warning(
                path, line,
                f"phrase {name!r} promises something (“{m[0]}”) and nobody has reviewed it; "
                "write it otherwise, or add `reviewed: name, date`", "promise",
            )  # fmt: skip


def phrases(path: Path) -> Iterator[tuple[str, int, str, str]]:
    """(name, line, text, reviewed) of a phrase file; nothing when there is none."""
    if not path.exists():
        return
    head = read_yaml(path)
    for name, value in head.items():
        if isinstance(value, Table):
            yield name, head.line_of(name), value.text("text", ""), value.text("reviewed", "")
        else:
            yield name, head.line_of(name), str(value), ""


def unused_phrases(sources: Sources) -> Iterator[Finding]:
    """A site's own phrases that no intent names and the package doesn't know."""
    used: set[str] = set()
    for entry in sources.intents:
        used |= {*entry.intent.lead, *entry.intent.missing}
    own = sources.folder / "intents" / "phrases.yaml"
    if own.resolve() == (default_site() / "intents" / "phrases.yaml").resolve():
        return  # its phrases are the package's own: code names them too
    known = _known()
    for name, line, _, _ in phrases(own):
        base = name.rsplit(".", 1)[0] if name.rsplit(".", 1)[-1].isdigit() else name
        if base not in used and base not in known:
            yield warning(own, line, f"phrase {name!r} is said by no intent", "unused")


def _known() -> Mapping[str, object]:
    return read_yaml(default_site() / "intents" / "phrases.yaml")


def sources_without(sources: Sources) -> Iterator[Finding]:
    """Articles without an address or a date: readers can't look them up, or tell their age."""
    for entry in sources.corpus:
        d = entry.document
        if d.kind != "article":
            continue
        for what, value, key in (("address", d.url, "url"), ("date", d.date, "published")):
            if not value:
                yield warning(
                    entry.path, entry.line, f"{d.id}: no {what}; add `{key}: …`", "source"
                )
