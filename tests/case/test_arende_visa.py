"""`arende visa`: a case, its documents in the order of their numbers, and what else belongs to it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.case.conftest import case, handling
from tests.conftest import Cli, Repository

Register = Callable[..., Repository]
EXAMPLE = Path(__file__).resolve().parent.parent / "registers/exempelkommun"


def test_a_case_is_told_with_its_documents_and_what_belongs_to_it(cli: Cli) -> None:
    ran = cli("--register", EXAMPLE, "arende", "visa", "KS 2024/0018")
    assert ran.code == 0
    head, facts, documents, others = ran.out.split("\n\n")
    assert head == "KS 2024/0018  Arbete genom upphandling 2024\nare-85j0s8  records/arende/2024/are-85j0s8.yaml"
    assert "  Handläggare                     Samordnaren för sysselsättningskrav\n" in facts
    assert facts.endswith("\n  Status                          Avslutat")
    assert [line.split()[1][-2:] for line in documents.splitlines()[1:] if line.startswith("  KS")] == [
        f"-{number}" for number in range(1, 9)
    ]
    assert "                  Makulerad: En tabell saknades.\n" in documents
    for told in (
        "Hör också till ärendet\n",
        "  dia-h2h6qc  Exempelbussarna AB, Skolskjuts (handling KS 2024/0018-4, avses i\n              handling 4)\n",
        "  pla-m0r9n8  Visstidsanställning hos Provstäd AB (avses i handling 6)\n",
        "  upp-e9tee6  Nytt äldreboende i Exempelstad (diarienummer)\n",
    ):
        assert told in others


def test_what_is_under_a_procurement_of_the_case_belongs_to_it(cli: Cli) -> None:
    """A dialog, its placements and their evaluations, though no document is about them."""

    def held(number: str) -> dict[str, list[str]]:
        found = json.loads(cli("--register", EXAMPLE, "arende", "visa", number, "--format", "json").out)
        return {each["id"]: each["genom"] for each in found["poster"]}

    mine = held("KS 2024/0018")
    under = {each: by[0] for each, by in mine.items() if each.startswith(("dia-", "pla-", "utv-"))}
    assert (under["dia-3a3cem"], under["pla-8f21rc"]) == ("upphandling upp-e9tee6", "upphandling upp-e9tee6")
    assert any(each.startswith("utv-") and by.startswith("avser ") for each, by in under.items())
    # A procurement that the case only has a letter about is another case's, with all that is under it.
    assert mine["upp-6rqggf"] == ["avses i KS 2024/0018-5"]
    assert "upphandling upp-6rqggf" not in [by for ways in mine.values() for by in ways]


def test_as_json_the_records_are_as_they_are_stored(cli: Cli) -> None:
    found = json.loads(cli("--register", EXAMPLE, "arende", "visa", "are-85j0s8", "--format", "json").out)
    assert found["ärende"] == json.loads(cli("--register", EXAMPLE, "visa", "are-85j0s8", "--format", "json").out)
    assert [each["nummer"] for each in found["handlingar"]] == list(range(1, 9))
    first = found["handlingar"][0]
    assert first.pop("beteckning") == "KS 2024/0018-1"
    assert first == json.loads(cli("--register", EXAMPLE, "visa", first["id"], "--format", "json").out)
    assert next(each for each in found["poster"] if each["id"] == "upp-wjzf4b") == {
        "id": "upp-wjzf4b",
        "typ": "upphandling",
        "titel": "Avrop: elarbeten i vattenverk",
        "fil": "records/upphandling/2024/upp-wjzf4b.yaml",
        "genom": ["diarienummer"],
    }


def test_what_is_not_known_of_a_case_is_said(cli: Cli, register: Register) -> None:
    found = register(case("aaa001", "SO 2026/0001"), case("aaa002", "SO 2026/0002", handläggare="Registrator"))
    unknown, known = (cli("--register", found.root, "arende", "visa", f"SO 2026/000{n}").out for n in (1, 2))
    assert unknown.endswith(
        "  Handläggare                     inte angiven\n"
        "  Status                          inte angiven\n\n"
        "Handlingar\n"
        "  Inga handlingar\n"
    )
    assert "  Handläggare                     Registrator\n" in known


def test_documents_come_in_order_of_number_with_the_gaps(cli: Cli, register: Register) -> None:
    found = register(
        case("aaa001", "SO 2026/0001"),
        handling("aaa001", "aaa001", 10, avser="\n  - are-aaa001", beslut_skickas_till="\n  - Kommunstyrelsen"),
        *(handling(f"bbb00{number}", "aaa001", number) for number in (2, 1)),
        case("aaa002", "SO 2026/0002"),
        handling("aaa002", "aaa002", 3),
    )
    told = cli("--register", found.root, "arende", "visa", "SO 2026/0001").out
    lines = told.partition("Handlingar\n")[2].splitlines()
    assert [line.split("  ")[1] for line in lines if line.startswith("  SO")] == [
        "SO 2026/0001-1",
        "SO 2026/0001-2",
        "SO 2026/0001-3 till SO 2026/0001-9",
        "SO 2026/0001-10",
    ]
    assert lines[-1].strip() == "Beslutet skickas till Kommunstyrelsen."


def test_a_record_that_names_the_case_or_a_document_belongs_to_it(cli: Cli, register: Register) -> None:
    found = register(case("aaa001", "SO 2026/0001"), handling("aaa001", "aaa001", 1), case("aaa002", "SO 2026/0002"))
    for name, number in (("aaa001", "SO 2026/0001"), ("aaa002", "SO 2026/0001-1"), ("aaa003", "SO 2026/0002")):
        text = f"typ: organisation\nid: org-{name}\nversion: 1\ndiarienummer: {number}\nnamn: {name}\nslag: kommun\n"
        found.write({f"records/organisation/2026/org-{name}.yaml": text})
    told = cli("--register", found.root, "arende", "visa", "SO 2026/0001").out
    assert told.partition("Hör också till ärendet\n")[2] == (
        "  org-aaa001  aaa001 (diarienummer)\n  org-aaa002  aaa002 (diarienummer SO 2026/0001-1)\n"
    )


def test_what_belongs_is_by_kind_and_then_by_the_first_document_about_it(cli: Cli, register: Register) -> None:
    """Ids are random, so their order says nothing."""
    found = register(
        case("aaa001", "SO 2026/0001"),
        handling("aaa001", "aaa001", 1, avser="\n  - org-bbb002"),
        handling("aaa002", "aaa001", 2, avser="\n  - org-aaa003\n  - org-bbb002"),
    )
    for name, number in (("aaa003", "SO 2026/0002"), ("bbb002", "SO 2026/0002"), ("aaa001", "SO 2026/0001")):
        text = f"typ: organisation\nid: org-{name}\nversion: 1\ndiarienummer: {number}\nnamn: {name}\nslag: kommun\n"
        found.write({f"records/organisation/2026/org-{name}.yaml": text})
    told = cli("--register", found.root, "arende", "visa", "SO 2026/0001").out
    assert told.partition("Hör också till ärendet\n")[2] == (
        "  org-bbb002  bbb002 (avses i handling 1 och 2)\n"
        "  org-aaa003  aaa003 (avses i handling 2)\n"
        "  org-aaa001  aaa001 (diarienummer)\n"
    )


def test_a_commit_is_read(cli: Cli, register: Register) -> None:
    found = register(case("aaa001", "SO 2026/0001"))
    found.commit(handling("aaa001", "aaa001", 1))
    words = ("arende", "visa", "SO 2026/0001")
    assert "Handlingen aaa001" in cli("--register", found.root, *words).out
    assert "Inga handlingar" in cli("--register", found.root, "--revision", "HEAD~1", *words).out


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("han-aaa001", "han-aaa001 är inget ärende. Skriv ärendets id eller diarienummer."),
        ("SO 2026/0001-1", "han-aaa001 är inget ärende. Skriv ärendets id eller diarienummer."),
        ("SO 2026/0009", "Posten ”SO 2026/0009” finns inte. Sök den med sysselreg sok eller sysselreg lista."),
        ("are-bbb001", "are-bbb001 har inget diarienummer. Rätta posten först, se sysselreg kontrollera."),
    ],
)
def test_what_is_no_case_is_told(cli: Cli, register: Register, written: str, said: str) -> None:
    found = register(case("aaa001", "SO 2026/0001"), handling("aaa001", "aaa001", 1))
    found.write({"records/arende/2026/are-bbb001.yaml": "typ: ärende\nid: are-bbb001\n"})
    ran = cli("--register", found.root, "arende", "visa", written)
    assert (ran.code, ran.out, ran.err) == (2, "", said + "\n")
