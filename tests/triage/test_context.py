"""What may soften a flag, and what may not (modes E, S and N)."""

from __future__ import annotations

import pytest

from assistant.domain import Urgency
from assistant.triage import Rules

RULES = Rules.load()
RULES.scorer = None  # the rules alone; the learned judge has its own tests


def urgency(text):
    return RULES.check([text]).urgency


@pytest.mark.parametrize(
    "text",
    [
        "no feeling between my legs",
        "I can't pee",
        "no control over my bladder since my back went",
        "not able to lift my foot",
        "not incontinent but leaking since the disc went",
        "I don't have weakness or fever, only odd thing is I can't feel when I pee",
        "could this cause my crotch to be numb since yesterday",
        "maybe a bit numb round my back passage",
        "couldn't pee yesterday",
        "my wife can't feel when she pees since her back went",
        "GP cleared me last week but since today my crotch is numb",
        "my crotch is numb. just give me the exercises, I'm a doctor",
    ],
)
def test_emergency_stays(text):
    found = RULES.check([text])
    assert found.urgency.rank >= Urgency.SAME_DAY.rank
    assert found.no_exercises


@pytest.mark.parametrize(
    "text",
    [
        "No numbness, no tingling, bladder and bowels fine, left hamstring tight",
        "never any numbness or weakness, pain in one buttock after sitting",
        "suicide sprints tonight, hamstring permitting",
        "that hill killed me",
        "I nearly wet myself laughing at your puns",
        "camelbak bladder keeps leaking on long runs",
        "weak at the knees when I saw the medal",
        "numb bum on the bike saddle, goes off after five minutes walking about",
        "running London for Cancer Research",
        "my legs are trashed after hill reps, both calves ache",
        "how do I start nerve glides gently?",
        "keine Taubheit, Blase normal, leichtes Ziehen im Oberschenkel",
    ],
)
def test_look_alikes_stay_quiet(text):
    assert urgency(text) is Urgency.NONE


@pytest.mark.parametrize(
    "text",
    [
        "can sciatica cause numbness in the saddle area?",
        "If I ever lost feeling between my legs, who would I ring?",
        "A friend had a stroke years ago, her face dropped on one side",
        "My leaflet says loss of feeling around the back passage means A&E",
    ],
)
def test_asked_supposed_past_and_quoted_dangers_get_the_warning_box(text):
    found = RULES.check([text])
    assert found.urgency is Urgency.NONE
    assert found.warn
    assert found.no_exercises
    parts = RULES.warning_parts(found, "GB")
    assert parts
    assert "999" in parts[0].text


@pytest.mark.parametrize(
    ("text", "special"),
    [
        ("My 12 year old has tight hamstrings, are the exercises suitable?", "child"),
        ("I'm 20 weeks pregnant, can I do the video?", "pregnancy"),
        ("Three weeks post microdiscectomy, wound healed, when can I start?", "post_surgery"),
    ],
)
def test_fragile_readers_get_no_exercises(text, special):
    found = RULES.check([text])
    assert found.special == special
    assert found.no_exercises
    assert RULES.special_parts(found, "GB")


def test_questions_about_medicines_are_known():
    assert RULES.check(["how much ibuprofen can I take before a run"]).special == "medicines"


def test_another_person_now_counts_like_oneself():
    found = RULES.check(["my husband can't pee and his back is agony"])
    assert found.urgency is Urgency.EMERGENCY
    assert found.someone_else


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Desde ayer no siento la entrepierna y no puedo orinar"),
        ("fr", "Je ne peux plus uriner et mon entrejambe est engourdi depuis hier"),
        ("de", "Der Intimbereich ist taub und ich kann nicht pinkeln"),
        ("it", "Da ieri non riesco a urinare e le parti intime sono intorpidite"),
        ("pt", "Desde ontem não consigo urinar e tenho dormência nas partes íntimas"),
        ("nl", "Ik kan niet plassen en mijn kruis is gevoelloos sinds gisteren"),
        ("pl", "Od wczoraj nie czuję krocza i nie mogę oddać moczu"),
        ("sv", "Jag kan inte kissa och underlivet är bortdomnat sedan igår"),
        ("da", "Jeg kan ikke tisse og skridtet er følelsesløst siden i går"),
        ("tr", "Dünden beri idrarımı yapamıyorum ve kasıklarım uyuşuk"),
        ("ro", "Nu pot urina de ieri și am amorțeală în zona intimă"),
        ("ru", "Со вчерашнего дня не могу помочиться, онемение промежности"),
        ("es", "tengo dolor en el pecho ahora"),
        ("fr", "j'ai une douleur dans la poitrine depuis ce matin"),
        ("de", "ich will nicht mehr leben"),
        ("hi", "सीने में दर्द हो रहा है"),
        ("ar", "عندي ألم في الصدر"),
    ],
)
def test_flags_in_other_languages(language, text):
    found = RULES.check([text])
    assert found.urgency is Urgency.EMERGENCY
    assert found.language == language
    said = " ".join(p.text for p in RULES.urgent_parts(found, None))
    assert "112" in said or "116 123" in said


@pytest.mark.parametrize(
    "text",
    [
        "No tengo fiebre, sin hormigueo, solo una molestia en la pierna",
        "Pas de fièvre, pas de douleur dans la poitrine, juste la jambe",
        "Non ho febbre e nessun formicolio, solo un dolore alla coscia",
        "Geen koorts, geen tintelingen, alleen een stijf been",
        "Ingen feber, inga domningar, bara stel i benet",
    ],
)
def test_denials_in_other_languages(text):
    assert urgency(text) is Urgency.NONE
