"""The calculation of one record or file: who was counted, stored runs of others beside, the extra cost held against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sysselreg.calculation.compute import ALWAYS, calculator, needed, unknown
from sysselreg.calculation.inputs import Facts, case_of, lacking
from sysselreg.calculation.model import Dated, Method, Parameters, Post
from sysselreg.calculation.parameters import value_on, years_with
from sysselreg.calculation.register import Counted, LeftOut, Valuation, ended, is_ended, valued
from sysselreg.calculation.trial import Compared, Range, compared, ranges
from sysselreg.check.model import Register
from sysselreg.errors import UsageError
from sysselreg.record.model import Record
from sysselreg.schema.model import Schemas
from sysselreg.swedish import join_and, number, plural


@dataclass(frozen=True, slots=True)
class Payback:
    """The municipality's extra cost and its cost for the requirement, held against what it gains in a person-month.

    `months`: person-months until it has paid back, None when it never does.
    """

    extra: int
    procurement: Fraction
    gain: Fraction
    months: Fraction | None


@dataclass(frozen=True, slots=True)
class Told:
    """Everything that `sysselreg kalkyl` says.

    `subject` is None when a file was counted; `year` when each time has its own parameters. `stored`: evaluations that
    hold a run of another's calculator. `limit`: what rests on fewer persons must not be spread; 0 for a file.
    """

    subject: Record | None
    year: int | None
    parameters: Parameters
    method: Method
    valuation: Valuation
    ranges: Sequence[Range]
    compared: Sequence[Compared]
    stored: Sequence[Record]
    payback: Payback | None
    limit: int


_TITLES = {"från": "första dagen", "till": "sista dagen", "månader": "månader"}


def about(
    register: Register, subject: Record, parameters: Parameters, published: Parameters, method: Method, year: int | None
) -> Told:
    """The calculation of a placement, a procurement, a dialog, a programme, or of what an evaluation is about.

    `published`: the parameters that published values are recounted with. Raises UsageError when the record is of
    another kind, when a placement has not ended with a wage, or when nobody can be counted for want of parameters.
    """
    target = register.by_id.get(str(subject.data.get("avser", ""))) or subject
    placements = _placements(register, target)
    found = valued(register, placements, parameters, method, year)
    gaps = sorted({gap for each in found.left_out for gap in each.parameters})
    if gaps and not found.counted:
        raise _refused(gaps, parameters)
    return Told(
        target,
        year,
        parameters,
        method,
        found,
        ranges(found.counted, parameters, method, year) if found.counted else (),
        compared(published, method),
        _stored(register, {subject.id, target.id, *(each.id for each in placements)}),
        _payback(target, found),
        int(register.config["sekretessgräns"]),
    )


def of_placements(
    register: Register, placements: list[Record], parameters: Parameters, published: Parameters, method: Method
) -> Told:
    """The calculation of some ended employments together. Raises nothing: what cannot be counted is left out."""
    found = valued(register, placements, parameters, method)
    tried = ranges(found.counted, parameters, method) if found.counted else ()
    limit = int(register.config["sekretessgräns"])
    return Told(None, None, parameters, method, found, tried, compared(published, method), (), None, limit)


def of_facts(
    facts: Facts, schemas: Schemas, parameters: Parameters, published: Parameters, method: Method, year: int | None
) -> Told:
    """The calculation of one person's facts. Raises UsageError naming every field or parameter that lacks."""
    if fields := lacking(facts):
        raise UsageError(f"Kalkylen saknar {join_and([field_title(schemas, each) for each in fields])}. Fyll i det.")
    if "månader" in facts and year is None:
        raise UsageError("Månader utan dagar säger inte vilket år det gäller. Välj år med --ar.")
    case = case_of(facts, parameters, year)
    if gaps := unknown(case, parameters):
        raise _refused(gaps, parameters)
    counted = (Counted("", "", facts, case, calculator(parameters, method.posts)(case)),)
    found = Valuation(counted, ())
    tried = ranges(counted, parameters, method, year)
    return Told(None, year, parameters, method, found, tried, compared(published, method), (), None, 0)


def field_title(schemas: Schemas, name: str) -> str:
    """A field that lacks, as people know it: `månadslön`, `stöd till arbetsgivaren (stöd)`."""
    evaluation, placement = schemas.kinds["utvärdering"].root, schemas.kinds["placering"].root
    field = evaluation.children["kalkylunderlag"].children.get(name) or placement.children.get(name)
    title = _TITLES.get(name) or (field or evaluation.children[name]).title
    title = title[:1].lower() + title[1:]
    return title if title == name else f"{title} ({name})"


def _placements(register: Register, target: Record) -> list[Record]:
    if target.kind == "placering":
        if not is_ended(target):
            told = f"{target.data.get('form', 'form okänd')}, {target.data.get('status')}"
            raise UsageError(f"Kalkylen räknar anställningar som har avslutats. {target.id} är {told}.")
        return [target]
    every = ended(register)
    if target.kind == "program":
        return every
    if target.kind == "dialogöverenskommelse":
        return [each for each in every if each.data.get("dialogöverenskommelse") == target.id]
    if target.kind == "upphandling":
        own = {target.id, *(each.id for each in register.of("upphandling") if each.data.get("avrop_från") == target.id)}
        return [each for each in every if each.data.get("upphandling") in own]
    raise UsageError(
        f"{target.id} har typen {target.kind}. Välj en upphandling, placering, dialogöverenskommelse, "
        "utvärdering eller ett program."
    )


def _refused(gaps: Sequence[tuple[int, str]], parameters: Parameters) -> UsageError:
    """What is missing, year by year, and which years could be chosen instead."""
    years = sorted({year for year, _ in gaps})
    lists = []
    for year in years:
        names = [parameters.by_id[name].name if name in parameters.by_id else name for at, name in gaps if at == year]
        lists.append(f"För {year} saknas {join_and(names)}.")
    whole = years_with(parameters, sorted({*ALWAYS, *(name for _, name in gaps)}))
    other = f" Alla finns för {join_and([str(year) for year in whole])}: välj med --ar." if whole else ""
    return UsageError(
        f"Kalkylen kan inte räknas. {' '.join(lists)} Ett år fylls aldrig från ett annat. Skriv in "
        f"{plural(len(gaps), 'värdet', 'värdena')} med källa i en fil i mappen schemas/parameters i registret.{other}"
    )


def _stored(register: Register, about: set[str]) -> list[Record]:
    evaluations = register.of("utvärdering")
    return [each for each in evaluations if "kalkyl" in each.data and (each.data["avser"] in about or each.id in about)]


def _payback(target: Record, found: Valuation) -> Payback | None:
    extra: Mapping[str, Any] = target.data.get("fördyring", {})
    return payback(int(extra.get("belopp", 0)), found)


def payback(extra: int, found: Valuation) -> Payback | None:
    """An extra cost held against what the counted are worth; None without such a cost, or when nobody is counted."""
    if not extra or not found.counted:
        return None
    calculations = [each.calculation for each in found.counted]
    procurement = sum((each.flows["upphandling"] for each in calculations), Fraction())
    earned = sum((each.actors["kommun"] for each in calculations), Fraction()) + procurement
    gain = earned / sum((each.months for each in calculations), Fraction())
    cost = extra + procurement
    return Payback(extra, procurement, gain, cost / gain if gain > 0 else None)


def used(told: Told) -> list[tuple[str, Dated]]:
    """Each parameter that somebody was counted with, once for each of its values, in the order of its days."""
    found = {
        (name, value)
        for each in told.valuation.counted
        for span in each.case.spans
        for name in needed(each.case.terms)
        if (value := value_on(told.parameters, name, span.day)) is not None
    }
    return sorted(found, key=lambda pair: (pair[0], pair[1].first))


def posts(told: Told) -> list[tuple[Post, Fraction]]:
    """Each flow of the method with its kronor for all who were counted."""
    counted = [each.calculation for each in told.valuation.counted]
    return [
        (post, sum((each.flows.get(post.code, Fraction()) for each in counted), Fraction()))
        for post in told.method.posts
    ]


def why(out: LeftOut, told: Told, schemas: Schemas) -> str:
    """Why a placement could not be counted, in a sentence."""
    if out.fields:
        return f"Det saknas uppgift om {join_and([field_title(schemas, each) for each in out.fields])}."
    known = told.parameters.by_id
    names = [f"{known[name].name if name in known else name} {year}" for year, name in out.parameters]
    return f"Det saknas parametrar: {join_and(names)}."


def value_text(value: Dated) -> str:
    """A parameter's value in Swedish: a number as it was found, or that it goes in steps."""
    if not isinstance(value.value, Fraction):
        return "steg i"
    decimals = next(places for places in range(4) if (value.value * 10**places).denominator == 1 or places == 3)
    return number(value.value, decimals)
