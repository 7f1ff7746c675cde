"""What the register says of a matter once its letter is sent; the sending alone tells it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sysselreg.yamlevents import data_file
from tests.annual.conftest import committed
from tests.conftest import Cli, Ran
from tests.document import pdfchecks

DAY = "2026-01-08"
Sent = Callable[..., Ran]


@pytest.fixture
def home(tmp_path: Path, git_home: Path) -> Path:  # noqa: ARG001
    """A clean register with the records of exempelkommun."""
    return committed("exempelkommun", tmp_path)


@pytest.fixture
def sent(cli: Cli, home: Path, tmp_path: Path) -> Sent:
    """Draw up a letter and send it, the number of its document last."""

    def ran(letter: str, record_id: str, *words: str, number: str = "5", day: str = DAY) -> Ran:
        place = ("--register", home, "--idag", day, "brev", letter, record_id, "--ut", tmp_path / "ut")
        case = ("--arende", "KS 2025/0027", "--nummer", number)
        return cli(*place, "--uppratta", "--expediera", "--sandsatt", "e_post", *case, *words)

    return ran


def record(home: Path, record_id: str) -> Any:
    """The content of a record as it stands in its file."""
    return data_file(next(home.rglob(f"{record_id}.yaml")).read_text(encoding="utf-8"))


def evaluations(home: Path, placement: str) -> list[Any]:
    """The evaluations of a placement."""
    found = [data_file(path.read_text(encoding="utf-8")) for path in (home / "records/utvardering").rglob("*.yaml")]
    return [each for each in found if each["avser"] == placement]


def test_an_evaluation_that_is_asked_for_is_watched(sent: Sent, home: Path, cli: Cli) -> None:
    """L12 makes the record that the reminders are counted from."""
    ran = sent("L12", "pla-ephe82")
    assert ran.code == 0, ran.err
    (made,) = evaluations(home, "pla-ephe82")
    expected = {"avser": "pla-ephe82", "slag": "arbetsgivare", "begärd": DAY, "status": "begärd"}
    assert {name: value for name, value in made.items() if name not in ("typ", "id", "version")} == expected
    assert f"Begäran är antecknad, och svaret skrivs i records/utvardering/2026/{made['id']}.yaml." in ran.err
    watched = cli("--register", home, "--idag", "2026-01-09", "bevaka", made["id"]).out
    assert "2026-01-22  om 13 dagar" in watched
    assert f"B304  L8  {made['id']}" in watched


def test_an_evaluation_that_there_is_already_is_not_asked_for_twice(sent: Sent, home: Path) -> None:
    before = evaluations(home, "pla-bdne2r")
    assert len(before) == 1
    assert sent("L12", "pla-bdne2r").code == 0
    assert evaluations(home, "pla-bdne2r") == before


def test_a_reminder_is_noted_in_the_evaluation(sent: Sent, home: Path, cli: Cli) -> None:
    assert sent("L8", "utv-vkjk75").code == 0
    assert (record(home, "utv-vkjk75")["status"], record(home, "utv-vkjk75")["påmind"]) == ("påmind", [DAY])
    assert cli("--register", home, "spara").code == 0
    assert sent("L8", "utv-vkjk75", number="6").code == 0
    assert sent("L8", "utv-vkjk75", number="7", day="2026-01-22").code == 0
    assert record(home, "utv-vkjk75")["påmind"] == [DAY, "2026-01-22"]


def test_a_request_for_correction_is_noted_at_the_requirement(sent: Sent, home: Path) -> None:
    before = record(home, "upp-wtq4m5")["uppfyllnad"]
    (supplier,) = {each["leverantör"] for each in before if each["status"] == "avvikelse"}
    ran = sent("L9", "upp-wtq4m5", "--leverantor", supplier)
    assert ran.code == 0, ran.err
    changed = [
        {**each, "status": "rättelse_begärd", "datum": DAY}
        if (each["leverantör"], each["status"]) == (supplier, "avvikelse")
        else each
        for each in before
    ]
    assert record(home, "upp-wtq4m5")["uppfyllnad"] == changed
    assert "Begäran om rättelse är antecknad i records/upphandling/2024/upp-wtq4m5.yaml." in ran.err


def test_only_letters_to_the_supplier_are_told_of_as_earlier_ones(
    sent: Sent, home: Path, cli: Cli, tmp_path: Path
) -> None:
    """L14 goes to our own, about the same procurement."""
    for number, letter in enumerate(("L14", "L9"), 5):
        ran = sent(letter, "upp-bb5mr8", number=str(number), day="2026-02-02")
        assert ran.code == 0, ran.err
        assert cli("--register", home, "spara").code == 0
    ran = cli("--register", home, "--idag", "2026-02-25", "brev", "L10", "upp-bb5mr8", "--ut", tmp_path / "ut")
    text = " ".join(pdfchecks.flat(page.text) for page in pdfchecks.read(Path(ran.out.strip()).read_bytes()))
    assert "Tidigare brev Begäran om rättelse 2026-02-02" in text
    assert "Återrapport" not in text


@pytest.mark.parametrize(
    ("procurement", "day", "heading"),
    [
        ("upp-bb5mr8", "2026-02-02", "Underrättelse om påföljd: Skolmåltider vid Exempelgymnasiet"),
        ("upp-6rqggf", "2025-08-25", "Beslut om vite: Ombyggnad av torget"),
    ],
    ids=["not decided", "decided"],
)
def test_the_diary_tells_a_decision_from_a_warning(
    sent: Sent, home: Path, procurement: str, day: str, heading: str
) -> None:
    ran = sent("L10", procurement, day=day)
    assert ran.code == 0, ran.err
    assert record(home, ran.out.rstrip("\n").split("\t")[2])["rubrik"] == heading


@pytest.mark.parametrize(("meeting", "status"), [("2026-01-29", "kallad"), (None, "planerad")])
def test_a_supplier_that_is_called_to_a_day_is_called(
    sent: Sent, home: Path, cli: Cli, meeting: str | None, status: str
) -> None:
    """A call without a day asks for one: the dialog is still only planned."""
    given = ("--satt", "upphandling=upp-b6edp6", "--satt", "leverantör=org-fr94j9", "--satt", "status=planerad")
    day = ("--satt", f"möte.datum={meeting}") if meeting else ()
    made = cli("--register", home, "--idag", DAY, "ny", "dialogöverenskommelse", *given, *day)
    assert (made.code, cli("--register", home, "spara").code) == (0, 0), made.err
    ran = sent("L3", made.out.strip())
    assert ran.code == 0, ran.err
    assert record(home, made.out.strip())["status"] == status


def test_a_dry_run_shows_it_and_writes_nothing(cli: Cli, home: Path, tmp_path: Path) -> None:
    place = ("--register", home, "--idag", DAY, "brev", "L12", "pla-ephe82", "--ut", tmp_path / "ut")
    assert cli(*place, "--uppratta", "--arende", "KS 2025/0027", "--nummer", "5").code == 0
    ran = cli(*place[:4], "brev", "L12", "pla-ephe82", "--expediera", "--sandsatt", "e_post", "--torrkorning")
    assert "+status: expedierad" in ran.out
    assert "+status: begärd" in ran.out
    assert evaluations(home, "pla-ephe82") == []


def test_what_comes_after_drawing_up_is_said(cli: Cli, home: Path, tmp_path: Path) -> None:
    place = ("--register", home, "--idag", DAY, "brev", "L12", "pla-ephe82", "--ut", tmp_path / "ut")
    ran = cli(*place, "--uppratta", "--arende", "KS 2025/0027", "--nummer", "5")
    made = ran.out.rstrip("\n").split("\t")[2]
    command = f"sysselreg brev L12 {made} --expediera --sandsatt e_post"
    assert f"Checka in med sysselreg spara. När brevet är skickat: {command}\n" in ran.err
