"""Deadlines of a procurement: handed over, talked about, begun, reported back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from sysselreg.check.facts import HELD, STARTED, at, contract, on_places, rows
from sysselreg.check.wording import label
from sysselreg.due.model import Due
from sysselreg.due.work import Base, Letter, Work, count, days, field, months, working_days
from sysselreg.period import PartialDate
from sysselreg.record.model import Record

_UNSIGNED = frozenset({"tilldelad"})
_SIGNED = frozenset({"avtal_tecknat", "pågående"})
_ENDING = _SIGNED | {"avslutad"}
_BEFORE_AWARD = frozenset({"planerad", "annonserad"})
_TALKED_ABOUT = frozenset({"dialogkrav", "skarpt_krav"})
_LACKING = frozenset({"delvis_uppfyllt", "avvikelse", "rättelse_begärd", "ej_uppfyllt"})
_DECIDED = frozenset({"uppfyllt", "delvis_uppfyllt", "ej_uppfyllt", "sanktionsbeslut"})


def handover(work: Work) -> Iterator[Due]:
    """B101: an awarded supplier is handed over to those who will talk to it (Östersund)."""
    step = working_days(work.limit("överlämning_arbetsdagar"))
    for record in _with_requirements(work, _UNSIGNED | _SIGNED):
        for _, award in rows(record, "tilldelning"):
            supplier = award["leverantör"]
            if "överlämnad" not in award and not work.sent("L2", record.id, supplier=supplier):
                written = bool(work.written("L2", record.id, supplier=supplier))
                base = field(work, record, "datum", "tilldelning")
                yield from count(
                    work, "B101", record, base, step, written=written, part=award["id"], values=_at(work, supplier)
                )


def evidence(work: Work) -> Iterator[Due]:
    """B102: the share of a reserved procurement is proved when the bids are handed in (LOU 4 kap. 18 §)."""
    for record in _with_requirements(work, _BEFORE_AWARD):
        reserved = "reservering" in record.data or any(
            krav["typ"] == "reserverad_upphandling" for _, krav in rows(record, "krav")
        )
        tested = any(at(record.data, "reservering", name) for name in ("prövad", "verksamhetskrav_prövat"))
        # Bids not asked for yet have no last day.
        if reserved and not tested and "anbud_senast" in record.data.get("datum", {}):
            base = field(work, record, "datum", "anbud_senast")
            share = {"andel": work.limit("reserverad_andel_minst_procent")}
            written = bool(work.written("L20", record.id))
            yield from count(work, "B102", record, base, lambda day: day, written=written, values=share)


def first_dialog(work: Work) -> Iterator[Due]:
    """B103: the first dialog with a supplier while the contract lasts, from its signing (Östersund; Trafikverket)."""
    step = days(work, work.limit("första_dialog_dagar"))
    for record in _with_requirements(work, _SIGNED):
        if not any(krav["typ"] in _TALKED_ABOUT for _, krav in rows(record, "krav")):
            continue
        for _, award in rows(record, "tilldelning"):
            supplier = award["leverantör"]
            dialogs = work.dialogs.get((record.id, supplier), [])
            _, end = contract(work.register, record, supplier)
            if any(each.data["status"] in HELD for each in dialogs) or (end is not None and end.last < work.today):
                continue
            called = any(each.data["status"] == "kallad" or work.written("L3", each.id) for each in dialogs)
            base = field(work, record, "datum", "avtal_tecknat")
            if base.when is None and (start := _start(work, record, supplier)).when is not None:
                base = start
            yield from count(
                work,
                "B103",
                record,
                base,
                step,
                written=called or bool(work.written("L3", record.id, supplier=supplier)),
                part=award["id"],
                values=_at(work, supplier),
            )


def first_place(work: Work) -> Iterator[Due]:
    """B104: the first place begun or offered within some months of the contract's start (criterion 11554)."""
    step = months(work, work.limit("första_anställning_månader"))
    for record in _with_requirements(work, _SIGNED):
        asked = {krav["id"] for krav in on_places(record)}
        for _, award in rows(record, "tilldelning") if asked else ():
            supplier = award["leverantör"]
            offered = any(
                each.data["status"] in STARTED | {"överenskommen"}
                for each in work.placements.get((record.id, supplier), ())
            )
            if not offered and not asked <= _decided(record, supplier):
                base = _start(work, record, supplier)
                yield from count(work, "B104", record, base, step, part=award["id"], values=_at(work, supplier))


def report_back(work: Work) -> Iterator[Due]:
    """B105: the end of the requirement is reported back to the buyer (Östersund)."""
    step = working_days(work.limit("återrapport_arbetsdagar"))
    for record in _with_requirements(work, _ENDING):
        if work.sent("L14", record.id):
            continue
        base = _end(work, record)
        # A contract that still runs need not have a known end.
        if base.when is not None or record.data["status"] == "avslutad":
            yield from count(work, "B105", record, base, step, written=bool(work.written("L14", record.id)))


def put_right(work: Work) -> Iterator[Due]:
    """B106: what was asked of a supplier in an L9 is put right, or somebody decides what follows."""
    step = working_days(work.limit("rättelse_avgörs_arbetsdagar"))
    for record in _with_requirements(work, _SIGNED):
        for _, award in rows(record, "tilldelning"):
            supplier = award["leverantör"]
            dialogs = [each.id for each in work.dialogs.get((record.id, supplier), ())]
            asked = _asked_to_put_right(work, [record.id, *dialogs], supplier)
            if asked is None or work.written("L10", record.id, supplier=supplier, after=asked.day):
                continue
            open_, judged = _shortcomings(record, supplier, asked.day)
            came = any(
                each.kind == "L7" and each.incoming and each.day >= asked.day
                for dialog in dialogs
                for each in work.letters.get(dialog, ())
            )
            # A request about a report stands until the report comes; one about a requirement until none is lacking.
            if not open_ and (record.id in asked.about or judged or came):
                continue
            base = Base(PartialDate.between(asked.day, asked.day), "Begäran om rättelse")
            values = {**_at(work, supplier), "dag": asked.day.isoformat()}
            # What nobody has noted as lacking cannot be told to the supplier.
            yield from count(work, "B106", record, base, step, part=award["id"], written=not open_, values=values)


def _asked_to_put_right(work: Work, ids: Iterable[str], supplier: str) -> Letter | None:
    """The last request that has left us."""
    sent = [each for about in ids for each in work.written("L9", about, supplier=supplier) if each.sent]
    return max(sent, key=lambda each: each.day, default=None)


def _shortcomings(record: Record, supplier: str, since: date) -> tuple[bool, bool]:
    """Whether some requirement is lacking and not decided on, and whether some was found in order since a day."""
    mine = [row for _, row in rows(record, "uppfyllnad") if row["leverantör"] == supplier]
    lacking = [row for row in mine if row["status"] in _LACKING and "beslut" not in row]
    judged = [row for row in mine if row not in lacking and str(row.get("datum", "")) >= since.isoformat()]
    return bool(lacking), bool(judged)


def _with_requirements(work: Work, statuses: frozenset[str]) -> Iterator[Record]:
    """Procurements of our own with a requirement and one of some statuses; what others demand is theirs to follow."""
    for record in work.register.of("upphandling"):
        data = record.data
        if data["status"] in statuses and data["part"] != "extern" and data["krav"]:
            yield record


def _start(work: Work, record: Record, supplier: str) -> Base:
    """The first day of a supplier's contract."""
    name = label(work.register.schemas, record.kind, "avtalstid.från", ("avtalstid", "från"))
    return Base(contract(work.register, record, supplier)[0], name)


def _at(work: Work, supplier: str) -> Mapping[str, object]:
    return {"leverantör": work.name(supplier)}


def _decided(record: Record, supplier: str) -> set[Any]:
    """The requirements whose compliance by a supplier is decided."""
    return {
        each["krav"]
        for _, each in rows(record, "uppfyllnad")
        if each["leverantör"] == supplier and each["status"] in _DECIDED
    }


def _end(work: Work, record: Record) -> Base:
    """The last day that any requirement holds: its own day, else the end of the last contract."""
    name = label(work.register.schemas, record.kind, "avtalstid.till", ("avtalstid", "till"))
    suppliers = [award["leverantör"] for _, award in rows(record, "tilldelning")]
    contracts = [contract(work.register, record, supplier)[1] for supplier in suppliers or [""]]
    ends: list[PartialDate | None] = []
    for _, krav in rows(record, "krav"):
        own = PartialDate.parse(krav["förfaller"]) if "förfaller" in krav else None
        ends += [own] if own else contracts
    known = [end for end in ends if end]
    if not known or len(known) < len(ends):
        return Base(None, name)
    return Base(PartialDate.between(max(each.first for each in known), max(each.last for each in known)), name)
