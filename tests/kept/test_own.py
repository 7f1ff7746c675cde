"""What a record file says by itself is the same whether it is read or remembered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sysselreg import kept
from sysselreg.check.model import Outcome
from sysselreg.check.own import Named, Own, own
from sysselreg.check.rules import own_rules
from sysselreg.check.run import run
from sysselreg.finding import worst_first
from sysselreg.schema.load import load_schemas
from sysselreg.snapshot import SCHEMAS, Snapshot, blob_id
from sysselreg.store.read import package_files

PROGRAM = Snapshot(package_files())
HOME = f"{SCHEMAS}exempel/"
EXAMPLES = {
    path.removeprefix(HOME): data
    for path, data in package_files().items()
    if path.startswith(f"{HOME}records/") and path.endswith(".yaml")
}
ODD = (b"", b"typ: placering\n", b"\xff\xfe", b"a: &x 1\nb: *x\n", b"# 19121212-1212\ntyp: program\nid: prg-000000\n")
PATH = "records/placering/2024/pla-000000.yaml"


def named(files: Mapping[str, bytes]) -> dict[Named, bytes]:
    return {(path, blob_id(data, "sha1")): data for path, data in files.items()}


def asked(files: Mapping[Named, bytes], snapshot: Snapshot = PROGRAM) -> tuple[dict[Named, Own], list[Named]]:
    """What the files say, and which of them were read for it."""
    opened: list[Named] = []

    def read(some: Sequence[Named]) -> dict[Named, bytes]:
        opened.extend(some)
        return {each: files[each] for each in some}

    return dict(own(snapshot, files, read)), opened


def in_full(files: Mapping[str, bytes]) -> Outcome:
    return run(Snapshot({**package_files(), **files}), load_schemas(PROGRAM), own_rules(PROGRAM))


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "sysselreg"


def test_a_file_is_read_once() -> None:
    files = named(EXAMPLES)
    first, opened = asked(files)
    again, opened_again = asked(files)
    assert len(EXAMPLES) >= 10
    assert (sorted(opened), opened_again) == (sorted(files), [])
    assert first == again


def test_nothing_is_remembered_when_one_asks_for_that(monkeypatch: pytest.MonkeyPatch, cache: Path) -> None:
    monkeypatch.setenv(kept.OFF, "1")
    files = named(EXAMPLES)
    assert asked(files) == asked(files)
    assert not cache.exists()


@given(st.data())
def test_a_file_says_the_same_remembered_or_not_alone_or_among_others(data: st.DataObject) -> None:
    files = dict(EXAMPLES)
    for path in data.draw(st.lists(st.sampled_from(sorted(files)), max_size=4, unique=True)):
        lines = files[path].split(b"\n")
        at = data.draw(st.integers(0, len(lines) - 1))
        lines[at] = data.draw(
            st.sampled_from([b"", lines[at] + b" # anna.exempel@example.org", b"datum: 2024-13", b"x"])
        )
        files[path] = b"\n".join(lines)
    files[PATH] = data.draw(st.sampled_from(ODD))
    first, _ = asked(named(files))
    again, opened = asked(named(files))
    alone = {name: asked({name: body})[0][name] for name, body in named(files).items()}
    whole = in_full(files)
    unowned = tuple(f for f in whole.findings if f.place.file.startswith("records/"))
    assert opened == []
    assert first == again == alone
    assert tuple(
        worst_first(f for each in first.values() for f in each.findings if not f.code.startswith("P"))
    ) == tuple(f for f in unowned if not f.code.startswith("P"))


def test_one_path_may_have_held_many_things() -> None:
    bodies = [*ODD, *EXAMPLES.values()]
    files = {(PATH, blob_id(data, "sha1")): data for data in bodies}
    together, _ = asked(files)
    assert together == {name: asked({name: body})[0][name] for name, body in files.items()}
    assert any("P401" in {f.code for f in each.findings} for each in together.values())
    assert all("12121212" not in str(each) for each in together.values() if not each.content)


def test_another_schema_is_another_answer() -> None:
    path = next(path for path in EXAMPLES if "/placering/" in path)
    files = named({path: EXAMPLES[path]})
    schema = f"{SCHEMAS}kinds/placering.yaml"
    later = package_files()[schema].replace(b"\nversion: 1\n", b"\nversion: 2\n")
    changed = Snapshot({**package_files(), schema: later})
    (before,), (after,) = asked(files)[0].values(), asked(files, changed)[0].values()
    assert later != package_files()[schema]
    assert [f.code for f in before.findings] == []
    assert [f.code for f in after.findings] == ["S035"]
