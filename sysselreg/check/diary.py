"""The diary in order: secrecy names its provision, and a document goes with the state of its case (OSL 5 kap.)."""

from __future__ import annotations

from collections.abc import Iterator

from sysselreg.check.facts import referred
from sysselreg.check.model import Register
from sysselreg.check.wording import about
from sysselreg.finding import Finding


def no_provision(register: Register) -> Iterator[Finding]:
    """R130: a record is secret, but by which provision is not said (OSL 5 kap. 5 §)."""
    for record in register.records:
        secrecy = record.data.get("sekretess", {})
        if secrecy.get("nivå") == "sekretess" and "lagrum" not in secrecy:
            yield about(register.schemas, "R130", record, ("sekretess", "nivå"))


def state_of_case(register: Register) -> Iterator[Finding]:
    """R131, R132: a document that stands in a cancelled case, or that is a draft in one that is closed."""
    for record in register.of("handling"):
        case = referred(register, record, "ärende", "ärende")
        if case is None:
            continue
        state, known = record.data.get("status"), case.data.get("status")
        if known == "makulerat" and state != "makulerad":
            where, code, field = case.place("status"), "R131", "ärende"
        elif known == "avslutat" and state == "utkast":
            where, code, field = case.place("status"), "R132", "status"
        else:
            continue
        yield about(register.schemas, code, record, (field,), (where,), ärende=case.data["diarienummer"])


_PARTY = {"inkommen": "avsändare", "expedierad": "mottagare"}


def party(register: Register) -> Iterator[Finding]:
    """R133: from whom a document has come in, or to whom it has been sent, is not said (OSL 5 kap. 2 §)."""
    for record in register.of("handling"):
        lacking = _PARTY.get(record.data["riktning"])
        if lacking and lacking not in record.data:
            yield about(register.schemas, "R133", record, ("riktning",), part=f"{lacking}n")
