"""Compliance apart from results: dialogs, places and months at their edges, early endings, penalties."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sysselreg.assess.compliance import gravest
from sysselreg.assess.endings import LEFT
from sysselreg.assess.model import Compliance
from sysselreg.store.read import package_files
from sysselreg.yamlevents import data_file
from tests.process.conftest import OTHER, SUPPLIER, Comply, Data, plain, procurement

START = date(2024, 1, 1)
RUNNING, OVER = date(2024, 12, 1), date(2027, 1, 1)
DIALOG = {"id": "k1", "typ": "dialogkrav", "enhet": "dialog"}
PLACE = {"id": "k1", "typ": "skarpt_krav", "enhet": "platser", "antal": 1, "vite": 50_000}
MONTHS = {"id": "k1", "typ": "skarpt_krav", "enhet": "heltidsmånader", "antal": 10, "vite": 5_000}


def contract(*krav: Data, suppliers: tuple[str, ...] = (SUPPLIER,), **data: Any) -> tuple[str, Data]:
    """A running contract from 2024-01-01 to 2026-12-31."""
    awarded = [{"id": f"t{n}", "leverantör": supplier} for n, supplier in enumerate(suppliers, 1)]
    term = {"avtalstid": {"från": "2024-01-01", "till": "2026-12-31"}}
    return procurement(**{"status": "pågående", "krav": list(krav), "tilldelning": awarded, **term, **data})


def dialog(status: str, supplier: str = SUPPLIER, **data: Any) -> tuple[str, Data]:
    made = {"upphandling": "upp-aaa001", "leverantör": supplier, "status": status}
    return "dialogöverenskommelse", {**made, **data}


def placement(
    done: int | None = None, agreed: int = 200, cause: str | None = None, start: date = START, **data: Any
) -> tuple[str, Data]:
    """A placement agreed for some days, done for some of them; going on when nothing is said of its end."""
    made: Data = {
        "upphandling": "upp-aaa001", "leverantör": SUPPLIER, "form": "visstidsanställning", "omfattning_procent": 100,
        "planerad": {"från": str(start), "till": str(start + timedelta(days=agreed - 1))},
        "faktisk": {"från": str(start)}, "status": "pågående",
    }  # fmt: skip
    if done is not None:
        made["faktisk"] = {"från": str(start), "till": str(start + timedelta(days=done - 1))}
        made["status"] = "avslutad_i_förtid" if cause else "avslutad_fullföljd"
        made |= {"avslut": {"orsak": cause}} if cause and cause != "?" else {}
    return "placering", {**made, **data}


def only(found: tuple[Compliance, ...]) -> Compliance:
    (one,) = found
    return one


# ---- dialogs ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("records", "today", "status"),
    [
        ([dialog("avslutad_utan_platser")], RUNNING, "uppfyllt"),  # also with no places
        ([dialog("genomförd")], RUNNING, "uppfyllt"),
        ([dialog("överenskommen"), placement(10, cause="leverantören_avbröt")], OVER, "uppfyllt"),
        ([dialog("kallad")], RUNNING, "ej_påbörjad"),
        ([], RUNNING, "ej_påbörjad"),
        ([dialog("uteblev")], RUNNING, "avvikelse"),
        ([dialog("uteblev"), dialog("genomförd")], RUNNING, "uppfyllt"),
        ([dialog("uteblev")], OVER, "ej_uppfyllt"),
        ([], OVER, "ej_uppfyllt"),
        ([dialog("genomförd", OTHER)], RUNNING, "ej_påbörjad"),  # somebody else's
    ],
)
def test_a_dialog_fulfils_a_requirement_of_dialog(
    complied: Comply, records: list[tuple[str, Data]], today: date, status: str
) -> None:
    assert only(complied(contract(DIALOG), *records, today=today)).suggested == status


def test_a_dialog_tells_its_day_and_that_places_are_not_asked_for(complied: Comply) -> None:
    held = dialog("avslutad_utan_platser", möte={"datum": "2024-02-29"})
    assert only(complied(contract(DIALOG), held)).reasons == (
        "Dialogen är hållen (2024-02-29). Ett dialogkrav är uppfyllt av dialogen, även när den inte ger några platser.",
    )


def test_several_dialogs_may_be_asked_for(complied: Comply) -> None:
    two = {**DIALOG, "antal": 2}
    one = only(complied(contract(two), dialog("genomförd")))
    assert (one.suggested, one.reasons) == ("delvis_uppfyllt", ("En\u00a0dialog av 2 är hållna.",))
    assert only(complied(contract(two), dialog("genomförd"), dialog("genomförd"))).suggested == "uppfyllt"


# ---- places: 75 % ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("done", "agreed", "limit", "status"),
    [
        (150, 200, 75, "uppfyllt"),
        (149, 200, 75, "delvis_uppfyllt"),
        (49, 98, 50, "uppfyllt"),
        (48, 98, 50, "delvis_uppfyllt"),
        (200, 200, 100, "uppfyllt"),
        (199, 200, 100, "delvis_uppfyllt"),
    ],
)
def test_three_quarters_when_the_participant_leaves(
    complied: Comply, done: int, agreed: int, limit: int, status: str
) -> None:
    for cause in (*sorted(LEFT - {"fullföljd"}), "saklig_grund"):
        left = placement(done, agreed, cause)
        found = only(complied(contract(PLACE), left, today=RUNNING, uppfyllt_vid_procent=limit))
        assert (found.suggested, found.breach) == (status, "nej"), cause


def test_the_day_in_a_leap_year_counts(complied: Comply) -> None:
    # 2023-10-01 to 2024-02-29 are 152 days, three quarters of them 114
    first = date(2023, 10, 1)
    assert (date(2024, 2, 29) - first).days + 1 == 152
    early = contract(PLACE, avtalstid={"från": "2023-09-01", "till": "2026-12-31"})
    for done, status in ((114, "uppfyllt"), (113, "delvis_uppfyllt")):
        left = placement(done, 152, "deltagaren_avbröt", first)
        assert only(complied(early, left, today=RUNNING)).suggested == status


def test_all_agreed_time_is_counted_together(complied: Comply) -> None:
    """Criterion 11554: three quarters of all agreed time, not of each place."""
    two = {**PLACE, "antal": 2}
    whole, half, less = placement(200), placement(100, cause="deltagaren_avbröt"), placement(99, cause="flytt")
    enough = only(complied(contract(two), whole, half, today=OVER))
    assert enough.suggested == "uppfyllt"
    assert plain(enough.reasons[1]) == (
        "Sammantaget är 75 % av den avtalade tiden genomförd, och det räcker när deltagaren slutar eller det finns "
        "saklig grund."
    )
    short = only(complied(contract(two), whole, less, today=OVER))
    assert short.suggested == "delvis_uppfyllt"
    assert "74,8 % av den avtalade tiden genomförd, men det krävs 75 %" in plain(short.reasons[1])
    # a place that was never begun is agreed time too, and the supplier's own ending is not excused
    assert only(complied(contract({**PLACE, "antal": 3}), whole, whole, half, today=OVER)).suggested == "uppfyllt"
    assert only(complied(contract({**PLACE, "antal": 3}), whole, whole, today=OVER)).suggested == "delvis_uppfyllt"
    broken = placement(150, cause="leverantören_avbröt")
    assert only(complied(contract(two), whole, broken, today=OVER)).suggested == "delvis_uppfyllt"


def agreed_for(days: int, extent: int | None = 100) -> tuple[str, Data]:
    """An agreement on one place for some days."""
    place = {"id": "p1", "antal": 1, "från": str(START), "till": str(START + timedelta(days=days - 1))}
    place |= {} if extent is None else {"omfattning_procent": extent}
    return dialog("överenskommen", id="dia-aaa001", platser=[place])


IN_PLACE = {"dialogöverenskommelse": "dia-aaa001", "plats": "p1"}


@pytest.mark.parametrize(
    ("done", "plan", "agreed", "status"),
    [
        (150, 200, 200, "uppfyllt"),
        (150, 160, 200, "uppfyllt"),  # enough of both
        (100, 130, 200, None),  # the plan was moved: enough of it, half of what was agreed
        (150, 250, 200, None),  # and the other way round
        (100, 150, 200, "delvis_uppfyllt"),
    ],
)
def test_the_agreement_and_the_plan_must_say_the_same(
    complied: Comply, done: int, plan: int, agreed: int, status: str | None
) -> None:
    left = placement(done, plan, "saklig_grund", **IN_PLACE)
    assert only(complied(contract(PLACE), agreed_for(agreed), left, today=RUNNING)).suggested == status


def test_what_the_agreement_and_the_plan_say_is_told_when_it_differs(complied: Comply) -> None:
    left = placement(184, 245, "saklig_grund", **IN_PLACE)
    (found,) = complied(contract(PLACE), agreed_for(365), left, today=RUNNING)
    assert found.reasons == (
        "Överenskommelsen säger en annan tid än den planerade, och det avgör svaret. Rätta den som inte stämmer.",
        "Enligt överenskommelsens tid: Kravet gäller en\u00a0plats: en slutade för tidigt.",
        "Enligt placeringarnas planerade tid: Kravet gäller en\u00a0plats: en är genomförd.",
    )
    # one of two places: not fulfilled in any case, and still both are told
    (two,) = complied(contract({**PLACE, "antal": 2}), agreed_for(365), left, today=RUNNING)
    assert (two.suggested, two.penalty) == ("delvis_uppfyllt", None)
    assert two.reasons[:2] == (
        "Enligt överenskommelsens tid: Kravet gäller två\u00a0platser: en slutade för tidigt och en har inte börjat.",
        "Enligt placeringarnas planerade tid: Kravet gäller två\u00a0platser: en är genomförd och en har inte börjat.",
    )


def test_an_agreement_without_days_or_extent_leaves_it_to_the_plan(complied: Comply) -> None:
    left = placement(150, 200, "saklig_grund", **IN_PLACE)
    unsaid = dialog("överenskommen", id="dia-aaa001", platser=[{"id": "p1", "antal": 1, "från": "2024"}])
    for agreement in (unsaid, agreed_for(200, extent=None)):
        assert only(complied(contract(PLACE), agreement, left, today=RUNNING)).suggested == "uppfyllt"
    # half of full time agreed is enough with half of the days
    half = placement(100, 100, "saklig_grund", **IN_PLACE)
    assert only(complied(contract(PLACE), agreed_for(200, extent=50), half, today=RUNNING)).suggested == "uppfyllt"


def test_a_breach_that_only_one_of_the_times_gives_is_not_said(complied: Comply) -> None:
    broken = placement(200, 200, "leverantören_avbröt", **IN_PLACE)
    (found,) = complied(contract(PLACE), agreed_for(365), broken, today=RUNNING)
    assert (found.suggested, found.breach, found.penalty) == (None, "okänt", None)
    (agreeing,) = complied(contract(PLACE), agreed_for(365), placement(200, 300, "leverantören_avbröt", **IN_PLACE))
    assert agreeing.breach == "ja"


def test_half_the_extent_is_half_the_time(complied: Comply) -> None:
    left = placement(200, 200, "deltagaren_avbröt", omfattning_procent=100)
    assert only(complied(contract(PLACE), left, today=OVER)).suggested == "uppfyllt"
    unknown = placement(100, 200, "deltagaren_avbröt")
    del unknown[1]["planerad"]
    found = only(complied(contract(PLACE), unknown, today=OVER))
    assert (found.suggested, found.reasons[-1]) == (None, "Det som inte går att bedöma avgör svaret.")


@pytest.mark.parametrize("end", ["2024-03", "2024", None])
def test_an_end_that_is_not_known_to_the_day_is_not_counted(complied: Comply, end: str | None) -> None:
    left = placement(150, 200, "deltagaren_avbröt")
    left[1]["faktisk"] = {"från": "2024-01-01", **({"till": end} if end else {})}
    found = only(complied(contract(PLACE), left, today=RUNNING))
    assert (found.suggested, found.breach) == (None, "nej")


# ---- places: how many, and going on ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("records", "today", "status", "told"),
    [
        ([], date(2024, 3, 1), "ej_påbörjad", "Kravet gäller två platser: ingen har börjat."),
        ([dialog("genomförd")], date(2024, 3, 1), "dialog_genomförd", "ingen har börjat"),
        ([placement()], RUNNING, "delvis_uppfyllt", "en pågår och en har inte börjat"),
        ([placement(), placement()], RUNNING, "delvis_uppfyllt", "två pågår."),
        ([placement(200), placement()], RUNNING, "delvis_uppfyllt", "en är genomförd och en pågår."),
        ([placement(200), placement(200)], RUNNING, "uppfyllt", "två är genomförda."),
        ([placement(200)], OVER, "delvis_uppfyllt", "en är genomförd och en har inte börjat."),
        ([], OVER, "ej_uppfyllt", "ingen har börjat"),
        ([placement(status="ej_tillträdd")], OVER, "ej_uppfyllt", "ingen har börjat"),
        ([placement(status="överenskommen")], date(2024, 3, 1), "ej_påbörjad", "ingen har börjat"),
    ],
)
def test_how_many_places(
    complied: Comply, records: list[tuple[str, Data]], today: date, status: str, told: str
) -> None:
    found = only(complied(contract({**PLACE, "antal": 2}), *records, today=today))
    assert found.suggested == status
    assert told in plain(found.reasons[0])


def test_the_contract_is_over_by_its_status_or_its_last_day(complied: Comply) -> None:
    for today, data, status in (
        (date(2026, 12, 31), {}, "avvikelse"),
        (date(2027, 1, 1), {}, "ej_uppfyllt"),
        (RUNNING, {"status": "avslutad"}, "ej_uppfyllt"),
        # a day that is only known to its month, and an extension that may be used
        (date(2026, 12, 15), {"avtalstid": {"från": "2024-01-01", "till": "2026-12"}}, "avvikelse"),
        (OVER, {"avtalstid": {"från": "2024-01-01", "till": "2026-12", "förlängning_till": "2027-12"}}, "avvikelse"),
    ):
        assert only(complied(contract(PLACE, **data), today=today)).suggested == status


def test_a_requirement_that_names_a_form_counts_that_form(complied: Comply) -> None:
    practice = {**PLACE, "form": "praktik"}
    job, trainee = placement(200), placement(200, form="praktik")
    assert only(complied(contract(practice), job, today=OVER)).suggested == "ej_uppfyllt"
    assert only(complied(contract(practice), trainee, today=OVER)).suggested == "uppfyllt"
    both = complied(contract(practice, {**PLACE, "id": "k2"}), trainee, today=OVER)
    assert [each.suggested for each in both] == ["uppfyllt", "ej_uppfyllt"]


def test_two_requirements_on_the_same_places_are_counted_as_one(complied: Comply) -> None:
    both = complied(contract(PLACE, {**PLACE, "id": "k2"}), placement(200), today=OVER)
    assert {each.suggested for each in both} == {"delvis_uppfyllt"}
    assert both[0].reasons[-1] == "Kraven k1 och k2 gäller samma slags plats och räknas tillsammans."
    assert {
        each.suggested for each in complied(contract(PLACE, {**PLACE, "id": "k2"}), placement(200), placement(200))
    } == {"uppfyllt"}


@pytest.mark.parametrize("krav", [{**PLACE, "antal": None}, {**MONTHS, "antal": None}])
def test_a_requirement_that_does_not_say_how_much_cannot_be_judged(complied: Comply, krav: Data) -> None:
    del krav["antal"]
    assert only(complied(contract(krav), placement(200))).suggested is None


@pytest.mark.parametrize(
    ("krav", "told"),
    [
        ({"id": "k1", "typ": "okänt"}, "Kravets typ är inte känd."),
        ({"id": "k1", "typ": "bonus", "enhet": "platser", "antal": 2}, "frivilligt"),
        ({**PLACE, "art": "frivillig"}, "frivilligt"),
        ({"id": "k1", "typ": "skarpt_krav", "enhet": "timmar", "antal": 900}, "Registret räknar inte timmar."),
        ({"id": "k1", "typ": "skarpt_krav"}, "Kravet säger inte vad det räknas i."),
    ],
)
def test_what_cannot_be_judged_says_why(complied: Comply, krav: Data, told: str) -> None:
    found = only(complied(contract(krav), placement(200), today=OVER))
    assert found.suggested is None
    assert told in found.reasons[0]


# ---- the first place within six months -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "status"),
    [(date(2024, 7, 1), "ej_påbörjad"), (date(2024, 7, 2), "avvikelse")],
)
def test_nothing_begun_within_six_months_is_a_deviation(complied: Comply, today: date, status: str) -> None:
    assert only(complied(contract(PLACE), today=today)).suggested == status


def test_six_months_from_the_end_of_august_end_with_february(complied: Comply) -> None:
    term = {"avtalstid": {"från": "2023-08-31", "till": "2026-12-31"}}
    for day, status in ((29, "ej_påbörjad"), (30, "avvikelse")):
        today = date(2024, 2, 28) + timedelta(days=day - 28)
        assert only(complied(contract(PLACE, **term), today=today)).suggested == status


@pytest.mark.parametrize(
    ("agreed", "status"),
    [
        ({"möte": {"datum": "2024-07-01"}}, "dialog_genomförd"),
        ({"möte": {"datum": "2024-07-02"}}, "avvikelse"),
        ({"undertecknad": "2024-07-02", "möte": {"datum": "2024-05-01"}}, "avvikelse"),
        ({"möte": {"datum": "2024-07"}}, "dialog_genomförd"),  # may have been in time
        ({}, "avvikelse"),
    ],
)
def test_a_place_that_was_offered_in_time_is_enough(complied: Comply, agreed: Data, status: str) -> None:
    offer = dialog("överenskommen", platser=[{"id": "p1", "antal": 1}], **agreed)
    assert only(complied(contract(PLACE), offer, today=RUNNING)).suggested == status
    # a dialog without places has offered none
    talk = dialog("genomförd", **agreed)
    assert only(complied(contract(PLACE), talk, today=RUNNING)).suggested == "avvikelse"


@pytest.mark.parametrize(
    ("first", "told", "lacking"),
    [
        (date(2024, 7, 1), "Första platsen började 2024-07-01, inom 6 månader från avtalets start 2024-01-01.", False),
        (date(2024, 7, 2), "Första platsen började 2024-07-02. Den skulle ha börjat eller erbjudits senast ", True),
    ],
)
def test_when_the_first_place_began_is_told(complied: Comply, first: date, told: str, lacking: bool) -> None:
    found = only(complied(contract(PLACE), placement(start=first), today=RUNNING))
    assert found.suggested == "delvis_uppfyllt"
    (reason,) = (reason for reason in found.reasons if reason.startswith(told))
    # What is in order is told, but it is nothing to put right.
    assert (reason not in found.fine) == lacking


def test_a_place_that_is_agreed_but_has_not_begun_may_have_been_offered_in_time(complied: Comply) -> None:
    ahead = placement(start=date(2025, 1, 7), status="överenskommen", faktisk={})
    found = only(complied(contract(PLACE), ahead, today=RUNNING))
    assert found.suggested == "ej_påbörjad"
    assert found.reasons[-1] == (
        "Om första platsen började eller erbjöds inom 6 månader från avtalets start 2024-01-01 går inte att säga: "
        "dagen är inte känd."
    )
    # An agreement says when it was offered, and that was late; a place that nobody has agreed on is not offered.
    late = dialog("överenskommen", platser=[{"id": "p1", "antal": 1}], undertecknad="2024-07-02")
    assert only(complied(contract(PLACE), ahead, late, today=RUNNING)).suggested == "avvikelse"
    vacant = placement(start=date(2025, 1, 7), status="matchning", faktisk={})
    assert only(complied(contract(PLACE), vacant, today=RUNNING)).suggested == "avvikelse"


def test_a_start_that_is_not_known_to_the_day_says_so(complied: Comply) -> None:
    term = {"avtalstid": {"från": "2024-01", "till": "2026-12-31"}}
    found = only(complied(contract(PLACE, **term), today=RUNNING))
    assert found.suggested == "ej_påbörjad"
    assert found.reasons[-1] == (
        "Första platsen ska ha börjat eller erbjudits inom 6 månader från avtalets start 2024-01. Startdagen är inte "
        "känd."
    )
    begun = only(complied(contract(PLACE, **term), placement(), today=RUNNING))
    assert "Om första platsen började inom 6 månader från avtalets start 2024-01 går inte att säga" in begun.reasons[-1]


@pytest.mark.parametrize(
    ("last", "status"), [("2024-12-01", "delvis_uppfyllt"), ("2024-11-30", "avvikelse"), ("2024-12", "delvis_uppfyllt")]
)
def test_a_requirement_with_a_last_day_of_its_own(complied: Comply, last: str, status: str) -> None:
    assert only(complied(contract({**PLACE, "förfaller": last}), placement(), today=RUNNING)).suggested == status


# ---- early endings ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("krav", "cause", "breach", "told"),
    [
        (PLACE, "leverantören_avbröt", "ja", "Leverantören avbröt utan antecknad saklig grund, och kravet är skarpt."),
        (PLACE, "saklig_grund", "nej", "Leverantören hade saklig grund att avsluta."),
        (PLACE, "deltagaren_avbröt", "nej", "Orsak: deltagaren avbröt. Leverantören har inte avbrutit platsen."),
        (PLACE, "flytt", "nej", "Orsak: flytt."),
        (PLACE, "övergick_i_anställning", "nej", "Orsak: övergick i anställning."),
        (PLACE, "annat_hinder", "okänt", "Orsak: annat hinder. Det säger inte om leverantören avbröt."),
        (PLACE, "?", "okänt", "Orsaken är inte känd."),
        (MONTHS, "leverantören_avbröt", "ja", "kravet är skarpt"),
        ({"id": "k1", "typ": "köpta_sysselsättningsplatser", "enhet": "platser", "antal": 1}, "leverantören_avbröt",
         "ja", "kravet är skarpt"),
        ({**PLACE, "enhet": "timmar"}, "leverantören_avbröt", "ja", "kravet är skarpt"),
        (DIALOG, "leverantören_avbröt", "nej", "Kravet är inget skarpt krav på platser."),
    ],
)  # fmt: skip
def test_when_an_early_ending_is_a_breach(complied: Comply, krav: Data, cause: str, breach: str, told: str) -> None:
    found = complied(contract(krav), placement(20, cause=cause, id="pla-aaa001"), today=RUNNING)
    assert only(found).breach == breach
    ending = gravest(found, "pla-aaa001")
    assert ending is not None
    assert ending.breach == breach
    assert ending.reason.startswith(told) or told in ending.reason
    assert gravest(found, "pla-zzz999") is None


def test_what_the_agreement_says_of_early_endings_is_told(complied: Comply) -> None:
    agreement = dialog("bruten", id="dia-aaa001", sanktion_vid_förtida_avslut="Vite 5 000 kr.")
    broken = placement(20, cause="leverantören_avbröt", dialogöverenskommelse="dia-aaa001")
    (ending,) = only(complied(contract(DIALOG), agreement, broken)).endings
    assert ending.told.endswith("Överenskommelsen säger om förtida avslut: Vite 5 000 kr.")
    assert "Överenskommelsen" not in ending.reason


def test_a_new_place_mends_what_the_supplier_broke_off(complied: Comply) -> None:
    broken = placement(50, cause="leverantören_avbröt", id="pla-aaa001")
    after = START + timedelta(days=60)
    for start, status, breach in ((after, "delvis_uppfyllt", "nej"), (START, "avvikelse", "ja")):
        new = placement(start=start, id="pla-aaa002")
        # beside the first there was room for another place, so the second mends nothing unless it came after
        found = only(complied(contract(PLACE), broken, new, today=RUNNING))
        assert (found.suggested, found.breach) == (status, breach)
    mended = only(complied(contract(PLACE), broken, placement(140, start=after, id="pla-aaa002"), today=RUNNING))
    assert mended.suggested == "uppfyllt"
    assert mended.endings[0].replaced_by == "pla-aaa002"


def test_the_same_place_of_the_agreement_goes_on_though_others_are_left(complied: Comply) -> None:
    same = {"dialogöverenskommelse": "dia-aaa001", "plats": "p1"}
    broken = placement(50, cause="leverantören_avbröt", **same)
    new = placement(start=START + timedelta(days=60), **same)
    two = {**PLACE, "antal": 2}
    assert only(complied(contract(two), broken, new, today=RUNNING)).breach == "nej"
    elsewhere = {**new[1], "plats": "p2"}
    assert only(complied(contract(two), broken, ("placering", elsewhere), today=RUNNING)).breach == "ja"


def test_a_place_more_than_asked_for_is_no_breach(complied: Comply) -> None:
    extra = placement(20, cause="leverantören_avbröt", id="pla-aaa009", start=START + timedelta(days=1))
    found = only(complied(contract(PLACE), placement(200), extra, today=RUNNING))
    assert (found.suggested, found.breach) == ("uppfyllt", "nej")
    assert found.endings[0].reason.startswith("Kravet är uppfyllt ändå, med andra platser.")


# ---- penalties -------------------------------------------------------------------------------------------------------


def penalty(found: Compliance) -> tuple[int, int, int] | None:
    return (found.penalty.each, found.penalty.places, found.penalty.most) if found.penalty else None


def test_what_the_contract_allows_to_claim(complied: Comply) -> None:
    three = {**PLACE, "antal": 3}
    broken = placement(20, cause="leverantören_avbröt")
    assert penalty(only(complied(contract(three), placement(200), broken, today=RUNNING))) == (50_000, 1, 50_000)
    assert penalty(only(complied(contract(three), placement(200), broken, today=OVER))) == (50_000, 2, 100_000)
    for krav, records in (
        ({**three, "vite": 0}, [broken]),
        ({key: value for key, value in three.items() if key != "vite"}, [broken]),
        (PLACE, [placement(200)]),
        (PLACE, [placement()]),
        ({**DIALOG, "vite": 9}, []),
    ):
        assert only(complied(contract(krav), *records, today=RUNNING)).penalty is None


# ---- months ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "cause", "status"),
    [
        (305, None, "uppfyllt"),  # 304,4 days are ten months
        (304, None, "delvis_uppfyllt"),
        (229, "deltagaren_avbröt", "uppfyllt"),  # 228,3 are three quarters
        (228, "deltagaren_avbröt", "delvis_uppfyllt"),
        (229, "leverantören_avbröt", "avvikelse"),
        (229, None, "delvis_uppfyllt"),  # three quarters are enough only when somebody left
    ],
)
def test_months_of_full_time(complied: Comply, days: int, cause: str | None, status: str) -> None:
    assert only(complied(contract(MONTHS), placement(days, 400, cause), today=RUNNING)).suggested == status


def test_months_may_be_shared_and_be_part_time(complied: Comply) -> None:
    halves = [placement(305, omfattning_procent=50) for _ in range(2)]
    assert only(complied(contract(MONTHS), *halves, today=RUNNING)).suggested == "uppfyllt"
    assert only(complied(contract(MONTHS), halves[0], today=RUNNING)).suggested == "delvis_uppfyllt"
    # one that goes on has its time until today
    assert only(complied(contract(MONTHS), placement(), today=START + timedelta(days=304))).suggested == "uppfyllt"
    assert (
        only(complied(contract(MONTHS), placement(), today=START + timedelta(days=303))).suggested == "delvis_uppfyllt"
    )


def test_months_that_cannot_be_counted(complied: Comply) -> None:
    vague = placement(300)
    vague[1]["faktisk"] = {"från": "2024-01", "till": "2024-11"}
    found = only(complied(contract(MONTHS), vague, today=OVER))
    assert (found.suggested, plain(found.reasons[0])) == (
        None,
        "Kravet gäller tio månader på heltid: ingen är genomförd.",
    )
    assert plain(found.reasons[1]) == "En placering går inte att räkna, eftersom dagar eller omfattning saknas."


# ---- several suppliers, frameworks, others' requirements -------------------------------------------------------------


@pytest.mark.parametrize(
    ("mine", "theirs", "status"),
    [
        (2, 0, "uppfyllt"),  # whichever way the number is meant
        (1, 1, None),
        (0, 2, None),
        (0, 0, "ej_uppfyllt"),
        (1, 0, "delvis_uppfyllt"),
        (0, 1, None),
    ],
)
def test_with_several_suppliers_only_what_holds_in_both_readings(
    complied: Comply, mine: int, theirs: int, status: str | None
) -> None:
    both = contract({**PLACE, "antal": 2}, suppliers=(SUPPLIER, OTHER))
    records = [*(placement(200) for _ in range(mine)), *(placement(200, leverantör=OTHER) for _ in range(theirs))]
    found = complied(both, *records, today=OVER)
    assert [each.supplier for each in found] == [SUPPLIER, OTHER]
    assert found[0].suggested == status
    assert found[0].penalty is None
    if status is None:
        assert found[0].reasons[0].startswith("Kravet säger inte om antalet gäller varje leverantör")


def test_both_readings_are_told_when_they_differ_though_the_answer_is_the_same(complied: Comply) -> None:
    both = contract({**PLACE, "antal": 3}, suppliers=(SUPPLIER, OTHER))
    found = complied(both, placement(200), placement(200, leverantör=OTHER), today=OVER)[0]
    assert (found.suggested, found.reasons[:2]) == (
        "delvis_uppfyllt",
        (
            "För leverantören: Kravet gäller tre\xa0platser: en är genomförd och två har inte börjat.",
            "För alla leverantörer: Kravet gäller tre\xa0platser: två är genomförda och en har inte börjat.",
        ),
    )
    alone = complied(both, placement(200), today=OVER)[0]
    assert alone.reasons[0] == "Kravet gäller tre\xa0platser: en är genomförd och två har inte börjat."


def test_a_breach_that_turns_on_whose_the_number_is(complied: Comply) -> None:
    both = contract(PLACE, suppliers=(SUPPLIER, OTHER))
    broken = placement(20, cause="leverantören_avbröt")
    unsure = complied(both, broken, placement(200, leverantör=OTHER), today=OVER)
    assert (unsure[0].suggested, unsure[0].breach) == (None, "okänt")
    certain = complied(both, broken, today=OVER)
    assert (certain[0].suggested, certain[0].breach) == ("ej_uppfyllt", "ja")


def test_a_framework_is_fulfilled_at_its_call_offs(complied: Comply) -> None:
    call_off = procurement(id="upp-bbb001", avrop_från="upp-aaa001", status="pågående")
    there = [dialog("genomförd", upphandling="upp-bbb001"), placement(200, upphandling="upp-bbb001")]
    found = complied(contract(DIALOG, {**PLACE, "id": "k2"}, ramavtal="ja"), call_off, *there, today=OVER)
    assert [each.suggested for each in found] == ["uppfyllt", "uppfyllt"]
    # a call-off with a requirement of its own keeps its placements
    own = procurement(id="upp-bbb001", avrop_från="upp-aaa001", status="pågående", krav=[PLACE])
    kept = complied(contract(DIALOG, {**PLACE, "id": "k2"}, ramavtal="ja"), own, *there, today=OVER)
    assert [each.suggested for each in kept] == ["ej_uppfyllt", "ej_uppfyllt"]


@pytest.mark.parametrize("data", [{"part": "extern"}, {"tilldelning": []}, {"krav": []}])
def test_when_there_is_nothing_to_judge(complied: Comply, data: Data) -> None:
    assert complied(contract(PLACE, **data), placement(200)) == ()


@pytest.mark.parametrize(
    ("tested", "status"),
    [
        ({"verksamhetskrav_prövat": "ja", "andel_procent": 30}, "uppfyllt"),
        ({"verksamhetskrav_prövat": "ja", "andel_procent": 29}, "ej_uppfyllt"),
        ({"verksamhetskrav_prövat": "nej", "andel_procent": 60}, "ej_uppfyllt"),
        ({"verksamhetskrav_prövat": "okänt", "andel_procent": 60}, None),
        ({"verksamhetskrav_prövat": "ja"}, None),
        (None, None),
    ],
)
def test_a_reserved_procurement_rests_on_its_test(complied: Comply, tested: Data | None, status: str | None) -> None:
    reserved = {"id": "k1", "typ": "reserverad_upphandling"}
    data = {"reservering": tested} if tested else {}
    found = only(complied(contract(reserved, **data)))
    assert found.suggested == status
    assert len(found.reasons) == 1


# ---- whatever the records say ----------------------------------------------------------------------------------------

ENDINGS = st.one_of(
    st.none(),
    st.tuples(
        st.integers(1, 300),
        st.sampled_from(
            [None, "?", "leverantören_avbröt", "deltagaren_avbröt", "saklig_grund", "annat_hinder", "flytt"]
        ),
    ),
)
PLACEMENTS = st.lists(
    st.builds(
        lambda end, start, extent, supplier, number: placement(
            *((end[0], 200, end[1]) if end else (None, 200, None)),
            start=START + timedelta(days=start),
            **({"omfattning_procent": extent} if extent else {}),
            leverantör=supplier,
            id=f"pla-{number:06}",
        ),
        ENDINGS, st.integers(0, 300), st.sampled_from([None, 50, 100]), st.sampled_from([SUPPLIER, OTHER]),
        st.integers(0, 10**6 - 1),
    ),
    max_size=6,
    unique_by=lambda each: each[1]["id"],
)  # fmt: skip
REQUIREMENTS = st.sampled_from(
    [PLACE, {**PLACE, "antal": 3}, MONTHS, {**PLACE, "typ": "okänt"}, DIALOG, {**PLACE, "enhet": "timmar"}]
)


STATUSES = data_file(package_files()["schemas/vocabularies/uppfyllnadsstatus.yaml"].decode())["koder"]


@given(REQUIREMENTS, PLACEMENTS, st.sampled_from([RUNNING, OVER]), st.booleans())
def test_every_judgement_holds_together(
    complied: Comply, krav: Data, made: list[tuple[str, Data]], today: date, two: bool
) -> None:
    suppliers = (SUPPLIER, OTHER) if two else (SUPPLIER,)
    found = complied(contract(krav, suppliers=suppliers), *made, today=today)
    assert len(found) == len(suppliers)
    for each in found:
        assert each.suggested is None or each.suggested in STATUSES
        assert each.reasons
        assert all(reason.endswith(".") for reason in each.reasons)
        mine = {data["id"] for _, data in made if data["leverantör"] == each.supplier}
        ended = {data["id"] for _, data in made if data["status"] == "avslutad_i_förtid"}
        assert {ending.placement.id for ending in each.endings} == mine & ended
        assert each.breach == min((e.breach for e in each.endings), key=("ja", "okänt", "nej").index, default="nej")
        if each.penalty:
            assert 0 < each.penalty.places <= krav["antal"]
        # what is fulfilled stays so when another place is done
        if each.suggested == "uppfyllt" and each.supplier == SUPPLIER:
            more = complied(contract(krav, suppliers=suppliers), *made, placement(200, id="pla-zzzzzz"), today=today)
            assert more[0].suggested == "uppfyllt"
