"""The flow, top to bottom: snapshot → records → checked records → tables → figures → shown figures → document."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from sysselreg.check import RULES
from sysselreg.check.model import Outcome
from sysselreg.check.run import run
from sysselreg.record.canonical import Formatted, format_records
from sysselreg.record.load import Loaded, load
from sysselreg.record.tell import title
from sysselreg.schema.explain import explain_message, unknown
from sysselreg.schema.load import load_schemas
from sysselreg.schema.model import Kind, Schemas
from sysselreg.snapshot import CONFIG, RECORDS, SCHEMAS, Snapshot
from sysselreg.store import create
from sysselreg.store.read import at_commit, package_files, working_tree

EXAMPLES = SCHEMAS + "exempel/"


def take(root: Path, revision: str | None) -> Snapshot:
    """The register in a folder, as it is or as of a commit."""
    return at_commit(root, revision) if revision else working_tree(root)


def check(snapshot: Snapshot) -> Outcome:
    """All findings of a snapshot, and its checked records when there is no error."""
    return run(snapshot, load_schemas(snapshot), RULES)


def formatted(snapshot: Snapshot, wanted: Collection[str]) -> Formatted:
    """The records that are not in canonical form, with what they should be; all when `wanted` is empty."""
    return format_records(snapshot, load_schemas(snapshot), wanted)


def schemas(snapshot: Snapshot) -> Schemas:
    """What records may be, as the snapshot says."""
    return load_schemas(snapshot)


def records(snapshot: Snapshot, known: Schemas, kind: Kind | None) -> Loaded:
    """Records as they are, unchecked, all or of one kind: for showing, never for counting."""
    return load(snapshot, known, snapshot.under(f"{RECORDS}{kind.folder}/" if kind else RECORDS, ".yaml"))


def namer(snapshot: Snapshot, known: Schemas) -> Callable[[str], str]:
    """From an id to what the record is called (itself when there is no such record)."""
    paths = {path.rsplit("/", 1)[1].removesuffix(".yaml"): path for path in snapshot.under(RECORDS, ".yaml")}

    def name_of(record_id: str) -> str:
        path = paths.get(record_id)
        found = load(snapshot, known, [path]).records if path else ()
        return title(found[0]) if found else record_id

    return name_of


def program_files() -> Snapshot:
    """The program's own data files alone: what can be told outside a register."""
    return Snapshot(package_files())


def explained(snapshot: Snapshot, written: str) -> str:
    """The explanation of a message code or figure id. Raises UsageError when it is neither."""
    known = load_schemas(snapshot)
    text = explain_message(known, written)
    if text is None:
        raise unknown(written, known.messages)
    return text


def new_register(organisation: str, *, with_examples: bool) -> dict[str, str]:
    """The files of a new register, path → text."""
    program = program_files()
    known = load_schemas(program)
    name = create.register_name(organisation) + ("-exempel" if with_examples else "")
    files = {
        CONFIG: create.settings_text(name, organisation),
        ".gitattributes": create.GITATTRIBUTES,
        ".gitignore": create.GITIGNORE,
        ".editorconfig": create.EDITORCONFIG,
        **create.editor_files(known),
    }
    if with_examples:
        files |= {path.removeprefix(EXAMPLES): program.text(path) for path in program.under(EXAMPLES, ".yaml")}
    return files


def create_register(folder: Path, files: Mapping[str, str]) -> str:
    """Write a new register and return what was done, in a sentence."""
    folders = [f"{RECORDS}{kind.folder}" for kind in load_schemas(program_files()).kinds.values()]
    return create.create(folder, files, folders)
