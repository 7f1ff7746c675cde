"""Facts of a tjänsteskrivelse: its blocks, as they are written in the register or as its records tell them.

A block that is written stands as it is written. What is not, is told from the records by the template, or left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sysselreg.check.facts import at
from sysselreg.check.statements import PROPOSAL, TITLE, Block, blocks, id_of, items
from sysselreg.document.annual import figures
from sysselreg.document.annual.appendix import counted_records
from sysselreg.document.letter.about_report import dated, handled, issued, parties, report_title
from sysselreg.document.letter.model import Subject, Value
from sysselreg.document.letter.words import board, in_text, officer, title
from sysselreg.document.markdown import narrative, placeholders
from sysselreg.errors import UsageError
from sysselreg.record.model import Record
from sysselreg.record.secrecy import is_open
from sysselreg.snapshot import RECORDS
from sysselreg.swedish import genitive

_MUST = (PROPOSAL, "Sammanfattning", "Ärendet")
_VIEW = "Yttrande"


def file_of(subject: Subject) -> str:
    """Where the text is, or is to be written: of a mandate in the year of the report, of a case in the newest year."""
    year = subject.year if subject.annual else subject.date.year
    here = f"{RECORDS}texter/{year}/{subject.record.id.replace('-', '_')}.md"
    found = (path for path in subject.records.texts if id_of(path) == subject.record.id)
    return here if subject.annual else max(found, default=here)


def _text(subject: Subject) -> str:
    """The text as it may be told: a case that is not open keeps its own words, which go to its board alone."""
    if subject.annual:
        return subject.annual.records.texts.get(file_of(subject), "")
    held = subject.held.opened if is_open(subject.record.data.get("sekretess")) else subject.held
    return held.records.texts.get(file_of(subject), "")


def _written(subject: Subject) -> dict[str, Block]:
    """The blocks that are written, by name. Raises UsageError for a case that lacks one that nothing else tells."""
    written = {block.name: block for block in blocks(_text(subject)) if block.text.strip() or block.name == TITLE}
    missing = [name for name in _MUST if name not in written]
    if missing and not subject.annual:
        raise UsageError(
            f"Tjänsteskrivelsen i {subject.record.data['diarienummer']} saknar {missing[0]}. Skriv det under rubriken "
            f"## {missing[0]} i {file_of(subject)}."
        )
    return written


def _prose(name: str) -> Callable[[Subject], Value]:
    """A block of running text, with figures put in."""

    def told(subject: Subject) -> Value:
        block = _written(subject).get(name)
        return _as_html(subject, block.text, file_of(subject)) if block else None

    return told


def _as_html(subject: Subject, text: str, path: str) -> Value:
    words: dict[str, str] = {}
    if placeholders(text):
        # The figures of a text are those of the year that its folder is named by.
        words = figures.wordings(subject.held.report(int(path.split("/")[2])), {path: text})
    return narrative(text, path, words) or None


def _list(subject: Subject, name: str) -> list[str]:
    block = _written(subject).get(name)
    return items(block.text) if block else []


def _heading(subject: Subject) -> Value:
    block = _written(subject).get(TITLE)
    if block:
        return block.heading
    return _report(subject) if subject.annual else title(subject.record)


def _report(subject: Subject) -> str:
    return f"Årsrapport {subject.year}, {report_title(subject)}"


def proposals(subject: Subject) -> list[str]:
    """What the board is asked to decide: `att …`, the last with a full stop."""
    found = _list(subject, PROPOSAL) or [f"att godkänna {_report(subject)}"]
    return [*found[:-1], f"{found[-1].rstrip('.')}."]


def sent_to(subject: Subject) -> list[str]:
    """Who is to be told of the decision."""
    found = _list(subject, "Beslutet skickas till")
    return found or (parties(subject) if subject.annual else [])


def _signed_by(subject: Subject) -> Value:
    own = subject.records.config.get("rapport", {}).get("underskrift") if subject.annual else None
    return _list(subject, "Underskrifter") or own


def _view_heading(subject: Subject) -> Value:
    """`Socialförvaltningens yttrande`."""
    block = _written(subject).get(_VIEW)
    return block.heading if block and block.heading != _VIEW else f"{_whose(subject)} yttrande"


def _whose(subject: Subject) -> str:
    """`Socialförvaltningens`: whose tjänsteskrivelse it is, as its own view is headed, else the sender's."""
    block = _written(subject).get(_VIEW)
    named = block.heading.rpartition(" ")[0] if block else ""
    sender = subject.records.config.get("avsändare", {})
    return named or genitive(str(sender.get("enhet", sender.get("namn", subject.records.config["organisation"]))))


def _view(subject: Subject) -> Value:
    """The view as it is written, else the conclusions of the report."""
    path = f"{RECORDS}texter/{subject.year}/slutsatser.md"
    texts = subject.annual.records.texts if subject.annual else {}
    return _prose(_VIEW)(subject) or (_as_html(subject, texts[path], path) if path in texts else None)


def rests_on(subject: Subject) -> list[str]:
    """The ids of the records that it rests on: what came in to the case, or what counts in the report's figures."""
    if subject.annual is None:
        return [each.id for each in _came_in(subject)]
    issue = issued(subject)
    document = handled(subject, issue) if issue else None
    return [*([document.id] if document else []), *counted_records(subject.annual)]


def _basis(subject: Subject) -> Value:
    """What the decision rests on, each with its day, the tjänsteskrivelse itself first."""
    own = f"{_whose(subject)} tjänsteskrivelse {subject.date.isoformat()} (denna skrivelse)"
    return [own, *(_list(subject, "Underlag för beslutet") or _known_basis(subject))]


def _known_basis(subject: Subject) -> list[str]:
    report = subject.annual
    if report is None:
        return [_document(each) for each in _came_in(subject)]
    data = subject.record.data.get("beslut", {})
    day, number = data.get("datum", ""), data.get("diarienummer", "")
    who = genitive(str(data.get("instans", "")))
    decided = f"{who} beslut om uppdraget {day}{f' ({number})' if number else ''}" if who and day else ""
    own = f"{_report(subject)}, {dated(subject, report)}"
    return [own, *filter(None, [decided])]


def _came_in(subject: Subject) -> list[Record]:
    """The documents that have come in to the case, oldest first, as anybody may know them."""
    found = [
        each
        for each in subject.held.opened.records.of("handling")
        if subject.case and each.data["ärende"] == subject.case.id and each.data["riktning"] == "inkommen"
    ]
    kept = [each for each in found if each.data.get("status") != "makulerad"]
    return sorted((each for each in kept if each.data["datum"] <= subject.date.isoformat()), key=_numbered)


def _numbered(document: Record) -> int:
    return int(document.data["nummer"])


def _document(document: Record) -> str:
    sender = document.data.get("avsändare")
    return f"{document.data['rubrik']}{f', från {sender}' if sender else ''}, {document.data['datum']}"


FACTS: Mapping[str, Callable[[Subject], Value]] = {
    "rubrik": _heading,
    "nämnd": board,
    "förslag_till_beslut": proposals,
    "sammanfattning": _prose("Sammanfattning"),
    "underlag_för_beslutet": _basis,
    "ärendet": _prose("Ärendet"),
    "yttrande": _view,
    "yttrandets_rubrik": _view_heading,
    "beredning": _prose("Beredning"),
    "barnets_bästa": _prose("Barnets bästa"),
    "ekonomiska_konsekvenser": _prose("Ekonomiska konsekvenser"),
    "föredragning": _prose("Föredragning"),
    "underskrifter": _signed_by,
    "handläggaren": lambda subject: in_text(officer(subject)),
    "källa": lambda subject: None if subject.annual else at(subject.record.data, "källa", "handling"),
    "beslutet_skickas_till": lambda subject: sent_to(subject) or None,
}
