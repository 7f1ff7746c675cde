"""What is due when a tertial has ended."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sysselreg import checking, lookup
from sysselreg.due.tertial import awarded, last_tertial, services
from sysselreg.period import Period
from tests.conftest import Cli
from tests.due.conftest import Dues, latest, letter, of, one, procurement, record

EXEMPEL = Path(__file__).resolve().parent.parent / "registers" / "exempelkommun"
DAY = "2025-09-15"


def mandate(minst: int = 50, **fields: Any) -> dict[str, Any]:
    goals = [{"id": "m1", "nyckeltal": "N01", "minst": minst, "period": "varje_år"}]
    return record("prg-aaa001", titel="Pilot", **{"giltig": {"från": "2023"}, "mål": goals, **fields})


def bought(number: int, *, asked: bool = False, day: str = "2025-08-31", **fields: Any) -> dict[str, Any]:
    """A procurement that was awarded on a day, with a requirement or without."""
    krav = [{"id": "k1", "typ": "dialogkrav"}] if asked else []
    return {**procurement(krav=krav, datum={"tilldelning": day}, **fields), "id": f"upp-aaa00{number}"}


@pytest.mark.parametrize(
    ("today", "name", "period"),
    [
        ("2025-04-30", "tredje tertialet 2024", "2024-09..2024-12"),
        ("2025-05-01", "första tertialet 2025", "2025-01..2025-04"),
        ("2025-08-31", "första tertialet 2025", "2025-01..2025-04"),
        ("2025-09-01", "andra tertialet 2025", "2025-05..2025-08"),
        ("2025-12-31", "andra tertialet 2025", "2025-05..2025-08"),
        ("2024-01-01", "tredje tertialet 2023", "2023-09..2023-12"),
        ("2024-05-01", "första tertialet 2024", "2024-01..2024-04"),  # with 29 February
    ],
)
def test_the_last_tertial_that_has_ended(today: str, name: str, period: str) -> None:
    assert last_tertial(date.fromisoformat(today)) == (name, Period.parse(period))


def test_a_buyer_below_the_goal_is_asked_within_thirty_days(dues: Dues) -> None:
    found = dues(DAY, mandate(), bought(1), bought(2, asked=True), bought(3))
    asked = one(found, "B403")
    assert asked.what == (
        "Fråga Exempelby kommun om sociala krav: 1 av 3 tjänsteupphandlingar hade krav under andra tertialet 2025"
    )
    assert (asked.id, asked.role, asked.letter, asked.uid) == (
        "org-kkk001",
        "samordnare",
        "L16",
        "B403-org-kkk001-2025-05",
    )
    assert latest(found, "B403") == "2025-09-30"


@pytest.mark.parametrize(
    ("today", "awarded_on", "days", "last"),
    [
        ("2025-09-15", "2025-08-31", 34, "2025-10-06"),  # a Saturday
        ("2026-01-02", "2025-09-01", 6, "2026-01-07"),  # trettondedag jul
        ("2024-01-15", "2023-12-31", 60, "2024-02-29"),
        ("2024-05-02", "2024-02-29", 1, "2024-05-02"),  # första maj
    ],
)
def test_the_last_day_to_ask(today: str, awarded_on: str, days: int, last: str, dues: Dues) -> None:
    found = dues(today, mandate(), bought(1, day=awarded_on), tertialuppföljning_dagar=days)
    assert latest(found, "B403") == last


@pytest.mark.parametrize(
    "records",
    [
        [bought(1), bought(2, asked=True), mandate()],  # half is enough
        [bought(1)],  # no goal
        [bought(1), mandate(giltig={"från": "2023", "till": "2025-04-30"})],  # a mandate that was over
        [bought(1), mandate(giltig={"från": "2025-09-01"})],  # and one that had not begun
        [bought(1, day="2025-04-30"), bought(2, day="2025-09-01"), mandate()],  # in other tertials
        [bought(1, day="2025"), mandate()],  # in some tertial
        [bought(1, objekt="vara"), bought(2, objekt="okänt"), mandate()],  # no service for certain
        [bought(1, part="extern"), mandate()],  # not our own
        [bought(1, status="annonserad"), mandate()],  # not awarded
        [bought(1), mandate(), letter("L16", "2025-09-02", "org-kkk001")],  # asked already
    ],
    ids=["half", "no goal", "over", "not begun", "other", "some", "no service", "extern", "not awarded", "sent"],
)
def test_nobody_is_asked(records: list[dict[str, Any]], dues: Dues) -> None:
    assert of(dues(DAY, *records), "B403") == []
    assert one(dues(DAY, bought(1), bought(2), mandate()), "B403")


def test_a_question_that_is_written_waits_to_be_sent(dues: Dues) -> None:
    written = letter("L16", "2025-09-02", "org-kkk001", riktning="upprättad", status="granskad")
    assert one(dues(DAY, bought(1), mandate(), written), "B403").letter == ""
    before = letter("L16", "2025-08-31", "org-kkk001")
    assert one(dues(DAY, bought(1), mandate(), before), "B403").letter == "L16"


def test_a_call_off_has_the_requirements_of_its_framework(dues: Dues) -> None:
    framework = bought(1, asked=True, day="2024-01-01")
    found = dues(DAY, framework, bought(2, avrop_från="upp-aaa001"), mandate(minst=100))
    assert of(found, "B403") == []
    assert one(dues(DAY, framework, bought(2), mandate(minst=100)), "B403")


@pytest.mark.parametrize(("today", "period"), [("2024-05-01", "2024-01..2024-04"), ("2026-01-01", "2025-09..2025-12")])
def test_the_share_is_the_figures(today: str, period: str, cli: Cli) -> None:
    words = ("--nyckeltal", "N01", "--per", "förvaltning", "--internt", "--format", "json")
    figure = json.loads(cli("--register", EXEMPEL, "statistik", "--period", period, *words).out)["nyckeltal"][0]
    counted = {each["etikett"]: (each["täljare"], each["nämnare"]) for each in figure["per"]}
    checked = checking.check(lookup.take(EXEMPEL, None)).sound()
    buyers = awarded(checked, last_tertial(date.fromisoformat(today)).period)
    ours = {checked.by_id[each].data["namn"]: services(checked, found) for each, found in buyers.items() if each}
    assert len(counted) > 1
    assert {name: ours.get(name) for name in counted} == counted
