"""What the commands about cases and documents share: which is meant, whose number it is, new records, their states."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sysselreg.check.identity import series_example
from sysselreg.check.run import settings
from sysselreg.check.transitions import load_allowed
from sysselreg.cli.write import Desk
from sysselreg.errors import UsageError
from sysselreg.record.assign import changes
from sysselreg.record.edit import changed
from sysselreg.record.ids import ids_in, new_id, path_of
from sysselreg.record.load import find_one, having
from sysselreg.record.model import Record
from sysselreg.schema.model import Schemas
from sysselreg.snapshot import RECORDS, Snapshot
from sysselreg.store.branches import files_on_branches
from sysselreg.store.chain import RESERVED, Chain, number_of
from sysselreg.store.seen import known
from sysselreg.swedish import join_and

CASE, DOCUMENT = "ärende", "handling"
Board = Mapping[str, Any]
Config = Mapping[str, Any]
Data = Mapping[str, Any]


def case_named(snapshot: Snapshot, schemas: Schemas, written: str) -> Record:
    """The case of an id or diarienummer. Raises UsageError when it is no case, or has no number; as `find_one` too."""
    record = find_one(snapshot, schemas, written)
    if record.kind != CASE:
        raise UsageError(f"{record.id} är inget ärende. Skriv ärendets id eller diarienummer.")
    if "diarienummer" not in record.data:
        raise UsageError(f"{record.id} har inget diarienummer. Rätta posten först, se sysselreg kontrollera.")
    return record


# ---- boards and their series -----------------------------------------------------------------------------------------


def settings_of(desk: Desk) -> Config:
    """The register's settings with their defaults. Raises UsageError when there are errors in them."""
    return sound_settings(desk.snapshot, desk.schemas)


def sound_settings(snapshot: Snapshot, schemas: Schemas) -> Config:
    """The settings of a snapshot with their defaults. Raises UsageError when there are errors in them."""
    config, findings = settings(snapshot, schemas)
    if any(each.level == "fel" for each in findings):
        raise UsageError("Det är fel i sysselreg.yaml. Se dem med sysselreg kontrollera sysselreg.yaml.")
    return config


def board_of(config: Config, written: str) -> Board:
    """The board of a name, or of its series (`KS`). Raises UsageError with those there are when there is none."""
    boards = config.get("nämnder", ())
    sought = written.casefold()
    named = [each for each in boards if each["namn"].casefold() == sought]
    found = named or [each for each in boards if _letters(each).casefold() == sought]
    if len(found) == 1:
        return dict(found[0])
    if not boards:
        raise UsageError("Registret har inga nämnder. Skriv in dem i sysselreg.yaml.")
    names = ", ".join(f"{each['namn']} ({_letters(each)})" if _letters(each) else each["namn"] for each in boards)
    raise UsageError(f"”{written}” är {'flera nämnder' if found else 'ingen nämnd'} i registret. Välj en av: {names}.")


def takes_here(board: Board) -> bool:
    """Whether the board's numbers are taken here. Raises UsageError when they are, but the board has no series."""
    here = board.get("nummer") == "här"
    if here and "serie" not in board:
        raise UsageError(
            f"{board['namn']} tar sina nummer här men har ingen serie. Skriv in den i sysselreg.yaml, som "
            "serie: KS {år}/{nr:04}."
        )
    return here


def chain_of(config: Config, series: str, year: int) -> Chain:
    """The chain of a series and year, where the register keeps its numbers."""
    return Chain(series, year, config["nummerplats"])


def year_of(desk: Desk, written: str | None) -> int:
    """The year of `--ar`, else the day's. Raises UsageError when it is none, or no numbers are taken in it now."""
    now = desk.today.year
    year = now if written is None else year_named(written)
    if abs(year - now) > 1:
        raise UsageError(f"{year} är för långt bort. Nummer tas nu i serierna för {now - 1}, {now} och {now + 1}.")
    return year


def year_named(written: str) -> int:
    """The year of a text. Raises UsageError when it is none."""
    if not re.fullmatch("[12][0-9]{3}", written):
        raise UsageError(f"Året ”{written}” går inte att läsa. Skriv fyra siffror, som 2026.")
    return int(written)


def number_in(board: Board, written: str) -> tuple[int, int]:
    """The year and number of a diarienummer. Raises UsageError when it is none of the board's series."""
    found = number_of(board["serie"], written)
    if found is None:
        example = series_example(board["serie"], "2026")
        raise UsageError(
            f"{written} hör inte till {board['namn']}, som har nummer som {example}. Rätta --diarienummer."
        )
    return found


def chain_with(config: Config, case: Data) -> tuple[Chain, int] | None:
    """The chain that a case has its number from, and the number; None when it was not taken here."""
    boards = [each for each in config.get("nämnder", ()) if each["namn"] == case.get("nämnd")]
    if not boards or not takes_here(boards[0]):
        return None
    found = number_of(boards[0]["serie"], str(case.get("diarienummer", "")))
    return (chain_of(config, boards[0]["serie"], found[0]), found[1]) if found else None


def number_without_case(desk: Desk, config: Config, written: str) -> tuple[Chain, int] | None:
    """The chain and number of a text that is a number taken here, when the register has no case with it."""
    if having(desk.snapshot, desk.schemas, CASE, ("diarienummer", written)):
        return None
    for board in config.get("nämnder", ()):
        if board.get("nummer") == "här" and (found := number_of(str(board.get("serie", "")), written)):
            return chain_of(config, board["serie"], found[0]), found[1]
    return None


def chain_in(config: Config, case: Record) -> Chain | None:
    """The chain that a case's documents have their numbers from; None when the case has its own from outside."""
    taken = chain_with(config, case.data)
    return taken and Chain(f"{case.data['diarienummer']}-{{nr}}", taken[0].year, taken[0].place)


def number_taken(desk: Desk, config: Config, record: Record) -> tuple[Chain, int] | None:
    """The chain that a case or document has its number from, and the number; None when it was not taken here."""
    if record.kind == CASE:
        return chain_with(config, record.data)
    chain = chain_in(config, _case_of(desk, record))
    return (chain, int(record.data["nummer"])) if chain else None


def _letters(board: Board) -> str:
    return str(board.get("serie", "")).partition("{")[0].rstrip(" -")


# ---- new records -----------------------------------------------------------------------------------------------------


def new_case(desk: Desk, board: Board, heading: str, given: Sequence[str]) -> tuple[str, dict[str, Any]]:
    """The path and content of a new case, without its number. Raises UsageError for a field that cannot be set so."""
    own = {"rubrik": heading, "nämnd": board["namn"], "öppnat": desk.today.isoformat(), "status": "öppet"}
    path, new = _new(desk, CASE, own, given)
    if "diarienummer" in new or new.get("nämnd") != board["namn"]:
        raise UsageError("Nämnd och diarienummer sätts inte med --satt. Skriv arende ny NÄMND och --diarienummer NR.")
    return path, new


def new_document(desk: Desk, case: Record, given: Sequence[str]) -> tuple[str, dict[str, Any]]:
    """The path and content of a new document of a case, without its number. Raises UsageError as `new_case`."""
    path, new = _new(desk, DOCUMENT, {"ärende": case.id, "datum": desk.today.isoformat()}, given)
    if "nummer" in new or new.get("ärende") != case.id:
        raise UsageError("Ärende och nummer sätts inte med --satt. Skriv arende handling ÄRENDE och --nummer NR.")
    return path, new


def _new(desk: Desk, kind_name: str, own: Mapping[str, Any], given: Sequence[str]) -> tuple[str, dict[str, Any]]:
    kind = desk.schemas.kinds[kind_name]
    taken = ids_in({*desk.snapshot.files, *files_on_branches(desk.root, f"{RECORDS}{kind.folder}")})
    made = new_id(kind, taken)
    data = {"typ": kind.name, "id": made, "version": kind.version, **own}
    new = changed(data, kind.root, changes(data, kind, given, (), desk.schemas, desk.snapshot))
    return path_of(kind, made, desk.today.year), new


def written_by_hand(desk: Desk, kind_name: str, before: Data, after: Data) -> str:
    """Why the number of a case or document may not be written by hand, in words; '' when it may.

    `before`: the fields of the record as it is, none for a new one; `after`: what it would become. A number that
    nobody has taken may be mended by one that is reserved.
    """
    if kind_name not in (CASE, DOCUMENT):
        return ""
    config = settings_of(desk)
    old, new = (_number_here(desk, config, kind_name, each) for each in (before, after))
    if new is None or new == old:
        return ""
    if kind_name == DOCUMENT:
        return (
            f"{new[0].text(new[1])} skrivs inte för hand: numren i ärendet tas här. Registrera handlingen med "
            "sysselreg arende handling."
        )
    if before and known(desk.root, new[0]).get(new[1]) == RESERVED:
        return ""
    return (
        f"{after['diarienummer']} skrivs inte för hand: {after['nämnd']} tar sina nummer här. Registrera ärendet med "
        "sysselreg arende ny, som tar nästa nummer."
    )


def _number_here(desk: Desk, config: Config, kind_name: str, data: Data) -> tuple[Chain, int] | None:
    if kind_name == CASE:
        return chain_with(config, data)
    cases = having(desk.snapshot, desk.schemas, CASE, ("id", str(data.get("ärende", ""))))
    chain = chain_in(config, cases[0]) if cases else None
    number = str(data.get("nummer", ""))
    return (chain, int(number)) if chain and number.isdecimal() else None


# ---- states ----------------------------------------------------------------------------------------------------------


def called(desk: Desk, record: Record) -> str:
    """The number of a case or document as people write it; the id when it has none."""
    if record.kind == DOCUMENT:
        return f"{_case_of(desk, record).data['diarienummer']}-{record.data.get('nummer', '?')}"
    return str(record.data.get("diarienummer", record.id))


def _case_of(desk: Desk, document: Record) -> Record:
    return case_named(desk.snapshot, desk.schemas, str(document.data.get("ärende")))


def may_become(desk: Desk, record: Record, status: str) -> None:
    """Raise UsageError when the status of a record cannot become another (schemas/states)."""
    now = record.data.get("status")
    if now == status:
        when = f", {record.data['avslutat']}" if "avslutat" in record.data else ""
        raise UsageError(f"{called(desk, record)} är redan {status}{when}.")
    following = load_allowed(desk.snapshot).get(record.kind, {}).get(str(now))
    if following is not None and status not in following:
        it = "Det" if record.kind == CASE else "Den"
        what = f"{it} kan bara bli {join_and(following, 'eller')}." if following else f"{it} ändras aldrig mer."
        what += " Registrera en handling till, som ersätter den." if now == "expedierad" else ""
        raise UsageError(f"{called(desk, record)} är {now} och kan inte bli {status}. {what}")
