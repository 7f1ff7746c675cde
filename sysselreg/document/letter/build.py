"""A letter put together: its facts, what stands on every letter, HTML, PDF."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from html import unescape

from sysselreg import __version__
from sysselreg.document.letter.about_compliance import consequence
from sysselreg.document.letter.about_results import of_procurement, of_year
from sysselreg.document.letter.about_statement import proposals, rests_on, sent_to
from sysselreg.document.letter.about_tertial import awarded
from sysselreg.document.letter.about_time import reminder
from sysselreg.document.letter.facts import facts
from sysselreg.document.letter.model import Frame, Letter, Sender, Subject
from sysselreg.document.letter.words import board, officer, role, title
from sysselreg.document.metadata import DocumentMeta
from sysselreg.document.pdf import render_pdf
from sysselreg.document.templates import Templates, render
from sysselreg.document.typography import in_lines
from sysselreg.record.model import Record
from sysselreg.snapshot import Revision
from sysselreg.swedish import date_table, join_and

# As many as a handling may name (schemas/kinds/handling.yaml).
MOST = 500
_HEADING = re.compile(r"<h1\b[^>]*>(.*?)</h1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_WEB = re.compile(r"^https?://(?:www\.)?|/$")


def build(subject: Subject, templates: Templates, files: Mapping[str, bytes], revision: Revision) -> Letter:
    """The letter as PDF/A-2a and PDF/UA-1; a draft when it is registered nowhere.

    Raises UsageError when a fact that it needs is not known, DefinitionError when its template is wrong.
    """
    shown = frame(subject, revision)
    html = render(templates, subject.definition.template, {**facts(subject), "ram": shown})
    found = _HEADING.search(html)
    heading = " ".join(unescape(_TAG.sub("", found[1])).split()) if found else subject.definition.name
    pdf = render_pdf(in_lines(html), files, _meta(subject, shown, heading, revision), "letter")
    return Letter(file_name(subject), heading, pdf, shown, subject)


def behind(subject: Subject) -> tuple[str, ...]:
    """The ids of the records that the letter rests on: those it is about, and those that its numbers count."""
    counted: list[Record] = []
    if "placeringar" in subject.definition.facts:
        counted += of_procurement(subject)
    if "resultat" in subject.definition.facts:
        counted += of_year(subject)
    if "utan_krav" in subject.definition.facts:
        counted += awarded(subject)
    ids = [*subject.basis, *(each.id for each in counted)]
    if "underlag_för_beslutet" in subject.definition.facts:
        ids += rests_on(subject)
    return tuple(dict.fromkeys(ids))[:MOST]


def decided(letter: Letter) -> dict[str, list[str]]:
    """What the handling of a tjänsteskrivelse tells of the decision that is asked for; empty for another letter."""
    if "förslag_till_beslut" not in letter.subject.definition.facts:
        return {}
    told = {"förslag_till_beslut": proposals(letter.subject), "beslut_skickas_till": sent_to(letter.subject)}
    return {name: each for name, each in told.items() if each}


def file_name(subject: Subject) -> str:
    """`l7-dia-2371mc-2025-11-04`, with the supplier when the record has several: ids and days, never names."""
    supplier = subject.supplier.id if subject.record.kind == "upphandling" and subject.supplier else ""
    parts = (subject.definition.id.lower(), subject.record.id, supplier, date_table(subject.date))
    return "-".join(filter(None, parts))


def name_in_diary(subject: Subject) -> str:
    """What the letter is, for its case: of one that may tell of a decision, what its head says."""
    return _document(subject) if subject.definition.decided else subject.definition.name


def _document(subject: Subject) -> str:
    definition = subject.definition
    return definition.decided.get(str(consequence(subject)), definition.document)


def frame(subject: Subject, revision: Revision) -> Frame:
    """What stands on the letter whatever it says."""
    definition, choices = subject.definition, subject.choices
    sender = _sender(subject)
    if definition.officer == "upphandlare":
        # Whoever signs sends: those who buy are a unit of their own.
        sender = replace(sender, unit=officer(subject))
    # Whoever holds what a participant was given must not be led to the record, which says more.
    handed_over = "deltagare" in definition.to
    copies = (*definition.copies, *(definition.again if reminder(subject) > 1 else ()))
    identifier = "" if handed_over else choices.case
    return Frame(
        document=_document(subject),
        date=date_table(subject.date),
        identifier=identifier,
        reference=choices.reference,
        sender=sender,
        officer=officer(subject),
        recipient=recipient(subject),
        copies=tuple(_addressed(subject, each)[0] for each in copies),
        reply=_reply(sender, identifier),
        basis="" if handed_over else _basis(subject, revision),
        stamp="" if choices.registered or choices.name else "UTKAST",
        style=definition.style,
    )


def recipient(subject: Subject) -> tuple[str, ...]:
    """The lines of the addressee."""
    if subject.choices.recipient:
        return (subject.choices.recipient,)
    return tuple(line for each in subject.definition.to for line in _addressed(subject, each))


def _addressed(subject: Subject, name: str) -> tuple[str, ...]:
    """Who is meant by a role, in one line or more."""
    match name:
        case "leverantör":
            named = title(subject.supplier) if subject.supplier else None
            contact = subject.award.get("kontaktfunktion")
            return tuple(filter(None, (named or "Leverantören", str(contact) if contact else None)))
        case "bransch":
            branch = subject.procurement.data.get("bransch") if subject.procurement else None
            return (
                ("Till företag och organisationer", f"Bransch: {branch}")
                if branch
                else ("Till företag och organisationer",)
            )
        case "förvaltning":
            return (title(subject.record) or "Förvaltningen",)
        case "deltagare":
            return ("Lämnas genom rekryteraren",)
        case "anbudsgivare":
            named = title(subject.supplier) if subject.supplier else None
            return (named or "Till den som lämnar anbud",)
        case "sökande":
            return ("Till den som har begärt uppgifterna",)
        case "nämnd":
            return (board(subject) or "Nämnden",)
        case "registrator":
            return ("Registrator",)
        case _:
            return (role(subject, name),)


def _sender(subject: Subject) -> Sender:
    config = subject.records.config
    told = config.get("avsändare", {})
    name = str(told.get("namn", config["organisation"]))
    return Sender(
        name=name,
        unit=str(told.get("enhet", "")),
        post=str(told.get("postadress", "")),
        visit=str(told.get("besöksadress", "")),
        phone=str(told.get("telefon", "")),
        mail=str(told.get("e_post", "")),
        web=_WEB.sub("", str(told.get("webb", ""))),
        number=str(told.get("orgnr", "")),
    )


def _reply(sender: Sender, identifier: str) -> str:
    """Where an answer is sent, in a sentence."""
    with_number = f" och skriv {identifier} i ämnesraden" if identifier else ""
    if sender.mail:
        return f"Mejla till {sender.mail}{with_number}."
    if sender.post:
        return f"Skicka svaret till {sender.name}, {sender.post}{f', och ange {identifier}' if identifier else ''}."
    return f"Skicka svaret till {sender.name}{f' och ange {identifier}' if identifier else ''}."


def _basis(subject: Subject, revision: Revision) -> str:
    state = f"registrets läge {revision.short}" if revision.commit else "uppgifter som inte är incheckade"
    return f"{subject.definition.id}. Bygger på {join_and(subject.basis)}, {state}."


def _meta(subject: Subject, shown: Frame, heading: str, revision: Revision) -> DocumentMeta:
    definition, register = subject.definition, subject.records.config["register"]
    return DocumentMeta(
        title=heading,
        kind=shown.document,
        author=shown.sender.unit or shown.sender.name,
        publisher=str(subject.records.config["organisation"]),
        created=subject.date,
        description=f"{name_in_diary(subject)}, {', '.join(shown.recipient)}",
        identifier=shown.identifier,
        keywords=(definition.id, shown.document.lower(), "sysselsättningskrav"),
        source=f"Registret {register}: {shown.basis}" if shown.basis else "",
        document_id=f"urn:sysselreg:{register}:{file_name(subject)}" if shown.basis else "",
        version_id=revision.commit or "" if shown.basis else "",
        generator=f"sysselreg {__version__}",
    )
