"""Facts about programs and activities: N32, N36, N39."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.recount.counting import Fact, When, fact
from tests.recount.people import n12
from tests.recount.register import NEVER, Data, Register, Span, at, span


def lines(register: Register, when: When) -> Iterator[tuple[Data, Data, Span]]:
    """Every budget line that holds in the period, with its program and its time."""
    for program in register["program"]:
        first, last = span(at(program, "giltig", "från")).first, span(at(program, "giltig", "till")).last
        for line in program.get("budget") or []:
            if line.get("år") is not None:
                yield program, line, span(line["år"])
            elif (first is None or first <= when.end) and (last is None or last >= when.start):
                yield program, line, Span(when.start, when.end) if first else NEVER


def counted(register: Register, when: When) -> Iterator[tuple[str, str, Data, Span]]:
    """The lines that count: the total where there is one, else every post."""
    every = list(lines(register, when))
    for program, line, time in every:
        totals = [
            other
            for owner, other, _ in every
            if owner is program and other.get("år") == line.get("år") and other["post"].lower() == "totalt"
        ]
        if line["post"].lower() == "totalt" or not totals:
            yield program["id"], f"{program['id']}/{line['id']}", line, time


def left(line: Data) -> Any:
    """What is left, by counting where that can be done."""
    if line.get("budget") is None or line.get("utfall") is None:
        return line.get("kvar")
    return line["budget"] - line["utfall"]


def n32(register: Register, when: When) -> Iterator[Fact]:
    for program, unit, line, time in counted(register, when):
        yield fact(unit, line.get("utfall"), time, bottom=0, record=program)
    for each in n12(register, when):
        yield each._replace(top=0, bottom=1)


def n39(register: Register, when: When) -> Iterator[Fact]:
    for program, unit, line, time in counted(register, when):
        yield fact(unit, left(line), time, bottom=line.get("budget"), record=program)


def _three(unit: str, line: Data, time: Span, program: str, kept: Any, **groups: Any) -> Iterator[Fact]:
    for name, amount in (("budget", line.get("budget")), ("utfall", line.get("utfall")), ("kvar", kept)):
        yield fact(f"{unit}/{name}", amount, time, record=program, belopp=name, **groups)


def n39_amounts(register: Register, when: When) -> Iterator[Fact]:
    for program, unit, line, time in counted(register, when):
        yield from _three(unit, line, time, program, left(line))


def n39_posts(register: Register, when: When) -> Iterator[Fact]:
    for each in n39_both(register, when):
        if each.groups["belopp"] == "kvar":
            yield each


def n39_both(register: Register, when: When) -> Iterator[Fact]:
    for program, line, time in lines(register, when):
        if line["post"].lower() != "totalt":
            kept = left(line) if line.get("kvar") is None else line["kvar"]
            yield from _three(f"{program['id']}/{line['id']}", line, time, program["id"], kept, budgetpost=line["post"])


def n36(register: Register, _: When) -> Iterator[Fact]:
    for each in register["aktivitet"]:
        time = span(each.get("datum") or at(each, "period", "från"))
        yield fact(
            each["id"], each.get("antal_tillfällen", 1), time, slag=each["slag"], målområde=each.get("målområde")
        )


def n36_measures(register: Register, when: When) -> Iterator[Fact]:
    for each in n36(register, when):
        people = register.find("aktivitet", each.record).get("antal_deltagare")
        yield each._replace(groups={**each.groups, "mått": "aktiviteter"})
        yield each._replace(unit=f"{each.unit}/deltagare", top=people, groups={**each.groups, "mått": "deltagare"})
