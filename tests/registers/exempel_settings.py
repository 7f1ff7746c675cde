"""The invented register's `sysselreg.yaml`: every setting filled in, so that each is seen at work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.registers.exempel_organisations import MUNICIPALITY
from tests.registers.exempel_plan import MATTERS, UNITS

_BOARDS = {
    "KS": "Kommunstyrelsen", "TN": "Tekniska nämnden", "SBN": "Samhällsbyggnadsnämnden",
    "BUN": "Barn- och utbildningsnämnden", "VON": "Vård- och omsorgsnämnden",
    "ASN": "Arbetsmarknads- och socialnämnden",
}  # fmt: skip


def settings(programme: str, goals: Sequence[str]) -> dict[str, Any]:
    """The settings; `goals`: names of the goals that the program ships."""
    return {
        "register": "exempelkommun",
        "organisation": MUNICIPALITY,
        "kommunkod": "0000",
        "förvaltningar": [{"kod": code, "namn": name} for code, name, _, _ in UNITS],
        "nämnder": [
            {"namn": _BOARDS[series], "serie": f"{series} {{år}}/{{nr:04}}",
             "nummer": "utifrån" if series in ("KS", "BUN", "VON") else "här"}
            for _, _, series, _ in UNITS
        ],
        "nummerplats": "odelat",
        "regler": _rules(),
        "mål": list(goals),
        "sekretessgräns": 5,
        "rapport": {
            "titel": "Arbete genom upphandling",
            "undertitel": "Upphandling med sysselsättningskrav i Exempelkommun (påhittad exempeldata)",
            "profil": "full",
            "diarienummer": MATTERS[2025],
            "beslutsinstans": "Kommunstyrelsen",
            "avser_program": programme,
            "underskrift": ["Kommundirektören", "Samordnaren för sysselsättningskrav"],
        },
        "avsändare": {
            "namn": MUNICIPALITY,
            "enhet": "Arbetsmarknadsenheten",
            "postadress": "Box 0, 000 00 Exempelstad",
            "besöksadress": "Påhittade torget 0, Exempelstad",
            # PTS keeps 0980-31 92 00 to 99 for books and films: it is nobody's number.
            "telefon": "0980-31 92 00",
            "e_post": "arbetsmarknadsenheten@exempelkommun.example",
            "webb": "https://www.exempelkommun.example",
            "orgnr": "002000-9908",
        },
        "språk": ["sv"],
    }  # fmt: skip


def _rules() -> dict[str, Any]:
    return {
        "lämplig": "alternativ_1",
        "avtalstid_minst_månader": 4,
        "värde_minst": 1000000,
        "göteborg_avtalstid_över_månader": 4,
        "överlämning_arbetsdagar": 5,
        "första_dialog_dagar": 30,
        "dialog_bekräftas_arbetsdagar": 5,
        "överenskommelse_undertecknas_dagar": 14,
        "första_anställning_månader": 6,
        "uppfyllt_vid_procent": 75,
        "rapport_intervall": "kvartal",
        "rapport_månad_från_platser": 3,
        "rapport_senast_dag": 10,
        "rapport_påminnelse_1_dagar": 7,
        "rapport_påminnelse_2_dagar": 21,
        "rapport_rättelse_dagar": 35,
        "avbrott_meddelas_arbetsdagar": 2,
        "återrapport_arbetsdagar": 10,
        "utvärdering_begärs_dagar_före": 14,
        "utvärdering_påminnelse_1_dagar": 14,
        "utvärdering_påminnelse_2_dagar": 28,
        "utfall_stäms_av": ["3_månader", "6_månader", "12_månader"],
        "resultatbrev_dagar": 60,
        "årsrapport_dagar": 90,
        "tertialuppföljning_dagar": 30,
        "plats_minst_månader": 3,
        "målgrupp_unga_inskrivna_över_månader": 6,
        "målgrupp_vuxna_inskrivna_över_månader": 12,
        "reserverad_andel_minst_procent": 30,
        "flytta_till_arbetsdag": "ja",
        # The first half of the register is older than the watching of deadlines in it.
        "bevakas_från": "2025-07-01",
    }
