"""`revision`: the trail proved, commit by commit: what has been wrong, who brought it, who mended it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from sysselreg.cli.group import Command
from sysselreg.cli.main import Context, printable, private
from sysselreg.cli.terminal import width, wrapped
from sysselreg.swedish import number, plural

if TYPE_CHECKING:
    from sysselreg.audit import Audit, Deviation
    from sysselreg.schema.model import Schemas

_HELP = """\
Pröva hela historiken: varje version av varje post mot det schema som gällde när den skrevs, att någon annan har godkänt
varje ändring, att det som är expedierat aldrig har ändrats, att nummerserierna är obrutna och att inget är omskrivet.

Fel som är rättade visas med var de rättades. Slutkoden är 1 när något avviker, rättat eller inte. Med --sedan prövas
bara det som har kommit efter en incheckning, som den där historiken prövades sist.
"""
_SIGNS = {True: "✓", False: "✗", None: "–"}
# More of one kind than these are told by their number.
_MOST = 5


class _Row(NamedTuple):
    """A thing that was looked at: whether it holds (None: something to know), and the words for it."""

    holds: bool | None
    text: str


@click.command("revision", cls=Command, help=_HELP, short_help="Pröva hela historiken.")
@click.option("--sedan", metavar="REV", help="Pröva bara det som har kommit efter REV.")
@click.option(
    "--format", "form", type=click.Choice(("text", "json")), default="text", metavar="FORM", help="text, json"
)
@click.pass_obj
def command(ctx: Context, /, sedan: str | None, form: str) -> int:
    """Print what was gone through and what deviates; 1 when anything does that is an error."""
    from sysselreg.audit import audit
    from sysselreg.schema.load import load_schemas
    from sysselreg.store.read import without_records

    root = ctx.root()
    words = without_records(root)
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=1, label="Incheckningar", file=sys.stderr, show_pos=True, hidden=hidden) as bar:

        def progress(done: int, of: int) -> None:
            bar.length = of
            bar.update(done)

        found = audit(root, words, ctx.revision or "HEAD", sedan, progress)
    if form == "json":
        click.echo(printable(json.dumps(_as_data(found, sedan), ensure_ascii=False, indent=1)))
    else:
        click.echo(private("\n".join(_as_text(found, sedan, load_schemas(words)))))
    return int(not found.sound)


def _as_data(found: Audit, since: str | None) -> dict[str, Any]:
    return {
        "format_version": 1,
        "revision": found.past.tip[:10],
        "sedan": since,
        "incheckningar": len(found.past.order),
        "versioner": found.versions,
        "signerade": found.signed,
        "nummerserier": list(found.chains),
        "väntar": list(found.reviewed.waiting),
        "avvikelser": [_deviation(found, each) for each in found.deviations],
        "stämmer": found.sound,
    }


def _deviation(found: Audit, each: Deviation) -> dict[str, Any]:
    who, approval = found.reviewed.who, found.reviewed.approvals.get(each.commit)
    by, mended = who.get(each.commit), who.get(each.mended or "")
    return {
        "kod": each.finding.code,
        "nivå": each.finding.level,
        "incheckning": by.id if by else None,
        "tid": by.time if by else None,
        "av": by.author if by else None,
        "godkänd_av": approval.by if approval else None,
        "fil": each.finding.place.file or None,
        "rad": each.finding.place.line,
        "meddelande": each.finding.message,
        "kvar": each.remains,
        "rättad": {"incheckning": mended.id, "tid": mended.time, "av": mended.author} if mended else None,
    }


def _as_text(found: Audit, since: str | None, schemas: Schemas) -> Iterator[str]:
    errors = [each for each in found.deviations if each.finding.level == "fel"]
    mended = sum(not each.remains for each in errors)
    tip = found.reviewed.who[found.past.tip] if found.past.order else None
    upto = f"till {found.past.tip[:10]}{f' ({tip.time[:10]})' if tip else ''}"
    yield f"Historiken {f'sedan {since} ' if since else ''}{upto}"
    if errors:
        rest = f", varav {_count(mended, 'är rättad', 'är rättade')}" if mended else ""
        yield f"Stämmer inte: {_count(len(errors), 'avvikelse', 'avvikelser')}{rest}."
    else:
        yield "Stämmer."
    yield ""
    for row in _rows(found):
        yield from wrapped(f"{_SIGNS[row.holds]} {row.text}")
    levels = {each.finding.code: each.finding.level for each in found.deviations}
    # What most histories have much of does not hide the rest.
    codes = sorted(levels, key=lambda code: (levels[code] != "fel", code == "H905"))
    for code in codes:
        some = [each for each in found.deviations if each.finding.code == code]
        yield ""
        yield f"{code}  {schemas.messages[code].name} ({_count(len(some), 'gång', 'gånger')})"
        for each in sorted(some, key=lambda each: not each.remains)[:_MOST]:
            yield from _told(found, each)
        if len(some) > _MOST:
            yield f"  … och {number(len(some) - _MOST)} till. Alla visas med --format json."
    if codes:
        yield ""
        yield f"Vad en kod betyder och vad som går att göra: sysselreg forklara {codes[0]}"


def _rows(found: Audit) -> Iterator[_Row]:
    """What was looked at, in a line each."""

    def wrong(*codes: str) -> list[Deviation]:
        return [each for each in found.deviations if each.finding.code.startswith(codes)]

    versions = [each for each in found.deviations if not each.finding.code.startswith("H9") and each.finding.place.file]
    counted = _count(found.versions, "version", "versioner")
    commits = _count(len(found.past.order), "incheckning", "incheckningar")
    mended = sum(not each.remains for each in versions)
    rest = f", varav {_count(mended, 'är rättat', 'är rättade')}" if mended else ""
    faults = f": {_count(len(versions), 'fel', 'fel')}{rest}" if versions else ""
    yield _Row(not versions, f"{counted} av poster, texter och inställningar, prövade mot schemat som gällde{faults}.")
    alone = wrong("H905", "H906")
    said = f"{_count(len(alone), 'ändring är inte godkänd', 'ändringar är inte godkända')} av någon annan"
    yield _Row(not alone, f"{commits}: {said if alone else 'varje ändring är godkänd av någon annan'}.")
    locked = wrong("H902", "H903", "H904")
    yield _Row(
        not locked,
        f"{_count(len(locked), 'gång', 'gånger')} har något som är expedierat eller utgivet ändrats eller tagits bort."
        if locked
        else "Inget som är expedierat eller utgivet har ändrats eller tagits bort.",
    )
    if found.chains:
        broken = wrong("H908")
        series = _count(len(found.chains), "nummerserie", "nummerserier")
        yield _Row(not broken, f"{series}: {_count(len(broken), 'fel', 'fel') if broken else 'utan luckor'}.")
    gone, hurt = wrong("H907"), wrong("H911")
    if found.cited:
        cites = f"{_count(found.cited, 'incheckning', 'incheckningar')} som brev och rapporter är gjorda ur"
        yield _Row(not gone, f"{cites}: {number(len(gone)) + ' saknas' if gone else 'alla finns kvar'}.")
    yield _Row(not hurt, "Git hittar fel i förrådet." if hurt else "Varje innehåll stämmer med sin kontrollsumma.")
    if found.reviewed.waiting:
        waiting = _count(len(found.reviewed.waiting), "incheckning väntar", "incheckningar väntar")
        yield _Row(None, f"{waiting} på granskning och är inte med i det som är godkänt.")
    signed = f"{number(found.signed)} av {commits} är signerade"
    yield _Row(None, f"{signed}. Signaturer prövas inte: vem som gjorde vad är det som Git säger.")


def _told(found: Audit, each: Deviation) -> Iterator[str]:
    """One deviation: where, what, and who."""
    by, approval = found.reviewed.who.get(each.commit), found.reviewed.approvals.get(each.commit)
    about_file = bool(each.finding.place.file)
    if about_file:
        yield f"  {each.finding.place}"
    if about_file or by is None:
        yield from (f"    {line}" for line in wrapped(each.finding.message))
    if by is None:
        return
    approved = f", godkänt av {_name(approval.by)} {approval.time[:10]}" if approval else ""
    who = f"{by.time[:10]}  {by.id[:10]}  {_name(by.author)}{approved}"
    line = f"    Kom in {who}" if about_file else f"  {who}  {by.message.partition(chr(10))[0]}"
    yield line if len(line) <= width() else f"{line[: width() - 1]}…"
    if mended := found.reviewed.who.get(each.mended or ""):
        stays = " Det går fortfarande att läsa i historiken." if each.finding.code.startswith("P") else ""
        yield f"    Rättat {mended.time[:10]}  {mended.id[:10]}  {_name(mended.author)}.{stays}"


def _count(count: int, one: str, more: str) -> str:
    return f"{number(count)} {plural(count, one, more)}"


def _name(person: str) -> str:
    return person.rpartition(" <")[0] or person
