"""The invented register: its script gives its bytes, and it holds what checks, figures and letters need to work on."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from sysselreg import checking, lookup
from sysselreg.check.model import Outcome
from sysselreg.record.model import Record
from sysselreg.schema.load import load_schemas

HERE = Path(__file__).parent
REGISTER = HERE / "exempelkommun"
# Wrong sums and wrong statements are each found twice: by the row itself and by what it should agree with.
FOLLOWS = ("M222", "M224")


def make(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.registers.make_exempelkommun", *words],
        cwd=HERE.parent.parent,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def contents(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def checked(root: Path) -> Outcome:
    return checking.check(lookup.take(root, None))


@lru_cache
def records() -> tuple[Record, ...]:
    snapshot = lookup.take(REGISTER, None)
    return tuple(lookup.records(snapshot, load_schemas(snapshot), None).records)


def of(kind: str) -> list[Record]:
    return [record for record in records() if record.kind == kind]


def planted() -> list[tuple[str, str]]:
    """(Code, id) of each row of the table in the register's own README."""
    return re.findall(r"^\| ([A-Z][0-9]{3}) \| ([a-z]{3}-\w{6}) \|", (REGISTER / "README.md").read_text("utf-8"), re.M)


def test_the_script_gives_the_committed_bytes_whatever_the_hash_seed_zone_and_locale(tmp_path: Path) -> None:
    done = make("--ut", str(tmp_path), PYTHONHASHSEED="7", TZ="Pacific/Kiritimati", LC_ALL="C")

    assert (done.returncode, done.stderr) == (0, "")
    made, kept = contents(tmp_path), contents(REGISTER)
    assert sorted(made) == sorted(kept)
    assert [path for path, data in made.items() if kept[path] != data] == []


def test_another_seed_gives_another_register(tmp_path: Path) -> None:
    make("--ut", str(tmp_path), "--fro", "1")

    same = contents(tmp_path).keys() & contents(REGISTER).keys()
    assert not [path for path in same if "/placering/" in path]


def test_counts() -> None:
    assert Counter(record.kind for record in records()) == {
        "upphandling": 60,
        "dialogöverenskommelse": 90,
        "placering": 300,
        "utvärdering": 150,
        "organisation": 38,
        "aktivitet": 40,
        "handling": 38,
        "ärende": 5,
        "program": 1,
    }
    assert {record.path.split("/")[2] for record in records()} == {"2023", "2024", "2025"}


CODES = {
    ("upphandling", "status"): "upphandlingsstatus",
    ("dialogöverenskommelse", "status"): "dialogstatus",
    ("placering", "status"): "placeringsstatus",
    ("utvärdering", "status"): "utvarderingsstatus",
    ("handling", "status"): "handlingsstatus",
    ("ärende", "status"): "arendestatus",
    ("placering", "form"): "placeringsform",
    ("placering", "stöd"): "stod",
    ("placering", "kön"): "kon",
    ("placering", "försörjning_före"): "forsorjning",
    ("aktivitet", "slag"): "aktivitetsslag",
    ("organisation", "slag"): "organisationsslag",
    ("utvärdering", "slag"): "utvarderingsslag",
    ("upphandling", "part"): "part",
    ("upphandling", "objekt"): "objekt",
    ("upphandling", "form"): "upphandlingsform",
}


@pytest.mark.parametrize(("kind", "field"), CODES)
def test_every_code_of_the_list_occurs(kind: str, field: str) -> None:
    assert {record.data.get(field) for record in of(kind)} >= codes(CODES[kind, field])


def test_every_cause_of_ending_and_every_outcome_at_every_time_occurs() -> None:
    ended = [record.data for record in of("placering") if "avslut" in record.data]

    assert {each["avslut"]["orsak"] for each in ended} == codes("avslutsorsak")
    assert {(row["tidpunkt"], row["utfall"]) for each in ended for row in each.get("utfall", ())} == {
        (point, code) for point in codes("tidpunkt") for code in codes("utfall")
    }


def test_every_requirement_and_every_state_of_compliance_and_decision_occurs() -> None:
    bought = [record.data for record in of("upphandling")]
    rows = [row for each in bought for row in each.get("uppfyllnad", ())]

    assert {row["typ"] for each in bought for row in each["krav"]} == codes("kravtyp")
    assert {row["enhet"] for each in bought for row in each["krav"] if "enhet" in row} == codes("kravenhet")
    assert {row["status"] for row in rows} == codes("uppfyllnadsstatus")
    assert {row["beslut"]["följd"] for row in rows if "beslut" in row} == codes("foljd")
    assert any(len({row["typ"] for row in each["krav"]} & {"dialogkrav", "skarpt_krav"}) == 2 for each in bought)
    assert sum("avrop_från" in each for each in bought) == 4


def test_every_record_says_that_it_is_invented() -> None:
    assert {record.data["källa"]["handling"] for record in records()} == {"Påhittad exempeldata"}


def test_some_participants_come_back() -> None:
    times = Counter(record.data["deltagare"] for record in of("placering"))

    assert sum(count > 1 for count in times.values()) > 15


def test_no_errors_and_only_the_planted_contradictions() -> None:
    outcome = checked(REGISTER)

    found = [(each.code, each.record_id) for each in outcome.findings if each.level != "upplysning"]
    assert not [each for each in outcome.findings if each.level == "fel"]
    assert sorted(each for each in found if each[0] not in FOLLOWS) == sorted(planted())
    assert {code for code, _ in found} - {code for code, _ in planted()} == set(FOLLOWS)
    noted = {record.id for record in records() if "Avsiktlig motsägelse." in record.data.get("anteckning", "")}
    assert {post for _, post in found} == noted


def test_a_larger_register_agrees_with_itself_too(tmp_path: Path) -> None:
    make("--ut", str(tmp_path), "--skala", "3", "--antal-placeringar", "1000")

    outcome = checked(tmp_path)
    folders = Counter(path.split("/")[0] for path in contents(tmp_path / "records"))
    assert (folders["upphandling"], folders["dialogoverenskommelse"], folders["placering"]) == (180, 270, 1000)
    assert [each.message for each in outcome.findings if each.level == "fel"] == []
    assert len([each for each in outcome.findings if each.level == "varning"]) == len(planted()) + len(FOLLOWS)


def test_more_dialogs_than_the_contracts_have_room_for_are_refused(tmp_path: Path) -> None:
    refused = make("--ut", str(tmp_path / "a"), "--antal-dialoger", "9000")
    allowed = make("--ut", str(tmp_path / "b"), "--antal-dialoger", "91")

    assert re.search(r"Det finns plats för högst [0-9]+ dialoger\.", refused.stderr)
    assert (refused.returncode, (tmp_path / "a").exists()) == (1, False)
    assert (allowed.returncode, allowed.stdout) == (0, f"723 poster i {tmp_path / 'b'}\n")


def test_another_register_is_never_written_over(tmp_path: Path) -> None:
    other, own = tmp_path / "annat", tmp_path / "eget"
    for folder, name in ((other, "lund"), (own, "exempelkommun")):
        (folder / "records/placering/2023").mkdir(parents=True)
        (folder / "records/placering/2023/pla-000000.yaml").write_text("typ: placering\n")
        (folder / "sysselreg.yaml").write_text(f"register: {name}\n")

    refused, done = make("--ut", str(other)), make("--ut", str(own))

    assert refused.stderr == f"{other} innehåller ett annat register. Välj en tom mapp.\n"
    assert sorted(contents(other)) == ["records/placering/2023/pla-000000.yaml", "sysselreg.yaml"]
    assert done.returncode == 0
    assert contents(own) == contents(REGISTER)


def codes(vocabulary: str) -> set[str]:
    snapshot = lookup.take(REGISTER, None)
    return set(load_schemas(snapshot).vocabularies[vocabulary].codes)


def texts() -> Iterator[str]:
    return (path.read_text("utf-8") for path in sorted((REGISTER / "records/texter").rglob("*.md")))


def test_the_narrative_texts_name_figures() -> None:
    named = {name for text in texts() for name in re.findall(r"\{\{ nyckeltal\.(N[0-9]{2})", text)}

    assert named >= {"N08", "N10", "N13", "N19", "N36"}
