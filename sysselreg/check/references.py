"""References between records: what they point at is there, of the right kind, and never leads round in a ring."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator

from sysselreg.check.facts import at, awards, fields, is_reference, referred, rows
from sysselreg.check.model import Register
from sysselreg.check.wording import about
from sysselreg.finding import Finding
from sysselreg.record.model import Record
from sysselreg.schema.model import Field
from sysselreg.yamltext import Path


def astray(register: Register, unread: Collection[str] = ()) -> Iterator[Finding]:
    """R101: what is referred to is not in the register; R102: it is of a kind that does not belong there.

    `unread`: ids of files that could not be read as records. Such a file has findings of its own; that others refer to
    it is no second mistake.
    """
    kinds = {kind.prefix: kind.name for kind in register.schemas.kinds.values()}
    for record, path, field, target in _references(register):
        kind = kinds.get(target.partition("-")[0], "")
        if kind not in field.refers:
            yield about(
                register.schemas,
                "R102",
                record,
                path,
                är=f"en post av typen {kind}" if kind else "inget id som registret använder",
                ska=" eller ".join(name for name in register.schemas.kinds if name in field.refers),
                menade=_meant(register, field, target),
            )
        elif target not in register.by_id and target not in unread:
            yield about(register.schemas, "R101", record, path, menade=_meant(register, field, target))


def rings(register: Register) -> Iterator[Finding]:
    """R103: `ersätter` or `avrop_från` that leads back to where it began; each ring is told once."""
    for kind, name in (("handling", "ersätter"), ("upphandling", "avrop_från")):
        told: set[str] = set()
        for record in register.of(kind):
            chain = _chain(register, record, kind, name)
            if chain and not told & {each.id for each in chain}:
                told |= {each.id for each in chain}
                shown = " → ".join(each.id for each in (*chain, chain[0]))
                also = tuple(each.place(name) for each in chain[1:])
                yield about(register.schemas, "R103", record, (name,), also, kedja=shown)


def place_in_agreement(register: Register) -> Iterator[Finding]:
    """R104, R105: the place of a placement is one of its agreement's places."""
    for record in register.of("placering"):
        place = at(record.data, "plats")
        if place is None:
            continue
        if "dialogöverenskommelse" not in record.data:
            yield about(register.schemas, "R105", record, ("plats",))
            continue
        agreement = referred(register, record, "dialogöverenskommelse", "dialogöverenskommelse")
        places = [str(entry.get("id")) for _, entry in rows(agreement, "platser")] if agreement else [place]
        if agreement and place not in places:
            yield about(
                register.schemas,
                "R104",
                record,
                ("plats",),
                (agreement.place("platser"),),
                överenskommelse=agreement.id,
                möjliga=f"Den har {', '.join(places)}." if places else "Den har inga platser.",
            )


def fulfilment(register: Register) -> Iterator[Finding]:
    """R106, R107: compliance is about a requirement and a supplier of the same procurement."""
    for record in register.of("upphandling"):
        requirements = [str(entry["id"]) for _, entry in rows(record, "krav")]
        source, all_awards = awards(register, record)
        suppliers = {entry["leverantör"] for _, entry in all_awards}
        for path, entry in rows(record, "uppfyllnad"):
            if entry["krav"] not in requirements:
                known = (
                    f"Upphandlingen har {', '.join(requirements)}." if requirements else "Upphandlingen har inga krav."
                )
                yield about(register.schemas, "R106", record, (*path, "krav"), (record.place("krav"),), möjliga=known)
            if suppliers and entry["leverantör"] not in suppliers:
                yield about(register.schemas, "R107", record, (*path, "leverantör"), (source.place("tilldelning"),))


def supplier_has_contract(register: Register) -> Iterator[Finding]:
    """R108: the supplier of a dialog or placement is one of the procurement's, where those are known."""
    for kind in ("dialogöverenskommelse", "placering"):
        for record in register.of(kind):
            procurement = referred(register, record, "upphandling", "upphandling")
            if procurement is None:
                continue
            source, all_awards = awards(register, procurement)
            suppliers = [str(entry["leverantör"]) for _, entry in all_awards]
            if suppliers and record.data["leverantör"] not in suppliers:
                yield about(
                    register.schemas,
                    "R108",
                    record,
                    ("leverantör",),
                    (source.place("tilldelning"),),
                    upphandling=procurement.id,
                    möjliga=", ".join(suppliers),
                )


def title(record: Record) -> str:
    """What people call the record, with its id."""
    name = next((record.data[key] for key in ("titel", "namn", "rubrik") if key in record.data), "")
    return f"{record.id} ({name})" if name else record.id


def _references(register: Register) -> Iterator[tuple[Record, Path, Field, str]]:
    for record, path, field, value in fields(register, is_reference):
        if isinstance(value, str):
            yield record, path, field, value


def _meant(register: Register, field: Field, target: str) -> str:
    """The record that the writer may have meant: the same letters after the prefix, else the nearest spelling."""
    kinds = {kind.prefix for kind in register.schemas.kinds.values() if kind.name in field.refers}
    possible = sorted(each for each in register.by_id if each.partition("-")[0] in kinds)
    same = [each for each in possible if each.partition("-")[2] == target.partition("-")[2]]
    close = same or difflib.get_close_matches(target, possible, n=1, cutoff=0.75)
    return f" Menade du {title(register.by_id[close[0]])}?" if close else ""


def _chain(register: Register, record: Record, kind: str, name: str) -> list[Record]:
    """The ring that the record is part of, itself first; empty when it is part of none."""
    chain = [record]
    while (following := referred(register, chain[-1], name, kind)) is not None:
        if following is record:
            return chain
        if following in chain:
            return []
        chain.append(following)
    return []
