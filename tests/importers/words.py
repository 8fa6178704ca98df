# ruff: noqa: E501
"""What the kit's posts are about: subjects, and frames of a key sentence with its question."""

SUBJECTS = (
    """
hill repeats; trail shoes; parkrun mornings; treadmill winters; marathon tapering; night running;
orienteering maps; stair climbing; beach running; fell racing; canal towpaths; buggy running;
barefoot strides; fartlek sessions; tempo intervals; cyclocross mud; triathlon transitions;
open-water swimming; turbo trainers; rowing machines; kettlebell circuits; yoga evenings;
foam rollers; compression socks; ankle mobility; calf raises; hip bridges; plank variations;
pacing charts; heart-rate straps; GPS watches; running diaries; cadence drills; downhill braking;
cobbled streets; snow gaiters; rain jackets; merino layers; head torches; hydration vests;
energy gels; beetroot juice; porridge breakfasts; recovery lunches; rest weeks; altitude camps;
cross-country leagues; relay teams; ultra checkpoints; club handicaps; charity places;
school sports days; veteran records; travel workouts; hotel stairs; commuter runs; dog leads;
pram wheels; reflective vests; blister plasters; shoe rotation; lacing patterns; insole swaps;
sprint starts; javelin throwing; hurdle clinics; race numbers; finish photos; volunteer marshals;
timing chips; start pens; course measuring; route libraries; village fun runs; forest loops;
moorland crossings; lighthouse runs; city bridges; stadium tracks; indoor arenas
""".replace("\n", " ")
    .strip()
    .split("; ")
)

# (key sentence, question): {s} the subject, {d} a detail that only the sentence holds
FRAMES = (
    (
        "The best surprise about {s} came in {p}, where {d} made all the difference.",
        "what was the best surprise about {s} in {p}?",
    ),
    (
        "Before {s} I always lay out {d}, a habit that I picked up in {p}.",
        "which habit did you pick up in {p} for {s}?",
    ),
    (
        "My worst mistake with {s} was trusting {d} on a stormy Sunday in {p}.",
        "your worst mistake with {s} on that stormy Sunday in {p}?",
    ),
    (
        "Our club tested {d} during {s} and the vote in {p} was unanimous.",
        "what did your club vote about {s} in {p}?",
    ),
    (
        "People who ask me about {s} are told to borrow {d} from the library in {p}.",
        "what should I borrow from the {p} library for {s}?",
    ),
    (
        "An old coach from {p} taught me that {s} need patience and {d}.",
        "what did the old coach from {p} teach you on {s}?",
    ),
    (
        "It took three winters of {s} near {p} until I understood {d}.",
        "what did you understand after three winters of {s} near {p}?",
    ),
    (
        "The committee of {p} bought {d} so that {s} could go on in the dark.",
        "what did the {p} committee buy so {s} could go on?",
    ),
)
DETAILS = (
    """
a whistle on a shoelace; two brass buttons; the second alarm clock; an upturned bucket; a tin of
shoe wax; the blue chalk line; a paper cup of gravel; three wooden pegs; the baker's opening hours;
a borrowed umbrella; the lamp post count; a folded tea towel; an orange bin bag; the ferry timetable;
a stack of beer mats; the church bell rhythm; one left-handed glove; a jar of pickled beetroot;
the echo under a bridge; a bicycle bell; the milk float schedule; four clothes pins; a wax crayon map;
the gravel side of the lane; a thermos of lentil soup; an egg timer; the postman's shortcut;
a spare bootlace; the herring gull warning; a roll of silver tape
""".replace("\n", " ")
    .strip()
    .split("; ")
)
PLACES = """Ferryhill Oakmere Brindlow Castleford Dunmore Eskdale Farnley Glenholm Harrowby Inverlea
Jarrowside Kelmarsh Linton Marwick Netherby Orford Penhale Quarrington Ravensthorpe Stonegate
Thornbury Ullerton Velden Wexcombe Yarlside Zennoria Amberley Birchgate Coldstone Drumlin""".split()
FILLER = (
    "I wrote this on the train, so forgive the odd typing error.",
    "The kettle is on and the rain has stopped.",
    "More about that another time.",
    "As always, I only tell what happened to me.",
    "You don't have to agree; that's what the comments are for.",
    "It wasn't planned -- things rarely are.",
    'Somebody said "never again" and signed up the next morning.',
    "We've all been there...",
    "The rest of the week was quiet.",
    "Photos follow as soon as I've found the cable.",
    "That's the long and the short of it.",
    "Thanks to everyone who wrote in last month!",
)
READERS = """Maeve O'Connor;Jon Petersen;Priya Nair;Old Ned;Samira Haddad;Lee;Tomasz W.;Ines Duarte;
runnergirl88;Hugh Pemberton;Akiko;Carlos M;Fatima Zahra;Greta;Big Dave;Niamh;Oskar Lind""".replace(
    "\n", ""
).split(";")
ASKS = (
    "How long did that take you? I'm on my third try.",
    "Does it work in the rain too?",
    "Loved this, thank you :)",
    "I'd do it the other way round, but each to their own.",
    "Where did you buy the thing in the picture?",
    'Is there a "beginner" version of this?',
    "My neighbour swears by it -- says it saved his season.",
    "Mail me at someone@example.org or ring 01632 960 123 if you need a hand.",
    "What about <em>older</em> runners?\n\nI'm 62 & still going.",
    "شكرا جزيلا على هذا المقال",
)
ANSWERS = (
    "Hi {name}, about two months, but I wasn't in a hurry.",
    "It does, as long as the ground isn't frozen.",
    "{name}, I'll write about that next week.",
    "Thanks {name}! The shop in the village has them.",
)
