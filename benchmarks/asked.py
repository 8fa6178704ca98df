"""What readers' questions and talks get, on those that the intents never learned from.

    python -m benchmarks.asked

Reads the labelled questions and conversations of `tests/cases`, each by a hand that had seen
neither the intents nor the rules. `held` are the tenth (of the earlier files: the half) that no
intent learned from; `train` flatters. The judge of red flags has learned that most of them are
ordinary, so the alarms flatter in both. Labels: one person's, not clinically approved.

quoted     turns that quote an expected snippet, of those that the article answers or half answers
abstained  turns without an answer on the site that get none
topic      turns filed under the labelled topic or another that was thought defensible
alarms     ordinary turns that get a safety text in place of an answer
"""

import json
from collections import Counter
from pathlib import Path

from assistant import Assistant, Message
from assistant.domain import Quote, Urgency
from assistant.text import fold
from benchmarks.triage import rate, table

CASES = Path("tests/cases")
MEASURES = ("quoted", "abstained", "topic", "alarms")


def turns(case):
    """(text, what is expected) of each turn, a question being a talk of one."""
    texts = case["text"] if isinstance(case["text"], list) else [case["text"]]
    return zip(texts, case["expect"].get("turns", [case["expect"]]), strict=True)


def judge(reply, expect):
    """Measure → whether it holds, for the measures that this turn speaks to."""
    if expect.get("urgency", "none") != "none":
        return {}
    kinds = [reply.sources[p.source].kind for p in reply.parts if isinstance(p, Quote)]
    found = {"alarms": reply.urgency is not Urgency.NONE}
    if wanted := expect.get("must_quote_any"):
        found["quoted"] = any(fold(s) in fold(reply.text) for s in wanted)
    if expect.get("reply_type") == "abstain":
        quotes_site = any(k in ("article", "comment") for k in kinds)
        found["abstained"] = str(reply.kind) in ("unsure", "clarify") or not quotes_site
    if topic := expect.get("topic"):
        found["topic"] = reply.topic in (topic, *expect.get("acceptable_topics", ()))
    return found


def main():
    bot = Assistant.open()
    rows = []
    for name in ("questions", "dialogues"):
        counts = {"held": Counter(), "train": Counter()}
        for kind in ("fresh", "asked"):
            path = CASES / f"{kind}_{name}.jsonl"
            for line in path.read_text("utf-8").split("\n"):
                if not line:
                    continue
                case = json.loads(line)
                messages = []
                for text, expect in turns(case):
                    messages.append(Message("reader", text))
                    reply = bot.reply(messages, "GB")
                    messages.append(Message("assistant", reply.text))
                    part = "held" if case["part"].startswith("held") else "train"
                    counts[part].update(judge(reply, expect).items())
        for part, found in counts.items():
            cells = []
            for measure in MEASURES:
                yes, no = found[measure, True], found[measure, False]
                side = "high" if measure == "alarms" else "low"
                cells.append(rate([True] * yes + [False] * no, side))
            rows.append((f"{name}, {part}", *cells))
    table(rows, ("", *MEASURES))


if __name__ == "__main__":
    main()
