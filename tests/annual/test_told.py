"""Last year beside this, sentences made from figures, charts that tell their numbers, quotes that may be published."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from fractions import Fraction
from html import unescape
from pathlib import Path

import pikepdf
import pytest

from sysselreg.swedish import count_word, share_words
from tests.annual.conftest import REGISTERS, committed, sysselreg
from tests.annual.prose import sentences

Report = Callable[..., bytes]
Row = dict[str, str]


def plain(text: str) -> str:
    return unescape(text).replace("\u00a0", " ").replace("\u00ad", "")


@pytest.fixture(scope="module")
def told(report: Report) -> str:
    return plain(report("exempelkommun", "html", "full").decode())


@pytest.fixture(scope="module")
def rows(report: Report) -> list[Row]:
    with pikepdf.open(io.BytesIO(report("exempelkommun"))) as opened:
        found = opened.attachments["nyckeltal.csv"].get_file().read_bytes().decode()
    return [{key: plain(cell) for key, cell in row.items()} for row in csv.DictReader(io.StringIO(found))]


@pytest.fixture(scope="module")
def before() -> dict[str, dict[str, object]]:
    """The figures of the year before as `statistik` gives them."""
    done = sysselreg("--register", str(REGISTERS["exempelkommun"][0]), "statistik", "--ar", "2024", "--format", "json")
    return {each["id"]: each for each in json.loads(done.stdout)["nyckeltal"]}


def value(rows: list[Row], name: str, group: str = "") -> str:
    return next(row["visning"] for row in rows if (row["nyckeltal"], row["grupp"]) == (name, group))


def prose(text: str) -> str:
    return count_word(int(text)) if text.isdigit() else text


def titles(page: str) -> dict[str, str]:
    """The alternative text of each chart, by the beginning of it."""
    return {text.partition(".")[0]: text for text in re.findall(r"<title>([^<]*)</title>", page)[1:]}


def test_last_years_value_stands_beside_this_years(
    told: str, rows: list[Row], before: dict[str, dict[str, object]]
) -> None:
    table = told[told.index('id="t-nyckeltal"') :]
    shown = 0
    for row in (each for each in rows if not each["grupp"] and "/" not in each["nyckeltal"]):
        # This year's number leads to what it rests on.
        linked = rf"<a class=\"spar\" href=\"#spar-{row['nyckeltal'].lower()}\">([^<]*)</a>"
        cells = re.search(rf">{row['nyckeltal']} [^<]*</th><td[^>]*>{linked}</td><td[^>]*>([^<]*)</td>", table)
        earlier = before[row["nyckeltal"]]
        silent = earlier["täckning"] == {"kända": 0, "totalt": 0}
        assert cells is not None, row["nyckeltal"]
        assert cells[1] == row["visning"]
        assert cells[2] == ("–" if silent else plain(str(earlier["visning"])))
        shown += 1
    assert shown >= 40


@pytest.mark.parametrize("profile", ["full", "lund"])
def test_sentences_hold_what_the_figures_say(
    report: Report, rows: list[Row], before: dict[str, dict[str, object]], profile: str
) -> None:
    said = sentences(report("exempelkommun", "html", profile).decode())
    now, then = (prose(each) for each in (value(rows, "N10"), str(before["N10"]["visning"])))
    assert f"Under 2025 började {now} personer på en plats, mot {then} året före." in said
    assert any(s.startswith(f"Under 2025 tilldelades {prose(value(rows, 'N03'))} upphandlingar med krav") for s in said)
    for name in ("N19", "N25", "N29"):
        share = next(row for row in rows if row["nyckeltal"] == name and not row["grupp"])
        words = share_words(Fraction(round(float(share["täljare"]))) / round(float(share["nämnare"])))
        assert any(words in s.lower() and f"({share['visning']}, " in s for s in said), (name, words)


def test_procurements_are_told_as_far_as_they_have_come(told: str) -> None:
    assert "Behovet uppstår i maj 2026. Avtalet ska gälla från augusti 2026 till juli 2029." in told
    assert "Behovet lyftes i mars 2024. Avtalet skulle gälla från oktober 2024 till september 2027." in told
    assert "Avtalet gäller från den 25 juni 2024 till juni 2028." in told
    assert not re.search(r"(från|till) i ", told)
    assert "Prognosen är den senaste i registret och kan gälla tiden efter årets slut." in told


def test_each_of_the_eight_points_is_answered_in_full(report: Report) -> None:
    for profile in ("full", "lund"):
        page = report("exempelkommun", "html", profile).decode()
        answers = re.split(r">Punkt ([1-8])\. ", page[page.index('id="punkter"') : page.index('id="mal"')])[1:]
        for number, answer in zip(answers[::2], answers[1::2], strict=True):
            said = sentences(f"<h3>{answer}")
            assert len(said) >= 2, (profile, number)
            assert not any("kan därför inte besvaras" in s for s in said), (profile, number, said)
        assert len(answers) == 16


def test_the_charts_tell_the_numbers_of_the_figures(told: str, rows: list[Row]) -> None:
    charts = titles(told)
    by_form = charts["Startade placeringar efter form"]
    for row in (each for each in rows if each["nyckeltal"] == "N12" and each["grupp"]):
        assert f"{row['grupp']}: 2025 {row['visning']}" in by_form
    development = charts["Platser från år till år"]
    for name, series in (("N08", "överenskomna"), ("N12", "startade"), ("N18", "avslutade")):
        assert re.search(rf"{series}: 2023 \d+, 2024 \d+, 2025 {value(rows, name)}(?!\d)", development)
    quarterly = [
        int(each) for each in re.findall(r"totalt (\d+)", charts["Överenskomna platser 2025, per kvartal och form"])
    ]
    assert len(quarterly) == 4
    assert sum(quarterly) == int(value(rows, "N08"))
    by_unit = charts["Platser efter förvaltning 2025"]
    for row in (each for each in rows if each["nyckeltal"] == "N08/förvaltning" and each["grupp"]):
        assert f"{row['grupp']}: överenskomna {row['visning']}, startade " in by_unit
    grades = charts["Arbetsgivarnas betyg 2025"].partition(". ")[2]
    asked = sum(int(each) for each in re.findall(r"(?:5 bäst|4|3|2|1 sämst) (\d+)[,;.]", grades))
    assert asked == int(value(rows, "N42"))
    worth = charts["Hur mycket värdet ändras när ett antagande ändras"]
    assert f"Räknat värde {value(rows, 'N30')}." in worth


def test_only_quotes_that_may_be_published_are(tmp_path: Path) -> None:
    home = committed("exempelkommun", tmp_path)
    evaluations = {
        path: text
        for path in sorted(home.glob("records/utvardering/2025/*.yaml"))
        if "inkommen: 2025" in (text := path.read_text(encoding="utf-8"))
        and "citat:" in text
        and "sekretess:" not in text
    }
    assert len(evaluations) >= 3
    quoted = ("Det här får alla läsa.", "Det här får ingen läsa.", "Det här är inte öppet.")
    for (path, text), words in zip(evaluations.items(), quoted, strict=False):
        allowed = "nej" if words == quoted[1] else "ja"
        closed = "version: 1\nsekretess:\n  nivå: intern\n" if words == quoted[2] else "version: 1\n"
        new = re.sub(r"(    text: ).*\n(    får_publiceras: ).*", rf"\1{words}\n\2{allowed}", text, count=1)
        path.write_text(new.replace("version: 1\n", closed, 1), encoding="utf-8")
    # Other quotes are taken away: only so many are shown.
    for path, text in list(evaluations.items())[3:]:
        path.write_text(text.replace("får_publiceras: ja", "får_publiceras: nej"), encoding="utf-8")
    done = sysselreg("--register", str(home), "rapport", "2025", "--format", "html", "--ut", str(tmp_path))
    assert done.returncode == 0, done.stderr
    page = Path(done.stdout.strip()).read_text(encoding="utf-8")
    assert f"<p>”{quoted[0]}”</p>" in page
    assert quoted[1] not in page
    assert quoted[2] not in page


def test_a_mandate_of_one_year_has_no_line_and_a_silent_register_no_chart(report: Report) -> None:
    for name in ("lund", "goteborg", "nordanstig"):
        page = report(name, "html").decode()
        assert "<svg" not in page
        assert "Den samhällsekonomiska kalkylen" not in page
        assert "mot noll året före" not in plain(page)
