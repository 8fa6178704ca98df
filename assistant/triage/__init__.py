"""Red flags: which rules trip over a whole conversation, and what is said then.

    rules = Rules.load()                                  # from the package's YAML
    rules.check(["sciatica and now my crotch is numb"])   # -> domain.Triage, urgency emergency

The words live in `concepts/*.yaml`, the rules in `red_flags.yaml`, the sentences in `texts.yaml`,
the numbers in `helplines.yaml`. A site may add rules, never remove one. No rule and no sentence
is clinically reviewed until `reviewed` names a person and a date.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.domain import Phrase, Triage, Urgency
from assistant.errors import StoreError
from assistant.triage.message import Examiner, Findings, kept
from assistant.triage.rules import GROUPS, Rule
from assistant.triage.score import Verdict, shipped
from assistant.triage.texts import Texts
from assistant.triage.verdict import Scorer, triage

__all__ = ["GROUPS", "Findings", "Rule", "Rules", "Scorer"]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A judge whose last verdicts are kept: the turns of a talk come again with each new one."""

    verdict: Callable[[str], Verdict]

    def judge(self, text: str, findings: Findings) -> Verdict:
        """The verdict on a text; its findings are what the same rules always find in it."""
        return self.verdict(text)


class Rules:
    """All red-flag rules with their words and sentences. Immutable but for `scorer`."""

    def __init__(self, tables: Mapping[str, Any]) -> None:
        """`tables` as `to_tables` gives them; use `load` or `from_tables`."""
        self._tables = tables
        self._examiner = Examiner(tables)
        self._texts = Texts(tables["texts"], tables["helplines"])
        self.scorer = None

    @property
    def scorer(self) -> Scorer | None:
        """May raise a tier or veto rules that are not locked; None: the rules alone.

        `load` and `from_tables` set the learned judge that the package ships.
        """
        return self._scorer

    @scorer.setter
    def scorer(self, scorer: Scorer | None) -> None:
        self._scorer, examine = scorer, self._examiner.examine
        self._asked: Scorer | None = None
        if scorer is not None:
            self._asked = _Asked(kept(lambda text: scorer.judge(text, examine(text))))

    @classmethod
    def load(cls, extra: Path | None = None) -> Rules:
        """Read the package's YAML and a site's own rules. Raises `DataError` with file and line."""
        from assistant.triage.load import tables

        return cls(tables(extra))._judged()

    def to_tables(self) -> dict[str, Any]:
        """Everything as JSON-able tables, for a compiled site."""
        return dict(self._tables)

    @classmethod
    def from_tables(cls, tables: Mapping[str, Any]) -> Rules:
        """The rules of `to_tables`' result, without YAML. Raises `StoreError` when they differ."""
        if tables.get("version") != 1:
            raise StoreError("the red-flag tables are of another version; build the site again")
        return cls(tables)._judged()

    def _judged(self) -> Rules:
        self.scorer = shipped()
        return self

    def check(self, texts: Sequence[str]) -> Triage:
        """Judge a conversation: the reader's turns, cleaned, oldest first."""
        return triage(texts, self._examiner.examine, self._asked)

    def findings(self, text: str) -> Findings:
        """What one message holds; `.features()` lists it as names for a learner."""
        return self._examiner.examine(text)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule, the package's first."""
        return self._examiner.book.rules

    @property
    def phrases(self) -> Mapping[str, str]:
        """Every sentence this layer could ever say, by id."""
        return self._texts.phrases

    @property
    def canaries(self) -> list[tuple[str, Urgency]]:
        """(message, least urgency): the first `fires` sentence of each rule."""
        return [(rule.fires[0], rule.urgency) for rule in self.rules]

    def urgent_parts(self, found: Triage, country: str | None = None) -> tuple[Phrase, ...]:
        """The whole reply to an emergency or same-day flag; () otherwise."""
        return self._texts.urgent(found, country)

    def soon_parts(self, found: Triage, country: str | None = None) -> tuple[Phrase, ...]:
        """What comes first in a reply to a `soon` flag; () otherwise."""
        return self._texts.soon(found, country)

    def warning_parts(self, found: Triage, country: str | None = None) -> tuple[Phrase, ...]:
        """The warning box when a danger is mentioned but not current; () otherwise."""
        return self._texts.warning(found, country)

    def special_parts(self, found: Triage, country: str | None = None) -> tuple[Phrase, ...]:
        """Whom to ask for a child, in pregnancy, after surgery, about medicines; () otherwise."""
        return self._texts.special(found, country)

    def safety_net(self, found: Triage, country: str | None = None) -> tuple[Phrase, ...]:
        """The short line under every reply about a body; () under urgent ones."""
        if found.urgency.rank >= Urgency.SAME_DAY.rank:
            return ()
        return (self._texts.phrase("safety.net", country),)
