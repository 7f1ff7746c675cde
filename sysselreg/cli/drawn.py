"""Letters drawn up: made from the commit, registered as documents of a case with all that they rest on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from sysselreg import lookup, pipeline
from sysselreg.cli import case as cases
from sysselreg.cli.handling import tell_state
from sysselreg.cli.letters import Given, asked_name, needs_choice, printed, written_out
from sysselreg.cli.main import Context
from sysselreg.cli.numbered import Drawn, Office, register, with_waiting_finished
from sysselreg.cli.terminal import tell
from sysselreg.cli.write import desk_of
from sysselreg.errors import GitStateError, UsageError
from sysselreg.record.ids import ids_in, new_id, path_of
from sysselreg.record.model import Record
from sysselreg.record.secrecy import is_open
from sysselreg.record.tell import title
from sysselreg.snapshot import RECORDS
from sysselreg.store.attached import described
from sysselreg.store.branches import files_on_branches
from sysselreg.swedish import join_and, plural

if TYPE_CHECKING:
    from sysselreg.document.letter.model import Definition, Letter
    from sysselreg.due.model import Due

_DOCUMENTS = f"{RECORDS}handling/"


class Planned(NamedTuple):
    """A letter to draw up: about which record, in which case, for which supplier ('' for none), what it settles."""

    definition: Definition
    record: Record
    case: Record
    supplier: str = ""
    due: Due | None = None


def office_of(ctx: Context, command: str, *, dry: bool) -> Office:
    """Where letters are drawn up.

    Raises GitStateError when something else than handlingar waits to be committed: a letter rests on a commit, so that
    it can be made again.
    """
    from sysselreg.cli.when import today

    here = desk_of(ctx, command, as_draft=False, dry=dry)
    try:
        head = lookup.take(here.root, "HEAD")
    except UsageError as error:
        raise GitStateError(f"Registret har inga incheckningar än. Checka in med sysselreg spara. {_WHY}") from error
    now, then = here.snapshot.files, head.files
    changed = sorted(path for path in {*now, *then} if now.get(path) != then.get(path))
    other = [path for path in changed if not path.startswith(_DOCUMENTS)]
    if other:
        listed = join_and(other[:3]) + (f" och {len(other) - 3} till" if len(other) > 3 else "")
        raise GitStateError(f"{listed} är inte incheckat. Checka in det med sysselreg spara först. {_WHY}")
    taken = ids_in({*now, *files_on_branches(here.root, _DOCUMENTS.rstrip("/"))})
    return Office(here, pipeline.letter_desk(head, today(ctx)), cases.settings_of(here), taken)


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
    needs_choice(record, given)
    tell_state(planned.case)
    drawn = made(office, planned, given)
    if same := [each["id"] for each in finished if _is_of(each, drawn.data)]:
        written_out(drawn.letter, given)
        return 0, str(same[0])
    if before := _made_before(office, drawn):
        tell(f"{definition.id} om {record.id} är upprättat förut: {join_and(before)}.")
    name = asked_name(definition.id, given)
    code = register(office, [drawn], given, number, {})
    tell(told_open(office, [drawn]) if code == 0 else "")
    if name and code == 0 and not dry:
        named = replace(drawn.letter.subject.choices, name=name)
        printed(make(office.letters, definition, record, named, drawn.letter.subject.due), given)
    return code, str(drawn.data["id"]) if code == 0 and not dry else ""


def _is_of(document: Mapping[str, Any], drawn: Mapping[str, Any]) -> bool:
    return all(document.get(name) == drawn[name] for name in ("brevtyp", "avser", "datum", "ärende", "fil"))


def case_of(office: Office, record: Record, written: str) -> Record:
    """The case of `--arende`, or the one that the record belongs to. Raises UsageError without one."""
    from sysselreg.document.letter.subject import case_number

    number = written or case_number(office.letters.held.records, record)
    if not number:
        raise UsageError(f"{record.id} hör inte till något ärende. Skriv ärendets diarienummer eller id med --arende.")
    return cases.case_named(office.desk.snapshot, office.desk.schemas, number)


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
    from sysselreg.document.letter.build import behind, decided
    from sysselreg.document.letter.make import parameters

    subject, frame = letter.subject, letter.frame
    supplier = [subject.supplier.id] if subject.supplier and subject.record.kind == "upphandling" else []
    return {
        **_secrecy(office, planned.case, subject.basis),
        "ärende": planned.case.id,
        "riktning": "upprättad",
        "datum": subject.date.isoformat(),
        "avsändare": frame.officer,
        # Functions may have commas of their own: "Tekniska förvaltningen, gata och park".
        "mottagare": ("; " if any(", " in each for each in frame.recipient) else ", ").join(frame.recipient),
        "rubrik": _in_short(letter),
        "brevtyp": planned.definition.id,
        "avser": list(dict.fromkeys([subject.record.id, *supplier])),
        **decided(letter),
        "fil": described(f"{letter.name}.pdf", letter.pdf),
        "underlag": {
            "commit": office.letters.snapshot.revision.commit,
            "poster": list(behind(subject)),
            "parametrar": parameters(letter),
        },
        "status": "granskad",
    }


def _in_short(letter: Letter) -> str:
    """What a letter is and what it concerns, for the diary (OSL 5 kap. 2 §).

    The heading of a letter says what to do instead, but for one whose own text begins with what it concerns.
    """
    from sysselreg.document.letter.build import name_in_diary

    subject = letter.subject
    concerns = title(subject.procurement or subject.supplier or subject.record)
    return f"{name_in_diary(subject)}: {letter.heading if 'rubrik' in subject.definition.facts else concerns}"


def _secrecy(office: Office, case: Record, ids: Sequence[str]) -> dict[str, Any]:
    """The secrecy of a letter: by the provision that one of the records it rests on names, else open.

    `intern` is no provision. What is sent is an official document (TF 2 kap. 10 §), so a letter takes no such mark from
    its records, and says that it is open when its case would give it one.
    """
    provided = next((each.data["sekretess"] for each in _marked(office, ids, "sekretess")), None)
    if provided is None and case.data.get("sekretess", {}).get("nivå") == "intern":
        return {"sekretess": {"nivå": "öppen"}}
    return {"sekretess": provided} if provided else {}


def _marked(office: Office, ids: Sequence[str], level: str) -> list[Record]:
    by_id = office.letters.held.records.by_id
    found = [by_id[each] for each in ids if each in by_id]
    return [each for each in found if each.data.get("sekretess", {}).get("nivå") == level]


def told_open(office: Office, letters: Iterable[Drawn]) -> str:
    """That letters are registered as open though they rest on what is `intern`, for somebody to try; '' for none."""
    found = [
        str(each.data["id"])
        for each in letters
        if is_open(each.data.get("sekretess")) and _marked(office, [*each.letter.subject.basis, each.case.id], "intern")
    ]
    if not found:
        return ""
    they = plural(len(found), "öppen, fast den", "öppna, fast de")
    return (
        f"{join_and(found)} är {they} bygger på något som är internt: ett skickat brev är en allmän handling. Gäller "
        "en bestämmelse om sekretess, skriv sysselreg andra ID --satt sekretess.nivå=sekretess --satt "
        "sekretess.lagrum=LAGRUM."
    )


def _made_before(office: Office, drawn: Drawn) -> list[str]:
    """The ids of letters that are already drawn up about the same; to settle the same, where there is something to."""
    found = lookup.records(office.desk.snapshot, office.desk.schemas, office.desk.schemas.kinds[cases.DOCUMENT])
    due = drawn.letter.subject.due
    return [
        each.id
        for each in found.records
        if all(each.data.get(name) == drawn.data[name] for name in ("brevtyp", "avser"))
        and each.data.get("status") != "makulerad"
        and (due is None or settles(each) == due.uid)
    ]


def settles(handling: Record) -> str:
    """What a registered letter settles, as `Due.uid`; '' when that was nothing."""
    said = handling.data.get("underlag", {}).get("parametrar", ())
    return next((str(each["värde"]) for each in said if each["namn"] == "bevakning"), "")
