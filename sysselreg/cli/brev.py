"""`brev`: letters as drafts, drawn up, sent, or all that are due."""

from __future__ import annotations

import click

from sysselreg.cli.complete import ids
from sysselreg.cli.group import Command
from sysselreg.cli.main import Context
from sysselreg.cli.terminal import tell
from sysselreg.errors import UsageError
from sysselreg.swedish import join_and

_FORMATS = ("pdf", "eml")
_HELP = """\
Gör ett brev av en TYP (L1–L20) om en post. Det är ett utkast tills det upprättas.

\b
  sysselreg brev --lista                         vilka brev som finns, och när de skickas
  sysselreg brev L7 dia-2m5r8c                   ett utkast
  sysselreg brev L7 dia-2m5r8c --uppratta        brevet, registrerat i ärendet
  sysselreg brev L7 dia-2m5r8c --expediera --sandsatt e_post
                                                 brevet är skickat, och ändras aldrig mer
  sysselreg brev L7 han-5t8w2k                   det upprättade brevet en gång till
  sysselreg brev --forfallna                     upprätta alla brev som är förfallna

Ett upprättat brev bygger på en incheckning och går alltid att göra om. Filen sparas inte i registret.
"""


@click.command("brev", cls=Command, help=_HELP)
@click.argument("typ", metavar="[TYP]", required=False)
@click.argument("written", shell_complete=ids, metavar="[ID]", required=False)
@click.option("--lista", "listing", is_flag=True, help="Visa vilka brev som finns.")
@click.option("--ut", "out", metavar="KATALOG", default=".", help="Mappen som filen läggs i.")
@click.option("--format", "form", type=click.Choice(_FORMATS), default="pdf", metavar="FORM", help=", ".join(_FORMATS))
@click.option("--uppratta", "draw_up", is_flag=True, help="Registrera brevet som handling i ärendet.")
@click.option("--expediera", "send", is_flag=True, help="Brevet är skickat. Handlingen ändras aldrig mer.")
@click.option("--forfallna", "due", is_flag=True, help="Upprätta alla brev som är förfallna.")
@click.option(
    "--inom", "within", type=click.IntRange(0, 366), metavar="DAGAR", help="Även det som förfaller inom så många dagar."
)
@click.option("--arende", "case", metavar="ÄRENDE", default="", help="Ärendet, när posten inte hör till något.")
@click.option(
    "--nummer", "number", metavar="NR", help="Handlingens nummer, när det tas i ett diarium utanför registret."
)
@click.option("--sandsatt", "how", metavar="SÄTT", help="Hur brevet skickades: e_post, brev, digital_brevlåda …")
@click.option("--leverantor", "supplier", metavar="ID", default="", help="Vilken leverantör, när posten har flera.")
@click.option("--mottagare", "recipient", metavar="TEXT", default="", help="Mottagare i stället för registrets egen.")
@click.option("--er-beteckning", "reference", metavar="TEXT", default="", help="Mottagarens egen beteckning.")
@click.option(
    "--namn", "name", metavar="NAMN", help="Deltagarens namn på ett intyg (L13); - läser det från stdin. Sparas inte."
)
@click.option("--torrkorning", is_flag=True, help="Skriv inget, men visa vad som skulle skrivas.")
@click.pass_obj
def command(
    ctx: Context,
    /,
    typ: str | None,
    written: str | None,
    listing: bool,
    out: str,
    form: str,
    draw_up: bool,
    send: bool,
    due: bool,
    within: int | None,
    case: str,
    number: str | None,
    how: str | None,
    supplier: str,
    recipient: str,
    reference: str,
    name: str | None,
    torrkorning: bool,
) -> int:
    """Make what is asked for."""
    from sysselreg.cli import letters

    given = letters.Given(out, form, case, supplier, recipient, reference, name)
    _refuse_meaningless(listing=listing, due=due, draw_up=draw_up, send=send, within=within, how=how, number=number)
    if listing:
        return letters.listed(ctx)
    if due:
        from sysselreg.cli import overdue

        of_one = {
            "TYP och ID": typ,
            "--leverantor": supplier,
            "--mottagare": recipient,
            "--er-beteckning": reference,
            "--namn": name,
        }
        if given_too := [each for each, value in of_one.items() if value]:
            raise UsageError(f"--forfallna gäller alla brev. Ta bort {join_and(given_too)}.")
        return overdue.all_due(ctx, given, number, within or 0, dry=torrkorning)
    if typ is None or written is None:
        raise UsageError("Skriv vilket brev och om vilken post, som brev L7 dia-2m5r8c. Se sysselreg brev --lista.")
    letters.keep_anonymous(typ, given)
    if not (draw_up or send):
        return letters.draft(ctx, typ, written, given, dry=torrkorning)
    code = 0
    if draw_up:
        from sysselreg.cli import drawn

        code, made = drawn.draw_up(ctx, typ, written, given, number, dry=torrkorning)
        written = made or written
        if made and not send:
            tell(
                f"Upprättat som {made}. Checka in med sysselreg spara. När brevet är skickat: "
                f"sysselreg brev {typ} {made} --expediera --sandsatt e_post"
            )
    if send and code == 0 and not (draw_up and torrkorning):
        from sysselreg.cli import sent

        return sent.send(ctx, typ, written, str(how), recipient, dry=torrkorning)
    return code


def _refuse_meaningless(
    *, listing: bool, due: bool, draw_up: bool, send: bool, within: int | None, how: str | None, number: str | None
) -> None:
    """Raise UsageError for options that would be ignored beside each other."""
    if listing + due + (draw_up or send) > 1:
        raise UsageError("Välj ett av --lista, --forfallna och --uppratta eller --expediera.")
    if within is not None and not due:
        raise UsageError("--inom hör till --forfallna.")
    if number is not None and not (draw_up or due):
        raise UsageError("--nummer hör till --uppratta eller --forfallna.")
    if send and how is None:
        raise UsageError("Skriv hur brevet skickades med --sandsatt, som --sandsatt e_post.")
    if how is not None and not send:
        raise UsageError("--sandsatt hör till --expediera.")
