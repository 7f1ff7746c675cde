"""What the commands print as JSON is what `schemas/output/` publishes."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from sysselreg.yamlevents import data_file
from tests.conftest import Cli

ROOT = Path(__file__).resolve().parent.parent.parent
OUTPUT = ROOT / "schemas" / "output"
EXAMPLE = str(ROOT / "tests" / "registers" / "exempelkommun")
RUNS = {
    "kontrollera": ["kontrollera", "--format", "json"],
    "statistik": ["statistik", "--ar", "2024", "--format", "json"],
    "mal": ["mal", "--ar", "2024", "--format", "json"],
    "bevaka": ["--idag", "2025-11-22", "bevaka", "--format", "json"],
    "lista": ["lista", "program", "--format", "json"],
    "kalkyl": ["kalkyl", "upp-x1304s", "--format", "json"],
    "diarium": ["diarium", "--format", "json"],
    "arende": ["arende", "visa", "KS 2024/0018", "--format", "json"],
}
# Held to what is published beside the tests of the commands themselves.
WITH_GIT = ("andringar", "bedom", "doktor", "granska", "historik", "konflikt", "revision", "uppfyllnad")


def schema(name: str) -> jsonschema.Draft202012Validator:
    top = data_file((OUTPUT / f"{name}.yaml").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(top)
    return jsonschema.Draft202012Validator(top)


@pytest.mark.parametrize("name", RUNS)
def test_the_output_is_what_is_published(name: str, cli: Cli) -> None:
    done = cli("--register", EXAMPLE, *RUNS[name])
    assert done.code in (0, 1), done.err
    schema(name).validate(json.loads(done.out))


def test_one_record_is_what_is_published(cli: Cli) -> None:
    listed = json.loads(cli("--register", EXAMPLE, "lista", "program", "--format", "json").out)
    shown = json.loads(cli("--register", EXAMPLE, "visa", listed[0]["id"], "--format", "json").out)
    schema("visa").validate(shown)
    assert shown == listed[0]


def test_every_published_schema_is_tested_and_can_refuse() -> None:
    assert {path.stem for path in OUTPUT.glob("*.yaml")} == {*RUNS, *WITH_GIT, "visa"}
    for name in (*RUNS, *WITH_GIT, "visa"):
        assert not schema(name).is_valid({"format_version": 2})


def test_withheld_numbers_are_null_and_internal_ones_are_not(cli: Cli) -> None:
    words = ["--register", EXAMPLE, "statistik", "--ar", "2024", "--nyckeltal", "N14", "--format", "json"]
    shown = json.loads(cli(*words).out)["nyckeltal"][0]
    internal = json.loads(cli(*words, "--internt").out)["nyckeltal"][0]
    hidden = [group for group in shown["per"] if group["dold"]]
    assert hidden, "the example has small groups in 2024"
    for group in hidden:
        assert (group["värde"], group["täljare"], group["nämnare"], group["poster"]) == (None, None, None, [])
    assert all(group["dold"] is None and group["värde"] is not None for group in internal["per"])
