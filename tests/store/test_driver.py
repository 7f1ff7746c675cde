"""The merge driver run by a real `git merge`, and what is told when it is not there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sysselreg.store.driver import driver_fault, install_driver
from tests.conftest import Cli, Ran, Repository
from tests.merging import HANDLING, PLACEMENT, PROCUREMENT, change, remove

KILLED_WHILE_MERGING = (
    "import os, signal, sysselreg.record.merge as room; "
    "room.merge = lambda *_: os.kill(os.getpid(), signal.SIGKILL); "
    "from sysselreg.cli.start import run; run()"
)


@pytest.fixture
def register(exempel: Repository) -> Repository:
    """A register with the driver, on the branch main."""
    install_driver(exempel.root)
    return exempel


def git(at: Repository, *words: str) -> Ran:
    done = subprocess.run(["git", *words], cwd=at.path, check=False, capture_output=True, text=True)
    return Ran(done.returncode, done.stdout, done.stderr)


def two_sides(at: Repository, path: str, ours: tuple[str, str], theirs: tuple[str, str]) -> Ran:
    """Change a file on main and on another branch, and merge that branch."""
    at.git("switch", "-q", "-c", "annas")
    change(at, path, theirs)
    at.git("switch", "-q", "main")
    change(at, path, ours)
    return git(at, "merge", "--no-edit", "annas")


def read(at: Repository, path: str) -> str:
    return (at.root / path).read_text(encoding="utf-8")


def test_different_fields_merge_cleanly_even_on_lines_side_by_side(register: Repository, cli: Cli) -> None:
    before = read(register, PLACEMENT)
    ours, theirs = ("stöd: inget", "stöd: lönebidrag"), ("omfattning_procent: 75", "omfattning_procent: 80")
    done = two_sides(register, PLACEMENT, ours, theirs)
    assert done.code == 0, done.out
    assert read(register, PLACEMENT) == before.replace(*ours).replace(*theirs)
    assert cli("--register", register.root, "kontrollera").code == 0


def test_without_the_driver_the_same_change_is_a_conflict(exempel: Repository) -> None:
    done = two_sides(
        exempel, PLACEMENT, ("stöd: inget", "stöd: lönebidrag"), ("omfattning_procent: 75", "omfattning_procent: 80")
    )
    assert done.code == 1


def test_the_same_field_is_a_conflict_of_one_field_that_kontrollera_finds(register: Repository, cli: Cli) -> None:
    before = read(register, PLACEMENT)
    done = two_sides(register, PLACEMENT, ("stöd: inget", "stöd: lönebidrag"), ("stöd: inget", "stöd: nystartsjobb"))
    assert (done.code, "CONFLICT (content)" in done.out) == (1, True)
    assert read(register, PLACEMENT) == before.replace(
        "stöd: inget\n",
        "<<<<<<< din ändring\nstöd: lönebidrag\n=======\nstöd: nystartsjobb\n>>>>>>> den andras ändring\n",
    )
    register.commit()
    found = cli("--register", register.root, "kontrollera", "--format", "rader")
    assert found.code == 1
    line = before.splitlines().index("stöd: inget") + 1
    assert f"{PLACEMENT}:{line}:1: fel T022 Här står konfliktmärket <<<<<<< från en sammanslagning." in found.out


def test_a_removed_record_that_the_other_has_changed_is_a_conflict(register: Repository) -> None:
    register.git("switch", "-q", "-c", "annas")
    change(register, PLACEMENT, ("stöd: inget", "stöd: lönebidrag"))
    register.git("switch", "-q", "main")
    remove(register, PLACEMENT)
    done = git(register, "merge", "--no-edit", "annas")
    assert (done.code, "CONFLICT (modify/delete)" in done.out) == (1, True)
    assert "stöd: lönebidrag" in read(register, PLACEMENT)


def test_a_side_that_is_no_yaml_is_merged_as_text_and_always_a_conflict(register: Repository) -> None:
    ours, theirs = ("rubrik: Överenskommelse", "rubrik: [Överenskommelse"), ("källa:\n", "källa:\n  # ur akten\n")
    before = read(register, HANDLING)
    done = two_sides(register, HANDLING, ours, theirs)
    assert (done.code, "CONFLICT (content)" in done.out) == (1, True)
    assert read(register, HANDLING) == before.replace(*ours).replace(*theirs)


def test_lines_that_clash_as_text_hold_both_sides(register: Repository) -> None:
    done = two_sides(register, HANDLING, ("version: 1", "version: 2"), ("version: 1", "version: 3"))
    assert done.code == 1
    both = "<<<<<<< din ändring\nversion: 2\n=======\nversion: 3\n>>>>>>> den andras ändring\n"
    assert both in read(register, HANDLING)


def test_a_killed_driver_leaves_a_conflict_with_both_sides(register: Repository) -> None:
    register.git(
        "config", "merge.sysselreg.driver", f"\"{sys.executable}\" -c '{KILLED_WHILE_MERGING}' sammanfoga %O %A %B %P"
    )
    register.git("config", "user.name", "Prov")
    done = two_sides(register, PLACEMENT, ("stöd: inget", "stöd: lönebidrag"), ("stöd: inget", "stöd: nystartsjobb"))
    assert done.code != 0
    stages = register.git("ls-files", "-u", "--", PLACEMENT).splitlines()
    assert [line.split()[2] for line in stages] == ["1", "2", "3"]
    left = read(register, PLACEMENT)
    assert ("stöd: lönebidrag" in left, "stöd: nystartsjobb" in left, left.endswith("status: pågående\n")) == (
        True,
    ) * 3


def test_the_registers_own_schemas_decide(register: Repository) -> None:
    kind = (Path(__file__).parents[2] / "schemas/kinds/placering.yaml").read_text(encoding="utf-8")
    apart = kind.replace("    - status\n", "", 1)
    assert apart != kind
    ours, theirs = ("till: 2026-04-30", "till: 2026-05-31"), ("status: pågående", "status: paus")
    assert two_sides(register, PLACEMENT, ours, theirs).code == 1
    git(register, "merge", "--abort")
    register.commit({"schemas/kinds/placering.yaml": apart})
    assert git(register, "merge", "--no-edit", "annas").code == 0


def test_broken_schemas_leave_it_to_text(register: Repository) -> None:
    register.commit({"schemas/kinds/placering.yaml": "typ: [\n"})
    done = two_sides(register, PLACEMENT, ("stöd: inget", "stöd: lönebidrag"), ("stöd: inget", "stöd: nystartsjobb"))
    assert done.code == 1
    assert "schemas/kinds/placering.yaml:2: Filen går inte att läsa som YAML." in done.err
    assert "stöd: lönebidrag\n=======\nstöd: nystartsjobb" in read(register, PLACEMENT)


def test_installing_twice_changes_nothing_and_keeps_what_is_there(exempel: Repository) -> None:
    before = "* -text\n"
    exempel.write({".gitattributes": before})
    for _ in range(2):
        install_driver(exempel.root)
        assert read(exempel, ".gitattributes") == before + "records/**/*.yaml merge=sysselreg\n"
        assert exempel.git("config", "--get-all", "merge.sysselreg.driver").endswith("sammanfoga %O %A %B %P")
    assert driver_fault(exempel.root) == ""


def test_a_register_in_a_folder_of_the_repository(repository: object) -> None:
    home: Repository = repository(below="register med blank")  # type: ignore[operator]
    install_driver(home.root)
    organisation = "typ: organisation\nid: org-7h2k9d\nversion: 1\nnamn: A\nslag: leverantör\nlokal: ja\n"
    home.commit({"records/organisation/2025/org-7h2k9d.yaml": organisation})
    done = two_sides(
        home, "records/organisation/2025/org-7h2k9d.yaml", ("namn: A", "namn: B"), ("slag: leverantör", "slag: kommun")
    )
    assert done.code == 0, done.out + done.err


def test_what_is_missing_is_told(exempel: Repository) -> None:
    exempel.write({".gitattributes": "* -text\n"})
    assert "Filen .gitattributes saknar raden records/**/*.yaml merge=sysselreg" in driver_fault(exempel.root)
    install_driver(exempel.root)
    exempel.git("config", "--unset", "merge.sysselreg.driver")
    assert "Git vet inte i den här klonen hur poster slås ihop fält för fält" in driver_fault(exempel.root)
    exempel.git("config", "merge.sysselreg.driver", "'/borta/sysselreg' sammanfoga %O %A %B %P")
    assert "Git ska slå ihop poster med /borta/sysselreg, som inte finns." in driver_fault(exempel.root)
    install_driver(exempel.root)
    assert driver_fault(exempel.root) == ""


def test_a_file_that_is_no_record_is_merged_as_text(register: Repository, cli: Cli, tmp_path: Path) -> None:
    versions = {"base": "a\nb\nc\nd\n", "ours": "A\nb\nc\nd\n", "theirs": "a\nb\nc\nD\n"}
    for name, text in versions.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    paths = [tmp_path / name for name in versions]
    assert cli("sammanfoga", *paths, "records/texter/2025/inledning.md").code == 1
    assert (tmp_path / "ours").read_text(encoding="utf-8") == "A\nb\nc\nD\n"
    assert read(register, PROCUREMENT).startswith("typ: upphandling")
