"""The safety sentences: filled for every country once, so that each can be listed and proven."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.domain import Phrase, Triage, Urgency

UNKNOWN = "ZZ"


class Texts:
    """All sentences the safety layer can say, by stable id ("safety.emergency.stroke.GB")."""

    def __init__(self, texts: Mapping[str, Any], helplines: Mapping[str, Any]) -> None:
        """`texts` and `helplines` as their YAML files stand."""
        self._places: dict[str, Mapping[str, str]] = dict(helplines["places"])
        self._eu = frozenset(str(helplines["eu"]).split())
        self.phrases: dict[str, str] = {}
        for tier in ("emergency", "same_day", "soon", "warning", "special"):
            for group, text in texts[tier].items():
                self._add(f"safety.{tier}.{group}", text)
        for name in ("net", "standing", "someone_else", "foreign"):
            self._add(f"safety.{name}", texts[name])

    def _add(self, name: str, text: str) -> None:
        if "{" not in text:
            self.phrases[name] = text
            return
        for place, numbers in self._places.items():
            filled = text
            for field in ("call", "line", "number", "crisis", "poison"):
                filled = filled.replace("{" + field + "}", numbers[field])
            self.phrases[f"{name}.{place}"] = filled

    def place(self, country: str | None) -> str:
        """The row of helplines for an ISO country code."""
        if country is None:
            return UNKNOWN
        code = "GB" if country == "UK" else country
        if code in self._places:
            return code
        return "EU" if code in self._eu else UNKNOWN

    def phrase(self, name: str, country: str | None) -> Phrase:
        """One sentence, for a country where it names numbers."""
        key = name if name in self.phrases else f"{name}.{self.place(country)}"
        return Phrase(self.phrases[key], key)

    def of_group(self, tier: str, group: str, country: str | None) -> Phrase:
        """A tier's text for a group, or the tier's general text."""
        name = f"safety.{tier}.{group}"
        known = name in self.phrases or f"{name}.{UNKNOWN}" in self.phrases
        return self.phrase(name if known else f"safety.{tier}.default", country)

    def urgent(self, triage: Triage, country: str | None) -> tuple[Phrase, ...]:
        """What an urgent reply consists of; empty below same_day."""
        if triage.urgency.rank < Urgency.SAME_DAY.rank:
            return ()
        return self._flagged(str(triage.urgency), triage, country)

    def soon(self, triage: Triage, country: str | None) -> tuple[Phrase, ...]:
        """What a reply to a `soon` flag leads with."""
        if triage.urgency is not Urgency.SOON:
            return ()
        return self._flagged("soon", triage, country)

    def _flagged(self, tier: str, triage: Triage, country: str | None) -> tuple[Phrase, ...]:
        if triage.group == "self_harm":  # the crisis line, and nothing else
            return (self.of_group(tier, "self_harm", country),)
        parts = [self.of_group(tier, triage.group, country)]
        if triage.language != "en" and tier != "soon":
            parts.insert(0, self.phrase("safety.foreign", country))
        if triage.standing:
            parts.insert(0, self.phrase("safety.standing", country))
        if triage.someone_else:
            parts.append(self.phrase("safety.someone_else", country))
        return tuple(parts)

    def warning(self, triage: Triage, country: str | None) -> tuple[Phrase, ...]:
        """The warning box of mode S; empty when nothing asks for it."""
        if not triage.warn:
            return ()
        return (self.of_group("warning", triage.group or "default", country),)

    def special(self, triage: Triage, country: str | None) -> tuple[Phrase, ...]:
        """For a child, a pregnancy, recent surgery, or a question about medicines."""
        if not triage.special:
            return ()
        return (self.phrase(f"safety.special.{triage.special}", country),)
