"""One supplier and one requirement, and what the register holds of them on a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from sysselreg.assess.model import Ending
from sysselreg.assess.places import FirstPlace, first_place, serving
from sysselreg.check.facts import HELD, STARTED, at, contract, day, label, on_places
from sysselreg.check.model import Register
from sysselreg.period import PartialDate
from sysselreg.record.model import Record

_OVER = frozenset({"avslutad", "utvärderad"})
# A dialog with one of these may have given places.
_AGREED = frozenset({"överenskommen", "fullföljd", "bruten"})


class Judged(NamedTuple):
    """A suggested status, None when it cannot be said, its reasons, the early endings and how many places lack.

    `fine`: those of the reasons that tell what is in order.
    """

    status: str | None
    reasons: tuple[str, ...]
    endings: tuple[Ending, ...] = ()
    lacking: int = 0
    fine: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    """`placements` and `dialogs`: those of every supplier under the procurement and its call-offs."""

    register: Register
    procurement: Record
    requirement: Mapping[str, Any]
    supplier: str
    suppliers: Sequence[str]
    placements: Sequence[Record]
    dialogs: Sequence[Record]
    today: date

    @property
    def limit(self) -> int:
        """The share of the agreed time, in percent, that is enough when the participant leaves."""
        return int(self.register.config["regler"]["uppfyllt_vid_procent"])

    @cached_property
    def _serving(self) -> Sequence[Record]:
        forms = {krav.get("form") for krav in on_places(self.procurement)}
        return serving(self.requirement.get("form"), forms, self.placements) if forms else self.placements

    @cached_property
    def begun(self) -> list[Record]:
        """The placements that have begun and serve the requirement, at every supplier."""
        return [each for each in self._serving if each.data["status"] in STARTED]

    @cached_property
    def agreed(self) -> bool:
        """Whether a placement with the supplier is agreed but has not begun: no record says when it was offered."""
        return any(each.data["status"] == "överenskommen" for each in self.mine(self._serving))

    def mine(self, records: Sequence[Record]) -> list[Record]:
        """Of some records the supplier's own."""
        return [each for each in records if each.data["leverantör"] == self.supplier]

    @cached_property
    def held(self) -> list[Record]:
        """The dialogs that have been held with the supplier."""
        return [each for each in self.mine(self.dialogs) if each.data["status"] in HELD]

    @cached_property
    def closed(self) -> bool:
        """Whether the contract is over."""
        _, end = contract(self.register, self.procurement, self.supplier)
        return self.procurement.data["status"] in _OVER or (end is not None and end.last < self.today)

    @cached_property
    def due(self) -> PartialDate | None:
        """The day by which the requirement is to be fulfilled, when it says one."""
        text = at(self.requirement, "förfaller")
        return PartialDate.parse(text) if isinstance(text, str) else None

    @cached_property
    def first(self) -> FirstPlace:
        """When the supplier's first place began, and by when it should have."""
        return first_place(self.register, self.procurement, self.supplier, self.mine(self.begun))

    @cached_property
    def offered(self) -> PartialDate | None:
        """When places were first agreed with the supplier, as far as a day is known."""
        days = [
            found
            for each in self.held
            if each.data["status"] in _AGREED and each.data.get("platser")
            for found in [day(each, "undertecknad") or day(each, "rekvirerad") or day(each, "möte", "datum")]
            if found
        ]
        return min(days, key=lambda each: each.last) if days else None

    def word(self, vocabulary: str, code: str) -> str:
        """A code as people read it, inside a sentence."""
        named = label(self.register.schemas, vocabulary, code)
        return named[:1].lower() + named[1:]
