"""Package YAML (and a site's own rules) → plain tables that open without YAML.

Concept files lie in `concepts/*.yaml`; each holds `concepts`, and may hold `classes`. All faults
are `DataError`s with file, line and mend.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistant import data
from assistant.data import Table
from assistant.domain import URGENCIES
from assistant.errors import StoreError
from assistant.store import open_store, write_store
from assistant.text import STOP_WORDS, common_words, stem
from assistant.triage import trie
from assistant.triage.conditions import Condition
from assistant.triage.rules import GROUPS
from assistant.triage.spelling import confusable
from assistant.triage.words import LANGUAGES, form, plain

HERE = Path(__file__).parent
VERSION = 1
COMPILED, COMPILED_KIND = HERE / "rules.bin", "triage-rules"
KINDS = (
    "finding", "function", "region", "person", "risk", "time", "benign", "context", "cue", "idiom",
)  # fmt: skip
NEGATABLE = ("finding", "function", "risk", "benign", "time")
DATED = ("finding", "function")
SCRIPTS = ("hi", "ar")
RULE_KEYS = (
    "id", "group", "urgency", "source", "locked", "reviewed", "any", "unless", "soften",
    "raise_to", "fires", "silent",
)  # fmt: skip
CONCEPT_KEYS = ("kind", "about", "negatable", "dated", "terms", *LANGUAGES, *SCRIPTS)


def tables(extra: Path | None = None) -> dict[str, Any]:
    """Everything the rules need at run time, JSON-able. `extra`: a site's own rules file.

    Without one, the package's compiled copy is opened, if it is of these YAML files: that spares
    a site's first start a second.
    """
    if extra is None or not extra.exists():
        with contextlib.suppress(StoreError):
            kept, _ = open_store(COMPILED, COMPILED_KIND, VERSION)
            if kept["source"] == _source():
                found: dict[str, Any] = kept["tables"]
                return found
    return compiled(extra)


def save() -> None:
    """Compile the package's YAML and keep it as `rules.bin`, for `tables`."""
    kept = {"source": _source(), "tables": compiled()}
    write_store(COMPILED, COMPILED_KIND, VERSION, kept, {})
    COMPILED.chmod(0o644)


def _source() -> str:
    """A hash of the package's YAML files."""
    digest = hashlib.sha256()
    for path in (*data.files(HERE / "concepts", ".yaml"), *sorted(HERE.glob("*.yaml"))):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def compiled(extra: Path | None = None) -> dict[str, Any]:
    """`tables`, from the YAML files. Raises `DataError` with file, line and mend."""
    words = data.read_yaml(HERE / "words.yaml")
    compiler = _Compiler(words)
    for path in data.files(HERE / "concepts", ".yaml"):
        compiler.file(data.read_yaml(path))
    rules = [*_rules(HERE / "red_flags.yaml", compiler.numbers, {}, locked=False)]
    if extra is not None and extra.exists():
        # The judge has learned nothing of a site's own rules: they are locked unless they say no.
        taken = {r["id"]: "the package" for r in rules}
        rules += _rules(extra, compiler.numbers, taken, locked=True)
    texts = data.read_yaml(HERE / "texts.yaml")
    lines = data.read_yaml(HERE / "helplines.yaml")
    return {
        "version": VERSION,
        **compiler.tables(),
        "rules": rules,
        "special": {
            name: _conditions(texts_of, name, compiler.numbers)
            for texts_of in (data.read_yaml(HERE / "special.yaml"),)
            for name in texts_of
        },
        "texts": _plain(texts),
        "helplines": _plain(lines),
    }


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    return " ".join(str(value).split())


class _Compiler:
    """Concept files → word tables and tries."""

    def __init__(self, words: Table) -> None:
        words.only(
            "irregular", "pairs", "drop", "first", "units", "symbols", "classes", "function_words"
        )
        self.vocabulary: set[str] = set()
        self.irregular: dict[str, str] = {}
        for target, listed in words.table("irregular").items():
            for word in (target, *str(listed).split()):
                if self.irregular.setdefault(plain(word), str(target)) != str(target):
                    raise words.fail(f"irregular: {word!r} stands under two forms; keep one")
        self.drop = frozenset(plain(w) for w in words.text("drop").split())
        self.pairs: dict[str, str] = {}
        for target, pairs in words.table("pairs").items():
            for pair in _split(pairs):
                self.pairs[" ".join(self._form(w) for w in pair.split())] = self._form(target)
        self.classes: dict[str, list[str]] = {}
        self._add_classes(words.table("classes"))
        self.first = words.text("first").split()
        self.units = words.text("units").split()
        self.symbols = {str(ord(k)): f" {v} " for k, v in words.table("symbols").items()}
        self.function_words = {
            lang: [plain(w) for w in words.table("function_words").text(lang).split()]
            for lang in words.table("function_words")
        }
        self.kinds: list[list[Any]] = []
        self.numbers: dict[str, int] = {}
        self.tries: dict[str, Any] = {"en": {}, "every": {}}
        self.scripts: dict[str, list[list[Any]]] = {}

    def _form(self, word: str) -> str:
        return form(word, self.irregular)

    def _add_classes(self, table: Table) -> None:
        for name in table:
            for word in table.text(name).replace(";", " ").split():
                self.vocabulary.add(word)
                have = self.classes.setdefault(self._form(word), [])
                if f"@{name}" not in have:
                    have.append(f"@{name}")

    def file(self, top: Table) -> None:
        """Add one concept file."""
        top.only("concepts", "classes")
        self._add_classes(top.table("classes"))
        for name, entry in top.table("concepts").items():
            if not isinstance(entry, Table):
                raise top.table("concepts").fail("a concept is a mapping with `kind`", name)
            self._concept(top, name, entry.only(*CONCEPT_KEYS))

    def _concept(self, top: Table, name: str, entry: Table) -> None:
        number = self.numbers.get(name)
        kind = entry.choice("kind", KINDS)
        if number is not None:
            raise top.table("concepts").fail(f"{name!r} stands twice; join the two", name)
        number = self.numbers[name] = len(self.kinds)
        negatable = entry.flag("negatable", kind in NEGATABLE)
        self.kinds.append([name, kind, negatable, entry.flag("dated", kind in DATED)])
        for key in ("terms", *LANGUAGES):
            language = "en" if key == "terms" else key
            root = self.tries.setdefault(language, {})
            if language == "en" and kind in ("cue", "idiom"):
                root = self.tries["every"]
            for text in entry.texts(key):
                for term in _split(text):
                    self._term(entry, key, root, term, number)
                    if kind == "idiom":  # "weak at knees" too, whatever little words stand between
                        self._loose(term, number)
        for script in SCRIPTS:
            for text in entry.texts(script):
                self.scripts.setdefault(script, []).extend([t, number] for t in _split(text))

    def _term(self, entry: Table, key: str, root: dict[str, Any], term: str, number: int) -> None:
        every = self.tries["every"]
        drop = self.drop if key == "terms" and root is not every else frozenset()
        try:
            used = trie.insert(root, every, term, number, self._form, drop)
        except ValueError as e:
            raise entry.fail(f"term {term!r}: {e}", key) from e
        if key == "terms":
            self.vocabulary |= used

    def _loose(self, term: str, number: int) -> None:
        """An idiom matched without its little words, where three words are left of it."""
        for sequence in trie.expand(term):
            if sum(w not in self.drop for w in sequence if w != "..") >= 3:
                trie.insert(
                    self.tries["en"], self.tries["every"], " ".join(sequence), number,
                    self._form, self.drop,
                )  # fmt: skip

    def tables(self) -> dict[str, Any]:
        """The compiled tables."""
        vocabulary, known = _spelling(frozenset(w for w in self.vocabulary if w.isascii()))
        return {
            "irregular": self.irregular,
            "pairs": self.pairs,
            "drop": sorted(self.drop),
            "classes": self.classes,
            "first": self.first,
            "units": self.units,
            "symbols": self.symbols,
            "function_words": self.function_words,
            "kinds": self.kinds,
            "tries": self.tries,
            "scripts": self.scripts,
            "vocabulary": vocabulary,
            "known": known,
        }


@lru_cache(maxsize=4)
def _spelling(words: frozenset[str]) -> tuple[list[str], list[str]]:
    """Surface words a typo may be corrected to, and real words that must be left alone."""
    stems = {stem(w) for w in words if len(w) >= 4}
    real = common_words()
    vocabulary = {w for w in words if len(w) >= 4 and w.isalpha()}
    vocabulary |= {w for w in real if len(w) >= 4 and w.isalpha() and stem(w) in stems}
    return sorted(vocabulary), confusable(vocabulary, real | STOP_WORDS)


def _split(text: str) -> Iterator[str]:
    return (t for t in (" ".join(part.split()) for part in str(text).split(";")) if t)


def _rules(
    path: Path, concepts: dict[str, int], taken: dict[str, str], *, locked: bool
) -> Iterator[dict[str, Any]]:
    for row in data.read_yaml(path).only("rules").tables("rules"):
        row.only(*RULE_KEYS)
        name = row.text("id")
        if name in taken:
            raise row.fail(
                f"rule {name!r} stands in {taken[name]} already; choose another id", "id"
            )
        taken[name] = "this file"
        fires, silent = row.texts("fires"), row.texts("silent")
        if len(fires) < 2 or len(silent) < 2:
            raise row.fail(f"rule {name!r} needs at least two `fires` and two `silent` sentences")
        raising = row.table("raise_to").only(*URGENCIES)
        yield {
            "id": name,
            "group": row.choice("group", GROUPS),
            "urgency": row.choice("urgency", [str(u) for u in URGENCIES[1:]]),
            "source": row.text("source"),
            "locked": row.flag("locked", locked),
            "reviewed": row.text("reviewed", "") or None,
            "any": _conditions(row, "any", concepts),
            "unless": _conditions(row, "unless", concepts),
            "soften": _conditions(row, "soften", concepts),
            "raise_to": {u: _conditions(raising, u, concepts) for u in raising},
            "fires": list(fires),
            "silent": list(silent),
        }


def _conditions(row: Table, key: str, concepts: dict[str, int]) -> list[str]:
    found = []
    for text in row.texts(key):
        try:
            condition = Condition.parse(text)
        except ValueError as e:
            raise row.fail(f"{key}: {e}", key) from e
        for concept in sorted(condition.concepts):
            if concept not in concepts:
                hint = data.did_you_mean(concept, concepts)
                raise row.fail(f"{key}: no concept {concept!r}{hint}", key)
        found.append(text)
    return found
