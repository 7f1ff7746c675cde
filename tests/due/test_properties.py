"""What holds of deadlines whatever the records say."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sysselreg.due.run import due
from sysselreg.period import PartialDate
from tests.due.conftest import Checked, Dues, dialog, letter, one, placement, procurement, record

DAYS = st.dates(date(2023, 1, 1), date(2026, 12, 31))
PARTIAL = st.builds(lambda day, length: day.isoformat()[:length], DAYS, st.sampled_from([10, 10, 7, 4]))


def some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Some of the fields."""
    return st.fixed_dictionaries({}, optional=fields)


def filled(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Some of the fields, at least one."""
    return some(**fields).filter(bool)


PROCUREMENTS = some(
    status=st.sampled_from(["annonserad", "tilldelad", "avtal_tecknat", "pågående", "avslutad", "avbruten"]),
    krav=st.just([{"id": "k1", "typ": "skarpt_krav", "enhet": "platser", "antal": 2}]),
    datum=filled(tilldelning=PARTIAL, avtal_tecknat=PARTIAL, anbud_senast=PARTIAL),
    avtalstid=filled(från=PARTIAL, till=PARTIAL),
    tilldelning=st.lists(some(överlämnad=PARTIAL), min_size=1, max_size=1).map(
        lambda rows: [{"id": "t1", "leverantör": "org-bbb001", **row} for row in rows]
    ),
).map(lambda fields: procurement(**fields))
DIALOGS = some(
    status=st.sampled_from(["kallad", "genomförd", "överenskommen", "avslutad_utan_platser"]),
    möte=filled(datum=PARTIAL),
    rekvirerad=PARTIAL,
    rapportering=st.sampled_from(["månad", "kvartal", "halvår", "slut"]),
    nästa_avstämning=PARTIAL,
    platser=st.lists(some(från=PARTIAL, till=PARTIAL), max_size=2).map(
        lambda rows: [{"id": f"p{n}", "antal": 1, **row} for n, row in enumerate(rows)]
    ),
).map(lambda fields: dialog(**fields))
PLACEMENTS = some(
    status=st.sampled_from(["överenskommen", "pågående", "avslutad_fullföljd", "avslutad_i_förtid"]),
    planerad=filled(från=PARTIAL, till=PARTIAL),
    faktisk=filled(från=PARTIAL, till=PARTIAL),
    dialogöverenskommelse=st.just("dia-aaa001"),
    utfall=st.lists(st.sampled_from(["3_månader", "6_månader", "12_månader"]), max_size=1).map(
        lambda times: [{"tidpunkt": when, "utfall": "okänt"} for when in times]
    ),
).map(lambda fields: placement(**fields))
EVALUATIONS = some(begärd=PARTIAL, påmind=st.lists(PARTIAL, max_size=2, unique=True)).map(
    lambda fields: record("utv-aaa001", avser="pla-aaa001", slag="arbetsgivare", status="begärd", **fields)
)
LETTERS = st.builds(
    lambda kind, day, about, incoming: letter(
        kind, day.isoformat(), about, **({"riktning": "inkommen", "status": None} if incoming else {})
    ),
    st.sampled_from(["L2", "L3", "L4", "L7", "L8", "L9", "L11", "L14"]),
    DAYS,
    st.sampled_from(["upp-aaa001", "dia-aaa001", "pla-aaa001"]),
    st.booleans(),
)
REGISTERS = st.tuples(
    PROCUREMENTS, DIALOGS, PLACEMENTS, EVALUATIONS, st.lists(LETTERS, max_size=4, unique_by=lambda each: each["id"])
).map(lambda parts: [*parts[:4], *parts[4]])


@given(REGISTERS, DAYS, st.integers(0, 900))
def test_what_is_overdue_stays_overdue_until_it_is_settled(
    checked: Checked, records: list[Any], today: date, later: int
) -> None:
    register = checked(records)
    now = {each.uid: each for each in due(register, today)}
    then = {each.uid: each for each in due(register, today + timedelta(days=later))}
    for uid, each in now.items():
        if each.overdue_days:
            assert then[uid].overdue_days == each.overdue_days + later
            assert then[uid].latest == each.latest


@given(REGISTERS, DAYS)
def test_each_thing_to_do_has_one_name_and_one_way_to_be_told(
    checked: Checked, records: list[Any], today: date
) -> None:
    found = due(checked(records), today)
    assert len({each.uid for each in found}) == len(found)
    assert due(checked(list(reversed(records))), today) == found
    for each in found:
        assert (each.latest is not None and each.latest.exact is not None) is not bool(each.lacking)
        assert (each.overdue_days > 0) is (each.latest is not None and each.latest.last < today)


@given(PARTIAL, DAYS, st.sampled_from(["B103", "B105", "B204"]))
def test_a_range_holds_the_deadline_of_every_day_that_it_may_be(dues: Dues, text: str, day: date, code: str) -> None:
    when = PartialDate.parse(text)
    assert when is not None
    exact = min(max(day, when.first), when.last).isoformat()

    def register(written: str) -> list[dict[str, Any]]:
        places = [{"id": "p1", "antal": 1, "från": written}]
        agreed = dialog(status="överenskommen", platser=places, leverantör="org-bbb002")
        return [procurement(datum={"avtal_tecknat": written}, avtalstid={"till": written}), agreed]

    wide, narrow = (one(dues("2023-01-01", *register(each)), code).latest for each in (text, exact))
    assert wide is not None
    assert narrow is not None
    assert wide.first <= narrow.first <= narrow.last <= wide.last
