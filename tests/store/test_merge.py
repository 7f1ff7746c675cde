"""Two commits merged without touching anything, in real repositories, and the check of what comes out."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sysselreg import comparison
from sysselreg.errors import GitStateError
from sysselreg.record.merge import Conflict
from sysselreg.store.merge import MergedTree, merged_tree
from tests.conftest import Repository
from tests.merging import ACTIVITY, HANDLING, ORGANISATION, PLACEMENT, PROCUREMENT, change, remove

NEW_ORGANISATION = "typ: organisation\nid: org-7h2k9d\nversion: 1\nnamn: {}\nslag: leverantör\nlokal: ja\n"
NEW_PATH = "records/organisation/2025/org-7h2k9d.yaml"


@pytest.fixture
def register(exempel: Repository) -> Repository:
    """The example register on main, and a branch `annas` from the same commit."""
    exempel.git("branch", "annas")
    return exempel


def on_annas(at: Repository, path: str, *pairs: tuple[str, str]) -> str:
    at.git("switch", "-q", "annas")
    made = change(at, path, *pairs)
    at.git("switch", "-q", "main")
    return made


def shown(at: Repository, merged: MergedTree, path: str) -> str:
    return at.git("show", f"{merged.tree}:{path}") + "\n"


def test_what_each_side_has_changed_is_in_the_tree_and_nothing_else_is_touched(register: Repository) -> None:
    register.write({NEW_PATH: NEW_ORGANISATION.format("Blåytor AB")})
    theirs = on_annas(register, ACTIVITY, ("titel: ", "titel: Första "))
    ours = change(register, PROCUREMENT, ("bransch: Lokalvård", "bransch: Städning"))
    register.write({"skräp.txt": "mitt"})
    index = (register.path / ".git/index").read_bytes()
    merged = merged_tree(register.root, ours, theirs)
    assert merged.clashes == ()
    names = register.git("diff-tree", "-r", "--name-only", ours, merged.tree).splitlines()
    assert names == [ACTIVITY, NEW_PATH]
    assert register.git("diff-tree", "-r", "--name-only", theirs, merged.tree).splitlines() == [PROCUREMENT]
    assert (register.path / ".git/index").read_bytes() == index
    assert register.git("status", "--porcelain") == '?? "skr\\303\\244p.txt"'
    assert register.git("rev-parse", "HEAD") == ours


def test_a_record_that_both_have_changed_is_merged_by_field(register: Repository) -> None:
    theirs = on_annas(register, PLACEMENT, ("stöd: inget", "stöd: lönebidrag"))
    ours = change(register, PLACEMENT, ("omfattning_procent: 75", "omfattning_procent: 80"))
    merged = merged_tree(register.root, ours, theirs)
    assert merged.clashes == ()
    assert "stöd: lönebidrag\nomfattning_procent: 80\n" in shown(register, merged, PLACEMENT)


def test_a_merge_of_text_that_would_be_clean_and_corrupt_is_no_such_thing(register: Repository) -> None:
    """Both add the same field in different places: Git's own merge leaves the key twice."""
    text = (register.root / PLACEMENT).read_text(encoding="utf-8")
    register.git("switch", "-q", "annas")
    theirs = register.commit({PLACEMENT: text.replace("form: vis", "anteckning: En\nform: vis")})
    register.git("switch", "-q", "main")
    ours = register.commit({PLACEMENT: text + "anteckning: Två\n"})
    by_git = register.git("merge-tree", "--write-tree", ours, theirs).splitlines()[0]
    assert register.git("show", f"{by_git}:{PLACEMENT}").count("anteckning:") == 2
    (clash,) = merged_tree(register.root, ours, theirs).clashes
    assert (clash.path, clash.conflicts) == (PLACEMENT, (Conflict(("anteckning",), None, "Två", "En"),))


def test_a_settled_conflict_is_in_the_tree(register: Repository) -> None:
    theirs = on_annas(register, PLACEMENT, ("stöd: inget", "stöd: lönebidrag"))
    ours = change(register, PLACEMENT, ("stöd: inget", "stöd: nystartsjobb"))
    merged = merged_tree(register.root, ours, theirs)
    (clash,) = merged.clashes
    assert clash.conflicts == (Conflict(("stöd",), "inget", "nystartsjobb", "lönebidrag"),)
    assert "<<<<<<< din ändring\nstöd: nystartsjobb\n" in shown(register, merged, PLACEMENT)
    settled = merged_tree(register.root, ours, theirs, {(PLACEMENT, ("stöd",)): "annat"})
    assert settled.clashes == ()
    assert "\nstöd: annat\n" in shown(register, settled, PLACEMENT)


def test_removed_here_and_changed_there_is_for_somebody_to_decide(register: Repository) -> None:
    theirs = on_annas(register, PLACEMENT, ("stöd: inget", "stöd: lönebidrag"))
    ours = remove(register, PLACEMENT)
    merged = merged_tree(register.root, ours, theirs)
    (clash,) = merged.clashes
    assert (clash.conflicts, clash.ours) == ((), None)
    assert clash.theirs is not None
    assert "stöd: lönebidrag" in shown(register, merged, PLACEMENT)
    gone = merged_tree(register.root, ours, theirs, {(PLACEMENT, ()): None})
    assert gone.clashes == ()
    assert PLACEMENT not in register.git("ls-tree", "-r", "--name-only", gone.tree).splitlines()
    kept = merged_tree(register.root, ours, theirs, {(PLACEMENT, ()): clash.theirs})
    assert (kept.clashes, "stöd: lönebidrag" in shown(register, kept, PLACEMENT)) == ((), True)


def test_removed_on_one_side_and_untouched_on_the_other_is_gone(register: Repository) -> None:
    theirs = on_annas(register, ORGANISATION, ("lokal: ja", "lokal: nej"))
    ours = remove(register, PLACEMENT)
    merged = merged_tree(register.root, ours, theirs)
    names = register.git("ls-tree", "-r", "--name-only", merged.tree).splitlines()
    assert (merged.clashes, PLACEMENT in names, ORGANISATION in names) == ((), False, True)


def test_a_record_that_cannot_be_read_is_for_somebody_to_decide(register: Repository) -> None:
    theirs = on_annas(register, HANDLING, ("rubrik: ", "rubrik: ["))
    ours = change(register, HANDLING, ("datum: 2025-03-20", "datum: 2025-03-21"))
    (clash,) = merged_tree(register.root, ours, theirs).clashes
    assert (clash.path, clash.conflicts) == (HANDLING, ())


def test_other_files_are_merged_by_line(register: Repository) -> None:
    register.commit({"LÄSMIG.txt": "a\nb\nc\nd\ne\n"})
    register.git("branch", "-f", "annas", "main")
    theirs = on_annas(register, "LÄSMIG.txt", ("a", "A"))
    ours = change(register, "LÄSMIG.txt", ("e", "E"))
    merged = merged_tree(register.root, ours, theirs)
    assert (merged.clashes, shown(register, merged, "LÄSMIG.txt")) == ((), "A\nb\nc\nd\nE\n")
    clashing = change(register, "LÄSMIG.txt", ("a", "Å"))
    (clash,) = merged_tree(register.root, clashing, theirs).clashes
    assert (clash.path, clash.conflicts, clash.kind) == ("LÄSMIG.txt", (), None)


def test_the_schemas_of_the_merged_register_decide(register: Repository) -> None:
    """Theirs brings a schema of the register's own in which the two changes may be made by two people."""
    kind = (Path(__file__).parents[2] / "schemas/kinds/placering.yaml").read_text(encoding="utf-8")
    ours = change(register, PLACEMENT, ("till: 2026-04-30", "till: 2026-05-31"))
    theirs = on_annas(register, PLACEMENT, ("status: pågående", "status: paus"))
    assert len(merged_tree(register.root, ours, theirs).clashes) == 1
    register.git("switch", "-q", "annas")
    theirs = register.commit({"schemas/kinds/placering.yaml": kind.replace("    - status\n", "", 1)})
    assert merged_tree(register.root, ours, theirs).clashes == ()


def test_no_program_of_the_clone_is_run(register: Repository, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    for key in (
        "merge.evil.driver",
        "merge.sysselreg.driver",
        "filter.evil.clean",
        "filter.evil.smudge",
        "diff.evil.textconv",
    ):
        register.git("config", key, f"touch '{canary}'; cat")
    (register.path / ".git/info").mkdir(exist_ok=True)
    (register.path / ".git/info/attributes").write_text("* merge=evil filter=evil diff=evil\n", encoding="utf-8")
    theirs = on_annas(register, PLACEMENT, ("stöd: inget", "stöd: lönebidrag"))
    ours = change(register, PLACEMENT, ("stöd: inget", "stöd: nystartsjobb"))
    canary.unlink(missing_ok=True)
    assert len(comparison.checked_merge(register.root, ours, theirs).merged.clashes) == 1
    assert not canary.exists()
    register.git("merge-tree", "--write-tree", ours, theirs)  # the positive control: Git's own merge does run them
    assert canary.exists()


def test_settings_of_the_clone_hide_nothing(register: Repository) -> None:
    for key, value in (
        ("diff.relative", "true"),
        ("diff.renames", "copies"),
        ("core.abbrev", "5"),
        ("diff.noprefix", "1"),
    ):
        register.git("config", key, value)
    theirs = on_annas(register, PLACEMENT, ("stöd: inget", "stöd: lönebidrag"))
    ours = change(register, ORGANISATION, ("lokal: ja", "lokal: nej"))
    merged = merged_tree(register.root / "records", ours, theirs)
    assert register.git("diff-tree", "-r", "--name-only", ours, merged.tree).splitlines() == [PLACEMENT]


def test_a_register_in_a_folder_of_the_repository(repository: object) -> None:
    home: Repository = repository(below="register")  # type: ignore[operator]
    home.commit({NEW_PATH: NEW_ORGANISATION.format("A")})
    home.git("branch", "annas")
    theirs = on_annas(home, NEW_PATH, ("namn: A", "namn: B"))
    ours = change(home, NEW_PATH, ("slag: leverantör", "slag: kommun"))
    checked = comparison.checked_merge(home.root, ours, theirs)
    assert (checked.merged.clashes, checked.brought) == ((), ())
    assert "namn: B\nslag: kommun" in shown(home, checked.merged, f"register/{NEW_PATH}")


def test_history_that_crosses_is_merged_by_what_both_agreed_on(register: Repository) -> None:
    """Each has merged the other's first change; then both change again."""
    ours = change(register, PLACEMENT, ("stöd: inget", "stöd: lönebidrag"))
    theirs = on_annas(register, PLACEMENT, ("omfattning_procent: 75", "omfattning_procent: 80"))
    tree = merged_tree(register.root, ours, theirs).tree
    one = register.git("commit-tree", tree, "-p", ours, "-p", theirs, "-m", "a")
    other = register.git("commit-tree", tree, "-p", theirs, "-p", ours, "-m", "b")
    register.git("reset", "-q", "--hard", one)
    register.git("branch", "-f", "annas", other)
    theirs = on_annas(register, PLACEMENT, ("kön: okänt", "kön: kvinna"))
    ours = change(register, PLACEMENT, ("handledarkurs: okänt", "handledarkurs: ja"))
    merged = merged_tree(register.root, ours, theirs)
    assert len(register.git("merge-base", "--all", ours, theirs).splitlines()) == 2
    assert merged.clashes == ()
    text = shown(register, merged, PLACEMENT)
    assert all(each in text for each in ("kön: kvinna", "handledarkurs: ja", "stöd: lönebidrag", "procent: 80"))


def test_a_conflict_settled_in_two_ways_is_asked_again_and_only_that(register: Repository) -> None:
    ours = change(register, PLACEMENT, ("stöd: inget", "stöd: lönebidrag"))
    theirs = on_annas(register, PLACEMENT, ("stöd: inget", "stöd: nystartsjobb"))
    commits = []
    for value in ("lönebidrag", "nystartsjobb"):
        tree = merged_tree(register.root, ours, theirs, {(PLACEMENT, ("stöd",)): value}).tree
        commits.append(register.git("commit-tree", tree, "-p", ours, "-p", theirs, "-m", value))
    (clash,) = merged_tree(register.root, *commits).clashes
    assert clash.conflicts == (Conflict(("stöd",), None, "lönebidrag", "nystartsjobb"),)


def test_a_graft_does_not_move_the_base(register: Repository) -> None:
    """Anna's commit is said to come from Bo's, so that her value would be the newer one."""
    theirs = on_annas(register, PLACEMENT, ("stöd: inget", "stöd: lönebidrag"))
    ours = change(register, PLACEMENT, ("stöd: inget", "stöd: nystartsjobb"))
    (register.path / ".git/info/grafts").write_text(f"{theirs} {ours}\n", encoding="utf-8")
    assert register.git("merge-base", ours, theirs) == ours
    assert len(merged_tree(register.root, ours, theirs).clashes) == 1


def test_grown_from_nothing_in_common_is_refused(register: Repository) -> None:
    alone = register.git("commit-tree", "HEAD^{tree}", "-m", "ensam")
    with pytest.raises(GitStateError, match="Grenarna har ingen gemensam historia"):
        merged_tree(register.root, register.git("rev-parse", "HEAD"), alone)


def test_a_file_where_the_other_has_a_folder_is_refused(register: Repository) -> None:
    register.git("switch", "-q", "annas")
    theirs = register.commit({"docs/a.txt": "a"})
    register.git("switch", "-q", "main")
    ours = register.commit({"docs": "a"})
    with pytest.raises(GitStateError, match="docs är en fil på den ena sidan och en mapp på den andra"):
        merged_tree(register.root, ours, theirs)


def test_a_link_that_both_have_changed_is_refused(register: Repository) -> None:
    register.git("switch", "-q", "annas")
    (register.path / "genväg").symlink_to("a")
    theirs = register.commit()
    register.git("switch", "-q", "main")
    ours = register.commit({"genväg": "a"})
    with pytest.raises(GitStateError, match="genväg är en länk eller något annat än en vanlig fil"):
        merged_tree(register.root, ours, theirs)


def test_the_right_to_be_run_is_kept(register: Repository) -> None:
    register.commit({"gör.sh": "a\nb\nc\n"})
    register.git("branch", "-f", "annas", "main")
    register.git("switch", "-q", "annas")
    os.chmod(register.path / "gör.sh", 0o755)  # noqa: PTH101, S103
    theirs = change(register, "gör.sh", ("a", "A"))
    register.git("switch", "-q", "main")
    ours = change(register, "gör.sh", ("c", "C"))
    assert register.git("ls-tree", merged_tree(register.root, ours, theirs).tree, "gör.sh").startswith("100755 ")


# ---- the result checked ----------------------------------------------------------------------------------------------


def test_a_clean_merge_of_two_right_changes_may_be_wrong(register: Repository) -> None:
    """Anna refers to an organisation that Bo removes."""
    register.commit({NEW_PATH: NEW_ORGANISATION.format("Blåytor AB")})
    register.git("branch", "-f", "annas", "main")
    theirs = on_annas(register, PLACEMENT, ("leverantör: org-9b3t7w", "leverantör: org-7h2k9d"))
    ours = remove(register, NEW_PATH)
    checked = comparison.checked_merge(register.root, ours, theirs)
    assert checked.merged.clashes == ()
    assert [(f.code, f.place.file) for f in checked.brought] == [("R101", PLACEMENT)]
    assert checked.outcome is not None
    assert checked.outcome.checked is None


def test_an_error_that_a_side_has_by_itself_is_not_brought_by_the_merge(register: Repository) -> None:
    theirs = on_annas(register, PLACEMENT, ("leverantör: org-9b3t7w", "leverantör: org-7h2k9d"))
    ours = change(register, ORGANISATION, ("lokal: ja", "lokal: nej"))
    checked = comparison.checked_merge(register.root, ours, theirs)
    assert checked.brought == ()
    assert checked.outcome is not None
    assert [f.code for f in checked.outcome.findings if f.level == "fel"] == ["R101"]


def test_a_document_that_was_sent_meanwhile_is_not_changed_by_a_merge(register: Repository) -> None:
    sent = ("status: granskad", "expediering:\n  datum: 2025-03-21\n  sätt: e_post\nstatus: expedierad")
    theirs = on_annas(register, HANDLING, ("rubrik:", "mottagare: Exempelstäd AB\nrubrik:"), sent)
    ours = change(register, HANDLING, ("datum: 2025-03-20", "datum: 2025-03-19"))
    checked = comparison.checked_merge(register.root, ours, theirs)
    assert [f.code for f in checked.brought] == ["H902"]
    untouched = change(register, HANDLING, ("datum: 2025-03-19", "datum: 2025-03-20"))
    assert comparison.checked_merge(register.root, untouched, theirs).brought == ()


def test_the_result_of_a_sound_merge_has_no_errors(register: Repository) -> None:
    theirs = on_annas(register, PLACEMENT, ("stöd: inget", "stöd: lönebidrag"))
    ours = change(register, PLACEMENT, ("omfattning_procent: 75", "omfattning_procent: 80"))
    checked = comparison.checked_merge(register.root, ours, theirs)
    assert checked.outcome is not None
    assert checked.outcome.checked is not None
    assert checked.brought == ()
    assert register.git("rev-parse", f"{checked.commit}^1", f"{checked.commit}^2").splitlines() == [ours, theirs]
