"""`spara`: checked records become a commit with a message of their own, and nothing else does."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from sysselreg.cli.main import main
from sysselreg.store import lock
from sysselreg.store.commit import Write, commit
from sysselreg.store.place import work_state
from tests.conftest import Cli, Repository
from tests.fuzz.crash import ended, forked

PROCUREMENT = "records/upphandling/2025/upp-7k3qf9.yaml"
PLACEMENT = "records/placering/2025/pla-8m2kd4.yaml"
ORGANISATION = """\
typ: organisation
id: {id}
version: 1
namn: Grönytor i Provstad AB
slag: leverantör
"""
NEW = "records/organisation/2026/org-7h2k9d.yaml"


def edit(register: Repository, path: str, old: str, new: str) -> None:
    text = (register.root / path).read_text(encoding="utf-8")
    assert old in text
    (register.root / path).write_text(text.replace(old, new), encoding="utf-8")


def saved(register: Repository) -> list[str]:
    shown = register.git("show", "--format=", "--name-status", "--no-renames", "HEAD")
    return shown.replace("\t", " ").splitlines()


def test_nothing_to_save(exempel: Repository, cli: Cli) -> None:
    done = cli("--register", exempel.root, "spara")
    assert (done.code, done.out, done.err) == (0, "", "Det finns inget att spara.\n")


def test_all_that_is_changed_in_the_register_is_saved_and_nothing_else(exempel: Repository, cli: Cli) -> None:
    edit(exempel, PROCUREMENT, "titel: Lokalvård i skolor", "titel: Lokalvård i alla skolor")
    exempel.write(
        {
            NEW: ORGANISATION.format(id="org-7h2k9d"),
            "records/texter/2025/inledning.md": "Ett gott år.\n",
            "egen.txt": "mitt\n",
        }
    )
    edit(exempel, "sysselreg.yaml", "organisation: ", "kommunkod: '1281'\norganisation: ")
    exempel.git("add", "egen.txt")
    done = cli("--register", exempel.root, "spara")
    head = exempel.git("rev-parse", "--short=10", "HEAD")
    assert (done.code, done.out) == (0, f"{head}  2 nya filer, ändrar 2 filer\n")
    assert "varning X501" in done.err
    assert saved(exempel) == [f"A {NEW}", "A records/texter/2025/inledning.md", f"M {PROCUREMENT}", "M sysselreg.yaml"]
    assert exempel.git("status", "--porcelain") == "A  egen.txt"
    assert exempel.git("log", "-1", "--format=%B") == (
        "2 nya filer, ändrar 2 filer\n\n"
        "Ny organisation org-7h2k9d\nNy text 2025/inledning\nÄndrar upphandlingen upp-7k3qf9\nÄndrar inställningarna"
    )


@pytest.mark.parametrize("name", ["org-7h2k9d", "org-7h", NEW])
def test_only_what_is_named_is_saved(name: str, exempel: Repository, cli: Cli) -> None:
    edit(exempel, PROCUREMENT, "titel: Lokalvård i skolor", "titel: Lokalvård i alla skolor")
    exempel.write({NEW: ORGANISATION.format(id="org-7h2k9d")})
    done = cli("--register", exempel.root, "spara", name)
    assert done.code == 0
    assert done.out == f"{exempel.git('rev-parse', '--short=10', 'HEAD')}  Ny organisation org-7h2k9d\n"
    assert saved(exempel) == [f"A {NEW}"]
    assert exempel.git("status", "--porcelain") == f"M {PROCUREMENT}"


def test_a_removed_record_is_saved_as_removed(exempel: Repository, cli: Cli) -> None:
    exempel.commit({NEW: ORGANISATION.format(id="org-7h2k9d")})
    (exempel.root / NEW).unlink()
    done = cli("--register", exempel.root, "spara", "org-7h2k9d")
    assert done.code == 0
    assert exempel.git("log", "-1", "--format=%s") == "Tar bort organisationen org-7h2k9d"
    assert saved(exempel) == [f"D {NEW}"]


def test_one_sort_of_records_is_called_by_its_name(exempel: Repository, cli: Cli) -> None:
    ids = ("org-7h2k9d", "org-7h2k9e")
    new = {f"records/organisation/2026/{each}.yaml": ORGANISATION.format(id=each) for each in ids}
    exempel.write(new)
    assert cli("--register", exempel.root, "spara").code == 0
    assert exempel.git("log", "-1", "--format=%s") == "2 nya organisationer"
    for path in new:
        edit(exempel, path, "Grönytor", f"Grönytor {path[-6]}")
    edit(exempel, PROCUREMENT, "titel: Lokalvård i skolor", "titel: Lokalvård i alla skolor")
    cli("--register", exempel.root, "spara")
    assert exempel.git("log", "-1", "--format=%s") == "Ändrar 3 poster"


def test_a_message_of_ones_own(exempel: Repository, cli: Cli) -> None:
    exempel.write({NEW: ORGANISATION.format(id="org-7h2k9d")})
    done = cli("--register", exempel.root, "spara", "-m", "Ny leverantör\n\nEfter mötet.\nGranskad-av: Bo")
    assert done.out.endswith("  Ny leverantör\n")
    assert exempel.git("log", "-1", "--format=%B") == "Ny leverantör\n\nEfter mötet.\n  Granskad-av: Bo"
    assert exempel.git("log", "-1", "--format=%(trailers)") == ""


@pytest.mark.parametrize(
    "written", ["Anna Svensson 811218-9876 har börjat", "Ring 070-123 45 67", "Fråga anna.svensson@example.com"]
)
def test_a_message_with_personal_data_is_refused_and_not_repeated(written: str, exempel: Repository, cli: Cli) -> None:
    exempel.write({NEW: ORGANISATION.format(id="org-7h2k9d")})
    head = exempel.git("rev-parse", "HEAD")
    done = cli("--register", exempel.root, "spara", "--utkast", "-m", written)
    assert done.code == 1
    assert done.out == ""
    assert re.match(r"-m:1:[0-9]+  fel P40[0-9]  Beskrivningen", done.err)
    assert "9876" not in done.out + done.err
    assert "123 45 67" not in done.out + done.err
    assert done.err.endswith("\n\nInget är sparat. Rätta felen.\n")
    assert exempel.git("rev-parse", "HEAD") == head
    assert cli("--register", exempel.root, "spara", "-m", "En placering har börjat").code == 0


def test_errors_in_what_would_be_saved_stop(exempel: Repository, cli: Cli) -> None:
    edit(exempel, PLACEMENT, "status: pågående", "status: knas")
    head = exempel.git("rev-parse", "HEAD")
    done = cli("--register", exempel.root, "spara")
    assert done.code == 1
    assert done.out == ""
    assert done.err.startswith(f"{PLACEMENT}:27:1  fel S010  Status (status) är ”knas”, som inte finns i listan.\n")
    assert done.err.endswith("\n\nInget är sparat. Rätta felen, eller spara dem som de är med --utkast.\n")
    assert exempel.git("rev-parse", "HEAD") == head
    draft = cli("--register", exempel.root, "spara", "--utkast")
    assert draft.code == 0
    assert "fel S010" in draft.err
    assert draft.err.endswith("Sparas som utkast med 1 fel, som måste rättas innan det går att skicka.\n")
    assert exempel.git("log", "-1", "--format=%s|%(trailers:key=Utkast,valueonly)") == (
        "Ändrar placeringen pla-8m2kd4|1 fel"
    )


def test_errors_elsewhere_are_told_and_do_not_stop(exempel: Repository, cli: Cli) -> None:
    edit(exempel, PLACEMENT, "status: pågående", "status: knas")
    exempel.commit()
    exempel.write({NEW: ORGANISATION.format(id="org-7h2k9d")})
    done = cli("--register", exempel.root, "spara")
    assert done.code == 0
    assert done.err == "Registret har också 1 fel som inte rör det här. Se dem med sysselreg kontrollera.\n"
    assert saved(exempel) == [f"A {NEW}"]


def test_what_is_checked_is_what_the_commit_will_hold(exempel: Repository, cli: Cli) -> None:
    """A record that leans on one that is not saved would be broken for everybody else."""
    exempel.write({NEW: ORGANISATION.format(id="org-7h2k9d")})
    edit(exempel, PROCUREMENT, "upphandlande_organisation: org-4x8m2k", "upphandlande_organisation: org-7h2k9d")
    alone = cli("--register", exempel.root, "spara", "upp-7k3qf9")
    assert alone.code == 1
    assert "fel R101  Upphandlande organisation (upphandlande_organisation) är org-7h2k9d" in alone.err
    assert cli("--register", exempel.root, "spara", "upp-7k3qf9", "org-7h2k9d").code == 0


def test_a_removed_record_that_others_refer_to_stops(exempel: Repository, cli: Cli) -> None:
    path = next(iter(exempel.root.glob("records/organisation/*/org-9b3t7w.yaml")))
    path.unlink()
    done = cli("--register", exempel.root, "spara")
    assert done.code == 1
    assert "org-9b3t7w" in done.err


@pytest.mark.parametrize("utkast", [(), ("--utkast",)])
def test_personal_data_is_never_saved(utkast: tuple[str, ...], exempel: Repository, cli: Cli) -> None:
    edit(exempel, PROCUREMENT, "titel: Lokalvård i skolor", "titel: Åt 811218-9876")
    head = exempel.git("rev-parse", "HEAD")
    done = cli("--register", exempel.root, "spara", *utkast)
    assert done.code == 1
    assert "fel P401" in done.err
    assert "9876" not in done.out + done.err
    assert exempel.git("rev-parse", "HEAD") == head


def test_a_link_is_never_saved(exempel: Repository, cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(ORGANISATION.format(id="org-7h2k9d"), encoding="utf-8")
    (exempel.root / NEW).parent.mkdir()
    (exempel.root / NEW).symlink_to(tmp_path / "x.yaml")
    head = exempel.git("rev-parse", "HEAD")
    assert cli("--register", exempel.root, "spara").code == 1
    done = cli("--register", exempel.root, "spara", "--utkast")
    assert done.code == 1
    assert "fel S042" in done.err
    assert exempel.git("rev-parse", "HEAD") == head


def test_a_dry_run_shows_the_difference_and_the_message(exempel: Repository, cli: Cli) -> None:
    edit(exempel, PROCUREMENT, "titel: Lokalvård i skolor", "titel: Lokalvård i alla skolor")
    head = exempel.git("rev-parse", "HEAD")
    done = cli("--register", exempel.root, "spara", "--torrkorning")
    assert done.code == 0
    assert "-titel: Lokalvård i skolor\n+titel: Lokalvård i alla skolor\n" in done.out
    assert done.err == "Skulle sparas: Ändrar upphandlingen upp-7k3qf9\n"
    assert exempel.git("rev-parse", "HEAD") == head
    assert exempel.git("status", "--porcelain") == f"M {PROCUREMENT}"
    assert not (exempel.path / ".git/sysselreg").exists()


def test_definitions_of_ones_own_are_told_and_saved_when_named(exempel: Repository, cli: Cli) -> None:
    own = "reports/arsrapport/eget.txt"
    exempel.write({own: "x\n", NEW: ORGANISATION.format(id="org-7h2k9d")})
    done = cli("--register", exempel.root, "spara")
    assert saved(exempel) == [f"A {NEW}"]
    assert done.err == (f"Ändrat men inte med, för det är inga poster: {own}. Spara det med sysselreg spara {own}\n")
    assert cli("--register", exempel.root, "spara", own).code == 0
    assert saved(exempel) == [f"A {own}"]


def test_where_to_go_next_when_there_is_a_shared_repository(exempel: Repository, cli: Cli) -> None:
    exempel.git("remote", "add", "origin", "https://example.org/register.git")
    exempel.write({NEW: ORGANISATION.format(id="org-7h2k9d")})
    done = cli("--register", exempel.root, "spara")
    assert done.err == "Sparat på den här datorn. Skicka det till granskning med sysselreg skicka.\n"
    edit(exempel, PLACEMENT, "status: pågående", "status: knas")
    draft = cli("--register", exempel.root, "spara", "--utkast")
    assert draft.err.endswith(
        "Sparas som utkast med 1 fel, som måste rättas innan det går att skicka.\nSparat på den här datorn.\n"
    )


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (
            ("spara", "finns-inte"),
            2,
            "Posten ”finns-inte” finns inte. Sök den med sysselreg sok eller sysselreg lista.\n",
        ),
        (("spara", "upp-7k3qf9"), 0, "Det finns inget att spara.\n"),
        (
            ("--revision", "HEAD", "spara"),
            2,
            "spara sparar det som finns i mappen och kan inte användas med --revision.\n",
        ),
    ],
)
def test_names_and_revisions(words: tuple[str, ...], code: int, told: str, exempel: Repository, cli: Cli) -> None:
    done = cli("--register", exempel.root, *words)
    assert (done.code, done.err) == (code, told)


def test_a_killed_run_is_brought_to_its_end_and_told(exempel: Repository, cli: Cli) -> None:
    def work() -> None:
        sys.addaudithook(
            lambda event, args: (
                os.kill(os.getpid(), signal.SIGKILL)
                if event == "subprocess.Popen" and "update-ref" in args[1]
                else None
            )
        )
        main(["--register", str(exempel.root), "spara"])

    exempel.write({NEW: ORGANISATION.format(id="org-7h2k9d")})
    assert ended(forked(work)) == -9
    done = cli("--register", exempel.root, "spara")
    head = exempel.git("rev-parse", "--short=10", "HEAD")
    assert done.code == 0
    assert done.err == (
        f"En körning som avbröts är nu slutförd: incheckningen {head} är sparad på main.\nDet finns inget att spara.\n"
    )


def test_outside_git(tmp_path: Path, cli: Cli) -> None:
    (tmp_path / "sysselreg.yaml").write_text("register: prov\norganisation: Provkommun\n", encoding="utf-8")
    done = cli("--register", tmp_path, "spara")
    assert (done.code, done.err) == (
        5,
        f"Mappen {tmp_path} ligger inte i ett Git-förråd, så inget kan sparas. Gör ett förråd med git init.\n",
    )


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="no way to see what a process has open")
def test_asked_to_end_is_told_without_a_traceback(exempel: Repository) -> None:
    """SIGTERM while another run holds the lock."""
    exempel.write({NEW: ORGANISATION.format(id="org-7h2k9d")})
    program = Path(sys.executable).with_name("sysselreg")
    with lock.held(work_state(exempel.root).home):
        running = subprocess.Popen(
            [program, "--register", exempel.root, "spara"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        while not any(each.endswith("/sysselreg/lock") for each in opened(running.pid)):
            assert running.poll() is None
        running.send_signal(signal.SIGTERM)
        out, err = running.communicate(timeout=20)
    assert (running.returncode, out, err.strip()) == (130, "", "Avbrutet. Inget är halvskrivet.")


def test_three_at_once_make_one_commit_and_only_one_says_that_it_did(exempel: Repository) -> None:
    exempel.write({NEW: ORGANISATION.format(id="org-7h2k9d")})
    program = Path(sys.executable).with_name("sysselreg")
    with lock.held(work_state(exempel.root).home):
        running = [
            subprocess.Popen(
                [program, "--register", exempel.root, "spara", "-m", f"Min {number}"],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for number in range(3)
        ]
    told = [(*each.communicate(timeout=60), each.returncode) for each in running]
    head = exempel.git("log", "-1", "--format=%h  %s", "--abbrev=10")
    assert exempel.git("rev-list", "--count", "HEAD") == "2"
    assert sorted(out for out, _, _ in told) == ["", "", f"{head}\n"]
    assert [code for _, _, code in told] == [0, 0, 0]


def test_what_another_run_saves_first_is_not_said_to_be_saved_again(
    exempel: Repository, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overtaken(root: Path, writes: Sequence[Write], message: str) -> str | None:
        exempel.commit()
        return commit(root, writes, message)

    exempel.write({NEW: ORGANISATION.format(id="org-7h2k9d")})
    monkeypatch.setattr("sysselreg.store.commit.commit", overtaken)
    done = cli("--register", exempel.root, "spara", "-m", "Min")
    assert (done.code, done.out, done.err) == (
        0,
        "",
        "Inget nytt är sparat: en annan körning hann spara samma sak, med sin egen beskrivning.\n",
    )
    assert exempel.git("log", "-1", "--format=%s") == "Ändring"


def test_interrupted_while_a_library_is_read_is_no_bug(
    exempel: Repository, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Interrupt:
        @staticmethod
        def find_spec(name: str, *_: object) -> None:
            if name == "git":
                raise KeyboardInterrupt

    exempel.write({NEW: ORGANISATION.format(id="org-7h2k9d")})
    with monkeypatch.context() as now:
        now.delitem(sys.modules, "git", raising=False)
        now.setattr("sys.meta_path", [Interrupt, *sys.meta_path])
        done = cli("--register", exempel.root, "spara")
    assert (done.code, done.err.strip()) == (130, "Avbrutet. Inget är halvskrivet.")
    assert cli("--register", exempel.root, "spara").code == 0


def opened(process: int) -> list[str]:
    found = []
    for each in Path(f"/proc/{process}/fd").iterdir():
        with contextlib.suppress(OSError):
            found.append(str(each.readlink()))
    return found


def mine(register: Repository, *words: str) -> subprocess.CompletedProcess[str]:
    """The program run by somebody whom rights stop: the superuser only without the power to pass them by."""
    bare = ("setpriv", "--bounding-set=-all", "--inh-caps=-all") if os.geteuid() == 0 else ()
    program = Path(sys.executable).with_name("sysselreg")
    return subprocess.run(
        [*bare, program, "--register", register.root, *words], capture_output=True, text=True, check=False
    )


@pytest.mark.skipif(os.geteuid() == 0 and not shutil.which("setpriv"), reason="nothing stops the superuser here")
def test_a_store_of_gits_that_cannot_be_written_is_named(exempel: Repository) -> None:
    edit(exempel, PROCUREMENT, "titel: Lokalvård i skolor", "titel: Lokalvård i alla skolor")
    edit(exempel, "sysselreg.yaml", "nummer: utifrån", "nummer: här\nnummerplats: odelat")
    exempel.commit()
    edit(exempel, PROCUREMENT, "titel: Lokalvård i alla skolor", "titel: Lokalvård i skolor")
    head, store = exempel.git("rev-parse", "HEAD"), exempel.path / ".git/objects"
    folders = [store, *(each for each in store.iterdir() if each.is_dir())]
    for each in folders:
        each.chmod(0o555)
    try:
        # Git has this content already and writes only the tree; then what is new; then a number.
        saves = mine(exempel, "spara")
        exempel.write({NEW: ORGANISATION.format(id="org-7h2k9d")})
        saves_new = mine(exempel, "spara")
        reserves = mine(exempel, "--idag", "2026-02-03", "arende", "reservera", "KS", "--ar", "2026")
        looks = mine(exempel, "doktor")
    finally:
        for each in folders:
            each.chmod(0o755)
    told = f"{store} går inte att skriva: du har inte rätt till den. Inget är sparat.\n"
    assert [(done.returncode, done.stdout, done.stderr) for done in (saves, saves_new, reserves)] == [(6, "", told)] * 3
    assert (looks.returncode, f"✗ {store} går inte att skriva, så inget kan sparas.\n" in looks.stdout) == (1, True)
    assert exempel.git("rev-parse", "HEAD") == head
    assert mine(exempel, "spara").returncode == 0


def test_a_warning_is_told_with_its_own_record_not_with_others_that_it_names(exempel: Repository, cli: Cli) -> None:
    agreement = "records/dialogoverenskommelse/2025/dia-2m5r8c.yaml"
    second = (exempel.root / PLACEMENT).read_text(encoding="utf-8").replace("pla-8m2kd4", "pla-aaaaaa")
    edit(exempel, agreement, "antal: 2", "antal: 1")
    exempel.commit({"records/placering/2025/pla-aaaaaa.yaml": second.replace("d-4k7m2p9x", "d-4k7m2p9y")})
    assert "M205" in cli("--register", exempel.root, "kontrollera", PLACEMENT).out
    edit(exempel, PLACEMENT, "handledarkurs: okänt", "handledarkurs: ja")
    done = cli("--register", exempel.root, "spara")
    assert (done.code, "M205" in done.err) == (0, False)
    edit(exempel, agreement, "rapportering: kvartal", "rapportering: månad")
    done = cli("--register", exempel.root, "spara")
    assert (done.code, "M205" in done.err) == (0, True)
