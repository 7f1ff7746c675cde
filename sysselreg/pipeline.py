"""The flow, top to bottom: snapshot → records → checked records → tables → figures → shown figures → document."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from sysselreg.calculation import about
from sysselreg.calculation.given import read_facts
from sysselreg.calculation.method import load_method
from sysselreg.calculation.parameters import load_parameters
from sysselreg.calculation.register import rows as calculated_rows
from sysselreg.change.model import Change, State
from sysselreg.check import personal
from sysselreg.check.branches import Elsewhere, taken_twice
from sysselreg.check.model import CheckedRecords, Outcome, Register
from sysselreg.check.numbers import Taken, not_taken
from sysselreg.check.rules import all_rules
from sysselreg.check.run import run, settings
from sysselreg.check.transitions import load_allowed, since
from sysselreg.check.wording import worded
from sysselreg.due.reports import reports_due
from sysselreg.errors import RegisterErrorsError
from sysselreg.figure import choice, publication
from sysselreg.figure.compute import compute
from sysselreg.figure.definitions import load_definitions
from sysselreg.figure.disclosure import disclose_together
from sysselreg.figure.explain import explain_figure
from sysselreg.figure.goals import goals_in_force, judge, load_goals
from sysselreg.figure.model import Before, Definitions, Figure, ShownFigure, ShownGoal
from sysselreg.figure.trace import Traced, fields_read, in_period, views_of
from sysselreg.figure.trial import faults as definition_faults
from sysselreg.finding import Finding, Place, worst_first
from sysselreg.period import Period
from sysselreg.record.canonical import Formatted, format_records
from sysselreg.record.explain import explain_record, years_of
from sysselreg.record.load import Loaded, find_one, load
from sysselreg.record.model import Record, Trail
from sysselreg.record.secrecy import public_records, public_texts
from sysselreg.record.tell import title
from sysselreg.schema.explain import explain_code, unknown
from sysselreg.schema.load import load_schemas
from sysselreg.schema.model import Kind, Schemas
from sysselreg.snapshot import CONFIG, RECORDS, REPORTS, SCHEMAS, Snapshot, within
from sysselreg.store import create
from sysselreg.store.branches import branches
from sysselreg.store.chain import Chain, number_of
from sysselreg.store.merge import MergedTree, Settled, merged_tree, provisional
from sysselreg.store.read import at_commit, earlier_records, package_files, working_tree
from sysselreg.store.seen import known as known_numbers
from sysselreg.store.trail import trails
from sysselreg.table.definitions import load_tables, period_table
from sysselreg.table.engine import opened
from sysselreg.table.model import Engine
from sysselreg.table.rows import fill

if TYPE_CHECKING:
    from sysselreg.diary.model import Diary
    from sysselreg.document.annual.model import Materials
    from sysselreg.document.letter.make import Desk
    from sysselreg.document.letter.model import Letter

EXAMPLES = SCHEMAS + "exempel/"


def take(root: Path, revision: str | None) -> Snapshot:
    """The register in a folder, as it is or as of a commit."""
    return working_tree(root) if revision is None else at_commit(root, revision)


def check(snapshot: Snapshot) -> Outcome:
    """All findings of a snapshot, and its checked records when there is no error."""
    return run(snapshot, load_schemas(snapshot), all_rules(snapshot))


def unsafe(snapshot: Snapshot) -> list[Finding]:
    """What may be on no branch, whoever is to review it: personal data, and files that are no records of ours."""
    known = load_schemas(snapshot)
    found = run(snapshot, known, personal.rules(snapshot)).findings
    return [f for f in found if f.level == "fel" and f.code.startswith(("P", "S041"))]


def across_time(root: Path, snapshot: Snapshot, outcome: Outcome, base: str) -> Outcome:
    """The outcome with what may not have changed since a commit: status by status, sent documents, removed cases."""
    known = load_schemas(snapshot)
    earlier = load(replace(snapshot, files=earlier_records(root, snapshot, base)), known).records
    if not earlier:
        return outcome
    now = {record.id: record for record in load(snapshot, known).records}
    return _with_more(outcome, since(known, load_allowed(snapshot), earlier, now))


def caused(root: Path, snapshot: Snapshot, writes: Mapping[str, bytes]) -> list[Finding]:
    """What some files, written over the register as it is, would bring that it does not have already; worst first.

    All errors; of the rest what stands in those files or names them. So a sound register is checked once.
    """
    held = replace(snapshot, files={**snapshot.files, **writes})
    after = across_time(root, held, check(held), "HEAD")
    near = concerning(held, after, writes).findings
    found = [f for f in after.findings if f.level == "fel" or f in near]
    before = across_time(root, snapshot, check(snapshot), "HEAD").findings if found else ()
    had = set(map(_mark, before))
    return [f for f in found if _mark(f) not in had]


class CheckedMerge(NamedTuple):
    """Two commits merged, and what is to be said of the result.

    `commit` holds it and is on no branch. `outcome`: its findings, held against `ours`; None as long as it clashes.
    `brought`: the errors that neither side has by itself.
    """

    merged: MergedTree
    commit: str
    outcome: Outcome | None
    brought: tuple[Finding, ...]


def checked_merge(root: Path, ours: str, theirs: str, settled: Settled = MappingProxyType({})) -> CheckedMerge:
    """Merge two commits and check the result: two changes, each right by itself, may be wrong together."""
    merged = merged_tree(root, ours, theirs, settled)
    commit = provisional(root, merged.tree, ours, theirs)
    if merged.clashes:
        return CheckedMerge(merged, commit, None, ())
    held = take(root, commit)
    outcome = across_time(root, held, check(held), ours)
    found = _errors(across_time(root, held, outcome, theirs))
    had: set[_Mark] = set()
    for side in (ours, theirs) if found else ():
        alone = take(root, side)
        had |= _errors(across_time(root, alone, check(alone), merged.base)).keys()
    outcome = across_numbers(root, held, outcome)
    return CheckedMerge(merged, commit, outcome, tuple(f for mark, f in found.items() if mark not in had))


_Mark: TypeAlias = tuple[str, str, str, str]


def _errors(outcome: Outcome) -> dict[_Mark, Finding]:
    """The errors, each under its mark, which stays the same when lines move."""
    return {_mark(f): f for f in outcome.findings if f.level == "fel"}


def _mark(finding: Finding) -> _Mark:
    return finding.place.file, finding.code, finding.field, finding.message


def across_branches(root: Path, snapshot: Snapshot, outcome: Outcome) -> Outcome:
    """The outcome with what other branches have taken too: ids, diarienummer, handling numbers."""
    known = load_schemas(snapshot)
    elsewhere = [
        Elsewhere(branch.name, record)
        for branch in branches(root, snapshot)
        for record in load(replace(snapshot, files=branch.made), known).records
    ]
    here = load(snapshot, known).records
    return _with_more(outcome, taken_twice(known, here, elsewhere))


def across_numbers(root: Path, snapshot: Snapshot, outcome: Outcome) -> Outcome:
    """The outcome with what nobody has taken in a series of numbers kept here, as far as this clone has seen it."""
    schema = load_schemas(snapshot)
    config, wrong = settings(snapshot, schema)
    if any(finding.level == "fel" for finding in wrong):
        return outcome
    boards = [each for each in config.get("nämnder", ()) if each.get("nummer") == "här" and "serie" in each]
    if not boards:
        return outcome
    cases = records(snapshot, schema, schema.kinds["ärende"]).records
    taken = []
    for board in boards:
        found = (number_of(board["serie"], str(case.data.get("diarienummer", ""))) for case in cases)
        for year in {each[0] for each in found if each}:
            chain = Chain(board["serie"], year, config["nummerplats"])
            if held := known_numbers(root, chain):
                taken.append(Taken(board["namn"], board["serie"], year, frozenset(map(chain.text, held))))
    return _with_more(outcome, not_taken(schema, cases, taken))


def with_own_definitions(snapshot: Snapshot, outcome: Outcome) -> Outcome:
    """The outcome with what is wrong with the tables, figures, goals and templates that are the register's own."""
    own = [path for path in snapshot.under(REPORTS) if snapshot.files[path] != package_files().get(path)]
    if not own:
        return outcome
    # The document room brings its template engine; only a register with files of its own waits for it.
    from sysselreg.assess.library import faults as clause_faults
    from sysselreg.document.letter.definitions import faults as letter_faults
    from sysselreg.document.templates import faults as template_faults

    known = load_schemas(snapshot)
    found = [*definition_faults(snapshot, known.vocabularies, own), *template_faults(snapshot.files, own)]
    found += [*letter_faults(snapshot, known, own), *clause_faults(snapshot, known, own)]
    return _with_more(
        outcome,
        (
            worded(known, "D001", error.place or Place(REPORTS), {"fel": error.what, "filer": ", ".join(own)})
            for error in found
        ),
    )


def _with_more(outcome: Outcome, more: Iterable[Finding]) -> Outcome:
    found = tuple(worst_first([*outcome.findings, *more]))
    errors = any(finding.level == "fel" for finding in found)
    return replace(outcome, findings=found, checked=None if errors else outcome.checked)


def told(before: Snapshot, after: Snapshot, *, others: Sequence[str] = (), closing: bool = False) -> Change:
    """What makes the later of two states differ, in sentences, and what follows from it.

    `others`: changed files outside the register, to be named. `closing`: leave out the words of records that are not
    open, for what is spread outside the register.
    """
    from sysselreg.change.tell import tell
    from sysselreg.change.wording import load_wording

    first, last = _state(before), _state(after)
    wording = load_wording(after, [*first.register.schemas.kinds, *last.register.schemas.kinds])
    return tell(first, last, load_allowed(after), wording, others=others, closing=closing)


def _state(snapshot: Snapshot) -> State:
    """A snapshot read and checked, whatever is wrong with it; rules look only at what is in shape."""
    known = load_schemas(snapshot)
    outcome = run(snapshot, known, all_rules(snapshot))
    records = outcome.checked.records if outcome.checked else load(snapshot, known).records
    misshapen = {f.place.file for f in outcome.findings if f.level == "fel" and f.code.startswith(("S", "T"))}
    sound = tuple(record for record in records if record.path not in misshapen)
    # Before the first commit there is nothing to find fault with.
    found = outcome.findings if CONFIG in snapshot.files else ()
    return State(snapshot, records, Register(sound, settings(snapshot, known)[0], known, {}), found)


def concerning(snapshot: Snapshot, outcome: Outcome, wanted: Collection[str]) -> Outcome:
    """The outcome with only what concerns some files and folders: found in them, or elsewhere because of them."""
    known = load_schemas(snapshot)
    shown = {*wanted, *(personal.shown(path, known) for path in wanted)}
    # A change is at fault in other files too: where a duplicate or a removed record is referred to.
    gone = {path.rsplit("/", 1)[-1].removesuffix(".yaml") for path in shown - snapshot.files.keys()}
    found = tuple(
        f
        for f in outcome.findings
        if any(within(place.file, shown) for place in (f.place, *f.also))
        or f.place.file.startswith(REPORTS)
        or any(each in f.message for each in gone)
    )
    return replace(outcome, findings=found)


def formatted(snapshot: Snapshot, wanted: Collection[str]) -> Formatted:
    """The records that are not in canonical form, with what they should be; all when `wanted` is empty."""
    return format_records(snapshot, load_schemas(snapshot), wanted)


def schemas(snapshot: Snapshot) -> Schemas:
    """What records may be, as the snapshot says."""
    return load_schemas(snapshot)


def records(snapshot: Snapshot, known: Schemas, kind: Kind | None) -> Loaded:
    """Records as they are, unchecked, all or of one kind: for showing, never for counting."""
    return load(snapshot, known, snapshot.under(f"{RECORDS}{kind.folder}/" if kind else RECORDS, ".yaml"))


def around(snapshot: Snapshot, known: Schemas, procurement: Record) -> Register:
    """A procurement, its framework and call-offs, and the records that refer to any of them, as rules see them.

    Raises RegisterErrorsError when one of them, or the settings, is wrong in shape.
    """
    ids = {procurement.id, str(procurement.data.get("avrop_från", procurement.id))}
    near: list[str] = []
    for _ in range(2):  # what refers to it, call-offs among that, and then what refers to the call-offs
        marks = [each.encode() for each in ids]
        near = [p for p in snapshot.under(RECORDS, ".yaml") if any(mark in snapshot.files[p] for mark in marks)]
        ids |= {each.id for each in load(snapshot, known, near).records if each.kind == "upphandling"}
    files = {path: snapshot.files[path] for path in (*near, CONFIG) if path in snapshot.files}
    checked = checked_or_refused(run(replace(snapshot, files=files), known, ()))
    return Register(checked.records, checked.config, known, {})


def namer(snapshot: Snapshot, known: Schemas) -> Callable[[str], str]:
    """From an id to what the record is called (itself when there is no such record)."""
    paths = {path.rsplit("/", 1)[1].removesuffix(".yaml"): path for path in snapshot.under(RECORDS, ".yaml")}

    @cache
    def name_of(record_id: str, above: frozenset[str] = frozenset()) -> str:
        path = paths.get(record_id)
        found = load(snapshot, known, [path]).records if path and record_id not in above else ()
        # A record without a name is called by others: an evaluation by its agreement, that by its supplier.
        return title(found[0], lambda each: name_of(each, above | {record_id})) if found else record_id

    return name_of


def program_files() -> Snapshot:
    """The program's own data files alone: what can be told outside a register."""
    return Snapshot(package_files())


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
    checked = checked_or_refused(check(snapshot))
    counted = {}
    for year in years_of(record):
        period = Period.year(year)
        counted[year] = [
            f"{figure.id} {figure.definition.name}"
            for figure in figures(snapshot, checked, Question(period, period.last))
            if record.id in figure.shown.records
        ]
    return explain_record(record, title(record, namer(snapshot, known)), counted)


def traced(snapshot: Snapshot, checked: CheckedRecords, question: Question) -> Traced:
    """The one figure asked for, with the way back from it. Raises UsageError as `figures` does."""
    (shown,) = figures(snapshot, checked, question)
    told = checked if question.internal else replace(checked, records=public_records(checked.records, checked.schemas))
    with _counting(snapshot, told, question.period, question.today) as (engine, definitions):
        views = views_of(definitions, shown.definition)
        for view in views:
            engine.define(view)
        own = next(view for view in views if view.name == shown.definition.view)
        open_ = question.internal or shown.definition.protection != "person"
        rows = engine.rows(own, in_period(question.period)) if open_ else ()
    return Traced(shown, views, fields_read(views, load_tables(snapshot)), rows)


def new_register(organisation: str, *, with_examples: bool) -> dict[str, str]:
    """The files of a new register, path → text."""
    program = program_files()
    known = load_schemas(program)
    name = create.register_name(organisation) + ("-exempel" if with_examples else "")
    files = {
        CONFIG: create.settings_text(name, organisation),
        ".gitattributes": create.GITATTRIBUTES,
        ".gitignore": create.GITIGNORE,
        ".editorconfig": create.EDITORCONFIG,
        **create.editor_files(known),
        **create.forge_files(),
    }
    if with_examples:
        files |= {path.removeprefix(EXAMPLES): program.text(path) for path in program.under(EXAMPLES, ".yaml")}
    return files


def create_register(folder: Path, files: Mapping[str, str]) -> str:
    """Write a new register and return what was done, in a sentence."""
    folders = [f"{RECORDS}{kind.folder}" for kind in load_schemas(program_files()).kinds.values()]
    return create.create(folder, files, folders)


class Question(NamedTuple):
    """What is asked of the figures: the days, the day that open rows count to, which figures, split how.

    `past`: years of which only the totals that make up a series are wanted.
    """

    period: Period
    today: date
    ids: tuple[str, ...] = ()
    by: tuple[str, ...] | None = None
    internal: bool = False
    past: tuple[int, ...] = ()


def figures(snapshot: Snapshot, checked: CheckedRecords, question: Question) -> tuple[ShownFigure, ...]:
    """The figures asked for with their values before, fit to be shown.

    Raises UsageError for a figure or split that does not exist.
    """
    shown = _all_shown(snapshot, checked, question)
    earlier = {figure.id: figure for figure in shown.before}
    return tuple(
        replace(figure, before=Before(then.period, then.shown, then.definition == figure.definition))
        if (then := earlier.get(figure.id))
        else figure
        for figure in shown.asked
    )


def goals(snapshot: Snapshot, checked: CheckedRecords, question: Question) -> tuple[ShownGoal, ...]:
    """The goals in force in the period, held against their figures and fit to be shown."""
    return _all_shown(snapshot, checked, question).goals


class _Shown(NamedTuple):
    """The figures asked for, the pictured splits, those of the period before, of past years, and the goals: as one."""

    asked: tuple[ShownFigure, ...]
    pictured: tuple[ShownFigure, ...]
    before: tuple[ShownFigure, ...]
    past: tuple[ShownFigure, ...]
    goals: tuple[ShownGoal, ...]


def _all_shown(snapshot: Snapshot, checked: CheckedRecords, question: Question) -> _Shown:
    """Whatever is asked for, everything of the period is disclosed together, and the period before with it.

    What reports have told before (`records/utgivning`) is held against it. So the same is withheld in `statistik`,
    `mal` and the report, and nothing follows from asking for less.
    """
    period, today = question.period, question.today
    with _counting(snapshot, checked, period, today) as (engine, definitions):
        asked = choice.requests(definitions, period, question.ids, question.by)
        usual = [each for each in choice.requests(definitions, period) if each not in asked]
        drawn = choice.pictured(definitions, period)
        issued = publication.issued_figures(checked.records, definitions)
        again = [each for each in publication.requests_of(issued, period) if each not in [*asked, *usual, *drawn]]
        counted = compute(engine, definitions, [*asked, *usual, *again, *drawn], period, today)
        earlier: tuple[Figure, ...] = ()
        if then := period.earlier:
            earlier = compute(engine, definitions, choice.requests(definitions, then), then, then.last)
        past: list[Figure] = []
        for year in map(Period.year, question.past):
            past += compute(engine, definitions, choice.series(definitions, year), year, year.last)
        held = goals_in_force(load_goals(snapshot), checked.config, checked.records, period)
        judged = judge(engine, definitions, held, period, today)
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


@contextmanager
def _counting(
    snapshot: Snapshot, checked: CheckedRecords, period: Period, today: date
) -> Iterator[tuple[Engine, Definitions]]:
    """Checked records in the tables of an engine, and the definitions that count them."""
    tables = load_tables(snapshot)
    worth = calculated_rows(checked, load_parameters(snapshot), load_method(snapshot))
    computed = {"lägesrapport": reports_due(checked, today), "kalkyl": worth}
    filled = fill(tables, checked.records, checked.config, computed)
    with opened(filled, period_table(tables), period, today) as engine:
        yield engine, load_definitions(snapshot, checked.schemas.vocabularies)


def calculated(snapshot: Snapshot, written: str, year: int | None) -> about.Told:
    """The socio-economic calculation of a record. `year`: with the parameters of this year alone.

    Raises RegisterErrorsError when the register has errors, UsageError as `about.about` and `find_one` do.
    """
    checked = checked_or_refused(check(snapshot))
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

    checked = checked_or_refused(outcome)
    materials = _materials(snapshot, outcome, checked, year, profile, internal=internal)
    materials = replace(materials, trails=_trails(root, snapshot, checked, materials.figures.values()))
    if form == "html":
        content = build.web_page(materials, snapshot.files).encode()
    else:
        content = build.pdf(materials, snapshot.files, attachments(materials))
    name = f"arsrapport-{checked.config['register']}-{year}{'-arbetsmaterial' if internal else ''}.{form}"
    told = (*materials.figures.values(), *materials.before.values(), *materials.past.values())
    return Report(name, content, build.basis(materials), materials.profile, told)


def _trails(
    root: Path, snapshot: Snapshot, checked: CheckedRecords, figures: Iterable[ShownFigure]
) -> dict[str, Trail]:
    """Which commit last changed what the figures read, of every record that one of them counts."""
    definitions = load_definitions(snapshot, checked.schemas.vocabularies)
    shown = list(figures)
    views = [view for figure in shown for view in views_of(definitions, figure.definition)]
    ids = dict.fromkeys(each for figure in shown for each in figure.shown.records)
    # Alone: the same commit gives the same report, whatever is approved afterwards.
    fields = fields_read(views, load_tables(snapshot))
    return trails(root, snapshot, checked.schemas, [checked.by_id[each] for each in ids], fields, alone=True)


def report_case(snapshot: Snapshot, year: int) -> str:
    """The diarienummer that the Årsrapport of a year belongs to: the settings' own, else the mandate's; '' for none."""
    from sysselreg.document.annual.program import reported

    checked = checked_or_refused(check(snapshot))
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
    checked = checked_or_refused(outcome)
    return desk(snapshot, checked, day, cache(lambda year: _materials(snapshot, outcome, checked, year, None)))


def letter_again(root: Path, handling: Record) -> Letter:
    """A registered letter as its handling says it was made: from its commit, on its day, with its choices.

    Raises UsageError when the handling is no such letter, RegisterErrorsError when that commit does not pass any more.
    """
    from sysselreg.document.letter.make import again, based_on

    commit, day = based_on(handling)
    return again(letter_desk(take(root, commit), day), handling)


def checked_or_refused(outcome: Outcome) -> CheckedRecords:
    """The checked records. Raises RegisterErrorsError when the register has errors: nothing is counted on those."""
    if outcome.checked is None:
        raise RegisterErrorsError(sum(finding.level == "fel" for finding in outcome.findings))
    return outcome.checked


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
    shown = _all_shown(snapshot, checked, question)
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
