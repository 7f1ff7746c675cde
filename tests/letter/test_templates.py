"""Templates and definitions that a register has of its own: what is wrong is told with file and line; what records say
is never a template."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from sysselreg.document.letter.definitions import load_letters
from sysselreg.document.letter.facts import FACTS
from sysselreg.document.templates import load_templates, names_used
from sysselreg.schema.load import load_schemas
from sysselreg.store.read import package_files, program_files
from tests.conftest import Cli, Repository
from tests.document import pdfchecks

L7, L7_TEMPLATE = "reports/letters/L7.yaml", "reports/letters/L7.html.j2"
L10 = "reports/letters/L10.yaml"
L11, L11_TEMPLATE = "reports/letters/L11.yaml", "reports/letters/L11.html.j2"
MACROS = "reports/letters/block.html.j2"


def shipped(path: str) -> str:
    return package_files()[path].decode()


def line_of(text: str, sought: str) -> int:
    return text[: text.index(sought)].count("\n") + 1


def changed(path: str, old: str, new: str) -> dict[str, str]:
    text = shipped(path)
    assert old in text
    return {path: text.replace(old, new, 1)}


def test_the_programs_own_templates_use_what_they_may_and_all_of_it() -> None:
    files = program_files()
    letters, templates = load_letters(files, load_schemas(files)), load_templates(files.files)
    used = {each.id: {name for name, _ in names_used(templates, each.template)} for each in letters.values()}
    for each in letters.values():
        assert used[each.id] - {"ram"} <= set(each.facts), each.id
        assert set(each.may_use) <= used[each.id], each.id
    assert set(FACTS) == {name for each in letters.values() for name in each.facts}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            changed(L7_TEMPLATE, "{{ antal_platser }}", "{{ antal_plats }}"),
            f"{L7_TEMPLATE}:{line_of(shipped(L7_TEMPLATE), '{{ antal_platser }}')}: fel D001 Uppgiften ”antal_plats” "
            "finns inte. Menade du antal_platser?",
        ),
        (
            changed(L7_TEMPLATE, "{{ antal_platser }}", "{{ vite }}"),
            f"{L7_TEMPLATE}:{line_of(shipped(L7_TEMPLATE), '{{ antal_platser }}')}: fel D001 Mallen använder vite, som "
            f"L7 inte får använda. Lägg till det i {L7}.",
        ),
        (
            # In a branch that no record of the register takes.
            changed(L7_TEMPLATE, "{% block text %}", "{% block text %}\n{% if false %}{{ personnummer }}{% endif %}"),
            f"{L7_TEMPLATE}:{line_of(shipped(L7_TEMPLATE), '{% block text %}') + 1}: fel D001 Uppgiften "
            "”personnummer” finns inte. Rätta namnet i mallen.",
        ),
        (
            {L7_TEMPLATE: "<p>\n{% if %}"},
            f"{L7_TEMPLATE}:2: fel D001 Mallen går inte att läsa. Rätta raden",
        ),
        (
            changed(L7, "  - rapportformulär\n", "  - rapportformuläret\n"),
            f"{L7}:{line_of(shipped(L7), '  - rapportformulär')}:5: fel D001 Uppgiften ”rapportformuläret” finns inte. "
            "Menade du rapportformulär?",
        ),
        (
            changed(L7, "  - frist\n", "  - frist\n  - deltagarnyckel\n"),
            f"{L7}:{line_of(shipped(L7), '  - frist') + 1}:5: fel D001 Uppgiften deltagarnyckel får bara stå i brev "
            "till rekryterare. Ta bort den.",
        ),
        (
            changed(L7, "    - överenskommen\n", "    - överens\n"),
            f"{L7}:{line_of(shipped(L7), '  dialogöverenskommelse')}:3: fel D001 Dialogöverenskommelse har ingen "
            "status överens.",
        ),
        (
            changed(L7, "  dialogöverenskommelse:", "  dialog:"),
            f"{L7}:{line_of(shipped(L7), '  dialogöverenskommelse')}:3: fel D001 Typen ”dialog” finns inte. Välj av:",
        ),
        (changed(L7, "till:\n  - leverantör\n", ""), f"{L7}:1:1: fel D001 Brevet saknar till. Lägg till det."),
        (changed(L7, "brev: L7", "brev: L77"), f"{L7}:1:1: fel D001 Brevet L77 finns inte i kodlistan brevtyp."),
        (
            changed(L10, "  hävning: Beslut", "  hävningen: Beslut"),
            f"{L10}:{line_of(shipped(L10), '  hävning: Beslut')}:3: fel D001 Följden ”hävningen” finns inte i "
            "kodlistan foljd.",
        ),
        ({L7: "brev: [\n"}, f"{L7}:2: fel D001 Filen går inte att läsa som YAML."),
    ],
    ids=[
        "misspelt",
        "not allowed",
        "unused branch",
        "broken",
        "fact",
        "key",
        "status",
        "kind",
        "no one",
        "id",
        "consequence",
        "yaml",
    ],
)
def test_what_is_wrong_with_own_letters_is_a_finding_with_file_and_line(
    files: dict[str, str], expected: str, cli: Cli, exempel: Repository
) -> None:
    def told() -> list[str]:
        ran = cli("--register", exempel.root, "kontrollera", "--format", "rader")
        return [line for line in ran.out.splitlines() if " fel D001 " in line]

    exempel.write({path: shipped(path) + "\n" for path in files})
    assert told() == []
    exempel.write(files)
    lines = told()
    assert len(lines) == 1
    assert lines[0].startswith(expected)


@pytest.mark.parametrize(
    ("markup", "said"),
    [
        ("{{ antal_plats }}", "Namnet ”antal_plats” finns inte. Rätta namnet i mallen."),
        ("{{ 9 ** 99999999 }}", "Mallen räknar med ”**”. Räkna i nyckeltalet och visa resultatet."),
        ("{{ ''.__class__.__mro__ }}", "Mallen gör något som inte är tillåtet."),
        ("{{ ram.sender.mail.encode() }}", "Mallen gör något som inte är tillåtet."),
        ("{% for n in range(99999999) %}x{% endfor %}", "Namnet ”range” finns inte."),
    ],
    ids=["unknown", "power", "class walk", "method", "range"],
)
def test_a_template_that_goes_too_far_stops_with_file_and_line(
    markup: str, said: str, cli: Cli, exempel: Repository, tmp_path: Path
) -> None:
    text = shipped(L11_TEMPLATE)
    exempel.write({L11_TEMPLATE: text.replace("{% block text %}", "{% block text %}\n" + markup, 1)})
    ran = cli("--register", exempel.root, "--idag", "2026-06-01", "brev", *DRAFT, "--ut", tmp_path)
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith(f"{L11_TEMPLATE}:{line_of(text, '{% block text %}') + 1}: {said}")
    assert list(tmp_path.glob("*.pdf")) == []


def test_a_register_words_a_letter_its_own_way(cli: Cli, exempel: Repository, tmp_path: Path) -> None:
    own = shipped(L11_TEMPLATE).replace("Platsen ingår i avtalet", "Vår egen text om avtalet", 1)
    exempel.write({L11_TEMPLATE: own, MACROS: shipped(MACROS).replace("Med vänlig hälsning", "Hälsningar", 1)})
    ran = cli("--register", exempel.root, "--idag", "2026-06-01", "brev", *DRAFT, "--ut", tmp_path)
    assert ran.code == 0, ran.err
    text = " ".join(pdfchecks.flat(page.text) for page in pdfchecks.read(Path(ran.out.strip()).read_bytes()))
    assert "Vår egen text om avtalet" in text
    assert "Hälsningar" in text


# ---- hostile records -------------------------------------------------------------------------------------------------

PLACEMENT = "records/placering/2025/pla-8m2kd4.yaml"
DRAFT = ("L11", "pla-8m2kd4")
ENDED = """\
typ: placering
id: pla-8m2kd4
version: 1
upphandling: upp-7k3qf9
leverantör: org-9b3t7w
deltagare: d-4k7m2q9x
form: visstidsanställning
planerad:
  från: 2025-03-03
  till: 2025-08-29
faktisk:
  från: 2025-03-03
  till: 2025-05-02
status: avslutad_i_förtid
avslut:
  orsak: leverantören_avbröt
utfall:
  - tidpunkt: vid_avslut
    utfall: okänt
"""


@pytest.fixture(autouse=True)
def ended_early(exempel: Repository) -> None:
    """A placement that the supplier broke off, in a contract with a sharp requirement."""
    exempel.commit({PLACEMENT: ENDED})


@pytest.fixture
def canary() -> Iterator[tuple[str, list[str]]]:
    """An address on this machine, and what has been asked of it."""
    asked: list[str] = []

    class Canary(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.HTTPServer(("127.0.0.1", 0), Canary)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    "hostile",
    [
        "{{ 7*7 }} och {{ ''.__class__ }}",
        "{% raw %}{% include 'x' %}",
        '<img src="{canary}/a.png"><link rel=attachment href="file:///etc/passwd">',
        "<script>alert(1)</script> [x](javascript:alert(1))",
        "</h1></main><style>@import url({canary}/b.css)</style>",
        "&amp; &lt;b&gt; \" ' ]]>",
    ],
    ids=["expression", "statement", "picture", "script", "style", "entities"],
)
def test_what_records_say_is_printed_as_it_is(
    hostile: str, cli: Cli, exempel: Repository, tmp_path: Path, canary: tuple[str, list[str]]
) -> None:
    address, asked = canary
    words = hostile.replace("{canary}", address)
    supplier = next(exempel.root.glob("records/organisation/*/org-9b3t7w.yaml"))
    lines = supplier.read_text(encoding="utf-8").splitlines()
    quoted = words.replace("\\", "\\\\").replace('"', '\\"')
    text = "\n".join(f'namn: "{quoted}"' if line.startswith("namn:") else line for line in lines) + "\n"
    exempel.commit({supplier.relative_to(exempel.root).as_posix(): text})
    ran = cli("--register", exempel.root, "--idag", "2026-06-01", "brev", *DRAFT, "--ut", tmp_path)
    assert ran.code == 0, ran.err
    pdf = Path(ran.out.strip()).read_bytes()
    shown = pdfchecks.flat(pdfchecks.read(pdf)[0].text)
    typeset = words.replace('"', "”").replace("'", "’")
    assert typeset.split()[0] in shown
    assert asked == []
    assert pdfchecks.conformance(pdf, "letter") == []
    mailed = cli(
        "--register", exempel.root, "--idag", "2026-06-01", "brev", *DRAFT, "--format", "eml", "--ut", tmp_path
    )
    assert mailed.code == 0, mailed.err


@pytest.mark.parametrize(
    ("cause", "heading", "said"),
    [
        ("leverantören_avbröt", "Ta ställning till", "Det kan vara ett brott mot avtalet."),
        ("deltagaren_avbröt", "Anteckna", "Avbrottet är därför inget brott mot avtalet."),
        ("annat_hinder", "Ta ställning till", "Därför går det inte att säga om det är ett brott mot avtalet."),
    ],
    ids=["breach", "none", "unknown"],
)
def test_an_early_ending_is_told_as_it_is_assessed(
    cause: str, heading: str, said: str, cli: Cli, exempel: Repository, tmp_path: Path
) -> None:
    exempel.write({PLACEMENT: ENDED.replace("leverantören_avbröt", cause)})
    ran = cli("--register", exempel.root, "--idag", "2026-06-01", "brev", *DRAFT, "--ut", tmp_path)
    assert ran.code == 0, ran.err
    text = " ".join(pdfchecks.flat(page.text) for page in pdfchecks.read(Path(ran.out.strip()).read_bytes()))
    assert f"{heading} en plats som slutade i förtid" in text
    assert said in text
