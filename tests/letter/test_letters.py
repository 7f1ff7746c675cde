"""Every letter for a record that suits it: what it says, that it can be archived and read by all, the same bytes."""

from __future__ import annotations

import io
import itertools
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pikepdf
import pytest

from sysselreg import pipeline
from sysselreg.document.letter.build import build, frame
from sysselreg.document.letter.definitions import load_letters
from sysselreg.document.letter.facts import facts
from sysselreg.document.letter.make import Desk
from sysselreg.document.letter.model import Choices, Subject
from sysselreg.document.letter.subject import subject
from sysselreg.document.templates import render
from sysselreg.errors import UsageError
from sysselreg.schema.load import load_schemas
from sysselreg.store.read import at_commit, program_files
from tests.annual.conftest import ROOT, sysselreg
from tests.document import pdfchecks
from tests.letter.conftest import Made, Wanted

pytestmark = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")

MAIL = "Mejla till arbetsmarknadsenheten@exempelkommun.example och skriv KS 2025/0027 i ämnesraden."
TRACES = re.compile(r"\bNone\b|\{\{|den den |\(\)|, ,|\.\.|””| den (?:[a-z]+ )?20\d\d\b")
KEY = re.compile(r"\bd-[0-9a-z]{8}\b")
PUBLIC = "Det ni skickar till oss blir allmän handling och kan lämnas ut."
L7 = Wanted("L7", "dia-2371mc", "2026-01-05")
L13 = Wanted("L13", "pla-1r07zn")
# What must be readable in each: the facts of its records.
SAYS = {
    Wanted("L1", "upp-3q2hfd"): [
        "Kommunen planerar upphandlingen ”Kafé i kulturhuset”.",
        f"Svara senast torsdagen den 29 januari 2026. {MAIL}",
        "Planerad avtalstid September 2026 – augusti 2029",
        "L1. Bygger på upp-3q2hfd, registrets läge",
    ],
    Wanted("L2", "upp-aa4hab"): [
        "Samordnaren för sysselsättningskrav Arbetsmarknadsenheten",
        "Ta över kontakten: Ny förskola i Mönsterdalen",
        "tilldelades den 19 november 2025. I avtalet ingår ett dialogkrav och ett skarpt krav på fem platser.",
        "Vårt mål är att hålla den första dialogen inom 30 dagar",
        "Vite 30 000 kr för varje plats som inte blir av Ska uppfyllas senast 15 februari 2026 (dialogkravet)",
        "Kopia till Samhällsbyggnadsförvaltningen",
    ],
    Wanted("L3", "upp-b6edp6", "2025-11-06", "org-fr94j9"): [
        "1 (1) 2025-11-06 KS 2025/0027 Låtsastransporter AB Platschef Bekräfta mötet torsdagen den 8 januari 2026",
        "I det ingår ett dialogkrav.",
        f"Bekräfta mötet senast torsdagen den 20 november 2025. {MAIL}",
        "Målgrupper Personer med funktionsnedsättning Avtalstid 3 november 2025 – 2 november 2029",
        PUBLIC,
    ],
    Wanted("L3", "upp-cdgdy6"): [
        "Föreningen Exempelgemenskap Föreslå tid för ett startmöte senast den 22 januari 2026",
        "1 Skriv när ni kan.",
        "Kopia till Upphandlingsenheten",
    ],
    Wanted("L4", "dia-2371mc"): [
        "Tack för mötet den 12 maj 2025 om avtalet ”Ny butik vid Exempelporten”.",
        "Vi gick igenom Kravet, tidpunkten, konsekvensen, uppföljningen och personuppgifterna",
        "Tre platser för arbetsträning, två utbildningsplatser, tre praktikplatser,",
    ],
    Wanted("L4", "dia-r9098g"): [
        "Överenskomna platser Inga Orsak till inga platser Uppdraget minskade och leverantören nyanställer inte.",
    ],
    # The dialog is held (genomförd); places may still come of it.
    Wanted("L4", "dia-0hcfxm"): [
        "Överenskomna platser Inte överenskomna än",
        "Vi har inte kommit överens om några platser än.",
    ],
    Wanted("L5", "dia-8kxevx"): [
        "Skriv under överenskommelsen om tre platser",
        "Utbildningsplats 1 50 % 2026-01-12 2026-05",
        "rapportera varje halvår, senast den 10 i månaden efter perioden",
        "Om en placering slutar i förtid Ingen påföljd är överenskommen.",
        "För Provstäd AB, namnförtydligande",
    ],
    Wanted("L6", "pla-5yabx8"): [
        "En tillsvidareanställning hos Sagoträdgården AB är överenskommen och börjar den 6 mars 2026.",
        "Typ av plats Tillsvidareanställning, 100 % av heltid",
    ],
    L7: [
        "har vi kommit överens om elva platser",
        "hur det har gått under april–december 2025",
        "Rapporteras Varje kvartal",
        "Rapporten för april–juni 2025 skulle ha kommit senast den 10 juli 2025.",
        "Har börjat enligt registret 8 placeringar",
        "Undertecknad 12 juni 2025",
        "Plats för arbetsträning 3 Utbildningsplats 2",
        "påminner vi er, och kommer den inte då heller begär vi rättelse.",
    ],
    Wanted("L8", "dia-jmt2fh"): [
        "Vi har inte fått er lägesrapport för april–september 2025",
        "Rapporten för april–juni 2025 skulle ha kommit senast den 10 juli 2025, för 182 dagar sedan.",
        f"Skicka rapporten senast torsdagen den 15 januari 2026. {MAIL}",
    ],
    Wanted("L8", "utv-vkjk75"): [
        "Provstäd AB Avtalsansvarig Påminnelse: skicka utvärderingen senast den 15 januari 2026",
        "Vi bad om svar den 4 augusti 2025.",
    ],
    Wanted("L9", "upp-bb5mr8", "2026-02-02"): [
        "I avtalet ”Skolmåltider vid Exempelgymnasiet” ingår ett skarpt krav på två praktikplatser.",
        "Vår uppföljning den 2 februari 2026 visar att kravet inte är uppfyllt.",
        "Bristen Kravet gäller två platser: ingen har börjat. Skulle ha uppfyllts senast Januari 2026",
        "Vite enligt avtalet 70 000 kr för varje plats som inte blir av",
        "Kopia till Upphandlingsenheten Barn- och utbildningsförvaltningen, lokalenheten",
    ],
    Wanted("L9", "dia-3a3cem"): [
        "Vår uppföljning den 8 januari 2026 visar att det skarpa kravet på nio platser bara delvis är uppfyllt.",
        # Of the two requirements the one that is not met.
        "Skulle ha uppfyllts senast April 2025",
    ],
    Wanted("L10", "upp-6rqggf", "2025-08-25"): [
        "Exempelkommun Beslut om vite Upphandlingsenheten",
        "Beslut: ni ska betala 270 000 kr i vite",
        "Därför beslutade kommunen den 21 augusti 2025 att begära vite enligt avtalet.",
        "Bristen Kravet gäller 24 heltidsmånader: ingen är genomförd. Avtalet är slut.",
        "Vite enligt avtalet 90 000 kr för varje heltidsmånad som inte blir av",
        "Beslutat vite 270 000 kr, för tre heltidsmånader",
        "Beslutat av Upphandlingschefen, punkt 7.4 i delegationsordningen",
        "Tidigare brev Begäran om rättelse 2024-09-17",
        "Skäl för beslutet Platserna blev inte ordnade trots begäran om rättelse.",
        "Kopia till Registrator",
    ],
    Wanted("L10", "upp-bb5mr8", "2026-02-02"): [
        "Exempelkommun Underrättelse om påföljd Upphandlingsenheten",
        "Yttra er innan vi beslutar om en påföljd",
        "Bristen Kravet gäller två platser: ingen har börjat.",
        "Yttra er senast måndagen den 23 februari 2026.",
    ],
    Wanted("L11", "pla-1xgk11", "2025-02-19"): [
        "En plats för arbetsträning hos Sagoträdgården AB slutade den 18 februari 2025, 49 dagar före planerat slut.",
        "Orsak Deltagaren avbröt Genomförd tid 37 % av den planerade Krav Ett dialogkrav",
        "Leverantören har inte avbrutit platsen. Avbrottet är därför inget brott mot avtalet.",
        "Kopia till Samordnaren för sysselsättningskrav",
    ],
    Wanted("L12", "pla-0a354p"): [
        "En lärlingsplats hos er slutade den 17 september 2025",
        "Faktisk tid 26 november 2024 – 17 september 2025",
        "1. Gav placeringen er ett mervärde? Ja Delvis Nej Vet inte",
    ],
    L13: [
        "har haft praktik hos Exempelbussarna AB.",
        "Arbetsställe Bussgaraget Bransch Transport Form Praktik Tid 3 november 2023 – 12 februari 2024",
    ],
    Wanted("L14", "upp-5f3pty", "2027-10-20"): [
        "Kravet är delvis uppfyllt: ta ställning till resten",
        "Köp av 30 platser Delvis uppfyllt 2024-04-22",
        "Placeringar 37 började, 28 fullföljdes, 8 slutade i förtid, 1 pågår",
    ],
    Wanted("L14", "upp-6rqggf"): [
        "Beslut är fattat: avsluta uppföljningen",
        "Kravet är inte uppfyllt, och vad som följer är redan beslutat.",
        "Beslut Sagoträdgården AB: vite, 270 000 kr, den 21 augusti 2025. Platserna blev inte ordnade trots begäran om",
        "Placeringar Inga i registret",
    ],
    Wanted("L15", "pla-fxkt7e"): [
        "Följ upp utfallet efter 12 månader",
        "Nyckel d-5bnmgeeh",
        'sysselreg andra pla-fxkt7e --satt "utfall[12_månader].utfall=KOD"',
        "Senast kända utfall Arbete utan stöd (efter 6 månader)",
    ],
    Wanted("L16", "org-t5q2bt"): [
        "Under tredje tertialet 2025 tilldelade ni två upphandlingar, båda utan sociala krav.",
        "ställs i minst hälften av tjänsteupphandlingarna.",
        "Andel med krav 0 av 2 tjänsteupphandlingar (0 %)",
        "Sopning av gator 2025-11-05 Inget krav",
    ],
    Wanted("L17", "org-09n02q"): [
        "Tack för 2025",
        "Pågick 31 dec. 6 5 4 1 Måltider till hemtjänsten",
        "I 2 av 3 utvärderingar svarade ni ja på frågan om mervärde.",
    ],
    Wanted("L19", "upp-b6edp6"): [
        "Utdrag ur registret: Färdtjänst",
        "Krav k1 Kravtyp: Dialogkrav;",
        "Värde Beräknat värde: 40 000 000 kr",
    ],
    Wanted("L19", "han-64xpze"): [
        "Utdrag ur registret: han-64xpze",
        "Rubrik Uppgiften omfattas av sekretess",
        "som kan överklagas till kammarrätten",
    ],
    Wanted("L20", "upp-3q2hfd"): [
        "Till den som lämnar anbud Visa senast den 15 januari 2026 att ni får delta i upphandlingen",
        "minst 30 % av de anställda",
        "Grund för reserveringen LOU 4 kap. 18 §",
        "Försäkran om andel",
    ],
}


def test_every_letter_of_the_program_is_tried() -> None:
    files = program_files()
    letters = load_letters(files, load_schemas(files))
    # The tjänsteskrivelse has blocks of its own, and tests of its own.
    assert {wanted.letter for wanted in SAYS} == set(letters) - {"L18"}
    assert set(load_schemas(files).vocabularies["brevtyp"].codes) - set(letters) <= {"L18"}


@pytest.mark.parametrize("wanted", SAYS, ids="-".join)
def test_a_letter_says_what_its_records_say_and_can_be_archived_and_read_by_all(wanted: Wanted, letter: Made) -> None:
    assert pdfchecks.complaints(letter(wanted).pdf, "letter", must_hold=SAYS[wanted]) == []


@pytest.mark.parametrize("wanted", [each for each in SAYS if each.letter != "L15"], ids="-".join)
def test_no_participants_key_leaves_the_house(wanted: Wanted, letter: Made) -> None:
    text = " ".join(page.text for page in pdfchecks.read(letter(wanted).pdf))
    assert KEY.search(text) is None


def test_the_participants_key_stands_in_the_letter_within_the_house(letter: Made) -> None:
    made = letter(Wanted("L15", "pla-fxkt7e"))
    assert made.subject.definition.to == ("rekryterare",)
    assert KEY.findall(" ".join(page.text for page in pdfchecks.read(made.pdf)))[0] == "d-5bnmgeeh"
    # The heading is registered in the diary.
    assert "d-5bnmgeeh" not in made.heading


def test_what_a_participant_is_given_leads_to_no_record(letter: Made) -> None:
    made = letter(L13)
    text = " ".join(page.text for page in pdfchecks.read(made.pdf))
    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        hidden = f"{pdf.docinfo} {pdf.Root.Metadata.read_bytes().decode()}"
    for told in ("pla-", "upp-", "dia-", "KS 2025/0027"):
        assert told not in text + hidden


@pytest.fixture(scope="module")
def office(home: Path) -> Desk:
    """Where the letters of a day are made."""
    return pipeline.letter_desk(at_commit(home, "HEAD"), date(2026, 1, 8))


@pytest.fixture(scope="module")
def possible(office: Desk) -> list[tuple[Subject, str]]:
    """Every letter that can be made that day, for every record: what it is about, and its HTML."""
    checked = office.held.records
    found: list[tuple[Subject, str]] = []
    for definition, record in itertools.product(office.definitions.values(), checked.records):
        if record.kind not in definition.kinds:
            continue
        try:
            dues = tuple(each for each in office.dues if each.id == record.id)
            mine = [each for each in dues if checked.schemas.duties[each.rule].letter == definition.id]
            about = subject(definition, office.held, record, Choices(office.day), dues)
            about = replace(about, due=mine[0] if mine else None)
            shown = {**facts(about), "ram": frame(about, office.snapshot.revision)}
        except UsageError:
            continue
        found.append((about, render(office.templates, definition.template, shown)))
    return found


def test_every_record_that_a_letter_can_be_made_for_gives_one_without_traces(
    office: Desk, possible: list[tuple[Subject, str]]
) -> None:
    for about, html in possible:
        assert TRACES.search(re.sub(r"<[^>]*>", " ", html)) is None, (about.definition.id, about.record.id)
    assert {about.definition.id for about, _ in possible} == set(office.definitions)
    assert len(possible) > 1000


def test_the_longest_letters_of_each_kind_have_no_page_that_is_nearly_empty(
    office: Desk, possible: list[tuple[Subject, str]]
) -> None:
    pages = 0
    for kind in office.definitions:
        longest = sorted((len(html), n) for n, (about, html) in enumerate(possible) if about.definition.id == kind)[-3:]
        for about in (possible[n][0] for _, n in longest):
            made = build(about, office.templates, office.snapshot.files, office.snapshot.revision)
            assert pdfchecks.complaints(made.pdf, "letter") == [], made.name
            filled = [page.filled for page in pdfchecks.read(made.pdf)]
            assert min(filled) > 1 / 5, (made.name, filled)
            pages += len(filled)
    # Some do need a second page.
    assert pages > 3 * len(office.definitions)


def test_a_draft_is_marked_and_a_registered_letter_is_not(home: Path, letter: Made, tmp_path: Path) -> None:
    words = ("brev", "L7", "dia-2371mc", "--ut", str(tmp_path))
    ran = sysselreg("--register", str(home), "--idag", L7.day, *words)
    assert ran.stdout == f"{tmp_path}/l7-dia-2371mc-2026-01-05-utkast.pdf\n"
    assert "Det är inte registrerat." in ran.stderr
    draft = (tmp_path / "l7-dia-2371mc-2026-01-05-utkast.pdf").read_bytes()
    assert pdfchecks.complaints(draft, "letter", must_hold=["Begäran om lägesrapport (utkast)"]) == []
    assert "utkast" not in pdfchecks.read(letter(L7).pdf)[0].text


_EVERY = """\
import sys
from hashlib import sha256
from pathlib import Path
from tests.letter.conftest import maker
from tests.letter.test_letters import SAYS
letter = maker(Path(sys.argv[1]))
for wanted in SAYS:
    print(sha256(letter(wanted).pdf).hexdigest())
"""


@pytest.mark.parametrize(("seed", "zone", "locale"), [("1", "Asia/Tokyo", "C"), ("77", "America/New_York", "C.UTF-8")])
def test_every_letter_has_the_same_bytes_on_any_machine(
    home: Path, tmp_path: Path, letter: Made, seed: str, zone: str, locale: str
) -> None:
    elsewhere = shutil.copytree(home, tmp_path / "ett annat ställe")
    odd = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale, "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-c", _EVERY, str(elsewhere)]
    run = subprocess.run(words, capture_output=True, text=True, check=True, cwd=tmp_path, env=odd)
    assert run.stdout.split() == [sha256(letter(wanted).pdf).hexdigest() for wanted in SAYS]


def test_an_email_draft_carries_the_letter_and_is_the_same_every_time(home: Path, tmp_path: Path, letter: Made) -> None:
    import email
    from email.policy import default

    for folder in ("a", "b"):
        words = ("brev", "L7", "dia-2371mc", "--format", "eml", "--ut", str(tmp_path / folder))
        assert sysselreg("--register", str(home), "--idag", L7.day, *words).returncode == 0
    name = "l7-dia-2371mc-2026-01-05-utkast.eml"
    written = (tmp_path / "a" / name).read_bytes()
    assert written == (tmp_path / "b" / name).read_bytes()
    mail = email.message_from_bytes(written, policy=default)
    assert mail["Subject"] == letter(L7).heading
    assert mail["Date"] == "Mon, 05 Jan 2026 12:00:00 +0000"
    assert mail["From"].addresses[0].addr_spec == "arbetsmarknadsenheten@exempelkommun.example"
    # The register knows no addresses of suppliers.
    assert mail["To"].groups[0].display_name == "Låtsaskonstruktion AB, Driftledare"
    assert mail["To"].addresses == ()
    attached = list(mail.iter_attachments())
    assert [part.get_filename() for part in attached] == ["l7-dia-2371mc-2026-01-05.pdf"]
    assert attached[0].get_content().startswith(b"%PDF-1.7")


def test_a_dry_run_of_a_draft_writes_nothing(home: Path, tmp_path: Path) -> None:
    words = ("brev", "L7", "dia-2371mc", "--torrkorning", "--ut", str(tmp_path))
    ran = sysselreg("--register", str(home), "--idag", L7.day, *words)
    assert (ran.returncode, ran.stdout) == (0, "")
    assert ran.stderr.startswith("l7-dia-2371mc-2026-01-05-utkast.pdf skulle skrivas: Skicka lägesrapport senast den ")
    assert list(tmp_path.iterdir()) == []


def test_the_list_tells_what_each_letter_is_for(home: Path) -> None:
    ran = sysselreg("--register", str(home), "brev", "--lista")
    assert ran.stdout.splitlines()[:3] == [
        "L1   Inbjudan till branschdialog eller RFI",
        "     När en upphandling planeras och kommunen vill veta vad marknaden kan bidra med.",
        "     Om upphandling, till bransch",
    ]
    named = [line.split()[0] for line in ran.stdout.splitlines() if not line.startswith(" ")]
    assert [each for each in named if each != "L18"] == [f"L{number}" for number in range(1, 21) if number != 18]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["L7"], "Skriv vilket brev och om vilken post, som brev L7 dia-2m5r8c."),
        (["L99", "dia-2371mc"], "Brevet ”L99” finns inte. Välj ett av: L1, L2, L3,"),
        (["L7", "upp-b6edp6"], "L7 Begäran om lägesrapport görs inte för upphandling (upp-b6edp6), bara för dialog"),
        (["L11", "pla-4j3h2g"], "görs när status är ”avslutad i förtid”. pla-4j3h2g har status ”matchning”."),
        (
            ["L3", "upp-b6edp6"],
            "har flera leverantörer. Välj en med --leverantor: org-fr94j9 Låtsastransporter AB, org-",
        ),
        (
            ["L3", "upp-b6edp6", "--leverantor", "org-09n02q"],
            "org-09n02q har inget avtal i upp-b6edp6. Välj av: org-fr",
        ),
        (
            ["L9", "dia-2371mc"],
            "kan inte göras för dia-2371mc: det finns ingen försenad lägesrapport och inget krav",
        ),
        (
            # Its places begin in January, and it is told of by the month.
            ["L7", "dia-39t2n0"],
            "L7 Begäran om lägesrapport kan inte göras för dia-39t2n0 än: ingen period att rapportera är slut. "
            "Det går från och med 1\u00a0februari\u00a02026.",
        ),
        (["L6", "pla-5yabx8", "--namn", "A B"], "Bara L13 (intyg) har ett namn. Ta bort --namn."),
        (["L7", "dia-2371mc", "--expediera"], "Skriv hur brevet skickades med --sandsatt, som --sandsatt e_post."),
        (["L7", "--forfallna"], "--forfallna gäller alla brev. Ta bort TYP och ID."),
        (["--lista", "--forfallna"], "Välj ett av --lista, --forfallna och --uppratta eller --expediera."),
        (["L7", "dia-2371mc", "--inom", "5"], "--inom hör till --forfallna."),
    ],
    ids=[
        "no id",
        "no letter",
        "kind",
        "status",
        "which",
        "no contract",
        "nothing late",
        "not yet",
        "name",
        "how",
        "all",
        "both",
        "within",
    ],
)
def test_a_letter_that_cannot_be_made_says_why(home: Path, tmp_path: Path, words: list[str], said: str) -> None:
    ran = sysselreg("--register", str(home), "--idag", "2026-01-05", "brev", *words, "--ut", str(tmp_path))
    assert (ran.returncode, ran.stdout) == (2, "")
    assert said in ran.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_letter_is_made_of_an_older_commit(home: Path, tmp_path: Path) -> None:
    words = ("--idag", L7.day, "brev", "L7", "dia-2371mc", "--ut")
    now = sysselreg("--register", str(home), *words, str(tmp_path / "a"))
    then = sysselreg("--register", str(home), "--revision", "HEAD", *words, str(tmp_path / "b"))
    assert Path(now.stdout.strip()).read_bytes() == Path(then.stdout.strip()).read_bytes()


def test_nothing_is_imported_that_a_list_does_not_need() -> None:
    code = "import sysselreg.cli.brev, sys; print('weasyprint' in sys.modules, 'jinja2' in sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT, env=os.environ
    )
    assert run.stdout.split() == ["False", "False"]
