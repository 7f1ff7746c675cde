"""A letter as a draft of an e-mail: the PDF attached, the same bytes every time (RFC 5322, RFC 2045)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from email.headerregistry import Address, Group
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256

from sysselreg.document.letter.build import decided
from sysselreg.document.letter.model import Letter
from sysselreg.swedish import join_and


def as_mail(letter: Letter) -> bytes:
    """The draft. The register knows no addresses but its own: the recipient is named, the address left to people.

    `X-Unsent` makes mail programs open it as a draft. Date, Message-ID and boundary follow from the letter.
    """
    frame = letter.frame
    digest = sha256(letter.pdf).hexdigest()
    domain = frame.sender.mail.rpartition("@")[2] or "sysselreg.invalid"
    message = EmailMessage(policy=SMTP)
    message["Date"] = datetime.combine(letter.subject.date, time(12), UTC)
    message["Subject"] = f"{letter.heading} ({frame.identifier})" if frame.identifier else letter.heading
    if frame.sender.mail:
        message["From"] = Address(_line(frame.sender.unit or frame.sender.name), addr_spec=frame.sender.mail)
    message["To"] = Group(_line(", ".join(frame.recipient)), ())
    message["Message-ID"] = f"<{letter.name}.{digest[:16]}@{domain}>"
    message["X-Unsent"] = "1"
    message.set_content(_words(letter), charset="utf-8", cte="quoted-printable")
    message.add_attachment(letter.pdf, maintype="application", subtype="pdf", filename=f"{letter.name}.pdf")
    message.set_boundary(f"sysselreg-{digest[:32]}")
    return message.as_bytes()


def _words(letter: Letter) -> str:
    frame, decision = letter.frame, decided(letter)
    told = _of_statement(letter, decision) if decision else _of_letter(letter)
    sender = ", ".join(filter(None, (frame.sender.unit, frame.sender.name)))
    return "\n\n".join(["Hej!", *told, f"Med vänlig hälsning\n{frame.officer}\n{sender}\n"])


def _of_letter(letter: Letter) -> list[str]:
    frame = letter.frame
    number = f" Ange {frame.identifier} när ni svarar." if frame.identifier else ""
    return [
        f"{letter.heading}.",
        f"Allt står i det bifogade brevet.{number}",
        *([f"Kopia till: {', '.join(frame.copies)}."] if frame.copies else []),
        "Det ni skickar till oss blir allmän handling. Skriv inget som visar vem en deltagare är.",
    ]


def _of_statement(letter: Letter, decision: Mapping[str, Sequence[str]]) -> list[str]:
    """What a board is asked to decide, and who is then to be told."""
    frame, to = letter.frame, decision.get("beslut_skickas_till")
    number = f" i ärendet {frame.identifier}" if frame.identifier else ""
    return [
        f"Här är tjänsteskrivelsen ”{letter.heading}”{number}, med dessa förslag till beslut av {frame.recipient[0]}:",
        "\n".join(f"{n}. {each}" for n, each in enumerate(decision["förslag_till_beslut"], 1)),
        "Underlaget står i tjänsteskrivelsen, som är bifogad.",
        *([f"Beslutet skickas till {join_and(to)}."] if to else []),
    ]


def _line(text: str) -> str:
    return " ".join(text.split())
