"""Every letter that is due, drawn up in one run; what is drawn up already is not drawn up again."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

import click

from sysselreg import checking
from sysselreg.cli.case import chain_in
from sysselreg.cli.drawn import Planned, case_of, made, office_of, settles, told_open
from sysselreg.cli.handling import number_outside
from sysselreg.cli.letters import Given
from sysselreg.cli.main import Context, printable
from sysselreg.cli.numbered import Drawn, Office, register, with_waiting_finished
from sysselreg.cli.terminal import tell
from sysselreg.document.letter.make import supplier_of
from sysselreg.due.days import working_days_later
from sysselreg.due.run import due
from sysselreg.errors import DefinitionError, UsageError
from sysselreg.record.load import load
from sysselreg.snapshot import RECORDS
from sysselreg.store.branches import branches
from sysselreg.store.lock import held
from sysselreg.store.place import work_state
from sysselreg.swedish import sort_key

if TYPE_CHECKING:
    from sysselreg.due.model import Due
    from sysselreg.record.model import Record

# Letters are numbered and written so many at a time: what is done stays done when the run is killed.
_LOT = 25
# So many letters with the same fault are named.
_NAMED = 3
# The steps of one matter: the next is not taken as long as there is time to answer the one before.
_STEPS = frozenset({"L7", "L8", "L9"})


class _Tally(NamedTuple):
    """What is left over, in words, for the summary. `wrong`: what is wrong, and with which letters."""

    wrong: dict[str, list[str]]
    waiting: list[str]
    elsewhere: list[str]
    unmerged: list[str]
    uncertain: list[str]


def all_due(ctx: Context, given: Given, number: str | None, within: int, *, dry: bool) -> int:
    """Draw up all letters that are due; the process's exit code: 1 when one of them could not be made.

    `within`: also those whose last day comes within so many days. One run at a time, so that none makes what another
    is making: raises GitStateError when another goes on.
    """
    if dry:
        return _all_due(ctx, given, number, within, dry=True)
    home = work_state(ctx.root()).home
    home.mkdir(exist_ok=True)
    with held(home / "brev"):
        return _all_due(ctx, given, number, within, dry=False)


def _all_due(ctx: Context, given: Given, number: str | None, within: int, *, dry: bool) -> int:
    office, finished = with_waiting_finished(office_of(ctx, "brev --forfallna", dry=dry))
    tally = _Tally({}, [], [], [], [])
    planned = list(_planned(office, given, number, office.letters.day + timedelta(days=within), tally))
    if dry:
        for each in planned:
            click.echo(printable(f"{each.definition.id}\t{each.record.id}\t{each.due.what if each.due else ''}"))
        tell(f"{len(planned)} brev skulle upprättas.", *_told(tally))
        return 0
    done, code, highest = Counter(str(each["brevtyp"]) for each in finished), 0, dict[str, int]()
    opened: list[str] = []
    for lot in _lots(office, planned, given, tally):
        code = register(office, lot, given, number, highest)
        if code:
            break
        done.update(each.letter.subject.definition.id for each in lot)
        opened.append(told_open(office, lot))
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(done.items(), key=lambda each: sort_key(each[0])))
    how_many = f"{done.total()} brev upprättade"
    tell(f"{how_many}: {kinds}. Checka in med sysselreg spara." if done else f"{how_many}.", *opened, *_told(tally))
    return code or int(bool(tally.wrong))


def _planned(office: Office, given: Given, number: str | None, last: date, tally: _Tally) -> Iterator[Planned]:
    """The letters to draw up: what is due by the records as they are now, letters drawn up since the commit counted."""
    now = checking.check(office.desk.snapshot).sound()
    by_id, begun = office.letters.held.records.by_id, set[tuple[str, str, str]]()
    letters = [each for each in now.of("handling") if "brevtyp" in each.data and each.data.get("status") != "makulerad"]
    settled, unmerged = {settles(each) for each in letters}, _on_branches(office)
    for each in due(now, office.letters.day):
        if not each.letter or each.uid in settled:
            continue
        if each.uid in unmerged:
            tally.unmerged.append(f"{each.letter} {each.id} på {unmerged[each.uid]}")
            continue
        if each.latest is None:
            tally.uncertain.append(each.id)
            continue
        if each.latest.last > last or (each.opens is not None and each.opens > office.letters.day):
            continue
        definition = office.letters.definitions.get(each.letter)
        record = by_id[each.id]
        if definition is None:
            tally.elsewhere.append(f"{each.letter} {each.id}")
            continue
        supplier = supplier_of(record, each) if "leverantör" in definition.to else ""
        key = (each.letter, each.id, supplier)
        if key in begun:
            continue
        begun.add(key)
        if (day := _time_to_answer(office, letters, each)) is not None:
            tally.waiting.append(f"{each.letter} {each.id} väntar till {day.isoformat()}, svarstiden i förra brevet")
            continue
        try:
            case = case_of(office, record, given.case)
            if chain_in(office.config, case) is None:
                number_outside(case, number)
            yield Planned(definition, record, case, supplier, each)
        except UsageError as error:
            tally.wrong.setdefault(error.sentence, []).append(f"{each.letter} {each.id}")


def _on_branches(office: Office) -> dict[str, str]:
    """What letters that others have drawn up settle, but that are not merged yet; each with the branch."""
    snapshot, schemas = office.desk.snapshot, office.desk.schemas
    folder = f"{RECORDS}{schemas.kinds['handling'].folder}/"
    return {
        settles(record): branch.name
        for branch in branches(office.desk.root, snapshot)
        for record in load(snapshot.with_files(branch.made), schemas, branch.made.keys()).records
        if record.path.startswith(folder) and record.data.get("status") != "makulerad"
    }


def _time_to_answer(office: Office, letters: Iterable[Record], what: Due) -> date | None:
    """The last day to answer the letter before this one in the same matter, when it has not passed."""
    matter = _STEPS if what.letter in _STEPS else {what.letter}
    days = [
        working_days_later(date.fromisoformat(str(each.data["datum"])), office.letters.definitions[kind].reply_days)
        for each in letters
        if (kind := str(each.data["brevtyp"])) in matter
        and what.id in each.data.get("avser", ())
        and each.data["riktning"] != "inkommen"
    ]
    latest = max(days, default=None)
    return latest if latest is not None and latest >= office.letters.day else None


def _lots(office: Office, planned: Sequence[Planned], given: Given, tally: _Tally) -> Iterator[list[Drawn]]:
    """The letters made, so many at a time, with progress in a terminal."""
    lot: list[Drawn] = []
    hidden = not sys.stderr.isatty()
    with click.progressbar(planned, label="Brev", file=sys.stderr, show_pos=True, show_eta=False, hidden=hidden) as bar:
        for each in bar:
            try:
                lot.append(made(office, each, given))
            except (UsageError, DefinitionError) as error:
                named = f"{each.definition.id} {each.record.id}"
                tally.wrong.setdefault(error.sentence, []).append(named)
            if len(lot) == _LOT:
                yield lot
                lot = []
    if lot:
        yield lot


def _told(tally: _Tally) -> Iterator[str]:
    if tally.wrong:
        yield f"{sum(map(len, tally.wrong.values()))} kunde inte upprättas:"
        for why, letters in tally.wrong.items():
            more = f" och {len(letters) - _NAMED} till" if len(letters) > _NAMED else ""
            yield f"  {', '.join(letters[:_NAMED])}{more}: {why}"
    if tally.waiting:
        yield f"{len(tally.waiting)} väntar på svar:"
        yield from (f"  {each}" for each in tally.waiting)
    if tally.unmerged:
        yield f"{len(tally.unmerged)} är redan upprättade på en gren som inte är införd här:"
        yield from (f"  {each}" for each in tally.unmerged)
    if tally.elsewhere:
        yield f"{len(tally.elsewhere)} görs för sig: {', '.join(tally.elsewhere)}."
    if tally.uncertain:
        yield f"{len(tally.uncertain)} kan inte räknas, eftersom en dag saknas. Se dem med sysselreg bevaka."
