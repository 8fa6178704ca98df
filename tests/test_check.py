"""`check`: each fault of a site is told with its file and line; a sound site has none."""

from __future__ import annotations

import json

import pytest
import yaml

from assistant.check import check
from assistant.corpus import _FRONT
from assistant.intents.files import _ASK, _TOPIC
from assistant.schema import GROUPS, KINDS, schema
from assistant.site.files import _SETTINGS
from assistant.starter import write_starter
from assistant.triage.load import RULE_KEYS
from assistant.triage.rules import GROUPS as RULE_GROUPS


@pytest.fixture
def site(tmp_path):
    write_starter(tmp_path / "site")
    return tmp_path / "site"


def change(site, name, old, new):
    path = site / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return path


def line_of(path, words):
    return next(n for n, x in enumerate(path.read_text("utf-8").split("\n"), 1) if words in x)


def found(site, code, **options):
    """Findings of one kind; rules of the package are another test's business."""
    return [f for f in check(site, quick=True, **options) if f.code == code]


def test_the_starter_site_passes(site):
    assert [str(f) for f in check(site, quick=True) if f.code != "rule"] == []


def test_a_quotation_that_does_not_stand_is_told_with_the_nearest(site):
    path = change(site, "corpus/articles/running-up-hills.md", "Walking a steep", "Hiking a steep")
    (finding,) = found(site, "structure")
    assert finding.path == path
    assert finding.line in (line_of(path, "walk:"), line_of(path, "Hiking"))
    assert "nearest" in finding.message


def test_several_broken_files_are_all_told(site):
    change(site, "intents/hills.yaml", "covered: yes", "coverd: yes")
    change(site, "corpus/site.yaml", "title:", "titel:")
    change(site, "intents/phrases.yaml", "greeting: >-", "greeting: [")
    told = found(site, "structure")
    assert {f.path.name for f in told} == {"hills.yaml", "site.yaml", "phrases.yaml"}
    assert all(f.severity == "error" and f.line for f in told)
    assert any("did you mean 'covered'" in f.message for f in told)


def test_links_into_nothing(site):
    path = change(site, "intents/hills.yaml", "running-up-hills#walk]", "running-up-hills#wlak]")
    (finding,) = found(site, "link")
    assert (finding.path, finding.line) == (path, line_of(path, "#wlak"))
    assert "did you mean" in finding.message


def test_the_same_example_under_two_intents(site):
    path = change(site, "intents/hills.yaml", "- arm swing on hills", "- uphill technique")
    (finding,) = found(site, "duplicate")
    assert finding.severity == "warning"
    assert "hills.technique" in finding.message
    change(site, "intents/hills.yaml", "- arm movement uphill", "- technique uphill please")
    assert len(found(site, "near-duplicate")) == 1
    assert path.name == "hills.yaml"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Take 400 mg twice a day.", "dose"),
        ("Do 3 sets of these.", "dose"),
        ("You probably have sciatica.", "diagnosis"),
        ("This sounds like a torn hamstring.", "diagnosis"),
        ("Doesn't it hurt more at night?", "leading"),
        ("It will heal by itself.", "promise"),
        ("This always works.", "promise"),
    ],
)
def test_phrases_are_read_for_what_they_may_not_say(site, text, code):
    path = site / "intents" / "phrases.yaml"
    path.write_text(path.read_text("utf-8") + f"mine: {json.dumps(text)}\n", "utf-8")
    (finding,) = found(site, code)
    assert finding.line == line_of(path, "mine:")


def test_a_reviewed_promise_is_let_be(site):
    path = site / "intents" / "phrases.yaml"
    more = "mine:\n  text: It will heal.\n  reviewed: A. Name, 2026-01-31\n"
    path.write_text(path.read_text("utf-8") + more, "utf-8")
    assert found(site, "promise") == []


def test_sources_without_address_or_date(site):
    name = "corpus/articles/running-up-hills.md"
    change(site, name, "url: https://www.example.org/running-up-hills\n", "")
    change(site, name, "published: 2026-01-15\n", "")
    assert len(found(site, "source")) == 2


def test_a_site_without_folders(tmp_path):
    (finding,) = check(tmp_path)
    assert "not a site" in finding.message


def test_schemas_allow_what_the_readers_do():
    """The schemas' keys are the strict readers' own."""
    assert tuple(schema("intents")["properties"]) == _TOPIC
    ask = schema("intents")["properties"]["ask"]["additionalProperties"]
    assert set(ask["properties"]) == set(_ASK)
    assert set(schema("article")["properties"]) == set(_FRONT)
    assert set(schema("site")["properties"]) == set(_SETTINGS)
    rule = schema("red_flags")["properties"]["rules"]["items"]
    assert set(rule["properties"]) == set(RULE_KEYS)
    assert GROUPS == RULE_GROUPS
    for kind in KINDS:
        assert json.loads(json.dumps(schema(kind)))["$schema"]


def test_the_starters_files_have_only_keys_of_the_schema(site):
    for name, kind in (("intents/hills.yaml", "intents"), ("corpus/site.yaml", "site")):
        keys = yaml.safe_load((site / name).read_text("utf-8"))
        assert set(keys) <= set(schema(kind)["properties"])


REACH = """\
topic: boots
title: Boots
ask:
  buy:
    title: Which boots should I buy?
    covered: no
    examples:
      - which boots should I buy
      - what boots are good
      - best boots for hills
      - boots to buy
      - good boots
      - recommend some boots
  lost:
    covered: no
    examples:
      - which boots should I buy please
      - How do I run up hills?
  odd:
    covered: no
    examples:
      - should I walk when it gets too steep today
      - should I walk when it gets very steep
      - is walking on a steep hill cheating
      - can I walk up the steep bits then
      - do good runners walk uphill too
      - always walking when steep, is that bad
"""


def test_intents_that_nothing_reaches(site):
    path = site / "intents" / "boots.yaml"
    path.write_text(REACH, "utf-8")
    findings = [f for f in check(site) if f.code in ("unreachable", "unused")]
    told = {f.line: f.message for f in findings if f.path == path}
    # every example is another's
    eclipsed = next(f for f in findings if "stands under another intent too" in f.message)
    assert eclipsed.line == line_of(path, "lost:")
    assert "boots.buy, hills.technique" in eclipsed.message
    # no title of its own: a suggestion can't tell the two apart
    assert any("title “Boots” is boots.lost's too" in f.message for f in findings)
    # its examples all go elsewhere, and nothing suggests it
    odd = next(f for f in findings if f.message.startswith("boots.odd: unused"))
    assert (odd.path, odd.line) == (path, line_of(path, "odd:"))
    assert "none of its examples (6) finds it" in odd.message
    assert "merge the two" in odd.message
    assert not any(m.startswith("boots.buy") for m in told.values())


def test_an_intent_that_only_its_suggestion_reaches(site):
    path = site / "intents" / "boots.yaml"
    path.write_text(REACH.replace("    covered: no\n    examples:\n      - should", (
        "    title: May I hike instead of jogging?\n    covered: no\n    examples:\n      - should"
    )), "utf-8")  # fmt: skip
    change(site, "intents/hills.yaml", "suggest: [hills.technique]", "suggest: [boots.odd]")
    (finding,) = (f for f in check(site) if f.message.startswith("boots.odd: un"))
    assert finding.code == "unreachable"
    assert "only the suggestion “May I hike instead of jogging?” does" in finding.message


def test_a_sound_site_has_nothing_unreached(site):
    assert not [f for f in check(site) if f.code in ("unreachable", "unused")]


def test_a_suggested_title_that_leads_elsewhere(site):
    path = site / "intents" / "boots.yaml"
    text = REACH[: REACH.index("  lost:")].replace(
        "Which boots should I buy?", "Any tips for running uphill, the right way to climb a hill?"
    )
    path.write_text(text, "utf-8")
    change(site, "intents/hills.yaml", "suggest: [hills.technique]", "suggest: [boots.buy]")
    (finding,) = (f for f in check(site) if f.code == "unreachable")
    assert (finding.path, finding.line) == (path, line_of(path, "title: Any"))
    assert "is suggested to readers and finds hills.technique" in finding.message
    assert not [f for f in check(site, quick=True) if f.code == "unreachable"]
