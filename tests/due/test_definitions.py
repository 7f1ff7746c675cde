"""The duties of `schemas/bevakning.yaml` against the rules that count them."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from sysselreg.check.model import Outcome
from sysselreg.check.rules import all_rules
from sysselreg.check.run import run
from sysselreg.due import run as rules
from sysselreg.due.run import due
from sysselreg.errors import DefinitionError
from sysselreg.pipeline import explained
from sysselreg.schema.load import load_schemas
from sysselreg.schema.model import Schemas
from sysselreg.snapshot import Snapshot
from sysselreg.store.read import package_files, program_files
from tests.check.exempelby import HERE, tree

FILE = "schemas/bevakning.yaml"


def test_every_duty_is_counted_by_a_rule_and_every_rule_counts_a_duty(schemas: Schemas) -> None:
    room = Path(rules.__file__).parent
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in room.glob("*.py")]
    texts = {node.value for each in trees for node in ast.walk(each) if isinstance(node, ast.Constant)}
    codes = {
        text for text in texts if isinstance(text, str) and len(text) == 4 and text[0] == "B" and text[1:].isdigit()
    }
    assert codes == set(schemas.duties)


def test_a_duty_names_settings_letters_and_roles_that_exist(schemas: Schemas) -> None:
    limits = schemas.settings.root.children["regler"].children
    roles = schemas.kinds["upphandling"].root.children["roller"].children
    for duty in schemas.duties.values():
        assert set(duty.limits) <= set(limits), duty.code
        assert duty.role in roles, duty.code
        assert duty.letter in {"", *schemas.vocabularies["brevtyp"].codes}, duty.code


def test_a_duty_is_explained() -> None:
    assert explained(program_files(), "b302") == (
        "B302  Förtida avbrott meddelas\n"
        "\n"
        "Vad           Meddela upphandlare och beställare att en placering slutade i förtid: ‹placering›\n"
        "Vem           rekryterare\n"
        "Frist         Så många arbetsdagar efter den sista dagen.\n"
        "Gräns         avbrott meddelas arbetsdagar: 2\n"
        "Klart         När brevet L11 om placeringen är skickat.\n"
        "Upphör        När upphandlingen är avslutad eller avbruten.\n"
        "Brev          L11 Förtida avbrott\n"
        "Varför        Avbrottet är ett kontraktsbrott om kravet var skarpt, och ska meddelas skyndsamt.\n"
        "Källa         Östersunds kommun, projektrapport, introduktion, uppföljning och avslutning; antalet dagar är "
        "registrets förslag\n"
    )


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("    roll: upphandlare\n    brev: L2\n", "", f"{FILE}: Filen saknar roll. Lägg till det."),
        ("bevakningar:", "frister:", f"{FILE}: Filen saknar bevakningar. Lägg till det."),
    ],
)
def test_a_broken_file_is_told(old: str, new: str, told: str) -> None:
    text = package_files()[FILE].decode()
    assert text.count(old) == 1
    with pytest.raises(DefinitionError) as refused:
        load_schemas(Snapshot({**package_files(), FILE: text.replace(old, new).encode()}))
    assert refused.value.sentence == told


def exempelby(files: Mapping[str, str]) -> Outcome:
    """Everything about the invented municipality of the checks, with some files of its own."""
    own = {path: text.encode() for path, text in files.items()}
    snapshot = Snapshot({**package_files(), **tree(HERE / "grund"), **own})
    return run(snapshot, load_schemas(snapshot), all_rules(snapshot))


def followed_up(outcome: Outcome) -> tuple[str, str]:
    assert outcome.checked is not None
    found = next(each for each in due(outcome.checked, date(2024, 6, 1)) if each.rule == "B306")
    return found.what, found.role


def test_a_register_words_a_duty_and_gives_it_to_another_role() -> None:
    shipped = 'vad: "Stäm av utfallet {tidpunkt}: {placering}"\n    roll: rekryterare'
    own = 'vad: "{placering}, {tidpunkt}: fråga rekryteraren"\n    roll: samordnare'
    text = package_files()[FILE].decode()
    assert text.count(shipped) == 1
    assert followed_up(exempelby({})) == (
        "Stäm av utfallet efter 3 månader: Praktik hos Exempelbygg AB",
        "rekryterare",
    )
    assert followed_up(exempelby({FILE: text.replace(shipped, own)})) == (
        "Praktik hos Exempelbygg AB, efter 3 månader: fråga rekryteraren",
        "samordnare",
    )


def test_a_value_that_no_rule_gives_is_told() -> None:
    text = package_files()[FILE].decode().replace("{tidpunkt}: {placering}", "{tidpunkt}: {deltagare}")
    with pytest.raises(DefinitionError) as refused:
        followed_up(exempelby({FILE: text}))
    assert refused.value.sentence == (
        "Meddelandet B306 frågar efter {deltagare}, som inte finns. Rätta schemas/bevakning.yaml."
    )


def test_what_is_late_is_not_wrong() -> None:
    outcome = exempelby({})
    assert outcome.checked is not None
    late = {each.rule for each in due(outcome.checked, date(2024, 6, 1)) if each.overdue_days}
    assert late == {"B204", "B205", "B303", "B306", "B401", "B402"}
    assert outcome.findings == ()
