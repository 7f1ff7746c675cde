"""What the shell proposes after a tab: ids, kinds, fields and their codes, of the register one stands in.

Nothing is proposed where there is no register, and nothing is ever said: a tab must not fill the line with a message.
"""

from __future__ import annotations

import re
from pathlib import Path

import click

from sysselreg.errors import SysselregError

# More than these are no help.
_MOST = 200


def ids(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:  # noqa: ARG001 - click's
    """The ids that begin so, from the names of files alone."""
    root = _root(ctx)
    if root is None or not re.fullmatch(r"[a-z0-9-]*", incomplete):
        return []
    found = sorted(path.stem for path in root.glob(f"records/*/*/{incomplete}*.yaml"))
    return found[:_MOST]


def kinds(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:  # noqa: ARG001 - click's
    """The kinds of records, as one types them."""
    from sysselreg.schema.load import load_schemas
    from sysselreg.store.read import program_files

    known = load_schemas(program_files()).kinds.values()
    return [each.folder for each in known if each.folder.startswith(incomplete)]


def fields(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:  # noqa: ARG001 - click's
    """`fält=` of the record or kind that the command is about, and after the sign the codes of the field."""
    from sysselreg.schema.load import load_schemas
    from sysselreg.store.read import without_records

    root = _root(ctx)
    if root is None:
        return []
    schemas = load_schemas(without_records(root))
    # Where the option still lacks its value, click leaves all words unread.
    about = str(ctx.params.get("typ") or ctx.params.get("post") or next(iter(ctx.args), ""))
    kind = next((each for each in schemas.kinds.values() if about in (each.folder, each.name)), None)
    kind = kind or schemas.by_prefix(about.partition("-")[0])
    if kind is None:
        return []
    name, sign, value = incomplete.partition("=")
    if not sign:
        return [f"{each}=" for each in kind.root.children if each.startswith(name)]
    field = kind.root.at(tuple(name.split(".")))
    codes = schemas.vocabularies[field.vocabulary].codes.values() if field and field.vocabulary else ()
    return [f"{name}={each.code}" for each in codes if each.code.startswith(value)]


def _root(ctx: click.Context) -> Path | None:
    from sysselreg.store.read import find_register

    given = ctx.find_root().params.get("register")
    try:
        return find_register(Path(given).resolve() if given else Path.cwd())
    except (SysselregError, OSError):
        return None
