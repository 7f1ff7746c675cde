"""`schemas/parameters/`: values with their days and sources. What is not there is unknown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from functools import partial
from itertools import pairwise
from typing import Any

from sysselreg.calculation.model import Dated, Parameter, Parameters, Step, Value
from sysselreg.errors import DefinitionError
from sysselreg.finding import Place
from sysselreg.period import PartialDate
from sysselreg.schema.load import naming, place_of, read
from sysselreg.snapshot import SCHEMAS, Snapshot

PARAMETERS = SCHEMAS + "parameters/"


def load_parameters(snapshot: Snapshot) -> Parameters:
    """All parameters. Raises DefinitionError, with file and line, when one is broken or has two values for a day."""
    found: dict[str, Parameter] = {}
    for path in snapshot.under(PARAMETERS, ".yaml"):
        with naming(partial(Place, path)):
            entries = list(read(snapshot, path)["parametrar"])
        for at, entry in enumerate(entries):
            where = partial(place_of, snapshot, path, "parametrar", at)
            with naming(where, "Parametern"):
                parameter = _parameter(entry)
            if parameter.id in found:
                raise DefinitionError(f"Parametern {parameter.id} finns två gånger. Ta bort den ena.", where())
            if overlap := _overlap(parameter):
                raise DefinitionError(
                    f"Parametern {parameter.id} har två värden för {overlap}. Rätta dagarna.", where()
                )
            found[parameter.id] = parameter
    days = {day for each in found.values() for v in each.values for day in (v.first, v.last + timedelta(days=1))}
    return Parameters(found, tuple(sorted(days)))


def _parameter(entry: Mapping[str, Any]) -> Parameter:
    values = (
        Dated(_day(each["gäller_från"]), _day(each["gäller_till"]), _value(each), each["källa"])
        for each in entry["värden"]
    )
    return Parameter(entry["id"], entry["namn"], entry["enhet"], tuple(sorted(values, key=lambda each: each.first)))


def _day(written: object) -> date:
    when = PartialDate.parse(str(written))
    if when is None or when.exact is None:
        raise ValueError(f"{written} är ingen dag")
    return when.exact


def _value(each: Mapping[str, Any]) -> Value:
    if "värde" in each:
        return Fraction(str(each["värde"]))
    steps = (
        Step(Fraction(str(step["från"])), Fraction(str(step["belopp"])), Fraction(str(step["procent"])) / 100)
        for step in each["steg"]
    )
    return tuple(sorted(steps))


def _overlap(parameter: Parameter) -> str:
    """The first day that two values hold for, '' when there is none."""
    twice = (later.first for sooner, later in pairwise(parameter.values) if later.first <= sooner.last)
    return next((day.isoformat() for day in twice), "")


def value_on(parameters: Parameters, name: str, day: date) -> Dated | None:
    """A parameter's value that holds on a day, None when nobody has found one."""
    parameter = parameters.by_id.get(name)
    return next((each for each in parameter.values if each.first <= day <= each.last), None) if parameter else None


def lacking(parameters: Parameters, names: Iterable[str], days: Iterable[date]) -> list[tuple[int, str]]:
    """The year and name of each parameter that has no value on one of the days, in order."""
    return sorted({(day.year, name) for day in days for name in names if value_on(parameters, name, day) is None})


def years_with(parameters: Parameters, names: Iterable[str]) -> list[int]:
    """The years that have all of these parameters on their first day."""
    years = range(parameters.cuts[0].year, parameters.cuts[-1].year + 1) if parameters.cuts else range(0)
    return [year for year in years if not lacking(parameters, names, [date(year, 1, 1)])]
