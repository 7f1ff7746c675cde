"""Letters drawn up: made from the commit, registered as documents of a case with all that they rest on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import uuid4

import click

from sysselreg import pipeline
from sysselreg.check.model import Outcome
from sysselreg.check.render import told
from sysselreg.cli import case as cases
from sysselreg.cli import registering
from sysselreg.cli.handling import number_outside
from sysselreg.cli.letters import Given, asked_name, printed, written_out
from sysselreg.cli.main import Context, printable
from sysselreg.cli.terminal import tell
from sysselreg.cli.write import Desk, desk_of, put, refreshed, write
from sysselreg.errors import GitStateError, UsageError
from sysselreg.finding import Place
from sysselreg.record.ids import ids_in, new_id, path_of
from sysselreg.record.model import Record
from sysselreg.snapshot import RECORDS
from sysselreg.store.attached import described
from sysselreg.store.branches import files_on_branches
from sysselreg.store.waiting import Waiting, kept
from sysselreg.swedish import join_and
from sysselreg.yamlwrite import emit

if TYPE_CHECKING:
    from sysselreg.document.letter.make import Desk as LetterDesk
    from sysselreg.document.letter.model import Definition, Letter
    from sysselreg.due.model import Due

_DOCUMENTS = f"{RECORDS}handling/"


class Office(NamedTuple):
    """What letters are drawn up with: the folder as it is, the register as committed, settings, ids in use."""

    desk: Desk
    letters: LetterDesk
    config: cases.Config
    taken: set[str]


class Planned(NamedTuple):
    """A letter to draw up: about which record, in which case, for which supplier ('' for none), what it settles."""

    definition: Definition
    record: Record
    case: Record
    supplier: str = ""
    due: Due | None = None


class Drawn(NamedTuple):
    """A letter that is made, and the document that registers it, but for its number."""

    letter: Letter
    case: Record
    path: str
    data: Mapping[str, Any]


def office_of(ctx: Context, command: str, *, dry: bool) -> Office:
    """Where letters are drawn up.

    Raises GitStateError when something else than drawn-up letters waits to be committed: a letter rests on a commit, so
    that it can be made again.
    """
    from sysselreg.cli.when import today
    from sysselreg.document.letter.make import desk

    here = desk_of(ctx, command, as_draft=False, dry=dry)
    try:
        head = pipeline.take(here.root, "HEAD")
    except UsageError as error:
        raise GitStateError(f"Registret har inga incheckningar än. Checka in med sysselreg spara. {_WHY}") from error
    now, then = here.snapshot.files, head.files
    changed = sorted(path for path in {*now, *then} if now.get(path) != then.get(path))
    other = [path for path in changed if not (path.startswith(_DOCUMENTS) and path not in then)]
    if other:
        listed = join_and(other[:3]) + (f" och {len(other) - 3} till" if len(other) > 3 else "")
        raise GitStateError(f"{listed} är inte incheckat. Checka in det med sysselreg spara först. {_WHY}")
    records = pipeline.checked_or_refused(pipeline.check(head))
    taken = ids_in({*now, *files_on_branches(here.root, _DOCUMENTS.rstrip("/"))})
    return Office(here, desk(head, records, today(ctx)), cases.settings_of(here), taken)


_WHY = "Ett brev bygger på en incheckning, så att det alltid går att göra om."


def draw_up(ctx: Context, typ: str, written: str, given: Given, number: str | None, *, dry: bool) -> tuple[int, str]:
    """Draw up one letter and print its file, number and id. Returns the exit code and the id ('' for none)."""
    from sysselreg.document.letter.definitions import letter_named
    from sysselreg.document.letter.make import make
    from sysselreg.record.load import find_one

    office, finished = with_waiting_finished(office_of(ctx, "brev --uppratta", dry=dry))
    definition = letter_named(office.letters.definitions, typ)
    record = find_one(office.letters.snapshot, office.desk.schemas, written)
    planned = Planned(definition, record, case_of(office, record, given.case), given.supplier)
    drawn = made(office, planned, given)
    if same := [each["id"] for each in finished if _is_of(each, drawn.data)]:
        written_out(drawn.letter, given)
        return 0, str(same[0])
    if drawn.letter.subject.due is None and (before := _made_before(office, drawn)):
        tell(f"{definition.id} om {record.id} är upprättat förut: {join_and(before)}.")
    name = asked_name(definition.id, given)
    code = register(office, [drawn], given, number, {})
    if name and code == 0 and not dry:
        named = replace(drawn.letter.subject.choices, name=name)
        printed(make(office.letters, definition, record, named, drawn.letter.subject.due), given)
    return code, str(drawn.data["id"]) if code == 0 and not dry else ""


def with_waiting_finished(office: Office) -> tuple[Office, list[Mapping[str, Any]]]:
    """The office after letters that an earlier run left waiting for a number have got it, and their documents."""
    waiting = [] if office.desk.dry else [each for each in kept(office.desk.root) if "brevtyp" in each.data]
    for each in waiting:
        named = registering.give(office.desk, office.config, each).text
        click.echo(printable(f"{each.data['fil']['namn']}\t{named}\t{each.data['id']}"))
    return (office._replace(desk=refreshed(office.desk)) if waiting else office), [each.data for each in waiting]


def _is_of(document: Mapping[str, Any], drawn: Mapping[str, Any]) -> bool:
    return all(document.get(name) == drawn[name] for name in ("brevtyp", "avser", "datum", "ärende", "fil"))


def case_of(office: Office, record: Record, written: str) -> Record:
    """The case of `--arende`, of the record, or of the procurement it belongs to. Raises UsageError without one."""
    by_id = office.letters.held.records.by_id
    belongs = by_id.get(str(record.data.get("upphandling", record.data.get("avser", ""))))
    numbers = [each.data.get("diarienummer") for each in (record, belongs) if each is not None]
    found = written or next((each for each in numbers if each), None)
    if found is None:
        raise UsageError(f"{record.id} hör inte till något ärende. Skriv ärendets diarienummer eller id med --arende.")
    return cases.case_named(office.desk.snapshot, office.desk.schemas, str(found))


def made(office: Office, planned: Planned, given: Given) -> Drawn:
    """Make a letter and the document that registers it. Raises as `make`."""
    from sysselreg.document.letter.make import make
    from sysselreg.document.letter.model import Choices

    number = str(planned.case.data["diarienummer"])
    choices = Choices(office.letters.day, number, True, planned.supplier, given.recipient, given.reference)
    letter = make(office.letters, planned.definition, planned.record, choices, planned.due)
    kind = office.desk.schemas.kinds[cases.DOCUMENT]
    made_id = new_id(kind, office.taken)
    office.taken.add(made_id)
    data = {"typ": kind.name, "id": made_id, "version": kind.version, **_document(office, planned, letter)}
    return Drawn(letter, planned.case, path_of(kind, made_id, office.desk.today.year), data)


def _document(office: Office, planned: Planned, letter: Letter) -> dict[str, Any]:
    from sysselreg.document.letter.make import parameters

    subject, frame = letter.subject, letter.frame
    supplier = [subject.supplier.id] if subject.supplier and subject.record.kind == "upphandling" else []
    secrecy = next((each.data["sekretess"] for each in _closed(office, subject.basis)), None)
    return {
        **({"sekretess": secrecy} if secrecy else {}),
        "ärende": planned.case.id,
        "riktning": "upprättad",
        "datum": subject.date.isoformat(),
        "avsändare": frame.sender.unit or frame.sender.name,
        "mottagare": ", ".join(frame.recipient),
        "rubrik": letter.heading,
        "brevtyp": planned.definition.id,
        "avser": list(dict.fromkeys([subject.record.id, *supplier])),
        "fil": described(f"{letter.name}.pdf", letter.pdf),
        "underlag": {
            "commit": office.letters.snapshot.revision.commit,
            "poster": list(subject.basis),
            "parametrar": parameters(letter),
        },
        "status": "granskad",
    }


def _closed(office: Office, ids: Sequence[str]) -> list[Record]:
    """Those of some records that not everybody may read: a letter about them is not open either."""
    by_id = office.letters.held.records.by_id
    found = [by_id[each] for each in ids if each in by_id]
    return [each for each in found if each.data.get("sekretess", {}).get("nivå", "öppen") != "öppen"]


def _made_before(office: Office, drawn: Drawn) -> list[str]:
    found = pipeline.records(office.desk.snapshot, office.desk.schemas, office.desk.schemas.kinds[cases.DOCUMENT])
    same = [r for r in found.records if r.data.get("brevtyp") == drawn.data["brevtyp"]]
    return [r.id for r in same if r.data.get("avser") == drawn.data["avser"] and r.data.get("status") != "makulerad"]


# ---- numbers and records ---------------------------------------------------------------------------------------------


def register(
    office: Office, letters: Sequence[Drawn], given: Given, number: str | None, highest: dict[str, int]
) -> int:
    """Give letters their numbers, in order, and write their files and documents; the process's exit code.

    The whole lot is checked first, so that nothing is numbered that could not be written. `number`: the first number,
    where a case has its numbers from outside; those after it follow. `highest`: the last number that this run has given
    in each case, kept up to date.
    """
    desk = office.desk
    numbers = [_likely_number(office, each, number, highest) for each in letters]
    texts = {each.path: _text(desk, each, likely) for each, likely in zip(letters, numbers, strict=True)}
    if desk.dry:
        tell(wrong := put(desk, texts))
        return int(bool(wrong))
    if _stopped(desk, texts):
        tell("Inget är upprättat.")
        return 1
    for each, likely in zip(letters, numbers, strict=True):
        file = written_out(each.letter, given)
        chain = cases.chain_in(office.config, each.case)
        if chain is None:
            write(desk, {each.path: texts[each.path]})
            named = f"{each.case.data['diarienummer']}-{likely}"
        else:
            waiting = Waiting(uuid4(), chain.series, chain.year, None, True, each.path, each.data)
            named = registering.give(desk, office.config, waiting).text
        click.echo(printable(f"{file}\t{named}\t{each.data['id']}"))
    return 0


def _likely_number(office: Office, drawn: Drawn, number: str | None, highest: dict[str, int]) -> int:
    """The number that a letter gets, unless others take numbers meanwhile in a chain that is kept here."""
    name = drawn.case.data["diarienummer"]
    if drawn.case.id not in highest:
        chain = cases.chain_in(office.config, drawn.case)
        if chain is None:
            if highest and number is not None:
                raise UsageError(
                    f"--nummer gäller ett ärende, men breven hör till flera, som {name}. Ta dem var för sig."
                )
            highest[drawn.case.id] = number_outside(drawn.case, number) - 1
        elif number is not None:
            raise UsageError(f"Numren i {name} tas här. Ta bort --nummer.")
        else:
            highest[drawn.case.id] = registering.highest(office.desk, chain, drawn.data)
    highest[drawn.case.id] += 1
    return highest[drawn.case.id]


def _text(desk: Desk, drawn: Drawn, number: int) -> str:
    return emit({**drawn.data, "nummer": number}, desk.schemas.kinds[cases.DOCUMENT].root)


def _stopped(desk: Desk, texts: Mapping[str, str]) -> bool:
    """Tell what the documents would bring, here and against other branches, and whether it stops."""
    new = {path: text.encode() for path, text in texts.items()}
    after = replace(desk.snapshot, files={**desk.snapshot.files, **new})
    elsewhere = pipeline.across_branches(desk.root, after, Outcome((), 0, None)).findings
    found = [*pipeline.caused(desk.root, desk.snapshot, new), *(f for f in elsewhere if f.place.file in new)]
    tell(*told(replace(f, place=Place("Brevets handling")) if f.place.file in new else f for f in found))
    return any(each.level == "fel" for each in found)
