"""Queues for tests, made of sentences; the same at every call."""

from __future__ import annotations

import json
import random

QUESTIONS = (
    "Can I run with sciatica?",
    "Is cycling bad for a nerve in the {part}?",
    "What is piriformis syndrome, and is it felt in the {part}?",
    "Where does the article show the exercises for the {part}?",
    "My {part} tingles after {n} miles. Is neural mobilization worth a try?",
    "Thanks, great article!",
    "I can't feel my crotch since yesterday and I can't pass water. Which exercise helps?",
    "BUY NOW cheap insoles, free shipping, click here https://shop.example.net",
    "What did the review of {n} studies find?",
    "How do I find a physio who knows runners?",
)
PARTS = ("calf", "hamstring", "buttock", "lower back", "thigh", "foot")


def lines(count, seed=1):
    """`count` lines of a queue, some of them replies to others, one in 97 broken."""
    dice = random.Random(seed)
    for n in range(1, count + 1):
        if n % 97 == 0:
            yield '{"id": ' + str(n) + ', "text": "cut of\n'
            continue
        text = dice.choice(QUESTIONS).format(part=dice.choice(PARTS), n=dice.randint(2, 99))
        parent = dice.randint(1, n - 1) if n > 5 and dice.random() < 0.2 else 0
        yield json.dumps(
            {"id": n, "post": str(dice.randint(1, 9)), "parent": parent,
             "author": f"Reader {dice.randint(1, 400)}", "text": f"{text} ({n})"}
        ) + "\n"  # fmt: skip


def write(path, count, seed=1):
    """Write such a queue; gives the path back."""
    path.write_text("".join(lines(count, seed)), encoding="utf-8")
    return path
