"""What stands last: goals, cases, what does not add up, parameters, and the way back from each figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sysselreg.document.annual.figures import NOTHING, is_silent, withheld
from sysselreg.document.annual.model import GoalView, Materials
from sysselreg.document.blocks import Column, Row, Table
from sysselreg.period import PartialDate
from sysselreg.record.model import Record
from sysselreg.record.tell import title
from sysselreg.swedish import number

STATUS_WORDS: Mapping[str, str] = {"nått": "Nått", "missat": "Missat", "kan_inte_bedömas": "Kan inte bedömas"}
_SECRET = "Uppgiften omfattas av sekretess"  # noqa: S105 - a wording, not a password
_COLUMNS_OF_RECORDS = 3


def goals(materials: Materials) -> list[GoalView]:
    """Each goal in words."""
    return [
        GoalView(
            name=each.goal.name,
            limit=each.goal.wording,
            outcome=each.shown.shown.text if each.shown else NOTHING,
            status=each.status,
            status_text=STATUS_WORDS[each.status],
            sentence=each.sentence,
            decision=each.goal.decision,
        )
        for each in materials.goals
    ]


def goal_table(views: list[GoalView], source: str) -> Table | None:
    """Goal, outcome and judgement; None without goals."""
    rows = tuple(Row((view.name, view.outcome, view.status_text, view.sentence)) for view in views)
    columns = (Column("Mål", 4), Column("Utfall", 2, numeric=True), Column("Bedömning", 2), Column("Förklaring", 5))
    return Table("t-mal", "Mål och utfall", columns, rows, source) if rows else None


def withheld_table(materials: Materials) -> Table | None:
    """What is withheld and why, one row for each figure and reason; None when nothing is."""
    gathered: dict[tuple[str, str], list[str]] = {}
    for figure, group, reason in withheld(materials):
        gathered.setdefault((figure, reason), []).append(group or "hela nyckeltalet")
    rows = tuple(Row((figure, "; ".join(groups), reason)) for (figure, reason), groups in gathered.items())
    columns = (Column("Nyckeltal", 4), Column("Grupper", 6), Column("Skäl", 5))
    return Table("t-dolda", "Dolda uppgifter", columns, rows) if rows else None


def case_tables(materials: Materials, source: str) -> list[Table]:
    """The documents of each ärende that was open in the period, by diarienummer."""
    cases = [r for r in materials.records.records if r.kind == "ärende" and _open(r, materials)]
    tables = []
    for case in sorted(cases, key=lambda record: str(record.data["diarienummer"])):
        documents = sorted(
            (r for r in materials.records.records if r.kind == "handling" and r.data["ärende"] == case.id),
            key=lambda record: int(record.data["nummer"]),
        )
        if documents:
            rows = tuple(_document(materials, document) for document in documents)
            caption = f"Handlingar i {case.data['diarienummer']}, {_public(case, str(case.data['rubrik']))}"
            tables.append(Table(f"t-{case.id}", caption, _CASE_COLUMNS, rows, source))
    return tables


_CASE_COLUMNS = (
    Column("Nr", 1, numeric=True),
    Column("Datum", 3),
    Column("Riktning", 3),
    Column("Handling", 7),
    Column("Avsändare eller mottagare", 4),
)


def _open(case: Record, materials: Materials) -> bool:
    opened = PartialDate.parse(str(case.data["öppnat"]))
    closed = PartialDate.parse(str(case.data.get("avslutat", "")))
    begins = opened is None or opened.first < materials.period.end
    return begins and (closed is None or closed.last >= materials.period.start)


def _document(materials: Materials, document: Record) -> Row:
    data = document.data
    party = str(data.get("avsändare") or data.get("mottagare") or "")
    return Row(
        (
            number(int(data["nummer"])),
            str(data["datum"]),
            materials.label("riktning", data["riktning"]),
            _public(document, str(data["rubrik"])),
            _public(document, party) if party else "uppgift saknas",
        )
    )


def _public(record: Record, text: str) -> str:
    """The text, unless the record is not open."""
    return text if record.data.get("sekretess", {}).get("nivå", "öppen") == "öppen" else _SECRET


def contradiction_table(materials: Materials) -> Table | None:
    """What the checks say does not add up; None when all does."""
    rows = tuple(
        Row((finding.code, _whose(materials, finding.record_id, finding.place.file), finding.message))
        for finding in materials.findings
        if finding.level == "varning"
    )
    columns = (Column("Kod", 1), Column("Post", 3), Column("Det som inte går ihop", 8))
    return Table("t-motsagelser", "Uppgifter som inte går ihop", columns, rows) if rows else None


def _whose(materials: Materials, record_id: str, file: str) -> str:
    record = materials.records.by_id.get(record_id)
    return f"{title(record, materials.name)} ({record_id})" if record else file


def parameter_table(materials: Materials) -> Table:
    """The thresholds that the figures used, each with what its schema says of it and the source."""
    settings = materials.records.schemas.settings.root
    rules, fields = materials.records.config.get("regler", {}), settings.children["regler"].children
    rows = [Row((fields[name].title, _told(rules[name]), fields[name].description)) for name in _RULES if name in rules]
    limit = settings.children["sekretessgräns"]
    rows.append(Row((limit.title, _told(materials.records.config["sekretessgräns"]), limit.description)))
    columns = (Column("Parameter", 4), Column("Värde", 2, numeric=True), Column("Betydelse och källa", 7))
    return Table("t-parametrar", "Parametrar som har använts", columns, tuple(rows), "sysselreg.yaml")


_RULES = ("lämplig", "avtalstid_minst_månader", "värde_minst")


def _told(value: object) -> str:
    return number(value) if isinstance(value, int) else str(value).replace("_", " ")


def trace_table(materials: Materials) -> Table:
    """Each figure with the file of its definition and the number of records that count in it."""
    rows = tuple(
        Row(
            (
                f"{figure.id} {figure.definition.name}",
                figure.definition.file.removeprefix("reports/figures/"),
                number(len(figure.shown.records)) if not figure.shown.hidden else "dold",
            )
        )
        for name, figure in sorted(materials.figures.items())
        if "/" not in name and not is_silent(figure)
    )
    columns = (Column("Nyckeltal", 7), Column("Definition i reports/figures", 4), Column("Poster", 2, numeric=True))
    return Table("t-sparbarhet", "Från nyckeltal till poster", columns, rows)


def record_table(materials: Materials) -> Table | None:
    """All records that count in a figure, with the beginning of each file's SHA-256; None when there is none."""
    used = sorted({each for name in materials.figures for each in _all_records(materials, name)})
    cells = [f"{each}  {materials.digests[each][:10]}" for each in used]
    rows = tuple(
        Row(tuple((cells[i : i + _COLUMNS_OF_RECORDS] + [""] * _COLUMNS_OF_RECORDS)[:_COLUMNS_OF_RECORDS]))
        for i in range(0, len(cells), _COLUMNS_OF_RECORDS)
    )
    columns = tuple(Column("Post och kontrollsumma") for _ in range(_COLUMNS_OF_RECORDS))
    return Table("t-poster", "Poster som ingår i något nyckeltal", columns, rows) if rows else None


def _all_records(materials: Materials, name: str) -> Iterable[str]:
    figure = materials.figures[name]
    yield from figure.shown.records
    for group in figure.groups:
        yield from group.shown.records
