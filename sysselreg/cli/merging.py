"""What `uppdatera` and `konflikt` share: why a merge cannot be made, and keeping one that can."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from sysselreg.cli.main import Context, private
from sysselreg.cli.terminal import tell
from sysselreg.errors import UsageError
from sysselreg.record.keyed import field_at, written
from sysselreg.record.merge import Conflict
from sysselreg.swedish import plural

if TYPE_CHECKING:
    from sysselreg.comparison import CheckedMerge
    from sysselreg.snapshot import Snapshot
    from sysselreg.store.merge import Clash
    from sysselreg.store.place import State
    from sysselreg.store.update import Incoming


_NAMED = 5


class Question(NamedTuple):
    """One thing to decide: a field of a record, or a whole file when `conflict` is None."""

    clash: Clash
    conflict: Conflict | None

    @property
    def name(self) -> str:
        """What it is called on the command line: `pla-8m2kd4:stöd`, a record's id, or a file."""
        if self.clash.kind is None:
            return self.clash.path
        record_id = Path(self.clash.path).stem
        return f"{record_id}:{written(self.conflict.path, self.clash.kind)}" if self.conflict else record_id

    @property
    def label(self) -> str:
        """What it is called by people: `Planerad tid: Till`, `Krav k1: Antal`."""
        kind = self.clash.kind
        if self.conflict is None or kind is None:
            return "Hela posten" if kind else "Hela filen"
        told = ""
        for end, step in enumerate(self.conflict.path, 1):
            outer, field = field_at(kind, self.conflict.path[: end - 1]), field_at(kind, self.conflict.path[:end])
            row = outer is not None and outer.item is not None
            told += f" {step}" if row else f"{': ' if told else ''}{field.title if field else step}"
        return told

    @property
    def key(self) -> tuple[str, tuple[str, ...]]:
        """Where the answer is put."""
        return self.clash.path, self.conflict.path if self.conflict else ()


def questions(clashes: Sequence[Clash]) -> list[Question]:
    """All that must be decided, file by file."""
    return [Question(clash, conflict) for clash in clashes for conflict in (clash.conflicts or (None,))]


def writing_root(ctx: Context, command: str) -> Path:
    """The register's root, for a command that writes. Raises UsageError with --revision."""
    if ctx.revision:
        raise UsageError(f"{command} skriver på grenen och kan inte användas med --revision.")
    return ctx.root()


def refuse_unsaved(root: Path, snapshot: Snapshot, why: str) -> None:
    """Raise GitStateError when the folder holds what is in no commit. `why`: what saving it first is good for."""
    from sysselreg.errors import GitStateError
    from sysselreg.store.read import changed_since

    if snapshot.revision.commit and not snapshot.revision.clean:
        names = sorted(changed_since(root, snapshot, "HEAD"))
        more = f" och {len(names) - _NAMED} till" if len(names) > _NAMED else ""
        which = f" ({', '.join(names[:_NAMED])}{more})" if names else ""
        raise GitStateError(f"Det finns ändringar som inte är sparade{which}. Kör sysselreg spara först, {why}.")


def number(asked: Sequence[Question]) -> str:
    """How many there are, in words: `3 fält krockar`."""
    files = sum(each.conflict is None for each in asked)
    fields = len(asked) - files
    told = [f"{fields} fält"] if fields else []
    told += [f"{files} {plural(files, 'hel fil', 'hela filer')}"] if files else []
    return f"{' och '.join(told)} krockar"


def brought(root: Path, found: CheckedMerge, ours: str, theirs: str) -> Iterator[str]:
    """The errors that only the two changes together give, and under each what either side has changed about it."""
    from sysselreg import comparison, lookup
    from sysselreg.check.render import told

    base = lookup.take(root, found.merged.base)
    sides = [
        (whose, comparison.told(base, lookup.take(root, side)).records)
        for whose, side in (("Du har ändrat", ours), ("Den andra har ändrat", theirs))
    ]
    for finding in found.brought:
        yield from told([finding])
        places = {place.file for place in (finding.place, *finding.also)}
        for whose, records in sides:
            about = [each for each in records if each.path in places or each.id in finding.message]
            for each in about:
                yield f"    {whose} {each.title} ({each.id}):"
                yield from (f"      {sentence}" for sentence in each.sentences)


def keep(
    root: Path, state: State, head: str, incoming: Incoming, tree: str, trailers: Sequence[tuple[str, str]] = ()
) -> str:
    """Make the merge commit, and return it."""
    from sysselreg.store.commit import merge_commit
    from sysselreg.store.message import message

    what = f"det andra har sparat på {incoming.branch}" if incoming.branch == state.branch else incoming.branch
    told = message(f"Hämta in {what}", trailers=trailers)
    return merge_commit(root, branch=state.branch, tree=tree, parents=(head, incoming.commit), message=told)


def show_difference(root: Path, old: str, new: str) -> None:
    """Print what would change in the folder. Raises what would stop it, as `fast_forward`."""
    from sysselreg.store.commit import check_change
    from sysselreg.store.merge import changed_files
    from sysselreg.store.write import unified_difference

    check_change(root, old, new)
    for path, (before, after) in changed_files(root, old, new).items():
        click.echo(private(unified_difference(path, before, after.decode("utf-8", "replace"))), nl=False)


def wrong_together(root: Path, found: CheckedMerge, ours: str, incoming: Incoming) -> int:
    """Tell that two changes can be merged but not be right together, and return the exit code for it."""
    return stop(
        f"Ändringarna går att slå ihop med {incoming.branch}, men tillsammans ger de fel. Inget är inhämtat.",
        *brought(root, found, ours, incoming.commit),
        "Ändra din post så att den stämmer med den andras, spara, och kör sysselreg uppdatera igen.",
    )


def stop(*sentences: str) -> int:
    """Tell why nothing was done, and return the exit code for it."""
    tell(*sentences)
    return 5
