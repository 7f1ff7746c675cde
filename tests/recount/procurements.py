"""Facts about procurements: N01–N05, N07, N31, N33, N38, N40, N41."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tests.recount.counting import Fact, When, fact
from tests.recount.register import AWARDED, Data, Register, Span, at, calendar_months, span

Facts = Callable[[Register, When], Iterator[Fact]]


def types(procurement: Data) -> list[Any]:
    """The kinds of requirement, [None] without any."""
    return sorted({krav["typ"] for krav in procurement.get("krav") or []}) or [None]


def own(register: Register) -> list[Data]:
    """What the municipality buys itself, call-offs left out."""
    return [each for each in agreements(register) if not each.get("avrop_från")]


def agreements(register: Register) -> list[Data]:
    """The same with call-offs."""
    return [each for each in register["upphandling"] if each["part"] != "extern" and each["status"] != "avbruten"]


def is_awarded(procurement: Data) -> bool:
    return bool(at(procurement, "datum", "tilldelning")) or procurement["status"] in AWARDED


def award(procurement: Data) -> Span:
    """When the supplier was chosen, as far as it can be said."""
    dates = procurement.get("datum") or {}
    first = next((dates[name] for name in ("tilldelning", "anbud_senast", "annonserad") if dates.get(name)), None)
    last = next((dates[name] for name in ("tilldelning", "avtal_tecknat") if dates.get(name)), None)
    return Span(span(first).first, span(last).last)


def about(procurement: Data) -> dict[str, Any]:
    """The groups that a procurement is in."""
    return {
        "förvaltning": procurement.get("förvaltning"),
        "upphandlande_organisation": procurement.get("upphandlande_organisation"),
        "bransch": procurement.get("bransch"),
        "objekt": procurement.get("objekt"),
        "upphandlingsform": procurement.get("form"),
        "status": procurement.get("status"),
        "part": procurement.get("part"),
    }


def required(procurement: Data) -> int | None:
    return None if procurement.get("krav") is None else int(bool(procurement["krav"]))


def _term(procurement: Data) -> tuple[tuple[int, bool] | None, tuple[int, bool] | None]:
    """The shortest and the longest the contract may be."""
    start, end = span(at(procurement, "avtalstid", "från")), span(at(procurement, "avtalstid", "till"))
    if start.first is None or start.last is None or end.first is None or end.last is None:
        return None, None
    return calendar_months(start.last, end.first), calendar_months(start.first, end.last)


def suits_goteborg(register: Register, procurement: Data) -> int | None:
    limit = register.config["regler"]["göteborg_avtalstid_över_månader"]
    short, long = _term(procurement)
    staff = procurement.get("fler_än_en_anställd")
    if staff == "nej" or (long and long <= (limit, False)):
        return 0
    return 1 if staff == "ja" and short and short > (limit, False) else None


def suits(register: Register, procurement: Data) -> int | None:
    rules = register.config["regler"]
    if rules["lämplig"] == "göteborg":
        return suits_goteborg(register, procurement)
    short, long = _term(procurement)
    least, where = rules["avtalstid_minst_månader"], procurement.get("utförs")
    value = at(procurement, "värde", "avtalat")
    value = at(procurement, "värde", "beräknat") if value is None else value
    by_value = rules["lämplig"] == "alternativ_2"
    if (
        where == "annan_ort"
        or (long and long[0] < least)
        or (by_value and value is not None and value < rules["värde_minst"])
    ):
        return 0
    big = not by_value or (value is not None and value >= rules["värde_minst"])
    return 1 if where in ("kommunen", "omedelbar_närhet") and short and short[0] >= least and big else None


def n01(register: Register, _: When) -> Iterator[Fact]:
    for each in own(register):
        if is_awarded(each):
            service = {"tjänst": 1, "okänt": None}.get(each["objekt"], 0)
            yield fact(each["id"], required(each), award(each), bottom=service, **about(each))


def n02(register: Register, when: When) -> Iterator[Fact]:
    for each in n01(register, when):
        suited = suits_goteborg(register, register.find("upphandling", each.record))
        both = (each.bottom, suited)
        yield each._replace(bottom=0 if 0 in both else None if None in both else 1)


def _with_requirements(register: Register) -> Iterator[tuple[Data, Span]]:
    """Procurements with requirements that are awarded or closed, and when."""
    for each in own(register):
        dates = each.get("datum") or {}
        if required(each) != 0 and (is_awarded(each) or dates.get("stängd")):
            # Each end is the first that is written.
            known = [span(dates.get("tilldelning")), span(dates.get("stängd"))]
            known += [award(each)] if is_awarded(each) else []
            first = next((s.first for s in known if s.first), None)
            yield each, Span(first, next((s.last for s in known if s.last), None))


def n03(register: Register, _: When) -> Iterator[Fact]:
    for each, when in _with_requirements(register):
        for kind in types(each):
            yield fact(each["id"], required(each) or None, when, kravtyp=kind, **about(each))


_ORDER = ("dialogkrav", "skarpt_krav", "bonus", "reserverad_upphandling", "köpta_sysselsättningsplatser", "okänt")


def combined(procurement: Data) -> str:
    """All kinds of requirement of a procurement, `dialogkrav + skarpt_krav`."""
    kinds = {krav["typ"] for krav in procurement.get("krav") or []}
    return " + ".join(kind for kind in _ORDER if kind in kinds) or "okänt"


def n03_combined(register: Register, when: When) -> Iterator[Fact]:
    for each in n03(register, when):
        yield each._replace(groups={"krav": combined(register.find("upphandling", each.record))})


def n03_places(register: Register, _: When) -> Iterator[Fact]:
    for each, when in _with_requirements(register):
        for krav in each.get("krav") or []:
            if krav.get("enhet") == "platser" or (krav["typ"] == "skarpt_krav" and not krav.get("enhet")):
                yield fact(
                    f"{each['id']}/{krav['id']}", krav.get("antal"), when, record=each["id"], krävda_platser=krav["typ"]
                )


def n04(register: Register, _: When) -> Iterator[Fact]:
    for each in own(register):
        if is_awarded(each):
            yield fact(each["id"], required(each), award(each), bottom=suits(register, each), **about(each))


def n05(register: Register, _: When) -> Iterator[Fact]:
    for each in own(register):
        if is_awarded(each) and required(each) != 0:
            for chosen in each.get("tilldelning") or [{}]:
                supplier = chosen.get("leverantör")
                told = 1 if supplier and each.get("krav") else None
                for kind in types(each):
                    yield fact(
                        supplier or each["id"], told, award(each), record=each["id"], kravtyp=kind, leverantör=supplier,
                        **about(each),
                    )  # fmt: skip


def n31(register: Register, _: When) -> Iterator[Fact]:
    for each in agreements(register):
        if is_awarded(each) and each.get("krav"):
            judged, cost = at(each, "fördyring", "bedömd"), at(each, "fördyring", "belopp")
            for kind in types(each):
                yield fact(
                    each["id"], cost if judged == "ja" else None, award(each), kravtyp=kind, **about(each),
                )  # fmt: skip


def n31_judged(register: Register, when: When) -> Iterator[Fact]:
    for each in n31(register, when):
        cost = each.top
        group = "okänt" if cost is None else "ja" if cost else "nej"
        yield each._replace(top=None if cost is None else 1, groups={"fördyring": group})


_RESERVED = ("reserverad_upphandling", "köpta_sysselsättningsplatser")


def _reserved(register: Register) -> Iterator[tuple[Data, str, Span]]:
    for each in own(register):
        dates = each.get("datum") or {}
        for kind in types(each):
            if is_awarded(each) and kind in _RESERVED:
                known = [span(dates.get("tilldelning")), span(dates.get("avtal_tecknat")), award(each)]
                first = next((s.first for s in known if s.first), None)
                yield each, kind, Span(first, next((s.last for s in known if s.last), None))


def n33(register: Register, _: When) -> Iterator[Fact]:
    for each, kind, when in _reserved(register):
        yield fact(each["id"], 1, when, kravtyp=kind, **about(each))


def n33_measures(register: Register, _: When) -> Iterator[Fact]:
    for each, kind, when in _reserved(register):
        name = each["id"]

        def one(what: str, unit: str, top: Any, name: str = name, when: Span = when) -> Fact:
            return fact(f"{name}/{unit}", top, when, record=name, mått=what)

        reserved = kind == "reserverad_upphandling"
        yield one("reserverade_upphandlingar" if reserved else "upphandlingar_med_köpta_platser", "upphandling", 1)
        for krav in each["krav"]:
            if krav["typ"] == kind == "köpta_sysselsättningsplatser" and krav.get("enhet", "platser") == "platser":
                yield one("köpta_platser", krav["id"], krav.get("antal"))
        for chosen in each.get("tilldelning") or [{}]:
            yield one("avtal", f"avtal/{chosen.get('id')}", 1 if chosen else None)
            local = register.find("organisation", chosen.get("leverantör")).get("lokal")
            yield one("lokala_avtal", f"lokalt/{chosen.get('id')}", {"ja": 1, "nej": 0}.get(local))


def n38(register: Register, when: When) -> Iterator[Fact]:
    asked = {
        name
        for each in register["aktivitet"]
        if each["slag"] in ("rfi", "branschdialog")
        for name in each.get("upphandlingar") or []
    }
    for each in n03(register, when):
        dialogs = register.find("upphandling", each.record).get("marknadsdialog")
        had = 1 if dialogs or each.record in asked else 0 if dialogs == [] else None
        yield each._replace(top=had if each.top else None, bottom=each.top)


def n40(register: Register, _: When) -> Iterator[Fact]:
    for each in own(register):
        if each["status"] in ("identifierad", "bedömd", "planerad"):
            yield fact(each["id"], 1, span(at(each, "datum", "behov")), **about(each))


def raised(register: Register, _: When) -> Iterator[Fact]:
    """Procurements with requirements by when they were raised, private buyers' and broken off ones too."""
    for each in register["upphandling"]:
        if each.get("krav") and not each.get("avrop_från"):
            for kind in types(each):
                yield fact(each["id"], 1, span(at(each, "datum", "behov")), kravtyp=kind, **about(each))


def n41(register: Register, when: When) -> Iterator[Fact]:
    return (each for each in raised(register, when) if each.groups["part"] != "extern")


def n41_combined(register: Register, when: When) -> Iterator[Fact]:
    for each in n41(register, when):
        yield each._replace(groups={"krav": combined(register.find("upphandling", each.record))})
