"""Finding, choosing and telling records, on the example register that `init --exempel` lays out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from sysselreg.errors import SysselregError, UnsafeInputError, UsageError
from sysselreg.lookup import namer
from sysselreg.record.choose import chosen, conditions, containing, kind_named
from sysselreg.record.load import find_one, load, mentions
from sysselreg.record.tell import lines_as_text, title, told
from sysselreg.schema.model import Schemas
from sysselreg.snapshot import Snapshot
from sysselreg.store.read import package_files

EXAMPLES = "schemas/exempel/"
REGISTER = {p.removeprefix(EXAMPLES): data for p, data in package_files().items() if p.startswith(EXAMPLES)}
BROKEN = "records/upphandling/2025/upp-000000.yaml"


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return Snapshot({**REGISTER, BROKEN: b"titel: [\n"})


# ---- one record ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("upp-7k3qf9", "upp-7k3qf9"),
        ("upp-7", "upp-7k3qf9"),
        ("pla", "pla-8m2kd4"),
        ("KS 2025/0042", "are-1q8v4n"),
        ("KS 2025/0042-1", "han-0t4y7b"),
    ],
)
def test_a_record_is_found_by_id_by_the_start_of_it_or_by_its_number(
    written: str, found: str, snapshot: Snapshot, schemas: Schemas
) -> None:
    assert find_one(snapshot, schemas, written).id == found


@pytest.mark.parametrize(
    ("written", "error", "sentence"),
    [
        ("org", UsageError, "”org” kan vara org-4x8m2k, org-9b3t7w. Skriv fler tecken."),
        ("", UsageError, "Posten ”” finns inte. Sök den med sysselreg sok eller sysselreg lista."),
        ("7k3qf9", UsageError, "Posten ”7k3qf9” finns inte. Sök den med sysselreg sok eller sysselreg lista."),
        ("KS 2025", UsageError, "Posten ”KS 2025” finns inte. Sök den med sysselreg sok eller sysselreg lista."),
        (
            "KS 2025/0042-2",
            UsageError,
            "Posten ”KS 2025/0042-2” finns inte. Sök den med sysselreg sok eller sysselreg lista.",
        ),
        ("../x", UsageError, "Posten ”../x” finns inte. Sök den med sysselreg sok eller sysselreg lista."),
        ("upp-0", UnsafeInputError, f"{BROKEN} går inte att läsa. Se sysselreg kontrollera."),
    ],
)
def test_what_is_not_one_record_is_told(
    written: str, error: type[SysselregError], sentence: str, snapshot: Snapshot, schemas: Schemas
) -> None:
    with pytest.raises(error) as refused:
        find_one(snapshot, schemas, written)
    assert refused.value.sentence == sentence


def test_of_many_only_five_are_named(schemas: Schemas) -> None:
    many = {f"records/organisation/2025/org-00000{n}.yaml": b"typ: organisation\n" for n in range(7)}
    with pytest.raises(UsageError, match=r"kan vara org-000000, .*, org-000004 …\. Skriv fler tecken"):
        find_one(Snapshot(many), schemas, "org-")


def test_the_records_that_point_at_one_are_named_with_the_fields_that_do(snapshot: Snapshot, schemas: Schemas) -> None:
    found = [(record.id, fields) for record, fields in mentions(snapshot, schemas, "org-9b3t7w")]
    assert found == [
        ("akt-3c6w0z", "organisationer[1]"),
        ("dia-2m5r8c", "leverantör"),
        ("pla-8m2kd4", "leverantör"),
        ("upp-7k3qf9", "tilldelning[t1].leverantör"),
    ]
    assert mentions(snapshot, schemas, "utv-5h1n6d") == []


def test_an_id_in_a_text_is_no_reference(schemas: Schemas) -> None:
    path = "records/aktivitet/2025/akt-3c6w0z.yaml"
    text = "typ: aktivitet\nid: akt-3c6w0z\nversion: 1\nslag: rfi\ntitel: {}\n"
    for title_, fields in (("Om org-9b3t7w och andra", []), ("org-9b3t7w", ["titel"])):
        found = mentions(Snapshot({path: text.format(title_).encode()}), schemas, "org-9b3t7w")
        assert [name for _, name in found] == fields


def test_files_that_cannot_be_read_are_named_and_do_not_hide_the_others(snapshot: Snapshot, schemas: Schemas) -> None:
    strange = {"records/diverse/2025/x.yaml": b"typ: aktivitet\n", "records/x.yaml": b"", **snapshot.files}
    loaded = load(Snapshot(strange), schemas)
    assert len(loaded.records) == len(REGISTER)
    assert loaded.unreadable == ("records/diverse/2025/x.yaml", BROKEN, "records/x.yaml")


# ---- many records ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def choose(snapshot: Snapshot, schemas: Schemas) -> Callable[..., list[str]]:
    def ids(*written: str, kind: str = "") -> list[str]:
        records = load(snapshot, schemas).records
        wanted = kind_named(schemas, kind) if kind else None
        return [record.id for record in chosen(records, conditions(written, schemas, wanted))]

    return ids


@pytest.mark.parametrize(
    ("written", "kind", "found"),
    [
        (["status=pågående"], "", ["pla-8m2kd4", "upp-7k3qf9"]),
        (["status=PÅGÅENDE"], "", ["pla-8m2kd4", "upp-7k3qf9"]),
        (["status=pågående", "omfattning_procent=75"], "", ["pla-8m2kd4"]),
        (["krav.typ=skarpt_krav"], "", ["upp-7k3qf9"]),
        (["krav.malgrupper=långtidsarbetslösa"], "", ["upp-7k3qf9"]),
        (["organisationer=org-9b3t7w"], "", ["akt-3c6w0z"]),
        (["forvaltning=KLF"], "", ["upp-7k3qf9"]),
        (["förvaltning=klf"], "upphandling", ["upp-7k3qf9"]),
        (["mote.datum=2025-03-10"], "", ["dia-2m5r8c"]),
        (["status=avslutad"], "", []),
        (["krav=k1"], "", []),
        ([], "", [path.rsplit("/", 1)[1].removesuffix(".yaml") for path in sorted(REGISTER)]),
    ],
)
def test_records_are_chosen_by_all_conditions_lists_looked_into(
    written: list[str], kind: str, found: list[str], choose: Callable[..., list[str]]
) -> None:
    assert choose(*written, kind=kind) == found


@pytest.mark.parametrize(
    ("written", "kind", "sentence"),
    [
        ("status", "", "”status” är inget villkor. Skriv fält=värde, som status=pågående."),
        ("statuss=x", "", "Fältet ”statuss” finns inte. Menade du status?"),
        ("krav.tpy=x", "", "Fältet ”krav.tpy” finns inte. Menade du krav.typ?"),
        ("qqq=x", "", "Fältet ”qqq” finns inte."),
    ],
)
def test_a_condition_that_cannot_be_is_told(
    written: str, kind: str, sentence: str, choose: Callable[..., list[str]]
) -> None:
    with pytest.raises(UsageError) as refused:
        choose(written, kind=kind)
    assert refused.value.sentence == sentence


def test_a_field_of_another_kind_is_told_with_the_kinds_own(choose: Callable[..., list[str]]) -> None:
    with pytest.raises(
        UsageError, match=r"Fältet ”krav” finns inte\..* Fälten är: antal_deltagare, antal_tillfällen, anteckning, "
    ):
        choose("krav=x", kind="aktivitet")


@pytest.mark.parametrize("written", ["ärende", "arende", "are", "Ärende"])
def test_a_kind_is_known_by_name_folder_and_prefix(written: str, schemas: Schemas) -> None:
    assert kind_named(schemas, written).name == "ärende"


def test_an_unknown_kind_is_told_with_a_guess_and_the_choice(schemas: Schemas) -> None:
    with pytest.raises(UsageError) as refused:
        kind_named(schemas, "placeringar")
    assert refused.value.sentence == (
        "Typen ”placeringar” finns inte. Menade du placering? Välj en av: aktivitet, ärende, dialogöverenskommelse, "
        "handling, organisation, placering, program, upphandling, utgivning, utvärdering."
    )


def test_a_text_is_sought_in_every_field_in_any_case(snapshot: Snapshot, schemas: Schemas) -> None:
    records = load(snapshot, schemas).records
    assert [(r.id, field, value) for r, field, value in containing(records, "LOKALVÅRD")] == [
        ("akt-3c6w0z", "titel", "Branschdialog om lokalvård"),
        ("are-1q8v4n", "rubrik", "Lokalvård i skolor, uppföljning av sysselsättningskrav"),
        ("upp-7k3qf9", "titel", "Lokalvård i skolor"),
    ]
    assert [(r.id, field) for r, field, _ in containing(records, "20000")] == [("upp-7k3qf9", "krav[k1].vite")]
    assert list(containing(records, "finns inte någonstans")) == []


# ---- telling ---------------------------------------------------------------------------------------------------------


def test_records_are_called_by_their_title_or_by_what_they_belong_to(snapshot: Snapshot, schemas: Schemas) -> None:
    name_of = namer(snapshot, schemas)
    assert {record.kind: title(record, name_of) for record in load(snapshot, schemas).records} == {
        "aktivitet": "Branschdialog om lokalvård",
        "ärende": "Lokalvård i skolor, uppföljning av sysselsättningskrav",
        "dialogöverenskommelse": "Exempelstäd AB, Lokalvård i skolor",
        "handling": "Överenskommelse om två platser",
        "organisation": "Exempelstäd AB",
        "placering": "Visstidsanställning hos Exempelstäd AB",
        "program": "Upphandling med sysselsättningskrav",
        "upphandling": "Lokalvård i skolor",
        "utvärdering": "Arbetsgivare, Lokalvård i skolor",
    }
    assert name_of("org-000000") == "org-000000"


def test_a_name_within_a_name_is_a_name_too_and_a_circle_ends(snapshot: Snapshot, schemas: Schemas) -> None:
    path = "records/utvardering/2025/utv-5h1n6d.yaml"

    def called(target: str) -> str:
        text = snapshot.text(path).replace("avser: upp-7k3qf9", f"avser: {target}")
        held = replace(snapshot, files={**snapshot.files, path: text.encode()})
        return namer(held, schemas)("utv-5h1n6d")

    assert called("upp-7k3qf9") == "Arbetsgivare, Lokalvård i skolor"
    assert called("pla-8m2kd4") == "Arbetsgivare, Visstidsanställning hos Exempelstäd AB"
    assert called("dia-2m5r8c") == "Arbetsgivare, Exempelstäd AB, Lokalvård i skolor"
    assert called("utv-5h1n6d") == "Arbetsgivare, utv-5h1n6d"


def test_a_record_is_told_with_labels_words_and_names(snapshot: Snapshot, schemas: Schemas) -> None:
    record = find_one(snapshot, schemas, "dia")
    text = lines_as_text(told(record, schemas, namer(snapshot, schemas)))
    for line in (
        "  Upphandling                     upp-7k3qf9 Lokalvård i skolor\n",
        "  Status                          Överenskommen\n",
        "  Möte\n    Datum                         2025-03-10\n    Form                          På plats\n",
        "    Deltagare                     Upphandlare, Rekryterare\n",
        "  Platser\n    p1\n      Form                        Visstidsanställning\n",
    ):
        assert line in text
    assert "typ" not in text.lower().split()
    assert "version" not in text.lower().split()


def test_what_the_schema_does_not_know_is_told_as_it_stands(schemas: Schemas) -> None:
    path = "records/aktivitet/2025/akt-3c6w0z.yaml"
    head = "typ: aktivitet\nid: akt-3c6w0z\nslag: hemligt\n"
    data = (head + "nytt: [a, b]\norganisationer: []\ntitel: |\n  ett\n  två\n").encode()
    (record,) = load(Snapshot({path: data}), schemas).records
    assert lines_as_text(told(record, schemas, lambda name: name)) == (
        "  Slag                            hemligt\n"
        "  nytt                            a, b\n"
        "  Organisationer                  inga\n"
        "  Titel                           ett\n"
        "                                  två\n"
    )
