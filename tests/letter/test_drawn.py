"""Letters drawn up, sent and made again, one by one and all that are due."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import time
from hashlib import sha256
from pathlib import Path

import pikepdf
import pytest

from sysselreg.yamlevents import data_file
from tests.annual.conftest import committed
from tests.cli.terminal import talk
from tests.conftest import Brev, Cli, git
from tests.document import pdfchecks

CASE, HERE = "KS 2025/0027", "ASN 2026/0001"
DAY = "2026-01-08"


@pytest.fixture
def home(tmp_path: Path, git_home: Path) -> Path:  # noqa: ARG001
    """The room's own is for all its letters; this one is written in."""
    return committed("exempelkommun", tmp_path)


def documents(home: Path, kind: str) -> list[dict[str, object]]:
    """The handlings of a letter."""
    read = [data_file(path.read_text(encoding="utf-8")) for path in sorted((home / "records/handling").rglob("*.yaml"))]
    return [each for each in read if each.get("brevtyp") == kind and "underlag" in each]


# ---- one letter ------------------------------------------------------------------------------------------------------


def test_a_letter_is_registered_with_all_it_rests_on_and_made_again(brev: Brev, home: Path, tmp_path: Path) -> None:
    ran = brev("L7", "dia-2371mc", "--uppratta", "--arende", CASE, "--nummer", "5")
    assert ran.code == 0, ran.err
    file, number, made = ran.out.rstrip("\n").split("\t")
    assert (file, number) == (f"{tmp_path}/ut/l7-dia-2371mc-2026-01-08.pdf", "KS 2025/0027-5")
    content = Path(file).read_bytes()
    (document,) = documents(home, "L7")
    assert document["id"] == made
    assert document == {
        "typ": "handling",
        "id": made,
        "version": 1,
        "ärende": "are-qfs4vy",
        "nummer": 5,
        "riktning": "upprättad",
        "datum": DAY,
        "avsändare": "Arbetsmarknadsenheten",
        "mottagare": "Låtsaskonstruktion AB, Driftledare",
        "rubrik": "Begäran om lägesrapport: Ny butik vid Exempelporten",
        "brevtyp": "L7",
        "avser": ["dia-2371mc"],
        "fil": {
            "namn": "l7-dia-2371mc-2026-01-08.pdf",
            "sha256": sha256(content).hexdigest(),
            "format": "PDF/A-2a",
            "byte": len(content),
        },
        "underlag": {
            "commit": git(home, "rev-parse", "HEAD"),
            "poster": ["dia-2371mc", "upp-rz1jh4", "org-pn3vjg"],
            "parametrar": [
                {"namn": "datum", "värde": DAY},
                {"namn": "diarienummer", "värde": CASE},
                {"namn": "bevakning", "värde": "B204-dia-2371mc-2025-04"},
                {"namn": "program", "värde": "sysselreg 0.1.0"},
            ],
        },
        "status": "granskad",
    }
    # Later, on another day, after the records have changed.
    record = home / "records/dialogoverenskommelse/2025/dia-2371mc.yaml"
    record.write_text(record.read_text(encoding="utf-8").replace("Intresse för hantverk.", "Vana."), encoding="utf-8")
    git(home, "add", "--all")
    git(home, "commit", "-qm", "Ändrat")
    Path(file).unlink()
    again = brev("L7", made, day="2031-05-05")
    assert (again.code, again.out) == (0, f"{file}\n")
    assert Path(file).read_bytes() == content
    assert "Samma brev som upprättades" in again.err


def test_what_numbers_count_is_what_the_letter_rests_on(brev: Brev, home: Path) -> None:
    assert brev("L17", "org-09n02q", "--uppratta", "--arende", CASE, "--nummer", "5").code == 0
    (document,) = documents(home, "L17")
    ids = document["underlag"]["poster"]  # type: ignore[index]
    assert ids[0] == "org-09n02q"
    # Those that began, ended or were under way in 2025: six began, and some of those that ended had begun before.
    assert len([each for each in ids if each.startswith("pla-")]) == 10


def test_a_letter_that_is_not_the_same_any_more_is_not_written(brev: Brev, home: Path, tmp_path: Path) -> None:
    made = brev("L7", "dia-2371mc", "--uppratta", "--arende", CASE, "--nummer", "5").out.split("\t")[2].strip()
    path = next(home.rglob(f"{made}.yaml"))
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"sha256: .*", f'sha256: "{"1" * 64}"', text), encoding="utf-8")
    (tmp_path / "ut").rename(tmp_path / "forsta")
    again = brev("L7", made)
    assert (again.code, again.out) == (1, "")
    assert "Brevet blir inte detsamma som det som upprättades med sysselreg 0.1.0." in again.err
    assert not (tmp_path / "ut").exists()


def test_a_letter_rests_on_what_is_committed(brev: Brev, home: Path) -> None:
    words = ("L7", "dia-2371mc", "--uppratta", "--arende", CASE, "--nummer", "5")
    record = home / "records/dialogoverenskommelse/2025/dia-2371mc.yaml"
    text = record.read_text(encoding="utf-8")
    record.write_text(text.replace("Intresse för hantverk.", "Vana."), encoding="utf-8")
    ran = brev(*words)
    assert (ran.code, ran.out) == (5, "")
    assert ran.err.startswith("records/dialogoverenskommelse/2025/dia-2371mc.yaml är inte incheckat. Checka in det med")
    assert documents(home, "L7") == []
    # Letters that were just drawn up are no hindrance.
    record.write_text(text, encoding="utf-8")
    assert brev(*words).code == 0
    assert brev("L4", "dia-2371mc", "--uppratta", "--arende", CASE, "--nummer", "6").code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "dia-2371mc hör inte till något ärende. Skriv ärendets diarienummer eller id med --arende."),
        (["--arende", CASE], "Numren i KS 2025/0027 tas utanför registret. Skriv handlingens nummer i ärendet med"),
        (["--arende", CASE, "--nummer", "fem"], "fem är inget handlingsnummer i KS 2025/0027."),
        (["--arende", "KS 2020/1"], "Posten ”KS 2020/1” finns inte."),
    ],
    ids=["no case", "no number", "no digits", "unknown case"],
)
def test_a_letter_needs_a_case_and_a_number(brev: Brev, home: Path, words: list[str], said: str) -> None:
    ran = brev("L7", "dia-2371mc", "--uppratta", *words)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert documents(home, "L7") == []


def test_the_same_number_twice_is_refused(brev: Brev, home: Path) -> None:
    ran = brev("L7", "dia-2371mc", "--uppratta", "--arende", CASE, "--nummer", "3")
    assert (ran.code, ran.out) == (1, "")
    assert "Inget är upprättat." in ran.err
    assert documents(home, "L7") == []


def test_a_dry_run_shows_the_document_and_writes_nothing(brev: Brev, home: Path, tmp_path: Path) -> None:
    ran = brev("L7", "dia-2371mc", "--uppratta", "--arende", CASE, "--nummer", "5", "--torrkorning")
    assert ran.code == 0
    assert "+brevtyp: L7" in ran.out
    assert documents(home, "L7") == []
    assert not (tmp_path / "ut").exists()
    assert git(home, "status", "--short") == ""


def test_a_letter_that_is_sent_is_final(brev: Brev, home: Path, cli: Cli) -> None:
    made = brev("L7", "dia-2371mc", "--uppratta", "--arende", CASE, "--nummer", "5").out.split("\t")[2].strip()
    wrong = brev("L7", "dia-2371mc", "--expediera", "--sandsatt", "duva")
    assert (wrong.code, wrong.err[:23]) == (2, "Sättet ”duva” finns int")
    sent = brev("L7", "dia-2371mc", "--expediera", "--sandsatt", "e_post", day="2026-01-09")
    assert sent.code == 0, sent.err
    assert "KS 2025/0027-5 är expedierad" in sent.err
    (document,) = documents(home, "L7")
    assert (document["riktning"], document["status"]) == ("expedierad", "expedierad")
    assert document["expediering"] == {"datum": "2026-01-09", "sätt": "e_post"}
    assert cli("--register", home, "spara", "-m", "Brev").code == 0
    twice = brev("L7", made, "--expediera", "--sandsatt", "brev")
    assert (twice.code, twice.out) == (2, "")
    assert twice.err == "KS 2025/0027-5 är redan expedierad.\n"
    none = brev("L7", "dia-2371mc", "--expediera", "--sandsatt", "brev")
    assert "Inget upprättat L7 om dia-2371mc väntar på att skickas." in none.err
    # Nothing else may change it either.
    path = next(home.rglob(f"{made}.yaml"))
    path.write_text(path.read_text(encoding="utf-8").replace("e_post", "brev"), encoding="utf-8")
    checked = cli("--register", home, "kontrollera", "--mot", "HEAD")
    assert checked.code == 1
    assert "H902" in checked.out


def test_drawn_up_and_sent_at_once(brev: Brev, home: Path) -> None:
    words = ("--uppratta", "--expediera", "--sandsatt", "internt", "--arende", CASE, "--nummer", "5")
    ran = brev("L11", "pla-16b8c9", *words)
    assert ran.code == 0, ran.err
    assert [each["status"] for each in documents(home, "L11")] == ["expedierad"]


def test_a_letter_about_what_is_not_open_is_not_open(brev: Brev, home: Path) -> None:
    record = home / "records/dialogoverenskommelse/2025/dia-2371mc.yaml"
    text = record.read_text(encoding="utf-8")
    secret = "version: 1\nsekretess:\n  nivå: sekretess\n  lagrum: OSL 31 kap. 16 §\n"
    record.write_text(text.replace("version: 1\n", secret, 1), encoding="utf-8")
    git(home, "add", "--all")
    git(home, "commit", "-qm", "Sekretess")
    assert brev("L7", "dia-2371mc", "--uppratta", "--arende", CASE, "--nummer", "5").code == 0
    assert [each["sekretess"] for each in documents(home, "L7")] == [
        {"nivå": "sekretess", "lagrum": "OSL 31 kap. 16 §"}
    ]


# ---- the name on a certificate ---------------------------------------------------------------------------------------

NAME = "Sagolika Påhittsdotter"


def everything(*folders: Path) -> bytes:
    """Every byte of every file and every file name below some folders."""
    found = [path for folder in folders for path in sorted(folder.rglob("*"))]
    return b"\n".join([*(str(path).encode() for path in found), *(p.read_bytes() for p in found if p.is_file())])


def holds_name(content: bytes) -> bool:
    forms = (NAME.encode(), NAME.encode("latin-1"), NAME.encode("utf-16-be"), NAME.split()[1].encode(), b"Sagolika")
    return any(form in content for form in forms)


def hidden(pdf: Path) -> bytes:
    """What a PDF says of itself."""
    with pikepdf.open(pdf) as opened:
        return f"{opened.docinfo} {opened.Root.Metadata.read_bytes().decode()}".encode()


def test_the_name_on_a_certificate_is_printed_and_kept_nowhere(
    brev: Brev, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cli: Cli
) -> None:
    logs = tmp_path / "loggar"
    logs.mkdir()
    monkeypatch.setenv("TMPDIR", str(logs))
    ran = brev("L13", "pla-1r07zn", "--namn", NAME, "--uppratta", "--arende", CASE, "--nummer", "5")
    assert ran.code == 0, ran.err
    printed = tmp_path / "ut/l13-pla-1r07zn-2026-01-08-utskrift.pdf"
    assert str(printed) in ran.out
    assert "Filen innehåller ett namn." in ran.err
    assert NAME in pdfchecks.flat(pdfchecks.read(printed.read_bytes())[0].text)
    assert not holds_name(hidden(printed))
    # The registered copy has a line to write on, and the same bytes whoever the certificate is for.
    kept = (tmp_path / "ut/l13-pla-1r07zn-2026-01-08.pdf").read_bytes()
    assert NAME not in pdfchecks.flat(pdfchecks.read(kept)[0].text)
    assert not holds_name(hidden(tmp_path / "ut/l13-pla-1r07zn-2026-01-08.pdf"))
    (document,) = documents(home, "L13")
    assert document["fil"]["sha256"] == sha256(kept).hexdigest()  # type: ignore[index]
    assert cli("--register", home, "spara", "-m", "Intyg").code == 0
    assert holds_name(NAME.encode())
    printed.unlink()
    assert not holds_name(everything(home, tmp_path / "ut", logs))
    assert not holds_name((ran.out + ran.err + git(home, "log", "-p", "--all")).encode())


def test_the_name_is_in_no_log_when_the_program_fails(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import sys
    import tempfile

    from sysselreg.cli.main import main

    words = ["--register", str(home), "brev", "L13", "pla-1r07zn", "--namn", NAME]
    monkeypatch.setattr(sys, "argv", ["sysselreg", *words])
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(f"fel om {NAME}")

    monkeypatch.setattr("sysselreg.document.letter.make.build", broken)
    assert main(words) == 70
    (log,) = tmp_path.glob("sysselreg-*.log")
    text = log.read_text(encoding="utf-8")
    assert "RuntimeError: fel om NAMN" in text
    assert not holds_name(text.encode())
    assert not holds_name(capsys.readouterr().err.encode())


def test_the_name_is_asked_for_in_a_terminal_and_never_mailed(home: Path, tmp_path: Path, brev: Brev) -> None:
    asked = talk(home, ["brev", "L13", "pla-1r07zn", "--ut", str(tmp_path / "a")], [NAME])
    assert asked.code == 0, asked.screen
    (file,) = (tmp_path / "a").iterdir()
    assert NAME in pdfchecks.flat(pdfchecks.read(file.read_bytes())[0].text)
    mailed = brev("L13", "pla-1r07zn", "--namn", NAME, "--format", "eml")
    assert (mailed.code, mailed.out) == (2, "")
    assert "Det ska inte skickas som mejl." in mailed.err
    assert not (tmp_path / "ut").exists()


def test_a_certificate_without_a_name_has_a_line_to_write_on(brev: Brev, tmp_path: Path) -> None:
    assert brev("L13", "pla-1r07zn").code == 0
    (file,) = (tmp_path / "ut").iterdir()
    assert pdfchecks.complaints(file.read_bytes(), "letter", must_hold=["Namn", "har haft praktik hos"]) == []


# ---- all that are due ------------------------------------------------------------------------------------------------


@pytest.fixture
def with_case(home: Path, cli: Cli) -> Path:
    """The register with a case whose numbers are taken here, and few letters that are due."""
    for kind in ("placering", "utvardering"):
        shutil.rmtree(home / "records" / kind)
    for path in (home / "records/handling").rglob("*.yaml"):
        if "pla-" in path.read_text(encoding="utf-8"):
            path.unlink()
    git(home, "add", "--all")
    git(home, "commit", "-qm", "Färre")
    ran = cli("--register", home, "--idag", DAY, "arende", "ny", "ASN", "--rubrik", "Uppföljning", "--ar", "2026")
    assert ran.out.startswith(HERE), ran.err
    git(home, "add", "--all")
    git(home, "commit", "-qm", "Ärende")
    return home


def test_every_letter_that_is_due_is_drawn_up_once(with_case: Path, brev: Brev, tmp_path: Path, cli: Cli) -> None:
    planned = brev("--forfallna", "--arende", HERE, "--torrkorning")
    assert planned.code == 0, planned.err
    assert not (tmp_path / "ut").exists()
    ran = brev("--forfallna", "--arende", HERE)
    assert ran.code == 0, ran.err
    lines = [line.split("\t") for line in ran.out.splitlines()]
    assert len(lines) == len(planned.out.splitlines()) > 15
    assert [number for _, number, _ in lines] == [f"{HERE}-{n}" for n in range(1, len(lines) + 1)]
    assert ran.err.startswith(f"{len(lines)} brev upprättade: 1 L2, ")
    assert ran.err.splitlines()[0].endswith(". Checka in med sysselreg spara.")
    for file, _, made in lines:
        document = data_file(next(with_case.rglob(f"{made}.yaml")).read_text(encoding="utf-8"))
        assert document["fil"]["sha256"] == sha256(Path(file).read_bytes()).hexdigest()
        assert document["underlag"]["commit"] == git(with_case, "rev-parse", "HEAD")
    # Not again: neither before nor after it is saved, nor on the next day.
    assert brev("--forfallna", "--arende", HERE).out == ""
    assert cli("--register", with_case, "spara", "-m", "Brev").code == 0
    assert brev("--forfallna", "--arende", HERE).out == ""
    assert brev("--forfallna", "--arende", HERE, day="2026-01-09").out == ""
    # The second reminder waits until the first one's time is out, and goes to the buyer too.
    waiting = brev("--forfallna", "--arende", HERE, day="2026-01-15").err
    assert "väntar till 2026-01-15, svarstiden i förra brevet" in waiting
    later = brev("--forfallna", "--arende", HERE, day="2026-01-16")
    second = [Path(line.split("\t")[0]) for line in later.out.splitlines() if "/l8-" in line]
    assert second
    text = pdfchecks.flat(pdfchecks.read(second[0].read_bytes())[0].text)
    assert "Andra påminnelsen: skicka lägesrapporten senast den 23 januari 2026" in text
    assert "Kopia till" in text
    # Then the fault is to be put right.
    assert cli("--register", with_case, "spara", "-m", "Brev").code == 0
    last = brev("--forfallna", "--arende", HERE, day="2026-03-02")
    faults = [Path(line.split("\t")[0]) for line in last.out.splitlines() if "/l9-" in line]
    assert faults
    text = pdfchecks.flat(pdfchecks.read(faults[0].read_bytes())[0].text)
    assert "Ni har inte lämnat lägesrapporten för" in text
    assert "trots påminnelser" in text


def test_a_killed_run_goes_on_where_it_was(with_case: Path, brev: Brev, tmp_path: Path) -> None:
    program = shutil.which("sysselreg") or str(Path(__import__("sys").executable).with_name("sysselreg"))
    wanted = len(brev("--forfallna", "--arende", HERE, "--torrkorning").out.splitlines())
    words = ["--register", str(with_case), "--idag", DAY, "brev", "--forfallna", "--arende", HERE]
    run = subprocess.Popen(
        [program, *words, "--ut", str(tmp_path / "ut")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while len(list((with_case / "records/handling").rglob("*.yaml"))) < 20 and run.poll() is None:
        time.sleep(0.005)
    run.send_signal(signal.SIGKILL)
    run.wait()
    before = {path.name for path in (with_case / "records/handling").rglob("*.yaml")}
    rest = ["--idag", DAY, "brev", "--forfallna", "--arende", HERE, "--ut", str(tmp_path / "ut")]
    ran = talk(with_case, rest, [])
    assert ran.code == 0, ran.screen
    # Progress, then the summary.
    assert re.search(r"Brev  \[#+\]  \d+/\d+", ran.screen), ran.screen
    assert " brev upprättade: " in ran.screen
    made = [each for kind in ("L2", "L3", "L4", "L5", "L7", "L8", "L14") for each in documents(with_case, kind)]
    assert len(made) == wanted
    assert sorted(each["nummer"] for each in made) == list(range(1, wanted + 1))  # type: ignore[type-var]
    said = [p["värde"] for each in made for p in each["underlag"]["parametrar"] if p["namn"] == "bevakning"]  # type: ignore[index]
    assert len(said) == len(set(said)) == wanted
    assert before <= {path.name for path in (with_case / "records/handling").rglob("*.yaml")}


def test_what_has_no_case_is_told_and_the_rest_is_made(with_case: Path, brev: Brev) -> None:
    record = with_case / "records/dialogoverenskommelse"
    path = sorted(path for path in record.rglob("*.yaml") if "status: genomförd\n" in path.read_text(encoding="utf-8"))[
        0
    ]
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("version: 1\n", f"version: 1\ndiarienummer: {HERE}\n", 1), encoding="utf-8")
    git(with_case, "add", "--all")
    git(with_case, "commit", "-qm", "Diarienummer")
    ran = brev("--forfallna")
    assert ran.code == 1
    assert path.stem in ran.out
    assert "kunde inte upprättas:\n" in ran.err
    assert "hör inte till något ärende. Skriv ärendets diarienummer eller id med --arende." in ran.err


def test_the_case_is_the_one_of_the_procurement_and_a_short_id_is_kept_whole(brev: Brev, home: Path) -> None:
    record = home / "records/upphandling/2025/upp-b6edp6.yaml"
    text = record.read_text(encoding="utf-8")
    record.write_text(text.replace("version: 1\n", f"version: 1\ndiarienummer: {CASE}\n", 1), encoding="utf-8")
    git(home, "add", "--all")
    git(home, "commit", "-qm", "Diarienummer")
    words = ("--uppratta", "--nummer")
    assert brev("L3", "upp-b6", *words, "5", "--leverantor", "org-fr", day="2025-11-06").code == 0
    (document,) = documents(home, "L3")
    assert (document["ärende"], document["avser"]) == ("are-qfs4vy", ["upp-b6edp6", "org-fr94j9"])
    said = {each["namn"]: each["värde"] for each in document["underlag"]["parametrar"]}  # type: ignore[index]
    assert said["leverantör"] == "org-fr94j9"
    again = brev("L3", str(document["id"]))
    assert (again.code, "Samma brev" in again.err) == (0, True)
    # Of a dialog too, which points to the procurement.
    dialog = next(p for p in (home / "records/dialogoverenskommelse").rglob("*.yaml") if "upp-b6edp6" in p.read_text())
    assert brev("L3", dialog.stem, *words, "6", day="2025-11-06").code == 0
