"""The learned judge: what it was learned from, how it is served, and what it must never miss."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from assistant.domain import Urgency
from assistant.errors import DataError, StoreError
from assistant.triage import Rules
from assistant.triage.cases import read_cases
from assistant.triage.grams import (
    letter_grams,
    names_of,
    pair_grams,
    stretches,
    word_grams,
    words_of,
)
from assistant.triage.learn import example, examples_of, fingerprint, main, out_of_fold, train
from assistant.triage.load import compiled, tables
from assistant.triage.score import FLAG, MODEL, Scorer, chance

CASES = Path(__file__).parents[1] / "cases" / "redflags"
AGAIN = "python -m assistant.triage.learn tests/cases/redflags"


def lengths(text):
    return [len(s) for s in words_of(text)]


@pytest.fixture(scope="module")
def cases():
    return read_cases(CASES)


@pytest.fixture(scope="module")
def rules():
    return Rules.load()


@pytest.fixture(scope="module")
def some(cases):
    return [c for c in cases if c.writer in ("first", "near", "q-first")][:240]


def test_the_model_is_of_these_messages_and_concepts(cases):
    source = Scorer.open().table["source"]
    assert source == fingerprint(cases, Rules(compiled())), (
        f"labelled messages, concepts or rules changed since the model was learned; say: {AGAIN}"
    )


def test_every_message_of_the_locked_core_is_caught(cases, rules):
    core = [c for c in cases if c.id.startswith("core-")]
    assert len(core) >= 300
    missed = [c.id for c in core if rules.check([c.text]).urgency.rank < c.least]
    assert not missed, f"{len(missed)} tellings of the locked core are missed: {missed}"


def test_messages_kept_aside_are_caught_and_look_alikes_left_alone(cases, rules):
    """No model learned from these; the floors lie well below the cross-validated figures."""
    aside = [c for c in cases if c.split == "test"]
    told = [(c, rules.check([c.text]).urgency) for c in aside]
    assert len([c for c in aside if c.flagged]) > 200
    caught = [u.rank >= c.least for c, u in told if c.flagged]
    assert np.mean(caught) >= 0.9
    for hard, most_alike, most_plain in ((False, 0.2, 0.04), (True, 0.22, 0.15)):
        # The writers of x, y and z set out to mislead: harmless twins, alarming small talk.
        some = [(c, u) for c, u in told if c.writer.startswith(("x", "y", "z")) is hard]
        assert np.mean([u is not Urgency.NONE for c, u in some if c.clear]) <= most_alike
        assert np.mean([u is not Urgency.NONE for c, u in some if c.ordinary]) <= most_plain


def test_scenarios_never_stand_on_both_sides(cases):
    sides = {}
    for c in cases:
        sides.setdefault(c.scenario, set()).add(c.split)
    assert all(len(s) == 1 for s in sides.values())


def test_ids_and_texts_are_unique(cases):
    assert len({c.id for c in cases}) == len(cases)
    assert all(c.text.strip() and c.urgency in c.acceptable for c in cases)


def test_learning_twice_gives_the_same_bytes(some, tmp_path):
    for name in ("a", "b"):
        train(examples_of(some, None)).save(tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_scores_do_not_depend_on_the_hash_seed():
    code = (
        "from assistant.triage import Rules; from assistant.triage.grams import names_of\n"
        "r = Rules.load(); t = 'My foot slaps, and since Monday I can\\'t feel when I wipe.'\n"
        "print(r.scorer.outputs(t, names_of(r.findings(t))).tobytes().hex())"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PATH": ""},
            cwd=CASES.parents[2],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "7")
    }
    assert len(seen) == 1


def test_serving_needs_neither_sklearn_nor_yaml():
    code = (
        "import sys\n"
        "from assistant.triage.score import Scorer\n"
        "Scorer.open().outputs('numb since Monday', ())\n"
        "print([m for m in ('sklearn', 'scipy', 'yaml', 'pydantic') if m in sys.modules])"
    )
    out = subprocess.run(
        [sys.executable, "-c", code], cwd=CASES.parents[2], capture_output=True, text=True
    )
    assert out.stdout.strip() == "[]", out.stderr


def test_out_of_fold_models_have_not_seen_the_fold(some):
    """A message that only its own fold explains is not known out of fold."""
    examples = examples_of(some, None)
    inside = train(examples, groups=False)
    outside = out_of_fold(examples, lambda c: c.scenario[-1])
    flags = [i for i, e in enumerate(examples) if e.case.flagged]
    seen = [inside.outputs(examples[i].case.text, ())[FLAG] for i in flags]
    assert np.mean(seen) > np.mean(outside[flags, FLAG]) + 1


def test_serving_agrees_with_learning(some, rules):
    """The sparse matrix of learning and the sums of serving are the same numbers."""
    from assistant.triage.learn import Vocabulary

    examples = examples_of(some, rules)
    model, vocabulary = train(examples, groups=False), Vocabulary(examples)
    grams = vocabulary.matrix(examples, ("words", "letters", "pairs")).toarray()
    names = vocabulary.matrix(examples, ("names",)).toarray()
    parts = [model.arrays[f"{p}_weights"][:, FLAG] for p in ("words", "letters", "pairs")]
    sizes = [1.0, 0.5, 1.5]
    weights = np.concatenate([w.astype(float) / s for w, s in zip(parts, sizes, strict=True)])
    expected = grams @ weights + names @ model.arrays["names_weights"][:, FLAG].astype(float)
    expected += model.arrays["bias"][FLAG]
    short = [i for i, e in enumerate(examples) if len(stretches(lengths(e.case.text))) == 1]
    got = [model.outputs(examples[i].case.text, examples[i].names)[FLAG] for i in short]
    assert len(short) > 150
    assert np.allclose(got, expected[short], atol=0.02)


def test_a_flag_in_a_long_story_is_not_drowned(rules):
    story = (
        "We moved house in March and I carried the piano with my brothers. The dog hates the van. "
        "It rained all week and the kettle was in a box. Yesterday I wet myself and never felt it. "
        "My sister brought soup and we laughed a good deal. Now the shelves are up. "
        "I run three miles on Sundays with the vicar."
    )
    names = names_of(rules.findings(story))
    whole = rules.scorer.outputs(" ".join(words_of(story)[0]), names)
    assert len(stretches(lengths(story))) > 2
    assert rules.scorer.judge(story, rules.findings(story)).urgency is Urgency.EMERGENCY
    assert whole[FLAG] < rules.scorer.outputs(story, names)[FLAG]


def test_stretches_cover_every_sentence():
    found = stretches([7] * 40)
    assert {i for first, end in found for i in range(first, end)} == set(range(40))
    assert stretches([7] * 3) == [(0, 3)]


def test_features_are_bounded_and_simple():
    each = words_of("Can't feel it. " * 3000)
    assert sum(map(len, each)) <= 4000
    assert "can't" not in word_grams(["can't"])  # stems carry no apostrophe
    assert word_grams(["numb", "bum"]) == {"numb", "bum", "numb bum"}
    assert " n" in letter_grams("numb")
    assert letter_grams("x" * 10_000) == letter_grams("x" * 40)
    assert pair_grams([["numb", "and", "wet"]]) == pair_grams([["wet", "the", "numb"]])


@pytest.mark.parametrize("text", ["", " ", "\n", "🙂", "?!", "a" * 90_000, "é\u0301 " * 5000])
def test_any_text_gets_finite_scores(rules, text):
    out = rules.scorer.outputs(text, ())
    assert np.isfinite(out).all()


def test_a_telling_and_a_look_alike(rules):
    found = "since Monday I can't feel myself wipe and my bits are numb"
    alike = "which glide would you do first for a tight hamstring?"
    scorer = rules.scorer
    flagged = scorer.opinion(scorer.outputs(found, names_of(rules.findings(found))))
    ordinary = scorer.opinion(scorer.outputs(alike, names_of(rules.findings(alike))))
    assert flagged.flag > 0.8
    assert (flagged.urgency, flagged.group) == (Urgency.EMERGENCY, "cauda_equina")
    assert ordinary.flag < 0.3
    said = scorer.judge(alike, rules.findings(alike))
    assert (said.urgency, said.veto, said.plain, said.doubt) == (None, True, False, False)


def test_the_logistic_function_never_overflows():
    assert chance(-1e9) < 1e-20
    assert chance(1e9) == 1.0


def test_faults_of_the_data_are_told_in_one_line(tmp_path, capsys):
    with pytest.raises(DataError, match=r"no \.jsonl"):
        read_cases(tmp_path)
    (tmp_path / "x.jsonl").write_text('{"id": "a"}\n', "utf-8")
    with pytest.raises(DataError, match=r"x\.jsonl:1: not a labelled message"):
        read_cases(tmp_path)
    assert main([str(tmp_path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_damaged_model_is_refused(tmp_path):
    data = bytearray(MODEL.read_bytes())
    data[-100] ^= 0xFF
    (tmp_path / "model.bin").write_bytes(data)
    with pytest.raises(StoreError, match="damaged"):
        Scorer.open(tmp_path / "model.bin")


def test_the_model_is_small_and_holds_no_message(cases):
    assert MODEL.stat().st_size <= 6_000_000
    table = json.dumps(Scorer.open().table)
    assert not any(c.text in table for c in cases if len(c.text) > 40)


def test_examples_are_what_serving_sees(cases):
    case = cases[0]
    e = example(case)
    each = words_of(case.text)
    assert e.words == word_grams([w for s in each for w in s])
    assert e.pairs == pair_grams(each)


def test_the_compiled_rules_are_of_these_files(tmp_path, monkeypatch):
    found, fresh = json.dumps(tables()), json.dumps(compiled())  # the order of keys counts too
    assert found == fresh, "run `python -m assistant.triage.learn` and commit rules.bin"
    monkeypatch.setattr("assistant.triage.load.COMPILED", tmp_path / "missing.bin")
    assert tables() == compiled()
