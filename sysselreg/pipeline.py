"""The flow, top to bottom: snapshot → records → checked records → tables → figures → shown figures → document."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import cache
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sysselreg import kept
from sysselreg.calculation import about
from sysselreg.calculation.given import read_facts
from sysselreg.calculation.method import load_method
from sysselreg.calculation.parameters import load_parameters
from sysselreg.calculation.register import rows as calculated_rows
from sysselreg.check.model import CheckedRecords, Outcome
from sysselreg.checking import check
from sysselreg.due.reports import reports_due
from sysselreg.figure import choice, publication
from sysselreg.figure.choice import Question
from sysselreg.figure.compute import compute, every_view, in_period
from sysselreg.figure.definitions import load_definitions
from sysselreg.figure.disclosure import disclose_together
from sysselreg.figure.explain import explain_figure, explain_issue, statements
from sysselreg.figure.goals import goals_in_force, judge, load_goals
from sysselreg.figure.keeping import as_bytes, from_bytes
from sysselreg.figure.model import Before, Definitions, Figure, ShownFigure, ShownGoal
from sysselreg.figure.publication import Issue
from sysselreg.figure.retold import effect
from sysselreg.figure.trace import Traced, fields_read, views_of
from sysselreg.lookup import namer, take
from sysselreg.period import Period
from sysselreg.record.explain import explain_record, years_of
from sysselreg.record.load import find_one
from sysselreg.record.model import Record
from sysselreg.record.secrecy import public_records, public_texts
from sysselreg.record.tell import title
from sysselreg.schema.explain import explain_code, unknown
from sysselreg.schema.load import load_schemas
from sysselreg.schema.model import Schemas
from sysselreg.snapshot import Snapshot, marks_of
from sysselreg.store.read import program_files
from sysselreg.store.trail import trails
from sysselreg.table.definitions import load_tables, period_table
from sysselreg.table.engine import opened
from sysselreg.table.model import Engine, Filled
from sysselreg.table.rows import fill

if TYPE_CHECKING:
    from sysselreg.diary.model import Diary
    from sysselreg.document.annual.model import Materials
    from sysselreg.document.letter.make import Desk
    from sysselreg.document.letter.model import Letter


def explained(snapshot: Snapshot, written: str) -> str:
    """The explanation of a message, a duty, a figure or a record. Raises UsageError when it is none of them."""
    known = load_schemas(snapshot)
    definitions = load_definitions(snapshot, known.vocabularies)
    text = explain_code(known, written) or explain_figure(definitions, written)
    if text is None and written[:3] in {kind.prefix for kind in known.kinds.values()}:
        text = _explained_record(snapshot, known, written)
    if text is None:
        raise unknown(written, [*known.messages, *known.duties, *(figure.id for figure in definitions.figures)])
    return text


def _explained_record(snapshot: Snapshot, known: Schemas, written: str) -> str:
    """A record, and year by year the figures that count it."""
    record = find_one(snapshot, known, written)
    outcome = check(snapshot)
    for issue in issues(snapshot, outcome.sound().records):
        if issue.record.id == record.id:
            return explain_issue(effect(issue, issue.figures, told_again(snapshot, outcome, issue)))
    counted = {}
    for year in years_of(record) if record.kind in kinds_counted(snapshot) else ():
        period = Period.year(year)
        counted[year] = [
            f"{figure.id} {figure.definition.name}"
            for figure in figures(snapshot, outcome, Question(period, period.last))
            if record.id in figure.shown.records
        ]
    return explain_record(record, title(record, namer(snapshot, known)), counted)


def traced(snapshot: Snapshot, outcome: Outcome, question: Question) -> Traced:
    """The one figure asked for, with the way back from it. Raises UsageError as `figures` does."""
    (shown,) = figures(snapshot, outcome, question)
    checked = outcome.sound()
    told = checked if question.internal else replace(checked, records=public_records(checked.records, checked.schemas))
    with _counting(snapshot, told, question.period, question.today) as (engine, definitions):
        views = views_of(definitions, shown.definition)
        for view in views:
            engine.define(view)
        own = next(view for view in views if view.name == shown.definition.view)
        open_ = question.internal or shown.definition.protection != "person"
        rows = engine.rows(own, in_period(question.period)) if open_ else ()
    issued = (each.about(shown) for each in issues(snapshot, checked.records))
    read = fields_read(views, load_tables(snapshot))
    return Traced(shown, views, read, rows, tuple(each for each in issued if each.figures))


def figures(snapshot: Snapshot, outcome: Outcome, question: Question) -> tuple[ShownFigure, ...]:
    """The figures asked for with their values before, fit to be shown.

    Raises RegisterErrorsError when the register has errors, UsageError for a figure or split that does not exist.
    """
    shown = _all_shown(snapshot, outcome, question)
    earlier = {figure.id: figure for figure in shown.before}
    return tuple(
        replace(figure, before=Before(then.period, then.shown, then.definition == figure.definition))
        if (then := earlier.get(figure.id))
        else figure
        for figure in shown.asked
    )


def goals(snapshot: Snapshot, outcome: Outcome, question: Question) -> tuple[ShownGoal, ...]:
    """The goals in force in the period, held against their figures and fit to be shown."""
    return _all_shown(snapshot, outcome, question).goals


class _Shown(NamedTuple):
    """The figures asked for, the pictured splits, those of the period before, of past years, and the goals: as one."""

    asked: tuple[ShownFigure, ...]
    pictured: tuple[ShownFigure, ...]
    before: tuple[ShownFigure, ...]
    past: tuple[ShownFigure, ...]
    goals: tuple[ShownGoal, ...]

    @property
    def told(self) -> tuple[ShownFigure, ...]:
        """Every figure that a report tells."""
        return *self.asked, *self.pictured, *self.before, *self.past


def _all_shown(snapshot: Snapshot, outcome: Outcome, question: Question) -> _Shown:
    """What is shown, counted once: it is kept under the register's files and the question."""
    if not outcome.passed:
        raise outcome.refused()
    files = marks_of(snapshot.named(snapshot.files))
    key = kept.key(b"shown", repr(question).encode(), *files)
    if (known := kept.among([key]).get(key)) and (told := from_bytes(known)):
        return _Shown(*told)
    shown = _counted(snapshot, outcome.sound(), question)
    kept.keep({key: as_bytes(tuple(shown))})
    return shown


def _counted(snapshot: Snapshot, checked: CheckedRecords, question: Question) -> _Shown:
    """Whatever is asked for, everything of the period is disclosed together, and the period before with it.

    What reports have told before (`records/utgivning`) is held against it. So the same is withheld in `statistik`,
    `mal` and the report, and nothing follows from asking for less.
    """
    period, today = question.period, question.today
    with _counting(snapshot, checked, period, today) as (engine, definitions):
        asked = choice.requests(definitions, period, question.ids, question.by)
        usual = [each for each in choice.requests(definitions, period) if each not in asked]
        drawn = choice.pictured(definitions, period)
        counted = compute(engine, definitions, [*asked, *usual, *drawn], period, today)
        earlier: tuple[Figure, ...] = ()
        if then := period.earlier:
            earlier = compute(engine, definitions, choice.requests(definitions, then), then, then.last)
        past: list[Figure] = []
        for year in map(Period.year, question.past):
            past += compute(engine, definitions, choice.series(definitions, year), year, year.last)
        held = goals_in_force(load_goals(snapshot), checked.config, checked.records, period)
        judged = judge(engine, definitions, held, period, today)
        told = publication.issued_figures(checked.records, definitions)
        issued = publication.counted_again(engine, definitions, told, [*counted, *earlier, *past])
    shown, shown_goals = disclose_together(
        [*counted, *earlier, *past],
        judged,
        int(checked.config["sekretessgräns"]),
        issued,
        internal=question.internal,
    )
    later = shown[len(counted) :]
    return _Shown(
        asked=shown[: len(asked)],
        pictured=shown[len(counted) - len(drawn) : len(counted)],
        before=later[: len(earlier)],
        past=later[len(earlier) :],
        goals=shown_goals,
    )


def issues(snapshot: Snapshot, records: Iterable[Record]) -> tuple[Issue, ...]:
    """The reports that have been issued, of the records of a snapshot."""
    return publication.issues(records, load_definitions(snapshot, load_schemas(snapshot).vocabularies))


def told_again(snapshot: Snapshot, outcome: Outcome, issue: Issue) -> tuple[ShownFigure, ...]:
    """What an issued report would tell of its figures if it were made of these records."""
    period = issue.period
    years = {figure.period.start.year for figure in issue.figures}
    past = sorted(year for year in years if year < period.start.year - 1)
    return _all_shown(snapshot, outcome, Question(period, period.last, past=tuple(past))).told


def kinds_counted(snapshot: Snapshot) -> Collection[str]:
    """The kinds of record that some figure reads."""
    definitions = load_definitions(snapshot, load_schemas(snapshot).vocabularies)
    return fields_read(every_view(definitions), load_tables(snapshot)).keys()


@contextmanager
def _counting(
    snapshot: Snapshot, checked: CheckedRecords, period: Period, today: date
) -> Iterator[tuple[Engine, Definitions]]:
    """Checked records in the tables of an engine, and the definitions that count them."""
    filled = filled_tables(snapshot, checked, today)
    with opened(filled, period_table(load_tables(snapshot)), period, today) as engine:
        yield engine, load_definitions(snapshot, checked.schemas.vocabularies)


def filled_tables(snapshot: Snapshot, checked: CheckedRecords, today: date) -> tuple[Filled, ...]:
    """Every table with its rows. `today`: the day that what is worked out from several records is worked out to."""
    worth = calculated_rows(checked, load_parameters(snapshot), load_method(snapshot))
    computed = {"lägesrapport": reports_due(checked, today), "kalkyl": worth}
    return fill(load_tables(snapshot), checked.records, checked.config, computed)


def calculated(snapshot: Snapshot, written: str, year: int | None) -> about.Told:
    """The socio-economic calculation of a record. `year`: with the parameters of this year alone.

    Raises RegisterErrorsError when the register has errors, UsageError as `about.about` and `find_one` do.
    """
    checked = check(snapshot).sound()
    subject = find_one(snapshot, checked.schemas, written)
    # What others have published is recounted with the program's own parameters: theirs was no municipality's own.
    published = load_parameters(program_files())
    return about.about(checked, subject, load_parameters(snapshot), published, load_method(snapshot), year)


def calculated_file(snapshot: Snapshot, content: bytes, name: str, year: int | None) -> about.Told:
    """The calculation of one person's facts in a file. Raises as `read_facts` and `about.of_facts` do."""
    known = load_schemas(snapshot)
    facts = read_facts(content, name, known)
    published = load_parameters(program_files())
    return about.of_facts(facts, known, load_parameters(snapshot), published, load_method(snapshot), year)


class Report(NamedTuple):
    """A finished Årsrapport: file name, bytes, what it rests on in a sentence, its profile and every figure in it."""

    name: str
    content: bytes
    basis: str
    profile: str
    figures: tuple[ShownFigure, ...]


def annual_report(
    root: Path,
    snapshot: Snapshot,
    outcome: Outcome,
    year: int,
    profile: str | None,
    form: str,
    *,
    internal: bool = False,
) -> Report:
    """The Årsrapport of a year as `pdf` or `html`. `internal`: nothing is withheld, and every page says so.

    `root`: where the register lies, for the commits behind its records.

    Raises RegisterErrorsError when the register has errors: a report never rests on records that did not pass.
    """
    # The document room brings its template engine; only a report waits for it.
    from sysselreg.document.annual import build
    from sysselreg.document.annual.attach import attachments

    checked = outcome.sound()
    materials = _materials(snapshot, outcome, checked, year, profile, internal=internal)
    materials = _with_way_back(root, snapshot, materials)
    if form == "html":
        content = build.web_page(materials, snapshot.files).encode()
    else:
        content = build.pdf(materials, snapshot.files, attachments(materials))
    name = f"arsrapport-{checked.config['register']}-{year}{'-arbetsmaterial' if internal else ''}.{form}"
    told = (*materials.figures.values(), *materials.before.values(), *materials.past.values())
    return Report(name, content, build.basis(materials), materials.profile, told)


def _with_way_back(root: Path, snapshot: Snapshot, materials: Materials) -> Materials:
    """The SQL of each figure, and which commit last changed what the figures read of every record that one counts."""
    from sysselreg.document.annual.appendix import counted_records

    checked = materials.records
    definitions = load_definitions(snapshot, checked.schemas.vocabularies)
    views = {each.id: views_of(definitions, each.definition) for each in materials.figures.values()}
    ids = counted_records(materials)
    fields = fields_read(chain.from_iterable(views.values()), load_tables(snapshot))
    # Alone: the same commit gives the same report, whatever is approved afterwards.
    made = trails(root, snapshot, checked.schemas, [checked.by_id[each] for each in ids], fields, alone=True)
    return replace(materials, trails=made, statements={name: statements(each) for name, each in views.items()})


def report_case(snapshot: Snapshot, year: int) -> str:
    """The diarienummer that the Årsrapport of a year belongs to: the settings' own, else the mandate's; '' for none."""
    from sysselreg.document.annual.program import reported

    checked = check(snapshot).sound()
    program = reported(checked.records, checked.config, Period.year(year))
    decided = program.data.get("beslut", {}) if program else {}
    return str(checked.config.get("rapport", {}).get("diarienummer") or decided.get("diarienummer", ""))


def diary_pdf(snapshot: Snapshot, schemas: Schemas, config: Mapping[str, Any], diary: Diary, today: date) -> bytes:
    """The printed diary. `today`: its day when the snapshot is of no commit."""
    from sysselreg.document import diary as printed

    return printed.pdf(diary, schemas, config, snapshot.files, snapshot.revision, today)


def pdf_fault() -> str:
    """Why this computer cannot make PDFs; empty when it can."""
    from sysselreg.document.pdf import library_fault

    return library_fault()


def letter_desk(snapshot: Snapshot, day: date) -> Desk:
    """Where the letters of a day are made; what the Årsrapport of a year rests on is counted when one asks for it.

    Raises RegisterErrorsError when the register has errors.
    """
    from sysselreg.document.letter.make import desk

    outcome = check(snapshot)
    checked = outcome.sound()
    return desk(snapshot, checked, day, cache(lambda year: _materials(snapshot, outcome, checked, year, None)))


def letter_again(root: Path, handling: Record) -> Letter:
    """A registered letter as its handling says it was made: from its commit, on its day, with its choices.

    Raises UsageError when the handling is no such letter, RegisterErrorsError when that commit does not pass any more.
    """
    from sysselreg.document.letter.make import again, based_on

    commit, day = based_on(handling)
    return again(letter_desk(take(root, commit), day), handling)


def _materials(
    snapshot: Snapshot,
    outcome: Outcome,
    checked: CheckedRecords,
    year: int,
    profile: str | None,
    *,
    internal: bool = False,
) -> Materials:
    """Everything the report is made from. This year and the year before are disclosed together, as they are printed."""
    from sysselreg.document.annual.model import Materials
    from sysselreg.document.annual.program import past_years, reported

    now = Period.year(year)
    told = replace(
        checked,
        records=public_records(checked.records, checked.schemas),
        texts=public_texts(checked.texts, checked.records),
    )
    program = reported(told.records, checked.config, now)
    question = Question(now, now.last, past=past_years(program, year), internal=internal)
    shown = _all_shown(snapshot, outcome, question)
    return Materials(
        records=told,
        period=now,
        figures={figure.name: figure for figure in (*shown.asked, *shown.pictured)},
        before={figure.id: figure for figure in shown.before},
        past={(figure.period.start.year, figure.id): figure for figure in shown.past},
        goals=shown.goals,
        findings=outcome.findings,
        digests={record.id: sha256(snapshot.files[record.path]).hexdigest() for record in checked.records},
        revision=snapshot.revision,
        program=program,
        worth=_worth(snapshot, checked, shown.asked),
        profile=profile or checked.config.get("rapport", {}).get("profil", "full"),
        internal=internal,
    )


def _worth(snapshot: Snapshot, checked: CheckedRecords, figures: Iterable[ShownFigure]) -> about.Told | None:
    """The calculation of the employments that N30 counts in the year; None when their worth may not be shown."""
    counted = [checked.by_id[each] for figure in figures if figure.id == "N30" for each in figure.shown.records]
    if not counted:
        return None
    own, published = load_parameters(snapshot), load_parameters(program_files())
    return about.of_placements(checked, counted, own, published, load_method(snapshot))
