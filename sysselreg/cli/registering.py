"""Registering what bears a number, a case or a document: the number is taken here, or comes from a diary outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

import click

from sysselreg import comparison, lookup
from sysselreg.check.model import Outcome
from sysselreg.check.render import told
from sysselreg.cli.main import printable
from sysselreg.cli.terminal import tell
from sysselreg.cli.write import Desk, put, write
from sysselreg.errors import GitStateError, RemoteError, UsageError
from sysselreg.finding import Place
from sysselreg.record.load import having
from sysselreg.store.chain import Chain, number_of
from sysselreg.store.git import NotARepositoryError
from sysselreg.store.number import Taken, following, take
from sysselreg.store.waiting import Waiting, done, keep, kept
from sysselreg.yamlwrite import emit

Config = Mapping[str, Any]
Data = Mapping[str, Any]
# What a record that has no file yet is called in findings, and in sentences.
_NEW = MappingProxyType(
    {"ärende": "Det nya ärendet", "handling": "Den nya handlingen", "utgivning": "Den nya utgivningen"}
)
_CALLED = MappingProxyType({"ärende": "Ärendet", "handling": "Handlingen"})


def _text(desk: Desk, data: Data) -> str:
    return emit(data, desk.schemas.kinds[data["typ"]].root)


# ---- a number from outside -------------------------------------------------------------------------------------------


def enter(desk: Desk, path: str, data: Data, number: str) -> int:
    """Write a record that has its number already, `number` as people write it; the process's exit code."""
    texts = {path: _text(desk, data)}
    wrong = _wrong_elsewhere(desk, data, texts) or put(desk, texts, {path: _NEW[data["typ"]]})
    if wrong:
        tell(wrong, "Inget är skrivet.")
    elif not desk.dry:
        _tell_done(number, data["id"], path)
    return int(bool(wrong))


def _wrong_elsewhere(desk: Desk, data: Data, texts: Mapping[str, str]) -> str:
    """The branches that have the number of a new record already, as kontrollera words it."""
    new = {path: text.encode() for path, text in texts.items()}
    after = replace(desk.snapshot, files={**desk.snapshot.files, **new})
    try:
        found = comparison.across_branches(desk.root, after, Outcome((), 0, None)).findings
    except NotARepositoryError:
        return ""
    return "\n".join(told(replace(each, place=Place(_NEW[data["typ"]])) for each in found if each.place.file in new))


# ---- a number taken here ---------------------------------------------------------------------------------------------


def tell_alike(desk: Desk, new: Data) -> None:
    """Say so when the board has a case with the same heading; one that is half made is the new one itself."""
    started = {each.path for each in kept(desk.root)}
    for each in having(desk.snapshot, desk.schemas, "ärende", ("rubrik", new["rubrik"])):
        if each.data.get("nämnd") == new["nämnd"] and each.path not in started:
            name = each.data.get("diarienummer", "Ärendet")
            tell(f"{name} ({each.id}) har samma rubrik. Är det samma ärende, makulera det nya.")


def ask(desk: Desk, config: Config, asked: Waiting, made: tuple[str, ...]) -> int:
    """Take a number for a record and write it; the process's exit code.

    What waits already for the same goes on from where it was. `made`: the fields that a repeated command makes anew.
    """

    def wanted(waiting: Waiting) -> object:
        fields = {name: value for name, value in waiting.data.items() if name not in made}
        return waiting.series, waiting.year, waiting.number, fields

    if not desk.dry:
        waiting = (each for each in kept(desk.root) if wanted(each) == wanted(asked))
        return finish(desk, config, next(waiting, asked)._replace(begin=asked.begin))
    chain, recorded = _chain(config, asked), highest(desk, _chain(config, asked), asked.data)
    number = following(desk.root, chain, number=asked.number, begin=asked.begin, recorded=recorded)
    text = _text(desk, _numbered(asked.data, chain.text(number), number))
    wrong = put(desk, {asked.path: text}, {asked.path: _NEW[asked.data["typ"]]})
    tell(wrong or "Numret tas först när kommandot körs utan --torrkorning, och blir då det nästa lediga.")
    return int(bool(wrong))


def finish(desk: Desk, config: Config, waiting: Waiting) -> int:
    """Take the number that a record waits for and write the record; the process's exit code. Raises as `give`."""
    if waiting.path not in desk.snapshot.files and stopped(desk, {waiting.path: _likely(desk, config, waiting)}):
        tell("Inget är skrivet.")
        return 1
    taken = give(desk, config, waiting)
    _tell_done(taken.text, waiting.data["id"], waiting.path)
    warn_of_clock(taken)
    return 0


def give(desk: Desk, config: Config, waiting: Waiting) -> Taken:
    """Take the number that a record waits for and write the record, which has been checked.

    Raises as `take`; the record then still waits, unless what is asked for now for the first time cannot be had.
    """
    chain, first = _chain(config, waiting), keep(desk.root, waiting)
    recorded = highest(desk, chain, waiting.data)
    try:
        taken = take(desk.root, chain, waiting.request, number=waiting.number, begin=waiting.begin, recorded=recorded)
    except UsageError:
        if first:
            done(desk.root, waiting)
        raise
    except (GitStateError, RemoteError) as error:
        raise type(error)(
            f"{error.sentence}\n{_CALLED[waiting.data['typ']]} väntar som {waiting.data['id']}. Samma kommando igen, "
            "eller sysselreg arende nummer, ger ett enda nummer, också om ett svar har kommit bort."
        ) from error
    if waiting.path not in desk.snapshot.files:  # it is there when an earlier run died just after writing it
        write(desk, {waiting.path: _text(desk, _numbered(waiting.data, taken.text, taken.number))})
    done(desk.root, waiting)
    return taken


def _chain(config: Config, waiting: Waiting) -> Chain:
    return Chain(waiting.series, waiting.year, config["nummerplats"])


def _likely(desk: Desk, config: Config, waiting: Waiting) -> str:
    """The record as it will be, with the number that it gets unless others are before."""
    chain = _chain(config, waiting)
    number = waiting.number or highest(desk, chain, waiting.data) + 1
    return _text(desk, _numbered(waiting.data, chain.text(number), number))


def _numbered(data: Data, text: str, number: int) -> Data:
    return {**data, "diarienummer": text} if data["typ"] == "ärende" else {**data, "nummer": number}


def highest(desk: Desk, chain: Chain, data: Data) -> int:
    """The highest number of a chain that a record of the register has; 0 when none has one."""
    if data["typ"] == "handling":
        inside = having(desk.snapshot, desk.schemas, "handling", ("ärende", data["ärende"]))
        return max((number for each in inside if isinstance(number := each.data.get("nummer"), int)), default=0)
    records = lookup.records(desk.snapshot, desk.schemas, desk.schemas.kinds["ärende"]).records
    found = (number_of(chain.series, str(record.data.get("diarienummer", ""))) for record in records)
    return max((number for year, number in filter(None, found) if year == chain.year), default=0)


def stopped(desk: Desk, texts: Mapping[str, str]) -> bool:
    """Tell what writing some records would bring, and whether it stops: asked before a number is taken or cancelled."""
    found = comparison.caused(desk.root, desk.snapshot, {path: text.encode() for path, text in texts.items()})
    new = {path: _NEW[_kind(desk, path)] for path in texts if path not in desk.snapshot.files}
    tell(*told(replace(f, place=Place(new[f.place.file])) if f.place.file in new else f for f in found))
    return any(each.level == "fel" for each in found)


def _kind(desk: Desk, path: str) -> str:
    kind = desk.schemas.by_folder(path.split("/")[1])
    return kind.name if kind else ""


def _tell_done(number: str, made: str, path: str) -> None:
    """The number and id of a new record on stdout, and to people where it is."""
    click.echo(printable(f"{number}\t{made}"))
    tell(f"Skrivet i {path}. Checka in med sysselreg spara.")


def warn_of_clock(taken: Taken) -> None:
    """Say so when the clock here is more than a day behind the number before this one (hazards F10)."""
    if taken.before and taken.before > datetime.now(UTC) + timedelta(days=1):
        tell(
            f"Numret före {taken.text} togs {taken.before:%Y-%m-%d}, men datorns klocka har inte kommit dit. Rätta "
            "klockan, och datumet i posten om det blev fel."
        )
