"""What a commit is called when nobody says: made from which records came, changed and went, never from their words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sysselreg.change.model import Art, Kind
from sysselreg.change.wording import OTHER, SETTINGS, TEXT
from sysselreg.schema.model import Schemas
from sysselreg.snapshot import CONFIG, RECORDS
from sysselreg.swedish import sentence_start

_TEXTS = RECORDS + "texter/"
_LISTED = 50


def subject(arts: Mapping[str, Art], kinds: Mapping[str, Kind], schemas: Schemas) -> tuple[str, str]:
    """Subject and text for changed files (path → what happened): `Ny placering pla-8m2kd4`, `Ändrar 3 poster`."""
    sorts = {path: kinds[_kind(path, schemas)] for path in arts}
    parts = []
    for art in ("ny", "ändrad", "borttagen"):
        paths = [path for path in arts if arts[path] == art]
        if paths:
            parts.append(_one(paths[0], art, sorts[paths[0]]) if len(paths) == 1 else _many(paths, art, sorts))
    lines = [sentence_start(_one(path, art, sorts[path])) for path, art in arts.items()]
    more = [f"… och {len(lines) - _LISTED} till"] if len(lines) > _LISTED else []
    return sentence_start(", ".join(parts)), "\n".join([*lines[:_LISTED], *more]) if len(lines) > 1 else ""


def _kind(path: str, schemas: Schemas) -> str:
    if path == CONFIG:
        return SETTINGS
    if path.startswith(_TEXTS):
        return TEXT
    kind = schemas.by_folder(path.split("/")[1]) if path.startswith(RECORDS) and path.count("/") == 3 else None
    return kind.name if kind else OTHER


def _one(path: str, art: Art, kind: Kind) -> str:
    if kind.one == SETTINGS:
        name = ""
    elif kind.one == TEXT:
        name = " " + path.removeprefix(_TEXTS).removesuffix(".md")
    else:
        name = " " + (path if kind.one == OTHER else path.rsplit("/", 1)[-1].removesuffix(".yaml"))
    if art == "ny":
        new = "nya" if kind.one == SETTINGS else "nytt" if kind.neuter else "ny"
        return f"{new} {kind.many if kind.one == SETTINGS else kind.one}{name}"
    return f"{'ändrar' if art == 'ändrad' else 'tar bort'} {kind.the}{name}"


def _many(paths: Sequence[str], art: Art, sorts: Mapping[str, Kind]) -> str:
    names = {sorts[path].many for path in paths}
    loose = any(sorts[path].one in (SETTINGS, TEXT, OTHER) for path in paths)
    what = names.pop() if len(names) == 1 else "filer" if loose else "poster"
    if art == "ny":
        return f"{len(paths)} nya {what}"
    return f"{'ändrar' if art == 'ändrad' else 'tar bort'} {len(paths)} {what}"
