"""What triage catches and what it raises falsely, on messages it has not learned from.

    python -m benchmarks.triage [--curve]

Every figure of the learner is out of fold, five folds: the messages of a scenario (or of a writer)
are judged by a model that saw none of them. Concepts and rules were written by a person who could
read the labelled messages, so the rules' rows are not out of anything but their writer's memory.
The labels are not clinically approved.
"""

import statistics
import sys
import time
from collections import Counter
from zlib import crc32

import numpy as np

from assistant.domain import Urgency
from assistant.text import fold
from assistant.triage import Rules
from assistant.triage.cases import Case, read_cases
from assistant.triage.learn import (
    FOLDER,
    by_scenario,
    by_writer,
    examples_of,
    models_out_of_fold,
)
from assistant.triage.load import tables
from assistant.triage.score import Scorer
from assistant.triage.verdict import judge

GAUGE = FOLDER.parent / "gauge"
KEYWORDS = (
    "numb saddle", "saddle numbness", "numb groin", "incontinen", "can't pee", "cannot pee",
    "cauda equina", "foot drop", "chest pain", "suicid", "kill myself", "stroke", "fever",
    "weight loss", "cancer", "dvt", "blood clot", "both legs", "pregnan", "fracture", "overdose",
)  # fmt: skip
"""The baseline everybody starts with"""


def keyword(case):
    text = fold(case.text)
    return Urgency.EMERGENCY if any(k in text for k in KEYWORDS) else Urgency.NONE


def bound(k, n, level=0.95):
    """One-sided Clopper–Pearson: (lower, upper), each at `level`."""
    from scipy.stats import beta

    low = 0.0 if k == 0 else float(beta.ppf(1 - level, k, n - k + 1))
    high = 1.0 if k == n else float(beta.ppf(level, k + 1, n - k))
    return low, high


def rate(hits, side):
    """ "k/n = p (≥ bound)" """
    n, k = len(hits), sum(hits)
    if not n:
        return "–"
    low, high = bound(k, n)
    mark = f"≥ {low:.3f}" if side == "low" else f"≤ {high:.3f}"
    return f"{k}/{n} = {k / n:.3f} ({mark})"


def figures(cases, verdicts):
    """The four columns: emergencies, flags, alarms on clear look-alikes, on ordinary questions."""
    pairs = [(c, u) for c, u in zip(cases, verdicts, strict=True) if not c.derived]
    ok = [(c, u.rank >= c.least) for c, u in pairs if c.flagged]
    return (
        rate([k for c, k in ok if c.urgency is Urgency.EMERGENCY], "low"),
        rate([k for _, k in ok], "low"),
        rate([u is not Urgency.NONE for c, u in pairs if c.clear], "high"),
        rate([u is not Urgency.NONE for c, u in pairs if c.ordinary], "high"),
    )


def table(rows, head):
    print("| " + " | ".join(head) + " |\n|" + "---|" * len(head))
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print()


HEAD = ("system", "emergencies", "all flags", "clear look-alikes", "ordinary")


def report(cases: list[Case], rules: Rules) -> None:
    """All tables."""
    examples = examples_of(cases, rules)
    found = [rules.findings(c.text) for c in cases]
    print(f"{len(cases):,} messages, {len({c.scenario for c in cases}):,} scenarios, "
          f"{len({c.writer for c in cases if not c.ordinary})} writers\n")  # fmt: skip
    kinds = {"keyword list": [keyword(c) for c in cases]}
    kinds["rules alone"] = [
        judge(c.text, f, None).urgency for c, f in zip(cases, found, strict=True)
    ]
    for name, split in (("scenario", by_scenario), ("writer", by_writer)):
        alone, both = verdicts(examples, found, rules, split)
        kinds[f"learner, by {name}"], kinds[f"both, by {name}"] = alone, both
    table([(k, *figures(cases, v)) for k, v in kinds.items()], HEAD)
    best = "both, by scenario"
    by(cases, kinds[best], best, lambda c: c.writer, "writer")
    by(cases, kinds[best], best, lambda c: c.group or "(none)", "group")


def verdicts(examples, found, rules, split):
    """What the learner alone and both say of each message, by models that didn't see it."""
    alone = [Urgency.NONE] * len(examples)
    both = list(alone)
    for places, model in models_out_of_fold(examples, split, groups=True):
        for i in places:
            text = examples[i].case.text
            alone[i] = model.judge(text, found[i]).urgency or Urgency.NONE
            both[i] = judge(text, found[i], model, rules.findings).urgency
    return alone, both


def by(cases, verdicts, system, key, name):
    counts = Counter(key(c) for c in cases if not c.ordinary)
    print(f"{system}, by {name}\n")
    rows = []
    for value, _ in sorted(counts.items()):
        some = [(c, u) for c, u in zip(cases, verdicts, strict=True) if key(c) == value]
        ours = [c for c, _ in some]
        cells = figures(ours, [u for _, u in some])[:3]
        rows.append((value, str(len({c.scenario for c in ours})), *cells))
    table(rows, (name, "scenarios", *HEAD[1:4]))


def speed(rules, scorer):
    """Milliseconds a message, at the median."""
    words = (
        "I went for a run yesterday and my calf is tight but the foot feels odd when I sit".split()
    )
    rows = []
    for n in (50, 200):
        took = []
        for i in range(200):
            text = ". ".join(" ".join(words[(i + j) % 9 :]) for j in range(n))
            text = " ".join(text.split()[:n]) + f" {i}"
            start = time.perf_counter()
            found = rules.findings(text)
            middle = time.perf_counter()
            scorer.judge(text, found)
            took.append((middle - start, time.perf_counter() - middle))
        a, b = (statistics.median(t[k] for t in took) * 1e3 for k in (0, 1))
        rows.append((str(n), f"{a:.2f}", f"{b:.2f}", f"{a + b:.2f}"))
    table(rows, ("words", "rules, ms", "learner, ms", "together, ms"))


def gauge(rules):
    """The shipped rules and judge on rounds that nothing ever learned from, each by a new hand."""
    rules.scorer = Scorer.open()
    cases = read_cases(GAUGE)
    told = [rules.check([c.text]).urgency for c in cases]
    rows = []
    for writer in sorted({c.writer for c in cases}):
        some = [(c, u) for c, u in zip(cases, told, strict=True) if c.writer == writer]
        rows.append((writer, *figures([c for c, _ in some], [u for _, u in some])))
    rows.append(("all", *figures(cases, told)))
    print("rounds by hands that the judge and the rules never met\n")
    table(rows, ("round", *HEAD[1:]))


def curve(examples, rules):
    """Both by scenario, with a part of the messages to learn from."""
    rows = []
    for part in (25, 50, 75, 100):
        kept = [e for e in examples if crc32(e.case.id.encode()) % 100 < part]
        found = [rules.findings(e.case.text) for e in kept]
        told = verdicts(kept, found, rules, by_scenario)[1]
        rows.append((f"{part} %", *figures([e.case for e in kept], told)))
    table(rows, ("of the messages", *HEAD[1:]))


def main():
    cases = read_cases(FOLDER)
    rules = Rules(tables())
    report(cases, rules)
    gauge(rules)
    if "--curve" in sys.argv:
        curve(examples_of(cases, rules), rules)
    speed(rules, Scorer.open())


if __name__ == "__main__":
    np.seterr(all="raise", under="ignore")
    main()
