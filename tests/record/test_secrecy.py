"""What is told of a record that is not open: its codes, dates and the public's own words, never the words it holds."""

from __future__ import annotations

import pytest

from sysselreg.record.model import Record
from sysselreg.record.secrecy import SECRET, public
from sysselreg.schema.model import Schemas

SECRECY = {"nivå": "sekretess", "lagrum": "OSL 19 kap. 3 §"}


def told(schemas: Schemas, case_is: dict[str, str] | None = None, **fields: object) -> dict[str, object]:
    data = {"typ": "handling", "id": "han-aaa001", "riktning": "inkommen", "datum": "2023-01-10", **fields}
    return dict(public(Record("handling", "han-aaa001", "", data, b""), schemas, case_is).data)


def test_an_open_record_is_told_as_it_is(schemas: Schemas) -> None:
    shown = told(schemas, rubrik="Anbud från Städ AB", offentlig_rubrik="Anbud")
    assert (shown["rubrik"], shown["offentlig_rubrik"]) == ("Anbud från Städ AB", "Anbud")


@pytest.mark.parametrize("level", ["sekretess", "intern"])
def test_the_words_of_one_that_is_not_open_are_withheld(schemas: Schemas, level: str) -> None:
    secrecy = {**SECRECY, "nivå": level}
    shown = told(schemas, rubrik="Anbud från Städ AB", avsändare="Städ AB", sekretess=secrecy)
    assert (shown["rubrik"], shown["avsändare"]) == (SECRET, SECRET)
    assert (shown["riktning"], shown["datum"], shown["sekretess"]) == ("inkommen", "2023-01-10", secrecy)


def test_the_publics_own_words_are_told_instead(schemas: Schemas) -> None:
    words = {"offentlig_rubrik": "Anbud", "offentlig_avsändare": "En anbudsgivare"}
    shown = told(schemas, rubrik="Anbud från Städ AB", avsändare="Städ AB", sekretess=SECRECY, **words)
    assert (shown["rubrik"], shown["avsändare"], shown["offentlig_rubrik"]) == ("Anbud", "En anbudsgivare", "Anbud")


def test_secrecy_that_comes_from_elsewhere_counts_where_there_is_none(schemas: Schemas) -> None:
    assert told(schemas, SECRECY, rubrik="Anbud")["rubrik"] == SECRET
    assert told(schemas, SECRECY, rubrik="Anbud", sekretess={"nivå": "öppen"})["rubrik"] == "Anbud"
