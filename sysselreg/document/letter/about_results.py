"""Facts of letters about what came of it: a procurement's places, a supplier's year.

A day that is only known to its month or year may lie outside: what it leaves uncertain is told as `minst`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sysselreg.check.facts import STARTED, at, day, rows
from sysselreg.document.blocks import Column, Row, Table
from sysselreg.document.letter.model import Subject, Value
from sysselreg.document.letter.words import demand, label, name_of
from sysselreg.period import PartialDate, Period
from sysselreg.record.model import Record
from sysselreg.swedish import counted, number, plural, sentence_start, sort_key

_WHOLE = Period(date.min, date.max)


class _Count(NamedTuple):
    """How many for certain, and how many more that may be."""

    certain: int
    maybe: int = 0

    @property
    def text(self) -> str:
        return f"minst {number(self.certain)}" if self.maybe else number(self.certain)


def _in(period: Period, days: Iterable[PartialDate | None]) -> _Count:
    """How many of some days lie in a period; a day that is not known may."""
    found = [True if period == _WHOLE else None if each is None else period.contains(each) for each in days]
    return _Count(found.count(True), found.count(None))


def _began(placements: Iterable[Record], period: Period) -> _Count:
    return _in(period, (day(each, "faktisk", "från") for each in placements if each.data["status"] in STARTED))


def _ended(placements: Iterable[Record], status: str, period: Period) -> _Count:
    return _in(period, (day(each, "faktisk", "till") for each in placements if each.data["status"] == status))


def _under_way(placements: Iterable[Record], last: date) -> _Count:
    """How many had begun and not ended on a day."""
    certain = maybe = 0
    for each in placements:
        if each.data["status"] not in STARTED:
            continue
        first, end = day(each, "faktisk", "från"), day(each, "faktisk", "till")
        ended = each.data["status"].startswith("avslutad")
        begun = None if first is None else True if first.last <= last else False if first.first > last else None
        over = False if not ended else None if end is None else _before(end, last)
        if begun and over is False:
            certain += 1
        elif begun is not False and over is not True:
            maybe += 1
    return _Count(certain, maybe)


def _before(end: PartialDate, last: date) -> bool | None:
    return True if end.last < last else None if end.first < last else False


# ---- a procurement ---------------------------------------------------------------------------------------------------


def of_procurement(subject: Subject) -> list[Record]:
    """The placements that serve a procurement, with its supplier when the letter is to one."""
    if subject.procurement is None:
        return []
    own = subject.procurement.id
    found = subject.held.of_procurement.get(own, ())
    return [each for each in found if subject.supplier is None or each.data["leverantör"] == subject.supplier.id]


def _outcomes(subject: Subject) -> Value:
    """`37 började, 28 fullföljdes, 8 slutade i förtid, 1 pågår`; None when there are no placements to count."""
    found = of_procurement(subject)
    counts = (
        (_began(found, _WHOLE), "började"),
        (_ended(found, "avslutad_fullföljd", _WHOLE), "fullföljdes"),
        (_ended(found, "avslutad_i_förtid", _WHOLE), "slutade i förtid"),
        (_Count(sum(each.data["status"] in ("pågående", "paus") for each in found)), "pågår"),
    )
    return ", ".join(f"{count.text} {word}" for count, word in counts if count != (0, 0)) or None


def _agreed_places(subject: Subject) -> Value:
    own = subject.procurement.id if subject.procurement else ""
    dialogs = [each for (procurement, _), found in subject.held.dialogs.items() if procurement == own for each in found]
    count = sum(row["antal"] for each in dialogs for _, row in rows(each, "platser"))
    return number(count) if count else None


def _outcome_table(subject: Subject) -> Value:
    """Each requirement and supplier with its status."""
    record = subject.demanding
    if record is None:
        return None
    schemas = subject.records.schemas
    named = {str(krav["id"]): sentence_start(demand(schemas, krav)) for _, krav in rows(record, "krav")}
    body = [
        Row(
            (
                name_of(subject, row["leverantör"]) or str(row["leverantör"]),
                named.get(str(row["krav"]), str(row["krav"])),
                sentence_start(label(schemas, "uppfyllnadsstatus", row["status"]) or ""),
                str(at(row, "datum") or "–"),
            )
        )
        for _, row in rows(record, "uppfyllnad")
        if subject.supplier is None or row["leverantör"] == subject.supplier.id
    ]
    columns = (Column("Leverantör", 7), Column("Krav", 5), Column("Bedömning", 4), Column("Dag", 3))
    return Table("uppfyllnad", "Bedömningen av varje leverantör", columns, tuple(body)) if body else None


def _so_far(subject: Subject) -> Value:
    """How many places the supplier has filled or agreed to fill: `en plats tillsatt eller överenskommen`."""
    wanted = STARTED | {"överenskommen"}
    found = [
        each
        for each in of_procurement(subject)
        if each.data["status"] in wanted and subject.supplier and each.data["leverantör"] == subject.supplier.id
    ]
    filled = plural(len(found), "tillsatt eller överenskommen", "tillsatta eller överenskomna")
    return f"{counted(len(found), 'plats', 'platser')} {filled}" if found else None


# ---- a supplier's year -----------------------------------------------------------------------------------------------


def _of_supplier(subject: Subject) -> Sequence[Record]:
    return subject.held.placements.get(subject.supplier.id, ()) if subject.supplier else ()


def of_year(subject: Subject) -> list[Record]:
    """The supplier's placements that may have been under way during the year told of."""
    period = Period.year(subject.year)
    return [each for each in _of_supplier(subject) if any(count != (0, 0) for count in _row([each], period))]


def _in_year(count: Callable[[Sequence[Record], Period], _Count]) -> Callable[[Subject], Value]:
    return lambda subject: count(_of_supplier(subject), Period.year(subject.year)).text


def _results(subject: Subject) -> Value:
    """What came of each contract during the year; None when there was nothing."""
    period = Period.year(subject.year)
    by_contract: dict[str, list[Record]] = {}
    for each in _of_supplier(subject):
        by_contract.setdefault(str(each.data["upphandling"]), []).append(each)
    body = []
    for procurement, placements in by_contract.items():
        counts = _row(placements, period)
        if any(count.certain or count.maybe for count in counts):
            body.append(Row((name_of(subject, procurement) or procurement, *(count.text for count in counts))))
    if not body:
        return None
    body.sort(key=lambda row: sort_key(row.cells[0]))
    if len(body) > 1:
        body.append(Row(("Sammanlagt", *(count.text for count in _row(_of_supplier(subject), period))), "summa"))
    columns = (
        Column("Avtal", 7),
        Column("Började", 3, numeric=True),
        Column("Fullföljde", 3, numeric=True),
        Column("I förtid", 3, numeric=True),
        Column("Pågick 31 dec.", 4, numeric=True),
    )
    return Table("resultat", f"Platser {subject.year}", columns, tuple(body))


def _row(placements: Sequence[Record], period: Period) -> tuple[_Count, ...]:
    return (
        _began(placements, period),
        _ended(placements, "avslutad_fullföljd", period),
        _ended(placements, "avslutad_i_förtid", period),
        _under_way(placements, period.last),
    )


def _added_value(subject: Subject) -> Value:
    """How often the supplier answered yes in the evaluations that came in during the year, in a sentence."""
    ids = {each.id for each in _of_supplier(subject)}
    period = Period.year(subject.year)
    answers = []
    for each in subject.held.evaluations:
        came, answer = day(each, "inkommen"), at(each.data, "svar", "mervärde")
        if each.data["avser"] in ids and came and period.contains(came) and answer:
            answers.append(answer)
    if not answers:
        return None
    yes, asked = answers.count("ja"), len(answers)
    if asked == 1:
        return f"I utvärderingen svarade ni {'ja' if yes else 'inte ja'} på frågan om mervärde."
    return f"I {number(yes)} av {number(asked)} utvärderingar svarade ni ja på frågan om mervärde."


FACTS: Mapping[str, Callable[[Subject], Value]] = {
    "uppfyllnader": _outcome_table,
    "hittills": _so_far,
    "antal_avtalade_platser": _agreed_places,
    "placeringar": _outcomes,
    "resultatår": lambda subject: str(subject.year),
    "resultat": _results,
    "började_under_året": _in_year(_began),
    "fullföljda_under_året": _in_year(lambda found, year: _ended(found, "avslutad_fullföljd", year)),
    "i_förtid_under_året": _in_year(lambda found, year: _ended(found, "avslutad_i_förtid", year)),
    "pågick_vid_årets_slut": _in_year(lambda found, year: _under_way(found, year.last)),
    "mervärde_under_året": _added_value,
}
