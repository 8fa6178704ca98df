"""Words that tell what a comment is for, whatever the site is about. Whole words, folded text."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from assistant.text import fold

_LISTS: dict[str, str] = {
    "advert": """
        half price | with code | use code | first order | plagiarism free | dot com |
        order now | buy now | buy cheap | shop now | click here | click below | free shipping |
        money back | discount code | promo code | coupon | % off | free spins | casino | betting |
        jackpot | no deposit | bonus code | backlinks | backlink | page 1 of google | page one of
        google | seo services | seo audit | free audit | guest post | sponsored post | link
        exchange | rank your site | telegram | whatsapp | dm me | inbox me | bitcoin | crypto |
        forex | payday loan | per week from | earn money | work from home | viagra | cialis |
        replica | essay writing | our top 10 | our store | our shop | visit my | visit our | check
        out my site | see our | my homepage | my web page | my web site | my website | limited
        offer | special offer | guaranteed results | best price | cheap | miracle cure | reverses
        | doctors hate""",
    "flattery": """
        nice one admin | hello admin | hi admin | dear admin | nice post | great post | nice blog
        | great blog | awesome blog | good article | excellent article | informative | bookmarked
        | keep it up | keep writing | your way of | the way you write | your next writing |
        wonderful writing | amazing write | thank you for sharing | thanks for sharing | quality
        content | i really like your | weblog""",
    "shop": """
        cheap | store | shop | deals | casino | bonus | seo | loans | loan | cure | cures |
        mattress | marketing | agency | services | software | crypto | buy | discount | escort |
        betting | slots | supplements | cbd | vape | clinic""",
    "legal": """
        legal action | legal department | take you to court | suing | lawsuit | small claims |
        copyright | copyrighted | infringement | infringing | infringes | dmca | trademark |
        defamation | defamatory | libel | libellous | cease and desist | plagiarism | plagiarised
        | plagiarized | without a credit | without credit | without my permission | without
        permission | my photograph | photograph of mine | photo of mine | image of mine | licence
        fee | license fee | discuss a licence | discuss a license | trading standards |
        advertising standards | asa complaint | liable | negligence | negligent | my solicitor |
        my solicitors | our solicitor | our solicitors | my lawyer | my lawyers | our lawyer | our
        lawyers | my attorney | our attorney | solicitors will | lawyers will | on behalf of my
        client | on behalf of our client | sue you | will sue | legal proceedings | legal notice |
        letter before action | formal notice | take down notice | takedown notice | intellectual
        property | unlicensed | unauthorised use | unauthorized use""",
    "press": """
        journalist | reporter | freelance writer | i write for | writing a piece | writing an
        article | writing a feature | for a feature | for an article i | for our magazine | for
        our podcast | on our podcast | my podcast | our podcast | press enquiry | press inquiry |
        media enquiry | media inquiry | media request | interview you | an interview with | for an
        interview | quote you | like to quote | radio show | tv programme | producer at | editor
        at | editor of | researcher at bbc | press office | reprint | republish | permission to
        use | permission to reproduce | for my newspaper | for our newspaper | for a documentary |
        for our documentary | for publication | go to print | by our deadline | my deadline is |
        your comment for""",
    "privacy": """
        gdpr | data protection | subject access | personal data | right to be forgotten | right to
        erasure | take down my | take my comment down | delete this comment | remove this comment
        | delete the comment | remove the comment | comment removed | comment deleted |
        unsubscribe me | my full name | my real name | my surname | my email address is showing |
        my e-mail address is showing | anonymise | anonymize | ico complaint | delete my comment |
        delete my comments | delete my data | delete my details | delete my name | delete my
        surname | delete my email | delete my e-mail | delete my email address | delete my e-mail
        address | delete my account | delete my information | delete my post | delete my photo |
        remove my comment | remove my comments | remove my data | remove my details | remove my
        name | remove my surname | remove my email | remove my e-mail | remove my email address |
        remove my e-mail address | remove my account | remove my information | remove my post |
        remove my photo | erase my comment | erase my comments | erase my data | erase my details
        | erase my name | erase my surname | erase my email | erase my e-mail | erase my email
        address | erase my e-mail address | erase my account | erase my information | erase my
        post | erase my photo | take down my comment | take down my comments | take down my data |
        take down my details | take down my name | take down my surname | take down my email |
        take down my e-mail | take down my email address | take down my e-mail address | take down
        my account | take down my information | take down my post | take down my photo | my
        personal details | my personal information | what data do you hold | what data you hold |
        data you hold""",
    "refund": """
        refund | refunded | refunds | money back please | my money back | charged twice | double
        charged | charged me | chargeback | order number | cancel my subscription | cancel my
        membership | cancel my order | overcharged | paypal | direct debit | my invoice | paid for
        the | i've paid for | i have paid for""",
    "abuse": """
        you idiot | idiots | morons | you moron | you're stupid | you are stupid | you liar |
        liars | scam | scammer | scammers | con artist | con artists | charlatan | charlatans |
        quack | quacks | quackery | fraud | frauds | fraudster | snake oil | bullshit | fuck you |
        fuck off | piss off | wankers | you wanker | shut up | disgraceful | a disgrace | ashamed
        of yourself | ashamed of yourselves | waste of space | kill yourself | go to hell""",
    "complaint": """
        complaint | formal complaint | complain to | complain about | i'm disappointed | very
        disappointed | really disappointed | disgusted | appalled | appalling | unacceptable |
        false advertising | made me worse | your exercises hurt | injured me | report you to |
        reporting you""",
    "clinician": """
        i'm a physio | i am a physio | as a physio | i'm a physiotherapist | i am a
        physiotherapist | as a physiotherapist | i'm a gp | i am a gp | as a gp | i'm a doctor | i
        am a doctor | as a doctor | i'm a surgeon | i am a surgeon | as a surgeon | spinal surgeon
        here | physio here | physiotherapist here | doctor here | gp here | nurse here | osteopath
        here | i'm an osteopath | as an osteopath | i'm a nurse | as a nurse | i'm a chiropractor
        | as a chiropractor | chartered physiotherapist | msk physio | msk physiotherapist |
        physical therapist here | i'm a physical therapist | as a physical therapist | i'm a
        radiologist | as a radiologist | i'm a consultant | as a consultant | i'm a neurologist |
        as a neurologist | sports physician | speaking as a | pharmacist here | i'm a pharmacist |
        as a pharmacist | dpt here | pt here | i treat patients | in my clinic | my patients""",
    "correction": """
        wrong | incorrect | incorrectly | inaccurate | inaccuracy | misleading | error | errors |
        mistake | mistaken | correction | correct this | correct that | please correct | should
        say | should read | outdated | out of date | not true | isn't true | untrue | isn't right
        | not right | no longer recommended | not supported | overstated | misquoted | misquotes |
        contradicts | disagree | dangerous | irresponsible | please amend | please update | needs
        updating | superseded | retracted | typo""",
    "thanks": """
        thanks | thank you | sharing this |
        shared this | sent this to | passing this on | forwarded this | thankyou | thx | ta |
        cheers | much appreciated | appreciate |
        grateful | magic | brilliant | great | lovely | very good | good article | nice | awesome
        | excellent | fantastic | helpful | useful | well done | bravo | love it | loved |
        greetings | spot on | made my day | merci | gracias | danke | grazie | obrigado | obrigada
        | dziękuję | tack | takk""",
    "child": """
        child | children | child's | kid | kids | kid's | son | son's | sons | daughter |
        daughter's | daughters | boy | boys | girl | girls | lad | lads | lass | teen | teens |
        teenager | teenagers | teenage | teenaged | toddler | baby | infant | youngster | junior |
        juniors | youth | little one | youngest | eldest | nephew | niece | grandson | grandchild |
        granddaughter | grandkids | stepson | stepdaughter | twins | pupil | pupils | student |
        school | schools | schoolboy | schoolgirl | gcse | gcses | sixth form | sixth former |
        college | grade | freshman | sophomore | academy | year old | year-old | years old |
        yr old | yrs old | yo | y/o | aged | my age is | u11s | u12s | u13s | u14s | u15s | u16s |
        under 11s | under 12s | under 13s | under 14s | under 15s | under 16s | under-11s |
        under-12s | under-13s | under-14s | under-15s | under-16s | 8yo | 9yo | 10yo | 11yo |
        12yo | 13yo | 14yo | 15yo | 16yo | 17yo | age 8 | age 9 | age 10 | age 11 | age 12 |
        age 13 | age 14 | age 15 | age 16 | age 17 | i'm 8 | i'm 9 | i'm 10 | i'm 11 | i'm 12 |
        i'm 13 | i'm 14 | i'm 15 | i'm 16 | i'm 17 | i am 10 | i am 11 | i am 12 | i am 13 |
        i am 14 | i am 15 | i am 16 | i am 17 | im 12 | im 13 | im 14 | im 15 | im 16 | im 17 |
        he's 8 | he's 9 | he's 10 | he's 11 | he's 12 | he's 13 | he's 14 | he's 15 | he's 16 |
        he's 17 | she's 8 | she's 9 | she's 10 | she's 11 | she's 12 | she's 13 | she's 14 |
        she's 15 | she's 16 | she's 17 | turned 10 | turned 11 | turned 12 | turned 13 |
        turned 14 | turned 15 | turned 16 | turned 17 | only 12 | only 13 | only 14 | only 15 |
        only 16""",
    "post_surgery": """
        op | ops | operation | operations | operated | surgery | surgeries | surgeon | surgeons |
        surgical | postop | discectomy | microdiscectomy | laminectomy | fusion | fused |
        arthroscopy | meniscectomy | decompression | replacement | replaced | resurfacing | repair
        | repaired | reattached | reconstruction | acl | c-section | section | caesarean |
        cesarean | hysterectomy | hernia | osteotomy | theatre | anaesthetic | anesthetic |
        stitches | sutures | staples | scar | wound | incision | shaved | dressing | drain | cast |
        metalwork | screws | plates | injection | injections | injected | jab | shot | epidural |
        cortisone | steroid | nerve block | discharged | hospital | ward | procedure | keyhole |
        new hip | new knee""",
    "english": """
        the | and | a | my | is | to | of | for | with | you | in | it | i""",
    "booking": """
        book an appointment | make an appointment | book a session | book in | book me in |
        appointment with you | do you have any slots | availability next | see you in person |
        come and see you | cancel my appointment | move my appointment | reschedule""",
    "symptom": """
        my | i | i'm | i've | me | mine | i'd | i'll | we""",
    "asking": """
        how do | how can | how should | how long | how often | how many | how much | what is |
        what are | what does | what do | what about | which one | which is | should i | can i |
        could i | would you | could you | can you | do you | does it | is it | is this | are there
        | is there | any advice | any idea | any ideas | any tips | anyone else | has anyone |
        wondering | wonder if | please help | help me | please explain | please advise | let me
        know | to ask | a question | quick question | my question | where can | where do | why do |
        why does | why is | what should""",
    "to_person": """
        did you | have you | are you | how did you | what did you | how are you | you should | you
        could | hope you | good luck | get well | same here | i agree with | agree with you |
        you're right | your comment | you poor | sorry to hear | were you | which did you | what
        worked for you | how long did you | how's your | how is your | hang in there | try | glad
        | well done""",
}  # fmt: skip


_RUN = re.compile(r"\w+")


def _words(name: str) -> list[str]:
    return [" ".join(w.split()) for w in _LISTS[name].split("|")]


@cache
def _needed(name: str) -> frozenset[str]:
    """The longest run of letters of each: one of these stands in every text that has a match."""
    return frozenset(max(_RUN.findall(w), key=len) for w in _words(name))


@lru_cache(maxsize=16)
def _runs(folded: str) -> frozenset[str]:
    """Every list is looked for in one text before the next comes."""
    return frozenset(_RUN.findall(folded))


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """Alternatives of plain words only: linear."""
    words = _words(name)
    alternatives = "|".join(re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w)))
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)")


def count(name: str, folded: str) -> int:
    """How many times words of a list stand in a folded text."""
    return 0 if _needed(name).isdisjoint(_runs(folded)) else len(_pattern(name).findall(folded))


def has(name: str, folded: str) -> bool:
    """Does any word of a list stand in a folded text?"""
    if _needed(name).isdisjoint(_runs(folded)):
        return False
    return _pattern(name).search(folded) is not None


def sounds_like_a_shop(name: str) -> bool:
    """Is a commenter's name made of words that sell?"""
    return has("shop", fold(name)) and len(name.split()) > 1


_OPENERS = frozenset(
    """
    what what's whats which who who's whos whose where where's why is are do does did can could
    should would will any
""".split()
)


def asks(folded: str) -> bool:
    """Does a folded text ask something? Many readers leave the question mark out."""
    if "?" in folded or "¿" in folded or has("asking", folded):
        return True
    first, second = (*folded.split(maxsplit=2), "", "")[:2]
    return first in _OPENERS and second not in ("a", "an")  # "what a great article" is praise
