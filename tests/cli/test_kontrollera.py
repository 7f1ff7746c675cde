"""`kontrollera`: what it shows, in every format, and its exit codes."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import jsonschema
import pytest

from sysselreg.check.model import Outcome
from sysselreg.check.render import RENDERERS
from sysselreg.finding import Finding, Place

if TYPE_CHECKING:
    from tests.conftest import Cli, Repository

ACTIVITY = "records/aktivitet/2025/akt-3c6w0z.yaml"
PLACEMENT = "records/placering/2025/pla-8m2kd4.yaml"
STRANGE = "records/aktivitet/å & <b>, 100%:.txt"


@pytest.fixture
def broken(exempel: Repository) -> Repository:
    """One error, one warning and one file with a name that formats must escape."""
    text = (exempel.root / ACTIVITY).read_text(encoding="utf-8")
    exempel.write({ACTIVITY: text.replace("slag: branschdialog", "slag: branchdialog"), STRANGE: "x"})
    text = (exempel.root / PLACEMENT).read_text(encoding="utf-8")
    exempel.write({PLACEMENT: text.replace("till: 2026-04-30", "till: 2025-06-01")})
    return exempel


# ---- exit codes and choice of files ----------------------------------------------------------------------------------


def test_a_right_register_gives_zero(cli: Cli, exempel: Repository) -> None:
    ran = cli("--register", exempel.root, "kontrollera")
    assert (ran.code, ran.out, ran.err) == (0, "10 poster kontrollerade: inga fel.\n", "")


def test_errors_give_one_and_are_worded_as_the_design_says(cli: Cli, broken: Repository) -> None:
    ran = cli("--register", broken.root, "kontrollera")
    assert ran.code == 1
    assert ran.out == (
        f"{ACTIVITY}:6:1  fel S010  Slag (slag) är ”branchdialog”, som inte finns i listan. Menade du branschdialog?\n"
        "    Välj ett av: nätverksträff, branschdialog, rfi, utbildning, seminarium, styrgrupp, arbetsmöte, "
        "studiebesök, förstudie, stödärende, informationsinsats, handledarkurs.   sysselreg forklara S010\n"
        "    Varför: Statistiken räknar på listans värden. Ett annat ord skulle falla bort.\n"
        "\n"
        f"{STRANGE}  fel S041  {STRANGE} är inte en post eller en berättande text.\n"
        "    Flytta filen från records. Poster heter records/<typ>/<år>/<id>.yaml och texter "
        "records/texter/<år>/<avsnitt>.md.   sysselreg forklara S041\n"
        "    Varför: Filer som ingen regel läser kan innehålla vad som helst.\n"
        "\n"
        f"{PLACEMENT}:20:3  varning V301  Till (planerad.till) är 2025-06-01. Visstidsanställning från 2025-05-01 "
        "blir kortare än 3 månader.\n"
        "    Förläng platsen om det går. Annars skriv varför i anteckning.   sysselreg forklara V301\n"
        "    Varför: En visstidsanställning eller praktik med kvalitet bör vara minst tre månader.\n"
        "\n"
        "10 poster kontrollerade: 2 fel, 1 varning.\n"
    )


def test_a_warning_gives_one_only_when_strict(cli: Cli, broken: Repository) -> None:
    arguments = ["--register", broken.root, "kontrollera", broken.root / PLACEMENT]
    assert [cli(*arguments, *more).code for more in ([], ["--strikt"])] == [0, 1]


@pytest.mark.parametrize("form", RENDERERS)
def test_the_format_never_changes_the_code(form: str, cli: Cli, broken: Repository) -> None:
    assert cli("--register", broken.root, "kontrollera", "--format", form).code == 1
    assert cli("--register", broken.root, "kontrollera", "--format", form, PLACEMENT).code == 0


def test_records_of_another_version_give_four(cli: Cli, broken: Repository) -> None:
    text = (broken.root / PLACEMENT).read_text(encoding="utf-8")
    broken.write({PLACEMENT: text.replace("version: 1", "version: 2")})
    ran = cli("--register", broken.root, "kontrollera")
    assert ran.code == 4
    assert f"{PLACEMENT}:3:1  fel S035  Posten är skriven för version 2 av schemat." in ran.out


def test_only_findings_of_the_named_files_are_shown_but_all_is_read(cli: Cli, broken: Repository) -> None:
    """A rule between records is shown at the file that is named, whatever file it was broken in."""
    organisation = "records/organisation/2025/org-9b3t7w.yaml"
    (broken.root / organisation).unlink()
    shown = {
        name: re.findall(r"^(\S+?):?\d*:?\d*  (?:fel|varning) ([A-Z]\d+)", cli(*words).out, re.M)
        for name, words in {
            "file": ["--register", broken.root, "kontrollera", broken.root / ACTIVITY],
            "folder": ["--register", broken.root, "kontrollera", "records/dialogoverenskommelse"],
        }.items()
    }
    assert {path for path, _ in shown["file"]} == {ACTIVITY}
    assert {path for path, _ in shown["folder"]} == {"records/dialogoverenskommelse/2025/dia-2m5r8c.yaml"}


def test_changed_files_alone_and_changed_since_a_commit(cli: Cli, broken: Repository) -> None:
    def files(*words: str) -> set[str]:
        ran = cli("--register", broken.root, "kontrollera", "--format", "json", *words)
        return {finding["fil"] for finding in json.loads(ran.out)["fynd"]}

    assert files("--andrade") == {ACTIVITY, PLACEMENT, STRANGE}
    broken.commit()
    assert files("--andrade") == set()
    assert files() == {ACTIVITY, PLACEMENT, STRANGE}
    text = (broken.root / PLACEMENT).read_text(encoding="utf-8")
    broken.write({PLACEMENT: text.replace("2025-06-01", "2025-06-02")})
    assert files("--andrade") == {PLACEMENT}
    assert files("--mot", "HEAD") == {PLACEMENT}
    assert files("--mot", "HEAD~1") == {ACTIVITY, PLACEMENT, STRANGE}
    assert files("--andrade", ACTIVITY) == {ACTIVITY, PLACEMENT}


def test_a_commit_is_checked_as_it_was(cli: Cli, broken: Repository) -> None:
    for name in ("HEAD", broken.git("rev-parse", "HEAD")):
        ran = cli("--register", broken.root, "--revision", name, "kontrollera")
        assert (ran.code, ran.out) == (0, "10 poster kontrollerade: inga fel.\n")


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["records/finns-inte"], 2, "Filen records/finns-inte finns inte i registret {root}. Rätta namnet.\n"),
        (["/etc/hostname"], 2, "Filen /etc/hostname finns inte i registret {root}. Rätta namnet.\n"),
        (["--mot", "finns-inte"], 2, "Git känner ingen incheckning ”finns-inte” i {root}.\n"),
        (["--mot=--output=x"], 2, "Git känner ingen incheckning ”--output=x” i {root}.\n"),
    ],
)
def test_files_and_commits_that_are_not_there_are_told(
    words: list[str], code: int, told: str, cli: Cli, exempel: Repository
) -> None:
    ran = cli("--register", exempel.root, "kontrollera", *words)
    assert (ran.code, ran.out, ran.err) == (code, "", told.format(root=exempel.root))


def test_here_is_the_whole_register(cli: Cli, broken: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(broken.root)
    whole = cli("kontrollera")
    assert cli("kontrollera", ".") == whole
    monkeypatch.chdir(broken.root / "records/placering")
    assert cli("kontrollera", ".").out.endswith("inga fel, 1 varning.\n")


# ---- formats ---------------------------------------------------------------------------------------------------------


def shown(cli: Cli, register: Repository, form: str) -> str:
    return cli("--register", register.root, "kontrollera", "--format", form).out


def test_json_has_the_keys_of_the_contract(cli: Cli, broken: Repository) -> None:
    told = json.loads(shown(cli, broken, "json"))
    assert list(told) == ["format_version", "revision", "antal_poster", "fynd", "sammanfattning"]
    assert told["format_version"] == 1
    assert told["revision"] == broken.git("rev-parse", "HEAD")[:10] + "+"
    assert told["antal_poster"] == 10
    assert told["sammanfattning"] == {"fel": 2, "varningar": 1, "upplysningar": 0}
    assert [set(finding) for finding in told["fynd"]] == [
        {"kod", "nivå", "fil", "rad", "kolumn", "fält", "id", "meddelande", "åtgärd", "skäl", "se_även"}
    ] * 3
    first = told["fynd"][0]
    assert {key: first[key] for key in ("kod", "nivå", "fil", "rad", "kolumn", "fält", "id")} == {
        "kod": "S010",
        "nivå": "fel",
        "fil": ACTIVITY,
        "rad": 6,
        "kolumn": 1,
        "fält": "slag",
        "id": "akt-3c6w0z",
    }
    assert told["fynd"][1]["fil"] == STRANGE


def test_json_of_a_right_register_is_whole_too(cli: Cli, exempel: Repository) -> None:
    told = json.loads(shown(cli, exempel, "json"))
    assert (told["fynd"], told["sammanfattning"]) == ([], {"fel": 0, "varningar": 0, "upplysningar": 0})


def test_lines_are_what_editors_jump_by(cli: Cli, broken: Repository) -> None:
    lines = shown(cli, broken, "rader").splitlines()
    assert len(lines) == 3
    assert lines[0].startswith(f"{ACTIVITY}:6:1: fel S010 Slag (slag) är ”branchdialog”")
    assert lines[1].startswith(f"{STRANGE}: fel S041 ")
    assert shown(cli, broken, "rader").count("\n") == 3


def test_gitlab_gets_its_code_quality_report(cli: Cli, broken: Repository) -> None:
    issues = json.loads(shown(cli, broken, "gitlab"))
    assert [(i["check_name"], i["severity"], i["location"]) for i in issues] == [
        ("S010", "critical", {"path": ACTIVITY, "lines": {"begin": 6}}),
        ("S041", "critical", {"path": STRANGE, "lines": {"begin": 1}}),
        ("V301", "minor", {"path": PLACEMENT, "lines": {"begin": 20}}),
    ]
    assert len({issue["fingerprint"] for issue in issues}) == 3
    # The same fault keeps its fingerprint when lines above it move.
    text = (broken.root / ACTIVITY).read_text(encoding="utf-8")
    broken.write({ACTIVITY: "# En rad till\n" + text})
    moved = json.loads(shown(cli, broken, "gitlab"))
    assert moved[0]["location"]["lines"] == {"begin": 7}
    assert moved[0]["fingerprint"] == issues[0]["fingerprint"]


def test_junit_can_be_parsed_and_counts_right(cli: Cli, broken: Repository, exempel: Repository) -> None:
    suite = ElementTree.fromstring(shown(cli, broken, "junit"))  # noqa: S314 - our own text
    assert (suite.tag, suite.get("tests"), suite.get("failures")) == ("testsuite", "3", "2")
    cases = suite.findall("testcase")
    assert [(case.get("classname"), case.get("name")) for case in cases] == [
        (ACTIVITY, f"S010 {ACTIVITY}:6:1"),
        (STRANGE, f"S041 {STRANGE}"),
        (PLACEMENT, f"V301 {PLACEMENT}:20:3"),
    ]
    assert [[child.tag for child in case] for case in cases] == [["failure"], ["failure"], ["system-out"]]
    exempel.git("checkout", "-q", "--", ".")
    exempel.git("clean", "-qfd")
    passed = ElementTree.fromstring(shown(cli, exempel, "junit"))  # noqa: S314
    assert (passed.get("tests"), passed.get("failures"), len(passed.findall("testcase"))) == ("1", "0", 1)


# What consumers of SARIF 2.1.0 rely on (the standard's required properties and formats of these objects).
SARIF: dict[str, Any] = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "required": ["tool", "results"],
                "properties": {
                    "tool": {
                        "required": ["driver"],
                        "properties": {"driver": {"required": ["name"], "properties": {"rules": {"type": "array"}}}},
                    },
                    "results": {
                        "type": "array",
                        "items": {
                            "required": ["message", "ruleId", "level", "locations"],
                            "properties": {
                                "level": {"enum": ["none", "note", "warning", "error"]},
                                "message": {"required": ["text"]},
                                "locations": {
                                    "minItems": 1,
                                    "items": {
                                        "properties": {
                                            "physicalLocation": {
                                                "required": ["artifactLocation", "region"],
                                                "properties": {
                                                    "artifactLocation": {
                                                        "properties": {
                                                            "uri": {"pattern": "^[A-Za-z0-9_./~%-]+$", "type": "string"}
                                                        }
                                                    },
                                                    "region": {
                                                        "properties": {
                                                            "startLine": {"type": "integer", "minimum": 1},
                                                            "startColumn": {"type": "integer", "minimum": 1},
                                                        }
                                                    },
                                                },
                                            }
                                        }
                                    },
                                },
                            },
                        },
                    },
                },
            },
        },
    },
}


def test_sarif_has_what_its_readers_require(cli: Cli, broken: Repository) -> None:
    told = json.loads(shown(cli, broken, "sarif"))
    jsonschema.Draft202012Validator.check_schema(SARIF)
    jsonschema.validate(told, SARIF)
    (run,) = told["runs"]
    assert [(r["ruleId"], r["level"]) for r in run["results"]] == [
        ("S010", "error"),
        ("S041", "error"),
        ("V301", "warning"),
    ]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["S010", "S041", "V301"]


def test_github_gets_one_escaped_command_a_finding(cli: Cli, broken: Repository) -> None:
    lines = shown(cli, broken, "github").splitlines()
    assert [line.split("::")[1] for line in lines] == [
        f"error file={ACTIVITY},line=6,col=1,title=S010",
        "error file=records/aktivitet/å & <b>%2C 100%25%3A.txt,line=1,col=1,title=S041",
        f"warning file={PLACEMENT},line=20,col=3,title=V301",
    ]
    assert "100%25:.txt är inte en post" in lines[1]


def test_a_line_break_in_a_value_or_name_cannot_look_like_a_finding(cli: Cli, exempel: Repository) -> None:
    text = (exempel.root / ACTIVITY).read_text(encoding="utf-8")
    false = "records/x.yaml:1:1: fel S001 falskt"
    exempel.write({ACTIVITY: text.replace("slag: branschdialog", f'slag: "x\\n{false}\\n::stop-commands::y"')})
    exempel.write({f"records/y\n{false.replace('/', '_')}": "x"})
    lines = shown(cli, exempel, "github").splitlines()
    assert [line.split(" ")[0] for line in lines] == ["::error", "::error"]
    assert "x%0Arecords/x.yaml:1:1: fel S001 falskt%0A::stop-commands::y" in lines[0]
    for form in ("rader", "text"):
        assert not re.search(f"^{re.escape(false)}", shown(cli, exempel, form), re.M)
    assert len(shown(cli, exempel, "rader").splitlines()) == 2


@pytest.mark.parametrize(
    ("number", "shown", "rest"), [(10, 10, ""), (13, 10, "    och 3 ställen till, se --format json\n")]
)
def test_a_reader_is_shown_ten_other_places_and_a_program_all(number: int, shown: int, rest: str) -> None:
    also = tuple(Place(f"records/{each}.yaml", 1, 1) for each in range(number))
    found = Finding("M225", "varning", Place("a.yaml"), "Många.", "Räkna.", "Därför.", also=also)
    outcome = Outcome((found,), 13, None)
    text = RENDERERS["text"](outcome, "")
    assert (text.count("Se även records/"), "ställen till" in text, rest in text) == (shown, bool(rest), True)
    assert len(json.loads(RENDERERS["json"](outcome, ""))["fynd"][0]["se_även"]) == number
