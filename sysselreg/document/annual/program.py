"""The mandate that the report answers to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sysselreg.document.annual.model import Answer, Materials, ProgramView
from sysselreg.document.blocks import Column, Row, Table
from sysselreg.period import PartialDate, Period
from sysselreg.record.model import Record
from sysselreg.swedish import join_and, partial_date_text, sort_key


def reported(records: Sequence[Record], config: Mapping[str, Any], period: Period) -> Record | None:
    """The program the report is about: the one the settings name, else the one valid in the period.

    None when there is none, or several and the settings name none.
    """
    programs = [record for record in records if record.kind == "program"]
    named = config.get("rapport", {}).get("avser_program")
    if named:
        return next((record for record in programs if record.id == named), None)
    valid = [record for record in programs if _valid(record.data.get("giltig", {}), period)]
    return valid[0] if len(valid) == 1 else None


def past_years(program: Record | None, year: int) -> tuple[int, ...]:
    """The mandate's years up to two before the one reported, that a series may be shown; at most four."""
    begins = PartialDate.parse(str(program.data.get("giltig", {}).get("från", ""))) if program else None
    return tuple(range(max(begins.first.year, year - 5), year - 1)) if begins else ()


def _valid(span: Mapping[str, Any], period: Period) -> bool:
    begins, ends = PartialDate.parse(str(span.get("från", ""))), PartialDate.parse(str(span.get("till", "")))
    return (begins is None or begins.first < period.end) and (ends is None or ends.last >= period.start)


def view(materials: Materials, record: Record) -> ProgramView:
    """The mandate in words; what the record does not know is said to be missing."""
    data = record.data
    return ProgramView(
        title=str(data["titel"]),
        decision=_decision(data.get("beslut", {})),
        valid=_span(data.get("giltig", {})),
        ambition=str(data.get("ambition", {}).get("beskrivning", "")),
        answers=tuple(
            Answer(
                int(each["nr"]),
                str(each["lydelse"]).strip(),
                str(each.get("besvaras_av", "")),
                materials.label("rapportsvar", each["besvaras_av"]) if "besvaras_av" in each else "",
            )
            for each in data.get("rapportpunkter", ())
        ),
        proposals=str(data.get("organisationsförslag", "")),
    )


def _decision(decision: Mapping[str, Any]) -> str:
    if not decision:
        return "Beslutet finns inte i registret."
    who = str(decision.get("instans", "Beslutande instans är okänd"))
    when = partial_date_text(str(decision["datum"])) if "datum" in decision else "okänt datum"
    number = f", {decision['diarienummer']}" if "diarienummer" in decision else ""
    return f"{who}, {when}{number}"


def _span(span: Mapping[str, Any]) -> str:
    begins = partial_date_text(str(span["från"])) if "från" in span else "okänt datum"
    ends = partial_date_text(str(span["till"])) if "till" in span else "tills vidare"
    return f"{begins} – {ends}"


def party_table(materials: Materials, source: str) -> Table | None:
    """Who takes part in the mandate, under the heading of each role; None when nobody is named."""
    if materials.program is None or not materials.program.data.get("parter"):
        return None
    rows: list[Row] = []
    for role, code in materials.records.schemas.vocabularies["partroll"].codes.items():
        names = [
            materials.name(each["organisation"]) for each in materials.program.data["parter"] if each["roll"] == role
        ]
        if names:
            rows.append(Row((code.label, join_and(sorted(names, key=sort_key)))))
    return Table("t-parter", "Parter i uppdraget", (Column("Roll", 3), Column("Organisation", 8)), tuple(rows), source)


def role_table(materials: Materials, source: str) -> Table | None:
    """Who holds each of the four roles; None when no role is placed."""
    if materials.program is None or not materials.program.data.get("roller"):
        return None
    roles = materials.program.data["roller"]
    rows = tuple(Row((materials.label("roll", role), str(who))) for role, who in roles.items())
    return Table("t-roller", "Roller", (Column("Roll", 3), Column("Var rollen finns", 8)), rows, source)


def rule_table(materials: Materials, source: str) -> Table | None:
    """When requirements are to be set, as the mandate says; None when it says nothing."""
    if materials.program is None or not materials.program.data.get("tillämpningsregler"):
        return None
    rules = materials.program.data["tillämpningsregler"]
    rows = tuple(Row((str(rule.get("namn", rule["id"])), str(rule.get("beskrivning", "")))) for rule in rules)
    return Table("t-regler", "När krav ska ställas", (Column("Regel", 2), Column("Innebörd", 8)), rows, source)


def stated_goal_table(materials: Materials, source: str) -> Table | None:
    """Goals that no figure measures, with what the source itself says of them; None without such goals."""
    if materials.program is None:
        return None
    stated = [each for each in materials.program.data.get("mål", ()) if "nyckeltal" not in each]
    rows = tuple(
        Row(
            (
                str(each.get("beskrivning", each["id"])),
                materials.label("maluppfyllelse", each.get("måluppfyllelse", "okänt")),
            )
        )
        for each in stated
    )
    columns = (Column("Mål", 8), Column("Uppfyllt enligt källan", 2))
    return Table("t-ovriga-mal", "Mål som inget nyckeltal mäter", columns, rows, source) if rows else None
