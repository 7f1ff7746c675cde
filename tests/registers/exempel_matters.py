"""The invented matters and their documents: one matter a year, and one that was registered twice and annulled."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from tests.registers.exempel_dialogs import Dialog
from tests.registers.exempel_draw import Draws, new_id
from tests.registers.exempel_organisations import SOURCE
from tests.registers.exempel_placements import Placement
from tests.registers.exempel_plan import MATTERS
from tests.registers.exempel_procurements import Procurement

Made = list[tuple[int, dict[str, Any]]]
_BOARD = "Kommunstyrelsen"
_CENTRE = "Kommunledningsförvaltningen"
_UNIT = "Arbetsmarknadsenheten"


def matters(
    draws: Draws, programme: str, bought: list[Procurement], held: list[Dialog], placed: list[Placement]
) -> Made:
    """(Year made, record) of matters and documents; a written agreement gets its document."""
    made: Made = []
    ids = {year: _matter(draws, made, year, MATTERS[year]) for year in MATTERS}
    twice = _matter(draws, made, 2024, "KS 2024/0019")
    made[-1][1].update(status="makulerat", makuleringsskäl="Ärendet registrerades två gånger. Se KS 2024/0018.")
    first = _document(
        draws, made, ids[2023], "2023-01-16", "inkommen", "Uppdrag om arbete genom upphandling", "besvarad"
    )
    first.update(avsändare=_BOARD, mottagare=_CENTRE, avser=[programme])
    _statement(draws, made, ids[2023], programme)
    _annual(draws, made, ids[2023], ids[2024], ids[2025], programme)
    _letters(draws, made, ids[2024], ids[2025], bought, placed)
    _agreements(draws, made, ids[2024], held)
    annulled = _document(draws, made, twice, "2024-01-29", "upprättad", "Missiv till Årsrapporten", "makulerad")
    annulled["makuleringsskäl"] = "Hör till KS 2024/0018."
    _reports(draws, made, held)
    _number(made)
    return made


# The quarters of 2025 that are watched, each with a day in time and a day too late.
_QUARTERS = (("2025-07-08", "2025-07-16"), ("2025-10-08", "2025-10-15"))


def _reports(draws: Draws, made: Made, held: list[Dialog]) -> None:
    """What suppliers reported about agreements that are over now: some of them late, in a matter of its own."""
    matter = _matter(draws, made, 2025, "KS 2025/0031")
    made[-1][1]["rubrik"] = "Lägesrapporter från leverantörer 2025"
    agreed: dict[str, list[str]] = {}
    for dialog in held:
        if dialog.data["status"] in ("fullföljd", "bruten"):
            agreed.setdefault(dialog.data["leverantör"], []).append(dialog.data["id"])
    for in_time, late in _QUARTERS:
        for place, about in enumerate(agreed.values()):
            day = late if place % 4 == 3 else in_time
            record = _document(draws, made, matter, day, "inkommen", "Lägesrapport", "besvarad")
            record.update(avsändare="Leverantören", mottagare=_UNIT, brevtyp="L7", avser=about)


def _matter(draws: Draws, made: Made, year: int, number: str) -> str:
    closed = {2023: "2024-03-15", 2024: "2025-03-14"}.get(year)
    record: dict[str, Any] = {
        "typ": "ärende", "id": new_id(draws, "are"), "version": 1, "diarienummer": number, "källa": SOURCE,
        "rubrik": f"Arbete genom upphandling {year}", "nämnd": _BOARD, "öppnat": f"{year}-01-16",
        "handläggare": "Samordnaren för sysselsättningskrav", "klassificering": "1.4.2",
        "status": "avslutat" if closed else "öppet",
    }  # fmt: skip
    if closed and number == MATTERS[year]:
        record["avslutat"] = closed
    made.append((year, record))
    return str(record["id"])


def _document(
    draws: Draws, made: Made, matter: str, day: str, direction: str, heading: str, status: str
) -> dict[str, Any]:
    record: dict[str, Any] = {
        "typ": "handling", "id": new_id(draws, "han"), "version": 1, "källa": SOURCE, "ärende": matter,
        "nummer": 0, "riktning": direction, "datum": day, "rubrik": heading, "status": status,
    }  # fmt: skip
    made.append((date.fromisoformat(day).year, record))
    return record


def _number(made: Made) -> None:
    """The documents of each matter numbered in the order of their days."""
    last: dict[str, int] = {}
    documents = [record for _, record in made if record["typ"] == "handling"]
    for record in sorted(documents, key=lambda each: str(each["datum"])):
        last[record["ärende"]] = record["nummer"] = last.get(record["ärende"], 0) + 1


def _statement(draws: Draws, made: Made, matter: str, programme: str) -> None:
    """A tjänsteskrivelse with what it proposes and where the decision goes."""
    record = _document(
        draws, made, matter, "2023-02-13", "upprättad", "Tjänsteskrivelse om arbetssätt och roller", "granskad"
    )
    record.update(
        avsändare=_CENTRE,
        mottagare=_BOARD,
        brevtyp="L18",
        avser=[programme],
        förslag_till_beslut=[
            "att godkänna arbetssättet med fyra roller",
            "att ge kommunledningsförvaltningen i uppdrag att redovisa resultatet varje år.",
        ],
        beslut_skickas_till=["Samtliga nämnder", "Upphandlingsenheten"],
    )


def _annual(draws: Draws, made: Made, first: str, second: str, third: str, programme: str) -> None:
    """The yearly reports: sent, replaced by a mended one, and the last still a draft."""
    sent = _document(draws, made, first, "2024-02-12", "upprättad", "Årsrapport 2023", "granskad")
    sent.update(brevtyp="L18", avsändare=_CENTRE, mottagare=_BOARD, avser=[programme], fil=_file("arsrapport-2023.pdf"))
    wrong = _document(draws, made, second, "2025-02-10", "upprättad", "Årsrapport 2024", "makulerad")
    wrong.update(makuleringsskäl="En tabell saknades.", fil=_file("arsrapport-2024.pdf"))
    mended = _document(draws, made, second, "2025-02-17", "expedierad", "Årsrapport 2024, rättad", "expedierad")
    mended.update(
        brevtyp="L18", avsändare=_CENTRE, mottagare=_BOARD, avser=[programme], ersätter=wrong["id"],
        fil=_file("arsrapport-2024-rattad.pdf"), expediering={"datum": "2025-02-18", "sätt": "internt"},
    )  # fmt: skip
    draft = _document(draws, made, third, "2025-12-15", "upprättad", "Årsrapport 2025, utkast", "utkast")
    draft.update(
        avsändare=_CENTRE,
        avser=[programme],
        underlag={"poster": [programme], "parametrar": [{"namn": "år", "värde": "2025"}]},
    )


def _letters(
    draws: Draws, made: Made, second: str, third: str, bought: list[Procurement], placed: list[Placement]
) -> None:
    """Letters about records: sent by every way there is, one of them answered, one secret for a time."""
    penalty = next((each for each in bought if "Vvite" in each.plan.flags), None)
    early = [each for each in placed if each.course.status == "avslutad_i_förtid"]
    begun = [each for each in placed if each.course.status == "pågående"]
    letters = (
        ("2024-04-09", "L3", "Kallelse till startmöte", "e_post", [each.id for each in bought[18:19]]),
        ("2024-09-17", "L9", "Begäran om rättelse", "digital_brevlåda", [penalty.id] if penalty else []),
        ("2024-11-26", "L11", "Meddelande om förtida avbrott", "internt", [str(each.data["id"]) for each in early[:1]]),
        ("2025-09-02", "L10", "Beslut om vite", "brev", [penalty.id] if penalty else []),
        ("2025-11-04", "L12", "Begäran om utvärdering", "annat", [str(each.data["id"]) for each in begun[:1]]),
    )
    for day, kind, heading, way, about in letters:
        record = _document(draws, made, second if day < "2025" else third, day, "expedierad", heading, "expedierad")
        receiver = "Upphandlingsenheten" if kind == "L11" else "Leverantören"
        record.update(avsändare=_UNIT, mottagare=receiver, brevtyp=kind, expediering={"datum": day, "sätt": way})
        if about:
            record["avser"] = about
    answer = _document(draws, made, third, "2025-09-22", "inkommen", "Yttrande om vite", "besvarad")
    answer.update(avsändare="Leverantören", mottagare=_UNIT)
    answer["sekretess"] = {"nivå": "sekretess", "lagrum": "OSL 31 kap. 16 §", "till": "2027"}


def _agreements(draws: Draws, made: Made, matter: str, held: list[Dialog]) -> None:
    """The written agreements of the year that were sent to the register."""
    signed = [each for each in held if str(each.data.get("undertecknad", ""))[:4] == "2024"]
    for dialog in signed[:3]:
        record = _document(
            draws, made, matter, str(dialog.data["undertecknad"]), "upprättad", "Överenskommelse om platser", "granskad"
        )
        record.update(avsändare=_UNIT, mottagare="Leverantören", brevtyp="L5", avser=[dialog.data["id"]])
        dialog.data["handling"] = record["id"]


def _file(name: str) -> dict[str, Any]:
    """A file that does not exist: its checksum is that of its own name, so that it is never taken for a real one."""
    content = f"Påhittad exempeldata: {name}".encode()
    return {
        "namn": name, "sha256": hashlib.sha256(content).hexdigest(), "format": "PDF/A-3a", "byte": len(content),
    }  # fmt: skip
