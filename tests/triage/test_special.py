"""Readers who get no exercises, and the look-alikes who may have them."""

from __future__ import annotations

import pytest

from assistant.triage import Rules
from assistant.triage.conditions import Condition
from assistant.triage.context import Mention
from assistant.triage.words import number_classes, pieces

RULES = Rules.load()
RULES.scorer = None  # the rules alone; the learned judge has its own tests
FRAGILE = ("child", "pregnancy", "post_surgery")

CHILD = """
my 11 yr old plays hurling and his hamstring is tight, what can he do
Our daughter (14) has a sore back after netball, can she use your stretches?
13yo boy, tight calves, which drills
hes 9 and football mad, sore hip. stretches?
im 14 and my hip is tight
thirteen and my bum hurts when i sit in class
12, tight hamstrings, which stretch
age 12, female, tight hamstrings, track
a nine-year-old with sore heels, any stretch?
im in year 10 and my glute hurts after rugby what stretch
She's in P6 and does cross country. Tight calves. Exercises?
In 4th grade and loves to run. Her hip flexors are tight. Which moves?
my daughter studying in 9th std is having calf pain after running, which exercise
I'm in sixth class and my back hurts after camogie
my son is in middle school and wants to do the floss
coaching an under 11 girls team, what warm up suits them
my lad, U15, growing like mad, tight quads, which stretches
u9s squad, tight calves, what can they do
She still has her milk teeth and wants to copy my bridges
my grandson is ten, sore heels, what can he do
shes only 13, is the plank safe
im 12 and my hip is tight, can i do the plank on my own
"""
PREGNANCY = """
36w and hips are killing me, what can i do
24+3 today and my SI joint is at me
31/40, one sided buttock pain, what loading
28 wks, still running, tight calf
34 weeks and my left hip burns, pigeon ok?
20 week scan was grand. can i still do side planks
I'm five months gone with tight glutes
the bump is in the way of the stretch, alternatives?
with the bump in the way, which figure four
third trimester sciatica, what stretches
my wife is due in march and has sciatica, what can she do
we're expecting our second and my hip is sore
two lines on the test! is the bridge ok
gave birth 3 weeks ago, when can i do the clams
my baby is 5 weeks old and my back is stiff from feeding
with a newborn on my chest all day my hips are tight
C-section 5 weeks ago. Can I start nerve glides?
8 weeks postpartum and tight glutes. bridges?
little one on the way, which stretch for one buttock
"""
SURGERY = """
5 wks out from the meniscus job, tight hip
3 weeks post op hip arthroscopy, stretches?
had my hip done in October, hamstring tight, which stretch
they did my disc on the 4th, when can i bridge
surgeon trimmed my disc a fortnight ago, core work?
Disc op in May went well. Which week do I start?
nerve root block yesterday, can i stretch
keyhole on my shoulder last week, sciatica from the chair
inguinal hernia mesh 4 weeks ago, dead bugs?
appendix out two weeks ago, tight back
ACL graft nine weeks back, hamstring tight
had a foraminoplasty ten days ago, glides?
day 12 after discectomy, all good, glides?
stitches come out Tuesday, when can I start core
still in the brace, other hip is tight, which stretch
cast off next week, what can I do for the glute
my mum had her knee replaced four weeks ago, what can she do
"""
TWINS = """
my daughter is 27 and a runner, which stretches for her
my lad (24) got me running, tight hips
I coach the U14s and my own hamstring is tight
I'm 12 weeks into the plan, tight calves
14 miles on Sunday, now tight glutes
I'm 13 stone and stiff
my 10 year old trainers are worn, do I need new ones
had sciatica when I was 13, I'm 40 now
my grade 2 hamstring tear is fine, can I sprint
year 9 of running marathons, size 9 feet, tight hips
22+4 km long run, tight hams
16 weeks in, training block going well, tight hip
30 weeks of training and my hamstring moans
week 30 of the year and no running done, where to start
when my wife was pregnant in 2004 I took up running. tight hamstring
race due in 6 weeks, tight glute
expecting a PB in april if this hamstring behaves
my coach gave birth to a monster of a plan
a bump in the road threw my stride out
dog had puppies so I'm on the floor all day, stiff back
there was a pregnant pause when I asked about hill reps
I'm a midwife, on my feet all day, sore hip
my baby is 14 now and faster than me
had three C-sections, youngest is 17, which bridges
disc op in 2011, no bother since, tight calf
had my hip done six years ago, run 20k a week. glutes?
had a steroid jab in my back four years ago, floss again?
my dog had his knee op 3 weeks ago so I carry him, back tight
I don't want an operation, which exercises might help
got a stitch in my side at mile 3
6 weeks out from the marathon, tight hams
the GP's surgery is up a hill, calves tight
nerve block in my brain reading the steps, toes up or down?
"""


def lines(text):
    return text.strip().split("\n")


@pytest.mark.parametrize(
    ("text", "special"),
    [
        (text, special)
        for special, listed in zip(FRAGILE, (CHILD, PREGNANCY, SURGERY), strict=True)
        for text in lines(listed)
    ],
)
def test_a_fragile_reader_gets_no_exercises(text, special):
    found = RULES.check([text])
    assert found.special == special
    assert found.no_exercises


@pytest.mark.parametrize("text", lines(TWINS))
def test_a_twin_is_an_ordinary_reader(text):
    assert RULES.findings(text).special not in FRAGILE


def test_an_adult_beside_a_child_is_answered_unless_the_child_is_meant():
    assert RULES.findings("My 12 year old laughs at me. I'm 51, tight hips").special == ""
    assert RULES.findings("My 12 year old is stiff. I'm 51. What can she do?").special == "child"


def test_an_age_has_no_unit():
    read = RULES._examiner._reader.read
    assert "@kid" in read("im 13 and stiff").every[1]
    assert "@kid" not in read("im 13 stone and stiff").every[1]
    assert "@lonekid" in read("my niece (9), stiff").every[2]
    assert "@loneweeks" in read("hello, 33 weeks, stiff").every[1]
    assert "@weeksfirst" in read("33 weeks and stiff").every[0]
    assert "@agefirst" in read("13, stiff").every[0]
    assert "@procedure" in read("had a foraminoplasty").forms[-1]


def test_weeks_of_a_pregnancy_are_parted():
    assert pieces("36w 22+4 31/40")[:6] == ["36", "week", "22", "weekplus", "31", "weekplus"]
    assert "@gest" in number_classes("9")
    assert "@gest" not in number_classes("43")


def test_a_condition_may_say_but_not():
    condition = Condition.parse("a|b ~ message ! c|d")
    a, c = Mention("a", 0, 1, 0), Mention("c", 3, 4, 0)
    assert condition.concepts == {"a", "b", "c", "d"}
    assert condition.met({"a": [a]})
    assert not condition.met({"a": [a], "c": [c]})
    with pytest.raises(ValueError, match="empty place"):
        Condition.parse("a !")


@pytest.mark.parametrize(
    ("turns", "special"),
    [
        (("had a hip op", "last month", "can I do these"), "post_surgery"),
        (("I had an injection in my back", "on tuesday"), "post_surgery"),
        (("what exercises for my girl", "year 8"), "child"),
        (("is it safe when you're expecting", "24 weeks"), "pregnancy"),
        (("how many trials were there", "10 or 11?"), ""),
        (("did you have an operation on your back?", "last month?"), ""),
        (("had a hip op in 1998", "last month I ran ten miles a week without pain"), ""),
    ],
)
def test_a_fragile_reader_may_be_told_over_two_turns(turns, special):
    found = RULES.check(list(turns))
    assert (found.special if found.special in FRAGILE else "") == special


def test_exercises_asked_for_a_child_of_no_age_are_withheld():
    assert RULES.check(["can my son do the video"]).special == "child"
    assert RULES.check(["can my son, 32, do the video"]).special == ""
