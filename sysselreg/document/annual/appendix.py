"""What stands last: goals, cases, what does not add up, and parameters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from sysselreg.diary.compile import diary
from sysselreg.diary.model import Case, Entry, Gap
from sysselreg.diary.render import marks
from sysselreg.document.annual.figures import NOTHING, withheld
from sysselreg.document.annual.model import GoalView, Materials
from sysselreg.document.blocks import Column, Row, Table
from sysselreg.figure.model import ShownFigure
from sysselreg.period import PartialDate
from sysselreg.record.model import Record
from sysselreg.record.tell import title
from sysselreg.swedish import counted, number

STATUS_WORDS: Mapping[str, str] = {"nått": "Nått", "missat": "Missat", "kan_inte_bedömas": "Kan inte bedömas"}


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
            whose = _whose(materials, record, finding.place.file)
            rows.append(Row((finding.code, whose, _for_readers(finding.message, finding.field))))
    rows.sort(key=lambda row: row.cells[0])
    for code, times in sorted(personal.items()):
        name, limit = materials.records.schemas.messages[code].name, int(materials.records.config["sekretessgräns"])
        few = times < limit and not materials.internal
        told = f"färre än {limit} placeringar" if few else counted(times, "placering", "placeringar")
        rows.append(Row((code, told, f"{name}. Uppgiften visas inte.")))
    columns = (Column("Kod", 1), Column("Post", 3), Column("Det som inte går ihop", 8))
    return Table("t-motsagelser", "Uppgifter som inte går ihop", columns, tuple(rows)) if rows else None


# Where a field stands in its record, after its name: ` (datum.tilldelning)`, ` (platser[p1].antal)`.
_PATH = re.compile(r" \(([a-zåäö_]+(?:\[[^\]]+\])?(?:\.[a-zåäö_]+(?:\[[^\]]+\])?)*)\)")
_PLACEMENTS = re.compile(r":? pla-[0-9a-z]{6}(?:(?:, | och )pla-[0-9a-z]{6})*")


def _for_readers(message: str, field: str) -> str:
    """A message as it is told in print: without where in the file a field stands, and without single placements."""
    plain = _PATH.sub(lambda found: "" if found[1] == field or set("._[") & set(found[1]) else found[0], message)
    return _PLACEMENTS.sub("", plain)


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


def counted_records(materials: Materials) -> list[str]:
    """The ids of all records that count in some figure that is shown."""
    return sorted({each for figure in materials.figures.values() for each in records_of(figure)})


def records_of(figure: ShownFigure) -> Iterable[str]:
    """The ids of the records that a figure counts, as a whole and in its groups."""
    yield from figure.shown.records
    for group in figure.groups:
        yield from group.shown.records
