"""The invented mandate: decision, eight points to report on, goals, roles, resources and budget for each year."""

from __future__ import annotations

from typing import Any

from tests.registers.exempel_draw import YEARS, Draws, between, new_id
from tests.registers.exempel_organisations import MUNICIPALITY, SOURCE, Organisations

_POINTS = (
    ("upphandlingar", "Vilka upphandlingar som har haft sysselsättningskrav, och vilka krav de har haft."),
    ("metoder", "Vilka metoder som har använts, och varför."),
    ("samarbete_inom_kommunen", "Hur samarbetet inom kommunen har fungerat."),
    ("samarbete_med_leverantörer", "Hur samarbetet med leverantörerna har fungerat."),
    ("personer_och_resultat", "Hur många kvinnor och män med försörjningsstöd som har deltagit, och vad de gick till."),
    ("samhällsekonomi", "Samhällsekonomiska bedömningar, där de går att göra."),
    ("fördyringar", "Om kraven har gjort avtalen dyrare, och hur det kan hanteras."),
    ("organisation", "Hur arbetet kan bli en del av ordinarie verksamhet."),
)
_GOALS: tuple[tuple[str, int, str], ...] = (
    ("N01", 50, "Sysselsättningskrav ställs i minst hälften av tjänsteupphandlingarna."),
    ("N07", 50, "Antalet rekvirerade platser är minst hälften av antalet företag med krav."),
    ("N04", 100, "Minst dialogkrav ställs i alla upphandlingar som passar."),
    ("N29", 100, "Alla arbetsgivare ser ett mervärde."),
)
_TEXTS = (
    "sammanfattning", "inledning", "upphandlingar", "metoder", "personer_och_resultat", "samarbete",
    "samarbete_inom_kommunen", "samarbete_med_leverantorer", "ekonomi", "organisation", "slutsatser",
)  # fmt: skip
_POSTS = (("löner", 900000), ("externa kostnader", 220000), ("utbildning och möten", 120000))
_PARTS = (
    ("Kommunledningsförvaltningen", "projektägare"),
    ("Arbetsmarknads- och socialförvaltningen", "utförare"),
    (MUNICIPALITY, "beställare"),
    ("Samordningsförbundet Exempel", "finansiär"),
    ("Samordningsförbundet Exempel", "mottagare"),
    ("Tekniska förvaltningen", "upphandlande_enhet"),
    ("Samhällsbyggnadsförvaltningen", "upphandlande_enhet"),
    ("Arbetsförmedlingen", "samverkanspart"),
    ("Kooperativ utveckling Exempel", "stödorganisation"),
)


def programme(draws: Draws, orgs: Organisations, copies: int, procurements: int) -> dict[str, Any]:
    """The record. `copies`: how many times the plan is repeated, which the stated numbers follow."""
    decision = {"diarienummer": "KS 2022/0417", "instans": "Kommunstyrelsen", "datum": "2022-12-07"}
    return {
        "typ": "program", "id": new_id(draws, "prg"), "version": 1, "källa": SOURCE,
        "titel": "Arbete genom upphandling", "beslut": decision,
        "giltig": {"från": "2023-01-01", "till": "2025-12-31"},
        "målområden": ["intern_samverkan", "extern_samverkan"],
        "rapportpunkter": [
            {"nr": number, "lydelse": wording, "besvaras_av": answer}
            for number, (answer, wording) in enumerate(_POINTS, 1)
        ],
        "mål": _goals(decision),
        "ambition": {
            "antal": procurements // 2, "antal_högst": procurements,
            "beskrivning": "Alla upphandlingar som kan passa ska prövas under de tre åren.",
        },
        "roller": {
            "beställare": "Den förvaltning som äger behovet", "upphandlare": "Upphandlingsenheten",
            "samordnare": "Samordnaren för sysselsättningskrav", "rekryterare": "Arbetsmarknadsenheten",
        },
        "parter": [
            {"id": f"p{number}", "organisation": orgs.named[name], "roll": role}
            for number, (name, role) in enumerate(_PARTS, 1)
        ],
        "tillämpningsregler": _rules(),
        "resurser": _resources(),
        "budget": _budget(draws),
        "uppgivet": _stated(copies),
        "organisationsförslag": (
            "En fast samordnare placeras vid upphandlingsenheten. Matchning och uppföljning blir en uppgift för "
            "arbetsmarknadsenheten, med en rekryterare på heltid."
        ),
        "avsnitt": [{"år": year, "texter": list(_TEXTS)} for year in YEARS],
    }  # fmt: skip


def _goals(decision: dict[str, str]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {"id": f"m{number}", "nyckeltal": figure, "minst": least, "period": "varje_år", "beslut": decision,
         "beskrivning": wording}
        for number, (figure, least, wording) in enumerate(_GOALS, 1)
    ]  # fmt: skip
    lasting = "Fler ska komma i egen försörjning. Målet följs upp efter programmets slut."
    return [*rows, {"id": "m5", "period": "hela_tiden", "beskrivning": lasting, "måluppfyllelse": "kan_inte_mätas"}]


def _rules() -> list[dict[str, Any]]:
    near = ["kommunen", "omedelbar_närhet"]
    return [
        {"id": "r1", "namn": "Grundregel", "avtalstid_minst_månader": 4, "utförs": near,
         "beskrivning": "Minst dialogkrav ställs när avtalet är minst fyra månader och arbetet utförs nära."},
        {"id": "r2", "namn": "Större uppdrag", "avtalstid_minst_månader": 9, "värde_minst": 20000000,
         "fler_än_en_anställd": "ja", "beskrivning": "Skarpt krav övervägs när värdet är minst tjugo miljoner kronor."},
    ]  # fmt: skip


def _resources() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for year, inside, outside in zip(YEARS, (25, 40, 50), (25, 25, 30), strict=True):
        for area, percent in (("intern_samverkan", inside), ("extern_samverkan", outside)):
            told = (
                "Samordnare, möten och stöd till upphandlare." if area[0] == "i" else "Samordnare, träffar och nätverk."
            )
            rows.append(
                {"id": f"r{len(rows) + 1}", "år": year, "målområde": area, "procent": percent, "beskrivning": told}
            )
    return rows


def _budget(draws: Draws) -> list[dict[str, Any]]:
    """Each year's posts and their total; spent and left always make the budget."""
    rows: list[dict[str, Any]] = []
    for step, year in enumerate(YEARS):
        posts = [
            (post, amount + 15000 * step, (amount + 15000 * step) * between(draws, 70, 99) // 100)
            for post, amount in _POSTS
        ]
        total = ("totalt", sum(post[1] for post in posts), sum(post[2] for post in posts))
        for post, budget, spent in (*posts, total):
            rows.append(
                {"id": f"b{len(rows) + 1}", "år": year, "post": post, "budget": budget, "utfall": spent,
                 "kvar": budget - spent}
            )  # fmt: skip
    return rows


def _stated(copies: int) -> list[dict[str, Any]]:
    """What the invented reports have stated, in agreement with the records."""
    stated = (
        ("nätverksträffar", 3, 2023), ("nätverksträffar", 4, 2024), ("nätverksträffar", 5, 2025),
        ("styrgruppsmöten", 6, None), ("seminarier", 2, None), ("avtal_om_köpta_platser", 7, None),
    )  # fmt: skip
    rows: list[dict[str, Any]] = []
    for number, (measure, count, year) in enumerate(stated, 1):
        row: dict[str, Any] = {"id": f"u{number}", "mått": measure, "antal": count * copies}
        rows.append(row | ({"år": year} if year else {}) | {"källa": SOURCE})
    return rows
