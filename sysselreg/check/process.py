"""How the work should go: places long enough, the right target group, reserved procurements tested, terms written down.

The thresholds are the register's own (`regler` in sysselreg.yaml); the sources stand with each message.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache

from sysselreg.check.facts import AWARDED, at, awards, before, day, fields, label, rows, setting
from sysselreg.check.model import Register
from sysselreg.check.wording import about
from sysselreg.check.wording import label as field_label
from sysselreg.finding import Finding
from sysselreg.period import whole_months
from sysselreg.record.model import Record
from sysselreg.schema.model import Field, Schemas
from sysselreg.swedish import join_and
from sysselreg.yamltext import Path

_NEEDS_TIME = frozenset({"praktik", "visstidsanställning"})
# The least time that each code of `inskriven` means, in months.
_REGISTERED = {"ej_inskriven": -1, "under_6_månader": 0, "6_till_12_månader": 6, "12_till_24_månader": 12}
_YOUNG, _ADULT = frozenset({"upp_till_25"}), frozenset({"26_till_54", "55_eller_mer"})


def too_short(register: Register) -> Iterator[Finding]:
    """V301: a planned practice or fixed-term place that is certainly shorter than the least (Östersund: 3 months)."""
    least = setting(register, "plats_minst_månader", "V301")
    for record, path, form in _planned(register):
        first, last = day(record, *path, "från"), day(record, *path, "till")
        if form in _NEEDS_TIME and first and last and _is_shorter(first.first, last.last, least):
            named = label(register.schemas, "placeringsform", form)
            yield about(register.schemas, "V301", record, (*path, "till"), form=named, från=first.text, minst=least)


def target_group(register: Register) -> Iterator[Finding]:
    """V302: registered for a shorter time than the target group requires, and no motive given (Östersund)."""
    young = setting(register, "målgrupp_unga_inskrivna_över_månader", "V302")
    adult = setting(register, "målgrupp_vuxna_inskrivna_över_månader", "V302")
    for record in register.of("placering"):
        age, registered = at(record.data, "åldersgrupp"), at(record.data, "inskriven")
        least = young if age in _YOUNG else adult if age in _ADULT else None
        if (
            least is not None
            and _REGISTERED.get(str(registered), least) < least
            and "motiv_målgrupp" not in record.data
        ):
            yield about(
                register.schemas,
                "V302",
                record,
                ("inskriven",),
                (record.place("åldersgrupp"),),
                ålder=label(register.schemas, "aldersgrupp", str(age)),
                tid=label(register.schemas, "inskriven", str(registered)),
                månader=least,
            )


def reserved_share(register: Register) -> Iterator[Finding]:
    """V303, V306: the share of a reserved procurement or its supplier is stated below the law's (LOU 4 kap. 18 §)."""
    least = setting(register, "reserverad_andel_minst_procent", "V303")
    for record in _reserved(register):
        share = at(record.data, "reservering", "andel_procent")
        if share is not None and share < least:
            yield about(register.schemas, "V303", record, ("reservering", "andel_procent"), minst=least)
        for path, award in awards(register, record)[1] if "tilldelning" in record.data else ():
            supplier = register.by_id.get(award["leverantör"])
            own = at(supplier.data, "reserverad_behörig", "andel_procent") if supplier else None
            if supplier is not None and own is not None and own < least:
                there = (supplier.place("reserverad_behörig", "andel_procent"),)
                yield about(register.schemas, "V306", record, (*path, "leverantör"), there, andel=own, minst=least)


def reserved_untested(register: Register) -> Iterator[Finding]:
    """V304, V305: awarded, but the share was not tested when the bids came in, or nobody can tell."""
    for record in _reserved(register):
        if record.data["status"] not in AWARDED:
            continue
        tested, when = at(record.data, "reservering", "verksamhetskrav_prövat"), day(record, "reservering", "prövad")
        bids = day(record, "datum", "anbud_senast")
        if tested == "nej":
            yield about(
                register.schemas, "V304", record, ("reservering", "verksamhetskrav_prövat"), hur="är inte prövat"
            )
        elif before(bids, when):
            there = (record.place("datum", "anbud_senast"),)
            yield about(
                register.schemas,
                "V304",
                record,
                ("reservering", "prövad"),
                there,
                hur=f"prövades efter sista anbudsdagen {bids.text if bids else ''}",
            )
        elif unclear := list(_unclear(register, record)):
            yield about(register.schemas, "V305", record, ("reservering",), saknas=join_and(unclear))


def no_motive(register: Register) -> Iterator[Finding]:
    """V307: decided to set no requirement, without saying why."""
    for record in register.of("upphandling"):
        if at(record.data, "bedömning", "beslut") == "inget_krav" and not at(record.data, "bedömning", "motiv"):
            yield about(register.schemas, "V307", record, ("bedömning", "beslut"))


def undecided(register: Register) -> Iterator[Finding]:
    """V313: decided on what is not fulfilled, without saying what, why or how much is to be paid."""
    for record in register.of("upphandling"):
        for path, entry in rows(record, "uppfyllnad"):
            decision, where = entry.get("beslut"), (*path, "status")
            if decision is not None:
                where = (*path, "beslut", "följd")
                wanted = ("belopp", "motiv") if decision["följd"] == "vite" else ("motiv",)
                lacking = [(*path, "beslut", name) for name in wanted if name not in decision]
            else:
                lacking = [(*path, "beslut")] if entry["status"] == "sanktionsbeslut" else []
            if lacking:
                named = [field_label(register.schemas, record.kind, str(each[-1]), each) for each in lacking]
                yield about(register.schemas, "V313", record, where, saknas=join_and(named))


def sharp_requirement(register: Register) -> Iterator[Finding]:
    """V308, V310, V312: a sharp requirement on places without a penalty, or without how much of what (Östersund).

    A record taken from a document may be silent where the document is. What others demand is theirs to word.
    """
    for record in register.of("upphandling"):
        for path, entry in rows(record, "krav") if record.data["part"] != "extern" else ():
            if entry["typ"] != "skarpt_krav":
                continue
            lacking = [name for name in ("enhet", "antal") if name not in entry]
            if lacking:
                named = [field_label(register.schemas, record.kind, name, (*path, name)) for name in lacking]
                code = "V312" if "källa" in record.data else "V310"
                yield about(register.schemas, code, record, path, krav=entry["id"], saknas=join_and(named))
            if entry.get("enhet") == "platser" and not entry.get("vite"):
                yield about(register.schemas, "V308", record, (*path, "vite"), krav=entry["id"])


def no_sanction(register: Register) -> Iterator[Finding]:
    """V309: a written agreement says what happens when it is broken off, even if nothing does (Östersund)."""
    for record in register.of("dialogöverenskommelse"):
        if at(record.data, "skriftlig") == "ja" and "sanktion_vid_förtida_avslut" not in record.data:
            yield about(
                register.schemas, "V309", record, ("sanktion_vid_förtida_avslut",), (record.place("skriftlig"),)
            )


def code_out_of_date(register: Register) -> Iterator[Finding]:
    """V311: a code used in a record made in a year when the code did not apply at all."""
    for record, path, field, value in fields(register, _dated(register.schemas)):
        code = register.schemas.vocabularies[field.vocabulary].codes.get(str(value))
        year = record.path.split("/")[2]
        if code and code.valid_to and code.valid_to < f"{year}-01-01":
            yield about(register.schemas, "V311", record, path, år=year, gäller=f"till och med {code.valid_to}")
        elif code and code.valid_from > f"{year}-12-31":
            yield about(register.schemas, "V311", record, path, år=year, gäller=f"från och med {code.valid_from}")


@lru_cache(maxsize=4)
def _dated(schemas: Schemas) -> Callable[[Field], bool]:
    """Whether a field holds one of the codes of a list where some do not always apply."""
    dated = {
        name
        for name, vocabulary in schemas.vocabularies.items()
        if any(code.valid_from or code.valid_to for code in vocabulary.codes.values())
    }
    return lambda field: field.vocabulary in dated


def _planned(register: Register) -> Iterator[tuple[Record, Path, str]]:
    """Planned times of places and placements with their form."""
    for record in register.of("placering"):
        yield record, ("planerad",), record.data["form"]
    for record in register.of("dialogöverenskommelse"):
        for path, place in rows(record, "platser"):
            yield record, path, str(place.get("form"))


def _is_shorter(first: date, last: date, months: int) -> bool:
    """Whether the days from the first to the last, both counted, are fewer than whole months by the calendar.

    An end before its start is another rule's business, as is an end that stands for "until further notice".
    """
    if last < first or last.year == date.max.year:
        return False
    return whole_months(first, last)[0] < months


def _reserved(register: Register) -> Iterator[Record]:
    """Reserved procurements that the law binds; a private buyer is free."""
    for record in register.of("upphandling"):
        types = {entry["typ"] for _, entry in rows(record, "krav")}
        if record.data["part"] != "extern" and ("reserverad_upphandling" in types or "reservering" in record.data):
            yield record


def _unclear(register: Register, record: Record) -> Iterator[str]:
    """What must be known to say that the share was tested in time, and is not."""
    for path in (
        ("reservering", "andel_procent"),
        ("reservering", "verksamhetskrav_prövat"),
        ("reservering", "prövad"),
        ("datum", "anbud_senast"),
    ):
        if at(record.data, *path) is None:
            yield field_label(register.schemas, record.kind, ".".join(path), path)
    tested, bids = day(record, "reservering", "prövad"), day(record, "datum", "anbud_senast")
    if tested and bids and tested.last > bids.first and not before(bids, tested) and tested.exact != bids.exact:
        yield f"om {tested.text} är före eller efter {bids.text}"
