"""What is right and what is wrong with Git, the clone and its settings, as rows: for `doktor`. Nothing is changed."""

from __future__ import annotations

import os
import re
import shlex
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from sysselreg.errors import SysselregError
from sysselreg.store import git as runner
from sysselreg.store import hooks, journal
from sysselreg.store.chain import PLACES
from sysselreg.store.commit import commit_identity, left_behind
from sysselreg.store.disk import reason
from sysselreg.store.driver import driver_fault
from sysselreg.store.forge import FORGES, forge_of
from sysselreg.store.git import git
from sysselreg.store.lock import age
from sysselreg.store.place import work_state
from sysselreg.store.remote import address, remote_refs, shared_remote
from sysselreg.store.trust import check_trust

_INSTALL = "Kör sysselreg krok installera."
_RECORD = "records/placering/2025/pla-000000.yaml"
# The first release of each line that is mended (CVE-2024-32002 and its kin); those that came later all are.
_MENDED = {(2, 39): 4, (2, 40): 2, (2, 41): 1, (2, 42): 2, (2, 43): 4, (2, 44): 1, (2, 45): 1}
# Bytes that saving takes at the least.
_ROOM = 256 * 1024
# Refs that our names lie below: one that is called so is in the way of all of them.
_FOLDERS = {
    "refs/heads/arbete",
    "refs/heads/sysselreg",
    "refs/sysselreg/sedda",
    *(p.rstrip("/") for p in PLACES.values()),
}


class Row(NamedTuple):
    """What was looked at, in a word; whether it is right (None: something to know); told, and how to mend it."""

    what: str
    ok: bool | None
    text: str
    remedy: str = ""


def looked_at(what: str, look: Callable[[], Iterator[Row]]) -> list[Row]:
    """The rows of one look; one that cannot be made is itself a row."""
    try:
        return list(look())
    except SysselregError as error:
        return [Row(what, ok=False, text=error.sentence)]
    except OSError as error:
        return [Row(what, ok=False, text=f"{error.filename} går inte att läsa.", remedy="Se över rättigheterna.")]


def of_git() -> Iterator[Row]:
    """The program itself."""
    version = runner.version()
    text = f"Git {'.'.join(map(str, version))}"
    if version[:2] in _MENDED and version[2:] < (_MENDED[version[0], version[1]],):
        text += " kan ha en känd brist (CVE-2024-32002), om inte datorns leverantör har rättat den."
        yield Row("git", None, text, "Uppdatera Git.")
    else:
        yield Row("git", ok=True, text=text)


def of_clone(root: Path, kind: str | None, *, ask: bool) -> list[Row]:
    """The repository that a register lies in. `kind`: the setting `förrådsslag`; `ask`: over the network too."""
    looks: dict[str, Callable[[], Iterator[Row]]] = {
        "läge": lambda: _state(root),
        "skrivrätt": lambda: _rights(root),
        "inställningar": lambda: _trust(root),
        "namn": lambda: _identity(root),
        "hopslagning": lambda: _driver(root),
        "krok": lambda: _hook(root),
        "radslut": lambda: _line_endings(root),
        "historik": lambda: _history(root),
        "lås": lambda: _locks(root),
        "avbrott": lambda: _interrupted(root),
        "grennamn": lambda: _names(root),
        "signering": lambda: _signing(root),
        "fjärrförråd": lambda: _remote(root, kind, ask=ask),
    }
    try:
        git(root, "rev-parse", "--git-dir")
    except SysselregError as error:
        return [Row("förråd", ok=False, text=error.sentence)]
    return [row for what, look in looks.items() for row in looked_at(what, look)]


def _state(root: Path) -> Iterator[Row]:
    state = work_state(root)
    yield Row("läge", ok=True, text=f"Grenen {state.branch} är utcheckad, och inget är halvgjort.")


def _rights(root: Path) -> Iterator[Row]:
    own, shared = ((root / word).resolve() for word in _lines(root, "rev-parse", "--git-dir", "--git-common-dir"))
    folders = (root, *root.glob("records/**/"), own, shared)
    folders += (shared / "objects", *shared.glob("objects/*/"), *shared.glob("refs/**/"))
    if closed := next((folder for folder in folders if not os.access(folder, os.W_OK)), None):
        remedy = "Se till att mappen är din och att disken går att skriva på, eller klona till en annan mapp."
        yield Row("skrivrätt", ok=False, text=f"{closed} går inte att skriva, så inget kan sparas.", remedy=remedy)
        return
    for folder in (root, own):
        try:
            # It has no name, and is gone when it is closed.
            with tempfile.TemporaryFile(dir=folder) as file:
                file.write(bytes(_ROOM))
        except OSError as error:
            text = f"{folder} går inte att skriva i: {reason(error)}, så inget kan sparas."
            yield Row("skrivrätt", ok=False, text=text, remedy="Frigör utrymme på disken.")
            return
    yield Row("skrivrätt", ok=True, text="Du får skriva i registret och i Gits mapp.")


def _trust(root: Path) -> Iterator[Row]:
    check_trust(root)
    yield Row("inställningar", ok=True, text="Inget i förrådets .git/config får Git att köra främmande program.")


def _identity(root: Path) -> Iterator[Row]:
    yield Row("namn", ok=True, text=f"Du checkar in som {commit_identity(root)}.")


def _driver(root: Path) -> Iterator[Row]:
    fault = driver_fault(root)
    yield Row("hopslagning", not fault, fault or "Git slår ihop poster fält för fält.", _INSTALL if fault else "")


def _hook(root: Path) -> Iterator[Row]:
    hook = hooks.pre_commit(root)
    line = hook.script.splitlines()[-1].removeprefix("exec ")
    if folder := hooks.elsewhere(root):
        text = f"Dina krokar ligger i {folder} (core.hooksPath), så registrets pre-commit körs inte av sig själv."
        yield Row("krok", None, text, f"Lägg till raden i pre-commit där: {line}")
    elif hook.there is None:
        yield Row("krok", ok=False, text="Det som checkas in med git commit kontrolleras inte.", remedy=_INSTALL)
    elif hook.is_right or line in hook.there:
        yield Row("krok", ok=True, text="Det som checkas in med git commit kontrolleras först.")
    else:
        text = f"{hook.path} kontrollerar inte registret med det här programmet."
        yield Row("krok", ok=False, text=text, remedy=_INSTALL)


def _line_endings(root: Path) -> Iterator[Row]:
    asked = git(root, "check-attr", "-z", "text", "eol", "--", _RECORD).split(b"\0")
    text, eol = asked[2], asked[5]
    changes = _setting(root, "core.autocrlf") == "true" or _setting(root, "core.eol") == "crlf"
    if text == b"unset" or eol == b"lf" or not changes:
        yield Row("radslut", ok=True, text="Radslut är desamma på alla datorer.")
    else:
        remedy = "Lägg till raden * -text i .gitattributes och checka in den."
        yield Row("radslut", ok=False, text="Git skriver om radslut i posterna (core.autocrlf).", remedy=remedy)


def _history(root: Path) -> Iterator[Row]:
    if git(root, "rev-parse", "--is-shallow-repository").strip() == b"true":
        text = "Klonen är grund: äldre incheckningar saknas."
        yield Row("historik", ok=False, text=text, remedy="Hämta dem med git fetch --unshallow.")
    elif filtered := _setting(root, "extensions.partialClone"):
        text = f"Klonen är inte hel: en del av innehållet finns bara på {filtered}."
        yield Row("historik", None, text, "Hämta det med git fetch --refetch --no-filter.")
    else:
        yield Row("historik", ok=True, text="Hela historiken finns här.")


def _locks(root: Path) -> Iterator[Row]:
    folders = {(root / word).resolve() for word in _lines(root, "rev-parse", "--git-dir", "--git-common-dir")}
    found = {file for folder in folders for file in (*folder.glob("*.lock"), *folder.glob("refs/**/*.lock"))}
    for file in sorted(found):
        text = f"Låsfilen {file} har legat i {age(file)}."
        yield Row("lås", ok=False, text=text, remedy="Är inget annat program igång i förrådet, ta bort den.")
    if not found:
        yield Row("lås", ok=True, text="Inga låsfiler ligger i vägen.")


def _interrupted(root: Path) -> Iterator[Row]:
    home = work_state(root).home
    try:
        plan = journal.kept(home)
    except journal.TornJournalError:
        text = f"En körning avbröts, och anteckningen om den ({home / 'journal'}) går inte att läsa."
        remedy = "Kör sysselreg spara, som tar bort den, och se med git status om något är halvgjort."
        yield Row("avbrott", ok=False, text=text, remedy=remedy)
        return
    if plan:
        text = f"En körning som gör incheckningen {plan.new[:10]} på {plan.branch} har inte kommit till sitt slut."
        remedy = "Är inget annat sysselreg igång avbröts den. Kör sysselreg spara: den görs klar eller tas tillbaka."
        yield Row("avbrott", ok=False, text=text, remedy=remedy)
    for file in left_behind(root):
        text = f"{file} är en rest av en körning som avbröts för {age(file)} sedan."
        yield Row("avbrott", None, text, "Den tas bort av sysselreg spara när den är mer än en timme gammal.")
    if not plan:
        yield Row("avbrott", ok=True, text="Ingen körning har avbrutits halvvägs.")


def _names(root: Path) -> Iterator[Row]:
    refs = _lines(root, "for-each-ref", "--format=%(refname)")
    remote = re.compile("refs/remotes/[^/]+/")
    found = [ref for ref in refs if remote.sub("refs/heads/", ref) in _FOLDERS]
    for ref in found:
        how = f"Döp om den: git branch -m {shlex.quote(ref.removeprefix('refs/heads/'))} NYTT-NAMN"
        text = f"{ref} står i vägen för alla grenar vars namn börjar så."
        yield Row("grennamn", ok=False, text=text, remedy=how)
    if not found:
        yield Row("grennamn", ok=True, text="Ingen gren står i vägen för registrets egna namn.")


def _signing(root: Path) -> Iterator[Row]:
    key = _setting(root, "user.signingKey")
    if _setting(root, "commit.gpgSign") not in ("true", "yes", "on", "1"):
        yield Row(
            "signering", None, "Incheckningar signeras inte, så det som står i dem om vem som gjort dem är obevisat."
        )
    elif not key:
        text = "Incheckningar ska signeras, men Git vet inte med vilken nyckel."
        yield Row("signering", ok=False, text=text, remedy="Kör git config --global user.signingKey NYCKEL.")
    elif key.startswith(("/", "~")) and not Path(key).expanduser().is_file():
        yield Row("signering", ok=False, text=f"Nyckeln {key} finns inte.", remedy="Rätta git config user.signingKey.")
    else:
        yield Row("signering", ok=True, text=f"Incheckningar signeras ({_setting(root, 'gpg.format') or 'openpgp'}).")


def _remote(root: Path, kind: str | None, *, ask: bool) -> Iterator[Row]:
    if not git(root, "remote").strip():
        text = "Registret är inte delat med någon: förrådet har inget fjärrförråd."
        yield Row("fjärrförråd", None, text, "Lägg till det med git remote add origin ADRESS.")
        return
    remote = shared_remote(root)
    where, forge = address(root, remote), forge_of(kind, address(root, remote))
    kinds = [f" ({name})" for name, each in FORGES.items() if each is forge]
    yield Row("fjärrförråd", ok=True, text=f"Registret delas på {where}{''.join(kinds)}.")
    if ask:
        refs = remote_refs(root, remote)
        yield Row("nät", ok=True, text=f"{where} svarar och har {len(refs)} namn på grenar och annat.")


def _setting(root: Path, name: str) -> str:
    return git(root, "config", "--get", name, allowed=(0, 1)).decode("utf-8", "replace").strip()


def _lines(root: Path, *words: str) -> list[str]:
    return git(root, *words).decode("utf-8", "replace").split("\n")[:-1]
