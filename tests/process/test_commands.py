"""`uppfyllnad` and `overlamna` as people run them, and `bedom` and `uppfyllnad` on every register there is."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path

import jsonschema
import pytest

from sysselreg import lookup
from sysselreg.schema.load import load_schemas
from sysselreg.yamlevents import data_file
from tests.check.exempelby import HERE, tree
from tests.conftest import Cli, Repository
from tests.process.conftest import plain

ROOT = Path(__file__).resolve().parent.parent.parent
REGISTERS = [
    ROOT,
    *sorted(path for path in (ROOT / "tests" / "registers").iterdir() if (path / "sysselreg.yaml").is_file()),
]
UPP = "records/upphandling/2023/upp-aaa001.yaml"
PLA = "records/placering/2023/pla-aaa002.yaml"
ENTRY = """\
uppfyllnad:
  - krav: k1
    leverantör: org-bbb001
    status: delvis_uppfyllt
    datum: 2023-09-01
"""
AWARD = """\
tilldelning:
  - id: t1
    leverantör: org-bbb001
    avtal_från: 2023-01-01
    avtal_till: 2024-12-31
"""


def schema(name: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(data_file((ROOT / "schemas" / "output" / f"{name}.yaml").read_text("utf-8")))


@pytest.fixture
def exempelby(repository: Callable[..., Repository], monkeypatch: pytest.MonkeyPatch) -> Repository:
    """Exempelby, committed, with the shell standing in it."""
    made = repository()
    made.commit(tree(HERE / "grund"))
    monkeypatch.chdir(made.root)
    return made


def changed(register: Repository, path: str, *edits: tuple[str, str]) -> None:
    text = (register.root / path).read_text("utf-8")
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    register.write({path: text})


def words(text: str) -> str:
    return " ".join(plain(text).split())


# ---- every register --------------------------------------------------------------------------------------------------


def procurements(root: Path) -> list[str]:
    snapshot = lookup.take(root, None)
    known = load_schemas(snapshot)
    return [record.id for record in lookup.records(snapshot, known, known.kinds["upphandling"]).records]


@pytest.mark.parametrize("root", REGISTERS, ids=lambda path: path.name)
@pytest.mark.parametrize("command", ["bedom", "uppfyllnad"])
def test_every_procurement_of_every_register(cli: Cli, root: Path, command: str) -> None:
    published = schema(command)
    for each in procurements(root):
        base = ("--register", str(root), "--idag", "2026-11-22", command, each)
        text, data = cli(*base), cli(*base, "--format", "json")
        assert (text.code, data.code, text.err, data.err) == (0, 0, "", "")
        published.validate(json.loads(data.out))
        assert "{" not in text.out
        assert "None" not in text.out
        assert max(len(line) for line in text.out.splitlines() if "sysselreg" not in line) <= 80


def test_ostersunds_nine_procurements_cannot_be_assessed(cli: Cli) -> None:
    """The report gives neither term nor place: the register says so, and which fields would tell."""
    ids = procurements(ROOT / "tests" / "registers" / "ostersund")
    assert len(ids) == 9
    for each in ids:
        done = cli("--register", str(ROOT / "tests" / "registers" / "ostersund"), "bedom", each, "--format", "json")
        found = json.loads(done.out)
        assert found["svar"] == "kan_inte_bedömas"
        first = found["regler"][0]
        assert (first["regel"], first["gäller"]) == ("alternativ_1", True)
        assert [part["saknas"] for part in first["villkor"]] == [["avtalstid.från", "avtalstid.till"], ["utförs"]]
        assert found["förslag"]["skäl"] == f"Kraven är satta. Se om de uppfylls: sysselreg uppfyllnad {each}"
        assert "Östersunds kommun, projektrapport" in first["källa"]
        complied = cli("--register", str(ROOT / "tests" / "registers" / "ostersund"), "uppfyllnad", each)
        assert "Ingen leverantör är känd." in complied.out


def test_goteborgs_register_goes_by_goteborgs_rule(cli: Cli, exempelby: Repository) -> None:
    settings = (ROOT / "tests" / "registers" / "goteborg" / "sysselreg.yaml").read_text("utf-8")
    rules = settings[settings.index("regler:") : settings.index("mål:")]
    changed(exempelby, "sysselreg.yaml", ("mål:\n", f"{rules}mål:\n"))
    changed(exempelby, UPP, ("ramavtal: nej\n", "ramavtal: nej\nutförs: annan_ort\nfler_än_en_anställd: ja\n"))
    assert cli("formatera").code == 0
    found = json.loads(cli("bedom", "upp-aaa001", "--format", "json").out)
    assert (found["svar"], found["regler"][0]["regel"]) == ("ja", "göteborg")
    assert {part["svar"] for part in found["regler"][0]["villkor"]} == {"ja"}


def test_lunds_external_procurement_is_not_the_municipalitys(cli: Cli) -> None:
    assert "en extern köpares upphandling" in words(cli("--register", str(ROOT), "bedom", "upp-m6swcf").out)
    assert "Kravet är en extern köpares." in cli("--register", str(ROOT), "uppfyllnad", "upp-m6swcf").out


# ---- uppfyllnad ------------------------------------------------------------------------------------------------------


def test_a_suggestion_and_how_to_write_it(cli: Cli, exempelby: Repository) -> None:
    done = cli("--idag", "2023-12-01", "uppfyllnad", "upp-aaa001")
    assert done.code == 0
    assert "I posten delvis uppfyllt (2023-09-01) Förslag delvis uppfyllt" in words(done.out)
    assert "Kravet gäller två platser: en är genomförd och en pågår." in words(done.out)
    assert "sysselreg andra" not in done.out  # the record says so already
    changed(
        exempelby,
        PLA,
        (
            "  från: 2023-03-01\nstatus: pågående",
            "  från: 2023-03-01\n  till: 2024-02-29\nstatus: avslutad_fullföljd\n"
            "avslut:\n  orsak: fullföljd\nutfall:\n  - tidpunkt: vid_avslut\n    utfall: okänt",
        ),
    )
    met = cli("--idag", "2024-03-04", "uppfyllnad", "upp-aaa001")
    assert "Förslag uppfyllt" in words(met.out)
    (line,) = [line for line in met.out.splitlines() if "Stämmer förslaget" in line]
    # the entry has no id, so it is written by its place
    command = shlex.split(line.split(": ", 1)[1])
    assert command[3:] == ["--satt", "uppfyllnad[1].status=uppfyllt", "--satt", "uppfyllnad[1].datum=2024-03-04"]
    assert cli(*command[1:]).code == 0
    again = cli("--idag", "2024-03-04", "uppfyllnad", "upp-aaa001")
    assert "I posten uppfyllt (2024-03-04) Förslag uppfyllt" in words(again.out)
    assert "Stämmer förslaget" not in again.out


def test_a_breach_with_its_decision(cli: Cli, exempelby: Repository) -> None:
    ended = "  från: 2023-03-01\n  till: 2023-06-30\nstatus: avslutad_i_förtid\navslut:\n  orsak: leverantören_avbröt\n"
    changed(
        exempelby,
        PLA,
        ("  från: 2023-03-01\nstatus: pågående\n", f"{ended}utfall:\n  - tidpunkt: vid_avslut\n    utfall: okänt\n"),
    )
    changed(
        exempelby,
        UPP,
        (
            ENTRY,
            "",
        ),
    )
    done = cli("--idag", "2023-07-03", "uppfyllnad", "upp-aaa001")
    told = words(done.out)
    assert "I posten inget Förslag avvikelse" in told
    assert "Avslut pla-aaa002 slutade i förtid. Avtalsbrott: ja. Leverantören avbröt utan antecknad saklig" in told
    assert "Vite Avtalet ger rätt till högst 50 000 kr: en plats saknas, 50 000 kr för var och en." in told
    commands = [shlex.split(line[line.index("sysselreg") :])[1:] for line in done.out.splitlines() if "andra" in line]
    assert len(commands) == 2
    assert "Blir det vite skrivs också beloppet: --satt 'uppfyllnad[u1].beslut.belopp=TAL'" in told
    values: Mapping[str, str] = {"FÖLJD": "vite", "SKÄL": "Platsen avbröts utan skäl."}
    for command in commands:
        filled = [re.sub("FÖLJD|SKÄL", lambda m: values[m[0]], word) for word in command]
        assert cli(*filled).code == 0
    text = (exempelby.root / UPP).read_text("utf-8")
    assert (
        "  - id: u1\n    krav: k1\n    leverantör: org-bbb001\n    status: avvikelse\n    datum: 2023-07-03\n" in text
    )
    assert "      följd: vite\n      motiv: Platsen avbröts utan skäl.\n" in text
    after = cli("--idag", "2023-07-03", "uppfyllnad", "upp-aaa001")
    assert "beslut: vite" in after.out
    assert "sysselreg andra" not in after.out  # decided
    data = json.loads(cli("--idag", "2023-07-03", "uppfyllnad", "upp-aaa001", "--format", "json").out)
    schema("uppfyllnad").validate(data)
    (krav,) = data["krav"]
    assert (krav["avtalsbrott"], krav["vite"]) == ("ja", {"per_plats": 50000, "platser": 1, "högst": 50000})


def test_an_ending_without_a_cause_says_how_to_write_it(cli: Cli, exempelby: Repository) -> None:
    ended = "  från: 2023-03-01\n  till: 2023-06-30\nstatus: avslutad_i_förtid\n"
    changed(exempelby, PLA, ("  från: 2023-03-01\nstatus: pågående\n", ended))
    done = cli("--idag", "2023-07-03", "uppfyllnad", "upp-aaa001")
    assert "Avtalsbrott: går inte att bedöma. Orsaken är inte känd." in words(done.out)
    (line,) = [line for line in done.out.splitlines() if "Fyll i: " in line]
    command = shlex.split(line.split("Fyll i: ")[1].replace("KOD", "leverantören_avbröt"))
    assert cli(*command[1:], "--utkast").code == 0
    assert "Avtalsbrott: ja." in words(cli("--idag", "2023-07-03", "uppfyllnad", "upp-aaa001").out)


def test_what_may_be_claimed_when_the_contract_is_over_is_to_be_decided(cli: Cli, exempelby: Repository) -> None:
    running = cli("--idag", "2024-06-01", "uppfyllnad", "upp-aaa001").out
    assert ("Avtalet ger rätt till högst" in running, "Beslut om vite" in running) == (False, False)
    over = cli("--idag", "2025-06-01", "uppfyllnad", "upp-aaa001").out
    assert "Förslag delvis uppfyllt" in words(over)
    assert ("Avtalet ger rätt till högst" in over, "Beslut om vite, hävning eller att avstå" in over) == (True, True)
    changed(exempelby, UPP, ("    datum: 2023-09-01\n", "    beslut:\n      följd: ingen\n      motiv: Ny plats.\n"))
    assert "Beslut om vite" not in cli("--idag", "2025-06-01", "uppfyllnad", "upp-aaa001").out


@pytest.mark.parametrize("status", ["rättelse_begärd", "sanktionsbeslut"])
def test_what_people_have_done_about_a_deviation_stands(cli: Cli, exempelby: Repository, status: str) -> None:
    changed(exempelby, UPP, ("status: delvis_uppfyllt", f"status: {status}"))
    assert "Stämmer förslaget" not in cli("--idag", "2025-06-01", "uppfyllnad", "upp-aaa001").out


def test_a_revision_is_read_as_it_was(cli: Cli, exempelby: Repository) -> None:
    changed(exempelby, UPP, ("    antal: 2", "    antal: 5"))
    assert "fem platser" in words(cli("uppfyllnad", "upp-aaa001").out)
    assert "två platser" in words(cli("--revision", "HEAD", "uppfyllnad", "upp-aaa001").out)
    assert cli("--revision", "HEAD", "bedom", "upp-aaa001").code == 0


# ---- overlamna -------------------------------------------------------------------------------------------------------

AWARDED = (("status: pågående", "status: tilldelad"), ("    överlämnad: 2022-11-04\n", ""))


def awarded(register: Repository) -> None:
    changed(
        register,
        UPP,
        *AWARDED,
        (
            ENTRY,
            "",
        ),
    )
    for each in ("placering", "dialogoverenskommelse", "utvardering"):
        for path in (register.root / "records" / each).rglob("*.yaml"):
            path.unlink()
    register.commit()


def test_a_handover(cli: Cli, exempelby: Repository) -> None:
    awarded(exempelby)
    done = cli("--idag", "2022-11-07", "overlamna", "upp-aaa001", "--kontaktfunktion", "Driftledare")
    assert (done.code, done.out) == (0, "upp-aaa001\n")
    assert exempelby.git("diff", "--unified=0").splitlines()[5:] == [
        "+    överlämnad: 2022-11-07", "+    kontaktfunktion: Driftledare",
    ]  # fmt: skip
    assert "Överlämnat: Exempelbygg AB. Checka in med sysselreg spara." in done.err
    assert "sysselreg brev L2 upp-aaa001" in done.err
    assert "första dialogen inom 30 dagar från avtalet" in done.err
    (missing,) = [line for line in done.err.splitlines() if line.startswith("Det här saknas i överlämningen.")]
    command = shlex.split(missing.split("Fyll i: ")[1])
    assert [each for each in command if "=" in each] == ["roller.samordnare=TEXT", "roller.rekryterare=TEXT"]
    assert cli("kontrollera").code == 0
    again = cli("overlamna", "upp-aaa001")
    assert (again.code, again.out) == (0, "")
    assert again.err == "Upphandlingen är redan överlämnad (2022-11-07). Inget är ändrat.\n"


def test_a_dry_run_writes_nothing(cli: Cli, exempelby: Repository) -> None:
    awarded(exempelby)
    done = cli("overlamna", "upp-aaa001", "--datum", "2022-11-08", "--torrkorning")
    assert done.code == 0
    assert "+    överlämnad: 2022-11-08\n" in done.out
    assert exempelby.git("status", "--porcelain") == ""


def test_one_supplier_of_several(cli: Cli, exempelby: Repository) -> None:
    awarded(exempelby)
    changed(
        exempelby,
        UPP,
        ("tilldelning:\n  - id: t1\n", "tilldelning:\n  - id: t2\n    leverantör: org-bbb002\n  - id: t1\n"),
    )
    both = cli("overlamna", "upp-aaa001", "--kontaktfunktion", "Driftledare")
    assert both.code == 2
    assert "Flera leverantörer ska lämnas över. Skriv --leverantor" in both.err
    one = cli("overlamna", "upp-aaa001", "--leverantor", "org-bbb002", "--datum", "2022-11-07")
    assert one.code == 0
    assert "Överlämnat: Exempelträ AB." in one.err
    rest = cli("overlamna", "upp-aaa001", "--datum", "2022-11-08")
    assert "Överlämnat: Exempelbygg AB." in rest.err
    text = (exempelby.root / UPP).read_text("utf-8")
    assert (text.count("överlämnad: 2022-11-07"), text.count("överlämnad: 2022-11-08")) == (1, 1)


@pytest.mark.parametrize(
    ("edits", "options", "code", "told"),
    [
        ((("status: tilldelad", "status: annonserad"),), (), 2,
         "upp-aaa001 är annonserad. Lämna över när leverantören är utsedd och status är tilldelad."),
        ((("status: tilldelad", "status: avbruten"),), (), 2, "upp-aaa001 är avbruten."),
        (((AWARD, ""),),
         (), 2, "upp-aaa001 har ingen leverantör att lämna över."),
        ((), ("--leverantor", "org-bbb002"), 2,
         "org-bbb002 har inte fått avtalet i upp-aaa001. Välj en av: org-bbb001."),
        ((), ("--datum", "2022-13-01"), 1, "Överlämnad (tilldelning[t1].överlämnad) är ”2022-13-01”."),
        ((), ("--datum", "2022-11-07", "--kontaktfunktion", "Ring 811218-9876"), 1, "fel P40"),
    ],
)  # fmt: skip
def test_what_cannot_be_handed_over(
    cli: Cli, exempelby: Repository, edits: tuple[tuple[str, str], ...], options: tuple[str, ...], code: int, told: str
) -> None:
    awarded(exempelby)
    changed(exempelby, UPP, *edits)
    before = (exempelby.root / UPP).read_bytes()
    done = cli("overlamna", "upp-aaa001", *options)
    assert (done.code, done.out) == (code, "")
    assert told in done.err
    assert "9876" not in done.err
    assert "--utkast" not in done.err  # it has none
    assert (exempelby.root / UPP).read_bytes() == before


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2022-10-31", "Överlämningen är 2022-10-31, före tilldelningen, som är 2022-11-01."),
        ("2099-01-01", "Överlämningen är 2099-01-01, men i dag är det "),
    ],
)
def test_a_handover_is_between_the_award_and_today(cli: Cli, exempelby: Repository, day: str, said: str) -> None:
    awarded(exempelby)
    refused = cli("overlamna", "upp-aaa001", "--datum", day)
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith(said)
    assert exempelby.git("status", "--porcelain") == ""
    assert cli("overlamna", "upp-aaa001", "--datum", "2022-11-01").code == 0


def test_a_contact_for_what_is_handed_over_already_is_not_lost(cli: Cli, exempelby: Repository) -> None:
    awarded(exempelby)
    assert cli("overlamna", "upp-aaa001", "--datum", "2022-11-02").code == 0
    done = cli("overlamna", "upp-aaa001", "--kontaktfunktion", "Arbetsledaren")
    assert (done.code, done.out) == (0, "")
    assert done.err == (
        "Upphandlingen är redan överlämnad (2022-11-02). Inget är ändrat.\nSkriv in kontakten så här: sysselreg andra "
        "upp-aaa001 --satt 'tilldelning[t1].kontaktfunktion=Arbetsledaren'\n"
    )


def test_the_past_is_not_handed_over(cli: Cli, exempelby: Repository) -> None:
    done = cli("--revision", "HEAD", "overlamna", "upp-aaa001")
    assert (done.code, done.err) == (2, "overlamna skriver i mappen och kan inte användas med --revision.\n")
    assert exempelby.git("status", "--porcelain") == ""
