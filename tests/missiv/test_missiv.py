"""The tjänsteskrivelse: Lund's answer to a skrivelse, and what goes before the Årsrapport of exempelkommun."""

from __future__ import annotations

import email
import hashlib
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from email.policy import default
from pathlib import Path

import pytest

from sysselreg import checking, lookup, pipeline
from sysselreg.check.statements import BLOCKS
from sysselreg.document.letter import about_report
from sysselreg.document.letter.build import decided
from sysselreg.document.letter.model import Letter
from sysselreg.figure.choice import Question
from sysselreg.figure.model import Status
from sysselreg.period import Period
from sysselreg.store.read import program_files
from sysselreg.yamlevents import data_file
from tests.annual.conftest import ROOT, sysselreg
from tests.conftest import Brev, Cli, Ran
from tests.document import pdfchecks

pytestmark = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")

Made = Callable[[str, str, str, str], Letter]
Html = Callable[[Letter], str]
ANSWER = ("lund", "are-q2a3c8", "2022-02-01", "SO 2021/0205")
WRITTEN = ("exempelkommun", "prg-3senke", "2026-02-10", "KS 2025/0027")
UNWRITTEN = ("exempelkommun", "prg-3senke", "2025-02-10", "KS 2025/0027")
SILENT = ("lund", "prg-zqm0h3", "2024-02-10", "KS 2024/0001")
SAYS = {
    ANSWER: [
        "2022-02-01 SO 2021/0205 Socialnämnden Svar på skrivelsen Arbetsmarknad 2.0 från Lundakvintetten",
        "Handläggare Utvecklingssekreterare, enheten för resurs och utveckling",
        "att begära att kommunstyrelsen ger kommunkontoret i uppdrag att utreda införande av sociala upphandlingar",
        "2 att i övrigt anse skrivelsen besvarad.",
        "Socialförvaltningens tjänsteskrivelse 2022-02-01 (denna skrivelse)",
        "Skrivelsen Arbetsmarknad 2.0, från Lundakvintetten (M, L, C, KD, FNL), 2021-12-08",
        "Socialförvaltningens yttrande Upphandling med sysselsättningskrav",
        "Ärendet gäller inte barn. Förvaltningen har därför inte gjort någon",
        "Socialdirektör Verksamhetschef Beslutet skickas till Kommunstyrelsen",
        "Källa: Lunds kommun, Svar på skrivelse Arbetsmarknad 2.0 från Lundakvintetten (SO 2021/0205).",
        "L18. Bygger på are-q2a3c8, registrets läge",
    ],
    WRITTEN: [
        "2026-02-10 KS 2025/0027 Kommunstyrelsen Årsrapport 2025, Arbete genom upphandling",
        "3 att ge kommunledningsförvaltningen i uppdrag att föreslå hur arbetet fortsätter i ordinarie verksamhet.",
        "Arbetsmarknadsenhetens tjänsteskrivelse 2026-02-10 (denna skrivelse)",
        "Kommunstyrelsens beslut om uppdraget 2022-12-07 (KS 2022/0417)",
        "Uppdraget gällde från 1 januari 2023 till 31 december 2025.",
        "Årsrapporten för 2025 svarar på uppdragets åtta punkter, en i taget.",
        "Alla företag ser ett mervärde 84 % Missat",
        "Budgeten för 2025 var 1 330 000 kr. Utfallet blev 1 093 900 kr, och 236 100 kr är kvar.",
        "1. Samma person håller kontakten med leverantören hela avtalstiden.",
        "Samtliga nämnder Upphandlingsenheten Samordningsförbundet Exempel",
    ],
    UNWRITTEN: [
        "att godkänna Årsrapport 2024, Arbete genom upphandling.",
        "Uppdraget gäller från 1 januari 2023 till 31 december 2025.",
        "Ärendet har beretts av samordnaren för sysselsättningskrav. Årsrapporten är gjord ur registret, läge",
        "Det framgår inte av registret om beslutet rör barn.",
        "Av fem mål är tre nådda och två missade. Det här fattas:",
        "Alla företag ser ett mervärde: Målet är inte nått. Utfallet är 17 av 28 (61 %)",
        "Exempelkommun Kommunledningsförvaltningen Samordningsförbundet Exempel",
    ],
    SILENT: [
        "Årets mål är nått. Registret har ingen placering för 2023.",
        "Kommunstyrelsen beslutade 2022 om uppdraget Socialt hållbart näringsliv och arbetsmarknad, med pilot",
        "Registret har ingen budget för 2023, så kostnaden är inte känd.",
        "Registret har ingen bedömning av om kraven har gjort årets upphandlingar dyrare.",
        "Det är inte angivet vem beslutet ska skickas till.",
    ],
}


def text_of(letter: Letter) -> str:
    return " ".join(pdfchecks.flat(page.text) for page in pdfchecks.read(letter.pdf))


@pytest.mark.parametrize("wanted", SAYS, ids="-".join)
def test_it_says_what_is_written_and_known_and_can_be_archived_and_read_by_all(
    wanted: tuple[str, str, str, str], made: Made
) -> None:
    letter = made(*wanted)
    assert pdfchecks.complaints(letter.pdf, "letter", must_hold=SAYS[wanted]) == []
    assert re.search(r"\bNone\b|\{\{|\(\)|, ,|\.\.| ,", text_of(letter)) is None


@pytest.mark.parametrize(
    ("wanted", "left_out"),
    [
        (ANSWER, set()),
        (WRITTEN, set()),
        (UNWRITTEN, set()),
        # Nothing is written about the year, and no goal was missed.
        (SILENT, {"Yttrande", "Föredragning"}),
    ],
    ids=["answer", "written", "unwritten", "silent"],
)
def test_the_blocks_stand_in_lunds_order_and_none_is_empty(
    wanted: tuple[str, str, str, str], left_out: set[str], made: Made, html: Html
) -> None:
    page = html(made(*wanted))
    block = re.compile(r'<h2>(.*?)</h2>|<div class="(underskrift)">')
    parts = block.split(page[page.index("<h2>") :])[1:]
    found = {
        ("Yttrande" if heading and heading.endswith(" yttrande") else heading or signed.capitalize() + "er"): text
        for heading, signed, text in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    }
    assert list(found) == [name for name in BLOCKS if name not in left_out]
    assert [name for name, text in found.items() if not re.sub(r"<[^>]*>", "", text).strip()] == []


def test_day_and_number_stand_on_every_page(made: Made) -> None:
    pages = pdfchecks.read(made(*ANSWER).pdf)
    assert len(pages) == 3
    for page in pages:
        head = [word.text for word in page.words if word.bottom < 110]
        assert {"2022-02-01", "2021/0205", "Tjänsteskrivelse"} <= set(head)


def test_lunds_answer_proposes_what_the_source_proposed(made: Made) -> None:
    written = data_file((ROOT / "records/handling/2022/han-1b7vf1.yaml").read_text(encoding="utf-8"))
    told = decided(made(*ANSWER))
    assert told["förslag_till_beslut"] == written["förslag_till_beslut"]
    assert told["beslut_skickas_till"] == written["beslut_skickas_till"] == ["Kommunstyrelsen"]


def test_the_numbers_are_those_of_the_report(made: Made, home: Path) -> None:
    snapshot = lookup.take(home, "HEAD")
    year = Period.year(2025)
    outcome = checking.check(snapshot)
    asked = Question(year, year.last, ("N08", "N10", "N19"))
    shown = {figure.id: pdfchecks.flat(figure.shown.text) for figure in pipeline.figures(snapshot, outcome, asked)}
    text = text_of(made(*WRITTEN))
    assert f"Under det tredje året började {shown['N10']} personer på en plats" in text
    assert f"ledde {shown['N19']} till arbete eller studier" in text
    assert f"{shown['N08']} överenskomna platser" in text


def test_what_the_report_withholds_is_withheld_here_too(home: Path, brev: Brev) -> None:
    settings = home / "sysselreg.yaml"
    told = settings.read_text(encoding="utf-8")
    (home / "records/texter/2025/prg_3senke.md").unlink()
    first = text_of_file(brev("L18", "prg-3senke"))
    assert "Under 2025 började 83 personer en anställning" in first
    settings.write_text(told.replace("sekretessgräns: 5\n", "sekretessgräns: 100\n"), encoding="utf-8")
    second = text_of_file(brev("L18", "prg-3senke"))
    assert "Under 2025 började färre än 100 personer en anställning" in second
    assert "83" not in second


def text_of_file(ran: Ran) -> str:
    assert ran.code == 0, ran.err
    pages = pdfchecks.read(Path(ran.out.split("\t")[0].strip()).read_bytes())
    return " ".join(pdfchecks.flat(page.text) for page in pages)


GOALS: list[tuple[list[Status], str | None]] = [
    ([], None),
    (["nått"], "Årets mål är nått."),
    (["kan_inte_bedömas"], "Årets mål kan inte bedömas."),
    (["nått", "missat"], "Av två mål är ett nått och ett missat."),
    (["missat", "missat", "kan_inte_bedömas"], "Av tre mål är två missade, och ett kan inte bedömas."),
    (["kan_inte_bedömas", "kan_inte_bedömas"], "Inget av årets två mål kan bedömas."),
]


@pytest.mark.parametrize(("statuses", "told"), GOALS, ids=lambda each: "-".join(each) if isinstance(each, list) else "")
def test_goals_in_words(statuses: list[Status], told: str | None, made: Made) -> None:
    subject = made(*WRITTEN).subject
    report = subject.held.report(2025)
    goals = [replace(report.goals[0], status=each) for each in statuses]
    held = replace(subject.held, report=lambda _: replace(report, goals=goals))
    found = about_report.FACTS["målen_i_ord"](replace(subject, held=held))
    assert (pdfchecks.flat(found) if isinstance(found, str) else found) == told


# ---- through the door of the letters ---------------------------------------------------------------------------------


def documents(home: Path) -> list[dict[str, object]]:
    read = [data_file(path.read_text(encoding="utf-8")) for path in (home / "records/handling/2026").rglob("*.yaml")]
    return [each for each in read if each.get("brevtyp") == "L18"]


def test_it_is_drawn_up_sent_and_made_again(brev: Brev, cli: Cli, home: Path, tmp_path: Path) -> None:
    due = ("--register", home, "--idag", "2026-02-10", "bevaka", "--inom", "60")
    assert "B402" in cli(*due).out
    # By the number of the report's case: the letter is about the mandate that is reported.
    ran = brev("L18", "KS 2025/0027", "--uppratta", "--nummer", "5")
    assert ran.code == 0, ran.err
    file, number, _ = ran.out.rstrip("\n").split("\t")
    assert (file, number) == (f"{tmp_path}/ut/l18-prg-3senke-2026-02-10.pdf", "KS 2025/0027-5")
    (document,) = documents(home)
    content = Path(file).read_bytes()
    assert document["ärende"] == "are-qfs4vy"
    assert document["avser"] == ["prg-3senke"]
    assert document["mottagare"] == "Kommunstyrelsen"
    assert document["förslag_till_beslut"] == [
        "att godkänna Årsrapporten för 2025",
        "att uppdraget Arbete genom upphandling (KS 2022/0417) därmed är redovisat i sin helhet",
        "att ge kommunledningsförvaltningen i uppdrag att föreslå hur arbetet fortsätter i ordinarie verksamhet.",
    ]
    assert document["beslut_skickas_till"] == [
        "Samtliga nämnder",
        "Upphandlingsenheten",
        "Samordningsförbundet Exempel",
    ]
    assert document["fil"]["sha256"] == hashlib.sha256(content).hexdigest()  # type: ignore[index]
    rests_on = document["underlag"]["poster"]  # type: ignore[index]
    assert rests_on[0] == "prg-3senke"
    assert len([each for each in rests_on if each.startswith("pla-")]) > 100
    assert "B402" not in cli(*due).out
    assert cli("--register", home, "spara", "-m", "Missiv").code == 0
    sent = brev("L18", str(document["id"]), "--expediera", "--sandsatt", "internt")
    assert sent.code == 0, sent.err
    (document,) = documents(home)
    assert (document["status"], document["riktning"]) == ("expedierad", "expedierad")
    # Later, when the text is another.
    text = home / "records/texter/2025/prg_3senke.md"
    text.write_text(text.read_text(encoding="utf-8").replace("Uppdraget är slutfört.", "Slut."), encoding="utf-8")
    assert cli("--register", home, "spara", "-m", "Skickat").code == 0
    Path(file).unlink()
    again = brev("L18", str(document["id"]), day="2031-05-05")
    assert (again.code, again.out) == (0, f"{file}\n")
    assert Path(file).read_bytes() == content


def test_an_issued_report_is_named_by_its_number_in_the_diary(brev: Brev, cli: Cli, home: Path, tmp_path: Path) -> None:
    def basis() -> str:
        ran = brev("L18", "KS 2025/0027")
        assert ran.code == 0, ran.err
        return " ".join(page.text for page in pdfchecks.read(Path(ran.out.strip()).read_bytes()))

    registers = ("--register", home, "--idag", "2026-02-09")
    named = "Årsrapport 2025, Arbete genom upphandling, 2026-02-09 (KS 2025/0027-5)"
    assert named not in pdfchecks.flat(basis())
    words = ("--arende", "KS 2025/0027", "--nummer", "5", "--ut", tmp_path / "rapport")
    issued = cli(*registers, "rapport", "2025", "--uppratta", *words)
    assert issued.code == 0, issued.err
    assert cli(*registers, "spara", "-m", "Utgiven").code == 0
    assert named in pdfchecks.flat(basis())
    ran = brev("L18", "KS 2025/0027", "--uppratta", "--nummer", "6")
    assert ran.code == 0, ran.err
    (document,) = documents(home)
    (issue,) = (home / "records/utgivning/2026").glob("*.yaml")
    report = data_file(issue.read_text(encoding="utf-8"))["handling"]
    assert document["underlag"]["poster"][:2] == ["prg-3senke", report]  # type: ignore[index]
    # A report that is cancelled is no longer what the decision rests on.
    number = issued.out.split("\t")[1]
    assert cli(*registers, "arende", "makulera", number, "--skal", "Fel år.").code == 0
    assert named not in pdfchecks.flat(basis())


def test_its_email_says_what_the_board_is_to_decide(brev: Brev) -> None:
    ran = brev("L18", "KS 2025/0027", "--uppratta", "--nummer", "5", "--format", "eml")
    assert ran.code == 0, ran.err
    mail = email.message_from_bytes(Path(ran.out.split("\t")[0]).read_bytes(), policy=default)
    assert mail["To"].groups[0].display_name == "Kommunstyrelsen"
    body = mail.get_body()
    assert body is not None
    text = " ".join(body.get_content().split())
    assert text.startswith(
        "Hej! Här är tjänsteskrivelsen ”Årsrapport 2025, Arbete genom upphandling” i ärendet KS 2025/0027, med dessa "
        "förslag till beslut av Kommunstyrelsen: 1. att godkänna Årsrapporten för 2025 2. att uppdraget"
    )


def test_it_is_due_with_the_rest(brev: Brev) -> None:
    listed = brev("--forfallna", "--torrkorning", "--arende", "KS 2025/0027", "--nummer", "5", day="2026-04-01").out
    assert "L18\tprg-3senke\tLämna Årsrapporten för 2025 med missiv: Arbete genom upphandling\n" in listed


@pytest.mark.parametrize(("seed", "zone", "locale"), [("1", "Asia/Tokyo", "C"), ("77", "America/New_York", "C.UTF-8")])
def test_the_same_bytes_on_any_machine(home: Path, tmp_path: Path, seed: str, zone: str, locale: str) -> None:
    odd = {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale}
    words = ("--register", str(home), "--idag", "2026-02-10", "brev", "L18", "prg-3senke", "--ut")
    first = sysselreg(*words, str(tmp_path / "a"), folder=tmp_path, **odd)
    second = sysselreg(*words, str(tmp_path / "b"))
    assert first.returncode == 0, first.stderr
    a, b = (Path(ran.stdout.strip()).read_bytes() for ran in (first, second))
    assert hashlib.sha256(a).digest() == hashlib.sha256(b).digest()


# ---- a case, and its text --------------------------------------------------------------------------------------------

CASE_TEXT = "records/texter/2025/are_qfs4vy.md"
TEXT = """\
# Svar på frågan om vite

## Förslag till beslut

- att anse frågan besvarad

## Sammanfattning

Frågan gäller vite & följder.

## Ärendet

Under året började {{ nyckeltal.N10 }} personer på en plats.
"""


def test_a_case_without_its_text_says_where_to_write_it(brev: Brev, home: Path) -> None:
    asked = ("L18", "are-85j0s8")
    refused = brev(*asked)
    assert (refused.code, refused.out) == (2, "")
    assert refused.err == (
        "Tjänsteskrivelsen i KS 2024/0018 saknar Förslag till beslut. Skriv det under rubriken ## Förslag till beslut "
        "i records/texter/2026/are_85j0s8.md.\n"
    )
    text = home / "records/texter/2026/are_85j0s8.md"
    text.parent.mkdir()
    text.write_text(
        TEXT.replace("## Ärendet\n", "## Ärendet\n\n## Beredning\n").replace("nyckeltal.N10", "x"), encoding="utf-8"
    )
    assert brev(*asked).code == 1
    text.write_text(
        "## Förslag till beslut\n\n- att vänta\n\n## Sammanfattning\n\n## Ärendet\n\nInget.\n", encoding="utf-8"
    )
    assert (
        "saknar Sammanfattning. Skriv det under rubriken ## Sammanfattning i records/texter/2026/" in brev(*asked).err
    )
    text.write_text(TEXT.replace("{{ nyckeltal.N10 }}", "många"), encoding="utf-8")
    shown = text_of_file(brev(*asked))
    assert "Svar på frågan om vite" in shown
    assert "De ekonomiska konsekvenserna är inte beräknade." in shown
    assert "yttrande" not in shown
    assert "Föredragning" not in shown


def test_a_text_about_the_reports_own_case_is_told_instead_and_closed_documents_are_not(brev: Brev, home: Path) -> None:
    (home / CASE_TEXT).write_text(TEXT, encoding="utf-8")
    shown = text_of_file(brev("L18", "KS 2025/0027"))
    assert "Svar på frågan om vite Förslag till beslut Kommunstyrelsen föreslås besluta" in shown
    assert "att anse frågan besvarad." in shown
    # The figures are those of the year that the text's folder is named by.
    assert "Under året började 83 personer på en plats." in shown
    assert "Frågan gäller vite & följder." in shown
    # The document came from a supplier in secret.
    assert "Uppgiften omfattas av sekretess, från Uppgiften omfattas av sekretess, 2025-09-22" in shown
    assert "Yttrande om vite" not in shown


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("## Sammanfattning", "## Samanfattning", "are_qfs4vy.md:7  fel X513  ”Samanfattning” är inget block"),
        ("- att anse", "- anse", "are_qfs4vy.md:3  fel X514  Under Förslag till beslut står ”anse frågan besvarad”."),
        ("{{ nyckeltal.N10 }}", "{{ 7*7 }}", "fel X503  Här står {{ 7*7 }}, som inte är en platshållare"),
        ("vite & följder", "<script>alert(1)</script>", "fel X506  Texten innehåller <script>."),
    ],
    ids=["heading", "proposal", "expression", "markup"],
)
def test_what_is_wrong_with_a_text_is_told_before_anything_is_made(
    old: str, new: str, said: str, brev: Brev, cli: Cli, home: Path, tmp_path: Path
) -> None:
    assert old in TEXT
    (home / CASE_TEXT).write_text(TEXT.replace(old, new), encoding="utf-8")
    assert said in cli("--register", home, "kontrollera", CASE_TEXT).out
    assert brev("L18", "are-qfs4vy").code == 1
    assert list(tmp_path.glob("ut/*.pdf")) == []


TEMPLATE = "reports/letters/L18.html.j2"


def test_a_misspelt_fact_in_the_template_is_an_error_with_file_and_line(cli: Cli, home: Path) -> None:
    text = program_files().text(TEMPLATE)
    own = home / TEMPLATE
    own.parent.mkdir(parents=True)

    def told() -> list[str]:
        ran = cli("--register", home, "kontrollera", "--format", "rader")
        return [line for line in ran.out.splitlines() if " fel D001 " in line]

    own.write_text(text, encoding="utf-8")
    assert told() == []
    own.write_text(text.replace("{{ föredragning }}", "{{ föredraging }}"), encoding="utf-8")
    line = text[: text.index("{{ föredragning }}")].count("\n") + 1
    (said,) = told()
    assert said.startswith(f"{TEMPLATE}:{line}: fel D001 Uppgiften ”föredraging” finns inte. Menade du föredragning?")
