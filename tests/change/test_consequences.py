"""What follows from a change: months of a placement, places of a requirement, the first place, findings."""

from __future__ import annotations

import pytest

from sysselreg.change.findings import compare
from sysselreg.finding import Finding, Place
from tests.change.conftest import DIALOG, JOB, PRACTICE, PROCUREMENT, Edit, Tell, only

# A placement agreed for nine months: 2023-10-01 to 2024-06-30, 274 days.
NINE = (
    JOB,
    ("planerad:\n  från: 2023-03-01\n  till: 2024-02-29\n", "planerad:\n  från: 2023-10-01\n  till: 2024-06-30\n"),
    ("faktisk:\n  från: 2023-03-01\n", "faktisk:\n  från: 2023-10-01\n"),
)
AGREED = (DIALOG, ("från: 2023-03-01\n    till: 2024-02-29\n", "från: 2023-10-01\n    till: 2024-06-30\n"))
UNSAID = (DIALOG, ("    från: 2023-03-01\n    till: 2024-02-29\n", ""))


def ended(day: str, cause: str = "deltagaren_avbröt") -> Edit:
    return (
        JOB,
        ("  från: 2023-10-01\nstatus: pågående", f"  från: 2023-10-01\n  till: {day}\nstatus: avslutad_i_förtid"),
        ("status: avslutad_i_förtid", f"status: avslutad_i_förtid\navslut:\n  orsak: {cause}"),
    )


def months(tell: Tell, *edits: Edit, ground: tuple[Edit, ...] = (), agreed: Edit = AGREED) -> list[str]:
    """What is told of the agreed time, with ordinary spaces."""
    told = only(tell(*edits, ground=(NINE, agreed, *ground)))
    return [each.replace("\u00a0", " ") for each in told.consequences if "avtalad" in each or "planen" in each]


# ---- how much of the agreed time -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        # 183 of 274 days
        (ended("2024-03-31"),
         "Placeringen når 67 % av avtalade månader (6,0 av 9,0 i överenskommelsen dia-aaa001), "
         "under gränsen 75 % för kravet k1 i Markarbeten."),
        ((JOB, ("  till: 2024-06-30", "  till: 2024-03-31")),
         "Placeringen når 67 % av avtalade månader (6,0 av 9,0 i överenskommelsen dia-aaa001), "
         "under gränsen 75 % för kravet k1 i Markarbeten."),
        # 206 of 274 days are 75,2 %, 205 are 74,8 %: neither looks like the limit
        (ended("2024-04-23"),
         "Placeringen når 75,2 % av avtalade månader (6,8 av 9,0 i överenskommelsen dia-aaa001), "
         "över gränsen 75 % för kravet k1 i Markarbeten."),
        (ended("2024-04-22"),
         "Placeringen når 74,8 % av avtalade månader (6,7 av 9,0 i överenskommelsen dia-aaa001), "
         "under gränsen 75 % för kravet k1 i Markarbeten."),
        # the supplier's own ending does not come under the rule
        (ended("2024-05-31", "leverantören_avbröt"),
         "Placeringen når 89 % av avtalade månader (8,0 av 9,0 i överenskommelsen dia-aaa001), "
         "över gränsen 75 % för kravet k1 i Markarbeten. "
         "Leverantören avbröt, och då räcker inte 75 %."),
        # half the extent is half the months
        ((JOB, ("omfattning_procent: 75", "omfattning_procent: 50")),
         "Placeringen når 67 % av avtalade månader (4,5 av 6,8 i överenskommelsen dia-aaa001), "
         "under gränsen 75 % för kravet k1 i Markarbeten."),
        # what is not known to the day is not counted
        (ended("2024-03"),
         "Hur stor del av den avtalade tiden som placeringen når kan inte räknas: "
         "slutdagen 2024-03 är bara känd till månad."),
        ((JOB, ("omfattning_procent: 75\n", ""), ("  till: 2024-06-30", "  till: 2024-03-31")),
         "Hur stor del av den avtalade tiden som placeringen når kan inte räknas: omfattningen är inte känd."),
    ],
)  # fmt: skip
def test_the_share_of_the_agreed_time(tell: Tell, edit: Edit, told: str) -> None:
    # 6,0 at 75 % of full time: the months of the extent, as agreed and as they became
    full = (JOB, ("omfattning_procent: 75", "omfattning_procent: 100"))
    ground = () if any("omfattning" in str(each) for each in edit[1:]) else (full,)
    assert months(tell, edit, ground=ground) == [told]


@pytest.mark.parametrize(
    "edit",
    [
        (JOB, ("status: pågående", "status: paus")),
        (JOB, ("faktisk:\n  från: 2023-10-01", "faktisk:\n  från: 2023-10-04")),  # 99 %, and nothing has ended
        ended("2024-06-30"),
        (JOB, ("  till: 2024-06-30", "  till: 2024-09-30")),
    ],
)
def test_nothing_is_told_when_the_agreed_time_is_reached(tell: Tell, edit: Edit) -> None:
    assert months(tell, edit) == []


def test_a_late_start_that_costs_too_much_is_told(tell: Tell) -> None:
    late = (JOB, ("faktisk:\n  från: 2023-10-01", "faktisk:\n  från: 2024-01-10"))
    assert months(tell, late)[0].startswith("Placeringen når 63 % av avtalade månader")


def test_a_plan_that_is_moved_twice_is_held_against_the_agreement_both_times(tell: Tell) -> None:
    first, second = ("  till: 2024-06-30", "  till: 2024-05-31"), ("  till: 2024-05-31", "  till: 2024-03-31")
    assert months(tell, (JOB, first)) == [
        "Placeringen når 89 % av avtalade månader (6,0 av 6,8 i överenskommelsen dia-aaa001), över gränsen 75 % "
        "för kravet k1 i Markarbeten."
    ]
    assert months(tell, (JOB, second), ground=((JOB, first),)) == [
        "Placeringen når 67 % av avtalade månader (4,5 av 6,8 i överenskommelsen dia-aaa001), under gränsen 75 % "
        "för kravet k1 i Markarbeten."
    ]


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        # nobody knows whether the plan was moved before, so that it is reached says nothing of the limit
        ((JOB, ("  till: 2024-06-30", "  till: 2024-05-31")),
         "Placeringen når 89 % av planen före ändringen (6,0 av 6,8 månader). Gränsen 75 % för kravet k1 i Markarbeten "
         "räknas på avtalade månader, och ingen överenskommelse säger hur många de är här."),
        ((JOB, ("  till: 2024-06-30", "  till: 2024-03-31")),
         "Placeringen når 67 % av planen före ändringen (4,5 av 6,8 månader), under gränsen 75 % för kravet k1 i "
         "Markarbeten."),
        (ended("2024-03-31"),
         "Placeringen når 67 % av planen (4,5 av 6,8 månader), under gränsen 75 % för kravet k1 i Markarbeten."),
        (ended("2024-05-31", "leverantören_avbröt"),
         "Placeringen når 89 % av planen (6,0 av 6,8 månader). Gränsen 75 % för kravet k1 i Markarbeten räknas på "
         "avtalade månader, och ingen överenskommelse säger hur många de är här. Leverantören avbröt, och då räcker "
         "inte 75 %."),
    ],
)  # fmt: skip
def test_without_a_time_in_the_agreement_it_is_said_what_the_share_is_of(tell: Tell, edit: Edit, told: str) -> None:
    assert months(tell, edit, agreed=UNSAID) == [told]


def test_who_takes_over_a_place_is_held_against_the_plan(tell: Tell) -> None:
    """What remains of the place is not written anywhere else."""
    left = (
        PRACTICE,
        ("plats: p1", "plats: p2"), ("status: avslutad_fullföljd", "status: avslutad_i_förtid"),
        ("  orsak: fullföljd", "  orsak: flytt"),
    )  # fmt: skip
    (told,) = months(tell, ended("2024-03-31"), ground=(left,))
    assert told.startswith("Placeringen når 67 % av planen (4,5 av 6,8 månader), under gränsen 75 %")


def test_reaching_the_whole_time_again_is_told(tell: Tell) -> None:
    short = ended("2024-03-31")
    assert months(tell, (JOB, ("  till: 2024-03-31", "  till: 2024-06-30")), ground=(short,)) == [
        "Placeringen når 100 % av avtalade månader (6,8 av 6,8 i överenskommelsen dia-aaa001), "
        "hela tiden för kravet k1 i Markarbeten."
    ]


def test_a_dialog_has_no_share_to_reach(tell: Tell) -> None:
    sharp = "krav:\n  - id: k1\n    typ: skarpt_krav\n    enhet: platser\n    antal: 2\n    vite: 50000\n"
    only_dialog = (PROCUREMENT, (sharp, "krav:\n  - id: k1\n    typ: dialogkrav\n    enhet: dialog\n"))
    assert months(tell, ended("2024-03-31"), ground=(only_dialog,)) == [
        "Placeringen når 67 % av avtalade månader (4,5 av 6,8 i överenskommelsen dia-aaa001)."
    ]
    no_requirement = (PROCUREMENT, (sharp, "krav: []\n"))
    assert months(tell, ended("2024-03-31"), ground=(no_requirement,)) == []


# ---- how many places, and when the first -----------------------------------------------------------------------------


def follows(tell: Tell, *edits: Edit, ground: tuple[Edit, ...] = ()) -> list[str]:
    change = tell(*edits, ground=ground)
    found = [*change.consequences, *(each for told in change.records for each in told.consequences)]
    return [each.replace("\u00a0", " ") for each in found if "avtalad" not in each]


WAITING = (JOB, ("faktisk:\n  från: 2023-03-01\n", ""), ("status: pågående", "status: överenskommen"))
STARTED = (JOB, ("status: överenskommen", "faktisk:\n  från: 2023-03-01\nstatus: pågående"))


@pytest.mark.parametrize(
    ("ground", "edits", "told"),
    [
        ((WAITING,), (STARTED,),
         "Kravet k1 (2 platser): 2 har startat, så antalet är nått (före ändringen: 1 hade startat)."),
        ((), (WAITING,), "Kravet k1 (2 platser): 1 har startat, 1 återstår (före ändringen: 2 hade startat)."),
        ((), ((PROCUREMENT, ("antal: 2", "antal: 3")),),
         "Kravet k1 (3 platser): 2 har startat, 1 återstår (före ändringen: 2 krävdes)."),
        # a requirement that names a form counts that form
        ((), ((PROCUREMENT, ("antal: 2\n", "antal: 2\n    form: praktik\n")),),
         "Kravet k1 (2 platser, praktik): 1 har startat, 1 återstår."),
        ((), ((JOB,),), "Kravet k1 (2 platser): 1 har startat, 1 återstår (före ändringen: 2 hade startat)."),
    ],
)  # fmt: skip
def test_the_places_of_a_requirement(tell: Tell, ground: tuple[Edit, ...], edits: tuple[Edit, ...], told: str) -> None:
    assert told in follows(tell, *edits, ground=ground)


def test_places_that_ended_early_are_said(tell: Tell) -> None:
    edit = (
        JOB,
        ("  från: 2023-03-01\nstatus: pågående", "  från: 2023-03-01\n  till: 2023-06-30\nstatus: avslutad_i_förtid"),
    )
    assert follows(tell, edit) == [
        "Kravet k1 (2 platser): 2 har startat, varav 1 har avslutats i förtid, så antalet är nått "
        "(före ändringen: ingen hade avslutats i förtid)."
    ]


def test_with_several_suppliers_nobody_knows_whose_places_they_are(tell: Tell) -> None:
    two = (
        PROCUREMENT,
        ("tilldelning:\n  - id: t1\n", "tilldelning:\n  - id: t2\n    leverantör: org-bbb002\n  - id: t1\n"),
    )
    told = follows(tell, WAITING, ground=(two,))
    assert told == ["Kravet k1 (2 platser): 1 har startat hos 2 leverantörer (före ändringen: 2 hade startat)."]


def test_a_call_off_serves_the_requirement_of_its_framework(tell: Tell) -> None:
    call_off = """\
typ: upphandling
id: upp-bbb001
version: 1
titel: Avrop
part: egen
upphandlande_organisation: org-kkk001
status: pågående
objekt: tjänst
avrop_från: upp-aaa001
krav: []
"""
    there = ("records/upphandling/2023/upp-bbb001.yaml", call_off)
    moved = (JOB, ("upphandling: upp-aaa001", "upphandling: upp-bbb001"))
    assert follows(tell, WAITING, ground=(there, moved))[:1] == [
        "Kravet k1 (2 platser): 1 har startat, 1 återstår (före ändringen: 2 hade startat)."
    ]


def test_what_several_changed_placements_have_in_common_is_told_once(tell: Tell) -> None:
    change = tell(WAITING, (PRACTICE,))
    assert [told.consequences for told in change.records] == [(), ()]
    assert [each.replace("\u00a0", " ") for each in change.consequences] == [
        "Markarbeten (upp-aaa001): Kravet k1 (2 platser): ingen har startat, 2 återstår "
        "(före ändringen: 2 hade startat).",
        "Markarbeten (upp-aaa001): Första platsen ska ha börjat eller erbjudits senast 2023-07-01 "
        "(6 månader från avtalets start 2023-01-01).",
    ]


NO_PRACTICE = (PRACTICE,)


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2023-07-01", "Första platsen började inom 6 månader från avtalets start 2023-01-01."),
        ("2023-07-02",
         "Första platsen började 2023-07-02, efter 2023-07-01 (6 månader från avtalets start 2023-01-01). "
         "Regeln godtar också en plats som erbjöds i tid."),
        ("2023-07", "Om första platsen började inom 6 månader från avtalets start 2023-01-01 kan inte räknas: "
         "den började 2023-07."),
        ("2023-06", "Första platsen började inom 6 månader från avtalets start 2023-01-01."),
    ],
)  # fmt: skip
def test_the_first_place(tell: Tell, day: str, told: str) -> None:
    start = (JOB, ("status: överenskommen", f"faktisk:\n  från: {day}\nstatus: pågående"))
    assert told in follows(tell, start, ground=(NO_PRACTICE, WAITING))


@pytest.mark.parametrize(
    ("start", "told"),
    [
        ("2022-08-31",
         "Första platsen började 2023-03-01, efter 2023-02-28 (6 månader från avtalets start 2022-08-31). "
         "Regeln godtar också en plats som erbjöds i tid."),
        ("2023-02", "Om första platsen börjar inom 6 månader från avtalets start 2023-02 kan inte räknas: "
         "startdagen är inte känd."),
    ],
)  # fmt: skip
def test_the_start_of_the_contract_moves_the_deadline(tell: Tell, start: str, told: str) -> None:
    edit = (PROCUREMENT, ("    avtal_från: 2023-01-01", f"    avtal_från: {start}"))
    assert told in follows(tell, edit)


# ---- findings --------------------------------------------------------------------------------------------------------


def test_new_findings_are_put_with_the_change_that_brings_them(tell: Tell) -> None:
    change = tell((DIALOG,))
    told = only(change)
    assert [(each.code, each.record_id) for each in told.findings] == [("R101", "pla-aaa001"), ("R101", "pla-aaa002")]
    assert change.findings == ()


def test_findings_elsewhere_are_told_by_themselves(tell: Tell) -> None:
    extra = "records/upphandling/2023/upp-bbb001.yaml"
    silent = tell((JOB, ("status: pågående", "status: paus")))
    assert silent.findings == only(silent).findings == ()
    # the start of the contract is written in one record, the placement that now begins before it in another
    change = tell((PROCUREMENT, ("    avtal_från: 2023-01-01", "    avtal_från: 2023-05-01")))
    found = [*change.findings, *only(change).findings]
    assert {each.record_id for each in found} >= {"pla-aaa001", "pla-aaa002"}
    assert extra not in {each.place.file for each in found}


def test_what_the_change_mends_is_told_as_mended(tell: Tell) -> None:
    wrong = (JOB, ("omfattning_procent: 75", "omfattning_procent: 120"))
    change = tell((JOB, ("omfattning_procent: 120", "omfattning_procent: 75")), ground=(wrong,))
    assert [each.code for each in only(change).solved] == ["S021"]
    assert (change.findings, change.standing) == ((), ())


def test_a_forbidden_step_is_a_finding_of_the_change(tell: Tell) -> None:
    change = tell((PRACTICE, ("status: avslutad_fullföljd", "status: pågående")))
    assert "H901" in {each.code for each in only(change).findings}


def test_what_stood_before_is_not_blamed_on_the_change(tell: Tell) -> None:
    wrong = (
        DIALOG,
        ("skriftlig: ja\nundertecknad: 2023-02-01\nsanktion_vid_förtida_avslut: ingen\n", "skriftlig: ja\n"),
    )
    change = tell((JOB, ("status: pågående", "status: paus")), ground=(wrong,))
    assert "V309" in {each.code for each in change.standing}
    assert only(change).findings == ()


def finding(message: str, line: int = 1, code: str = "M205", file: str = "records/a/2023/a.yaml") -> Finding:
    return Finding(code, "varning", Place(file, line), message, "Gör så.", "Därför.")


@pytest.mark.parametrize(
    ("before", "after", "new", "solved", "standing"),
    [
        ([finding("A")], [finding("A", line=9)], [], [], ["A"]),  # only moved
        ([], [finding("A")], ["A"], [], []),
        ([finding("A")], [], [], ["A"], []),
        ([finding("A")], [finding("A"), finding("A", line=2)], ["A"], [], ["A"]),  # one more of the same
        ([finding("3 av 2")], [finding("4 av 2")], ["4 av 2"], [], []),  # the same, worse: nothing is mended
        ([finding("A"), finding("B", code="M206")], [finding("A")], [], ["B"], ["A"]),
    ],
)
def test_findings_are_held_against_each_other(
    before: list[Finding], after: list[Finding], new: list[str], solved: list[str], standing: list[str]
) -> None:
    compared = compare(before, after)
    assert [[each.message for each in found] for found in compared] == [new, solved, standing]
