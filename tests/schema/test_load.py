"""A schema file that is itself broken stops the program with a sentence that names the file (exit code 3)."""

from __future__ import annotations

import re

import pytest

from sysselreg.check.wording import worded
from sysselreg.errors import DefinitionError
from sysselreg.finding import Place
from sysselreg.schema.load import load_schemas
from sysselreg.schema.model import Schemas
from sysselreg.snapshot import Snapshot
from sysselreg.store.read import package_files

KIND = "schemas/kinds/aktivitet.yaml"
TYPES = "schemas/types.yaml"
LIST = "schemas/vocabularies/kon.yaml"
RULES = "schemas/rules/form.yaml"


def changed(path: str, old: str, new: str) -> dict[str, bytes]:
    text = package_files()[path].decode()
    assert old in text
    return {path: text.replace(old, new).encode()}


BROKEN = [
    ({KIND: b"typ: [aktivitet\n"}, f"Filen {KIND} går inte att läsa: .*line 2.* Rätta filen."),
    (
        {KIND: b"typ: aktivitet\ntyp: aktivitet\n"},
        f"Filen {KIND} går inte att läsa: T017 på rad 2 \\(typ\\). Rätta filen.",
    ),
    ({KIND: "typ: ärende".encode("latin-1")}, f"Filen {KIND} går inte att läsa: .*0xe4.* Rätta filen."),
    ({KIND: b"- aktivitet\n"}, f"Filen {KIND} har inte den form den ska ha .* Rätta filen."),
    ({KIND: b""}, f"Filen {KIND} saknar typ. Rätta filen."),
    (changed(KIND, "typ: aktivitet", "slag: aktivitet"), f"Filen {KIND} saknar typ. Rätta filen."),
    (
        changed(KIND, "typer/text", "typer/tekst"),
        f"Filen {KIND} saknar det som hänvisningen typer/tekst gäller. Rätta filen.",
    ),
    (
        changed(KIND, "typer/text", "../text.yaml"),
        f"Filen {KIND} saknar det som hänvisningen \\.\\./text.yaml gäller. Rätta filen.",
    ),
    (
        changed(KIND, "kodlista/aktivitetsslag", "kodlista/slag"),
        f"Filen {KIND} saknar kodlistan slag i schemas/vocabularies. Rätta filen.",
    ),
    (
        changed(TYPES, "text:\n  title: Text\n", "text:\n  $ref: typer/text\n  title: Text\n"),
        "Filen schemas/kinds/.*.yaml hänvisar till sig själv. Rätta filen.",
    ),
    ({TYPES: b"[]"}, "Filen schemas/kinds/.*.yaml saknar det som hänvisningen typer/.* gäller. Rätta filen."),
    ({LIST: b"titel: Kon\n"}, f"Filen {LIST} saknar koder. Rätta filen."),
    ({LIST: b"titel: Kon\nkoder: [man, kvinna]\n"}, f"Filen {LIST} har inte den form den ska ha .* Rätta filen."),
    ({LIST: b"titel: Kon\nkoder:\n  man:\n    text: Man\n"}, f"Filen {LIST} saknar etikett. Rätta filen."),
    (changed(RULES, "regler:", "rader:"), f"Filen {RULES} saknar regler. Rätta filen."),
    (changed(RULES, "    skäl: Värdet räknas ihop med andra.\n", ""), f"Filen {RULES} saknar skäl. Rätta filen."),
]


@pytest.mark.parametrize(("files", "sentence"), BROKEN)
def test_a_broken_file_is_named(files: dict[str, bytes], sentence: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        load_schemas(Snapshot({**package_files(), **files}))
    assert re.fullmatch(sentence, refused.value.sentence, re.S)
    assert refused.value.exit_code == 3


@pytest.mark.parametrize("path", [TYPES, "schemas/register.yaml"])
def test_a_missing_file_is_named(path: str) -> None:
    without = {name: data for name, data in package_files().items() if name != path}
    with pytest.raises(DefinitionError) as refused:
        load_schemas(Snapshot(without))
    assert refused.value.sentence == f"Filen {path} saknas. Installera om programmet eller hämta filen ur Git."


def test_a_register_may_give_a_code_list_its_own_file() -> None:
    own = {LIST: b"titel: Kon\nkoder:\n  x:\n    etikett: Okand\n"}
    schemas = load_schemas(Snapshot({**package_files(), **own}))
    assert list(schemas.vocabularies["kon"].codes) == ["x"]
    assert schemas.kinds["placering"].schema["properties"]["kön"]["enum"] == ["x"]


def test_a_message_that_is_not_there_or_asks_for_what_was_not_given_is_told(schemas: Schemas) -> None:
    with pytest.raises(DefinitionError) as unknown:
        worded(schemas, "S999", Place("a"), {})
    assert unknown.value.sentence == "Meddelandet S999 saknas i schemas/rules/. Lägg till det."
    with pytest.raises(DefinitionError) as lacking:
        worded(schemas, "S021", Place("a"), {"fält": "Antal"})
    assert lacking.value.sentence == ("Meddelandet S021 frågar efter {värde}, som inte finns. Rätta schemas/rules/.")
    told = worded(schemas, "S021", Place("a"), {"fält": "Antal", "värde": "{gräns}", "gräns": "1"})
    assert told.message == "Antal är {gräns}."
