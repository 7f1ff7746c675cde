"""`ny`: new records, asked for in a terminal, from options, from a file or in an editor."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click

from sysselreg.cli.complete import fields, kinds
from sysselreg.cli.group import Command
from sysselreg.cli.main import Context
from sysselreg.cli.terminal import BackError, somebody_there, tell, yes
from sysselreg.cli.write import Desk, commit_with, desk_of, faults_told, put, refreshed, refusal, tell_only
from sysselreg.errors import UnsafeInputError, UsageError
from sysselreg.schema.model import Kind
from sysselreg.swedish import join_and
from sysselreg.yamltext import MAX_BYTES
from sysselreg.yamlwrite import NO_COMMENTS, Comments, emit

_HELP = """\
Skriv en ny post av en TYP, som upphandling eller organisation. I en terminal frågar programmet efter det som måste
fyllas i; annars säger det vad som saknas. Postens id skrivs ut.

\b
  --satt titel="Städning av skolor"     ett fält
  --satt avtalstid.till=2027-06-30      ett fält i en grupp
  --satt krav[k1].typ=dialogkrav        ett fält i en lista; du namnger kravet
  --satt nätverk=NOS --satt nätverk=SKOOPI
                                        en lista med två värden
  --satt krav=[]                        en tom lista

En placering med dialogöverenskommelse och plats får det som överenskommelsen säger, om du inte skriver något annat.
Å, ä och ö i fältens namn kan skrivas utan prickar, koder med sina namn och andra poster med början av sitt id.
"""


# What a placement takes over from its agreement, and from the place in it.
_AGREED = ("upphandling", "leverantör", "form", "omfattning_procent", "planerad")
# More files than these are told by their number.
_NAMED = 5
_INTRO = (
    "Fyll i efter kolon, spara och stäng. Töm filen för att avbryta.",
    "Ta bort # framför fält som du vill ha med. Tomma fält kommer inte med.",
)


@click.command("ny", cls=Command, help=_HELP)
@click.argument("typ", shell_complete=kinds, metavar="TYP")
@click.option(
    "--satt", "given", shell_complete=fields, metavar="FÄLT=VÄRDE", multiple=True, help="Sätt ett fält. Kan upprepas."
)
@click.option("--fran", "source", metavar="FIL", help="Läs en eller flera poster ur en fil (YAML, JSON); - är stdin.")
@click.option("--redigera", is_flag=True, help="Fyll i ett formulär i din textredigerare.")
@click.option("--torrkorning", is_flag=True, help="Skriv inget, men visa vad som skulle skrivas.")
@click.option("--utkast", is_flag=True, help="Skriv även om uppgifter saknas eller är fel.")
@click.pass_obj
def command(
    ctx: Context,
    /,
    typ: str,
    given: tuple[str, ...],
    source: str | None,
    redigera: bool,
    torrkorning: bool,
    utkast: bool,
) -> int:
    """Make the records, all of them or none, and print their ids."""
    from sysselreg.record.assign import changes
    from sysselreg.record.choose import kind_named
    from sysselreg.record.draft import missing
    from sysselreg.record.edit import changed

    desk = desk_of(ctx, "ny", as_draft=utkast, dry=torrkorning)
    kind = kind_named(desk.schemas, typ)
    read = _from_file(desk, kind, source) if source else [{}]
    called = "stdin" if source == "-" else source or ""
    if read is None:
        return UnsafeInputError.exit_code
    contents = [changed(each, kind.root, changes(each, kind, given, (), desk.schemas, desk.snapshot)) for each in read]
    if source is None:
        contents = [_with_agreement(desk, kind, each) for each in contents]
    if redigera and len(contents) > 1:
        raise UsageError("--redigera tar en post i taget. Filen har flera.")
    if redigera:
        ids = _in_editor(desk, kind, contents[0])
    elif len(contents) == 1 and missing(kind, contents[0]) and somebody_there():
        ids = _asked_from_the_start(desk, kind, contents[0])
    else:
        if not utkast:
            _refuse_missing(desk, kind, contents, called)
        wrong, ids = _keep(desk, kind, [(each, NO_COMMENTS) for each in contents], source=called)
        if wrong:
            tell(wrong, "\n", refusal(wrong))
    if ids and not torrkorning:
        click.echo("\n".join(ids))
    return 0 if ids else 1


def _with_agreement(desk: Desk, kind: Kind, data: dict[str, Any]) -> dict[str, Any]:
    """A placement with what its agreement says, told, where nothing else is given; another record as it is."""
    from sysselreg.record.ids import ids_in
    from sysselreg.record.load import find_one

    named = data.get("dialogöverenskommelse") if kind.name == "placering" else None
    if named not in ids_in(desk.snapshot.files):
        return data
    agreement = find_one(desk.snapshot, desk.schemas, str(named)).data
    rows: Sequence[Mapping[str, Any]] = agreement.get("platser", ())
    place = next((each for each in rows if each.get("id") == data.get("plats")), {})
    planned = {end: place[end] for end in ("från", "till") if end in place}
    said = {**agreement, **place, **({"planerad": planned} if planned else {})}
    taken = {name: said[name] for name in _AGREED if name in said and name not in data}
    if taken:
        tell(f"Ur {named}: {join_and([kind.root.children[name].title.lower() for name in taken])}.")
    return {**data, **taken}


def _from_file(desk: Desk, kind: Kind, source: str) -> list[dict[str, Any]] | None:
    """The contents that a file gives; None when it cannot be read, which is told."""
    from sysselreg.record.draft import named
    from sysselreg.record.given import read_given, without_header

    name = "stdin" if source == "-" else source
    if source != "-" and not Path(source).is_file() and Path(source).exists():
        raise UsageError(f"{source} är ingen vanlig fil. Ge en fil med YAML eller JSON, eller - för stdin.")
    with click.open_file(source, "rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise UnsafeInputError(f"{name} är större än {MAX_BYTES // 1024} kB. Dela upp den. Inget är skrivet.")
    given = read_given(data)
    if given.faults:
        tell(faults_told(desk, given.faults, name), "\n", "Inget är skrivet.")
        return None
    return [named(without_header(each, kind), kind.root) for each in given.records]


def _refuse_missing(desk: Desk, kind: Kind, contents: Sequence[Mapping[str, Any]], source: str) -> None:
    """Raise UsageError with everything that must be filled in and how, for the first record that lacks something."""
    from sysselreg.record.draft import as_option, missing

    for number, each in enumerate(contents, 1):
        lacking = missing(kind, each)
        if lacking:
            which = f"Post {number} i {source} saknar" if len(contents) > 1 else "Det här måste fyllas i:"
            options = " ".join(as_option(field, desk.schemas) for field in lacking)
            raise UsageError(
                f"{which} {join_and([field.title for field in lacking])}. Inget är skrivet. Lägg till {options}, "
                "eller fyll i ett formulär med --redigera."
            )


def _sure(warnings: str) -> bool:
    tell("\n", warnings)
    return yes("Skriva posten ändå?")


def _keep(
    desk: Desk,
    kind: Kind,
    contents: Sequence[tuple[Mapping[str, Any], Comments]],
    sure: Callable[[str], bool] = tell_only,
    source: str = "",
) -> tuple[str, list[str]]:
    """Give the records ids and write them. Returns what must be mended, in words, or '' and the ids.

    `source`: the file that several come from.
    """
    from sysselreg.cli.case import written_by_hand
    from sysselreg.record.ids import ids_in, new_id, path_of
    from sysselreg.snapshot import RECORDS
    from sysselreg.store.branches import files_on_branches

    taken = ids_in({*desk.snapshot.files, *files_on_branches(desk.root, f"{RECORDS}{kind.folder}")})
    if by_hand := next(filter(None, (written_by_hand(desk, kind.name, {}, data) for data, _ in contents)), ""):
        return by_hand, []
    ids: list[str] = []
    texts, called = {}, {}
    for data, comments in contents:
        ids.append(made := new_id(kind, {*taken, *ids}))
        path = path_of(kind, made, desk.today.year)
        texts[path] = emit({"typ": kind.name, "id": made, "version": kind.version, **data}, kind.root, comments)
        called[path] = f"Post {len(ids)} i {source}" if len(contents) > 1 else "Den nya posten"
    wrong = put(desk, texts, called, sure)
    if not wrong and not desk.dry:
        where = [*texts][:_NAMED] + ([f"{len(texts) - _NAMED} filer till"] if len(texts) > _NAMED else [])
        tell(f"Skrivet i {join_and(where)}. {commit_with(desk)}")
    return wrong, [] if wrong else ids


def _in_editor(desk: Desk, kind: Kind, data: Mapping[str, Any]) -> list[str]:
    """A form in an editor, written; the id, or nothing when somebody gives up."""
    from sysselreg.cli.editor import edited
    from sysselreg.record.draft import draft
    from sysselreg.record.given import without_header

    made: list[str] = []

    def keep(written: dict[str, Any], comments: Comments) -> str:
        wrong, ids = _keep(refreshed(desk), kind, [(without_header(written, kind), comments)])
        made.extend(ids)
        return wrong

    edited(desk, kind, draft(kind, desk.schemas, data, intro=_INTRO), keep)
    return made


def _asked_from_the_start(desk: Desk, kind: Kind, data: Mapping[str, Any]) -> list[str]:
    while True:
        try:
            return [made] if (made := _asked(desk, kind, data)) else []
        except BackError:
            tell("Det här är den första frågan. Avbryt med Ctrl-C.")


def _asked(desk: Desk, kind: Kind, data: Mapping[str, Any]) -> str:
    """Ask for what is missing, show what there is, write, and return the id; '' when somebody gives up.

    Errors are told, and mended by more questions. Raises BackError before the first question.
    """
    from sysselreg.check.run import settings
    from sysselreg.cli.ask import MEND, MORE, ask_missing, ask_more, summary
    from sysselreg.cli.choice import Asking

    config, _ = settings(desk.snapshot, desk.schemas)
    new = None if desk.dry else partial(_asked, desk, data={})
    asking = Asking(desk.snapshot, desk.schemas, config, kind, desk.today, desk.as_draft, new)
    tell("\n", f"Ny {kind.name}. < går tillbaka en fråga. Ctrl-C avbryter, och posten skrivs inte.")
    data, question = ask_missing(asking, data), MORE
    while True:
        # Others that this one points to may have been written meanwhile.
        desk = refreshed(desk)
        tell("\n", summary(asking, desk.snapshot, data))
        answered = ask_more(asking, data, question)
        if question == MEND and answered == data:
            break
        wrong, ids = _keep(desk, kind, [(answered, NO_COMMENTS)], _sure)
        if not wrong:
            return "".join(ids)
        tell("\n", wrong)
        data, question = answered, MEND
    with tempfile.NamedTemporaryFile("w", prefix="sysselreg-", suffix=".yaml", delete=False, encoding="utf-8") as file:
        file.write(emit(data, kind.root))
    tell(f"Inget är skrivet. Svaren finns i {file.name}.")
    tell(f"Fortsätt när du vill med: sysselreg ny {kind.folder} --redigera --fran {file.name}")
    return ""
