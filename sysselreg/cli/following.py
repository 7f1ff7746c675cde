"""What the register says once a letter is sent: nobody has to write again what the sending already tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sysselreg.cli.write import Desk
from sysselreg.record.assign import changes
from sysselreg.record.edit import edit, opened
from sysselreg.record.ids import ids_in, new_id, path_of
from sysselreg.record.load import having
from sysselreg.record.model import Record
from sysselreg.store.branches import files_on_branches
from sysselreg.yamlwrite import emit

_REQUEST = "utvärdering"


def following(desk: Desk, document: Record) -> dict[str, str]:
    """Records (path → text) as a letter that is sent today makes them; its document is not among them.

    A supplier that is called to a dialog is called (L3); an evaluation is asked for (L12, a new record) or reminded of
    (L8); a requirement that is not followed is asked to be (L9).
    """
    letter, ids = document.data.get("brevtyp"), [str(each) for each in document.data.get("avser", ())]
    match letter:
        case "L3":
            dialogs = _about(desk, ids, "dialogöverenskommelse", "planerad")
            return _changed(desk, [each for each in dialogs if "datum" in each.data.get("möte", {})], ["status=kallad"])
        case "L8":
            day = desk.today.isoformat()
            waiting = _about(desk, ids, _REQUEST, "begärd", "påmind")
            others = [each for each in waiting if day not in each.data.get("påmind", ())]
            return _changed(desk, others, [f"påmind+={day}", "status=påmind"])
        case "L9":
            found: dict[str, str] = {}
            for each in _about(desk, ids, "upphandling", "avtal_tecknat", "pågående"):
                found |= _changed(desk, [each], _corrections(desk, each, ids))
            return found
        case "L12":
            return dict(_evaluation(desk, each) for each in _about(desk, ids, "placering") if not _asked(desk, each))
        case _:
            return {}


def _about(desk: Desk, ids: Sequence[str], kind: str, *statuses: str) -> list[Record]:
    """The records of a kind that a letter is about, with one of some statuses (any without)."""
    found = (record for each in ids for record in having(desk.snapshot, desk.schemas, kind, ("id", each)))
    return [each for each in found if not statuses or each.data.get("status") in statuses]


def _changed(desk: Desk, records: Sequence[Record], given: Sequence[str]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for record in records if given else ():
        kind, text = desk.schemas.kinds[record.kind], desk.snapshot.text(record.path)
        data, _ = opened(text, kind)
        texts[record.path] = edit(text, kind, changes(data, kind, given, (), desk.schemas, desk.snapshot))
    return texts


def _corrections(desk: Desk, procurement: Record, ids: Sequence[str]) -> list[str]:
    """What says that correction is asked for, of each requirement that a supplier of the letter deviates from."""
    rows: Sequence[Mapping[str, Any]] = procurement.data.get("uppfyllnad", ())
    given: list[str] = []
    for number, row in enumerate(rows, 1):
        if row["status"] == "avvikelse" and row["leverantör"] in ids:
            entry = f"uppfyllnad[{row.get('id', number)}]"
            given += [f"{entry}.status=rättelse_begärd", f"{entry}.datum={desk.today.isoformat()}"]
    return given


def _asked(desk: Desk, placement: Record) -> bool:
    about = {placement.id, str(placement.data.get("dialogöverenskommelse"))}
    return any(
        each.data.get("slag") == "arbetsgivare"
        for record_id in about
        for each in having(desk.snapshot, desk.schemas, _REQUEST, ("avser", record_id))
    )


def _evaluation(desk: Desk, placement: Record) -> tuple[str, str]:
    kind = desk.schemas.kinds[_REQUEST]
    made = new_id(kind, ids_in({*desk.snapshot.files, *files_on_branches(desk.root, f"records/{kind.folder}")}))
    data = {
        "typ": kind.name,
        "id": made,
        "version": kind.version,
        **({"sekretess": placement.data["sekretess"]} if "sekretess" in placement.data else {}),
        "avser": placement.id,
        "slag": "arbetsgivare",
        "begärd": desk.today.isoformat(),
        "status": "begärd",
    }
    return path_of(kind, made, desk.today.year), emit(data, kind.root)
