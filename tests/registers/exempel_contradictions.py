"""How each contradiction of the invented register is made: a function that finds a fitting record and changes it.

A record is found by what it is, never by its id, and one that already holds a contradiction is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tests.registers.exempel_dialogs import Dialog
from tests.registers.exempel_draw import months_after
from tests.registers.exempel_placements import Placement
from tests.registers.exempel_procurements import Procurement

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Everything:
    """What the contradictions are planted in."""

    bought: list[Procurement]
    held: list[Dialog]
    placed: list[Placement]
    activities: list[Record]
    programme: Record


# ---- finding a record ------------------------------------------------------------------------------------------------


def _titled(all_of_it: Everything, title: str) -> Record:
    return next(each.data for each in all_of_it.bought if each.plan.title == title)


def _placement(all_of_it: Everything, wanted: Callable[[Placement], bool]) -> Placement:
    return next(each for each in all_of_it.placed if _free(each) and wanted(each))


def _free(placement: Placement) -> bool:
    """Whether neither the placement nor its agreement holds a contradiction already."""
    dialog = placement.course.bearer.dialog
    return "anteckning" not in placement.data and (dialog is None or "anteckning" not in dialog.data)


def _place(placement: Placement) -> tuple[int, str]:
    """The order of the files: of two records that deny each other the later one is told."""
    return placement.made, str(placement.data["id"])


def _exact(text: object) -> date | None:
    return date.fromisoformat(str(text)) if len(str(text)) == 10 else None


def _of_dialog(all_of_it: Everything, dialog: Dialog) -> Iterable[Placement]:
    return (each for each in all_of_it.placed if each.data.get("dialogöverenskommelse") == dialog.data["id"])


# ---- procurements ----------------------------------------------------------------------------------------------------


def signed_before_award(all_of_it: Everything) -> Record:
    record = _titled(all_of_it, "Asfaltering")
    record["datum"]["avtal_tecknat"] = "2025-12-01"
    return record


def handed_over_too_soon(all_of_it: Everything) -> Record:
    record = _titled(all_of_it, "Flyttjänster")
    award = date.fromisoformat(record["datum"]["tilldelning"])
    record["tilldelning"][0]["överlämnad"] = (award - timedelta(days=12)).isoformat()
    return record


def requirement_against_decision(all_of_it: Everything) -> Record:
    record = _titled(all_of_it, "Matlådor till utflykter")
    record["bedömning"] |= {"beslut": "inget_krav", "motiv": "Maten lagas på annan ort."}
    return record


def decision_without_requirement(all_of_it: Everything) -> Record:
    record = _titled(all_of_it, "Klottersanering")
    record["bedömning"]["beslut"] = "krav"
    return record


def call_off_from_no_framework(all_of_it: Everything) -> Record:
    _titled(all_of_it, "Målningsarbeten")["ramavtal"] = "nej"
    return _titled(all_of_it, "Avrop: målning av förskolor")


def cost_that_is_none(all_of_it: Everything) -> Record:
    record = _titled(all_of_it, "Skolskjuts")
    record["fördyring"] = {"bedömd": "nej", "belopp": 90000}
    return record


def no_penalty(all_of_it: Everything) -> Record:
    record = _titled(all_of_it, "Ny idrottshall")
    for requirement in record["krav"]:
        requirement.pop("vite", None)
    return record


# ---- dialogs ---------------------------------------------------------------------------------------------------------


def more_begun_than_agreed(all_of_it: Everything) -> Record:
    for dialog in all_of_it.held:
        for place in dialog.data.get("platser", ()):
            here = [each for each in _of_dialog(all_of_it, dialog) if each.data.get("plats") == place["id"]]
            lasting = [each for each in here if each.data["status"] in ("pågående", "avslutad_fullföljd")]
            if len(lasting) == len(here) > 1 and "anteckning" not in dialog.data:
                place["antal"] = len(here) - 1
                return dialog.data
    raise LookupError("ingen dialog passar för fler påbörjade än överenskomna")


def longer_than_contract(all_of_it: Everything) -> Record:
    for dialog in all_of_it.held:
        for place in dialog.data.get("platser", ()):
            if "till" in place and "anteckning" not in dialog.data and place["form"] != "tillsvidareanställning":
                place["till"] = months_after(dialog.contract.last, 24).isoformat()
                return dialog.data
    raise LookupError("ingen dialog passar för plats efter avtalets slut")


# ---- placements ------------------------------------------------------------------------------------------------------


def before_contract(all_of_it: Everything) -> Record:
    found = _placement(all_of_it, lambda each: each.course.ended is not None)
    first = found.course.bearer.contract.first - timedelta(days=33)
    found.data["planerad"]["från"] = found.data["faktisk"]["från"] = first.isoformat()
    return found.data


def outcome_twice(all_of_it: Everything) -> Record:
    record = _placement(all_of_it, lambda each: len(each.data.get("utfall", ())) > 1).data
    record["utfall"].insert(1, {"tidpunkt": "vid_avslut", "utfall": "annat"})
    return record


def outcome_before_end(all_of_it: Everything) -> Record:
    record = _placement(all_of_it, lambda each: each.data["status"] == "pågående").data
    record["utfall"] = [{"tidpunkt": "vid_avslut", "utfall": "arbete_osubventionerat"}]
    return record


def cause_against_status(all_of_it: Everything) -> Record:
    record = _placement(all_of_it, lambda each: each.course.cause == "fullföljd").data
    record["avslut"]["orsak"] = "flytt"
    return record


def two_genders(all_of_it: Everything) -> Record:
    together: dict[str, list[Placement]] = {}
    for each in all_of_it.placed:
        together.setdefault(each.data["deltagare"], []).append(each)
    for pair in together.values():
        genders = {each.data.get("kön") for each in pair}
        if len(pair) == 2 and len(genders) == 1 and genders <= {"kvinna", "man"} and all(map(_free, pair)):
            later = max(pair, key=_place)
            later.data["kön"] = "man" if genders == {"kvinna"} else "kvinna"
            return later.data
    raise LookupError("ingen deltagare har två placeringar med känt kön")


def other_supplier(all_of_it: Everything) -> Record:
    def wanted(each: Placement) -> bool:
        return "dialogöverenskommelse" in each.data and len(each.course.bearer.procurement.contracts) > 1

    found = _placement(all_of_it, wanted)
    own = found.data["leverantör"]
    contracts = found.course.bearer.procurement.contracts
    found.data["leverantör"] = next(each.supplier for each in contracts if each.supplier != own)
    return found.data


def on_dialog_without_places(all_of_it: Everything) -> Record:
    for dialog in all_of_it.held:
        if dialog.result != "none":
            continue
        for each in all_of_it.placed:
            same = each.data["upphandling"] == dialog.procurement.id
            if same and each.data["leverantör"] == dialog.contract.supplier and _free(each):
                each.data["dialogöverenskommelse"] = dialog.data["id"]
                each.data.pop("plats", None)
                return each.data
    raise LookupError("ingen placering passar för dialog utan platser")


def more_than_full_time(all_of_it: Everything) -> Record:
    running = [
        each
        for each in all_of_it.placed
        if each.data["status"] == "pågående"
        and each.data.get("omfattning_procent", 0) > 50
        and "kön" in each.data
        and _free(each)
    ]
    first = running[0]
    second = next(each for each in running[1:] if each.data["kön"] == first.data["kön"])
    second.data["deltagare"] = first.data["deltagare"]
    return max(first, second, key=_place).data


def too_short(all_of_it: Everything) -> Record:
    def wanted(each: Placement) -> bool:
        planned = each.data["planerad"]
        return each.data["form"] == "praktik" and _exact(planned["från"]) is not None and "till" in planned

    record = _placement(all_of_it, wanted).data
    record["planerad"]["till"] = (date.fromisoformat(record["planerad"]["från"]) + timedelta(days=40)).isoformat()
    return record


# ---- the rest --------------------------------------------------------------------------------------------------------


def ends_before_it_begins(all_of_it: Everything) -> Record:
    record = next(each for each in all_of_it.activities if each["slag"] == "förstudie")
    record["period"] = {"från": "2024-05-02", "till": "2024-03"}
    return record


def left_does_not_add_up(all_of_it: Everything) -> Record:
    all_of_it.programme["budget"][0]["kvar"] += 63000
    return all_of_it.programme


def stated_twice(all_of_it: Everything) -> Record:
    stated = all_of_it.programme["uppgivet"]
    stated.append({**stated[4], "id": f"u{len(stated) + 1}", "antal": stated[4]["antal"] + 1})
    return all_of_it.programme


def above_ambition(all_of_it: Everything) -> Record:
    all_of_it.programme["ambition"]["antal_högst"] = len(all_of_it.bought) * 2 // 3
    return all_of_it.programme
