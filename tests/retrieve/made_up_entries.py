"""A made-up collection: few words, so that many entries share some."""

import random

NOUNS = "hip knee calf heel shin back neck groin foot ankle tendon nerve muscle joint disc".split()
VERBS = "run stretch rest walk climb sit bend lift massage strengthen cycle swim".split()
ADJECTIVES = "sore stiff weak numb swollen tight painful inner outer upper lower chronic".split()
FRAMES = (
    "Can I {v} with a {a} {n}?",
    "What helps a {a} {n}?",
    "How often should I {v} for my {n}?",
    "Is a {a} {n} normal after I {v}?",
)


def sentence(rng):
    return rng.choice(FRAMES).format(
        v=rng.choice(VERBS), a=rng.choice(ADJECTIVES), n=rng.choice(NOUNS)
    )


def entries(count, seed=0, asked=3):
    """Entries of a few shared titles, some with past questions, some without a field."""
    rng = random.Random(seed)
    titles = [sentence(rng) for _ in range(max(2, count // 3))]
    for n in range(count):
        entry = {"id": f"e{n}", "title": rng.choice(titles)}
        if n % 7:
            entry["body"] = " ".join(sentence(rng) for _ in range(rng.randint(1, 6)))
        if asked and n % asked == 0:
            entry["questions"] = [sentence(rng) for _ in range(rng.randint(1, 3))]
        if n % 11 == 0:
            del entry["title"]
        yield entry


def queries(count, seed=1):
    rng = random.Random(seed)
    fixed = ["", "what is the", "hip", "the hip the knee the hip", "ankel", "zzz", "42", "run"]
    return fixed + [sentence(rng) for _ in range(count)]
