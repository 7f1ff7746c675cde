"""What is wrong with `sysselreg.yaml` is told in the words of settings: it is no record."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from sysselreg.check.render import as_text
from sysselreg.schema.model import Schemas
from sysselreg.snapshot import CONFIG

if TYPE_CHECKING:
    from tests.conftest import Check, Cli, Repository

RIGHT = "register: prov\norganisation: Provkommun\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "",
            "sysselreg.yaml  fel T010  Filen är tom. Registrets inställningar saknas.\n"
            "    Skriv åtminstone två rader: register: följt av ett kort namn, och organisation: följt av kommunens "
            "namn.   sysselreg forklara T010\n"
            "    Varför: Utan inställningar vet programmet inte vems register det är.\n",
        ),
        (
            "- prov\n",
            "sysselreg.yaml:1:1  fel T011  Filen börjar inte med ett fält.\n"
            "    Skriv inställningarna på egna rader, med namn, kolon och värde: register: lund.",
        ),
        (
            RIGHT + "regler:\n  avtalstid: 3\n",
            "sysselreg.yaml:4:3  fel S001  Inställningen regler.avtalstid finns inte.\n"
            "    Välj en av inställningarna som finns här: lämplig, avtalstid_minst_månader, ",
        ),
        (
            "register: prov\n",
            "sysselreg.yaml:1:1  fel S002  Organisation (organisation) saknas.\n    Lägg till inställningen. ",
        ),
        (
            RIGHT + "mål:\n",
            "sysselreg.yaml:3:1  fel S015  Mål (mål) saknar värde.\n"
            "    Fyll i värdet, eller ta bort raden så gäller förvalet.   sysselreg forklara S015\n"
            "    Varför: En tom inställning kan betyda noll, nej eller förvalet. ",
        ),
        (
            RIGHT + f"mål: [{', '.join(f'm{n}' for n in range(501))}]\n",
            "sysselreg.yaml:3:1  fel S019  Mål (mål) har 501 värden. Högst 500 får plats.\n    Korta listan.",
        ),
        (
            RIGHT + "---\n",
            "sysselreg.yaml:3:1  fel T016  Raden --- skiljer två dokument åt eller styr hur filen läses.\n"
            "    Ta bort raden och låt inställningarna stå i en följd.",
        ),
        (
            RIGHT + "# Bilaga\n" * 34_000,
            "sysselreg.yaml  fel T009  Filen är 299 kB. Inställningarna får vara högst 256 kB.",
        ),
    ],
)
def test_a_setting_is_told_as_a_setting(text: str, told: str, check: Check) -> None:
    assert check({CONFIG: RIGHT}).findings == ()
    shown = as_text(check({CONFIG: text}), "")
    assert shown.startswith(told)
    assert not re.search(r"\bpost(en|er)?\b(?! kontroll)|statistik", shown.rsplit("\n", 2)[0], re.IGNORECASE)


def test_all_that_may_be_chosen_is_told_to_its_end(check: Check, schemas: Schemas) -> None:
    shown = as_text(check({CONFIG: RIGHT + "regler:\n  avtalstid: 3\n"}), "")
    assert f"{', '.join(schemas.settings.root.children['regler'].children)}." in shown


def test_the_same_fault_in_a_record_is_told_as_one_of_a_record(check: Check) -> None:
    path = "records/aktivitet/2025/akt-3c6w0z.yaml"
    shown = as_text(check({path: ""}), "")
    assert shown.startswith(f"{path}  fel T010  Filen innehåller ingen post.\n    Fyll i posten, eller ta bort filen ")


def test_a_link_in_the_place_of_the_settings_is_all_that_is_told_of_a_commit(cli: Cli, exempel: Repository) -> None:
    (exempel.root / CONFIG).rename(exempel.path / "annat.yaml")
    (exempel.root / CONFIG).symlink_to(exempel.path / "annat.yaml")
    exempel.commit()
    ran = cli("--register", exempel.root, "--revision", "HEAD", "kontrollera", "--format", "rader")
    assert ran.code == 1
    (line,) = [line for line in ran.out.splitlines() if line.startswith(CONFIG)]
    assert line.startswith("sysselreg.yaml: fel S042 sysselreg.yaml är en länk, en körbar fil eller något annat än en ")
    assert "Ersätt en länk med filen som den pekar på." in line
