"""Deadlines of a procurement, each at its edge."""

from __future__ import annotations

from typing import Any

import pytest

from tests.due.conftest import Dues, dialog, latest, letter, of, one, placement, procurement

AWARDED = {"status": "tilldelad", "tilldelning": [{"id": "t1", "leverantör": "org-bbb001"}]}
PLACES = [{"id": "k1", "typ": "skarpt_krav", "enhet": "platser", "antal": 1}]
RESERVED = {"krav": [{"id": "k1", "typ": "reserverad_upphandling"}], "status": "annonserad", "tilldelning": None}


# ---- handed over -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("awarded", "last"),
    [
        ("2025-11-10", "2025-11-17"),  # Monday to Monday
        ("2025-06-16", "2025-06-24"),  # over midsommarafton
        ("2025-12-19", "2026-01-02"),  # 22, 23, 29, 30 December and 2 January
        ("2024-02-26", "2024-03-04"),  # 29 February is one of the five
        ("2025-11", "2025-11-07..2025-12-05"),  # awarded on a day that nobody knows
    ],
)
def test_handed_over_within_five_working_days_of_the_award(awarded: str, last: str, dues: Dues) -> None:
    found = dues("2025-01-01", procurement(**AWARDED, datum={"tilldelning": awarded}))
    assert latest(found, "B101") == last
    assert one(found, "B101").what == "Lämna över Markarbeten med Exempelbygg AB till samordnare och rekryterare"
    assert (one(found, "B101").role, one(found, "B101").letter) == ("upphandlare", "L2")


def test_late_from_the_day_after(dues: Dues) -> None:
    record = procurement(**AWARDED, datum={"tilldelning": "2025-11-10"})
    assert [one(dues(day, record), "B101").overdue_days for day in ("2025-11-17", "2025-11-18", "2025-12-17")] == [
        0,
        1,
        30,
    ]


def test_certainly_late_only_when_no_day_is_left(dues: Dues) -> None:
    record = procurement(**AWARDED, datum={"tilldelning": "2025-11"})
    assert [one(dues(day, record), "B101").overdue_days for day in ("2025-11-20", "2025-12-05", "2025-12-06")] == [
        0,
        0,
        1,
    ]
    assert one(dues("2025-11-20", record), "B101").lacking == (
        "Tilldelning (datum.tilldelning) är bara känd som 2025-11"
    )


def test_a_missing_day_is_told_but_not_where_the_source_is_silent(dues: Dues) -> None:
    unknown = one(dues("2025-11-20", procurement(**AWARDED)), "B101")
    assert (unknown.latest, unknown.overdue_days) == (None, 0)
    assert unknown.lacking == "Tilldelning (datum.tilldelning) saknas"
    silent = procurement(**AWARDED, källa={"handling": "Projektrapport"})
    assert dues("2025-11-20", silent) == []


@pytest.mark.parametrize(
    ("fields", "more"),
    [
        ({"tilldelning": [{"id": "t1", "leverantör": "org-bbb001", "överlämnad": "2025-12"}]}, []),
        ({}, [letter("L2", "2025-12-01", "upp-aaa001")]),
        ({}, [letter("L2", "2025-12-01", "upp-aaa001", "org-bbb001")]),
        ({"status": "avbruten"}, []),
        ({"status": "avslutad"}, []),
        ({"status": "överprövning"}, []),
        ({"part": "extern"}, []),
        ({"krav": []}, []),
    ],
)
def test_handed_over_ended_or_nothing_to_hand_over(fields: dict[str, Any], more: list[Any], dues: Dues) -> None:
    base = {**AWARDED, "datum": {"tilldelning": "2025-11-10"}}
    assert of(dues("2025-12-31", procurement(**base)), "B101")
    assert of(dues("2025-12-31", procurement(**{**base, **fields}), *more), "B101") == []


def test_a_letter_to_another_supplier_or_not_sent_settles_nothing(dues: Dues) -> None:
    record = procurement(**AWARDED, datum={"tilldelning": "2025-11-10"})
    other = letter("L2", "2025-12-01", "upp-aaa001", "org-bbb002")
    assert one(dues("2025-12-31", record, other), "B101").letter == "L2"
    made = letter("L2", "2025-12-01", "upp-aaa001", riktning="upprättad", status="granskad")
    assert one(dues("2025-12-31", record, made), "B101").letter == ""
    annulled = letter("L2", "2025-12-01", "upp-aaa001", status="makulerad", makuleringsskäl="Fel")
    assert one(dues("2025-12-31", record, annulled), "B101").letter == "L2"


def test_each_supplier_is_handed_over_and_named_by_its_award(dues: Dues) -> None:
    both = [{"id": "t1", "leverantör": "org-bbb001"}, {"id": "t2", "leverantör": "org-bbb002"}]
    found = of(
        dues("2025-11-20", procurement(status="tilldelad", tilldelning=both, datum={"tilldelning": "2025-11-10"})),
        "B101",
    )
    assert [each.uid for each in found] == ["B101-upp-aaa001-t1", "B101-upp-aaa001-t2"]


def test_the_number_of_days_and_who_has_the_role_are_the_registers_own(dues: Dues) -> None:
    record = procurement(**AWARDED, datum={"tilldelning": "2025-11-10"}, roller={"upphandlare": "Upphandlingsenheten"})
    found = one(dues("2025-11-11", record, överlämning_arbetsdagar=1), "B101")
    assert (found.latest and found.latest.text, found.function) == ("2025-11-11", "Upphandlingsenheten")


def test_a_record_that_is_not_open_is_named_by_its_id(dues: Dues) -> None:
    secret = procurement(**AWARDED, datum={"tilldelning": "2025-11-10"}, sekretess={"nivå": "intern"})
    assert one(dues("2025-11-11", secret), "B101").what == (
        "Lämna över upp-aaa001 med Exempelbygg AB till samordnare och rekryterare"
    )
    told = procurement(**AWARDED, datum={"tilldelning": "2025-11-10"}, sekretess={"nivå": "öppen"})
    assert "Markarbeten" in one(dues("2025-11-11", told), "B101").what


# ---- reserved --------------------------------------------------------------------------------------------------------


def test_proof_is_there_when_the_bids_are_even_on_a_sunday(dues: Dues) -> None:
    found = one(dues("2025-11-01", procurement(**RESERVED, datum={"anbud_senast": "2025-11-23"})), "B102")
    assert (found.latest and found.latest.text, found.letter, found.role) == ("2025-11-23", "L20", "upphandlare")
    assert found.what == "Begär bevis på 30 procent inför Markarbeten"


@pytest.mark.parametrize(
    "fields",
    [
        {"reservering": {"prövad": "2025-11-20"}},
        {"reservering": {"verksamhetskrav_prövat": "nej"}},  # tested, with a result that is an error
        {"status": "avbruten"},
        {"status": "tilldelad"},  # what is lacking now is wrong, not late
        {"krav": [{"id": "k1", "typ": "dialogkrav"}]},
        {"datum": {"annonserad": "2025-11-01"}},
    ],
)
def test_proof_given_or_not_asked_for(fields: dict[str, Any], dues: Dues) -> None:
    base = {**RESERVED, "datum": {"anbud_senast": "2025-11-23"}}
    assert of(dues("2025-11-01", procurement(**base)), "B102")
    assert of(dues("2025-11-01", procurement(**{**base, **fields})), "B102") == []


# ---- first dialog ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "last"),
    [
        ({"datum": {"avtal_tecknat": "2025-10-01"}}, "2025-10-31"),
        ({"datum": {"avtal_tecknat": "2025-10-02"}}, "2025-11-03"),  # alla helgons dag, a Saturday
        ({"datum": {"avtal_tecknat": "2025-05-21"}}, "2025-06-23"),  # midsommarafton
        ({"datum": {"avtal_tecknat": "2025-12-01"}}, "2026-01-02"),  # nyårsafton and nyårsdagen
        ({"datum": {"avtal_tecknat": "2024-01-30"}}, "2024-02-29"),
        ({"avtalstid": {"från": "2025-10-01"}}, "2025-10-31"),  # the contract's start when the signing is unknown
        ({"datum": {"avtal_tecknat": "2025"}}, "2025-01-31..2026-01-30"),
        ({}, ""),
    ],
)
def test_the_first_dialog_within_thirty_days_of_the_contract(fields: dict[str, Any], last: str, dues: Dues) -> None:
    assert latest(dues("2025-01-01", procurement(**fields)), "B103") == last


def test_the_day_that_is_counted_from_is_called_by_its_name(dues: Dues) -> None:
    start = procurement(avtalstid={"från": "2025-10"})
    assert one(dues("2025-01-01", start), "B103").lacking == "Från (avtalstid.från) är bara känd som 2025-10"
    signed = procurement(datum={"avtal_tecknat": "2025-10"}, avtalstid={"från": "2025-11"})
    assert one(dues("2025-01-01", signed), "B103").lacking.startswith("Avtal tecknat (datum.avtal_tecknat) ")
    assert one(dues("2025-01-01", procurement()), "B103").lacking.startswith("Avtal tecknat (datum.avtal_tecknat) ")


def test_a_deadline_is_moved_only_where_the_settings_say_so(dues: Dues) -> None:
    record = procurement(datum={"avtal_tecknat": "2025-10-02"})
    assert latest(dues("2025-01-01", record, flytta_till_arbetsdag="nej"), "B103") == "2025-11-01"


@pytest.mark.parametrize("status", ["genomförd", "överenskommen", "avslutad_utan_platser", "fullföljd", "bruten"])
def test_a_dialog_that_was_held_settles_it(status: str, dues: Dues) -> None:
    record = procurement(datum={"avtal_tecknat": "2025-10-01"})
    assert of(dues("2025-12-01", record, dialog(status=status)), "B103") == []
    other = dialog(status=status, leverantör="org-bbb002")
    assert of(dues("2025-12-01", record, other), "B103")


def test_nobody_is_called_to_a_dialog_about_a_contract_that_has_ended(dues: Dues) -> None:
    record = procurement(datum={"avtal_tecknat": "2025-10-01"}, avtalstid={"till": "2025-12-01"})
    assert of(dues("2025-12-01", record), "B103")
    assert of(dues("2025-12-02", record), "B103") == []
    longer = {**record, "avtalstid": {"till": "2025-12-01", "förlängning_till": "2026-12-01"}}
    assert of(dues("2025-12-02", longer), "B103")


@pytest.mark.parametrize(
    ("status", "more", "left"), [("planerad", [], "L3"), ("kallad", [], ""), ("uteblev", [], "L3")]
)
def test_a_dialog_to_come_leaves_at_most_the_letter(status: str, more: list[Any], left: str, dues: Dues) -> None:
    record = procurement(datum={"avtal_tecknat": "2025-10-01"})
    assert one(dues("2025-12-01", record, dialog(status=status), *more), "B103").letter == left


def test_the_letter_that_calls_is_not_written_twice(dues: Dues) -> None:
    record = procurement(datum={"avtal_tecknat": "2025-10-01"})
    assert one(dues("2025-12-01", record, letter("L3", "2025-10-10", "upp-aaa001")), "B103").letter == ""


def test_a_dialog_about_a_call_off_serves_the_framework(dues: Dues) -> None:
    record = procurement(datum={"avtal_tecknat": "2025-10-01"}, ramavtal="ja")
    call_off = {**procurement(krav=[], avrop_från="upp-aaa001", tilldelning=None), "id": "upp-aaa002"}
    assert of(dues("2025-12-01", record, call_off), "B103")
    assert of(dues("2025-12-01", record, call_off, dialog(upphandling="upp-aaa002")), "B103") == []


# ---- first place -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "last"),
    [
        ("2025-01-15", "2025-07-15"),
        ("2025-08-31", "2026-03-02"),  # 28 February is a Saturday
        ("2023-08-31", "2024-02-29"),  # no 31 February
        ("2025-07-01", "2026-01-02"),  # nyårsdagen
        ("2025-01", "2025-07"),
    ],
)
def test_the_first_place_within_six_months_of_the_contracts_start(start: str, last: str, dues: Dues) -> None:
    found = dues("2025-01-01", procurement(krav=PLACES, avtalstid={"från": start}))
    assert latest(found, "B104") == last
    assert (one(found, "B104").role, one(found, "B104").letter) == ("samordnare", "")


@pytest.mark.parametrize(
    ("status", "settled"),
    [
        ("överenskommen", True),
        ("pågående", True),
        ("avslutad_i_förtid", True),
        ("matchning", False),
        ("ej_tillträdd", False),
    ],
)
def test_begun_or_offered(status: str, settled: bool, dues: Dues) -> None:
    record = procurement(krav=PLACES, avtalstid={"från": "2025-01-15"})
    assert (of(dues("2025-12-01", record, placement(status=status)), "B104") == []) is settled


def test_a_decision_on_compliance_ends_it_and_a_dialog_alone_never_begins_it(dues: Dues) -> None:
    decided = [{"id": "u1", "krav": "k1", "leverantör": "org-bbb001", "status": "ej_uppfyllt"}]
    base = {"krav": PLACES, "avtalstid": {"från": "2025-01-15"}}
    assert of(dues("2025-12-01", procurement(**base)), "B104")
    assert of(dues("2025-12-01", procurement(**base, uppfyllnad=decided)), "B104") == []
    assert of(dues("2025-12-01", procurement(avtalstid={"från": "2025-01-15"})), "B104") == []


# ---- reported back ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "last"),
    [
        ({"avtalstid": {"till": "2025-10-31"}}, "2025-11-14"),
        ({"avtalstid": {"till": "2025-12-19"}}, "2026-01-12"),
        ({"avtalstid": {"till": "2025-06-30", "förlängning_till": "2025-10-31"}}, "2025-11-14"),
        ({"avtalstid": {"till": "2025-12"}}, "2025-12-15..2026-01-16"),
        (
            {
                "krav": [{"id": "k1", "typ": "dialogkrav", "förfaller": "2025-03-31"}],
                "avtalstid": {"till": "2027-12-31"},
            },
            "2025-04-14",
        ),
    ],
)
def test_reported_back_within_ten_working_days_of_the_requirements_end(
    fields: dict[str, Any], last: str, dues: Dues
) -> None:
    found = dues("2025-01-01", procurement(**fields))
    assert latest(found, "B105") == last
    assert (one(found, "B105").letter, one(found, "B105").role) == ("L14", "rekryterare")


def test_the_last_requirement_decides(dues: Dues) -> None:
    two = [{"id": "k1", "typ": "dialogkrav", "förfaller": "2025-03-31"}, {"id": "k2", "typ": "bonus"}]
    found = dues("2025-01-01", procurement(krav=two, avtalstid={"till": "2025-10-31"}))
    assert latest(found, "B105") == "2025-11-14"


def test_an_end_that_nobody_knows_is_told_only_when_it_has_come(dues: Dues) -> None:
    assert of(dues("2025-12-01", procurement()), "B105") == []
    assert one(dues("2025-12-01", procurement(status="avslutad")), "B105").lacking == "Till (avtalstid.till) saknas"


@pytest.mark.parametrize(
    ("status", "more"), [("utvärderad", []), ("avslutad", [letter("L14", "2026-01-10", "upp-aaa001")])]
)
def test_reported_back(status: str, more: list[Any], dues: Dues) -> None:
    ended = {"avtalstid": {"till": "2025-10-31"}}
    assert of(dues("2026-02-01", procurement(status="avslutad", **ended)), "B105")
    assert of(dues("2026-02-01", procurement(status=status, **ended), *more), "B105") == []


def test_until_further_notice_is_no_deadline(dues: Dues) -> None:
    assert dues("2025-12-01", procurement(avtalstid={"till": "9999-12-31"}, krav=[{"id": "k1", "typ": "bonus"}])) == []


# ---- a request that is not followed ----------------------------------------------------------------------------------


def short(status: str = "rättelse_begärd", day: str = "2025-11-10", **fields: Any) -> dict[str, Any]:
    """A procurement whose only requirement stands so with the supplier since a day."""
    row = {"krav": "k1", "leverantör": "org-bbb001", "status": status, "datum": day, **fields}
    return procurement(uppfyllnad=[row])


@pytest.mark.parametrize(
    ("sent", "last"),
    [
        ("2025-11-10", "2025-12-08"),
        ("2025-12-05", "2026-01-12"),  # six holidays: julafton to annandagen, nyårsafton, nyårsdagen, trettondagen
        ("2024-02-01", "2024-02-29"),
    ],
)
def test_a_request_to_put_right_is_decided_on_within_twenty_working_days(sent: str, last: str, dues: Dues) -> None:
    found = one(dues("2026-02-02", short(), letter("L9", sent, "upp-aaa001", "org-bbb001")), "B106")
    assert (found.latest and found.latest.text, found.role, found.letter) == (last, "upphandlare", "L10")
    assert found.uid == "B106-upp-aaa001-t1"
    assert found.what == (
        f"Avgör vad som följer för Exempelbygg AB, som fick en begäran om rättelse {sent}: Markarbeten"
    )


def test_a_request_is_late_the_day_after_its_last_day(dues: Dues) -> None:
    records = short(), letter("L9", "2025-11-10", "upp-aaa001")
    assert one(dues("2025-12-08", *records), "B106").overdue_days == 0
    assert one(dues("2025-12-09", *records), "B106").overdue_days == 1
    assert latest(dues("2025-12-09", *records, rättelse_avgörs_arbetsdagar=1), "B106") == "2025-11-11"


REQUEST = letter("L9", "2025-11-10", "upp-aaa001")
REPORT = letter("L9", "2025-11-10", "dia-aaa001")


@pytest.mark.parametrize(
    "records",
    [
        [short("uppfyllt"), REQUEST],
        [short(beslut={"följd": "ingen", "motiv": "Ny plats."}), REQUEST],
        [short("sanktionsbeslut", beslut={"följd": "vite"}), REQUEST],
        [short(), REQUEST, letter("L10", "2025-11-11", "upp-aaa001")],
        [short(), letter("L9", "2025-11-10", "upp-aaa001", status="utkast", riktning="upprättad")],
        [short(), letter("L9", "2025-11-10", "upp-aaa001", "org-bbb002")],
        [procurement(), dialog(), REPORT, letter("L7", "2025-11-10", "dia-aaa001", riktning="inkommen", status=None)],
        [short("uppfyllt", "2025-11-10"), dialog(), REPORT],
        [{**short(), "status": "avslutad"}, REQUEST],
    ],
    ids=["met", "let be", "decided", "told", "not sent", "another's", "reported", "judged since", "over"],
)
def test_a_request_that_is_followed_is_watched_no_more(records: list[Any], dues: Dues) -> None:
    assert of(dues("2026-02-02", *records), "B106") == []


@pytest.mark.parametrize(
    ("records", "letter_after"),
    [
        ([short("delvis_uppfyllt"), REQUEST], "L10"),
        ([short(), letter("L10", "2025-11-09", "upp-aaa001"), REQUEST], "L10"),
        # A report that was asked for is waited for; there is nothing noted that an L10 could tell of.
        ([procurement(), dialog(), REPORT], ""),
        ([short("uppfyllt", "2025-11-09"), dialog(), REPORT], ""),
        (
            [
                procurement(),
                dialog(),
                REPORT,
                letter("L7", "2025-11-09", "dia-aaa001", riktning="inkommen", status=None),
            ],
            "",
        ),
    ],
    ids=["partly", "told before", "no report", "judged before", "reported before"],
)
def test_a_request_that_is_not_followed_is_watched(records: list[Any], letter_after: str, dues: Dues) -> None:
    assert one(dues("2026-02-02", *records), "B106").letter == letter_after
