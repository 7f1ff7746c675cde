"""`andringar`: from a person's edit to what a reviewer reads."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from sysselreg.yamlevents import data_file
from tests.conftest import Cli, Repository

ROOT = Path(__file__).resolve().parent.parent.parent
EXEMPELBY = ROOT / "tests" / "check" / "grund"
JOB = "records/placering/2023/pla-aaa002.yaml"


@pytest.fixture
def exempelby(repository: Callable[..., Repository]) -> Repository:
    made = repository(name="exempelby")
    shutil.copytree(EXEMPELBY, made.root, dirs_exist_ok=True)
    made.commit()
    return made


def edit(made: Repository, old: str = "status: pågående", new: str = "status: paus", path: str = JOB) -> None:
    text = (made.root / path).read_text(encoding="utf-8")
    assert text.count(old) == 1
    made.write({path: text.replace(old, new)})


def test_before_saving_a_person_sees_what_is_changed(exempelby: Repository, cli: Cli) -> None:
    done = cli("--register", exempelby.root, "andringar")
    assert (done.code, done.out) == (0, "Inget är ändrat i registret.\n")
    edit(exempelby)
    done = cli("--register", exempelby.root, "andringar")
    commit = exempelby.git("rev-parse", "HEAD")[:10]
    day = exempelby.git("log", "-1", "--format=%cs")
    assert done.code == 0, done.err
    assert (
        done.out.replace("\u00a0", " ")
        == f"""\
En ändrad placering.
Kontrollen hittar inga nya fel eller varningar.

Ändrad placering: Visstidsanställning hos Exempelbygg AB  pla-aaa002
  Status ändras från pågående till paus.

Jämfört med läget {commit} från {day}.
"""
    )


def test_a_branch_is_told_without_what_main_got_since(exempelby: Repository, cli: Cli) -> None:
    exempelby.git("switch", "-q", "-c", "anna")
    edit(exempelby)
    exempelby.commit({"README.md": "Hej"})
    exempelby.git("switch", "-q", "main")
    edit(exempelby, "titel: Markarbeten", "titel: Andra arbeten", "records/upphandling/2023/upp-aaa001.yaml")
    exempelby.commit()
    for words in (["andringar", "anna"], ["--revision", "anna", "andringar"], ["andringar", "main..anna"]):
        done = cli("--register", exempelby.root, *words, "--format", "md")
        assert done.code == 0, done.err
        assert "- Status ändras från pågående till paus.\n" in done.out
        assert "README.md" in done.out
        assert "Andra arbeten" not in done.out


@pytest.mark.parametrize("words", [[], ["HEAD"], ["HEAD.."], ["HEAD~1..HEAD"]])
def test_the_json_is_what_is_published(exempelby: Repository, cli: Cli, words: list[str]) -> None:
    edit(exempelby, "omfattning_procent: 75", "omfattning_procent: 120")
    (exempelby.root / "records/dialogoverenskommelse/2023/dia-aaa001.yaml").unlink()
    exempelby.commit({"README.md": "Hej", "records/texter/2023/nytt.md": "Ord.\n"})
    edit(exempelby)
    done = cli("--register", exempelby.root, "andringar", *words, "--format", "json")
    assert done.code == 0, done.err
    top = json.loads(done.out)
    published = data_file((ROOT / "schemas" / "output" / "andringar.yaml").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(published)
    judge = jsonschema.Draft202012Validator(published)
    judge.validate(top)
    assert top["poster"]
    assert not judge.is_valid({**top, "poster": [{**top["poster"][0], "art": "annat"}]})


def test_a_first_register_is_all_new(repository: Callable[..., Repository], cli: Cli) -> None:
    made = repository(name="nytt")
    shutil.copytree(EXEMPELBY, made.root, dirs_exist_ok=True)
    done = cli("--register", made.root, "andringar")
    assert done.code == 0, done.err
    told = done.out.replace("\u00a0", " ")
    assert told.startswith("En ny upphandling, en ny dialogöverenskommelse, två nya placeringar, ")
    assert "Jämfört med ett tomt register." in done.out
    assert "Rättat" not in done.out


def test_words_of_what_is_not_open_leave_by_no_comment(exempelby: Repository, cli: Cli) -> None:
    path = "records/upphandling/2023/upp-aaa001.yaml"
    edit(exempelby, "titel: Markarbeten", "sekretess:\n  nivå: intern\ntitel: Markarbeten", path)
    exempelby.commit()
    edit(exempelby, "titel: Markarbeten", "titel: Hemligt bygge", path)
    told = {
        form: cli("--register", exempelby.root, "andringar", "--format", form).out
        for form in ("text", "json", "md", "html")
    }
    assert {form: "Hemligt bygge" in out for form, out in told.items()} == {
        "text": True,
        "json": True,
        "md": False,
        "html": False,
    }


def test_outside_git_the_way_out_is_told(tmp_path: Path, cli: Cli) -> None:
    shutil.copytree(EXEMPELBY, tmp_path / "utan")
    done = cli("--register", tmp_path / "utan", "andringar")
    assert done.code == 5
    assert "Gör ett förråd med git init." in done.err
