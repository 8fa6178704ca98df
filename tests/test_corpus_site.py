"""The default site's corpus keeps the promises that are made about it."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from assistant.corpus import read_corpus
from assistant.data import front_matter, read_yaml
from assistant.errors import DataError
from assistant.text import sentences

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpus"
ENTRIES = read_corpus(CORPUS)
GUIDANCE = [e for e in ENTRIES if e.document.kind == "guidance"]
ARTICLE = "exercises-for-running-with-sciatica"
ARTICLE_SPANS = """title subtitle injury wear my_symptoms so_many body_parts distribution
    misidentified other_areas cycling manage video self_management see_physio assessed plea
    supporting_research ellis_hing advocated primary_justification ten_rcts majority_positive
    only_limited future_research limited_at_best works_for_me gently familiar pdf_title pdf_link
    updated""".split()

# An amount to take, or a number of movements to do.
DOSE = re.compile(
    r"""\b\d+\s*(mg|mcg|micrograms?|milligrams?|grams?|g|ml)\b
    |\b(once|twice|three\ times|\d+\ times)\ (a|per|each)\ (day|week)\b
    |\b\d+\s*x\b|\bx\s*\d+\b
    |\b(\d+|one|two|three|four|five|six|eight|ten|twelve)\ (reps?|repetitions?|sets?|tablets?)\b
    |\btake\ (one|two|three|\d+)\b
    |\bevery\ (few|four|six|eight|\d+)\ hours\b
    |\bhold\ (it\ )?for\b
    |\b\d+\ (seconds?|minutes?)\b""",
    re.I | re.X,
)
DIAGNOSIS = re.compile(
    r"\byou(?:'ve| have| may have| might have| probably have)\b|\byour (?:pain|problem)\b"
    r"|\b(?:sounds|looks) like\b|\bare suffering from\b|\bdon't worry\b|\bnothing serious with\b",
    re.I,
)
# Words that send a reader off to exercise; a span with them must be declared under `exercises`.
SENDS_TO_EXERCISE = re.compile(
    r"\bgive these exercises a go\b|\bgently to begin with\b|\bbegin gently\b"
    r"|\bexercises I use on myself\b|\bgentle exercise can\b|\bcarry on with normal activities\b"
    r"|\bexercise programme\b|\bbuild up the load\b|\bself-management techniques\b",
    re.I,
)


def by_id(entry):
    return entry.document.id


def head_of(entry):
    return front_matter(entry.path)[0]


def test_the_site_has_an_article_its_comments_and_notes():
    kinds = [e.document.kind for e in ENTRIES]
    assert kinds.count("article") == 1
    assert kinds.count("comment") == 2
    assert kinds.count("guidance") >= 38


def test_the_article_declares_its_spans():
    """Answer plans name these; the spans that tell readers to do exercises are known."""
    (article,) = [e for e in ENTRIES if e.document.kind == "article"]
    assert article.document.id == ARTICLE
    assert article.document.date == "2021-03-02"
    assert sorted(s.id.split("#")[1] for s in article.spans) == sorted(ARTICLE_SPANS)
    marked = {s.id.split("#")[1] for s in article.spans if s.exercises}
    assert marked == {"video", "self_management", "gently"}


def test_roles_of_the_article_are_marked():
    """The review's words are a quotation and the download is promotion; nothing else is."""
    (article,) = [e for e in ENTRIES if e.document.kind == "article"]
    text = {r: " ".join(p.text for p in article.passages if p.role == r) for r in
            ("quotation", "promotion", "heading", "body")}  # fmt: skip
    assert text["quotation"].startswith("Neural mobilization is advocated")
    assert text["quotation"].endswith("assessment of neural movement.")
    assert text["promotion"].count("Free Download [PDF]") == 2
    assert "Download" not in text["body"]
    assert "Exercises for Running with Sciatica" in text["heading"]


def test_comments_are_nameless_and_hang_on_the_article():
    for entry in (e for e in ENTRIES if e.document.kind == "comment"):
        assert entry.document.author == ""
        assert entry.thread == ARTICLE
        assert entry.role == "reader"


@pytest.mark.parametrize("entry", ENTRIES, ids=by_id)
def test_spans_are_whole_sentences(entry):
    """A span begins where a sentence begins and ends where one ends: no quote is cut short."""
    text = entry.document.text
    found = sentences(text)
    starts, ends = {s for s, _ in found}, {e for _, e in found}
    for span in entry.spans:
        assert span.start in starts, (span.id, text[span.start : span.end])
        assert span.end in ends, (span.id, text[span.start : span.end])


@pytest.mark.parametrize("entry", ENTRIES, ids=by_id)
def test_spans_that_send_to_exercise_are_declared(entry):
    for span in entry.spans:
        words = entry.document.text[span.start : span.end]
        assert span.exercises or not SENDS_TO_EXERCISE.search(words), span.id


@pytest.mark.parametrize("entry", GUIDANCE, ids=by_id)
def test_a_note_names_its_source_and_dates(entry):
    head = head_of(entry)
    assert entry.path.stem == entry.document.id
    assert entry.document.url.startswith(("https://", "http://"))
    assert all(head.texts("source"))
    assert head.texts("source")
    assert date.fromisoformat(head.text("date")) <= date.fromisoformat(head.text("checked"))
    # No clinician has looked at these yet. Whoever does writes the name and the day here.
    assert "reviewed" in head
    assert entry.terms


@pytest.mark.parametrize("entry", GUIDANCE, ids=by_id)
def test_a_note_gives_no_dose_and_no_diagnosis(entry):
    for words in (entry.document.text, entry.document.title):
        assert not DOSE.search(words), DOSE.search(words)
        assert not DIAGNOSIS.search(words), DIAGNOSIS.search(words)


@pytest.mark.parametrize("entry", GUIDANCE, ids=by_id)
def test_a_note_is_short_and_plain(entry):
    """It has a span `short`, few sentences, none long, and every sentence can be quoted."""
    text = entry.document.text
    found = sentences(text)
    assert "short" in {s.id.split("#")[1] for s in entry.spans}
    assert 2 <= len(found) <= 6
    lengths = [len(text[s:e].split()) for s, e in found]
    assert max(lengths) <= 34
    assert sum(lengths) / len(lengths) <= 24
    for start, end in found:
        assert any(s.start <= start and end <= s.end for s in entry.spans), text[start:end]


@pytest.mark.parametrize("entry", GUIDANCE, ids=by_id)
def test_a_note_prints_no_helpline(entry):
    """Numbers come from the table of helplines, by country: 111 is not the same everywhere."""
    assert not re.search(r"\b(999|112|911|000|111|811|988)\b", entry.document.text)


def test_the_settings_name_real_things():
    head = read_yaml(CORPUS / "site.yaml")
    assert head.text("url").startswith("https://")
    assert head.text("country") in head.table("find_physio")
    for country in (finders := head.table("find_physio")):
        assert re.fullmatch(r"[A-Z]{2}", country)
        assert finders.table(country).text("url").startswith("https://")
    documents = {e.document.id for e in ENTRIES}
    assert {head.table("aliases").text(a) for a in head.table("aliases")} <= documents


def test_a_changed_word_stops_the_reading(tmp_path):
    """A span that no longer stands in its document is refused, with its file and line."""
    copy = tmp_path / "corpus"
    shutil.copytree(CORPUS, copy)
    path = copy / "articles" / f"{ARTICLE}.md"
    head, body = path.read_text(encoding="utf-8").split("---\n## ", 1)
    changed = body.replace("PLEASE go and see a Physio", "perhaps see a Physio")
    path.write_text(f"{head}---\n## {changed}", encoding="utf-8")
    with pytest.raises(DataError, match=r"\.md:\d+: span 'see_physio' does not stand"):
        read_corpus(copy)


def test_a_site_names_the_questions_to_begin_with(bot):
    """In its own order, then one for each further topic."""
    assert bot.starters(1) == ("Where does sciatic pain go?",)
    assert len(set(bot.starters(6))) == 6
