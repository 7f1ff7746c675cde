"""The findings of a register are the same with a warm cache, a cold one and none, whatever was done to it before."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sysselreg.check.model import Outcome
from sysselreg.check.rules import all_rules
from sysselreg.check.run import run
from sysselreg.checking import check
from sysselreg.schema.load import load_schemas
from sysselreg.snapshot import CONFIG, SCHEMAS, Snapshot
from sysselreg.store.read import at_commit, package_files, working_tree

if TYPE_CHECKING:
    from tests.conftest import Repository

Draw: TypeAlias = Callable[[st.SearchStrategy[Any]], Any]

EXEMPEL = Path(__file__).resolve().parent.parent / "registers/exempelkommun"
FILES = {
    path.relative_to(EXEMPEL).as_posix(): path.read_bytes()
    for path in sorted([EXEMPEL / CONFIG, *(EXEMPEL / "records").rglob("*.*")])
}
RECORDS = sorted(path for path in FILES if path.endswith(".yaml") and path != CONFIG)
IDS = sorted(path.rpartition("/")[2].removesuffix(".yaml") for path in RECORDS)


def in_full(snapshot: Snapshot) -> Outcome:
    return run(snapshot, load_schemas(snapshot), all_rules(snapshot))


def register(files: dict[str, bytes]) -> Snapshot:
    return Snapshot({**package_files(), **files})


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def removed(draw: Draw, files: dict[str, bytes]) -> None:
    for path in draw(st.lists(st.sampled_from(sorted(files.keys() - {CONFIG})), min_size=1, max_size=3)):
        files.pop(path, None)


def misspelled(draw: Draw, files: dict[str, bytes]) -> None:
    path = draw(st.sampled_from(sorted(files)))
    lines = files[path].split(b"\n")
    at = draw(st.integers(0, len(lines) - 1))
    key = lines[at].partition(b": ")[0]
    lines[at] = draw(
        st.sampled_from(
            [b"", lines[at] + b" # anna.exempel@example.org", key + b": okant", key + b": 2031", key + b": 1"]
        )
    )
    files[path] = b"\n".join(lines)


def pointed_elsewhere(draw: Draw, files: dict[str, bytes]) -> None:
    """A reference leads to another record of the same kind, to one of another kind, or to none."""
    path = draw(st.sampled_from([path for path in RECORDS if path in files]))
    own = path.rpartition("/")[2].removesuffix(".yaml").encode()
    text = files[path]
    found = [each.encode() for each in IDS if each.encode() in text and each.encode() != own]
    if found:
        old = draw(st.sampled_from(found))
        same = [each for each in IDS if each[:3].encode() == old[:3]]
        new = draw(st.sampled_from([*same, *IDS[:2], f"{old[:3].decode()}-000000"]))
        files[path] = text.replace(old, new.encode())


def doubled(draw: Draw, files: dict[str, bytes]) -> None:
    """The same record in a file of another year, or as another record with the same numbers and people."""
    path = draw(st.sampled_from([path for path in RECORDS if path in files]))
    folder, _, name = path.rpartition("/")
    if draw(st.booleans()):
        files[f"{folder[:-4]}2019/{name}"] = files[path]
    else:
        new = f"{name[:4]}000000"
        files[f"{folder}/{new}.yaml"] = files[path].replace(name.removesuffix(".yaml").encode(), new.encode())


def strewn(draw: Draw, files: dict[str, bytes]) -> None:
    name, text = draw(
        st.sampled_from(
            [
                ("records/konstig.txt", b"anna.exempel@example.org"),
                ("records/texter/2025/are_q2a3c8.md", b"# Rubrik\n\n## Forslag\n\n12 personer\n"),
                (f"records/texter/2024/{IDS[0].replace('-', '_')}.md", f"{IDS[0]} {IDS[-1]} upp-000000\n".encode()),
                ("records/placering/2024/.yaml", b"x"),
            ]
        )
    )
    files[name] = text


def set_otherwise(draw: Draw, files: dict[str, bytes]) -> None:
    text = files[CONFIG].decode()
    more = draw(st.sampled_from(["regler:\n  plats_minst_månader: 12\n", "okänd: 1\n", "mål: [m99]\n", ""]))
    key = more.partition(":")[0]
    files[CONFIG] = (text if f"\n{key}:" in text else text + more).encode()


def redefined(draw: Draw, files: dict[str, bytes]) -> None:
    name = f"{SCHEMAS}states/placering.yaml"
    text = package_files()[name]
    files[name] = draw(st.sampled_from([text, text.replace("status: pågående".encode(), b"status: paus", 1)]))


CHANGES = (removed, misspelled, pointed_elsewhere, doubled, strewn, set_otherwise, redefined)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_sequence_of_changes_gives_the_findings_of_a_check_in_full(data: st.DataObject) -> None:
    files = dict(FILES)
    states = [dict(files)]
    for change in data.draw(st.lists(st.sampled_from(CHANGES), min_size=1, max_size=5)):
        change(data.draw, files)
        states.append(dict(files))
    # Back to where it was, and then as it is now once more.
    for each in [*states, states[0], states[-1]]:
        snapshot = register(each)
        found, wanted = check(snapshot), in_full(snapshot)
        assert found.findings == wanted.findings
        assert found.count == wanted.count
        assert (found.checked is None) is (wanted.checked is None)
        if found.checked and wanted.checked:
            assert found.checked.records == wanted.checked.records
            assert (found.checked.config, found.checked.texts) == (wanted.checked.config, wanted.checked.texts)


STEPS = ("edit", "edit", "remove", "add", "commit", "back", "forward")


@pytest.mark.parametrize("seed", range(6))
def test_edits_commits_and_checkouts_give_the_findings_of_a_check_in_full(
    seed: int, exempel: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: now() + 60_000_000_000)  # so that files are known by their times
    draw = random.Random(seed)  # noqa: S311 - the same steps each time
    for _ in range(8):
        files = sorted(exempel.root.glob("records/*/*/*.yaml"))
        chosen = draw.choice(files)
        match draw.choice(STEPS):
            case "edit":
                lines = chosen.read_text(encoding="utf-8").split("\n")
                at = draw.randrange(len(lines))
                lines[at] = lines[at].partition(": ")[0] + draw.choice([": okant", ": 2031", " # anna@example.com"])
                chosen.write_text("\n".join(lines), encoding="utf-8")
            case "remove" if len(files) > 3:
                chosen.unlink()
            case "add":
                chosen.with_name(f"{chosen.name[:4]}00000{draw.randrange(9)}.yaml").write_bytes(chosen.read_bytes())
            case "commit":
                exempel.git("add", "--all")
                exempel.git("commit", "-q", "--allow-empty", "-m", "steg")
            case "back":
                exempel.git(
                    "checkout", "-q", "--force", "HEAD~1" if exempel.git("rev-list", "HEAD").count("\n") else "HEAD"
                )
            case "forward":
                exempel.git("checkout", "-q", "--force", "main")
        held = {
            path.relative_to(exempel.root).as_posix(): path.read_bytes()
            for path in exempel.root.glob("records/**/*.yaml")
        }
        wanted = in_full(register({**held, CONFIG: (exempel.root / CONFIG).read_bytes()}))
        found = check(working_tree(exempel.root))
        assert (found.findings, found.count) == (wanted.findings, wanted.count)
        assert (found.checked and found.checked.records) == (wanted.checked and wanted.checked.records)
        then = at_commit(exempel.root, "HEAD")
        assert check(then).findings == in_full(then).findings
