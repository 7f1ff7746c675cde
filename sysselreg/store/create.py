"""A new register: folders, settings, what editors and Git need, and a first commit."""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
from collections.abc import Iterable, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path

from sysselreg import __version__
from sysselreg.errors import DiskError, GitStateError, UsageError
from sysselreg.schema.load import load_schemas
from sysselreg.schema.model import Schemas
from sysselreg.snapshot import CONFIG, RECORDS, SCHEMAS
from sysselreg.store.commit import commit_identity
from sysselreg.store.disk import reason
from sysselreg.store.driver import ATTRIBUTE
from sysselreg.store.git import NotARepositoryError, git
from sysselreg.store.hooks import install
from sysselreg.store.lock import writing
from sysselreg.store.read import program_files
from sysselreg.store.write import replace_file

GITATTRIBUTES = f"""\
# Radslut ändras aldrig, så att posterna är desamma på alla datorer.
* -text
*.yaml diff
{ATTRIBUTE}
"""
GITIGNORE = """\
/build/
.sysselreg-*
.DS_Store
Thumbs.db
*~
.*.swp
"""
EDITORCONFIG = """\
root = true

[*]
charset = utf-8
end_of_line = lf
insert_final_newline = true
trim_trailing_whitespace = true

[*.yaml]
indent_style = space
indent_size = 2
"""
_EXAMPLES = SCHEMAS + "exempel/"
SCHEMA_FOLDER = ".vscode/sysselreg"
# What each forge has of its own in the jobs that it runs, which are the same on both.
_ACTIONS = {
    ".github/workflows/sysselreg.yml": ("GitHub", "ubuntu-latest", "actions/upload-artifact@v4"),
    ".forgejo/workflows/sysselreg.yml": ("Forgejo", "docker", "forgejo/upload-artifact@v4"),
}
# What `init` lays out besides settings and records; a folder ends with a slash.
LAID_OUT = (
    ".gitattributes", ".gitignore", ".editorconfig", ".vscode/settings.json", f"{SCHEMA_FOLDER}/", ".gitlab-ci.yml",
    *_ACTIONS,
)  # fmt: skip
# Leaves room for `-exempel` within the 40 characters of a register's name.
_NAME = 32


def check_place(folder: Path) -> None:
    """Raise UsageError unless a register can be made in the folder: it must be new or empty."""
    if (folder / CONFIG).exists():
        raise UsageError(f"I {folder} finns redan ett register. Inget är ändrat.")
    try:
        taken = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    except OSError as error:
        raise DiskError(f"{folder} går inte att läsa: {reason(error)}.") from error
    if taken:
        raise UsageError(f"{folder} är inte tom. Välj en ny mapp, så att inget skrivs över.")


def register_name(text: str) -> str:
    """A name made of a–z, digits and hyphens, as settings want it: `Östersunds kommun` gives `ostersunds-kommun`."""
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9]+", "-", plain).lstrip("-0123456789")
    return name[:_NAME].strip("-") or "register"


def settings_text(name: str, organisation: str) -> str:
    """The first `sysselreg.yaml`: what must be there, and where to read about the rest."""
    return (
        "# Registrets inställningar. Allt som inte står här har sitt förval: se docs/anvandning.md i sysselreg.\n"
        f"register: {name}\n"
        f"organisation: {json.dumps(organisation, ensure_ascii=False)}\n"
        "förvaltningar:\n"
        "  - kod: KLF\n"
        "    namn: Kommunledningsförvaltningen\n"
        "nämnder:\n"
        "  - namn: Kommunstyrelsen\n"
        "    serie: KS {år}/{nr:04}\n"
        "    nummer: utifrån\n"
    )


def editor_files(schemas: Schemas) -> dict[str, str]:
    """What lets an editor with YAML support complete fields and show labels: one JSON Schema for each kind."""
    files, wanted = {}, {}
    for kind in schemas.kinds.values():
        path = f"{SCHEMA_FOLDER}/{kind.folder}.schema.json"
        files[path] = json.dumps(kind.schema, ensure_ascii=False, indent=1) + "\n"
        wanted[f"./{path}"] = f"records/{kind.folder}/**/*.yaml"
    settings = f"{SCHEMA_FOLDER}/register.schema.json"
    files[settings] = json.dumps(schemas.settings.schema, ensure_ascii=False, indent=1) + "\n"
    wanted[f"./{settings}"] = CONFIG
    editor = {
        "yaml.schemas": wanted,
        "files.eol": "\n",
        "files.insertFinalNewline": True,
        "[yaml]": {"editor.tabSize": 2},
    }
    files[".vscode/settings.json"] = json.dumps(editor, ensure_ascii=False, indent=2) + "\n"
    return files


def forge_files() -> dict[str, str]:
    """What GitLab, GitHub and Forgejo run: checks of each merge request, the change as a comment, the Årsrapport."""
    layout = Path(__file__).with_name("layout")
    package = f"sysselreg=={__version__}"
    jobs = (layout / "actions.yml").read_text(encoding="utf-8").replace("@PAKET@", package)
    files = {
        path: jobs.replace("@NAMN@", name).replace("@MASKIN@", machine).replace("@SPARA@", keep)
        for path, (name, machine, keep) in _ACTIONS.items()
    }
    gitlab = (layout / "gitlab-ci.yml").read_text(encoding="utf-8")
    return {".gitlab-ci.yml": gitlab.replace("@PAKET@", package), **files}


def new_register(organisation: str, *, with_examples: bool) -> dict[str, str]:
    """The files of a new register, path → text."""
    program = program_files()
    known = load_schemas(program)
    name = register_name(organisation) + ("-exempel" if with_examples else "")
    files = {
        CONFIG: settings_text(name, organisation),
        ".gitattributes": GITATTRIBUTES,
        ".gitignore": GITIGNORE,
        ".editorconfig": EDITORCONFIG,
        **editor_files(known),
        **forge_files(),
    }
    if with_examples:
        files |= {path.removeprefix(_EXAMPLES): program.text(path) for path in program.under(_EXAMPLES, ".yaml")}
    return files


def create(folder: Path, files: Mapping[str, str]) -> str:
    """Write the files of a new register, make its folder a Git repository and commit. Returns what was done in words.

    `files`: path → text; a folder for each kind of record is made too. Inside another repository no new one is made.
    Without a name for Git the commit is left to the user. Whatever stops it (DiskError when the disk is full), nothing
    of the register is left behind.
    """
    check_place(folder)
    folders = [f"{RECORDS}{kind.folder}" for kind in load_schemas(program_files()).kinds.values()]
    made = {path.split("/")[0] for path in (*files, *folders)} | {".git"}
    new = [each for each in (folder, *folder.parents) if not each.exists()]
    with ExitStack() as undo:
        undo.callback(_remove, [folder / name for name in made], new)
        done = _made(folder, files, folders)
        undo.pop_all()
    return done


def _remove(made: Iterable[Path], new: Iterable[Path]) -> None:
    """Take away what was made, and the folders that were not there before."""
    for path in made:
        with suppress(OSError):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
    for each in new:
        with suppress(OSError):
            each.rmdir()


def _made(folder: Path, files: Mapping[str, str], folders: Iterable[str]) -> str:
    for path, text in files.items():
        replace_file(folder / path, seen=None, new=text.encode())
    for name in folders:
        if not (folder / name).exists():
            replace_file(folder / name / ".gitkeep", seen=None, new=b"")
    if _inside_repository(folder):
        return (
            "Mappen ligger i ett Git-förråd som redan finns. Utanför mappen är inget ändrat. Checka in den där, och "
            "kör sysselreg krok installera i den. Det som servrarna läser (.gitlab-ci.yml, .github, .forgejo) verkar "
            "bara överst i förrådet: flytta dit det som ni använder."
        )
    writing(folder, "init", "-q", "--initial-branch=main")
    install(folder)
    try:
        commit_identity(folder)
    except GitStateError:
        return (
            "Git vet inte vem du är. Kör git config --global user.name och user.email med ditt namn och din adress, "
            "och sedan git add . och git commit i mappen."
        )
    writing(folder, "add", "--all")
    writing(folder, "commit", "-q", "--no-verify", "-m", "Nytt register")
    return "Första incheckningen är gjord."


def _inside_repository(folder: Path) -> bool:
    try:
        return git(folder, "rev-parse", "--is-inside-work-tree").strip() == b"true"
    except NotARepositoryError:
        return False
