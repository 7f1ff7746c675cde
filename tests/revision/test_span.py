"""How much of the history is gone through: all of it, what has come since, up to a commit."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

from tests.cli.terminal import talk
from tests.conftest import Cli, Repository
from tests.office import ANNA, FIRM, firm
from tests.revision.conftest import BROKEN, Office


def test_only_what_has_come_since(office: Office) -> None:
    office.changed({FIRM: BROKEN})
    checkpoint = office.git("rev-parse", "HEAD")
    office.changed({FIRM: firm()})
    later = office.changed({FIRM: BROKEN + "anteckning: Igen\n"})
    found = office.told("--sedan", checkpoint)
    assert (found["sedan"], found["incheckningar"], found["versioner"]) == (checkpoint, 4, 2)
    assert [each["incheckning"] for each in found["avvikelser"]] == [later]
    assert office.told("--sedan", "HEAD")["incheckningar"] == 0


def test_since_a_commit_that_was_rewritten_away(office: Office) -> None:
    """hazards F63"""
    gone = office.commit({FIRM: firm("myndighet")})
    office.git("reset", "-q", "--hard", "HEAD^")
    office.changed({FIRM: firm("hybridorganisation")})
    ran = office.ran("revision", "--sedan", gone)
    assert (ran.code, ran.out) == (5, "")
    assert "är historiken omskriven: ta reda på av vem och varför." in ran.err


def test_the_history_behind_a_revision(office: Office, cli: Cli) -> None:
    first = office.git("rev-parse", "HEAD")
    office.changed({FIRM: BROKEN})
    ran = cli("--register", office.root, "--revision", first, "revision")
    assert (ran.code, f"Historiken till {first[:10]} (" in ran.out) == (0, True)


def test_a_register_in_a_folder_of_its_repository(repository: Callable[..., Repository], cli: Cli) -> None:
    office = Office(repository("stad/register"), cli)
    brought = office.changed({FIRM: BROKEN})
    assert office.deviations() == [("S010", brought, FIRM, None, True)]


def test_a_long_history_is_gone_through_once(office: Office) -> None:
    """3,000 changes of 60 files, each approved, and one version that is wrong."""
    start = office.git("rev-parse", "HEAD")
    stream, main = [], start
    for n in range(1, 3001):
        path = FIRM.replace("9b3t7w", f"{n % 60:06}")
        text = firm("levrantör" if n == 1500 else "leverantör", f"anteckning: Ändring {n}\n")
        data = text.replace("9b3t7w", f"{n % 60:06}").encode()
        when = f"{1_900_000_000 + n} +0100"
        head = f"commit refs/heads/main\nmark :{n}\ncommitter {ANNA} {when}\ndata 2\nAa\nfrom {main}\n"
        stream.append(b"%bM 100644 inline %b\ndata %d\n%b\n" % (head.encode(), path.encode(), len(data), data))
        main = f":{n}"
    subprocess.run(["git", "fast-import", "--quiet"], cwd=office.made.path, input=b"".join(stream), check=True)
    found = office.told()
    assert (found["incheckningar"], found["versioner"]) == (3001, 3002)
    (wrong,) = [each for each in found["avvikelser"] if each["kod"] != "H905"]
    assert (wrong["kod"], wrong["kvar"]) == ("S010", False)
    assert office.git("rev-list", "--count", wrong["incheckning"]) == "1501"
    assert office.git("rev-list", "--count", wrong["rättad"]["incheckning"]) == "1561"
    said = office.ran("revision").out
    assert "H905  En ändring som ingen annan har godkänt (3\N{NO-BREAK SPACE}000 gånger)\n" in said
    assert "\n  … och 2\N{NO-BREAK SPACE}995 till. Alla visas med --format json.\n" in said


def test_progress_is_shown_in_a_terminal_and_nowhere_else(office: Office) -> None:
    office.changed({FIRM: firm("myndighet")})
    seen = talk(office.root, ["revision"], [], redirected=True)
    assert (seen.code, "Incheckningar" in seen.screen, "Incheckningar" in seen.out) == (0, True, False)
    assert office.ran("revision").err == ""
