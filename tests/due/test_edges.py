"""Every duty at its edges: a last day that is a holiday, 29 February, a day that is only known to its month or year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import pytest

from sysselreg.schema.model import Schemas
from tests.due.conftest import Dues, dialog, letter, of, placement, procurement, record
from tests.due.test_procurements import AWARDED, PLACES, RESERVED
from tests.due.test_reports import agreement, places
from tests.due.test_yearly import begun, mandate

# Records, the last day, and what the setting of SETTINGS is then.
Edge: TypeAlias = tuple[list[Any], str] | tuple[list[Any], str, int]


def awarded(day: str) -> Any:
    """A procurement that was awarded on a day and is not handed over."""
    return procurement(**AWARDED, datum={"tilldelning": day})


def offered(day: str) -> Any:
    """A reserved procurement whose bids are due on a day."""
    return procurement(**RESERVED, datum={"anbud_senast": day})


def signed(day: str) -> Any:
    """A procurement whose contract was signed on a day."""
    return procurement(datum={"avtal_tecknat": day})


def contract(first: str = "", last: str = "") -> Any:
    """A procurement of places with these ends of the contract."""
    return procurement(krav=PLACES, avtalstid={k: v for k, v in (("från", first), ("till", last)) if v})


def ended(day: str, status: str = "avslutad_fullföljd") -> Any:
    """A placement that ended on a day."""
    return placement(status=status, faktisk={"från": "2022-01-10", "till": day})


def planned(from_: str) -> Any:
    """A placement that is agreed to begin on a day."""
    return placement(status="överenskommen", planerad={"från": from_})


def asked(day: str, *reminded: str) -> Any:
    """An evaluation that was asked for on a day."""
    status = "påmind" if reminded else "begärd"
    fields = {"avser": "pla-aaa001", "slag": "arbetsgivare", "begärd": day, "status": status}
    return record("utv-aaa001", **fields, **({"påmind": list(reminded)} if reminded else {}))


def late(first: str, *sent: str, every: str = "månad") -> list[Any]:
    """An agreement that has not been reported on since a day, and the letters sent about it since then."""
    made = agreement(platser=places(1, first), rapportering=every)
    return [made, *(letter(kind, f"2026-01-{day}", "dia-aaa001") for day, kind in enumerate(sent, 20))]


KINDS = ("holiday", "29-february", "unknown-day")
# Code → what is due when its last day is a holiday, is 29 February, is counted from a day that is not known.
EDGES: Mapping[str, Sequence[Edge]] = {
    "B101": [
        ([awarded("2025-04-14")], "2025-04-23"),  # Good Friday and Easter Monday do not count
        ([awarded("2024-02-22")], "2024-02-29"),
        ([awarded("2024-02")], "2024-02-08..2024-03-07"),
    ],
    "B102": [
        ([offered("2026-01-06")], "2026-01-06"),  # the day of bids is what it is
        ([offered("2024-02-29")], "2024-02-29"),
        ([offered("2024-02")], "2024-02"),
    ],
    "B103": [
        ([signed("2025-05-21")], "2025-06-23"),  # midsommarafton
        ([signed("2024-01-30")], "2024-02-29"),
        ([signed("2025")], "2025-01-31..2026-01-30"),
    ],
    "B104": [
        ([contract("2025-07-01")], "2026-01-02"),  # nyårsdagen
        ([contract("2023-08-31")], "2024-02-29"),
        ([contract("2025-01")], "2025-07"),
    ],
    "B105": [
        ([contract(last="2025-12-19")], "2026-01-12"),  # Christmas, New Year and trettondagen do not count
        ([contract(last="2024-02-15")], "2024-02-29"),
        ([contract(last="2024-02")], "2024-02-15..2024-03-14"),
    ],
    "B201": [
        ([dialog(möte={"datum": "2025-04-24"})], "2025-05-02"),  # 1 May does not count
        ([dialog(möte={"datum": "2024-02-22"})], "2024-02-29"),
        ([dialog(möte={"datum": "2024-02"})], "2024-02-08..2024-03-07"),
    ],
    "B202": [
        ([dialog(status="överenskommen", rekvirerad="2025-12-10")], "2025-12-29"),  # julafton
        ([dialog(status="överenskommen", rekvirerad="2024-02-15")], "2024-02-29"),
        ([dialog(status="överenskommen", rekvirerad="2024-02")], "2024-02-15..2024-03-14"),
    ],
    "B203": [
        ([dialog(nästa_avstämning="2026-01-06")], "2026-01-07"),  # trettondagen
        ([dialog(nästa_avstämning="2024-02-29")], "2024-02-29"),
        ([dialog(nästa_avstämning="2026-01")], "2026-01-02..2026-02-02"),
    ],
    "B204": [
        (late("2024-12-02"), "2025-01-07", 6),  # trettondagen
        (late("2024-02-29"), "2024-03-11"),  # a period of one day; the day of the month is at most the 28th
        (late("2025", every="kvartal"), "2025-04-10..2026-01-12"),
    ],
    "B205": [
        (late("2025-11-03"), "2025-12-29", 14),  # julafton
        (late("2024-01-10"), "2024-02-29", 17),
        (late("2025", every="kvartal"), "2025-04-17..2026-01-19"),
    ],
    "B206": [
        (late("2025-11-03", "L8"), "2025-12-29", 14),
        (late("2024-01-10", "L8"), "2024-02-29", 17),
        (late("2025", "L8", every="kvartal"), "2025-05-02..2026-02-02"),  # 1 May moves it
    ],
    "B207": [
        (late("2025-11-03", "L8", "L8"), "2025-12-29", 14),
        (late("2024-01-10", "L8", "L8"), "2024-02-29", 17),
        (late("2025", "L8", "L8", every="kvartal"), "2025-05-15..2026-02-16"),
    ],
    "B301": [
        ([planned(from_="2026-01-01")], "2026-01-02"),
        ([planned(from_="2024-02-29")], "2024-02-29"),
        ([planned(from_="2026-01")], "2026-01-02..2026-02-02"),
    ],
    "B302": [
        ([ended("2025-06-18", "avslutad_i_förtid")], "2025-06-23"),  # midsommarafton does not count
        ([ended("2024-02-27", "avslutad_i_förtid")], "2024-02-29"),
        ([ended("2024-02", "avslutad_i_förtid")], "2024-02-05..2024-03-04"),
    ],
    "B303": [
        ([ended("2026-01-14")], "2026-01-02"),  # nyårsafton
        ([ended("2024-03-14")], "2024-02-29"),
        ([ended("2026-01")], "2025-12-18..2026-01-19"),
    ],
    "B304": [
        ([placement(), asked("2025-06-06")], "2025-06-23"),
        ([placement(), asked("2024-02-15")], "2024-02-29"),
        ([placement(), asked("2024-02")], "2024-02-15..2024-03-14"),
    ],
    "B305": [
        ([placement(), asked("2025-05-23", "2025-06-09")], "2025-06-23"),
        ([placement(), asked("2024-02-01", "2024-02-16")], "2024-02-29"),
        ([placement(), asked("2024-02", "2024-03-18")], "2024-02-29..2024-03-28"),
    ],
    "B306": [
        ([ended("2025-09-24")], "2025-12-29"),  # julafton
        ([ended("2023-11-30")], "2024-02-29"),  # no 30 February
        ([ended("2023-11")], "2024-02"),
    ],
    "B401": [
        ([procurement(), begun("2024-05-02")], "2025-04-22", 110),  # annandag påsk
        ([procurement(), begun("2023-05-02")], "2024-02-29", 60),
        ([procurement(), begun("2024")], "2025-03-03"),  # the year is known, and decides
    ],
    "B402": [
        ([mandate(giltig={"från": "2023"})], "2024-04-02", 91),  # annandag påsk
        ([mandate(giltig={"från": "2023"})], "2024-02-29", 60),
        ([mandate(giltig={"från": "2024"})], "2025-03-31"),
    ],
}
# The setting that an edge changes, so that the day can be reached.
SETTINGS = {
    "B204": "rapport_senast_dag",
    "B205": "rapport_påminnelse_1_dagar",
    "B206": "rapport_påminnelse_2_dagar",
    "B207": "rapport_rättelse_dagar",
    "B401": "resultatbrev_dagar",
    "B402": "årsrapport_dagar",
}


@pytest.mark.parametrize(
    ("code", "edge"),
    [
        pytest.param(code, edge, id=f"{code}-{name}")
        for code, edges in EDGES.items()
        for name, edge in zip(KINDS, edges, strict=True)
    ],
)
def test_a_duty_at_its_edge(code: str, edge: Edge, dues: Dues) -> None:
    records, last, *limit = edge
    found = of(dues("2026-03-02", *records, **dict.fromkeys([SETTINGS.get(code, "")] if limit else [], *limit)), code)
    assert found[0].latest is not None
    assert found[0].latest.text == last


def test_every_duty_has_its_edges(schemas: Schemas) -> None:
    # B403 is counted from the last day of a tertial and B106 from that of a letter, which are always known:
    # test_tertial, test_procurements.
    assert EDGES.keys() == schemas.duties.keys() - {"B403", "B106"}
