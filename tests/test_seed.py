"""The site's article and comments are the given document, word for word."""

from __future__ import annotations

import hashlib
from pathlib import Path

from assistant.corpus import read_corpus
from assistant.text import sentences

ROOT = Path(__file__).resolve().parent.parent
SHA256 = "ed47247d9d726c71e25e0371fa2523f65302efb869d42b778eca7f900a2ade21"


def one_line(text):
    """White space of any kind counts as one blank."""
    return " ".join(text.split())


def seeds():
    return sorted(p for p in (ROOT / "seeds").iterdir() if p.is_file())


def given():
    return one_line("\n".join(p.read_text(encoding="utf-8") for p in seeds()))


def test_the_seed_is_as_it_was_given():
    """Byte for byte."""
    assert [hashlib.sha256(p.read_bytes()).hexdigest() for p in seeds()] == [SHA256]


def test_articles_and_comments_stand_in_the_seed():
    """Every sentence of every article and comment is in the given document, letter for letter."""
    seed = given()
    entries = [e for e in read_corpus(ROOT / "corpus") if e.document.kind != "guidance"]
    assert [e.document.kind for e in entries] == ["article", "comment", "comment"]
    for entry in entries:
        text = entry.document.text
        for start, end in sentences(text):
            assert one_line(text[start:end]) in seed, (entry.document.id, text[start:end])


def test_nothing_of_the_seed_is_lost():
    """Every sentence of the given document stands in the article or in a comment."""
    kept = one_line(
        "\n".join(
            e.document.text for e in read_corpus(ROOT / "corpus") if e.document.kind != "guidance"
        )
    )
    for path in seeds():
        text = path.read_text(encoding="utf-8")
        for start, end in sentences(text):
            # The two comments are numbered in the given document; the number is no sentence.
            words = text[start:end]
            assert one_line(words) in kept or words.strip(" .").isdigit(), words
