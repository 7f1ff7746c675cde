"""Click in Swedish: help headings, the options common to all commands, and commands imported only when they run."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

# Name → (module, one line of help). Help for the whole program needs none of the modules.
COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("init", "Gör ett nytt register."),
    "ny": ("ny", "Skriv en ny post."),
    "andra": ("andra", "Ändra en post."),
    "visa": ("visa", "Visa en post och det som pekar på den."),
    "lista": ("lista", "Lista poster."),
    "sok": ("sok", "Sök poster som innehåller en text."),
    "kontrollera": ("kontrollera", "Kontrollera poster och register."),
    "formatera": ("formatera", "Skriv om poster till standardform."),
    "forklara": ("forklara", "Förklara ett meddelande, ett nyckeltal eller en post."),
    "spara": ("spara", "Checka in poster."),
    "skicka": ("skicka", "Skicka grenen till granskning."),
    "uppdatera": ("uppdatera", "Hämta in det som har godkänts sedan sist."),
    "konflikt": ("konflikt", "Lös en konflikt fält för fält."),
    "andringar": ("andringar", "Berätta vad som har ändrats och vad det får för följder."),
    "granska": ("granska", "Granska en gren: godkänn eller avvisa."),
    "historik": ("historik", "Visa vem som ändrade vad i en post, och vem som godkände."),
    "revision": ("revision", "Pröva hela historiken: scheman, godkännanden, nummer."),
    "bedom": ("bedom", "Pröva om en upphandling ska ha sysselsättningskrav."),
    "overlamna": ("overlamna", "Lämna över en tilldelad upphandling."),
    "uppfyllnad": ("uppfyllnad", "Visa om leverantörerna uppfyller kraven i en upphandling."),
    "arende": ("arende", "För ärenden och deras handlingar."),
    "diarium": ("diarium", "Visa diariet, för er själva eller för alla."),
    "bevaka": ("bevaka", "Visa vad som ska göras, av vem och senast när."),
    "statistik": ("statistik", "Räkna fram nyckeltal."),
    "mal": ("mal", "Visa om målen är nådda."),
    "kalkyl": ("kalkyl", "Räkna ut vad anställningar är värda, och för vem."),
    "rapport": ("rapport", "Gör Årsrapporten."),
    "brev": ("brev", "Gör brev: ett, eller alla som är förfallna."),
    "exportera": ("exportera", "Exportera registrets tabeller eller nyckeltal."),
    "doktor": ("doktor", "Visa vad som är rätt inställt och hur resten lagas."),
}
# What Git runs, not people: the merge driver and the hooks. Not in the help.
FOR_GIT = {"sammanfoga": "sammanfoga", "krok": "krok"}

# How several records are told.
_LIST_FORMATS = ("text", "json", "yaml", "csv")
LIST_FORMAT = click.option(
    "--format", "form", type=click.Choice(_LIST_FORMATS), default="text", metavar="FORM", help=", ".join(_LIST_FORMATS)
)


class Command(click.Command):
    """A command whose help is in Swedish."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="Användning: ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options."""
        rows = [row for row in (param.get_help_record(ctx) for param in self.get_params(ctx)) if row]
        if rows:
            with formatter.section("Val"):
                formatter.write_dl(rows)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """`--help`, described in Swedish."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "Visa den här hjälpen."
        return option

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """The pieces of the usage line, `[VAL]` for options."""
        return ["[VAL]" if piece == "[OPTIONS]" else piece for piece in super().collect_usage_pieces(ctx)]


class Group(Command, click.Group):
    """A group of commands whose help is in Swedish."""

    def lines(self, ctx: click.Context) -> list[tuple[str, str]]:  # noqa: ARG002
        """Each command with one line of help."""
        return [(name, each.get_short_help_str(200)) for name, each in self.commands.items()]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then the commands."""
        Command.format_options(self, ctx, formatter)
        with formatter.section("Kommandon"):
            formatter.write_dl(self.lines(ctx))

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """`[VAL] KOMMANDO …`."""
        return ["[VAL] KOMMANDO [ARGUMENT]…"]

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[Any, Any, list[str]]:
        """The command asked for. Raises NoSuchCommand when there is none."""
        name = str(args[0])
        command = self.get_command(ctx, name)
        if command is None and not ctx.resilient_parsing:
            raise NoSuchCommandError(name, ctx, self.list_commands(ctx))
        return name, command, args[1:]


class Program(Group):
    """The program: its commands by name, imported when asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """All names, in the order of the help."""
        return list(COMMANDS)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The commands that begin so, with their line of help; none is imported. Options as click does."""
        if incomplete.startswith("-"):
            return click.Command.shell_complete(self, ctx, incomplete)
        from click.shell_completion import CompletionItem

        return [CompletionItem(name, help=text) for name, (_, text) in COMMANDS.items() if name.startswith(incomplete)]

    def lines(self, ctx: click.Context) -> list[tuple[str, str]]:  # noqa: ARG002
        """Each command with one line of help; none is imported."""
        return [(name, text) for name, (_, text) in COMMANDS.items()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of a name, imported now."""
        if cmd_name not in COMMANDS and cmd_name not in FOR_GIT:
            return None
        name = COMMANDS[cmd_name][0] if cmd_name in COMMANDS else FOR_GIT[cmd_name]
        module = importlib.import_module(f"sysselreg.cli.{name}")
        command: click.Command = module.command
        return command


class NoSuchCommandError(click.UsageError):
    """A word that is no command; the sentence names the nearest one."""

    def __init__(self, name: str, ctx: click.Context, names: list[str]) -> None:
        import difflib

        near = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
        hint = f"Menade du {near[0]}?" if near else f"Se {ctx.command_path} --help."
        super().__init__(f"Kommandot ”{name}” finns inte. {hint}", ctx)
