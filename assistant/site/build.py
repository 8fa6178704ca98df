"""A site's files → one table and plain arrays. Reads YAML and learns; needs scipy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from assistant.corpus import Entry, read_corpus
from assistant.domain import Intent
from assistant.errors import DataError
from assistant.intents.files import IntentEntry, read_intents, read_lexicon, read_phrases
from assistant.lexicon import Lexicon
from assistant.retrieve.impacts import Weights
from assistant.site.files import Settings, default_site, read_settings, revision
from assistant.store import Arrays
from assistant.text import is_content, stem, tokens, word_counts

NOTHING = "nothing"
"""What `unlike` names for a text that none of the site's intents is about."""
PROSE = Weights(title=0.08, body=0.36, siblings=0.175, b_body=0.2, k1=0.35)
"""For articles: a title that stands over every passage and comment of a post counts little beside
the sentence itself. The index's own weights suit collections of questions and answers."""
UNFOUND = frozenset({"heading", "promotion", "code"})
"""Roles of passages that searching never gives."""


@dataclass(frozen=True, slots=True)
class Sources:
    """A site's files, read."""

    folder: Path
    settings: Settings
    corpus: Sequence[Entry]
    intents: Sequence[IntentEntry]
    phrases: dict[str, str]
    lexicon: Lexicon
    revision: str


def read_sources(folder: Path) -> Sources:
    """Read and cross-check all files. Raises `DataError` at the first fault."""
    sources = load_sources(folder)
    for fault in broken_links(sources):
        raise fault
    return sources


def load_sources(folder: Path) -> Sources:
    """Read all files, without looking at what they refer to in one another."""
    rev = revision(folder)
    # A site's own phrases come on top of those every site needs.
    phrases = read_phrases(default_site() / "intents" / "phrases.yaml")
    own = folder / "intents" / "phrases.yaml"
    if own.exists():
        phrases |= read_phrases(own)
    return Sources(
        folder,
        read_settings(folder),
        read_corpus(folder / "corpus"),
        read_intents(folder / "intents"),
        phrases,
        read_lexicon(folder / "intents" / "lexicon.yaml"),
        rev,
    )


def broken_links(sources: Sources) -> Iterator[DataError]:
    """What intents name and the site doesn't have: spans, phrases, other intents."""
    from assistant.data import did_you_mean

    spans = set(span_ids(sources))
    names = {e.intent.name for e in sources.intents}
    for entry in sources.intents:
        i = entry.intent
        wanted = [
            *(("quote", s, spans, "span") for s in i.quote),
            *(("notes", s, spans, "span") for s in i.notes),
            *(("lead", p, sources.phrases.keys(), "phrase") for p in i.lead),
            *(("missing", p, sources.phrases.keys(), "phrase") for p in i.missing),
            *(("suggest", n, names, "intent") for n in i.suggest),
        ]
        for key, name, known, what in wanted:
            if name not in known:
                line = entry.key_lines.get(key, entry.line)
                hint = did_you_mean(name, known)
                yield DataError(
                    entry.path, line, f"{i.name}: {key}: no {what} {name!r} in this site{hint}"
                )
    topics = {e.intent.topic for e in sources.intents}
    unlike = {(e.path, t) for e in sources.intents for _, t in e.unlike}
    for path, target in sorted(unlike):
        if target not in names | topics | {"", NOTHING}:
            hint = did_you_mean(target, names | topics)
            yield DataError(path, None, f"unlike: no intent or topic {target!r} in this site{hint}")
    settings = sources.folder / "corpus" / "site.yaml"
    for span in sources.settings.fallback:
        if span not in spans:
            hint = did_you_mean(span, spans)
            yield DataError(settings, None, f"fallback: no span {span!r} in this site{hint}")
    for name in sources.settings.starters:
        if name not in names:
            hint = did_you_mean(name, names)
            yield DataError(settings, None, f"starters: no intent {name!r} in this site{hint}")
    documents = {e.document.id for e in sources.corpus}
    for alias, document in sources.settings.aliases.items():
        if document not in documents:
            yield DataError(settings, None, f"aliases: {alias}: no document {document!r}")


def span_ids(sources: Sources) -> dict[str, Any]:
    """Span id → span, aliases included."""
    spans = {s.id: s for e in sources.corpus for s in e.spans}
    for alias, document in sources.settings.aliases.items():
        for name, span in list(spans.items()):
            if name.startswith(f"{document}#"):
                spans[f"{alias}#{name.split('#', 1)[1]}"] = span
    return spans


def build(folder: Path) -> tuple[dict[str, Any], Arrays]:
    """Compile a site. Raises `DataError` when a file is wrong."""
    from assistant.intents.serve import learn
    from assistant.retrieve import Index
    from assistant.triage import Rules

    sources = read_sources(folder)
    extra = folder / "intents" / "red_flags.yaml"
    rules = Rules.load(extra if extra.exists() else None)
    lexicon = sources.lexicon
    intents = [e.intent for e in sources.intents]
    examples, unlike = _unlike(sources)
    table: dict[str, Any] = {
        "revision": sources.revision,
        "settings": asdict(sources.settings),
        "documents": [asdict(e.document) for e in sources.corpus],
        "cautions": {e.document.id: e.caution for e in sources.corpus if e.caution},
        "threads": {e.document.id: e.role for e in sources.corpus if e.role},
        "passages": [[p.document.id, p.start, p.end, p.role] for p in _passages(sources)],
        "spans": {
            i: [s.document, s.start, s.end, s.exercises] for i, s in span_ids(sources).items()
        },
        "phrases": sources.phrases,
        "intents": [_intent(i) for i in intents],
        "lexicon": asdict(lexicon),
        "words": sorted(_known_words(sources)),
        "rules": rules.to_tables(),
        "scorer": None,
    }
    arrays: Arrays = {}
    if intents:
        scorer = learn([replace(i, examples=examples[i.name]) for i in intents], unlike, lexicon)
        if scorer:
            table["scorer"], learned = scorer.to_arrays()
            arrays |= {f"scorer/{k}": v for k, v in learned.items()}
    table["index"], indexed = Index.build(
        list(_records(sources)), lexicon=lexicon, weights=PROSE
    ).to_arrays()
    arrays |= {f"index/{k}": v for k, v in indexed.items()}
    word_counts.cache_clear()  # a server that compiled keeps no 160,000 words
    return table, arrays


def _unlike(sources: Sources) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """Examples of each intent, with the counter-examples of others that belong to it; the rest."""
    examples = {e.intent.name: e.intent.examples for e in sources.intents}
    nothing: list[str] = []
    for text, target in dict.fromkeys(u for e in sources.intents for u in e.unlike):
        if target in examples:
            examples[target] = tuple(dict.fromkeys((*examples[target], text)))
        elif target in ("", NOTHING):
            nothing.append(text)
        # one that names only a topic shows people where it belongs; it fits no one sub-question
    return examples, list(dict.fromkeys(nothing))


def _intent(intent: Intent) -> dict[str, Any]:
    # examples are for learning; what answers doesn't need them
    return asdict(replace(intent, examples=()))


def _passages(sources: Sources) -> list[Any]:
    return [p for e in sources.corpus for p in e.passages if p.role not in UNFOUND]


def _records(sources: Sources) -> Iterator[dict[str, Any]]:
    """One record a passage; what readers asked helps to find the owner's answer to it."""
    asked = {e.document.id: e.document.text for e in sources.corpus if e.role == "reader"}
    number = 0
    for entry in sources.corpus:
        heading = ""
        for passage in entry.passages:
            if passage.role == "heading":
                heading = passage.text
            if passage.role in UNFOUND:
                continue
            title = entry.document.title
            record: dict[str, Any] = {
                "id": str(number),
                "title": title if heading in ("", title) else f"{title}. {heading}",
                "body": passage.text,
                "terms": list(entry.terms),
            }
            if entry.role == "owner" and entry.parent in asked:
                record["questions"] = [asked[entry.parent]]
            yield record
            number += 1


def _known_words(sources: Sources) -> set[str]:
    """Stems of every content word of the corpus, the examples and the lexicon (law 5)."""
    lexicon = sources.lexicon
    texts = [e.document.text for e in sources.corpus]
    texts += [" ".join((e.intent.title, *e.intent.examples)) for e in sources.intents]
    texts += [*lexicon.replace, *lexicon.replace.values(), *lexicon.terms, *lexicon.foreign]
    return {stem(w) for w in {w for t in texts for w in tokens(t)} if is_content(w)}
