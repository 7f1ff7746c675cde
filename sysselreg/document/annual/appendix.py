"""What stands last: goals, cases, what does not add up, parameters, and the way back from each figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from sysselreg.diary.compile import diary
from sysselreg.diary.model import Case, Entry, Gap
from sysselreg.diary.render import marks
from sysselreg.document.annual.figures import NOTHING, is_silent, trace_of, withheld
from sysselreg.document.annual.model import GoalView, Materials
from sysselreg.document.blocks import Column, Row, Table
from sysselreg.period import PartialDate
from sysselreg.record.model import Record
from sysselreg.record.tell import title
from sysselreg.swedish import counted, number

STATUS_WORDS: Mapping[str, str] = {"nått": "Nått", "missat": "Missat", "kan_inte_bedömas": "Kan inte bedömas"}
_COLUMNS_OF_RECORDS = 3


def goals(materials: Materials) -> list[GoalView]:
    """Each goal in words."""
    return [
        GoalView(
            name=each.goal.name.rstrip("."),
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
    rows = tuple(Row((figure, _listed(groups), reason)) for (figure, reason), groups in gathered.items())
    columns = (Column("Nyckeltal", 4), Column("Grupper", 5), Column("Skäl", 7))
    return Table("t-dolda", "Dolda uppgifter", columns, rows) if rows else None


def _listed(groups: list[str]) -> str:
    """The groups one by one, their number when they are many: all of them stand in the attached file."""
    return "; ".join(groups) if len(groups) <= _GROUPS_LISTED else f"{number(len(groups))} grupper (se nyckeltal.csv)"


_GROUPS_LISTED = 6


def case_tables(materials: Materials, source: str) -> list[Table]:
    """The documents of each ärende that was open in the period, as the public diary shows them."""
    held = materials.records
    found = diary(held.records, held.schemas, held.config, year=None, offentlig=True)
    return [
        Table(
            f"t-{case.id}",
            f"Handlingar i {case.number}, {case.heading}",
            _CASE_COLUMNS,
            tuple(_document(materials, row) for row in case.rows),
            source,
        )
        for case in found.cases
        if case.rows and _open(case, materials)
    ]


_CASE_COLUMNS = (
    Column("Nr", 1, numeric=True),
    Column("Datum", 3),
    Column("Riktning", 3),
    Column("Handling", 7),
    Column("Avsändare eller mottagare", 4),
)


def _open(case: Case, materials: Materials) -> bool:
    opened, closed = PartialDate.parse(case.opened), PartialDate.parse(case.closed)
    begins = opened is None or opened.first < materials.period.end
    return begins and (closed is None or closed.last >= materials.period.start)


def _document(materials: Materials, row: Entry | Gap) -> Row:
    if isinstance(row, Gap):
        first, last = (name.rpartition("-")[2] for name in (row.first, row.last))
        return Row((first if first == last else f"{first}–{last}", "", "", row.why, ""))
    party = row.sender or row.recipient or "uppgift saknas"
    told = f"{row.heading}. {more}" if (more := marks(row, materials.records.schemas)) else row.heading
    return Row((number(row.number), row.day, materials.label("riktning", row.direction), told, party))


# What a rule says about one person's placement, or about an answer to it, is not for a published report.
_PERSONAL = frozenset({"placering", "utvärdering"})


def contradiction_table(materials: Materials) -> Table | None:
    """What the checks say does not add up; None when all does. About persons only how often each rule spoke."""
    rows, personal = [], dict[str, int]()
    for finding in (each for each in materials.findings if each.level == "varning"):
        record = materials.records.by_id.get(finding.record_id)
        if record is not None and record.kind in _PERSONAL:
            personal[finding.code] = personal.get(finding.code, 0) + 1
        else:
            rows.append(Row((finding.code, _whose(materials, record, finding.place.file), finding.message)))
    rows.sort(key=lambda row: row.cells[0])
    for code, times in sorted(personal.items()):
        name = materials.records.schemas.messages[code].name
        rows.append(Row((code, counted(times, "placering", "placeringar"), f"{name}. Uppgiften visas inte.")))
    columns = (Column("Kod", 1), Column("Post", 3), Column("Det som inte går ihop", 8))
    return Table("t-motsagelser", "Uppgifter som inte går ihop", columns, tuple(rows)) if rows else None


def _whose(materials: Materials, record: Record | None, file: str) -> str:
    return f"{title(record, materials.name)} ({record.id})" if record else file


def parameter_table(materials: Materials) -> Table:
    """The thresholds that the year's figures used, each with what its schema says of it and the source."""
    settings = materials.records.schemas.settings.root
    rules, fields = materials.records.config.get("regler", {}), settings.children["regler"].children
    used = [*_RULES, *(name for name in _BY_RULE.get(str(rules.get("lämplig")), ()) if name not in _RULES)]
    rows = [Row((fields[name].title, _told(rules[name]), fields[name].description)) for name in used if name in rules]
    limit = settings.children["sekretessgräns"]
    rows.append(Row((limit.title, _told(materials.records.config["sekretessgräns"]), limit.description)))
    columns = (Column("Parameter", 4), Column("Värde", 2, numeric=True), Column("Betydelse och källa", 7))
    caption = f"Parametrar som har använts för {materials.year}"
    return Table("t-parametrar", caption, columns, tuple(rows), "registrets sysselreg.yaml och dess förval")


# N02 always follows Göteborg's rule; N04 the rule in force, with the thresholds that it reads.
_RULES = ("lämplig", "göteborg_avtalstid_över_månader")
_BY_RULE = {
    "alternativ_1": ("avtalstid_minst_månader",),
    "alternativ_2": ("avtalstid_minst_månader", "värde_minst"),
}


def _told(value: object) -> str:
    return number(value) if isinstance(value, int) else str(value).replace("_", " ")


def trace_table(materials: Materials) -> Table | None:
    """Each figure with its definition, its records and the commits that made these; None when none counts any."""
    rows = tuple(
        Row(
            (
                f"{figure.id} {figure.definition.name}",
                figure.definition.file.removeprefix("reports/figures/"),
                "dold" if figure.shown.hidden else _ids(figure.shown.records),
                "dold" if figure.shown.hidden else _commits(materials, figure.shown.records),
            ),
            anchor=trace_of(figure),
        )
        for name, figure in sorted(materials.figures.items())
        if "/" not in name and not is_silent(figure)
    )
    columns = (
        Column("Nyckeltal", 5),
        Column("Definition", 3),
        Column("Poster som räknas", 6),
        Column("Senast ändrade i incheckning", 3),
    )
    note = (
        "Definitionerna ligger i reports/figures. Incheckningen är den som senast ändrade något som nyckeltalen läser. "
        f"Allt bakom ett tal visas av kommandot sysselreg forklara, som sysselreg forklara N10 --ar {materials.year}."
    )
    return Table("t-sparbarhet", "Från nyckeltal till poster", columns, rows, note=note) if rows else None


def _ids(records: Sequence[str]) -> str:
    """The ids, as many as fit in a few lines; the rest stand in the attached file."""
    if not records:
        return "inga kända"
    more = len(records) - _IDS_SHOWN
    return ", ".join(sorted(records)[:_IDS_SHOWN]) + (
        f" och {number(more)} till (se underlag.json)" if more > 0 else ""
    )


_IDS_SHOWN = 9


def _commits(materials: Materials, records: Sequence[str]) -> str:
    """The beginnings of the commits that last changed the records, the newest first, as many as fit."""
    found = {each.commit: each.day for record in records if (each := materials.trails.get(record))}
    newest = sorted(found, key=lambda commit: (found[commit], commit), reverse=True)
    told = [*(commit[:_COMMIT] for commit in newest[:_COMMITS_SHOWN])]
    told += [f"{number(len(newest) - _COMMITS_SHOWN)} till"] if len(newest) > _COMMITS_SHOWN else []
    told += ["inte incheckat"] if any(record not in materials.trails for record in records) else []
    return ", ".join(told)


_COMMIT, _COMMITS_SHOWN = 7, 4


def commit_table(materials: Materials) -> Table | None:
    """The commits behind the records that count, with who wrote and who approved; None when nothing is committed."""
    used = [trail for record in counted_records(materials) if (trail := materials.trails.get(record))]
    times = Counter(used)
    rows = tuple(
        Row((each.commit[:_COMMIT], each.day, _person(each.by), _person(each.approved_by), number(times[each])))
        for each in sorted(times, key=lambda each: (each.day, each.commit), reverse=True)
    )
    columns = (
        Column("Incheckning", 2),
        Column("Dag", 2),
        Column("Skriven av", 4),
        Column("Godkänd av", 4),
        Column("Poster", 2, numeric=True),
    )
    return Table("t-incheckningar", "Incheckningarna bakom posterna", columns, rows) if rows else None


def _person(named: str) -> str:
    return named.rpartition(" <")[0] or named or "ingen annan"


def record_table(materials: Materials) -> Table | None:
    """All records that count in a figure, with the beginning of each file's SHA-256; None when there is none."""
    used = counted_records(materials)
    cells = [f"{each}  {materials.digests[each][:10]}{_made(materials, each)}" for each in used]
    rows = tuple(
        Row(tuple((cells[i : i + _COLUMNS_OF_RECORDS] + [""] * _COLUMNS_OF_RECORDS)[:_COLUMNS_OF_RECORDS]))
        for i in range(0, len(cells), _COLUMNS_OF_RECORDS)
    )
    columns = tuple(Column("Post, kontrollsumma och incheckning") for _ in range(_COLUMNS_OF_RECORDS))
    return Table("t-poster", "Poster som ingår i något nyckeltal", columns, rows) if rows else None


def _made(materials: Materials, record: str) -> str:
    trail = materials.trails.get(record)
    return f"  {trail.commit[:_COMMIT]}" if trail else ""


def counted_records(materials: Materials) -> list[str]:
    """The ids of all records that count in some figure that is shown."""
    return sorted({each for name in materials.figures for each in _all_records(materials, name)})


def _all_records(materials: Materials, name: str) -> Iterable[str]:
    figure = materials.figures[name]
    yield from figure.shown.records
    for group in figure.groups:
        yield from group.shown.records
