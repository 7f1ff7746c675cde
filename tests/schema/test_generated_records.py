"""Records made from the schemas themselves: every kind can be written, read back and judged.

The strategy follows the JSON Schema of a kind, so that a new field or kind is tried without a new test.
"""

from __future__ import annotations

import copy
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sysselreg.check.run import run
from sysselreg.record.canonical import format_records
from sysselreg.record.direct import read_directly
from sysselreg.record.read import canonical, read_record, typed_data
from sysselreg.schema.formats import FORMATS, ID_ALPHABET, luhn
from sysselreg.schema.load import load_schemas
from sysselreg.schema.model import Kind
from sysselreg.schema.validator import conforms, faults
from sysselreg.snapshot import CONFIG, Snapshot
from sysselreg.store.read import package_files
from sysselreg.yamltext import FORBIDDEN, parse
from sysselreg.yamlwrite import emit

SCHEMAS = load_schemas(Snapshot(package_files()))
KINDS = sorted(SCHEMAS.kinds)
NASTY = [
    "NO",
    "0205",
    "1.10",
    "2021-02-30",
    "a: b",
    "# a",
    "- a",
    "&a",
    "a\nb",
    "a\n",
    " a",
    "a ",
    '"',
    "\t",
    "=1+1",
    "ö",
]

# ---- what a value may be ---------------------------------------------------------------------------------------------


def _texts(low: int, high: int) -> st.SearchStrategy[str]:
    return (
        st.one_of(st.sampled_from(NASTY), st.text(min_size=1, max_size=min(high, 40)))
        .map(lambda text: unicodedata.normalize("NFC", text))
        .filter(lambda text: low <= len(text) <= high and not FORBIDDEN.search(text))
    )


def _orgnr(digits: str) -> str:
    last = next(d for d in "0123456789" if luhn(digits + d))
    return f"{digits[:6]}-{digits[6:]}{last}"


_DAYS = st.dates().map(lambda day: day.isoformat())
_BY_FORMAT: dict[str, st.SearchStrategy[str]] = {
    "datum": _DAYS,
    "partiellt-datum": st.builds(
        lambda day, length: day[:length], _DAYS.filter(lambda day: day < "9999"), st.sampled_from([4, 7, 10])
    ),
    "id": st.from_regex(rf"[a-z]{{3}}-[{ID_ALPHABET}]{{6}}", fullmatch=True),
    "referens": st.from_regex(rf"[a-z]{{3}}-[{ID_ALPHABET}]{{6}}", fullmatch=True),
    "lokalt-id": st.from_regex(r"[a-z][a-z0-9]{0,15}", fullmatch=True),
    "diarienummer": st.from_regex(r"[A-ZÅÄÖ]{1,10}[ -][0-9]{4}[/-][0-9]{1,6}", fullmatch=True),
    "orgnr": st.from_regex(r"[0-9]{9}", fullmatch=True).map(_orgnr),
    "cpv": st.from_regex(r"[0-9]{8}-[0-9]", fullmatch=True),
    "sni": st.from_regex(r"[0-9]{2}(?:[.]?[0-9]{1,3})?", fullmatch=True),
    "kommunkod": st.from_regex(r"[0-9]{4}", fullmatch=True),
    "deltagarnyckel": st.from_regex(rf"d-[{ID_ALPHABET}]{{8}}", fullmatch=True),
    "sha256": st.from_regex(r"[0-9a-f]{64}", fullmatch=True),
    "commit": st.from_regex(r"[0-9a-f]{40}(?:[0-9a-f]{24})?", fullmatch=True),
    "nyckeltal": st.from_regex(r"N[0-9]{2}", fullmatch=True),
}


def _values(node: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    if "const" in node:
        return st.just(node["const"])
    if "enum" in node:
        return st.sampled_from(node["enum"])
    match node["type"]:
        case "integer":
            return st.integers(node["minimum"], node["maximum"])
        case "array":
            items = _values(node["items"])
            key = repr if node.get("uniqueItems") else None
            return st.lists(items, min_size=node.get("minItems", 0), max_size=2, unique_by=key).map(_numbered)
        case "object":
            return _objects(node)
    if (form := node.get("format")) in _BY_FORMAT:
        return _BY_FORMAT[form]
    pattern = node.get("pattern", "")
    if not re.search(pattern, "å"):
        return st.from_regex(node["pattern"].removesuffix("$").removeprefix("^"), fullmatch=True).filter(
            lambda text: len(text) <= node["maxLength"] and _texts_fit(text)
        )
    texts = _texts(node.get("minLength", 0), node.get("maxLength", 40))
    return texts.filter(lambda text: _found(pattern, text))


def _texts_fit(text: str) -> bool:
    return not FORBIDDEN.search(text) and unicodedata.is_normalized("NFC", text)


def _objects(node: Mapping[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    fields = {name: _values(each) for name, each in node["properties"].items()}
    required = {name: each for name, each in fields.items() if name in node.get("required", ())}
    optional = {name: each for name, each in fields.items() if name not in required}
    return st.fixed_dictionaries(required, optional=optional).filter(
        lambda got: len(got) >= node.get("minProperties", 0)
    )


def _numbered(values: list[Any]) -> list[Any]:
    """Local ids made different, as a record must have them."""
    return [
        {**value, "id": f"x{index}"} if isinstance(value, dict) and "id" in value else value
        for index, value in enumerate(values)
    ]


def records(kind: Kind) -> st.SearchStrategy[dict[str, Any]]:
    """Right records of a kind."""
    head = {"typ": kind.name, "id": f"{kind.prefix}-7k3qf9", "version": kind.version}
    return _objects(kind.schema).map(lambda data: {**data, **head})


def path_of(kind: Kind) -> str:
    return f"records/{kind.folder}/2025/{kind.prefix}-7k3qf9.yaml"


# ---- reading and writing ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", KINDS)
@given(data=st.data())
def test_a_right_record_of_any_kind_is_read_back_as_it_was_written(name: str, data: st.DataObject) -> None:
    kind = SCHEMAS.kinds[name]
    record = data.draw(records(kind))
    text = emit(record, kind.root)
    reading = read_record(path_of(kind), text.encode(), SCHEMAS)
    assert reading.faults == []
    assert reading.record is not None
    assert reading.record.data == record
    assert canonical(text, reading.record.tree, kind) == text


@pytest.mark.parametrize("name", KINDS)
@given(data=st.data())
def test_formatera_leaves_a_canonical_record_alone_and_mends_any_order(name: str, data: st.DataObject) -> None:
    kind = SCHEMAS.kinds[name]
    record = data.draw(records(kind))
    text = emit(record, kind.root)
    assert format_records(Snapshot({path_of(kind): text.encode()}), SCHEMAS, ()).changed == {}
    shuffled = {key: record[key] for key in data.draw(st.permutations(list(record)))}
    lines = "".join(f"{key}: {_flow(value)}\n" for key, value in shuffled.items())
    formatted = format_records(Snapshot({path_of(kind): lines.encode()}), SCHEMAS, ())
    assert formatted.unreadable == ()
    assert formatted.changed.get(path_of(kind), lines) == text


def _flow(value: Any) -> str:
    """Another way of writing the same: flow style, everything in double quotes."""
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{key}": {_flow(each)}' for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(each) for each in value) + "]"
    return '"' + re.sub(r'[\\"\n\t]', lambda char: f"\\x{ord(char[0]):02x}", str(value)) + '"'


# ---- the short and the long way of reading ---------------------------------------------------------------------------

CHARACTERS = st.sampled_from(
    [*" -:#\"'|>[]{}&*!%@`,?~\\\n\t0a9Öé.", "\n  ", "\n- ", ": ", " #", "\u0301", "\u200b", "\x85"]
)


@st.composite
def _damaged(draw: st.DrawFn, text: str) -> str:
    """A text with one to three small damages: a character put in, a piece cut out, a line doubled or indented."""
    for _ in range(draw(st.integers(1, 3))):
        at, other = draw(st.integers(0, len(text))), draw(st.integers(0, 12))
        lines = text.split("\n")
        row = draw(st.integers(0, len(lines) - 1))
        match draw(st.integers(0, 4)):
            case 0:
                text = text[:at] + draw(CHARACTERS) + text[at:]
            case 1:
                text = text[:at] + text[at + other :]
            case 2:
                lines.insert(draw(st.integers(0, len(lines))), lines[row])
                text = "\n".join(lines)
            case 3:
                lines[row] = " " * draw(st.integers(0, 4)) + lines[row].lstrip()
                text = "\n".join(lines)
            case _:
                del lines[row]
                text = "\n".join(lines)
    return text


@pytest.mark.parametrize("name", KINDS)
@given(data=st.data())
def test_what_is_read_directly_is_what_the_scanner_reads_and_the_writer_writes(name: str, data: st.DataObject) -> None:
    kind = SCHEMAS.kinds[name]
    text = data.draw(_damaged(emit(data.draw(records(kind)), kind.root)))
    content = read_directly(text.encode(), kind.root)
    if content is not None:
        parsed = parse(text.encode())
        assert parsed.faults == ()
        assert parsed.root is not None
        assert typed_data(parsed.root, kind.root) == content
        assert canonical(text, parsed.root, kind) == text


@pytest.mark.parametrize("name", KINDS)
@given(data=st.data())
def test_a_record_that_is_as_it_should_be_is_read_directly(name: str, data: st.DataObject) -> None:
    kind = SCHEMAS.kinds[name]
    record = data.draw(records(kind))
    text = emit(record, kind.root)
    if "\\" not in text:  # escapes are left to the scanner
        assert read_directly(text.encode(), kind.root) == record


# ---- the two validators ----------------------------------------------------------------------------------------------

JUNK: list[Any] = [
    "",
    "x",
    "   ",
    "två\nrader",
    "inledning\n",
    "2023-00",
    "0205",
    0,
    -1,
    10**15 - 1,
    [],
    {},
    ["x", "x"],
    {"x": "y"},
    "a" * 501,
]


def _authority(kind: Kind) -> jsonschema.Draft202012Validator:
    checker = jsonschema.FormatChecker(formats=())
    for name, each in FORMATS.items():
        checker.checks(name)(lambda value, accepts=each.accepts: not isinstance(value, str) or accepts(value))
    extend: Any = jsonschema.validators.extend
    strict = extend(jsonschema.Draft202012Validator, {"pattern": _pattern})
    return strict(dict(kind.schema), format_checker=checker)  # type: ignore[no-any-return]


def _pattern(_validator: Any, pattern: str, value: Any, _schema: Any) -> Iterator[jsonschema.ValidationError]:
    """As JSON Schema has it: `$` never stands before a last line feed."""
    if isinstance(value, str) and not _found(pattern, value):
        yield jsonschema.ValidationError(pattern)


def _found(pattern: str, text: str) -> bool:
    return re.search(re.sub(r"\$\Z", r"\\Z", pattern), text) is not None


AUTHORITIES = {name: _authority(SCHEMAS.kinds[name]) for name in KINDS}


def _mutated(record: dict[str, Any], draw: st.DataObject) -> dict[str, Any]:
    """The record with one entry anywhere taken away, exchanged or added."""
    top = copy.deepcopy(record)
    here: Any = top
    while True:
        steps = list(here) if isinstance(here, dict) else list(range(len(here)))
        if not steps:
            break
        step = draw.draw(st.sampled_from(steps))
        if isinstance(here[step], dict | list) and draw.draw(st.booleans()):
            here = here[step]
            continue
        if draw.draw(st.integers(0, 3)) == 0:
            del here[step]
        else:
            here[step] = draw.draw(st.sampled_from([*JUNK, *FORMAT_EXAMPLES]))
        return top
    if isinstance(here, dict):
        here["nytt"] = "x"
    else:
        here += ["x"] * 501
    return top


FORMAT_EXAMPLES = ["org-4x8m2k", "k1", "ja", "okänt", "2023-05-02", "2023", "SO 2021/0205", "212000-1132", "d-4k7m2p9x"]


@pytest.mark.parametrize("name", KINDS)
@given(data=st.data())
def test_gate_and_authority_agree_and_every_fault_can_be_worded(name: str, data: st.DataObject) -> None:
    kind = SCHEMAS.kinds[name]
    record = data.draw(records(kind))
    for _ in range(data.draw(st.integers(1, 3))):
        record = _mutated(record, data)
    verdict = AUTHORITIES[name].is_valid(record)
    assert conforms(kind, record) is verdict
    assert bool(faults(kind, record, SCHEMAS)) is not verdict
    # The whole way: every fault finds its words in the catalogue.
    if "\r" not in str(record):
        settings = b"register: prov\norganisation: Prov\n"
        outcome = run(Snapshot({CONFIG: settings, path_of(kind): emit(record, kind.root).encode()}), SCHEMAS, ())
        assert (outcome.checked is None) is bool(outcome.findings)
        assert all("{" not in f.remedy.replace("{år}/{nr:04}", "") for f in outcome.findings)


def test_a_line_feed_after_a_name_is_no_part_of_the_name() -> None:
    kind = SCHEMAS.kinds["program"]
    head = {"typ": "program", "id": "prg-6d2j9q", "version": 1, "titel": "Program"}
    for name, told in (("inledning", []), ("inledning\n", [("S020", ("avsnitt", 0, "texter", 0))])):
        record = {**head, "avsnitt": [{"år": 2025, "texter": [name]}]}
        assert [(fault.code, fault.path) for fault in faults(kind, record, SCHEMAS)] == told


# An issue is made by `rapport --uppratta` alone, so nobody needs an example to write one by.
@pytest.mark.parametrize("name", sorted({*KINDS} - {"utgivning"}))
def test_the_example_of_each_kind_is_right_and_breaks_when_a_required_field_goes(name: str) -> None:
    kind = SCHEMAS.kinds[name]
    package = package_files()
    (path,) = [p for p in package if p.startswith(f"schemas/exempel/records/{kind.folder}/")][:1]
    reading = read_record(path.removeprefix("schemas/exempel/"), package[path], SCHEMAS)
    assert reading.faults == []
    assert reading.record is not None
    for required in kind.root.required:
        without = {key: value for key, value in reading.record.data.items() if key != required}
        told = [(fault.code, fault.path) for fault in faults(kind, without, SCHEMAS)]
        assert told == [("S002", (required,))]


def test_nothing_but_space_is_no_text_and_a_line_feed_is_no_part_of_a_line() -> None:
    kind = SCHEMAS.kinds["organisation"]
    head = {"typ": "organisation", "id": "org-4x8m2k", "version": 1, "slag": "leverantör"}
    for name, note, told in (
        ("Städ AB", "Två\nrader.", []),
        ("   ", "x", [("S015", ("namn",))]),
        ("\u00a0", " \n ", [("S015", ("anteckning",)), ("S015", ("namn",))]),
        ("Städ\nAB", "x", [("S020", ("namn",))]),
        ("Städ AB\n", "x", [("S020", ("namn",))]),
    ):
        found = faults(kind, {**head, "namn": name, "anteckning": note}, SCHEMAS)
        assert [(fault.code, fault.path) for fault in found] == told
