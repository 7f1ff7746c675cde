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
    (
        {KIND: b"typ: [aktivitet\n"},
        f"{KIND}:2: Filen går inte att läsa som YAML. Rätta raden eller den före .motorns svar: ”.*line 2.*”.\\.",
    ),
    (
        {KIND: b"typ: aktivitet\ntyp: aktivitet\n"},
        f"{KIND}:2: Filen går inte att läsa som YAML. .*svar: ”T017 på rad 2 .typ.”.\\.",
    ),
    (
        {KIND: "typ: ärende".encode("latin-1")},
        f"{KIND}: Filen är inte skriven i UTF-8. Spara den som UTF-8 .motorns svar: .*0xe4.*",
    ),
    ({KIND: b"- aktivitet\n"}, f"{KIND}: Filen har inte den form som behövs. Jämför .*"),
    ({KIND: b""}, f"{KIND}: Filen saknar typ. Lägg till det."),
    (changed(KIND, "typ: aktivitet", "slag: aktivitet"), f"{KIND}: Filen saknar typ. Lägg till det."),
    (
        changed(KIND, "typer/text", "typer/tekst"),
        f"{KIND}: Filen saknar det som hänvisningen typer/tekst gäller. Lägg till det.",
    ),
    (
        changed(KIND, "typer/text", "../text.yaml"),
        f"{KIND}: Filen saknar det som hänvisningen \\.\\./text.yaml gäller. Lägg till det.",
    ),
    (
        changed(KIND, "kodlista/aktivitetsslag", "kodlista/slag"),
        f"{KIND}: Filen saknar kodlistan slag i schemas/vocabularies. Lägg till det.",
    ),
    (
        changed(TYPES, "text:\n  title: Text\n", "text:\n  $ref: typer/text\n  title: Text\n"),
        "schemas/kinds/.*.yaml: Filen hänvisar till sig själv. Ta bort hänvisningen.",
    ),
    ({TYPES: b"[]"}, "schemas/kinds/.*.yaml: Filen saknar det som hänvisningen typer/.* gäller. Lägg till det."),
    ({LIST: b"titel: Kon\n"}, f"{LIST}: Filen saknar koder. Lägg till det."),
    ({LIST: b"titel: Kon\nkoder: [man, kvinna]\n"}, f"{LIST}: Filen har inte den form som behövs. Jämför .*"),
    ({LIST: b"titel: Kon\nkoder:\n  man:\n    text: Man\n"}, f"{LIST}: Filen saknar etikett. Lägg till det."),
    (changed(RULES, "regler:", "rader:"), f"{RULES}: Filen saknar regler. Lägg till det."),
    (changed(RULES, "    skäl: Värdet räknas ihop med andra.\n", ""), f"{RULES}: Filen saknar skäl. Lägg till det."),
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
    assert refused.value.sentence == f"{path}: Filen saknas. Installera om programmet eller hämta filen ur Git."


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
