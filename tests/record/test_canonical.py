"""`formatera`: what it mends, what it keeps, and what it leaves alone."""

from __future__ import annotations

import pytest

from sysselreg.record.canonical import format_records
from sysselreg.schema.model import Schemas
from sysselreg.snapshot import Snapshot

PATH = "records/aktivitet/2025/akt-3c6w0z.yaml"
RIGHT = (
    "typ: aktivitet\nid: akt-3c6w0z\nversion: 1\nslag: nätverksträff\ntitel: Möte\ndatum: 2025-03-06\n"
    "antal_deltagare: 12\norganisationer:\n  - org-9b3t7w\n"
)


def formatted(data: str | bytes, schemas: Schemas) -> str | None:
    """The new text of the one file, None when it is left alone."""
    raw = data.encode() if isinstance(data, str) else data
    return format_records(Snapshot({PATH: raw}), schemas, ()).changed.get(PATH)


@pytest.mark.parametrize(
    "written",
    [
        "\ufeff" + RIGHT,
        RIGHT.replace("\n", "\r\n"),
        RIGHT.replace("ä", "a\u0308").replace("ö", "o\u0308"),
        "\ufeff" + RIGHT.replace("\n", "\r\n").replace("ä", "a\u0308"),
        RIGHT.replace("\n", "\n\n"),
        RIGHT + "...\n",
        "---\n" + RIGHT,
        RIGHT.removesuffix("\n"),
        RIGHT.replace("  - ", "- "),
        RIGHT.replace("\n  - org-9b3t7w", " [org-9b3t7w]"),
        RIGHT.replace("titel: Möte", "'titel' :   \"M\\xf6te\"   "),
        RIGHT.replace("id: akt-3c6w0z\n", "").replace("titel:", "id: akt-3c6w0z\ntitel:"),
        RIGHT.replace("datum: 2025-03-06", 'datum: "2025-03-06"').replace("12", "'12'"),
    ],
)
def test_every_way_of_writing_the_same_becomes_one(written: str, schemas: Schemas) -> None:
    assert formatted(written, schemas) == RIGHT
    assert formatted(RIGHT, schemas) is None


def test_comments_stay_and_nothing_else_changes(schemas: Schemas) -> None:
    written = "# Om mötet\n" + RIGHT.replace("titel: Möte", "titel: 'Möte'   # inte klart") + "# slut\n"
    wanted = "# Om mötet\n" + RIGHT.replace("titel: Möte", "titel: Möte  # inte klart") + "# slut\n"
    assert formatted(written, schemas) == wanted
    assert formatted(wanted, schemas) is None


def test_values_are_never_mended(schemas: Schemas) -> None:
    written = RIGHT.replace("slag: nätverksträff", "slag:  natverkstraff").replace("12", "0012") + "okänt: x\n"
    assert formatted(written, schemas) == (
        RIGHT.replace("slag: nätverksträff", "slag: natverkstraff").replace("12", '"0012"') + "okänt: x\n"
    )


@pytest.mark.parametrize(
    "written",
    [
        RIGHT.encode("latin-1"),
        RIGHT.replace("Möte", "M\u200böte").encode(),
        RIGHT.replace("Möte", "Möte\u2028i mars").encode(),
        (RIGHT + "titel: Möte\n").encode(),
        (RIGHT + "---\n" + RIGHT).encode(),
        RIGHT.replace("Möte", "&a Möte").encode(),
        RIGHT.replace("Möte", "Möte: mars").encode(),
        ("<<<<<<< HEAD\n" + RIGHT).encode(),
        b"",
    ],
)
def test_a_file_that_could_mean_two_things_is_named_and_left_alone(written: bytes, schemas: Schemas) -> None:
    assert format_records(Snapshot({PATH: written}), schemas, ()) == ({}, (PATH,))


def test_the_settings_get_their_safe_faults_mended_and_nothing_else(schemas: Schemas) -> None:
    settings = "register:   prov  # kort\norganisation: 'Å kommun'\n"
    for written in ("\ufeff" + settings, settings.replace("\n", "\r\n"), settings.replace("Å", "A\u030a")):
        snapshot = Snapshot({"sysselreg.yaml": written.encode()})
        assert format_records(snapshot, schemas, ()).changed == {"sysselreg.yaml": settings}
        assert format_records(snapshot, schemas, ("records",)).changed == {}
    for left in (settings, "register: [\n", "\ufeffregister: a\u200b\n", ""):
        assert format_records(Snapshot({"sysselreg.yaml": left.encode()}), schemas, ()).changed == {}


def test_only_the_wanted_files_and_folders_are_looked_at(schemas: Schemas) -> None:
    untidy = RIGHT.replace("titel: ", "titel:   ").encode()
    other = PATH.replace("2025", "2024")
    snapshot = Snapshot({PATH: untidy, other: untidy, "records/diverse/2025/x.yaml": untidy, "records/x.yaml": untidy})
    for wanted, changed in (
        ((), {PATH, other}),
        ((PATH,), {PATH}),
        (("records/aktivitet/2024",), {other}),
        (("records/aktivitet/202",), set()),
        (("records/upphandling",), set()),
    ):
        assert set(format_records(snapshot, schemas, wanted).changed) == changed
