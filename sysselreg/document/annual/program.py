"""The mandate that the report answers to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sysselreg.document.annual.model import Answer, ProgramView
from sysselreg.period import PartialDate, Period
from sysselreg.record.model import Record
from sysselreg.swedish import partial_date_text


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


def _valid(span: Mapping[str, Any], period: Period) -> bool:
    begins, ends = PartialDate.parse(str(span.get("från", ""))), PartialDate.parse(str(span.get("till", "")))
    return (begins is None or begins.first < period.end) and (ends is None or ends.last >= period.start)


def view(record: Record) -> ProgramView:
    """The mandate in words; what the record does not know is said to be missing."""
    data = record.data
    return ProgramView(
        title=str(data["titel"]),
        decision=_decision(data.get("beslut", {})),
        valid=_span(data.get("giltig", {})),
        ambition=str(data.get("ambition", {}).get("beskrivning", "")),
        answers=tuple(
            Answer(int(each["nr"]), str(each["lydelse"]).strip(), str(each.get("besvaras_av", "")))
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
