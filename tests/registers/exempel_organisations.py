"""The invented organisations: the municipality's own, suppliers, social enterprises and those around them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.registers.exempel_draw import Draws, below, between, chance, new_id, pick
from tests.registers.exempel_plan import SOCIAL, SUPPLIERS, UNITS

SOURCE = {"handling": "Påhittad exempeldata"}
MUNICIPALITY = "Exempelkommun"
NETWORK = "Nätverket för sociala företag i Exempelkommun"
_NEIGHBOURS = ("Låtsaskommun", "Mönsterkommun")
_CAPACITY = {
    "återbruk": ("Renovering av möbler", "Tolv möbler i veckan"),
    "måltid": ("Catering av smörgåsar och sallader", "Fyrtio portioner om dagen"),
    "grönytor": ("Röjning och enklare parkarbete", "Ett arbetslag om sex personer"),
    "arbetsmarknad": ("Arbetsträning med handledare", "Åtta platser samtidigt"),
}


@dataclass(frozen=True, slots=True)
class Organisations:
    """`records` in order; `named` gives ids by name, `by_branch` one list of supplier ids for each copy and branch."""

    records: list[dict[str, Any]]
    named: dict[str, str]
    by_branch: dict[tuple[int, str], list[str]]


def organisations(draws: Draws, copies: int) -> Organisations:
    """All organisations; suppliers once for each copy of the plan, the others once."""
    made = Organisations([], {}, {})
    for name, kind, extra in _FIXED:
        _add(draws, made, name, kind, dict(extra))
    for _, name, _, _ in UNITS:
        _add(draws, made, name, "förvaltning", {"kommun": MUNICIPALITY})
    for copy in range(copies):
        for index, (name, branches) in enumerate(SUPPLIERS):
            new = _add(draws, made, _numbered(name, copy), "leverantör", _supplier(draws, name, index, copy))
            for branch in branches:
                made.by_branch.setdefault((copy, branch), []).append(new)
        for name, kind, branches, local in SOCIAL:
            new = _add(draws, made, _numbered(name, copy), kind, _social(draws, kind, branches, local))
            for branch in branches:
                made.by_branch.setdefault((copy, f"social {branch}"), []).append(new)
    return made


_FIXED: tuple[tuple[str, str, dict[str, Any]], ...] = (
    (MUNICIPALITY, "kommun", {"kommun": MUNICIPALITY}),
    ("Exempelbostäder AB", "kommunalt_bolag", {"kommun": MUNICIPALITY, "lokal": "ja"}),
    ("Exempelvatten AB", "kommunalt_bolag", {"kommun": MUNICIPALITY, "lokal": "ja"}),
    ("Handelsfastigheter Exempelporten AB", "extern_beställare", {"lokal": "okänt"}),
    ("Kooperativ utveckling Exempel", "stödorganisation", {"lokal": "nej", "nätverk": [NETWORK]}),
    ("Arbetsförmedlingen", "myndighet", {}),
    ("Samordningsförbundet Exempel", "samordningsförbund", {"lokal": "ja"}),
    ("Second hand-butiken Hittepå", "hybridorganisation", {"lokal": "ja", "nätverk": [NETWORK]}),
)


def _numbered(name: str, copy: int) -> str:
    """The name in copies after the first: Exempelbygg 2 AB."""
    if not copy:
        return name
    return f"{name.removesuffix(' AB')} {copy + 1} AB" if name.endswith(" AB") else f"{name} {copy + 1}"


def _add(draws: Draws, made: Organisations, name: str, kind: str, extra: dict[str, Any]) -> str:
    record = {
        "typ": "organisation", "id": new_id(draws, "org"), "version": 1, "källa": SOURCE,
        "namn": name, "slag": kind, **extra,
    }  # fmt: skip
    made.records.append(record)
    made.named[name] = record["id"]
    return str(record["id"])


def _supplier(draws: Draws, name: str, index: int, copy: int) -> dict[str, Any]:
    if "enskild firma" in name:
        return {"enskild_firma": "ja", "kommun": MUNICIPALITY, "lokal": "ja"}
    extra: dict[str, Any] = {}
    if index % 3 == 0 and not copy:
        extra["orgnr"] = _invented_number(index)
    if not chance(draws, 30):
        extra["enskild_firma"] = "okänt" if chance(draws, 15) else "nej"
    local = ("ja", "ja", "nej", "okänt")[below(draws, 4)]
    if local == "ja":
        extra["kommun"] = MUNICIPALITY
    elif local == "nej":
        extra["kommun"] = pick(draws, _NEIGHBOURS)
    return {**extra, "lokal": local}


def _social(draws: Draws, kind: str, branches: tuple[str, ...], local: str) -> dict[str, Any]:
    answers = ("ja", "ja", "ja", "okänt") if kind == "arbetsintegrerande_socialt_företag" else ("ja", "nej", "okänt")
    extra: dict[str, Any] = {
        "kommun": MUNICIPALITY if local == "ja" else pick(draws, _NEIGHBOURS),
        "lokal": local,
        "nätverk": [NETWORK],
        "asf_kriterier": {
            "ändamål": "ja",
            "delaktighet": pick(draws, answers),
            "återinvestering": pick(draws, answers),
            "fristående": "ja",
        },
    }
    if kind == "arbetsintegrerande_socialt_företag":
        extra["reserverad_behörig"] = {"andel_procent": between(draws, 40, 80), "prövad": "2023-01"}
    rows = [
        {"id": f"c{number}", "tjänst": _CAPACITY[branch][0], "volym": _CAPACITY[branch][1]}
        for number, branch in enumerate(branches, 1)
    ]
    for row in rows:
        row["ensam_eller_i_grupp"] = pick(draws, ("ensam", "i_grupp", "båda", "okänt"))
    return {**extra, "kapacitet": rows}


def _invented_number(index: int) -> str:
    """A number that passes the check digit but begins with two zeros, as no Swedish organisation number does."""
    nine = f"0020000{index:02}"
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(nine)]
    total = sum(number - 9 if number > 9 else number for number in doubled)
    return f"{nine[:6]}-{nine[6:]}{-total % 10}"
