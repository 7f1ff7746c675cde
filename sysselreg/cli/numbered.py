"""Letters get their numbers, and are written with the documents that register them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import uuid4

import click

from sysselreg import comparison
from sysselreg.check.model import Outcome
from sysselreg.check.render import told
from sysselreg.cli import case as cases
from sysselreg.cli import registering
from sysselreg.cli.handling import number_outside
from sysselreg.cli.letters import Given, written_out
from sysselreg.cli.main import printable
from sysselreg.cli.terminal import tell
from sysselreg.cli.write import Desk, put, refreshed, write
from sysselreg.errors import UsageError
from sysselreg.finding import Place
from sysselreg.record.model import Record
from sysselreg.store.waiting import Waiting, kept
from sysselreg.yamlwrite import emit

if TYPE_CHECKING:
    from sysselreg.document.letter.make import Desk as LetterDesk
    from sysselreg.document.letter.model import Letter


class Office(NamedTuple):
    """What letters are drawn up with: the folder as it is, the register as committed, settings, ids in use."""

    desk: Desk
    letters: LetterDesk
    config: cases.Config
    taken: set[str]


class Drawn(NamedTuple):
    """A letter that is made, and the document that registers it, but for its number."""

    letter: Letter
    case: Record
    path: str
    data: Mapping[str, Any]


def with_waiting_finished(office: Office) -> tuple[Office, list[Mapping[str, Any]]]:
    """The office after letters that an earlier run left waiting for a number have got it, and their documents."""
    waiting = [] if office.desk.dry else [each for each in kept(office.desk.root) if "brevtyp" in each.data]
    for each in waiting:
        named = registering.give(office.desk, office.config, each).text
        click.echo(printable(f"{each.data['fil']['namn']}\t{named}\t{each.data['id']}"))
    return (office._replace(desk=refreshed(office.desk)) if waiting else office), [each.data for each in waiting]


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
    elsewhere = comparison.across_branches(desk.root, after, Outcome((), 0, None)).findings
    found = [*comparison.caused(desk.root, desk.snapshot, new), *(f for f in elsewhere if f.place.file in new)]
    tell(*told(replace(f, place=Place("Brevets handling")) if f.place.file in new else f for f in found))
    return any(each.level == "fel" for each in found)
