"""Taking a snapshot from real Git repositories: what is read, what is refused, and that nobody's programs are run."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sysselreg.errors import DiskError, GitStateError, UsageError
from sysselreg.snapshot import Snapshot
from sysselreg.store.read import at_commit, changed_since, find_register, package_files, register_path, working_tree

if TYPE_CHECKING:
    from tests.conftest import Cli, Repository

    Make = Callable[..., Repository]

ACTIVITY = "records/aktivitet/2025/akt-3c6w0z.yaml"
OTHER = "records/aktivitet/2025/akt-9x2v5b.yaml"


def records(snapshot: Snapshot) -> dict[str, bytes]:
    """The register's own files, the program's left out."""
    return {path: data for path, data in snapshot.files.items() if path.startswith("records/")}


# ---- working tree and commit -----------------------------------------------------------------------------------------


def test_the_working_tree_is_read_as_it_is_and_a_commit_as_it_was(repository: Make) -> None:
    forrad = repository()
    first = forrad.commit({ACTIVITY: "titel: ett\n"})
    forrad.write({ACTIVITY: "titel: två\n", OTHER: "titel: ny\n"})
    now = working_tree(forrad.root)
    assert records(now) == {ACTIVITY: "titel: två\n".encode(), OTHER: b"titel: ny\n"}
    assert (now.revision.commit, now.revision.clean, now.revision.short) == (first, False, first[:10] + "+")
    then = at_commit(forrad.root, "HEAD")
    assert records(then) == {ACTIVITY: b"titel: ett\n"}
    assert (then.revision.commit, then.revision.clean, then.revision.short) == (first, True, first[:10])
    second = forrad.commit()
    assert working_tree(forrad.root).revision.short == second[:10]
    for name in (first, first[:12], "main~1", "HEAD^"):
        assert records(at_commit(forrad.root, name)) == {ACTIVITY: b"titel: ett\n"}


def test_the_date_is_the_committers_own_day(repository: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    forrad = repository()
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2025-03-01T00:30:00+02:00")
    forrad.commit()
    assert at_commit(forrad.root, "HEAD").revision.date == date(2025, 3, 1)


@pytest.mark.parametrize("change", ["touch", "edit", "remove", "add", "settings", "outside"])
def test_clean_is_about_the_registers_content_alone(change: str, repository: Make) -> None:
    forrad = repository()
    forrad.commit({ACTIVITY: "titel: ett\n", "README.md": "x\n"})
    match change:
        case "touch":
            os.utime(forrad.root / ACTIVITY, (1, 1))
        case "edit":
            forrad.write({ACTIVITY: "titel: två\n"})
        case "remove":
            (forrad.root / ACTIVITY).unlink()
        case "add":
            forrad.write({OTHER: "titel: ny\n"})
        case "settings":
            forrad.write({"sysselreg.yaml": "register: annat\norganisation: x\n"})
        case _:
            forrad.write({"README.md": "y\n", "ny.txt": "z\n"})
    assert working_tree(forrad.root).revision.clean is (change in ("touch", "outside"))


def test_a_register_in_a_folder_of_a_repository_is_read_from_there(repository: Make) -> None:
    forrad = repository(below="register/syssel")
    commit = forrad.commit({ACTIVITY: "titel: ett\n"})
    (forrad.path / "records").mkdir()
    (forrad.path / "records/x.yaml").write_text("utanför\n", encoding="utf-8")
    forrad.commit()
    snapshot = at_commit(forrad.root, commit)
    assert records(snapshot) == {ACTIVITY: b"titel: ett\n"}
    now = working_tree(forrad.root)
    assert records(now) == {ACTIVITY: b"titel: ett\n"}
    assert now.revision.clean


def test_without_git_and_before_the_first_commit_there_is_no_revision(tmp_path: Path, repository: Make) -> None:
    folder = tmp_path / "utan"
    folder.mkdir()
    (folder / "sysselreg.yaml").write_text("register: x\n", encoding="utf-8")
    unborn = repository()
    for root in (folder, unborn.root):
        revision = working_tree(root).revision
        assert (revision.commit, revision.date, revision.clean, revision.short) == (None, None, False, "")
    with pytest.raises(UsageError, match="Git känner ingen incheckning ”HEAD”"):
        at_commit(unborn.root, "HEAD")
    with pytest.raises(GitStateError) as nowhere:
        at_commit(folder, "HEAD")
    assert nowhere.value.sentence == (
        f"Mappen {folder} ligger inte i ett Git-förråd, så det finns inga incheckningar att läsa. "
        "Gör ett förråd med git init."
    )
    unborn.write({ACTIVITY: "titel: ett\n"})
    assert changed_since(unborn.root, working_tree(unborn.root), "HEAD") == {ACTIVITY, "sysselreg.yaml"}
    with pytest.raises(UsageError, match="Git känner ingen incheckning ”main”"):
        changed_since(unborn.root, working_tree(unborn.root), "main")


@pytest.mark.parametrize(
    "name", ["finns-inte", "0" * 40, "HEAD:sysselreg.yaml", "", "main..main", "@{u}", "HEAD --all"]
)
def test_what_is_no_commit_is_refused(name: str, repository: Make) -> None:
    forrad = repository()
    forrad.commit({ACTIVITY: "titel: ett\n"})
    with pytest.raises((UsageError, GitStateError)) as refused:
        at_commit(forrad.root, name)
    assert refused.value.sentence.startswith((f"Git känner ingen incheckning ”{name}”", "Git kunde inte"))


@pytest.mark.parametrize("name", ["--output={}/x", "-o{}/x", "--all", "-1"])
def test_a_revision_is_never_an_option_of_git(name: str, repository: Make, tmp_path: Path) -> None:
    forrad = repository()
    forrad.commit({ACTIVITY: "titel: ett\n"})
    written = name.format(tmp_path)
    with pytest.raises(UsageError, match="är ingen incheckning"):
        at_commit(forrad.root, written)
    with pytest.raises(UsageError, match="Git känner ingen incheckning"):
        changed_since(forrad.root, working_tree(forrad.root), written)
    assert not (tmp_path / "x").exists()


def test_changed_since_names_what_differs_and_what_is_new(repository: Make) -> None:
    forrad = repository()
    forrad.commit({ACTIVITY: "titel: ett\n", OTHER: "titel: två\n"})
    forrad.commit({OTHER: "titel: tre\n"})
    forrad.write({"records/texter/2025/a.md": "ny\n"})
    snapshot = working_tree(forrad.root)
    assert changed_since(forrad.root, snapshot, "HEAD") == {"records/texter/2025/a.md"}
    assert changed_since(forrad.root, snapshot, "HEAD~1") == {"records/texter/2025/a.md", OTHER}


# ---- other kinds of repository ---------------------------------------------------------------------------------------


def test_a_sha256_repository_is_read_like_any_other(repository: Make) -> None:
    forrad = repository(init=("--object-format=sha256",))
    commit = forrad.commit({ACTIVITY: "titel: ett\n"})
    assert len(commit) == 64
    assert records(at_commit(forrad.root, commit)) == {ACTIVITY: b"titel: ett\n"}
    assert working_tree(forrad.root).revision.clean
    forrad.write({ACTIVITY: "titel: två\n"})
    assert not working_tree(forrad.root).revision.clean
    assert changed_since(forrad.root, working_tree(forrad.root), "HEAD") == {ACTIVITY}


def test_a_shallow_clone_and_a_linked_worktree_are_read(repository: Make, tmp_path: Path) -> None:
    forrad = repository()
    forrad.commit({ACTIVITY: "titel: ett\n"})
    head = forrad.commit({ACTIVITY: "titel: två\n"})
    shallow, linked = tmp_path / "grund", tmp_path / "lankad"
    forrad.git("clone", "-q", "--depth=1", forrad.path.as_uri(), str(shallow))
    forrad.git("worktree", "add", "-q", "--detach", str(linked))
    for root in (shallow, linked):
        assert records(at_commit(root, "HEAD")) == {ACTIVITY: "titel: två\n".encode()}
        assert working_tree(root).revision.short == head[:10]
    with pytest.raises(UsageError, match="Git känner ingen incheckning ”HEAD~1”"):
        at_commit(shallow, "HEAD~1")


def test_line_endings_set_by_git_do_not_make_the_tree_dirty(repository: Make) -> None:
    forrad = repository()
    forrad.git("config", "core.autocrlf", "true")
    forrad.commit({ACTIVITY: "titel: ett\n", ".gitattributes": "* -text\n"})
    assert working_tree(forrad.root).revision.clean


def test_variables_of_git_in_the_surroundings_are_ignored(
    repository: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forrad, other = repository(), repository(name="annat")
    other.commit({ACTIVITY: "titel: annat\n"})
    commit = forrad.commit({ACTIVITY: "titel: ett\n"})
    monkeypatch.setenv("GIT_DIR", str(other.path / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other.path))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    monkeypatch.setenv("GIT_CONFIG_PARAMETERS", "'core.bare=true'")
    assert at_commit(forrad.root, "HEAD").revision.commit == commit
    assert working_tree(forrad.root).revision.short == commit[:10]


def test_replaced_objects_are_not_believed(repository: Make) -> None:
    forrad = repository()
    false = forrad.commit({ACTIVITY: "titel: falsk\n"})
    true = forrad.commit({ACTIVITY: "titel: sann\n"})
    forrad.git("replace", true, false)
    assert records(at_commit(forrad.root, true)) == {ACTIVITY: b"titel: sann\n"}


def test_git_missing_or_too_old_is_told(tmp_path: Path, repository: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    from sysselreg.store import git

    forrad = repository()
    empty = tmp_path / "tom"
    empty.mkdir()
    monkeypatch.setenv("PATH", str(empty))
    git.program.cache_clear()
    with pytest.raises(GitStateError, match="Git finns inte på datorn"):
        working_tree(forrad.root)
    (empty / "git").write_text("#!/bin/sh\necho git version 2.30.2\n", encoding="utf-8")
    (empty / "git").chmod(0o755)
    with pytest.raises(GitStateError) as old:
        working_tree(forrad.root)
    assert old.value.sentence == "Git är version 2.30.2. Installera 2.38 eller nyare."
    git.program.cache_clear()


# ---- what is no plain file -------------------------------------------------------------------------------------------


def test_links_programs_and_pipes_in_records_are_named_and_not_read(repository: Make, tmp_path: Path) -> None:
    forrad = repository()
    (tmp_path / "hemlig").write_text("titel: hemlig\n", encoding="utf-8")
    (tmp_path / "mapp").mkdir()
    (tmp_path / "mapp/inne.yaml").write_text("titel: hemlig\n", encoding="utf-8")
    forrad.write({ACTIVITY: "titel: ett\n", OTHER: "titel: program\n"})
    (forrad.root / OTHER).chmod(0o755)
    folder = forrad.root / "records/aktivitet/2025"
    (folder / "akt-000000.yaml").symlink_to(tmp_path / "hemlig")
    (forrad.root / "records/placering").symlink_to(tmp_path / "mapp")
    (folder / "akt-000001.yaml").symlink_to(tmp_path / "finns-inte")
    forrad.commit()
    os.mkfifo(folder / "akt-000002.yaml")
    odd = ("records/aktivitet/2025/akt-000000.yaml", "records/aktivitet/2025/akt-000001.yaml")
    now = working_tree(forrad.root)
    assert now.irregular == (*odd, "records/aktivitet/2025/akt-000002.yaml", OTHER, "records/placering")
    assert not now.revision.clean
    assert b"hemlig" not in b"".join(records(now).values())
    then = at_commit(forrad.root, "HEAD")
    assert then.irregular == (*odd, OTHER, "records/placering")
    assert records(then) == {ACTIVITY: b"titel: ett\n"}


def test_a_submodule_in_records_is_named(repository: Make) -> None:
    forrad = repository()
    head = forrad.commit({ACTIVITY: "titel: ett\n"})
    forrad.git("update-index", "--add", "--cacheinfo", f"160000,{head},records/modul")
    forrad.git("commit", "-q", "-m", "modul")
    assert at_commit(forrad.root, "HEAD").irregular == ("records/modul",)


def test_droppings_of_editors_are_no_part_of_the_register_unless_committed(repository: Make) -> None:
    forrad = repository()
    forrad.commit({ACTIVITY: "titel: ett\n", "records/aktivitet/.gitkeep": ""})
    forrad.write({f"{ACTIVITY}~": "x", "records/aktivitet/2025/.akt.yaml.swp": "x", "records/.DS_Store": "x"})
    now = working_tree(forrad.root)
    assert set(records(now)) == {ACTIVITY}
    assert now.revision.clean
    forrad.commit()
    assert set(records(working_tree(forrad.root))) == {
        ACTIVITY,
        f"{ACTIVITY}~",
        "records/.DS_Store",
        "records/aktivitet/2025/.akt.yaml.swp",
    }
    assert set(records(at_commit(forrad.root, "HEAD"))) == set(records(working_tree(forrad.root)))


def test_a_file_that_cannot_be_read_stops_with_its_name(repository: Make) -> None:
    forrad = repository()
    (forrad.root / "sysselreg.yaml").unlink()
    (forrad.root / "sysselreg.yaml").mkdir()
    with pytest.raises(DiskError) as refused:
        working_tree(forrad.root)
    assert refused.value.sentence == f"Filen {forrad.root}/sysselreg.yaml går inte att läsa: den är en mapp."
    assert refused.value.exit_code == 6


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_stops_with_its_name(repository: Make) -> None:
    forrad = repository()
    forrad.write({ACTIVITY: "titel: ett\n"})
    (forrad.root / ACTIVITY).chmod(0)
    with pytest.raises(DiskError) as refused:
        working_tree(forrad.root)
    assert refused.value.sentence == f"Filen {forrad.root / ACTIVITY} går inte att läsa: du har inte rätt till den."


# ---- foreign repositories (hazards F85) ------------------------------------------------------------------------------

KEYS = [
    *["core.fsmonitor", "core.sshCommand", "core.pager", "core.editor", "core.askPass", "core.gitProxy"],
    *["core.alternateRefsCommand", "pager.log", "diff.external", "diff.ond.textconv", "diff.ond.command"],
    *["filter.ond.clean", "filter.ond.smudge", "filter.ond.process", "merge.ond.driver", "gpg.program"],
    *[
        "gpg.ssh.program",
        "credential.helper",
        "sequence.editor",
        "uploadpack.packObjectsHook",
        "interactive.diffFilter",
    ],
    *["remote.origin.uploadpack", "remote.origin.receivepack", "trailer.x.command", "alias.log", "alias.ls-tree"],
]
HOOKS = ["post-checkout", "post-index-change", "reference-transaction", "pre-commit", "fsmonitor-watchman", "update"]


@pytest.fixture
def evil(repository: Make, tmp_path: Path) -> tuple[Repository, Path]:
    """A repository whose settings, hooks and attributes all run one program, and the file it would leave behind."""
    forrad = repository()
    forrad.commit({ACTIVITY: "titel: ett\n", ".gitattributes": "*.yaml filter=ond diff=ond merge=ond\n"})
    canary = tmp_path / "kanarie"
    program = tmp_path / "ond.sh"
    program.write_text(f"#!/bin/sh\necho $0 $@ >> {canary}\ncat\n", encoding="utf-8")
    program.chmod(0o755)
    values = {key: f"!{program}" if key.startswith(("alias", "credential")) else str(program) for key in KEYS}
    values |= {"log.showSignature": "true", "filter.ond.required": "true", "protocol.ext.allow": "always"}
    with (forrad.path / ".git/config").open("a", encoding="utf-8") as config:
        for key, value in values.items():
            section, *middle, name = key.split(".")
            below = f' "{middle[0]}"' if middle else ""
            config.write(f'[{section}{below}]\n\t{name} = "{value}"\n')
    assert forrad.git("config", "remote.origin.uploadpack") == str(program)
    for hook in HOOKS:
        shutil.copy(program, forrad.path / ".git/hooks" / hook)
    os.utime(forrad.root / ACTIVITY, (1, 1))
    return forrad, canary


def test_reading_runs_nobodys_programs(evil: tuple[Repository, Path]) -> None:
    forrad, canary = evil
    snapshot = working_tree(forrad.root)
    assert records(snapshot) == {ACTIVITY: b"titel: ett\n"}
    assert records(at_commit(forrad.root, "HEAD")) == {ACTIVITY: b"titel: ett\n"}
    assert changed_since(forrad.root, snapshot, "HEAD") == set()
    assert not canary.exists()
    # The control: an ordinary command in the same place does run them.
    subprocess.run(["git", "status"], cwd=forrad.path, capture_output=True, check=False)
    assert canary.exists()


READING = [
    "lista",
    "sok x",
    "visa akt",
    "visa akt --format json",
    "kontrollera",
    "kontrollera --andrade",
    "forklara S021",
]
READING += [
    "kontrollera --mot HEAD",
    "kontrollera --alla-grenar",
    "formatera --torrkorning",
    "formatera",
    "mal",
    "statistik",
]


@pytest.mark.parametrize("words", READING)
def test_no_command_that_reads_runs_them_either(words: str, evil: tuple[Repository, Path], cli: Cli) -> None:
    forrad, canary = evil
    ran = cli("--register", forrad.root, *words.split())
    assert ran.code in (0, 1)
    if not words.startswith("formatera"):
        assert cli("--register", forrad.root, "--revision", "HEAD", *words.split()).code in (0, 1)
    assert not canary.exists()


@pytest.mark.parametrize("url", ["ext::{program} %S", "{path}"])
def test_a_missing_object_is_not_fetched_from_where_the_repository_says(
    url: str, evil: tuple[Repository, Path], tmp_path: Path
) -> None:
    forrad, canary = evil
    program = tmp_path / "ond.sh"
    forrad.git("config", "extensions.partialClone", "origin")
    forrad.git("config", "core.repositoryFormatVersion", "1")
    forrad.git("config", "remote.origin.promisor", "true")
    forrad.git("config", "remote.origin.url", url.format(program=program, path=forrad.path.as_uri()))
    blob = forrad.git("rev-parse", f"HEAD:{ACTIVITY}")
    canary.unlink(missing_ok=True)
    (forrad.path / ".git/objects" / blob[:2] / blob[2:]).unlink()
    with pytest.raises(GitStateError) as refused:
        records(at_commit(forrad.root, "HEAD"))
    assert not canary.exists()
    advice = "Hämta det först med git fetch --refetch --no-filter."
    assert refused.value.sentence == f"Git saknar innehållet {blob[:10]}. {advice}"


def test_what_a_partial_clone_lacks_is_told_and_the_advice_helps(repository: Make, tmp_path: Path) -> None:
    forrad = repository()
    forrad.git("config", "uploadpack.allowFilter", "true")
    forrad.commit({ACTIVITY: "titel: ett\n"})
    forrad.commit({ACTIVITY: "titel: två\n"})
    partial = tmp_path / "delvis"
    forrad.git("clone", "-q", "--filter=blob:none", forrad.path.as_uri(), str(partial))
    assert working_tree(partial).revision.clean
    with pytest.raises(GitStateError, match="Git saknar") as refused:
        records(at_commit(partial, "HEAD~1"))
    advice = refused.value.sentence.rsplit("Hämta det först med ", 1)[1].removesuffix(".")
    subprocess.run(advice.split(), cwd=partial, check=True, capture_output=True)
    assert records(at_commit(partial, "HEAD~1")) == {ACTIVITY: b"titel: ett\n"}


def test_a_bare_repository_inside_the_register_is_not_used(repository: Make, cli: Cli) -> None:
    forrad = repository()
    commit = forrad.commit()
    inner = forrad.root / "records"
    forrad.git("init", "-q", "--bare", str(inner))
    (inner / "sysselreg.yaml").write_text("register: x\norganisation: x\n", encoding="utf-8")
    with pytest.raises(GitStateError, match="i ett förråd utan arbetsfiler"):
        working_tree(inner)
    assert working_tree(forrad.root).revision.commit == commit
    (inner / "sysselreg.yaml").unlink()
    ran = cli("--register", forrad.root, "kontrollera", "--format", "rader")
    assert ran.code == 1
    assert "records/HEAD: fel S041 records/HEAD är inte en post eller en berättande text." in ran.out


# ---- names -----------------------------------------------------------------------------------------------------------


def test_the_register_is_found_upwards(repository: Make, tmp_path: Path) -> None:
    forrad = repository()
    forrad.write({ACTIVITY: "x"})
    assert find_register(forrad.root / "records/aktivitet/2025") == forrad.root
    with pytest.raises(UsageError) as none:
        find_register(tmp_path)
    assert none.value.sentence == (
        f"Här finns inget register: ingen sysselreg.yaml i {tmp_path} eller mapparna ovanför. "
        "Gå till registrets mapp, skriv --register KATALOG eller gör ett nytt med sysselreg init KATALOG."
    )


def test_files_are_named_from_here_or_from_the_register(repository: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    forrad = repository()
    forrad.write({ACTIVITY: "x"})
    (forrad.root / "records/aktivitet/2025/akt-000000.yaml").symlink_to("/etc/hostname")
    snapshot = working_tree(forrad.root)
    monkeypatch.chdir(forrad.root / "records/aktivitet")
    for written in ("2025/akt-3c6w0z.yaml", ACTIVITY, str(forrad.root / ACTIVITY), "../aktivitet/2025/akt-3c6w0z.yaml"):
        assert register_path(forrad.root, Path(written), snapshot) == ACTIVITY
    assert register_path(forrad.root, forrad.root, snapshot) == "."
    for written in ("2025", "records/aktivitet/2025"):
        assert register_path(forrad.root, Path(written), snapshot) == "records/aktivitet/2025"
    assert register_path(forrad.root, Path("2025/akt-000000.yaml"), snapshot).endswith("akt-000000.yaml")
    for written in ("2024", "/etc/hostname", "../../../home"):
        with pytest.raises(UsageError, match="finns inte i registret"):
            register_path(forrad.root, Path(written), snapshot)


def test_the_programs_own_files_are_there_and_a_registers_own_go_before_them(repository: Make) -> None:
    forrad = repository()
    own = "schemas/vocabularies/kon.yaml"
    forrad.commit({own: "titel: Eget\n", "reports/eget.txt": "x"})
    for snapshot in (working_tree(forrad.root), at_commit(forrad.root, "HEAD")):
        assert snapshot.files[own] == b"titel: Eget\n"
        assert snapshot.files["reports/eget.txt"] == b"x"
        assert snapshot.files["schemas/types.yaml"] == package_files()["schemas/types.yaml"]
