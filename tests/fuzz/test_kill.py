"""`kill -9` at every step and at any time (hazards F26, F27), and several at once (F30, F31).

`make test` runs a few random rounds, `make fuzz` hundreds: FUZZ_ROUNDS. A failure tells its seed: FUZZ_SEED.
"""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sysselreg.errors import GitStateError
from sysselreg.store import journal, lock
from sysselreg.store.commit import Write, commit, recover
from tests.conftest import Repository
from tests.fuzz import crash

ROUNDS = int(os.environ.get("FUZZ_ROUNDS", "12"))
SEED = int(os.environ.get("FUZZ_SEED", str(time.time_ns())))


@pytest.fixture
def begun(repository: Callable[..., Repository]) -> Repository:
    made = repository(init=("--template=",))
    crash.begin(made)
    return made


@pytest.fixture
def pictures(begun: Repository, tmp_path: Path) -> tuple[crash.Picture, crash.Picture]:
    """The old state, and the new one as a run that nobody disturbs makes it."""
    done = crash.copy(begun, tmp_path / "klar")
    crash.act(done)
    old, new = crash.picture(begun), crash.picture(done)
    assert new.subject == "Prov"
    return old, new


def test_killed_at_every_step_leaves_the_old_or_the_new_state(
    begun: Repository, pictures: tuple[crash.Picture, crash.Picture], tmp_path: Path
) -> None:
    ends, step = [], 0
    while True:
        step += 1
        forrad = crash.copy(begun, tmp_path / f"steg-{step}")

        def work(forrad: Repository = forrad, step: int = step) -> None:
            crash.die_at(step)
            crash.act(forrad)

        code = crash.ended(crash.forked(work))
        if code == 0:
            break
        assert code == -signal.SIGKILL
        ends.append(crash.judge(forrad, *pictures))
    assert len(ends) > 30
    assert set(ends) == set(pictures)


def test_killed_at_any_time_leaves_the_old_or_the_new_state(
    begun: Repository, pictures: tuple[crash.Picture, crash.Picture], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "GIT_PATIENCE", 0.5)
    chance = random.Random(SEED)  # noqa: S311 - chance, no secret
    killed, began = 0, time.monotonic()
    assert crash.ended(crash.forked(lambda: crash.act(crash.copy(begun, tmp_path / "hel")))) == 0
    whole = time.monotonic() - began
    for number in range(4 * ROUNDS):
        if killed == ROUNDS:
            break
        forrad = crash.copy(begun, tmp_path / f"varv-{number}")
        pid = crash.forked(lambda forrad=forrad: crash.act(forrad))
        time.sleep(chance.uniform(0.0, whole))
        # Alone, so that Git's own processes live on; together with them; or as Ctrl-C does it.
        kill, how = chance.choice([(os.kill, signal.SIGKILL), (os.killpg, signal.SIGKILL), (os.killpg, signal.SIGINT)])
        kill(pid, how)
        killed += crash.ended(pid) != 0
        if kill is os.killpg:
            remove_locks_that_are_named(forrad)
        try:
            if crash.judge(forrad, *pictures) == pictures[0]:
                crash.act(forrad)  # the work can be done again, to the same end
            assert crash.picture(forrad) == pictures[1]
        except (AssertionError, GitStateError) as failure:
            raise AssertionError(f"FUZZ_SEED={SEED}, varv {number}, {forrad.path}") from failure
    assert killed >= ROUNDS // 4


def remove_locks_that_are_named(forrad: Repository) -> None:
    """Do as the user is told when Git itself was killed: a lock file of Git's is named, and removed by hand."""
    for _ in range(3):
        try:
            recover(forrad.root)
        except GitStateError as told:
            Path(re.findall(r"Låsfilen (\S+\.lock) har legat i vägen", told.sentence)[0]).unlink()
        else:
            # One that nobody needed is still in the user's way.
            for left in (forrad.path / ".git").rglob("*.lock"):
                left.unlink()
            return


def test_a_foreign_edit_after_the_kill_is_kept_and_the_rest_taken_back(
    begun: Repository, pictures: tuple[crash.Picture, crash.Picture]
) -> None:
    old, _ = pictures
    killed_before(begun, "update-index")
    assert (begun.root / crash.CHANGED).read_text(encoding="utf-8") == "titel: två\n"
    (begun.root / crash.CHANGED).write_text("titel: min egen\n", encoding="utf-8")
    assert recover(begun.root) == "En körning som avbröts är tagen tillbaka. Inget av den är sparat."
    end = crash.picture(begun)
    assert end.files == (b"titel: min egen\n", *old.files[1:])
    assert end._replace(files=old.files, status=old.status) == old


def test_a_commit_of_the_users_after_the_kill_is_kept(begun: Repository) -> None:
    killed_before(begun, "update-ref")
    begun.git("commit", "-q", "-m", "Mitt eget")
    head = begun.git("rev-parse", "HEAD")
    assert recover(begun.root) == "En körning som avbröts är tagen tillbaka. Inget av den är sparat."
    assert begun.git("rev-parse", "HEAD") == head
    # What the user's commit took along is not taken back from under it.
    assert (begun.root / crash.CHANGED).read_text(encoding="utf-8") == "titel: två\n"
    assert begun.git("diff", "HEAD", "--", "records") == ""


def test_the_next_commit_finishes_what_was_killed(begun: Repository) -> None:
    killed_before(begun, "update-ref")
    commit(begun.root, [Write("records/ny.yaml", None, b"titel: igen\n")], "Nästa\n")
    assert begun.git("log", "--format=%s", "-2").splitlines() == ["Nästa", "Prov"]
    assert recover(begun.root) is None


def test_the_first_commit_of_all(repository: Callable[..., Repository]) -> None:
    forrad = repository()
    killed_before(
        forrad, "update-ref", lambda: commit(forrad.root, [Write("records/ny.yaml", None, b"ny\n")], "Prov\n")
    )
    assert "är nu slutförd" in str(recover(forrad.root))
    assert forrad.git("log", "--format=%s") == "Prov"


def test_a_repository_that_has_got_settings_that_run_programs_is_not_brought_to_an_end(
    begun: Repository, tmp_path: Path
) -> None:
    killed_before(begun, "update-index")
    begun.git("config", "filter.ond.process", f"touch {tmp_path}/kanarie")
    begun.write({".gitattributes": "* filter=ond\n"})
    with pytest.raises(GitStateError, match=r"Inställningen filter\.ond\.process i förrådets"):
        recover(begun.root)
    assert not (tmp_path / "kanarie").exists()
    begun.git("config", "--unset-all", "filter.ond.process")
    assert "är nu slutförd" in str(recover(begun.root))


def test_a_finished_run_is_told(begun: Repository) -> None:
    killed_before(begun, "update-ref")
    told = recover(begun.root)
    made = begun.git("rev-parse", "--short=10", "main")
    assert told == f"En körning som avbröts är nu slutförd: incheckningen {made} är sparad på main."


def killed_before(forrad: Repository, command: str, work: Callable[[], object] | None = None) -> None:
    """Kill the work just before it runs a command of Git's."""

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if event == "subprocess.Popen" and command in str(arguments[1]):
            os.kill(os.getpid(), signal.SIGKILL)

    def watched() -> None:
        sys.addaudithook(watch)
        work() if work else crash.act(forrad)

    assert crash.ended(crash.forked(watched)) == -signal.SIGKILL


@pytest.mark.parametrize(
    "text",
    [
        "",
        '["main", null, "',
        "{}",
        '["main", null, "x", []]',
        '["main", null, null, []]',
        '["main", null, "%s", [["../utanför", null, null, "100644", false]]]' % ("a" * 40),
    ],
)
def test_a_torn_journal_is_dropped_and_told(text: str, begun: Repository) -> None:
    home = begun.path / ".git/sysselreg"
    home.mkdir()
    (home / "journal").write_text(text, encoding="utf-8")
    before = crash.picture(begun)
    assert recover(begun.root) == (
        f"Anteckningen om en avbruten körning ({home}/journal) gick inte att läsa och är borttagen. "
        "Se med git status om något är halvgjort."
    )
    assert crash.picture(begun) == before
    assert journal.kept(home) is None


# ---- several at once -------------------------------------------------------------------------------------------------


def test_several_processes_take_their_turns(begun: Repository) -> None:
    def work(name: str) -> None:
        for number in range(3):
            commit(begun.root, [Write(f"records/{name}-{number}.yaml", None, b"titel: ny\n")], f"{name} {number}\n")

    processes = [crash.forked(lambda name=name: work(name)) for name in ("anna", "bo", "cia")]
    assert [crash.ended(each) for each in processes] == [0, 0, 0]
    subjects = begun.git("log", "--format=%s", "-9").splitlines()
    assert sorted(subjects) == sorted(f"{name} {number}" for name in ("anna", "bo", "cia") for number in range(3))
    assert len(begun.git("ls-tree", "-r", "--name-only", "HEAD", "records/").splitlines()) == 3 + 9


def test_git_commit_meanwhile_loses_nothing(begun: Repository) -> None:
    """The user commits by git itself in the same folder while we do."""
    script = "for n in 1 2 3 4 5 6; do echo $n > egen.txt; until git commit -q -m git$n -- egen.txt; do :; done; done"
    other = subprocess.Popen(["sh", "-c", script], cwd=begun.path, stderr=subprocess.DEVNULL)
    for number in range(6):
        commit(begun.root, [Write(f"records/ny-{number}.yaml", None, b"titel: ny\n")], f"vi{number}\n")
    assert other.wait() == 0
    subjects = begun.git("log", "--format=%s", "-12").splitlines()
    assert [each for each in subjects[::-1] if each.startswith("git")] == [f"git{n}" for n in range(1, 7)]
    held = begun.git("ls-tree", "-r", "--name-only", "HEAD").splitlines()
    assert {f"records/ny-{number}.yaml" for number in range(6)} <= set(held)
    assert begun.git("show", "HEAD:egen.txt") == "6"
    assert begun.git("diff", "--cached", "--name-only", "HEAD", "--", "records") == ""
