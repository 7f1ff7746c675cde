"""What the commands about cases share: whose number it is, a new case, and finishing what waits for a number."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import click

from sysselreg import pipeline
from sysselreg.check.identity import series_example
from sysselreg.check.model import Outcome
from sysselreg.check.render import told
from sysselreg.check.run import settings
from sysselreg.cli.main import printable
from sysselreg.cli.terminal import tell
from sysselreg.cli.write import Desk, write
from sysselreg.errors import GitStateError, RemoteError, UsageError
from sysselreg.finding import Place
from sysselreg.record.assign import changes
from sysselreg.record.edit import changed
from sysselreg.record.ids import ids_in, new_id, path_of
from sysselreg.record.load import find_one
from sysselreg.record.model import Record
from sysselreg.schema.model import Schemas
from sysselreg.snapshot import RECORDS, Snapshot
from sysselreg.store.branches import files_on_branches
from sysselreg.store.chain import Chain, number_of
from sysselreg.store.git import NotARepositoryError
from sysselreg.store.number import Taken, take
from sysselreg.store.waiting import Waiting, done, keep
from sysselreg.yamlwrite import emit

KIND, NEW = "ärende", "Det nya ärendet"
Board = Mapping[str, Any]
Config = Mapping[str, Any]


def case_named(snapshot: Snapshot, schemas: Schemas, written: str) -> Record:
    """The case of an id or diarienummer. Raises UsageError when it is no case, or has no number; as `find_one` too."""
    record = find_one(snapshot, schemas, written)
    if record.kind != KIND:
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
    """The year of `--ar`, else the day's. Raises UsageError when it is no year."""
    if written is None:
        return desk.today.year
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


def chain_with(config: Config, case: Record) -> tuple[Chain, int] | None:
    """The chain that a case has its number from, and the number; None when it was not taken here."""
    boards = [each for each in config.get("nämnder", ()) if each["namn"] == case.data.get("nämnd")]
    if not boards or not takes_here(boards[0]):
        return None
    found = number_of(boards[0]["serie"], str(case.data.get("diarienummer", "")))
    return (chain_of(config, boards[0]["serie"], found[0]), found[1]) if found else None


def highest(desk: Desk, chain: Chain) -> int:
    """The highest number of a chain that a case of the register has; 0 when none has one."""
    cases = pipeline.records(desk.snapshot, desk.schemas, desk.schemas.kinds[KIND]).records
    found = (number_of(chain.series, str(each.data.get("diarienummer", ""))) for each in cases)
    return max((number for year, number in filter(None, found) if year == chain.year), default=0)


def _letters(board: Board) -> str:
    return str(board.get("serie", "")).partition("{")[0].rstrip(" -")


# ---- a new case ------------------------------------------------------------------------------------------------------


def new_case(desk: Desk, board: Board, heading: str, given: Sequence[str]) -> tuple[str, dict[str, Any]]:
    """The path and content of a new case, without its number. Raises UsageError for a field that cannot be set so."""
    kind = desk.schemas.kinds[KIND]
    taken = ids_in({*desk.snapshot.files, *files_on_branches(desk.root, f"{RECORDS}{kind.folder}")})
    made = new_id(kind, taken)
    data = {"typ": kind.name, "id": made, "version": kind.version, "rubrik": heading, "nämnd": board["namn"]}
    data |= {"öppnat": desk.today.isoformat(), "status": "öppet"}
    new = changed(data, kind.root, changes(data, kind, given, (), desk.schemas, desk.snapshot))
    if "diarienummer" in new or new.get("nämnd") != board["namn"]:
        raise UsageError("Nämnd och diarienummer sätts inte med --satt. Skriv arende ny NÄMND och --diarienummer NR.")
    return path_of(kind, made, desk.today.year), new


def text_of(desk: Desk, data: Mapping[str, Any], number: str) -> str:
    """The record of a case with its number."""
    return emit({**data, "diarienummer": number}, desk.schemas.kinds[KIND].root)


def stopped(desk: Desk, texts: Mapping[str, str]) -> bool:
    """Tell what writing some records would bring, and whether it stops: asked before a number is taken or cancelled."""
    found = pipeline.caused(desk.root, desk.snapshot, {path: text.encode() for path, text in texts.items()})
    new = {path for path in texts if path not in desk.snapshot.files}
    tell(*told(replace(each, place=Place(NEW)) if each.place.file in new else each for each in found))
    return any(each.level == "fel" for each in found)


def wrong_elsewhere(desk: Desk, texts: Mapping[str, str]) -> str:
    """The branches that have the number of a new case already, as kontrollera words it."""
    new = {path: text.encode() for path, text in texts.items()}
    after = replace(desk.snapshot, files={**desk.snapshot.files, **new})
    try:
        found = pipeline.across_branches(desk.root, after, Outcome((), 0, None)).findings
    except NotARepositoryError:
        return ""
    return "\n".join(told(replace(each, place=Place(NEW)) for each in found if each.place.file in new))


# ---- numbers ---------------------------------------------------------------------------------------------------------


def finish(desk: Desk, config: Config, waiting: Waiting) -> int:
    """Take the number that a case waits for and write the case; the process's exit code.

    Raises as `take`; the case then still waits, unless what is asked for now for the first time cannot be had.
    """
    chain, made = chain_of(config, waiting.series, waiting.year), waiting.data["id"]
    if waiting.path not in desk.snapshot.files and stopped(desk, {waiting.path: likely(desk, config, waiting)}):
        tell("Inget är skrivet.")
        return 1
    first = keep(desk.root, waiting)
    recorded = highest(desk, chain)
    try:
        taken = take(desk.root, chain, waiting.request, number=waiting.number, begin=waiting.begin, recorded=recorded)
    except UsageError:
        if first:
            done(desk.root, waiting)
        raise
    except (GitStateError, RemoteError) as error:
        raise type(error)(
            f"{error.sentence}\nÄrendet väntar som {made}. Samma kommando igen, eller sysselreg arende nummer, ger det "
            "ett enda nummer, också om ett svar har kommit bort."
        ) from error
    if waiting.path not in desk.snapshot.files:  # it is there when an earlier run died just after writing it
        write(desk, {waiting.path: text_of(desk, waiting.data, taken.text)})
    done(desk.root, waiting)
    tell_case(taken.text, made, waiting.path)
    warn_of_clock(taken)
    return 0


def likely(desk: Desk, config: Config, waiting: Waiting) -> str:
    """The record as it will be, with the number that it gets unless others are before."""
    chain = chain_of(config, waiting.series, waiting.year)
    return text_of(desk, waiting.data, chain.text(waiting.number or highest(desk, chain) + 1))


def tell_case(number: str, made: str, path: str) -> None:
    """The number and id of a new case on stdout, and to people where it is."""
    click.echo(printable(f"{number}\t{made}"))
    tell(f"Skrivet i {path}. Checka in med sysselreg spara.")


def warn_of_clock(taken: Taken) -> None:
    """Say so when the clock here is more than a day behind the number before this one (hazards F10)."""
    if taken.before and taken.before > datetime.now(UTC) + timedelta(days=1):
        tell(
            f"Numret före {taken.text} togs {taken.before:%Y-%m-%d}, men datorns klocka har inte kommit dit. Rätta "
            "klockan, och ärendets datum om det blev fel."
        )
