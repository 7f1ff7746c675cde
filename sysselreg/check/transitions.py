"""Changes since an earlier state: status changes that are not foreseen, and what may never change or go away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from sysselreg.check.wording import about, worded
from sysselreg.finding import Finding, Place
from sysselreg.record.model import Record
from sysselreg.schema.load import naming, read
from sysselreg.schema.model import Schemas
from sysselreg.snapshot import SCHEMAS, Snapshot

Allowed = Mapping[str, Mapping[str, Sequence[str]]]
_FINAL = "expedierad"
# What everybody may read of a sent document is tried again each time it is asked for (TF 2 kap., OSL 6 kap.).
_TRIED_AGAIN = frozenset({"sekretess", "offentlig_rubrik", "offentlig_avsändare", "offentlig_mottagare"})


def load_allowed(snapshot: Snapshot) -> Allowed:
    """Kind → status → the statuses that may follow. Raises DefinitionError when a state file is broken."""
    found = {}
    for path in snapshot.under(SCHEMAS + "states/", ".yaml"):
        top = read(snapshot, path)
        with naming(partial(Place, path)):
            found[str(top["typ"])] = {str(status): tuple(after) for status, after in top["tillåtna"].items()}
    return found


def since(
    schemas: Schemas, allowed: Allowed, earlier: Sequence[Record], now: Mapping[str, Record]
) -> Iterator[Finding]:
    """H901–H904. `earlier`: the records that have changed or gone, as they were; `now`: today's records by id."""
    for before in earlier:
        after = now.get(before.id)
        if before.kind == "utgivning":
            if after is None or after.data != before.data:
                how = "borttagen" if after is None else "ändrad"
                yield worded(schemas, "H904", Place(before.path), {"värde": before.id, "hur": how}, record_id=before.id)
        elif after is None:
            if before.kind == "ärende" or (before.kind == "handling" and before.data.get("status") == _FINAL):
                yield worded(
                    schemas, "H903", Place(before.path), {"typ": before.kind, "värde": before.id}, record_id=before.id
                )
        elif before.kind == "handling" and before.data.get("status") == _FINAL:
            if _final(after) != _final(before):
                yield about(schemas, "H902", after)
        else:
            yield from _status(schemas, allowed, before, after)


def _final(document: Record) -> Mapping[str, object]:
    return {name: value for name, value in document.data.items() if name not in _TRIED_AGAIN}


def _status(schemas: Schemas, allowed: Allowed, before: Record, after: Record) -> Iterator[Finding]:
    old, new = str(before.data.get("status", "")), str(after.data.get("status", ""))
    steps = allowed.get(after.kind, {})
    following = steps.get(old)
    # What is no status is told by the list itself.
    if following is not None and new != old and new not in following and (new in steps or not new):
        yield about(
            schemas,
            "H901",
            after,
            ("status",),
            från=old,
            till=new or "inget värde",
            följande=", ".join(following) or "ingen: den är slutlig",
        )
