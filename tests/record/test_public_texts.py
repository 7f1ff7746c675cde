"""Narrative texts keep what records that are not open keep: a paragraph that names one says no more."""

from __future__ import annotations

import pytest

from sysselreg.record.model import Record
from sysselreg.record.secrecy import SECRET, closed, mentions, public_records, public_texts
from sysselreg.schema.model import Schemas

SECRECY = {"nivå": "sekretess", "lagrum": "OSL 19 kap. 3 §"}


def record(kind: str, name: str, **fields: object) -> Record:
    return Record(kind, name, "", {"typ": kind, "id": name, **fields}, b"")


SECRET_ONE = record("upphandling", "upp-7k3qf9", titel="Sanering av mark (etapp 2)", sekretess=SECRECY)
OPEN_ONE = record("upphandling", "upp-8x4m2k", titel="Lokalvård")


@pytest.mark.parametrize(
    "paragraph",
    [
        "Arbetet med upp-7k3qf9 fortsätter.",
        "Störst är sanering av mark (etapp 2), som fortsätter.",
        "Störst är Sanering av\nmark (etapp 2).",
        "## Sanering av mark (etapp 2)",
    ],
)
def test_a_paragraph_that_names_it_is_withheld_and_no_other(paragraph: str) -> None:
    text = f"Lokalvård i upp-8x4m2k.\n\n{paragraph}\n\nSist.\n"
    assert public_texts({"records/texter/2023/a.md": text}, [SECRET_ONE, OPEN_ONE]) == {
        "records/texter/2023/a.md": f"Lokalvård i upp-8x4m2k.\n\n{SECRET}.\n\nSist.\n"
    }
    assert public_texts({"a.md": text}, [OPEN_ONE]) == {"a.md": text}


@pytest.mark.parametrize("text", ["Osanering av mark (etapp 2)", "xupp-7k3qf9", "Sanering av mark", "upp-7k3qf90"])
def test_other_words_are_no_name(text: str) -> None:
    assert list(mentions(text, [SECRET_ONE])) == []
    assert list(mentions("x upp-7k3qf9", [SECRET_ONE])) == [(2, "upp-7k3qf9")]


def test_the_text_of_the_record_itself_is_withheld() -> None:
    texts = {f"records/texter/2023/{name}.md": "Allt.\n" for name in ("upp_7k3qf9", "upp_8x4m2k")}
    assert list(public_texts(texts, [SECRET_ONE, OPEN_ONE]).values()) == [f"{SECRET}.\n", "Allt.\n"]


def test_a_document_goes_with_its_case(schemas: Schemas) -> None:
    case = record("ärende", "are-1q8v4n", rubrik="Tvist", sekretess=SECRECY)
    inside = record("handling", "han-0t4y7b", ärende="are-1q8v4n", rubrik="Inlaga")
    opened = record("handling", "han-1t4y7b", ärende="are-1q8v4n", rubrik="Beslut", sekretess={"nivå": "öppen"})
    other = record("handling", "han-2t4y7b", ärende="are-9q8v4n", rubrik="Annat")

    assert [each.id for each in closed([case, inside, opened, other])] == ["are-1q8v4n", "han-0t4y7b"]
    shown = public_records([case, inside, opened, other], schemas)
    assert [each.data["rubrik"] for each in shown] == [SECRET, SECRET, "Beslut", "Annat"]
