"""The program and its outer boundary: the one place where failures become sentences and exit codes."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from sysselreg import __version__
from sysselreg.cli.group import Program
from sysselreg.errors import DiskError, SysselregError, UsageError

_INTERRUPTED, _BUG = 130, 70


class Context:
    """What the options before the command say."""

    def __init__(self, register: str | None, revision: str | None, today: str | None) -> None:
        self.register, self.revision, self.today_text = register, revision, today

    def root(self) -> Path:
        """The register's root. Raises UsageError when there is none."""
        from sysselreg.store.read import find_register

        if self.register is None:
            return find_register(Path.cwd())
        folder = Path(self.register).resolve()
        if not folder.is_dir():
            raise UsageError(f"Mappen {self.register} finns inte. Rätta --register.")
        return find_register(folder)


@click.command(
    cls=Program,
    help="Register för upphandling med sysselsättningskrav: poster i Git, statistik, Årsrapport och brev.",
    epilog="Hjälp om ett kommando: sysselreg KOMMANDO --help",
    no_args_is_help=False,
    invoke_without_command=True,
)
@click.option("--register", metavar="KATALOG", help="Registrets mapp (annars uppåt härifrån till sysselreg.yaml).")
@click.option("--revision", metavar="REV", help="Läs en incheckning i stället för filerna i mappen.")
@click.option("--idag", metavar="ÅÅÅÅ-MM-DD", help="Dagen som frister och rapporter räknas från.")
@click.option("--version", is_flag=True, help="Visa programmets version.")
@click.pass_context
def program(ctx: click.Context, /, register: str | None, revision: str | None, idag: str | None, version: bool) -> None:
    """Keep what the common options say for the command that follows."""
    if idag is not None:
        from sysselreg.cli.when import day

        day(idag)
    ctx.obj = Context(register, revision, idag)
    if version:
        click.echo(f"sysselreg {__version__}")
    elif ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main(arguments: list[str]) -> int:
    """Run the program and return its exit code."""
    stdout = sys.stdout
    try:
        code = program.main(arguments, prog_name="sysselreg", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
    except SysselregError as error:
        return _say(error.sentence, error.exit_code, error.exact)
    except click.ClickException as error:
        return _say(_in_swedish(error), 2)
    except (KeyboardInterrupt, click.Abort):
        return _say("Avbrutet. Inget är halvskrivet.", _INTERRUPTED)
    except SystemExit as ended:
        # Click answers a closed pipe by taking the stream away and code 1, which here would mean findings.
        return 0 if sys.stdout is not stdout else int(ended.code or 0)
    except BrokenPipeError:
        # The reader (head, less) has seen enough; what Python flushes on exit must not complain about it.
        sys.stdout = open("/dev/null", "w", encoding="utf-8")  # noqa: PTH123, SIM115
        return 0
    except OSError as error:
        from sysselreg.store.disk import reason

        where = f"{error.filename} går inte att använda" if error.filename else "Utskriften gick inte"
        return _say(f"{where}: {reason(error)}.", DiskError.exit_code)
    except Exception:  # noqa: BLE001 - the outer boundary: a bug of ours, told with where its log is
        return _say(_bug(), _BUG)
    return code if isinstance(code, int) else 0


def _say(sentence: str, code: int, exact: str = "") -> int:
    click.echo(private(sentence), err=True)
    if exact:
        click.echo(printable(exact), err=True)
    return code


def printable(text: str) -> str:
    """Text without what could steer a terminal (C0, C1, bidi controls) or not be written; tabs and line feeds stay."""
    import re

    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", "�", text)


def private(text: str) -> str:
    """Printable text with personal data masked: what somebody wrote by mistake does not end up in logs and screens."""
    from sysselreg.check.detect import masked

    return masked(printable(text))


def _bug() -> str:
    import tempfile
    import traceback

    with tempfile.NamedTemporaryFile("w", prefix="sysselreg-", suffix=".log", delete=False, encoding="utf-8") as log:
        log.write(_unnamed(f"sysselreg {__version__}, Python {sys.version}\n{sys.argv}\n\n{traceback.format_exc()}"))
    return (
        "Det här är ett fel i programmet, inte i dina uppgifter. Inget är halvskrivet. "
        f"Skicka med filen {log.name} när du anmäler felet."
    )


def _unnamed(text: str) -> str:
    """A log without the name that --namn gives a certificate: it is kept nowhere."""
    from itertools import pairwise

    words = sys.argv[1:]
    given = [after for word, after in pairwise(words) if word == "--namn"]
    given += [word.partition("=")[2] for word in words if word.startswith("--namn=")]
    for name in filter(None, given):
        text = text.replace(name, "NAMN")
    return text


def _in_swedish(error: click.ClickException) -> str:
    """Click's own failures, told in Swedish."""
    where = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else "sysselreg"
    hint = f"Se {where} --help."
    match error:
        case click.NoSuchOption():
            near = f" Menade du {error.possibilities[0]}?" if error.possibilities else ""
            return f"Valet {error.option_name} finns inte.{near} {hint}"
        case click.MissingParameter():
            name = error.param.make_metavar(error.ctx) if error.param and error.ctx else "Ett argument"
            return f"{name} saknas. {hint}"
        case click.BadParameter():
            return f"{_bad_value(error)} {hint}"
        case click.BadOptionUsage() if "does not take a value" in error.message:
            return f"Valet {error.option_name} ska inte ha något värde. {hint}"
        case click.BadOptionUsage():
            return f"Valet {error.option_name} behöver ett värde. {hint}"
        case _ if "unexpected extra argument" in error.message:
            extra = error.message.rsplit("(", 1)[-1].rstrip(")")
            return f"Ordet ”{extra}” är ett för mycket. {hint}"
        case _:
            return error.message


def _bad_value(error: click.BadParameter) -> str:
    param = error.param
    if param is None:
        return f"Värdet går inte att använda. {error.message}"
    name = param.opts[0] if isinstance(param, click.Option) else str(param.metavar or param.name)
    match param.type:
        case click.Choice():
            allowed = f"Välj ett av: {', '.join(map(str, param.type.choices))}."
        case click.IntRange():
            allowed = f"Skriv ett heltal från {param.type.min} till {param.type.max}."
        case _:
            allowed = error.message
    return f"{name} går inte att använda. {allowed}"
