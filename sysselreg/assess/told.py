"""Compliance told: for the terminal and as JSON, both from the same judgement, with the commands that record it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sysselreg.assess.commands import change, fill_in
from sysselreg.assess.model import Answer, Compliance
from sysselreg.assess.render import ANSWERS_AS_JSON, FORMAT_VERSION, wrapped
from sysselreg.check.facts import at, label
from sysselreg.record.model import Record
from sysselreg.schema.model import Schemas
from sysselreg.swedish import counted, kronor, number

# A further step of a status that the register suggests: what people have done about it stands.
_FURTHER = {
    "rättelse_begärd": frozenset({"avvikelse", "delvis_uppfyllt", "ej_uppfyllt"}),
    "sanktionsbeslut": frozenset({"avvikelse", "delvis_uppfyllt", "ej_uppfyllt"}),
}
_UNMET = frozenset({"avvikelse", "ej_uppfyllt"})
_BREACH: Mapping[Answer, str] = {"ja": "ja", "nej": "nej", "okänt": "går inte att bedöma"}


def as_text(
    found: Sequence[Compliance], procurement: Record, schemas: Schemas, name_of: Callable[[str], str], today: date
) -> str:
    """Everything, for a terminal."""
    head = f"{name_of(procurement.id)}  {procurement.id}\nKraven den {today.isoformat()}, skilt från resultatet.\n"
    if not found:
        return f"{head}\n{wrapped(_nothing(procurement))}"
    return "\n".join([head, *(_block(each, procurement, schemas, name_of, today) for each in found)])


def _nothing(procurement: Record) -> str:
    """Why there is nothing to judge, and what can be done about it."""
    if procurement.data["part"] == "extern":
        return "Kravet är en extern köpares. Kommunen avgör inte om det är uppfyllt."
    if framework := procurement.data.get("avrop_från"):
        return f"Kravet står i ramavtalet. Se sysselreg uppfyllnad {framework}"
    if not procurement.data["krav"]:
        return "Upphandlingen har inga krav."
    return f"Ingen leverantör är känd. Skriv in den: {change(procurement.id, ['tilldelning[t1].leverantör=ORG-ID'])}"


def _block(each: Compliance, procurement: Record, schemas: Schemas, name_of: Callable[[str], str], today: date) -> str:
    lines = [
        f"{_requirement(each, schemas)}\n{name_of(each.supplier)}\n",
        f"  I posten  {_recorded(each, schemas)}\n",
        f"  Förslag   {_status(each.suggested, schemas)}\n",
        *(wrapped(reason, 12) for reason in each.reasons),
    ]
    for ending in each.endings:
        told = f"{ending.placement.id} slutade i förtid. Avtalsbrott: {_BREACH[ending.breach]}. {ending.told}"
        replaced = f" Ersatt av {ending.replaced_by}." if ending.replaced_by else ""
        lines.append(wrapped(told + replaced, 12, "  Avslut    "))
        if ending.breach == "okänt" and at(ending.placement.data, "avslut", "orsak") is None:
            command, codes = fill_in(ending.placement.id, ["avslut.orsak"], schemas.kinds["placering"], schemas)
            lines += [f"            Fyll i: {command}\n", wrapped(codes, 12)]
    lines += [wrapped(each_line, 12, "  Vite      ") for each_line in _penalty(each)]
    lines += [f"  {told}\n" for told in _to_write(each, procurement, today)]
    return "".join(lines)


def _requirement(each: Compliance, schemas: Schemas) -> str:
    krav = each.requirement
    amount, unit = krav.get("antal"), krav.get("enhet")
    much = f", {f'{number(amount)} ' if amount else ''}{label(schemas, 'kravenhet', unit).lower()}" if unit else ""
    form = f", {label(schemas, 'placeringsform', krav['form']).lower()}" if "form" in krav else ""
    return f"Krav {krav['id']}: {label(schemas, 'kravtyp', krav['typ']).lower()}{much}{form}"


def _recorded(each: Compliance, schemas: Schemas) -> str:
    if each.recorded is None:
        return "inget"
    when = f" ({each.recorded['datum']})" if "datum" in each.recorded else ""
    decided = at(each.recorded, "beslut", "följd")
    follows = f", beslut: {label(schemas, 'foljd', decided).lower()}" if decided else ""
    return f"{_status(each.recorded['status'], schemas)}{when}{follows}"


def _status(code: str | None, schemas: Schemas) -> str:
    return label(schemas, "uppfyllnadsstatus", code).lower() if code else "går inte att bedöma"


def _penalty(each: Compliance) -> Iterator[str]:
    owed = each.penalty
    if owed:
        lacking = counted(owed.places, "plats saknas", "platser saknas")
        yield f"Avtalet ger rätt till högst {kronor(owed.most)}: {lacking}, {kronor(owed.each)} för var och en."


def _to_write(each: Compliance, procurement: Record, today: date) -> Iterator[str]:
    """What would record the suggestion, and a decision when the requirement is not met; people decide on both."""
    row = _row(each, procurement)
    if differs(each):
        new = [] if each.recorded else [f"{row}.krav={each.requirement['id']}", f"{row}.leverantör={each.supplier}"]
        done = [*new, f"{row}.status={each.suggested}", f"{row}.datum={today.isoformat()}"]
        yield f"Stämmer förslaget: {change(procurement.id, done)}"
    if (each.suggested in _UNMET or each.penalty) and at(each.recorded, "beslut") is None:
        yield "Beslut om vite, hävning eller att avstå (ingen) fattar ni och skriver varför:"
        decision = [f"{row}.beslut.följd=FÖLJD", f"{row}.beslut.motiv=SKÄL"]
        yield f"  {change(procurement.id, decision)}"
        yield f"Blir det vite skrivs också beloppet: --satt '{row}.beslut.belopp=TAL'"


def differs(each: Compliance) -> bool:
    """Whether the suggestion says something else than the record; what people have done further about it agrees."""
    if each.suggested is None:
        return False
    status = each.recorded["status"] if each.recorded else ""
    return status != each.suggested and each.suggested not in _FURTHER.get(status, ())


def _row(each: Compliance, procurement: Record) -> str:
    """How the entry is written: by its id, its position where it has none, and a new id for a new one."""
    rows: list[Mapping[str, Any]] = list(procurement.data.get("uppfyllnad", ()))
    if each.recorded is None:
        used = {row.get("id") for row in rows}
        free = next(f"u{number}" for number in range(len(rows) + 1, 2 * len(rows) + 2) if f"u{number}" not in used)
        return f"uppfyllnad[{free}]"
    return f"uppfyllnad[{each.recorded.get('id') or rows.index(each.recorded) + 1}]"


def as_json(
    found: Sequence[Compliance], procurement: Record, name_of: Callable[[str], str], revision: str, today: date
) -> str:
    """The contract of `schemas/output/uppfyllnad.yaml`."""
    told = {
        "format_version": FORMAT_VERSION,
        "revision": revision or None,
        "dag": today.isoformat(),
        "id": procurement.id,
        "titel": name_of(procurement.id),
        "krav": [_as_json(each, name_of) for each in found],
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _as_json(each: Compliance, name_of: Callable[[str], str]) -> dict[str, Any]:
    return {
        "krav": each.requirement["id"],
        "kravtyp": each.requirement["typ"],
        "leverantör": each.supplier,
        "namn": name_of(each.supplier),
        "noterat": dict(each.recorded) if each.recorded else None,
        "förslag": each.suggested,
        "avviker": differs(each),
        "skäl": list(each.reasons),
        "avtalsbrott": ANSWERS_AS_JSON[each.breach],
        "avslut": [
            {
                "placering": ending.placement.id,
                "orsak": at(ending.placement.data, "avslut", "orsak"),
                "avtalsbrott": ANSWERS_AS_JSON[ending.breach],
                "skäl": ending.told,
                "ersatt_av": ending.replaced_by or None,
            }
            for ending in each.endings
        ],
        "vite": {"per_plats": each.penalty.each, "platser": each.penalty.places, "högst": each.penalty.most}
        if each.penalty
        else None,
    }
