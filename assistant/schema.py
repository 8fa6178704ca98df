"""JSON Schemas of a site's YAML, so that editors complete and check while one types.

They say no more than the strict readers do; `assistant check` has the last word.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from assistant.domain import Kind, Urgency

Schema = dict[str, Any]
DRAFT = "https://json-schema.org/draft/2020-12/schema"
# editors may read a bare yes or no as true or false
COVERED: list[Any] = ["yes", "partly", "no", "guidance", "social", True, False]
FLAG: list[Any] = ["yes", "no", "true", "false", True, False]
GROUPS = (
    "cauda_equina", "neuro_deficit", "fracture_trauma", "bone_stress", "cancer", "infection",
    "inflammatory", "vascular", "cardiac_collapse", "stroke", "abdominal", "pregnancy", "child",
    "post_surgery", "self_harm", "medicines", "allergy", "other",
)  # fmt: skip
SPAN = "^[^#\\s]+#[^#\\s]+$"


def text(about: str, **more: Any) -> Schema:
    """A text, with what it means."""
    return {"type": "string", "description": about, **more}


def texts(about: str, **item: Any) -> Schema:
    """A text or a list of texts."""
    one = {"type": "string", **item}
    return {"description": about, "oneOf": [one, {"type": "array", "items": one}]}


def choice(about: str, values: list[Any]) -> Schema:
    """One of some values."""
    return {"enum": values, "description": about}


def mapping(properties: dict[str, Schema], required: list[str], about: str = "") -> Schema:
    """An object of known keys."""
    return {
        "type": "object", "description": about, "properties": properties, "required": required,
        "additionalProperties": False,
    }  # fmt: skip


def table(about: str, values: Schema) -> Schema:
    """An object of any keys."""
    return {"type": "object", "description": about, "additionalProperties": values}


def intents() -> Schema:
    """`intents/<topic>.yaml`."""
    ask = mapping(
        {
            "title": text("The question as it is offered to readers"),
            "covered": choice("Does the site answer it?", COVERED),
            "lead": texts("Phrases said before the quotations"),
            "quote": texts("Spans to quote, in order: document#span", pattern=SPAN),
            "notes": texts("Spans of guidance notes to add", pattern=SPAN),
            "missing": texts("Phrases that tell what the site doesn't cover"),
            "suggest": texts("Intents offered next: topic.question"),
            "examples": texts("What readers write; eight or more, each different"),
            "exercises": choice("The answer is about doing exercises", FLAG),
            "body": choice("About a body: points to a physio and to warning signs", FLAG),
        },
        ["examples"],
        "A question that readers have",
    )
    return mapping(
        {
            "topic": text("The topic's name, unique in the site"),
            "title": text("The topic in plain words"),
            "reviewed": text("Who approved this file, and when"),
            "suggest": texts("Intents offered next, where an entry names none"),
            "ask": table("The questions, by name", ask),
            "unlike": texts("Texts that only look like this topic: `text -> topic.question`"),
            "note": text("For people; not used"),
            "body": choice("About a body, for all its questions", FLAG),
        },
        ["topic", "title", "ask"],
    )


def phrases() -> Schema:
    """`intents/phrases.yaml`."""
    long = mapping({"text": text("The words"), "reviewed": text("Who approved them, and when"),
                    "note": text("For people; not used")}, ["text"])  # fmt: skip
    return table("Phrases by name", {"oneOf": [{"type": "string"}, long]})


def lexicon() -> Schema:
    """`intents/lexicon.yaml`."""
    words = texts("Words of readers")
    return mapping(
        {
            "replace": table("Word of the site → words that are replaced by it", words),
            "terms": table("Word of the site → words that mean it too", words),
            "foreign": table("English words → words of other languages", words),
        },
        [],
    )


def site() -> Schema:
    """`corpus/site.yaml`."""
    finder = mapping({"name": text("Its name"), "url": text("Its address")}, ["name", "url"])
    return mapping(
        {
            "title": text("The site's name"),
            "url": text("The site's address"),
            "country": text("Where its owner is, ISO 3166-1: GB", pattern="^[A-Za-z]{2}$"),
            "find_physio": table("Country → public register of physios", finder),
            "aliases": table("Short name → document id", {"type": "string"}),
            "language": text("Its language"),
            "fallback": texts("Spans shown when next to nothing is found", pattern=SPAN),
            "starters": texts("Intents whose titles are offered first: video.where"),
        },
        [],
    )


_SPANS = table("Name → sentences of the text, word for word", {"type": "string"})


def comments() -> Schema:
    """`corpus/comments/*.yaml`."""
    comment = mapping(
        {
            "id": text("Unique in the site"),
            "role": choice("Who wrote it", ["reader", "owner"]),
            "date": text("ISO date"),
            "parent": text("Id of the comment it replies to"),
            "url": text("Its address"),
            "text": text("Its words; no names, e-mail addresses or phone numbers"),
            "spans": _SPANS,
            "exercises": texts("Spans that tell to do exercises"),
        },
        ["id", "text"],
    )
    return mapping(
        {"article": text("Id of the article"), "comments": {"type": "array", "items": comment}},
        ["article", "comments"],
    )


def article() -> Schema:
    """Front matter of `corpus/**/*.md`."""
    return mapping(
        {
            "id": text("Unique in the site; intents name it"),
            "kind": choice("What it is", ["article", "guidance"]),
            "title": text("Its title"),
            "url": text("Its address"),
            "author": text("Who wrote it"),
            "published": text("ISO date"),
            "updated": text("ISO date"),
            "date": text("ISO date, where neither of the others is known"),
            "checked": text("When its sources were last looked at"),
            "licence": text("Under which it may be quoted"),
            "source": texts("Where it comes from"),
            "reviewed": text("Who approved it, and when"),
            "terms": texts("Further words that should find it"),
            "spans": _SPANS,
            "exercises": texts("Spans that tell to do exercises"),
            "caution": text("Span quoted beside whatever it says about exercises"),
        },
        ["id", "title"],
    )


def red_flags() -> Schema:
    """`intents/red_flags.yaml`: a site's own rules, on top of the package's."""
    conditions = texts("Conditions: `concept + concept|concept ~ near`")
    rule = mapping(
        {
            "id": text("Unique"),
            "group": choice("What kind of danger", list(GROUPS)),
            "urgency": choice("How soon", [str(u) for u in Urgency if u is not Urgency.NONE]),
            "source": text("Where the rule comes from"),
            "locked": choice("No learned judge may veto it", FLAG),
            "reviewed": {"description": "Clinician and date", "type": ["string", "null"]},
            "any": conditions,
            "unless": conditions,
            "soften": conditions,
            "raise_to": table("Urgency → conditions that raise to it", conditions),
            "fires": texts("Sentences that must trip it"),
            "silent": texts("Sentences that must not"),
        },
        ["id", "group", "urgency", "source", "any", "fires", "silent"],
    )
    return mapping({"rules": {"type": "array", "items": rule}}, ["rules"])


def cases() -> Schema:
    """Files for `assistant eval`."""
    urgency = [str(u) for u in Urgency]
    expect = mapping(
        {
            "topic": texts("Topic, or any of several"),
            "quote": texts("Span id, or words that a quotation holds"),
            "source": texts("Document id or address that is cited"),
            "kind": texts("What the reply is", enum=[str(k) for k in Kind]),
            "urgency": choice("How urgent", urgency),
            "acceptable_urgency": texts("Every urgency one could defend", enum=urgency),
            "group": choice("Group of the red flag", list(GROUPS)),
            "scenario": text("Shared by tellings of one clinical picture"),
        },
        [],
    )
    case = mapping(
        {
            "id": text("Its name; else made of its words"),
            "message": text("What the reader writes"),
            "conversation": {
                "type": "array",
                "items": {"type": "object"},
                "description": "Turns: `reader: …`, `assistant: …`; the reader's last",
            },
            "country": text("ISO 3166-1: GB"),
            "expect": expect,
            "note": text("For people; not used"),
        },
        ["expect"],
    )
    return {"type": "array", "items": case}


KINDS: dict[str, tuple[Callable[[], Schema], str]] = {
    "intents": (intents, "intents/*.yaml"),
    "phrases": (phrases, "intents/phrases.yaml"),
    "lexicon": (lexicon, "intents/lexicon.yaml"),
    "red_flags": (red_flags, "intents/red_flags.yaml"),
    "site": (site, "corpus/site.yaml"),
    "comments": (comments, "corpus/comments/*.yaml"),
    "article": (article, "front matter of corpus/**/*.md"),
    "cases": (cases, "files of cases"),
}


def schema(kind: str) -> Schema:
    """The schema of one kind of file; a `KeyError` for an unknown kind."""
    make, where = KINDS[kind]
    return {"$schema": DRAFT, "title": f"reader-assistant: {where}", **make()}
