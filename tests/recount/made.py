"""Registers that hypothesis makes: everything that a record may leave out is left out now and then."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.recount.register import Data

DAYS = st.sampled_from([
    "2022-08-31", "2023", "2023-12", "2023-12-31", "2024", "2024-01-01", "2024-02-29", "2024-03", "2024-05-15",
    "2024-06-30", "2024-08-31", "2024-12-31", "2025", "2025-01-01", "2025-06-30",
])  # fmt: skip
WHOLE_DAYS = st.sampled_from(["2023-12-31", "2024-01-01", "2024-03-31", "2024-04-10", "2024-07-08", "2024-12-31"])
PROCUREMENTS, SUPPLIERS = ["upp-1", "upp-2", "upp-3"], ["org-a", "org-b"]
SPAN = st.fixed_dictionaries({}, optional={"från": DAYS, "till": DAYS})
NO_OR = st.sampled_from(["ja", "nej", "okänt"])
one_of = st.sampled_from


def listed(
    entry: dict[str, Any], optional: dict[str, Any], prefix: str, most: int = 3
) -> st.SearchStrategy[list[Data]]:
    """A list of entries, each with its own local id."""
    return st.lists(st.fixed_dictionaries(entry, optional=optional), max_size=most).map(
        lambda rows: [{"id": f"{prefix}{place}", **row} for place, row in enumerate(rows, 1)]
    )


REQUIREMENTS = listed(
    {"typ": one_of(["dialogkrav", "dialogkrav", "skarpt_krav", "bonus", "reserverad_upphandling",
                    "köpta_sysselsättningsplatser", "okänt"])},
    {"enhet": one_of(["dialog", "platser", "heltidsmånader"]), "antal": one_of([1, 2, 5]),
     "art": one_of(["obligatorisk", "frivillig"])},
    "k",
)  # fmt: skip
FULFILMENT = st.lists(
    st.fixed_dictionaries(
        {"krav": one_of(["k1", "k2"]), "leverantör": one_of(SUPPLIERS), "status": one_of(
            ["uppfyllt", "delvis_uppfyllt", "ej_uppfyllt", "sanktionsbeslut", "avvikelse", "ej_påbörjad"])},
        optional={"datum": DAYS, "beslut": st.fixed_dictionaries(
            {"följd": one_of(["vite", "hävning", "ingen"])}, optional={"belopp": one_of([0, 50_000])})},
    ),
    max_size=4,
)  # fmt: skip
STATUSES = ["identifierad", "bedömd", "planerad", "annonserad", "tilldelad", "överprövning", "avtal_tecknat",
            "pågående", "pågående", "pågående", "avslutad", "utvärderad", "avbruten"]  # fmt: skip
PROCUREMENT = st.fixed_dictionaries(
    {
        "titel": st.just("Prov"),
        "part": one_of(["egen", "egen", "egen", "bolag", "extern"]),
        "upphandlande_organisation": one_of(["org-k", "org-l"]),
        "status": one_of(STATUSES),
        "objekt": one_of(["tjänst", "tjänst", "vara", "okänt"]),
        "krav": REQUIREMENTS,
    },
    optional={
        "datum": st.dictionaries(
            one_of(["behov", "annonserad", "anbud_senast", "tilldelning", "avtal_tecknat", "stängd"]), DAYS, max_size=4
        ),
        "avtalstid": st.fixed_dictionaries({}, optional={"från": DAYS, "till": DAYS, "förlängning_till": DAYS}),
        "tilldelning": listed(
            {"leverantör": one_of(SUPPLIERS)}, {"överlämnad": DAYS, "avtal_till": DAYS, "avtal_från": DAYS}, "t"
        ),
        "uppfyllnad": FULFILMENT,
        "fördyring": st.fixed_dictionaries({"bedömd": NO_OR}, optional={"belopp": one_of([0, 70_000])}),
        "marknadsdialog": one_of([[], ["akt-1"]]),
        "förvaltning": one_of(["A", "B"]),
        "bransch": one_of(["Park", "Bygg"]),
        "form": one_of(["öppet", "okänt"]),
        "utförs": one_of(["kommunen", "omedelbar_närhet", "annan_ort", "okänt"]),
        "fler_än_en_anställd": NO_OR,
        "värde": st.dictionaries(one_of(["beräknat", "avtalat"]), one_of([0, 999_999, 1_000_000]), max_size=2),
        "avrop_från": one_of(PROCUREMENTS),
    },
)
PLACES = listed({"form": one_of(["praktik", "lärling"]), "antal": one_of([1, 2, 5])}, {"från": DAYS, "till": DAYS}, "p")
DIALOG = st.fixed_dictionaries(
    {"upphandling": one_of(PROCUREMENTS), "leverantör": one_of(SUPPLIERS),
     "status": one_of(["planerad", "genomförd", "överenskommen", "överenskommen", "avslutad_utan_platser", "uteblev",
                       "fullföljd", "bruten"])},
    optional={"möte": st.fixed_dictionaries({}, optional={"datum": DAYS}), "platser": PLACES, "rekvirerad": DAYS,
              "rapportering": one_of(["månad", "kvartal", "halvår", "slut"])},
)  # fmt: skip
OUTCOMES = st.lists(
    st.fixed_dictionaries(
        {"tidpunkt": one_of(["vid_avslut", "3_månader", "6_månader", "12_månader"]),
         "utfall": one_of(["arbete_osubventionerat", "studier", "försörjningsstöd", "annat", "ej_avstämd", "okänt"])},
        optional={"datum": DAYS},
    ),
    max_size=3,
)  # fmt: skip
PLACEMENT = st.fixed_dictionaries(
    {"upphandling": one_of(PROCUREMENTS), "leverantör": one_of(SUPPLIERS),
     "deltagare": one_of([f"d-{n}" for n in range(6)]), "form": one_of(["praktik", "tillsvidareanställning"]),
     "status": one_of(["vakant", "överenskommen", "pågående", "paus", "avslutad_fullföljd", "avslutad_fullföljd",
                       "avslutad_i_förtid", "ej_tillträdd"])},
    optional={
        "faktisk": SPAN, "planerad": SPAN, "omfattning_procent": one_of([1, 50, 100]), "utfall": OUTCOMES,
        "trappsteg": st.fixed_dictionaries({}, optional={"före": one_of([1, 2, 3]), "efter": one_of([1, 2, 3])}),
        "kön": one_of(["kvinna", "man", "annat", "okänt"]),
        "åldersgrupp": one_of(["upp_till_25", "26_till_54", "okänt"]),
        "försörjning_före": one_of(["försörjningsstöd", "aktivitetsstöd", "okänt"]),
        "avslut": st.fixed_dictionaries({"orsak": one_of(["fullföljd", "flytt", "leverantören_avbröt"])}),
        "dialogöverenskommelse": one_of(["dia-1", "dia-2"]), "plats": one_of(["p1", "p2"]),
    },
)  # fmt: skip
EVALUATION = st.fixed_dictionaries(
    {"avser": one_of(["upp-1", "upp-2", "dia-1", "pla-1", "prg-1"]), "slag": one_of(["arbetsgivare", "deltagare"])},
    optional={
        "begärd": DAYS, "inkommen": DAYS, "status": one_of(["begärd", "påmind", "inkommen", "granskad", "utebliven"]),
        "svar": st.fixed_dictionaries({}, optional={
            "mervärde": one_of(["ja", "delvis", "nej", "vet_ej"]), "handledning": one_of([1, 5]),
            "matchning": one_of([3]), "administrativ_börda": one_of([2, 4]), "ta_emot_igen": one_of(["ja", "nej"])}),
    },
)  # fmt: skip
ACTIVITY = st.fixed_dictionaries(
    {"slag": one_of(["rfi", "branschdialog", "nätverksträff"]), "titel": st.just("Prov")},
    optional={"datum": DAYS, "period": SPAN, "antal_tillfällen": one_of([1, 5]), "antal_deltagare": one_of([0, 12]),
              "målområde": one_of(["intern_samverkan"]), "upphandlingar": st.lists(one_of(PROCUREMENTS), max_size=2)},
)  # fmt: skip
PROGRAM = st.fixed_dictionaries(
    {"titel": st.just("Prov")},
    optional={
        "giltig": SPAN,
        "budget": listed({"post": one_of(["totalt", "lön", "resor"])}, {
            "år": one_of([2023, 2024, 2025]), "budget": one_of([0, 900]), "utfall": one_of([0, 600, 1000]),
            "kvar": one_of([100])}, "b", 4),
    },
)  # fmt: skip
REPORT = st.fixed_dictionaries({
    "riktning": st.just("inkommen"), "brevtyp": st.just("L7"), "datum": WHOLE_DAYS,
    "avser": st.lists(one_of(["dia-1", "dia-2"]), min_size=1, max_size=2, unique=True),
})  # fmt: skip
ORGANISATION = st.fixed_dictionaries(
    {"namn": st.just("Prov"), "slag": st.just("leverantör")}, optional={"lokal": NO_OR}
)


def numbered(prefix: str, records: list[Data]) -> list[Data]:
    return [{"id": f"{prefix}-{place}", **each} for place, each in enumerate(records, 1)]


@st.composite
def registers(draw: st.DrawFn) -> list[tuple[str, Data]]:
    """Three procurements, their suppliers, and what has come of them."""
    made: list[tuple[str, Data]] = []

    def some(kind: str, prefix: str, one: st.SearchStrategy[Data], least: int, most: int) -> None:
        made.extend((kind, each) for each in numbered(prefix, draw(st.lists(one, min_size=least, max_size=most))))

    some("upphandling", "upp", PROCUREMENT, 3, 3)
    for _, procurement in made:
        if procurement.get("avrop_från") == procurement["id"]:
            del procurement["avrop_från"]
    made.extend(("organisation", {"id": name, **draw(ORGANISATION)}) for name in SUPPLIERS)
    some("dialogöverenskommelse", "dia", DIALOG, 2, 4)
    some("placering", "pla", PLACEMENT, 1, 12)
    some("utvärdering", "utv", EVALUATION, 0, 5)
    some("aktivitet", "akt", ACTIVITY, 0, 4)
    some("program", "prg", PROGRAM, 0, 2)
    some("handling", "han", REPORT, 0, 4)
    return made
