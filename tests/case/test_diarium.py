"""`diarium`: what OSL 5 kap. 2 § asks, in order of number, for the office and for everybody."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.case.conftest import BOARDS, case, handling
from tests.conftest import Cli, Ran, Repository

ROOT = Path(__file__).resolve().parent.parent.parent
Register = Callable[..., Repository]
SECRET = "\n  nivå: sekretess\n  lagrum: OSL 19 kap. 3 §\n  till: 2028"


def diary(cli: Cli, found: Repository, *words: str) -> Any:
    ran = cli("--register", found.root, "diarium", "--format", "json", *words)
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


def names(found: Any) -> list[str]:
    return [each["beteckning"] for each in found["handlingar"]]


# ---- everything ------------------------------------------------------------------------------------------------------


def test_lunds_case_is_in_the_diary(cli: Cli) -> None:
    ran = cli("--register", ROOT, "diarium")
    assert (ran.code, ran.out) == (
        0,
        "SO 2021/0205  Skrivelsen Arbetsmarknad 2.0 från Lundakvintetten\n"
        "Socialnämnden. Öppnat 2021-12.\n"
        "  SO 2021/0205-1  2021-12-08  Inkommen från Lundakvintetten (M, L, C, KD, FNL)\n"
        "                  till Socialnämnden\n"
        "                  Skrivelsen Arbetsmarknad 2.0\n"
        "  SO 2021/0205-2  2022-02-01  Upprättad av Socialförvaltningen till\n"
        "                  Socialnämnden\n"
        "                  Tjänsteskrivelse: Svar på skrivelse Arbetsmarknad 2.0 från\n"
        "                  Lundakvintetten\n",
    )


def test_a_document_has_what_the_law_asks_for(cli: Cli, register: Register) -> None:
    found = register(
        case("aaa001", "SO 2026/0001"),
        handling("aaa001", "aaa001", 1, avsändare="Städ AB", mottagare="Socialnämnden", rubrik="Anbud"),
    )
    assert diary(cli, found)["handlingar"] == [
        {
            "diarienummer": "SO 2026/0001",
            "nummer": 1,
            "beteckning": "SO 2026/0001-1",
            "datum": "2026-02-03",
            "riktning": "inkommen",
            "avsändare": "Städ AB",
            "mottagare": "Socialnämnden",
            "rubrik": "Anbud",
            "sekretess": None,
            "status": None,
            "makuleringsskäl": None,
            "id": "han-aaa001",
        }
    ]


def test_numbers_are_sorted_as_numbers_also_above_the_padding(cli: Cli, register: Register) -> None:
    found = register(
        case("aaa001", "SO 2026/10000"),
        case("aaa002", "SO 2026/9999"),
        case("aaa003", "SO 2025/10001"),
        *(handling(f"aaa00{n}", "aaa001", number) for n, number in enumerate((2, 10, 1))),
        *(handling(f"bbb00{n}", "aaa001", number) for n, number in enumerate(range(3, 10))),
        handling("ccc001", "aaa002", 1),
    )
    shown = diary(cli, found)
    assert [each["diarienummer"] for each in shown["ärenden"]] == ["SO 2025/10001", "SO 2026/9999", "SO 2026/10000"]
    assert names(shown) == ["SO 2026/9999-1", *(f"SO 2026/10000-{number}" for number in range(1, 11))]
    assert shown["luckor"] == []


def test_gaps_are_shown_where_the_numbers_are_taken_here_and_in_every_case(cli: Cli, register: Register) -> None:
    found = register(
        case("aaa001", "KS 2026/0002"),
        case("aaa002", "KS 2026/0005"),
        case("aaa003", "SO 2026/0007"),
        handling("aaa001", "aaa003", 2),
        handling("aaa002", "aaa003", 5),
    )
    missing = "Finns inte i registret"
    assert diary(cli, found)["luckor"] == [
        {"från": "KS 2026/0001", "till": "KS 2026/0001", "skäl": missing},
        {"från": "KS 2026/0003", "till": "KS 2026/0004", "skäl": missing},
        {"från": "SO 2026/0007-1", "till": "SO 2026/0007-1", "skäl": missing},
        {"från": "SO 2026/0007-3", "till": "SO 2026/0007-4", "skäl": missing},
    ]
    text = cli("--register", found.root, "diarium").out
    assert "KS 2026/0003 till KS 2026/0004  Finns inte i registret\n" in text
    assert "  SO 2026/0007-3 till SO 2026/0007-4  Finns inte i registret\n" in text
    rows = list(csv.DictReader(io.StringIO(cli("--register", found.root, "diarium", "--format", "csv").out)))
    assert [(row["beteckning"], row["rubrik"]) for row in rows][:3] == [
        ("KS 2026/0001", missing),
        ("KS 2026/0002", "Inga handlingar"),
        ("KS 2026/0003 till KS 2026/0004", missing),
    ]


def test_a_number_without_a_case_is_told_as_reserved_or_cancelled(cli: Cli, register: Register) -> None:
    found = register()
    found.commit({"sysselreg.yaml": BOARDS + "nummerplats: odelat\n"})

    def arende(*words: str) -> Ran:
        ran = cli("--register", found.root, "--idag", "2026-03-04", "arende", *words)
        assert ran.code == 0, ran.err
        return ran

    arende("ny", "KS", "--rubrik", "Ett", "--ar", "2026")
    for _ in range(4):
        arende("reservera", "KS")
    arende("makulera", "KS 2026/0004", "--skal", "Behövs inte")
    last = arende("ny", "KS", "--rubrik", "Sex").out.split("\t")[1].strip()
    assert diary(cli, found)["luckor"] == [
        {"från": "KS 2026/0002", "till": "KS 2026/0003", "skäl": "Reserverat"},
        {"från": "KS 2026/0004", "till": "KS 2026/0004", "skäl": "Makulerat"},
        {"från": "KS 2026/0005", "till": "KS 2026/0005", "skäl": "Reserverat"},
    ]
    assert "KS 2026/0002 till KS 2026/0003  Reserverat\n" in cli("--register", found.root, "diarium").out
    # A number that somebody has used, in a record that is not here, is another matter.
    arende("ny", "KS", "--rubrik", "Sju")
    (found.root / f"records/arende/2026/{last}.yaml").unlink()
    gone = {"från": "KS 2026/0006", "till": "KS 2026/0006", "skäl": "Finns inte i registret"}
    assert diary(cli, found)["luckor"][-1] == gone


def test_what_is_cancelled_stays_with_its_reason(cli: Cli, register: Register) -> None:
    gone = {"status": "makulerad", "makuleringsskäl": "Fel ärende"}
    found = register(
        case("aaa001", "SO 2026/0001", status="makulerat", makuleringsskäl="Registrerat två gånger."),
        handling("aaa001", "aaa001", 1, **gone),
    )
    assert cli("--register", found.root, "diarium").out == (
        "SO 2026/0001  Ärendet aaa001\n"
        "Socialnämnden. Öppnat 2026-01-10. Makulerat: Registrerat två gånger.\n"
        "  SO 2026/0001-1  2026-02-03  Inkommen\n"
        "                  Handlingen aaa001\n"
        "                  Makulerad: Fel ärende.\n"
    )


def test_a_year_has_its_own_documents_and_the_cases_opened_in_it(cli: Cli, register: Register) -> None:
    found = register(
        case("aaa001", "SO 2025/0001"),
        case("aaa002", "SO 2025/0002"),
        case("aaa003", "SO 2026/0001"),
        handling("aaa001", "aaa001", 1, datum="2025-12-31"),
        handling("aaa002", "aaa001", 3, datum="2026-01-01"),
    )
    shown = {year: diary(cli, found, "--ar", year) for year in ("2024", "2025", "2026")}
    assert {year: names(each) for year, each in shown.items()} == {
        "2024": [],
        "2025": ["SO 2025/0001-1"],
        "2026": ["SO 2025/0001-3"],
    }
    assert [each["diarienummer"] for each in shown["2025"]["ärenden"]] == ["SO 2025/0001", "SO 2025/0002"]
    assert [each["diarienummer"] for each in shown["2026"]["ärenden"]] == ["SO 2025/0001", "SO 2026/0001"]
    assert [each["från"] for each in shown["2026"]["luckor"]] == ["SO 2025/0001-2"]
    assert shown["2025"]["luckor"] == []


# ---- what everybody may read -----------------------------------------------------------------------------------------


def test_the_public_diary_leaves_out_who_and_what_but_never_day_and_number(cli: Cli, register: Register) -> None:
    found = register(
        case("aaa001", "SO 2026/0001"),
        handling("aaa001", "aaa001", 1, sekretess=SECRET, avsändare="Städ AB", rubrik="Anbud från Städ AB"),
        handling("aaa002", "aaa001", 2, avsändare="Tvätt AB", rubrik="Anbud från Tvätt AB"),
    )
    office, public = (diary(cli, found, *words)["handlingar"] for words in ((), ("--offentlig",)))
    assert [each["rubrik"] for each in office] == ["Anbud från Städ AB", "Anbud från Tvätt AB"]
    withheld = "Uppgiften omfattas av sekretess"
    secrecy = {"nivå": "sekretess", "lagrum": "OSL 19 kap. 3 §", "till": "2028"}
    assert public[0] == {**office[0], "avsändare": withheld, "rubrik": withheld}
    assert (public[0]["datum"], public[0]["beteckning"], public[0]["sekretess"]) == (
        "2026-02-03",
        "SO 2026/0001-1",
        secrecy,
    )
    assert public[1] == office[1]
    told = cli("--register", found.root, "diarium", "--offentlig").out
    assert "Inkommen från en avsändare som omfattas av\n" in told


def test_the_public_diary_says_what_the_public_may_know(cli: Cli, register: Register) -> None:
    words = {"offentlig_rubrik": "Anbud", "offentlig_avsändare": "En anbudsgivare"}
    found = register(
        case("aaa001", "SO 2026/0001", rubrik="Avtalet med Städ AB", sekretess=SECRET, offentlig_rubrik="Ett avtal"),
        handling("aaa001", "aaa001", 1, sekretess=SECRET, avsändare="Städ AB", rubrik="Anbud från Städ AB", **words),
    )
    shown = cli("--register", found.root, "diarium", "--offentlig").out
    assert shown == (
        "SO 2026/0001  Ett avtal\n"
        "Socialnämnden. Öppnat 2026-01-10. Sekretess enligt OSL 19 kap. 3 §, till 2028.\n"
        "  SO 2026/0001-1  2026-02-03  Inkommen från En anbudsgivare\n"
        "                  Anbud\n"
        "                  Sekretess enligt OSL 19 kap. 3 §, till 2028.\n"
    )
    assert "Städ AB" in cli("--register", found.root, "diarium").out


def test_a_document_is_as_secret_as_its_case_unless_it_says_so_itself(cli: Cli, register: Register) -> None:
    found = register(
        case("aaa001", "SO 2026/0001", sekretess=SECRET),
        handling("aaa001", "aaa001", 1, rubrik="Utredning om ett företag"),
        handling("aaa002", "aaa001", 2, rubrik="Årsrapport", sekretess="\n  nivå: öppen"),
    )
    public = diary(cli, found, "--offentlig")["handlingar"]
    assert [each["rubrik"] for each in public] == ["Uppgiften omfattas av sekretess", "Årsrapport"]
    assert [each["sekretess"] is None for each in public] == [False, True]


def test_a_draft_is_no_official_document_yet_but_what_has_come_in_is(cli: Cli, register: Register) -> None:
    draft = {"status": "utkast", "riktning": "upprättad"}
    found = register(
        case("aaa001", "SO 2026/0001"),
        handling("aaa001", "aaa001", 1, **draft),
        handling("aaa002", "aaa001", 2, status="utkast"),
    )
    assert names(diary(cli, found)) == ["SO 2026/0001-1", "SO 2026/0001-2"]
    public = diary(cli, found, "--offentlig")
    assert names(public) == ["SO 2026/0001-2"]
    assert public["luckor"] == [{"från": "SO 2026/0001-1", "till": "SO 2026/0001-1", "skäl": "Inte upprättad än"}]


# ---- what is wrong with the register ---------------------------------------------------------------------------------


def test_what_cannot_be_in_the_diary_is_named(cli: Cli, register: Register) -> None:
    found = register(case("aaa001", "SO 2026/0001"), handling("aaa001", "aaa001", 1), handling("aaa002", "borta1", 1))
    found.write({"records/handling/2026/han-aaa003.yaml": "rubrik: [\n"})
    ran = cli("--register", found.root, "diarium")
    assert (ran.code, "Handlingen aaa001" in ran.out) == (0, True)
    assert ran.err == (
        "records/handling/2026/han-aaa003.yaml går inte att läsa och är inte med. Se sysselreg kontrollera.\n"
        "han-aaa002 har inget nummer, eller inget ärende i registret, och är inte med. Rätta posten.\n"
    )


def test_what_somebody_wrote_by_mistake_is_masked_and_runs_nowhere(cli: Cli, register: Register) -> None:
    found = register(
        case("aaa001", "SO 2026/0001"),
        handling("aaa001", "aaa001", 1, rubrik="Samtal om 19121212-1212", avsändare='"=HYPERLINK(1)"'),
    )
    for form in ("text", "json", "csv"):
        shown = cli("--register", found.root, "diarium", "--format", form).out
        assert "Samtal om" in shown
        assert "1212-1212" not in shown
    assert "'=HYPERLINK(1)" in shown


def test_a_commit_is_read(cli: Cli, register: Register) -> None:
    found = register(case("aaa001", "SO 2026/0001"))
    found.commit(handling("aaa001", "aaa001", 1))
    assert names(diary(cli, found)) == ["SO 2026/0001-1"]
    before = json.loads(cli("--register", found.root, "--revision", "HEAD~1", "diarium", "--format", "json").out)
    assert names(before) == []
    assert "Inga handlingar" in cli("--register", found.root, "--revision", "HEAD~1", "diarium").out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--ar", "26"), 2, "Året ”26” går inte att läsa. Skriv fyra siffror, som 2026."),
        (("--format", "xlsx"), 2, "--format går inte att använda. Välj ett av: text, csv, json, pdf."),
        (("--ar", "2026"), 0, "Inga ärenden eller handlingar för 2026."),
    ],
)
def test_wrong_use_is_told(cli: Cli, register: Register, words: tuple[str, ...], code: int, said: str) -> None:
    ran = cli("--register", register().root, "diarium", *words)
    assert ran.code == code
    assert ran.err.startswith(said)


def test_secrecy_whose_last_day_has_passed_is_told_to_the_office_and_still_kept(cli: Cli, register: Register) -> None:
    found = register(
        case("aaa001", "SO 2026/0001"),
        handling("aaa001", "aaa001", 1, sekretess=SECRET, rubrik="Anbud från Städ AB"),
    )

    def told(day: str, *words: str) -> Ran:
        return cli("--register", found.root, "--idag", day, "diarium", *words)

    assert told("2028-12-31").err == ""
    assert told("2029-01-01").err == ("Dagen då sekretessen upphör har passerat för SO 2026/0001-1. Pröva den igen.\n")
    public = told("2029-01-01", "--offentlig")
    assert (public.err, "Städ AB" in public.out) == ("", False)


def test_a_case_without_documents_has_a_row_of_its_own(cli: Cli, register: Register) -> None:
    found = register(case("aaa001", "SO 2026/0001"), case("aaa002", "SO 2026/0002"), handling("aaa001", "aaa001", 1))
    rows = list(csv.DictReader(io.StringIO(cli("--register", found.root, "diarium", "--format", "csv").out)))
    assert [(row["beteckning"], row["nummer"], row["id"]) for row in rows] == [
        ("SO 2026/0001-1", "1", "han-aaa001"),
        ("SO 2026/0002", "", ""),
    ]
    assert rows[1]["rubrik"] == "Inga handlingar"


def test_what_is_kept_within_the_office_is_not_called_secret(cli: Cli, register: Register) -> None:
    found = register(
        case("aaa001", "SO 2026/0001", sekretess="\n  nivå: intern", rubrik="Om Städ AB"),
        handling("aaa001", "aaa001", 1, avsändare="Städ AB", rubrik="Anbud"),
        handling("aaa002", "aaa001", 2, avsändare="Städ AB", rubrik="Anbud", sekretess=SECRET),
    )
    shown = cli("--register", found.root, "diarium", "--offentlig").out
    assert "Städ AB" not in shown
    assert shown == (
        "SO 2026/0001  Uppgiften är intern\n"
        "Socialnämnden. Öppnat 2026-01-10. Intern.\n"
        "  SO 2026/0001-1  2026-02-03  Inkommen från en avsändare som inte anges\n"
        "                  Uppgiften är intern\n"
        "                  Intern.\n"
        "  SO 2026/0001-2  2026-02-03  Inkommen från en avsändare som omfattas av\n"
        "                  sekretess\n"
        "                  Uppgiften omfattas av sekretess\n"
        "                  Sekretess enligt OSL 19 kap. 3 §, till 2028.\n"
    )
