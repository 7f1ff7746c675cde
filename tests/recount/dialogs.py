"""Facts about dialogs, what suppliers owe, and what came of it: N06–N08, N23–N28, N34, N35."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from tests.recount.counting import Fact, When, fact
from tests.recount.people import started
from tests.recount.procurements import about, award, is_awarded, n05, types
from tests.recount.register import AGREED, HELD, NEVER, Data, Register, Span, at, later, span

DECIDED = {"uppfyllt", "delvis_uppfyllt", "ej_uppfyllt", "sanktionsbeslut"}


def _places(register: Register) -> Iterator[tuple[Data, dict[str, Any], str, Any]]:
    """Each place of each dialog: the dialog, the groups, the unit and how many (None unknown)."""
    for each in register["dialogöverenskommelse"]:
        procurement = register.find("upphandling", each["upphandling"])
        its = {name: procurement.get(name) for name in ("part", "förvaltning", "bransch")}
        for kind in types(procurement):
            shared = {**its, "kravtyp": kind, "leverantör": each.get("leverantör")}
            if not each.get("platser"):
                yield each, {**shared, "form": None}, f"{each['id']}/", 0 if each.get("platser") == [] else None
            for place in each.get("platser") or []:
                yield each, {**shared, "form": place.get("form")}, f"{each['id']}/{place['id']}", place.get("antal")


def n06(register: Register, _: When) -> Iterator[Fact]:
    for each, its, unit, number in _places(register):
        if each.get("rekvirerad"):
            yield fact(unit, number, span(each["rekvirerad"]), record=each["id"], **its)


def n07(register: Register, when: When) -> Iterator[Fact]:
    for each in n06(register, when):
        if each.groups["part"] != "extern":
            yield each._replace(bottom=0)
    for each in n05(register, when):
        yield each._replace(top=0, bottom=each.top)


def n08(register: Register, _: When) -> Iterator[Fact]:
    for each, its, unit, number in _places(register):
        if each["status"] in AGREED:
            yield fact(unit, number, span(at(each, "möte", "datum")), record=each["id"], **its)


def served(register: Register, procurement: Data) -> Data:
    """The procurement whose requirement is served: the framework when a call-off has none of its own."""
    return (not procurement.get("krav") and register.find("upphandling", procurement.get("avrop_från"))) or procurement


def held(register: Register) -> Iterator[tuple[Data, Data]]:
    """Dialogs that have been held, with the procurement served."""
    for each in register["dialogöverenskommelse"]:
        if each["status"] in HELD:
            yield each, served(register, register.find("upphandling", each["upphandling"]))


def n23(register: Register, _: When) -> Iterator[Fact]:
    for each, procurement in held(register):
        places, status = each.get("platser"), each["status"]
        gave = 0 if status == "avslutad_utan_platser" or places == [] else 1 if places and status in AGREED else None
        own = about(register.find("upphandling", each["upphandling"]))
        for kind in types(procurement):
            yield fact(
                each["id"],
                gave,
                span(at(each, "möte", "datum")),
                leverantör=each.get("leverantör"),
                kravtyp=kind,
                **own,
            )


class Duty:
    """One requirement of one supplier."""

    def __init__(self, procurement: Data, krav: Data, supplier: str | None, awards: list[Data]) -> None:
        self.procurement, self.krav, self.supplier, self.awards = procurement, krav, supplier, awards
        self.unit = f"{procurement['id']}/{supplier or ''}"
        self.groups = {**about(procurement), "kravtyp": krav["typ"], "leverantör": supplier}

    @property
    def end(self) -> Span:
        """The last day of the contract, extension counted."""
        term = self.procurement.get("avtalstid") or {}
        end = span(term.get("förlängning_till") or term.get("till"))
        own = span(self.awards[0].get("avtal_till")) if len(self.awards) == 1 else NEVER
        return own if end.last is None or (own.last and own.last > end.last) else end


def duties(register: Register) -> Iterator[Duty]:
    """What binds suppliers of our own awarded procurements, call-offs with requirements of their own too."""
    for each in register["upphandling"]:
        if each["part"] == "extern" or each["status"] == "avbruten" or not is_awarded(each):
            continue
        awards = (
            each.get("tilldelning") or register.find("upphandling", each.get("avrop_från")).get("tilldelning") or []
        )
        for krav in each.get("krav") or []:
            if krav["typ"] != "bonus" and krav.get("art") != "frivillig":
                for supplier in sorted({row["leverantör"] for row in awards}) or [None]:
                    yield Duty(each, krav, supplier, [row for row in awards if row["leverantör"] == supplier])


def n24(register: Register, _: When) -> Iterator[Fact]:
    talked = {(procurement["id"], each["leverantör"]) for each, procurement in held(register)}
    for duty in duties(register):
        kind, unit = duty.krav["typ"], duty.krav.get("enhet")
        if kind == "dialogkrav" or (unit == "dialog" and kind not in ("reserverad_upphandling", "okänt")):
            had = None if duty.supplier is None else int((duty.procurement["id"], duty.supplier) in talked)
            yield fact(duty.unit, had, award(duty.procurement), record=duty.procurement["id"], **duty.groups)


def n25(register: Register, when: When) -> Iterator[Fact]:
    for duty in duties(register):
        rows = [
            row
            for row in duty.procurement.get("uppfyllnad") or []
            if row["krav"] == duty.krav["id"] and row["leverantör"] == duty.supplier
        ]
        latest = [
            row
            for row in rows
            if row["status"] in DECIDED
            and not any(
                (begun := span(other.get("datum")).first) and (last := span(row.get("datum")).last) and begun > last
                for other in rows
            )
        ]
        unit = f"{duty.procurement['id']}/{duty.krav['id']}/{duty.supplier or ''}"
        for row in latest:
            yield fact(
                unit, int(row["status"] == "uppfyllt"), span(row.get("datum")), record=duty.procurement["id"],
                uppfyllnad=row["status"], **duty.groups,
            )  # fmt: skip
        over = duty.end.last is not None and duty.end.last < when.today
        if not latest and (over or duty.procurement["status"] in ("avslutad", "utvärderad")):
            yield fact(
                unit, None, duty.end if over else NEVER, record=duty.procurement["id"], uppfyllnad=None, **duty.groups
            )


def _first(spans: list[Span]) -> date | None:
    """The first of some days, when no other may have been before it."""
    if not spans or not any(each.last for each in spans):
        return None
    last = min(each.last for each in spans if each.last)
    return last if all(each.first is not None and each.first >= last for each in spans) else None


def _chain(register: Register, duty: Duty) -> list[date | None]:
    """Award, handover, first dialog and first place."""
    mine = (duty.procurement["id"], duty.supplier)
    meetings = [
        span(at(each, "möte", "datum")) for each, its in held(register) if (its["id"], each["leverantör"]) == mine
    ]
    places = [
        span(at(each, "faktisk", "från"))
        for each in started(register)
        for its in [served(register, register.find("upphandling", each.get("upphandling")))]
        if (its.get("id"), each.get("leverantör")) == mine
    ]
    handed = [span(row.get("överlämnad")) for row in duty.awards]
    return [span(at(duty.procurement, "datum", "tilldelning")).day, _first(handed), _first(meetings), _first(places)]


STEPS = (
    ("tilldelning_till_överlämning", 0, 1),
    ("överlämning_till_dialog", 1, 2),
    ("dialog_till_plats", 2, 3),
    ("hela_tiden", 0, 3),
)


def n26_steps(register: Register, _: When) -> Iterator[Fact]:
    for duty in duties(register):
        days = _chain(register, duty)
        for name, first, last in STEPS:
            begun, done = days[first], days[last]
            told = (done - begun).days if begun and done else None
            groups = {**duty.groups, "ledtid": name}
            yield fact(f"{duty.unit}/{name}", told, award(duty.procurement), record=duty.procurement["id"], **groups)


def n26(register: Register, when: When) -> Iterator[Fact]:
    for each in n26_steps(register, when):
        if each.groups["ledtid"] == "hela_tiden":
            for kind in types(register.find("upphandling", each.record)):
                yield each._replace(groups={**each.groups, "kravtyp": kind})


def n27(register: Register, _: When) -> Iterator[Fact]:
    for row in register.reports:
        dialog = register.find("dialogöverenskommelse", row["dialogöverenskommelse"])
        procurement = register.find("upphandling", dialog["upphandling"])
        came = row["inkom"]
        for kind in types(served(register, procurement)):
            its = {**about(procurement), "kravtyp": kind, "leverantör": dialog["leverantör"]}
            unit = f"{dialog['id']}/{row['till']}"
            in_time = int(came is not None and came <= row["senast"])
            yield fact(unit, in_time, Span(row["senast"], row["senast"]), record=dialog["id"], **its)


def evaluated(register: Register, evaluation: Data) -> tuple[Data, dict[str, Any]]:
    """The procurement that an evaluation is about, and the groups."""
    about_it = evaluation["avser"]
    way = register.find("placering", about_it) or register.find("dialogöverenskommelse", about_it)
    procurement = register.find("upphandling", way.get("upphandling", about_it))
    return procurement, {**about(procurement), "leverantör": way.get("leverantör")}


def n28(register: Register, _: When) -> Iterator[Fact]:
    for each in register["utvärdering"]:
        procurement, its = evaluated(register, each)
        status = each.get("status")
        asked = each.get("begärd") or status in ("begärd", "påmind", "utebliven")
        if asked and procurement.get("part") != "extern":
            came = each.get("inkommen") or status in ("inkommen", "granskad")
            told = 1 if came else 0 if status in ("begärd", "påmind", "utebliven") else None
            yield fact(each["id"], told, span(each.get("begärd")), utvärderingsslag=each["slag"], **its)


def n29(register: Register, _: When) -> Iterator[Fact]:
    for each in register["utvärdering"]:
        procurement, its = evaluated(register, each)
        came = each.get("inkommen") or each.get("status") in ("inkommen", "granskad")
        if each["slag"] == "arbetsgivare" and came and procurement.get("part") != "extern":
            said = at(each, "svar", "mervärde")
            for kind in types(procurement) if procurement else [None]:
                yield fact(
                    each["id"],
                    None if said is None else int(said == "ja"),
                    span(each.get("inkommen")),
                    kravtyp=kind,
                    **its,
                )


def answers(register: Register) -> Iterator[tuple[Data, str, Any]]:
    """What employers answer: the evaluation, the question and the answer."""
    names = {"administrativ_börda": "administration"}
    for each in register["utvärdering"]:
        procurement, _ = evaluated(register, each)
        if each["slag"] == "arbetsgivare" and procurement.get("part") != "extern":
            for question, answer in (each.get("svar") or {}).items():
                yield each, names.get(question, question), answer


def n42(register: Register, _: When) -> Iterator[Fact]:
    for each, question, mark in answers(register):
        if question in ("handledning", "matchning", "administration"):
            yield fact(
                f"{each['id']}/{question}",
                1,
                span(each.get("inkommen")),
                record=each["id"],
                betygsfråga=question,
                betyg=mark,
            )


def n43(register: Register, _: When) -> Iterator[Fact]:
    for each, question, answer in answers(register):
        if question in ("mervärde", "ta_emot_igen"):
            yield fact(
                f"{each['id']}/{question}",
                1,
                span(each.get("inkommen")),
                record=each["id"],
                svarsfråga=question,
                svar=answer,
            )


def _decisions(register: Register) -> Iterator[tuple[Fact, Any]]:
    """Each decision and what was claimed; two that are told alike are one."""
    for procurement in register["upphandling"]:
        for row in procurement.get("uppfyllnad") or []:
            decision = row.get("beslut") or {}
            if decision and procurement["part"] != "extern":
                krav = [each["typ"] for each in procurement.get("krav") or [] if each["id"] == row["krav"]]
                told = (row["krav"], row["leverantör"], row.get("id"), row.get("datum"), decision)
                unit = f"{procurement['id']} {told}"
                groups = {
                    "följd": decision["följd"],
                    "leverantör": row["leverantör"],
                    "kravtyp": krav[0] if krav else None,
                }
                its = {**about(procurement), **groups}
                claimed = decision.get("belopp") if decision["följd"] == "vite" else 0
                yield fact(unit, 1, span(row.get("datum")), record=procurement["id"], **its), claimed


def n34(register: Register, _: When) -> Iterator[Fact]:
    return (each for each, _ in _decisions(register))


def n34_amount(register: Register, _: When) -> Iterator[Fact]:
    return (each._replace(top=claimed, groups={"mått": "vite_i_kronor"}) for each, claimed in _decisions(register))


AGES = ((3, "under_3_månader"), (6, "3_till_6_månader"), (12, "6_till_12_månader"))


def _age(requested: Span, day: date) -> str | None:
    """How long a place has waited; None when its first and last possible day say different things."""

    def of(begun: date) -> str:
        return next((name for months, name in AGES if begun > later(day, -months)), "12_månader_eller_mer")

    first, last = requested
    return of(first) if first and last and of(first) == of(last) else None


def n35(register: Register, when: When) -> Iterator[Fact]:
    day = min(when.end, when.today)
    for each in register["dialogöverenskommelse"]:
        procurement, asked = register.find("upphandling", each["upphandling"]), span(each.get("rekvirerad"))
        closed = each["status"] in ("avslutad_utan_platser", "uteblev", "fullföljd", "bruten")
        over = procurement["status"] in ("avslutad", "utvärderad", "avbruten")
        if asked.first is None or asked.last is None or asked.first > day or closed or over:
            continue
        places = each.get("platser") or []
        for place in places:
            end = span(place.get("till")).last
            if end and end < day:
                continue
            sure = maybe = 0
            for placement in started(register):
                if placement.get("dialogöverenskommelse") == each["id"] and placement.get("plats") in (
                    None,
                    place["id"],
                ):
                    begun = span(at(placement, "faktisk", "från"))
                    maybe += begun.first is None or begun.first <= day
                    here = placement.get("plats") is not None or len(places) == 1
                    sure += here and begun.last is not None and begun.last <= day
            most, least = (max(place["antal"] - number, 0) for number in (sure, maybe))
            told = most if most == least and asked.last <= day else None
            for kind in types(served(register, procurement)):
                its = {
                    **about(procurement),
                    "kravtyp": kind,
                    "form": place.get("form"),
                    "leverantör": each["leverantör"],
                }
                unit = f"{each['id']}/{place['id']}"
                whole = Span(when.start, when.end)
                yield fact(unit, told, whole, record=each["id"], väntetid=_age(asked, day), **its)
