"""What lies among the records and is none, what the settings were, and each version held to its own schema."""

from __future__ import annotations

import os
from pathlib import Path

from tests.office import ANNA, FIRM, ROOT, firm
from tests.revision.conftest import Office


def test_what_does_not_belong_among_the_records_is_told(office: Office) -> None:
    brought = office.changed({"records/bild.png": "x"})
    (office.root / "records/lank.yaml").symlink_to("bild.png")
    office.branch()
    linked = office.commit({})
    office.approve()
    assert office.deviations() == [
        ("S041", brought, "records/bild.png", None, True),
        ("S042", linked, "records/lank.yaml", None, True),
    ]


def test_another_repository_among_the_records(office: Office) -> None:
    office.branch()
    office.by(ANNA)
    office.git("update-index", "--add", "--cacheinfo", f"160000,{'a' * 40},records/annat")
    office.git("commit", "-q", "-m", "Ändring")
    brought = office.git("rev-parse", "HEAD")
    office.git("update-index", "--force-remove", "records/annat")
    office.git("commit", "-q", "-m", "Ändring")
    gone = office.git("rev-parse", "HEAD")
    office.approve()
    assert office.deviations() == [("S042", brought, "records/annat", gone, False)]


def test_a_name_that_is_no_text(office: Office) -> None:
    office.branch()
    Path(os.fsdecode(bytes(office.root) + b"/records/\xff.txt")).write_text("x", encoding="utf-8")
    office.commit({})
    office.approve()
    assert [each["kod"] for each in office.told()["avvikelser"]] == ["S041"]
    assert "S041" in office.ran("revision").out


def test_settings_that_are_a_link_are_no_settings(office: Office) -> None:
    office.branch()
    (office.root / "sysselreg.yaml").rename(office.root / "annat.yaml")
    (office.root / "sysselreg.yaml").symlink_to("annat.yaml")
    brought = office.commit({})
    (office.root / "sysselreg.yaml").unlink()
    (office.root / "annat.yaml").rename(office.root / "sysselreg.yaml")
    mended = office.commit({})
    office.approve()
    assert office.deviations() == [("S042", brought, "sysselreg.yaml", mended, False)]


def test_settings_are_checked_too(office: Office) -> None:
    brought = office.changed({"sysselreg.yaml": "register: prov\n"})
    assert office.deviations() == [("S002", brought, "sysselreg.yaml", None, True)]


def own_schema(version: int) -> dict[str, str | None]:
    text = (ROOT / "schemas/kinds/organisation.yaml").read_text(encoding="utf-8")
    assert "\nversion: 1\n" in text
    assert "const: 1" not in text
    return {"schemas/kinds/organisation.yaml": text.replace("\nversion: 1\n", f"\nversion: {version}\n")}


def test_each_version_is_held_to_the_schema_of_its_time(office: Office) -> None:
    new = firm().replace("version: 1", "version: 2")
    office.changed({**own_schema(2), FIRM: new})
    assert office.deviations() == []
    late = "records/organisation/2025/org-4x8m2k.yaml"
    old = firm().replace("org-9b3t7w", "org-4x8m2k")
    brought = office.changed({late: old})
    assert office.deviations() == [("S035", brought, late, None, True)]


def test_a_schema_that_cannot_be_read_proves_nothing(office: Office) -> None:
    office.changed({"schemas/kinds/organisation.yaml": "typ: [\n"})
    brought = office.changed({FIRM: firm("myndighet")})
    office.changed({"schemas/kinds/organisation.yaml": None})
    found = [each for each in office.told()["avvikelser"] if each["fil"] == FIRM]
    assert [(each["kod"], each["incheckning"]) for each in found] == [("H909", brought)]
