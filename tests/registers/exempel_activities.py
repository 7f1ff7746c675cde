"""The invented activities: meetings of the network, training, steering, support, and dialogs with the market."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.registers.exempel_draw import YEARS, Draws, between, blurred, chance, new_id, some, workday
from tests.registers.exempel_organisations import SOURCE, Organisations
from tests.registers.exempel_procurements import Procurement

# Year, month, kind, area (i internal, e external), title, what it led to.
_TABLE = """
2023|2|nätverksträff|e|Nätverksträff om uppdraget|Organisationerna vill träffas varje termin.
2023|5|nätverksträff|e|Nätverksträff om catering|
2023|11|nätverksträff|e|Nätverksträff om köpta platser|Sex organisationer anmälde intresse.
2024|2|nätverksträff|e|Nätverksträff om återbruk|
2024|4|nätverksträff|e|Nätverksträff om gemensam marknadsföring|En arbetsgrupp tog på sig att pröva en gemensam katalog.
2024|9|nätverksträff|e|Nätverksträff om handledning|
2024|11|nätverksträff|e|Nätverksträff om uppföljning|
2025|2|nätverksträff|e|Nätverksträff om kommande upphandlingar|
2025|4|nätverksträff|e|Nätverksträff hos Exempelverkstan|
2025|6|nätverksträff|e|Nätverksträff om avtal och priser|
2025|9|nätverksträff|e|Nätverksträff om sommarens erfarenheter|
2025|12|nätverksträff|e|Nätverksträff om nästa år|
2023|3|styrgrupp|i|Styrgruppsmöte om startläget|
2023|10|styrgrupp|i|Styrgruppsmöte om överlämningen|Överlämningen ska ske inom fem arbetsdagar.
2024|3|styrgrupp|i|Styrgruppsmöte om resultat för det första året|
2024|10|styrgrupp|i|Styrgruppsmöte om resurser|
2025|3|styrgrupp|i|Styrgruppsmöte om utvärdering|
2025|10|styrgrupp|i|Styrgruppsmöte om ordinarie verksamhet|Styrgruppen förordar en fast samordnare.
2023|9|utbildning|i|Utbildning för upphandlare|Upphandlarna kan välja mellan fyra kravtexter.
2024|9|utbildning|i|Utbildning för beställare|
2023|4|seminarium|i|Seminarium om sysselsättningskrav|
2025|5|seminarium|e|Seminarium för leverantörer|
2023|8|arbetsmöte|i|Arbetsmöte om rutiner|En gemensam checklista används sedan dess.
2024|6|arbetsmöte|i|Arbetsmöte om rapportering|
2024|5|studiebesök|e|Studiebesök i Låtsaskommun|
2023|6|informationsinsats|e|Information till näringslivet|
2025|8|informationsinsats|i|Information till nya chefer|
2023|10|handledarkurs|e|Handledarkurs hösten 2023|
2024|10|handledarkurs|e|Handledarkurs hösten 2024|
2025|10|handledarkurs|e|Handledarkurs hösten 2025|
2024|1|förstudie|e|Förstudie om en gemensam katalog|Katalogen bör drivas av nätverket självt.
""".strip().split("\n")

# Title of the procurement, kind of activity, title: held before the notice, so that the market could be heard.
_MARKET = (
    ("Support och datordrift", "rfi", "Skriftlig dialog om datordrift"),
    ("Måltider till hemtjänsten", "branschdialog", "Branschdialog om måltider"),
    ("Elarbeten", "branschdialog", "Branschdialog om elarbeten"),
    ("Insamling av matavfall", "rfi", "Skriftlig dialog om avfall"),
    ("Nytt äldreboende i Exempelstad", "branschdialog", "Branschdialog med byggföretag"),
    ("Färdtjänst", "branschdialog", "Branschdialog om persontransporter"),
)
_SUPPORT = (
    ("Lokalvård i kontor", "Stöd till upphandlaren om kravtext"),
    ("Ny butik vid Exempelporten", "Stöd till en privat byggherre"),
    ("Skolmåltider vid Exempelgymnasiet", "Stöd om proportionalitet"),
)


def activities(draws: Draws, orgs: Organisations, bought: list[Procurement]) -> list[tuple[int, dict[str, Any]]]:
    """(Year made, record) of every activity; dialogs with the market are also written into their procurement."""
    copies = len(bought) // 60 or 1
    made = [_from_table(draws, orgs, line) for _ in range(copies) for line in _TABLE]
    for procurement in bought:
        for title, kind, name in _MARKET:
            if procurement.plan.title == title:
                made.append(_market(draws, orgs, procurement, kind, name))
        for title, name in _SUPPORT:
            if procurement.plan.title == title:
                made.append(_support(draws, procurement, name))
    return made


def _record(draws: Draws, kind: str, title: str, area: str) -> dict[str, Any]:
    return {
        "typ": "aktivitet", "id": new_id(draws, "akt"), "version": 1, "källa": SOURCE, "slag": kind, "titel": title,
        "målområde": "intern_samverkan" if area == "i" else "extern_samverkan",
    }  # fmt: skip


def _from_table(draws: Draws, orgs: Organisations, line: str) -> tuple[int, dict[str, Any]]:
    year, month, kind, area, title, result = line.split("|")
    made = _record(draws, kind, title, area)
    day = workday(date(int(year), int(month), between(draws, 2, 24)))
    if kind in ("förstudie", "handledarkurs"):
        made["period"] = {"från": day.isoformat(), "till": (day + timedelta(days=60)).isoformat()[:7]}
    else:
        made["datum"] = blurred(draws, day, 10)
    if kind != "förstudie" and not chance(draws, 12):
        made["antal_deltagare"] = between(draws, 6, 40)
    if kind == "nätverksträff":
        network = [each["id"] for each in orgs.records[:60] if "nätverk" in each]
        made["organisationer"] = some(draws, network, 4, len(network))
    if result:
        made["resultat"] = result
    return int(year), made


def _market(
    draws: Draws, orgs: Organisations, procurement: Procurement, kind: str, title: str
) -> tuple[int, dict[str, Any]]:
    made = _record(draws, kind, title, "e")
    notice = date.fromisoformat(f"{procurement.data['datum'].get('annonserad', procurement.plan.month)}-15"[:10])
    day = workday(notice - timedelta(days=between(draws, 35, 60)))
    invited = orgs.by_branch[0, procurement.plan.branch]
    made |= {"datum": day.isoformat(), "organisationer": list(invited), "upphandlingar": [procurement.id]}
    if kind == "branschdialog":
        made["antal_deltagare"] = between(draws, 5, 14)
    made["resultat"] = "Leverantörerna kan ta emot deltagare om introduktionen får ta tid."
    procurement.data["marknadsdialog"] = [made["id"]]
    return min(max(day.year, YEARS[0]), YEARS[-1]), made


def _support(draws: Draws, procurement: Procurement, title: str) -> tuple[int, dict[str, Any]]:
    made = _record(draws, "stödärende", title, "i" if procurement.plan.unit else "e")
    made |= {"upphandlingar": [procurement.id], "beskrivning": "Samordnaren gav råd om krav, tidplan och uppföljning."}
    made["datum"] = str(procurement.made)
    return procurement.made, made
