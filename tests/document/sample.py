"""A realistic report of an invented municipality: what the document tests render and look at."""

from __future__ import annotations

import hashlib
from datetime import date
from fractions import Fraction
from pathlib import Path

from sysselreg.document.blocks import Column, Fact, Frame, KeyFigure, Row, Stamp, Table
from sysselreg.document.charts import (
    Answers,
    Bar,
    Bullet,
    Line,
    Value,
    bullets,
    horizontal_bars,
    likert,
    lines,
    stacked_columns,
)
from sysselreg.document.charts import Column as ChartColumn
from sysselreg.document.html import Html
from sysselreg.document.markdown import narrative
from sysselreg.document.metadata import DocumentMeta
from sysselreg.document.pdf import Attachment, render_pdf
from sysselreg.document.templates import load_templates, render
from sysselreg.swedish import number, percent

ROOT = Path(__file__).parents[2]
TEMPLATE = "tests/document/sample.html.j2"
META = DocumentMeta(
    title="Årsrapport 2025: Sysselsättningskrav i upphandling",
    kind="Årsrapport",
    author="Exempelköpings kommun, arbetsmarknadsförvaltningen",
    publisher="Exempelköpings kommun",
    created=date(2026, 2, 16),
    description="Årsrapport om upphandlingar med sysselsättningskrav 2025, diarienummer KS 2026/0042",
    identifier="KS 2026/0042",
    keywords=("årsrapport", "sysselsättningskrav", "upphandling"),
    source="Exempelköpings register över sysselsättningskrav, läge 3f9c1ab",
    document_id="sysselreg:KS 2026/0042",
    version_id="3f9c1ab",
    generator="sysselreg 0.1.0 (3f9c1ab)",
)
ATTACHMENTS = (
    Attachment("nyckeltal.csv", "id;namn;värde\nN10;Personer;42\n".encode(), "Rapportens nyckeltal som CSV"),
    Attachment("nyckeltal.json", b'{"format_version": 1, "nyckeltal": []}\n', "Rapportens nyckeltal som JSON"),
)

PROCUREMENTS = [
    ("Stensättning och markanläggning", "Dialogkrav", 6, 6, 4, "Pågår"),
    ("Sotning och brandskyddskontroll", "Dialogkrav", 2, 1, 0, "Pågår"),
    ("Catering, kalla rätter", "Reserverad upphandling", 4, 4, 3, "Pågår"),
    ("Ombyggnad av Ängsskolan", "Skarpt krav", 8, 7, 5, "Pågår"),
    ("Vinterväghållning", "Skarpt krav", 4, 4, 4, "Pågår"),
    ("Lås och låstjänster (ramavtal)", "Dialogkrav", 2, 2, 1, "Pågår"),
    ("Färg och förbrukningsvaror (ramavtal)", "Dialogkrav", 1, 0, 0, "Avvikelse"),
    ("Korttidshyra av fordon (ramavtal)", "Dialogkrav och skarpt krav", 3, 2, 1, "Pågår"),
    ("Lokalvård, södra området", "Skarpt krav", 10, 9, 7, "Pågår"),
    ("Stadsfesten, scen och teknik", "Dialogkrav", 2, 2, 2, "Avslutad"),
    ("Kommunikationstjänster (ramavtal)", "Dialogkrav", 2, 0, 0, "Uppstart"),
    ("Återbruk och secondhandlogistik", "Reserverad upphandling", 6, 5, 2, "Pågår"),
]
HIDDEN = Value("..", None, "färre än 5")


def shared_assets() -> dict[str, bytes]:
    """What `reports/shared/` holds."""
    folder = ROOT / "reports" / "shared"
    return {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def value(count: int, shown: str = "") -> Value:
    return Value(shown or number(count), count)


def sample_html(stamp: Stamp = "") -> Html:
    files = shared_assets() | {TEMPLATE: (ROOT / TEMPLATE).read_bytes()}
    return render(load_templates(files), TEMPLATE, context(stamp))


def sample_pdf(stamp: Stamp = "") -> bytes:
    return render_pdf(sample_html(stamp), shared_assets(), META, "report", ATTACHMENTS)


def context(stamp: Stamp) -> dict[str, object]:
    return {
        "ram": Frame(META.title, "Exempelköpings kommun", "KS 2026/0042", stamp),
        "omslag": [
            Fact("Diarienummer", "KS 2026/0042"),
            Fact("Datum", "2026-02-16"),
            Fact("Avser", "1 januari – 31 december 2025"),
            Fact("Nämnd", "Kommunstyrelsen"),
            Fact("Ansvarig", "Arbetsmarknadsförvaltningen"),
            Fact("Registerläge", "3f9c1ab (underlaget fryst 2026-01-31)"),
        ],
        "andel": Fraction(42, 50),
        "nyckeltal": [
            KeyFigure("12", "upphandlingar med sysselsättningskrav", "9 föregående år"),
            KeyFigure("50", "överenskomna platser", "31 föregående år"),
            KeyFigure("42", "startade insatser", "24 föregående år"),
            KeyFigure(percent(15, 29), "till arbete efter avslutad insats", "15 av 29 avslutade"),
        ],
        "berattelse": narrative(
            "{{ nyckeltal.N10 }} insatser startade under året. Flest startade under årets *första halva*, när"
            " ombyggnaden av Ängsskolan och den nya lokalvården kom igång.\n\nTre saker förklarar ökningen:\n\n"
            "- kravet kom med tidigt i planeringen\n- leverantörerna fick en kontaktperson\n- matchningen började före"
            " avtalsstart.\n",
            "records/texter/2025/startade.md",
            {"nyckeltal.N10": "42"},
        ),
        "tabell_upphandlingar": procurement_table(),
        "tabell_malgrupp": target_table(),
        "tabell_budget": budget_table(),
        "tabell_poster": record_table(),
        "korten": cards(),
        **figures(),
    }


def procurement_table() -> Table:
    sums = [sum(row[i] for row in PROCUREMENTS if isinstance(row[i], int)) for i in (2, 3, 4)]  # type: ignore[misc]
    return Table(
        "tabell-upphandlingar",
        "Upphandlingar med sysselsättningskrav 2025, antal platser och insatser",
        (
            Column("Upphandling", 33),
            Column("Typ av krav", 24),
            Column("Överens\u00adkomna", 11, numeric=True),
            Column("Startade", 10, numeric=True),
            Column("Slutförda", 10, numeric=True),
            Column("Status", 12),
        ),
        (
            *(Row(tuple(str(cell) for cell in row)) for row in PROCUREMENTS),
            Row(("Summa", "", *(str(total) for total in sums), ""), "summa"),
        ),
        source="kommunens register över sysselsättningskrav, läge 3f9c1ab.",
    )


def target_table() -> Table:
    return Table(
        "tabell-malgrupp",
        "Deltagare efter prioriterad målgrupp och juridiskt kön",
        (
            Column("Målgrupp", 48),
            Column("Kvinnor", 13, numeric=True),
            Column("Män", 13, numeric=True),
            Column("Totalt", 13, numeric=True),
            Column("Andel", 13, numeric=True),
        ),
        (
            Row(("Unga upp till 25 år, inskrivna mer än 6 månader", "8", "10", "18", percent(18, 42))),
            Row(("26 år eller äldre, inskrivna mer än 12 månader", "..", "..", "16", percent(16, 42))),
            Row(("Personer med funktionsnedsättning", "..", "..", "8", percent(8, 42))),
            Row(("Samtliga", "20", "22", "42", percent(1, 1)), "summa"),
        ),
        source="registret, läge 3f9c1ab.",
        note="”..” betyder att uppgiften är dold: gruppen är mindre än fem personer eller skulle gå att räkna ut.",
    )


def budget_table() -> Table:
    posts = [
        ("Lönekostnader", 1240000, 1113208),
        ("Utbildning och information", 180000, 96550),
        ("Externa tjänster", 200000, 52000),
    ]
    rows = [
        Row((name, number(plan), number(real), number(plan - real), percent(real, plan))) for name, plan, real in posts
    ]
    return Table(
        "tabell-budget",
        "Budget och utfall 2025, kronor",
        (
            Column("Kostnadsslag", 36),
            Column("Budget", 17, numeric=True),
            Column("Utfall", 17, numeric=True),
            Column("Avvikelse", 17, numeric=True),
            Column("Använt", 13, numeric=True),
        ),
        (*rows, Row(("Summa", number(1620000), number(1261758), number(358242), percent(1261758, 1620000)), "summa")),
        source="kommunens ekonomisystem, bokslut 2026-01-20.",
    )


def record_table() -> Table:
    rows: list[Row] = []
    for kind, prefix, count in (("Upphandlingar", "upp", 12), ("Placeringar", "pla", 24), ("Utvärderingar", "utv", 11)):
        rows.append(Row((kind,), "grupp"))
        for i in range(count):
            digest = hashlib.sha256(f"{prefix}{i}".encode()).hexdigest()
            rows.append(Row((f"{prefix}-{digest[:6]}", f"Post {i + 1} av {count}", digest[:24])))
    return Table(
        "tabell-poster",
        "Registerposter som ingår i rapporten",
        (Column("Post", 20), Column("Innehåll", 40), Column("Kontrollsumma (SHA-256, början)", 40)),
        tuple(rows),
    )


def cards() -> list[dict[str, object]]:
    return [
        {
            "rubrik": name,
            "mer": f"upp-7k3qf{i} · Tekniska förvaltningen · Exempelleverantören AB",
            "text": "Antalet platser har bestämts i dialog med leverantören efter tilldelning. Ny tidplan är"
            " överenskommen, och deltagarna har fått intyg efter avslutad insats.",
            "fakta": [
                Fact("Typ av krav", kind),
                Fact("Överenskomna", str(agreed)),
                Fact("Startade", str(started)),
                Fact("Slutförda", str(done)),
                Fact("Status", status),
            ],
        }
        for i, (name, kind, agreed, started, done, status) in enumerate(PROCUREMENTS[:6])
    ]


def figures() -> dict[str, Html]:
    by_places = sorted(PROCUREMENTS, key=lambda row: -row[2])
    quarters = (("Kvartal 1", 6, 3, 0), ("Kvartal 2", 7, 4, 3), ("Kvartal 3", 3, 4, 4))
    return {
        "figur_platser": bullets(
            "Platser per upphandling",
            [Bullet(row[0], value(row[2]), value(row[3]), value(row[4])) for row in by_places],
        ),
        "figur_kvartal": stacked_columns(
            "Startade insatser per kvartal",
            ("Skarpt krav", "Dialogkrav", "Reserverad"),
            [
                *(ChartColumn(label, (value(a), value(b), value(c)), value(a + b + c)) for label, a, b, c in quarters),
                ChartColumn("Kvartal 4", (value(6), HIDDEN, HIDDEN), value(10)),
            ],
        ),
        "figur_utveckling": lines(
            "Platser och insatser per år",
            ("2023", "2024", "2025"),
            [
                Line("överenskomna", (value(14), value(31), value(50))),
                Line("startade", (value(11), value(24), value(42))),
                Line("slutförda", (HIDDEN, value(15), value(29))),
            ],
        ),
        "figur_utfall": horizontal_bars(
            "Situation efter avslutad insats",
            [
                Bar("Arbete utan stöd", value(9, "9 (31 %)")),
                Bar("Arbete med subvention", value(6, "6 (21 %)")),
                Bar("Studier", value(5, "5 (17 %)")),
                Bar("Åter till försörjningsstöd", value(6, "6 (21 %)")),
                Bar("Uppgift saknas", HIDDEN),
            ],
        ),
        "figur_svar": likert(
            "Leverantörernas svar",
            ("Helt och hållet", "Till stor del", "Till viss del", "Inte alls"),
            [
                Answers("Kravet var tydligt i underlaget", (value(6), value(4), value(1), value(0)), "11 svar"),
                Answers(
                    "Kommunens stöd vid rekrytering fungerade väl", (value(5), value(4), value(1), value(1)), "11 svar"
                ),
                Answers(
                    "Vi fick tillräckligt med tid mellan tilldelning och start",
                    (value(2), value(3), value(5), value(1)),
                    "11 svar",
                ),
                Answers("Insatsen tillförde något till verksamheten", (HIDDEN, HIDDEN, value(0), value(0)), "4 svar"),
            ],
        ),
    }
