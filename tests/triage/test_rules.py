"""Every rule's own sentences, the face, the tables, the texts."""

from __future__ import annotations

import json
import time

import pytest

from assistant.domain import Triage, Urgency
from assistant.errors import DataError, StoreError
from assistant.triage import GROUPS, Rules

RULES = Rules.load()
RULES.scorer = None  # the rules alone; the learned judge has its own tests


@pytest.mark.parametrize("rule", RULES.rules, ids=lambda r: r.id)
def test_a_rule_fires_on_its_own_sentences_and_is_silent_on_the_others(rule):
    for sentence in rule.fires:
        assert rule.id in {h.rule.id for h in RULES.findings(sentence).hits}, sentence
        assert RULES.check([sentence]).urgency.rank >= rule.urgency.rank, sentence
    for sentence in rule.silent:
        assert rule.id not in {h.rule.id for h in RULES.findings(sentence).hits}, sentence


def test_every_group_of_the_contract_has_a_rule_and_a_canary():
    assert {r.group for r in RULES.rules} == set(GROUPS)
    for message, least in RULES.canaries:
        assert RULES.check([message]).urgency.rank >= least.rank


def test_no_rule_claims_a_review_that_did_not_happen():
    assert all(r.reviewed is None for r in RULES.rules)


def test_ids_are_unique_and_sources_are_named():
    ids = [r.id for r in RULES.rules]
    assert len(ids) == len(set(ids))
    assert all(r.source for r in RULES.rules)


def test_tables_survive_json_and_open_without_yaml_in_a_moment():
    tables = json.loads(json.dumps(RULES.to_tables()))
    started = time.process_time()
    again = Rules.from_tables(tables)
    assert time.process_time() - started < 0.3
    message = "numb crotch since my back went and I can't pee"
    assert again.check([message]) == RULES.check([message])
    assert again.phrases == RULES.phrases


def test_tables_of_another_version_are_refused():
    with pytest.raises(StoreError, match="build the site again"):
        Rules.from_tables({"version": 0})


GOOD = """rules:
  - id: site_rule
    group: other
    urgency: same_day
    source: https://example.com
    any: ["thunder_head + fever ~ message"]
    fires: ["worst headache and a fever of 39", "worst headache ever, burning up"]
    silent: ["no headache", "race fever"]
"""


def test_a_site_may_add_a_rule(tmp_path):
    path = tmp_path / "red_flags.yaml"
    path.write_text(GOOD, encoding="utf-8")
    rules = Rules.load(path)
    assert len(rules.rules) == len(RULES.rules) + 1
    assert "site_rule" in {
        h.rule.id for h in rules.findings("worst headache and a fever of 39").hits
    }


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("site_rule", "ces_saddle", 2, "choose another id"),
        ("group: other", "group: others", 3, "did you mean 'other'"),
        ("thunder_head", "thunder_heap", 6, "did you mean 'thunder_head'"),
        ("~ message", "~ massage", 6, "is not one of"),
        ('["no headache", "race fever"]', '["no headache"]', 2, "at least two"),
        ("source: https://example.com", "sauce: x", 5, "unknown key 'sauce'"),
    ],
)
def test_a_wrong_rule_is_told_with_its_line_and_the_mend(tmp_path, old, new, line, words):
    path = tmp_path / "red_flags.yaml"
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(DataError) as e:
        Rules.load(path)
    assert words in str(e.value)
    assert e.value.line == line


COUNTRIES = ("GB", "IE", "DE", "US", "CA", "AU", "NZ", None, "BR")


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("group", GROUPS)
def test_what_is_said_names_help_and_is_listed(group, country):
    for urgency in (Urgency.EMERGENCY, Urgency.SAME_DAY):
        parts = RULES.urgent_parts(Triage(urgency=urgency, group=group), country)
        said = " ".join(p.text for p in parts)
        assert all(RULES.phrases[p.id] == p.text for p in parts)
        assert "{" not in said
        if group == "self_harm":
            assert len(parts) == 1
            assert any(n in said for n in ("116 123", "13 11 14", "988", "1737", "crisis"))
        elif urgency is Urgency.EMERGENCY:
            assert any(n in said for n in ("999", "112", "911", "000", "111"))
            assert "A&E" in said or "emergency department" in said or group == "medicines"
        else:
            assert "today" in said
    soon = " ".join(
        p.text for p in RULES.soon_parts(Triage(urgency=Urgency.SOON, group=group), country)
    )
    assert any(w in soon for w in ("GP", "doctor", "physio", "clinician"))


def test_111_never_stands_without_its_country():
    for name, text in RULES.phrases.items():
        if "111" in text.replace("116 111", ""):
            assert "NHS 111" in text or "New Zealand" in text, name


def test_no_sentence_diagnoses_predicts_asks_or_names_a_dose():
    for name, text in RULES.phrases.items():
        low = text.lower()
        assert "?" not in text, name
        for words in (
            "you have sciatica",
            "you have a",
            "likely",
            "probably",
            " mg",
            "sounds like",
        ):
            assert words not in low, (name, words)


def test_below_same_day_the_net_is_said_and_above_it_is_not():
    assert RULES.safety_net(Triage(), "GB")
    assert not RULES.safety_net(Triage(urgency=Urgency.EMERGENCY, group="stroke"), "GB")


def test_the_evidence_holds_names_and_not_the_readers_words():
    found = RULES.check(["my Zanzibarian crotch is numb"])
    assert found.evidence
    assert "zanzibar" not in " ".join(found.evidence).lower()
