"""Classes of words: found by stem, by phrase, by number; a bad file is refused with its line."""

import pytest

from assistant.errors import DataError
from assistant.intents.concepts import Concepts, concept_stem, english, merge, read_classes
from assistant.text import tokens


def found(text, phrases):
    names = sorted({n for f in phrases.values() for n in f})
    concepts = Concepts(phrases, names)
    return {names[n] for n in concepts.find([concept_stem(t) for t in tokens(text)])}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("it aches", "pain"),
        ("does it hurt", "pain"),
        ("how much do I owe", "due"),
        ("pins and needles", "numb"),
        ("at 5pm", "time"),
        ("give me 12", "number_word"),
        ("I bought it", "buy"),
    ],
)
def test_english_words_have_their_classes(text, name):
    assert name in found(text, english())


def test_every_class_has_several_words():
    counts = {}
    for names in english().values():
        for name in names:
            counts[name] = counts.get(name, 0) + 1
    assert min(counts.values()) >= 2


def test_a_lexicons_terms_join_the_classes():
    both = merge(english(), {"naproxen": ("medicine",), "big toe nail": ("nail",)})
    assert "medicine" in found("can I take naproxen", both)
    assert "nail" in found("my big toe nails", both)
    assert "nail" not in english()


def test_a_line_without_a_name_is_refused(tmp_path):
    path = tmp_path / "classes.txt"
    path.write_text("# fine\npain: ache\nache, hurt\n", "utf-8")
    with pytest.raises(DataError, match=r"classes\.txt:3: expected"):
        read_classes(path)
