"""Letters sent: the day, the way and the recipient are entered, and the document is final."""

from __future__ import annotations

from sysselreg.cli import case as cases
from sysselreg.cli.following import following
from sysselreg.cli.handling import refuse_internal
from sysselreg.cli.main import Context
from sysselreg.cli.terminal import tell
from sysselreg.cli.when import must_have_come
from sysselreg.cli.write import Desk, desk_of, put
from sysselreg.errors import UsageError
from sysselreg.record.edit import Change, edit
from sysselreg.record.load import find_one, having
from sysselreg.record.model import Record

_NEW = "Den nya posten"
_DONE = {
    "L3": "Kallelsen är antecknad",
    "L8": "Påminnelsen är antecknad",
    "L9": "Begäran om rättelse är antecknad",
    "L12": "Begäran är antecknad, och svaret skrivs",
}


def send(ctx: Context, typ: str, written: str, how: str, recipient: str, *, dry: bool) -> int:
    """Enter that a drawn-up letter has been sent today; the process's exit code.

    Raises UsageError when there is none to send, when there are several, or for an unknown way.
    """
    desk = desk_of(ctx, "brev --expediera", as_draft=False, dry=dry)
    ways = desk.schemas.vocabularies["expedieringssatt"].codes
    if how not in ways:
        raise UsageError(f"Sättet ”{how}” finns inte. Välj ett av: {', '.join(ways)}.")
    document = _drawn_up(desk, typ.upper(), find_one(desk.snapshot, desk.schemas, written))
    cases.may_become(desk, document, "expedierad")
    _refuse_internal(desk, document)
    # What is sent is final: a day in the wrong order could never be mended.
    must_have_come("Dagen då brevet skickas", str(desk.today), desk.today, document.data["datum"], "brevets egen dag")
    changes = [
        Change(("riktning",), "expedierad"),
        *([Change(("mottagare",), recipient)] if recipient else []),
        Change(("expediering",), {"datum": desk.today.isoformat(), "sätt": how}),
        Change(("status",), "expedierad"),
    ]
    text = edit(desk.snapshot.text(document.path), desk.schemas.kinds[cases.DOCUMENT], changes)
    more = following(desk, document)
    if wrong := put(desk, {document.path: text, **more}, dict.fromkeys(more.keys() - desk.snapshot.files, _NEW)):
        tell(wrong, "Inget är skrivet.")
        return 1
    if not dry:
        tell(
            f"{cases.called(desk, document)} är expedierad i {document.path}. Checka in med sysselreg spara. "
            "Därefter ändras handlingen aldrig mer; ett nytt brev ersätter den.",
            *(f"{_DONE[typ.upper()]} i {path}." for path in more),
        )
    return 0


def _refuse_internal(desk: Desk, document: Record) -> None:
    case = cases.case_named(desk.snapshot, desk.schemas, str(document.data["ärende"]))
    told = (
        f"Skriv sysselreg andra {document.id} --satt sekretess.nivå=öppen, eller om en bestämmelse gäller --satt "
        "sekretess.nivå=sekretess --satt sekretess.lagrum=LAGRUM."
    )
    refuse_internal({**document.data, "riktning": "expedierad"}, case, cases.called(desk, document), told)


def _drawn_up(desk: Desk, typ: str, record: Record) -> Record:
    """The document that registers the letter: the one named, or the only one about a record that waits to be sent."""
    if record.kind == cases.DOCUMENT:
        if record.data.get("brevtyp") != typ:
            raise UsageError(
                f"{record.id} är inte brevet {typ}, utan {record.data.get('brevtyp', 'en annan handling')}."
            )
        return record
    about = having(desk.snapshot, desk.schemas, cases.DOCUMENT, ("brevtyp", typ))
    waiting = [r for r in about if record.id in r.data.get("avser", ()) and r.data.get("status") == "granskad"]
    if len(waiting) == 1:
        return waiting[0]
    if not waiting:
        raise UsageError(f"Inget upprättat {typ} om {record.id} väntar på att skickas. Upprätta det med --uppratta.")
    listed = ", ".join(each.id for each in waiting)
    raise UsageError(f"Flera {typ} om {record.id} väntar på att skickas: {listed}. Skriv handlingens id.")
