"""The calculation over a register: which inputs hold for which placement, what was counted and what could not be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sysselreg.calculation.compute import calculator, summed, unknown, whole_kronor
from sysselreg.calculation.inputs import Facts, case_of, facts_of, lacking
from sysselreg.calculation.model import ACTORS, SOCIETY, Calculation, Case, Method, Parameters
from sysselreg.check.facts import ENDED
from sysselreg.check.model import Register
from sysselreg.record.model import Record

# With a wage. To a person in practice or training nobody pays one, so nothing is counted.
EMPLOYED = frozenset({"tillsvidareanställning", "visstidsanställning", "lärling", "trainee"})


class Counted(NamedTuple):
    """One person counted: the placement's id ('' for a file), the record of the inputs ('' likewise), the facts."""

    placement: str
    inputs: str
    facts: Facts
    case: Case
    calculation: Calculation


class LeftOut(NamedTuple):
    """A placement that could not be counted: fields that lack, and parameters by year."""

    placement: str
    fields: tuple[str, ...]
    parameters: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Valuation:
    """What was counted of what should be."""

    counted: tuple[Counted, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def actors(self) -> Mapping[str, int]:
        """Whole kronor by actor and for society."""
        return summed([each.calculation for each in self.counted])


def valued(
    register: Register,
    placements: list[Record],
    parameters: Parameters,
    method: Method,
    year: int | None = None,
) -> Valuation:
    """Some placements counted, each with the inputs nearest to it. `year`: with the parameters of this year alone."""
    inputs_of, count = _inputs(register), calculator(parameters, method.posts)
    counted: list[Counted] = []
    left_out: list[LeftOut] = []
    for placement in placements:
        evaluation = inputs_of(placement)
        inputs: Mapping[str, Any] = evaluation.data["kalkylunderlag"] if evaluation else {}
        facts = facts_of(placement, inputs)
        fields = lacking(facts) if evaluation else ["kalkylunderlag"]
        case = None if fields else case_of(facts, parameters, year)
        gaps = unknown(case, parameters) if case else []
        if case is None or gaps or evaluation is None:
            left_out.append(LeftOut(placement.id, tuple(fields), tuple(gaps)))
        else:
            counted.append(Counted(placement.id, evaluation.id, facts, case, count(case)))
    return Valuation(tuple(counted), tuple(left_out))


def ended(register: Register) -> list[Record]:
    """The placements with a wage that have ended: the only ones whose time is known."""
    return [each for each in register.of("placering") if is_ended(each)]


def is_ended(placement: Record) -> bool:
    """Whether a placement with a wage has ended."""
    return placement.data.get("form") in EMPLOYED and placement.data.get("status") in ENDED


def rows(register: Register, parameters: Parameters, method: Method) -> list[Mapping[str, Any]]:
    """The table `kalkyl`: for each ended employment a row for each actor; `belopp` is left out when it is unknown."""
    return list(_rows(valued(register, ended(register), parameters, method), method.version))


def _rows(found: Valuation, version: int) -> Iterator[Mapping[str, Any]]:
    for each in found.counted:
        for actor, amount in whole_kronor(each.calculation.actors).items():
            yield {"post": each.placement, "aktör": actor, "belopp": amount, "version": version}
    for out in found.left_out:
        for actor in (*ACTORS, SOCIETY):
            yield {"post": out.placement, "aktör": actor, "version": version}


def _inputs(register: Register) -> Callable[[Record], Record | None]:
    """From a placement to the evaluation whose inputs hold for it: about itself, its procurement, the framework that
    this is a call-off from, or a programme; of several the one that came in last."""
    latest: dict[str, Record] = {}
    for each in sorted(register.of("utvärdering"), key=_age):
        if "kalkylunderlag" in each.data:
            about = register.by_id.get(str(each.data["avser"]))
            latest["program" if about is not None and about.kind == "program" else str(each.data["avser"])] = each

    def nearest(placement: Record) -> Record | None:
        procurement = str(placement.data.get("upphandling", ""))
        of = register.by_id.get(procurement)
        framework = str(of.data.get("avrop_från", "")) if of is not None else ""
        return next((latest[key] for key in (placement.id, procurement, framework, "program") if key in latest), None)

    return nearest


def _age(evaluation: Record) -> tuple[str, str]:
    return str(evaluation.data.get("inkommen") or evaluation.data.get("begärd") or ""), evaluation.id
