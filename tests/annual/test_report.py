"""The Årsrapport: every section, number and promise, for the registers of the sources and the invented one."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pikepdf
import pytest

from tests.annual.conftest import REGISTERS, committed, sysselreg
from tests.document import pdfchecks

Report = Callable[..., bytes]

pytestmark = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")


def text_of(pdf: bytes) -> str:
    return " ".join(page.text for page in pdfchecks.read(pdf)).replace("\u00a0", " ").replace("\u00ad", "")


def laid_out(pdf: bytes) -> str:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode().replace("\u00a0", " ")


@pytest.mark.parametrize("name", REGISTERS)
def test_every_report_is_archivable_accessible_and_well_set(report: Report, name: str) -> None:
    assert pdfchecks.complaints(report(name), "report") == []


def test_lund_has_every_section_of_the_source_in_its_order(report: Report) -> None:
    text = text_of(report("lund"))
    headings = [
        "Årsrapport 2023 för",
        "Intern samverkan under 2023",
        "Pilotprojekt: Upphandling med sysselsättningskrav",
        "Aktivitets- och kostnadsspecifikation för målområde: Intern samverkan",
        "Extern samverkan under 2023",
        "Nätverk för ”Sociala företag och organisationer”",
        "Social Trade Lund?",
        "Aktivitets- och kostnadsspecifikation för målområde: Extern samverkan",
        "Bilaga A",
    ]
    after_contents = text[text.index("Innehåll 2") :]
    places = [after_contents.index(heading) for heading in headings]
    assert places == sorted(places)


def test_lund_tells_what_the_source_tells(report: Report) -> None:
    text = text_of(report("lund"))
    for told in (
        "Sotning och brandskyddskontroll Dialogkrav Under uppstart",
        "Stensättare/Anläggning Dialogkrav Pågående",
        "Catering Reserverad upphandling Under uppstart",
        "Serneke/ICA (extern)",
        "Under året hölls fem nätverksträffar",
        "Klintens Webbauktioner",
        "Hybridorganisation (5)",
        "25 %",
        "SO 2021/0205",
    ):
        assert told in text, told


def test_each_of_the_eight_points_is_answered_or_says_why_not(report: Report) -> None:
    text = text_of(report("lund"))
    points = re.split(r"Punkt ([1-8])\. ", text)[1:]
    answers = dict(zip(points[::2], points[1::2], strict=True))
    assert sorted(answers) == list("12345678")
    assert "Under 2023 var fyra upphandlingar med sysselsättningskrav aktuella, varav en extern." in answers["1"]
    assert "bara att uppgifter saknas" in answers["5"]
    assert "Punkten kan därför inte besvaras." in answers["6"]
    assert "Punkten kan därför inte besvaras." in answers["7"]


def test_contradictions_of_the_sources_are_printed(report: Report) -> None:
    assert "Registret har 4 upphandlingar, varav 1 extern, men ambitionen är 2–3." in text_of(report("lund"))
    ostersund = text_of(report("ostersund"))
    assert "Det skiljer 63 000 kr." in ostersund
    assert "uppges vara 10, men på ett annat ställe 9" in ostersund


def test_ostersunds_own_numbers(report: Report) -> None:
    text = text_of(report("ostersund"))
    for told in ("1 620 000", "1 261 758", "358 242", "22 %"):
        assert told in text, told


def test_values_of_an_evaluation_are_told_from_the_year_it_came_in(tmp_path: Path) -> None:
    home = committed("ostersund", tmp_path)
    pages = {}
    for year in ("2018", "2019"):
        done = sysselreg("--register", str(home), "rapport", year, "--format", "html", "--ut", str(tmp_path))
        pages[year] = Path(done.stdout.strip()).read_text(encoding="utf-8").replace("\u00a0", " ")
    assert "175 000 kr per år" in pages["2019"]
    assert "43 000 kr per år" in pages["2019"]
    assert "175 000 kr" not in pages["2018"]


def test_the_attached_files_hold_the_figures_that_are_printed(report: Report) -> None:
    pdf = report("exempelkommun")
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        files = {name: attached.get_file().read_bytes() for name, attached in opened.attachments.items()}
        relations = {str(attached.obj.AFRelationship) for attached in opened.attachments.values()}
    assert sorted(files) == ["nyckeltal.csv", "nyckeltal.json", "underlag.json"]
    assert relations == {"/Data"}
    text, lines = text_of(pdf), laid_out(pdf)
    rows = list(csv.DictReader(io.StringIO(files["nyckeltal.csv"].decode())))
    totals = {row["nyckeltal"]: row["visning"].replace("\u00a0", " ") for row in rows if not row["grupp"]}
    assert {name for name in totals if "/" not in name} >= {f"N{number:02}" for number in range(1, 44)}
    for name, shown in totals.items():
        # pdftotext leaves out some of the narrow spaces.
        printed = " ?".join(map(re.escape, shown.split()))
        assert "/" in name or re.search(rf"{name} [^\n]*?  +{printed} ", lines), f"{name} {shown}"
    basis = json.loads(files["underlag.json"])
    assert set(basis["poster"]) == {each for figure in basis["nyckeltal"].values() for each in figure["poster"]}
    files_of = {path.stem: path for path in (REGISTERS["exempelkommun"][0] / "records").rglob("*.yaml")}
    for record_id, digest in basis["poster"].items():
        assert re.search(rf"\b{record_id} [0-9a-f]{{7}} A\b", text), record_id
        assert sha256(files_of[record_id].read_bytes()).hexdigest() == digest


def test_html_has_the_same_text_and_fetches_nothing(report: Report) -> None:
    page = report("lund", "html").decode()
    assert "Registret har 4 upphandlingar, varav 1 extern" in page.replace("\u00a0", " ")
    assert not re.search(r"(?:src|href)=\"(?!#|data:)", page)


def test_the_same_commit_gives_the_same_bytes_anywhere(tmp_path: Path) -> None:
    made = []
    for number, odd in enumerate(
        ({"PYTHONHASHSEED": "1", "TZ": "UTC"}, {"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo", "LC_ALL": "C"})
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        home = committed("exempelkommun", folder)
        done = sysselreg("--register", str(home), "rapport", "2025", "--ut", "ut", folder=folder, **odd)
        assert done.returncode == 0, done.stderr
        made.append((folder / "ut" / "arsrapport-exempelkommun-2025.pdf").read_bytes())
    assert made[0] == made[1]


def test_what_is_not_committed_is_a_draft_and_an_old_commit_can_be_printed_again(tmp_path: Path) -> None:
    home = committed("nordanstig", tmp_path)
    first = sysselreg("--register", str(home), "rapport", "2020", "--ut", str(tmp_path / "a"))
    assert "UTKAST" not in text_of(Path(first.stdout.strip()).read_bytes())
    text = next((home / "records/texter/2020").glob("slutsatser.md"))
    text.write_text(text.read_text(encoding="utf-8") + "\nEtt tillägg.\n", encoding="utf-8")
    draft = sysselreg("--register", str(home), "rapport", "2020", "--ut", str(tmp_path / "b"))
    assert "UTKAST" in text_of(Path(draft.stdout.strip()).read_bytes())
    again = sysselreg("--register", str(home), "--revision", "HEAD", "rapport", "2020", "--ut", str(tmp_path / "c"))
    assert Path(again.stdout.strip()).read_bytes() == Path(first.stdout.strip()).read_bytes()


def test_a_register_with_an_error_is_not_counted(tmp_path: Path) -> None:
    home = committed("nordanstig", tmp_path)
    record = next(home.glob("records/organisation/*/*.yaml"))
    record.write_text(record.read_text(encoding="utf-8").replace("slag: ", "slag: x"), encoding="utf-8")
    for words in (["rapport", "2020", "--ut", str(tmp_path)], ["statistik", "--ar", "2020"], ["mal", "--ar", "2020"]):
        done = sysselreg("--register", str(home), *words)
        assert done.returncode == 1
        assert done.stderr.startswith("Registret har 1 fel som måste rättas först")
        assert done.stdout == ""


def test_a_year_without_data_says_so(tmp_path: Path) -> None:
    home = committed("nordanstig", tmp_path)
    done = sysselreg("--register", str(home), "rapport", "2031", "--ut", str(tmp_path))
    assert done.returncode == 0, done.stderr
    text = text_of(Path(done.stdout.strip()).read_bytes())
    assert "UTKAST – året hade inte börjat" in text
    assert done.stderr.endswith("Året 2031 har inte börjat. Rapporten visar det som är registrerat nu.\n")
    assert "Ingen aktivitet är registrerad för 2031." in text
    assert "Det betyder inte att ingen har deltagit" in text


def test_record_text_is_printed_as_it_is(tmp_path: Path) -> None:
    home = committed("nordanstig", tmp_path)
    record = next(home.glob("records/upphandling/*/*.yaml"))
    body = re.sub(r"^titel: .*$", 'titel: "{{7*7}} <b>x</b> {% raw %}"', record.read_text(encoding="utf-8"), flags=re.M)
    record.write_text(body, encoding="utf-8")
    done = sysselreg("--register", str(home), "rapport", "2020", "--ut", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "{{7*7}} <b>x</b> {% raw %}" in text_of(Path(done.stdout.strip()).read_bytes())


def test_the_profile_lund_works_for_another_register(report: Report) -> None:
    text = text_of(report("exempelkommun", profile="lund"))
    assert "Intern samverkan under 2025" in text
    assert "Svar på uppdragets punkter" in text


def test_what_is_not_open_is_told_without_its_words(tmp_path: Path) -> None:
    home = committed("lund", tmp_path)
    for folder, word in (("upphandling", "Catering"), ("aktivitet", "Nätverksträff 5")):
        record = next(
            path for path in (home / "records" / folder / "2023").iterdir() if f"titel: {word}" in path.read_text()
        )
        text = record.read_text(encoding="utf-8")
        record.write_text(
            text.replace("version: 1\n", "version: 1\nsekretess:\n  nivå: sekretess\n", 1), encoding="utf-8"
        )
    done = sysselreg("--register", str(home), "rapport", "2023", "--format", "html", "--ut", str(tmp_path))
    assert done.returncode == 0, done.stderr
    page = Path(done.stdout.strip()).read_text(encoding="utf-8")
    assert "Uppgiften omfattas av sekretess" in page
    assert "Nätverksträff 5" not in page
    assert ">Catering<" not in page
    assert "Nätverksträff 4" in page
    # A paragraph of the narrative that names it says no more.
    assert "Den gäller sallader" not in page
    assert "Projektledaren har drivit nätverket." in page
    checked = sysselreg("--register", str(home), "kontrollera", "--format", "rader")
    assert "records/texter/2023/natverk.md:5:" in checked.stdout
    assert " varning X512 Texten nämner posten upp-" in checked.stdout


def test_the_text_of_a_procurement_that_is_not_open_is_not_told(tmp_path: Path) -> None:
    home = committed("lund", tmp_path)
    record = next(p for p in home.glob("records/upphandling/2023/*") if "titel: Stens" in p.read_text(encoding="utf-8"))
    section = home / f"records/texter/2023/{record.stem.replace('-', '_')}.md"
    section.write_text("Marken är förorenad.\n", encoding="utf-8")
    program = next(home.glob("records/program/*/*.yaml"))
    named = re.sub(r"( +texter:\n)( +- )", rf"\1\2{section.stem}\n\2", program.read_text(encoding="utf-8"), count=1)
    program.write_text(named, encoding="utf-8")

    def page() -> str:
        done = sysselreg("--register", str(home), "rapport", "2023", "--format", "html", "--ut", str(tmp_path))
        assert done.returncode == 0, done.stderr
        return Path(done.stdout.strip()).read_text(encoding="utf-8")

    assert "Marken är förorenad." in page()
    text = record.read_text(encoding="utf-8")
    record.write_text(text.replace("version: 1\n", "version: 1\nsekretess:\n  nivå: intern\n", 1), encoding="utf-8")
    assert "Marken är förorenad." not in page()


def test_nothing_about_one_placement_is_published(report: Report) -> None:
    text = text_of(report("exempelkommun"))
    assert "Samma deltagare med olika kön. Uppgiften visas inte." in text
    assert "samma deltagare har" not in text
    # Nor which placements a rule about something else speaks of, nor where in a file a field stands.
    told = text[text.index("Kontrollerna har hittat") : text.index("Parametrar som har använts")]
    assert "Antal är 1, men 2 placeringar har börjat." in told
    assert "Krav är tomt fast upphandlingen är annonserad." in told
    assert re.search(r"pla-[0-9a-z]{6}|\([a-zåäö_]+\.[a-zåäö_]+\)", told) is None


@pytest.mark.parametrize("year", ["2014", "2022"])
def test_a_silent_year_is_archivable_too(year: str, tmp_path: Path) -> None:
    home = committed("goteborg", tmp_path)
    done = sysselreg("--register", str(home), "rapport", year, "--ut", str(tmp_path))
    assert done.returncode == 0, done.stderr
    pdf = Path(done.stdout.strip()).read_bytes()
    assert pdfchecks.complaints(pdf, "report") == []
    assert "noll upphandlingar" not in text_of(pdf).lower()


def test_a_share_over_all_is_explained_where_it_stands(report: Report) -> None:
    text = text_of(report("exempelkommun"))
    assert "N09: Placeringar som började i perioden jämförs med platser som man kom överens om i perioden." in text
    assert "Därför kan andelen vara över 100 procent." in text


def test_an_activity_tells_how_many_times_it_took_place(tmp_path: Path) -> None:
    folder = tmp_path / "exempel"
    assert sysselreg("init", str(folder), "--exempel").returncode == 0
    done = sysselreg("--register", str(folder), "rapport", "2024", "--format", "html", "--ut", str(tmp_path))
    html = Path(done.stdout.strip()).read_text(encoding="utf-8").replace("\u00a0", " ")
    assert "<td>2024-10-02, två tillfällen</td>" in html


@pytest.mark.parametrize(("today", "told"), [("2020-12-31", "Året 2020 är inte slut. "), ("2021-01-01", "")])
def test_a_year_that_is_not_over_is_told(today: str, told: str, tmp_path: Path) -> None:
    home = committed("nordanstig", tmp_path)
    words = ["--register", str(home), "--idag", today, "rapport", "2020", "--format", "html", "--ut", str(tmp_path)]
    done = sysselreg(*words)
    assert done.returncode == 0
    assert ("Rapporten visar det som är registrerat nu.\n" in done.stderr) == bool(told)
    assert told in done.stderr
    # The paper itself says only what its commit says.
    assert "UTKAST" not in Path(done.stdout.strip()).read_text(encoding="utf-8")
