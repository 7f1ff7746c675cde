"""Where rules begin and end: what is just right beside what is just wrong."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.check.exempelby import CheckAll, Edit, codes

UPP = "records/upphandling/2023/upp-aaa001.yaml"
DIA = "records/dialogoverenskommelse/2023/dia-aaa001.yaml"
PLA = "records/placering/2023/pla-aaa001.yaml"
PLA2 = "records/placering/2023/pla-aaa002.yaml"
PRG = "records/program/2023/prg-aaa001.yaml"
HAN = "records/handling/2023/han-aaa001.yaml"
ORG = "records/organisation/2023/org-bbb001.yaml"


def text(ground: Mapping[str, bytes], path: str, *changes: tuple[str, str]) -> str:
    found = ground[path].decode()
    for old, new in changes:
        assert old in found
        found = found.replace(old, new)
    return found


# ---- references ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "suggested"),
    [
        ("org-kkk002", " Menade du org-kkk001 (Exempelby kommun)?"),
        ("upp-bbb001", " Menade du org-bbb001 (Exempelbygg AB)?"),
        ("org-zzzzzz", ""),
        ("xyz-bbb001", " Menade du org-bbb001 (Exempelbygg AB)?"),
    ],
)
def test_the_nearest_record_is_suggested(written: str, suggested: str, edit: Edit) -> None:
    outcome = edit(UPP, ("upphandlande_organisation: org-kkk001", f"upphandlande_organisation: {written}"))
    (found,) = outcome.findings
    assert found.code == ("R101" if written.startswith("org") else "R102")
    assert found.message.endswith(f"{suggested}" or "id:t.")
    assert ("Menade" in found.message) is bool(suggested)


def test_a_reference_to_a_file_with_mistakes_is_no_second_mistake(
    ground: Mapping[str, bytes], check_all: CheckAll
) -> None:
    assert codes(check_all({ORG: text(ground, ORG, ("slag: leverantör", "slag: fel"))})) == ["S010"]


@pytest.mark.parametrize(
    ("replaces", "expected"),
    [
        ({1: 1}, ["R103"]),
        ({1: 2, 2: 3}, []),
        ({1: 2, 2: 3, 3: 1}, ["R103"]),
        ({1: 2, 2: 1, 3: 1}, ["R103"]),  # the third leads into the ring but is no part of it
        ({1: 2, 2: 1, 3: 4, 4: 3}, ["R103", "R103"]),
    ],
)
def test_each_ring_is_told_once(
    replaces: dict[int, int], expected: list[str], ground: Mapping[str, bytes], check_all: CheckAll
) -> None:
    files = {}
    for number in range(1, 5):
        other = (
            f"rubrik: Tjänsteskrivelse om pilot\nersätter: han-aaa00{replaces[number]}" if number in replaces else ""
        )
        files[HAN.replace("001", f"00{number}")] = text(
            ground,
            HAN,
            ("id: han-aaa001", f"id: han-aaa00{number}"),
            ("nummer: 1", f"nummer: {number}"),
            ("rubrik: Tjänsteskrivelse om pilot", other or "rubrik: Tjänsteskrivelse om pilot"),
        )
    assert codes(check_all(files)) == expected


CALL_OFF = """typ: upphandling
id: upp-aaa002
version: 1
titel: Avrop markarbeten
part: egen
upphandlande_organisation: org-kkk001
status: pågående
objekt: tjänst
avrop_från: upp-aaa001
krav: []
{award}"""


@pytest.mark.parametrize(
    ("award", "expected"),
    [
        ("", ["U701"]),  # the framework's supplier is the call-off's, though the status asks for its own award
        ("tilldelning:\n  - id: t1\n    leverantör: org-bbb001\n", []),
        ("tilldelning:\n  - id: t1\n    leverantör: org-bbb002\n", ["R108"]),
    ],
)
def test_a_placement_at_a_call_off_may_rest_on_the_frameworks_agreement(
    award: str, expected: list[str], ground: Mapping[str, bytes], check_all: CheckAll
) -> None:
    outcome = check_all(
        {
            UPP: text(ground, UPP, ("ramavtal: nej", "ramavtal: ja")),
            UPP.replace("001", "002"): CALL_OFF.format(award=award),
            PLA: text(ground, PLA, ("upphandling: upp-aaa001", "upphandling: upp-aaa002")),
        }
    )
    assert codes(outcome) == expected


def test_a_document_number_belongs_to_its_case(edit: Edit) -> None:
    assert codes(edit(HAN, ("diarienummer: KS 2023/0042", "diarienummer: KS 2023/0042-1"))) == []
    assert codes(edit(HAN, ("diarienummer: KS 2023/0042", "diarienummer: KS 2023/0041-1"))) == ["R123"]


# ---- time ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("contract", "expected"),
    [
        ("till: 2024-12-31", []),
        ("till: 2023-06-30", []),  # the award's own end is later
        ("till: 2023-06-30\n  förlängning_till: 2025-06-30", []),
    ],
)
def test_the_longest_end_of_the_contract_counts(
    contract: str, expected: list[str], ground: Mapping[str, bytes], check_all: CheckAll
) -> None:
    changed = text(ground, UPP, ("  till: 2024-12-31\nbedömning", f"  {contract}\nbedömning"))
    assert codes(check_all({UPP: changed})) == expected


@pytest.mark.parametrize(
    ("form", "expected"),
    [("visstidsanställning", ["M203"]), ("tillsvidareanställning", [])],
)
def test_employment_until_further_notice_outlasts_the_contract(
    form: str, expected: list[str], ground: Mapping[str, bytes], check_all: CheckAll
) -> None:
    changed = text(
        ground, PLA2, ("form: visstidsanställning", f"form: {form}"), ("till: 2024-02-29", "till: 2025-01-01")
    )
    assert codes(check_all({PLA2: changed})) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2023-03-01", "2023-05-31", []),
        ("2023-03-01", "2023-05-30", ["V301"]),
        ("2023-03", "2023-05", []),
        ("2023-03", "2023-04", ["V301"]),
        ("2023", "2023", []),
        ("2023-11-30", "2024-02-29", []),
        ("2023-11-30", "2024-02-28", ["V301"]),
        ("2023-03-15", "9999-12-31", ["M203"]),
    ],
)
def test_three_months_by_the_calendar(start: str, end: str, expected: list[str], edit: Edit) -> None:
    outcome = edit(
        PLA, ("planerad:\n  från: 2023-03-01\n  till: 2023-08-31", f"planerad:\n  från: {start}\n  till: {end}")
    )
    assert codes(outcome) == expected


# ---- people ----------------------------------------------------------------------------------------------------------


def test_the_place_of_one_who_left_early_may_be_taken_by_another(
    ground: Mapping[str, bytes], check_all: CheckAll
) -> None:
    left = text(
        ground, PLA, ("status: avslutad_fullföljd", "status: avslutad_i_förtid"), ("orsak: fullföljd", "orsak: flytt")
    )
    after = text(ground, PLA, ("pla-aaa001", "pla-aaa003"), ("d-4k7m2p9x", "d-8b6c4d2f"))
    path = PLA.replace("001", "003")
    assert codes(check_all({PLA: left, path: after})) == []
    assert codes(check_all({path: after})) == ["M205"]


def test_two_half_time_places_at_once_are_one_full_time(ground: Mapping[str, bytes], check_all: CheckAll) -> None:
    def second(percent: int) -> dict[str, str]:
        changed = text(
            ground,
            PLA,
            ("pla-aaa001", "pla-aaa003"),
            ("dialogöverenskommelse: dia-aaa001\nplats: p1\n", ""),
            ("omfattning_procent: 50", f"omfattning_procent: {percent}"),
        )
        return {PLA.replace("001", "003"): changed}

    assert codes(check_all(second(50))) == []
    assert codes(check_all(second(51))) == ["M213"]


# ---- numbers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("kvar: 200", "kvar: 199", ["M222", "M221"]),  # the whole's line comes first
        ("    utfall: 400\n    kvar: 200", "    kvar: 200", []),  # spent is not known for one post
        ("post: totalt", "år: 2023\n    post: totalt", []),  # the whole of one year, posts of the mandate
    ],
)
def test_a_budget_adds_up_or_is_not_known(old: str, new: str, expected: list[str], edit: Edit) -> None:
    assert codes(edit(PRG, (old, new))) == expected


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("mått: upphandlingar_med_krav\n    antal: 1", []),
        ("mått: upphandlingar_med_krav\n    antal: 0", ["M224"]),
        ("mått: upphandlingar_med_skarpt_krav\n    antal: 1", []),
        ("mått: upphandlingar_med_krav\n    antal: 1\n    år: 2022", []),
        ("mått: upphandlingar_med_krav\n    antal: 2\n    år: 2022", ["M224"]),
        ("mått: upphandlingar_med_krav\n    antal: 2\n    år: 2021", []),  # no records of that year at all
        ("mått: nätverksträffar\n    antal: 1", []),
        ("mått: nätverksträffar\n    antal: 5", ["M224"]),
        ("mått: seminarier\n    antal: 2", []),  # the register has none: unknown, not zero
        ("mått: upphandlande_enheter\n    antal: 1", []),
        ("mått: upphandlande_enheter\n    antal: 7", ["M224"]),
        ("mått: deltagare\n    antal: 90", []),
    ],
)
def test_what_a_source_states(stated: str, expected: list[str], edit: Edit) -> None:
    assert codes(edit(PRG, ("mått: upphandlingar_med_krav\n    antal: 1", stated))) == expected


# ---- process and status ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("award", "expected"),
    [
        ("överlämnad: 2022-11-04", []),
        ("överlämnad: 2022-10-31", ["M202"]),
        ("kontaktfunktion: Platschef", ["U701"]),
    ],
)
def test_a_guard_asks_every_award(
    award: str, expected: list[str], ground: Mapping[str, bytes], check_all: CheckAll
) -> None:
    changed = text(ground, UPP, ("status: pågående", "status: avtal_tecknat"), ("överlämnad: 2022-11-04", award))
    assert codes(check_all({UPP: changed})) == expected


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        ("tidpunkt: vid_avslut\n    utfall: okänt", []),
        ("tidpunkt: 3_månader\n    utfall: studier", ["U701"]),
    ],
)
def test_the_outcome_at_the_end_may_be_unknown_but_not_absent(outcome: str, expected: list[str], edit: Edit) -> None:
    old = "tidpunkt: vid_avslut\n    datum: 2023-08-31\n    utfall: studier"
    assert codes(edit(PLA, (old, outcome))) == expected


@pytest.mark.parametrize(("part", "expected"), [("egen", ["V303"]), ("bolag", ["V303"]), ("extern", [])])
def test_the_law_on_reserved_procurement_binds_no_private_buyer(part: str, expected: list[str], edit: Edit) -> None:
    outcome = edit(
        UPP,
        ("part: egen", f"part: {part}"),
        (
            "uppfyllnad:",
            "reservering:\n  andel_procent: 29\n  verksamhetskrav_prövat: ja\n  prövad: 2022-09\nuppfyllnad:",
        ),
    )
    assert codes(outcome) == expected


@pytest.mark.parametrize(
    ("tested", "expected"),
    [
        ("2022-10-01", []),
        ("2022-09", []),
        ("2022", ["V305"]),  # may be before or after the last day for bids
        ("2022-10-02", ["V304"]),
        ("2022-11", ["V304"]),
    ],
)
def test_reserved_procurement_is_tested_by_the_last_day_for_bids(tested: str, expected: list[str], edit: Edit) -> None:
    block = f"reservering:\n  andel_procent: 30\n  verksamhetskrav_prövat: ja\n  prövad: {tested}\nuppfyllnad:"
    assert codes(edit(UPP, ("uppfyllnad:", block))) == expected


@pytest.mark.parametrize(
    ("year", "opened", "later"),
    [("2023", "2023-01-11", True), ("2023", "2023-01-09", False), ("2024", "2022-12-01", True)],
)
@pytest.mark.parametrize("other", ["are-000001", "are-zzzzzz"])
def test_of_two_cases_with_one_number_the_later_is_told_whatever_its_id(
    other: str, year: str, opened: str, later: bool, ground: Mapping[str, bytes], check_all: CheckAll
) -> None:
    first = "records/arende/2023/are-aaa001.yaml"
    made = text(ground, first, ("id: are-aaa001", f"id: {other}"), ("öppnat: 2023-01-10", f"öppnat: {opened}"))
    second = f"records/arende/{year}/{other}.yaml"
    (found,) = check_all({second: made}).findings
    told = (second, first) if later else (first, second)
    assert (found.code, found.place.file, found.also[0].file) == ("R121", *told)
    assert str(found.also[0]) in found.message
