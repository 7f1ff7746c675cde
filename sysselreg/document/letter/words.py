"""Words that letters are made of: days, spans, requirements, places. Everything through `swedish`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sysselreg.check.facts import at
from sysselreg.document.letter.model import Subject
from sysselreg.period import PartialDate
from sysselreg.record.model import Record
from sysselreg.record.secrecy import SECRET
from sysselreg.schema.model import Schemas
from sysselreg.swedish import NBSP, counted, date_text, join_and, kronor, number, partial_date_text, plural

_WEEKDAYS = ("måndagen", "tisdagen", "onsdagen", "torsdagen", "fredagen", "lördagen", "söndagen")
# What one place of a form is called, and several; another form is a place with its label.
_PLACES = {
    "tillsvidareanställning": ("tillsvidareanställning", "tillsvidareanställningar"),
    "visstidsanställning": ("visstidsanställning", "visstidsanställningar"),
    "lärling": ("lärlingsplats", "lärlingsplatser"),
    "praktik": ("praktikplats", "praktikplatser"),
    "arbetsträning": ("plats för arbetsträning", "platser för arbetsträning"),
    "trainee": ("traineeplats", "traineeplatser"),
    "utbildning": ("utbildningsplats", "utbildningsplatser"),
}
_DEMANDS = {
    "dialogkrav": "ett dialogkrav",
    "skarpt_krav": "ett skarpt krav",
    "bonus": "en bonus",
    "reserverad_upphandling": "en reservation för sociala företag",
    "köpta_sysselsättningsplatser": "köp",
}
# What joins a requirement to how much it asks for, where it is not "på".
_JOINED = {"bonus": "för", "köpta_sysselsättningsplatser": "av"}
# The same with the definite article: "visar att det skarpa kravet på fyra platser inte är uppfyllt".
_THE_DEMANDS = {
    "dialogkrav": "dialogkravet",
    "skarpt_krav": "det skarpa kravet",
    "bonus": "bonusen",
    "reserverad_upphandling": "reservationen för sociala företag",
    "köpta_sysselsättningsplatser": "köpet",
}
_UNITS = {
    "platser": ("plats", "platser"),
    "heltidsmånader": ("heltidsmånad", "heltidsmånader"),
    "timmar": ("timme", "timmar"),
}
# What whoever has had a place of a form has done, in words that do not tell whether it was to the end.
_DONE = {
    "tillsvidareanställning": "haft en tillsvidareanställning",
    "visstidsanställning": "haft en visstidsanställning",
    "lärling": "varit lärling",
    "praktik": "haft praktik",
    "arbetsträning": "haft arbetsträning",
    "trainee": "varit trainee",
    "utbildning": "deltagit i en utbildning",
}


def in_one_line(day: date) -> str:
    """`2 december 2025`, never broken before its year."""
    return date_text(day).replace(" ", NBSP)


def weekday(day: date) -> str:
    """`tisdagen den 2 december 2025`, for the day that something is wanted."""
    return f"{_WEEKDAYS[day.weekday()]} den {in_one_line(day)}"


def when(data: Any, *path: str) -> str | None:
    """A date of a record in running text, `maj 2025` when the day is not known; None without one."""
    text = at(data, *path)
    known = isinstance(text, str) and PartialDate.parse(text)
    return partial_date_text(text).replace(" ", NBSP) if known else None


def on(data: Any, *path: str) -> str | None:
    """A date of a record after a verb: `den 16 maj 2025`, `i maj 2025`, `2025`; None without one."""
    text = when(data, *path)
    precision = str(at(data, *path)).count("-")
    return None if text is None else f"{('', 'i ', 'den ')[precision]}{text}"


def span(first: str | None, last: str | None) -> str | None:
    """Two dates as one: `2 maj 2025 – 3 juni 2025`, `från 2025-05-02`; None when neither is known."""
    if first and last:
        return f"{first} – {last}"
    return f"från {first}" if first else f"till {last}" if last else None


def label(schemas: Schemas, vocabulary: str, code: object) -> str | None:
    """What people read for a code, as part of a sentence; None for no code and `okänt`."""
    if code is None or code == "okänt":
        return None
    found = schemas.vocabularies[vocabulary].codes.get(str(code))
    return in_text(found.label if found else str(code))


def in_text(words: str) -> str:
    """Words as they stand within a sentence; an abbreviation keeps its capitals, and a name its own."""
    return words if words[1:2].isupper() or words == "Arbetsförmedlingen" else words[:1].lower() + words[1:]


def labels(schemas: Schemas, vocabulary: str, codes: object) -> str | None:
    """Several codes as `ungdomar och nyanlända`; None without any."""
    found = [label(schemas, vocabulary, code) for code in codes] if isinstance(codes, list) else []
    return join_and([each for each in found if each]) or None


def places(schemas: Schemas, form: object, count: int) -> str:
    """`en praktikplats`, `tre lärlingsplatser`."""
    own = label(schemas, "placeringsform", form)
    one, several = _PLACES.get(str(form), (f"plats ({own})", f"platser ({own})") if own else ("plats", "platser"))
    return counted(count, one, several)


def place(schemas: Schemas, form: object) -> str:
    """`praktikplats`: a place of a form without its article."""
    own = label(schemas, "placeringsform", form)
    return _PLACES.get(str(form), (f"plats ({own})" if own else "plats", ""))[0]


def done(schemas: Schemas, form: object) -> str:
    """`haft praktik`, `varit lärling`: what whoever has had a place of a form has done, after `har`."""
    return _DONE.get(str(form), f"haft {places(schemas, form, 1)}")


def demand(schemas: Schemas, krav: Mapping[str, Any]) -> str:
    """A requirement in running text: `ett dialogkrav`, `ett skarpt krav på fyra platser`."""
    bought = "sysselsättningsplatser" if krav["typ"] == "köpta_sysselsättningsplatser" else ""
    return _of(_DEMANDS.get(krav["typ"], "ett sysselsättningskrav"), krav, _how_much(schemas, krav) or bought)


def the_demand(schemas: Schemas, krav: Mapping[str, Any]) -> str:
    """A requirement that has been told of: `dialogkravet`, `det skarpa kravet på fyra platser`."""
    return _of(_THE_DEMANDS.get(krav["typ"], "sysselsättningskravet"), krav, _how_much(schemas, krav))


def _of(named: str, krav: Mapping[str, Any], much: str) -> str:
    return f"{named} {_JOINED.get(krav['typ'], 'på')} {much}" if much else named


def _how_much(schemas: Schemas, krav: Mapping[str, Any]) -> str:
    """`fyra praktikplatser`, `3 000 timmar`; '' when the requirement does not say."""
    count, unit = at(krav, "antal"), at(krav, "enhet")
    if unit not in _UNITS or count is None:
        return ""
    one_sort = unit == "platser" and "form" in krav
    return places(schemas, krav["form"], count) if one_sort else counted(count, *_UNITS[unit])


def met_by(schemas: Schemas, demands: Sequence[Mapping[str, Any]]) -> str | None:
    """The day that requirements are to be met by, of each when they differ; None when no day is known."""
    days = [when(each, "förfaller") for each in demands]
    if len(set(days)) <= 1:
        return next(iter(days), None)
    told = [f"{day} ({the_demand(schemas, each)})" for each, day in zip(demands, days, strict=True) if day]
    return join_and(one_each(told))


def penalty(krav: Mapping[str, Any]) -> str | None:
    """The penalty of a requirement: an amount for each unit, or that there is none; None when nothing is said."""
    amount = at(krav, "vite")
    if amount is None:
        return None
    one = _UNITS.get(str(at(krav, "enhet")), ("del", ""))[0]
    return f"{kronor(amount)} för varje {one} som inte blir av" if amount else "inget vite"


def days(count: int) -> str:
    """`en dag`, `35 dagar`."""
    return counted(count, "dag", "dagar")


def number_of(count: int, singular: str, plural_form: str) -> str:
    """Digits with their word, for tables and facts: `3 platser`."""
    return f"{number(count)} {plural(count, singular, plural_form)}"


def role(subject: Subject, name: str) -> str:
    """The function or unit in a role: the procurement's own, else the program's, else the role itself as a word."""
    own = at(subject.procurement.data, "roller", name) if subject.procurement else None
    if isinstance(own, str) and own != SECRET:
        return own
    buyer = ordering(subject) if name == "beställare" else None
    return buyer or subject.held.roles.get(name) or name.capitalize()


def ordering(subject: Subject) -> str | None:
    """Who has the need that the procurement is to meet: the unit, else the organisation that buys."""
    data = subject.procurement.data if subject.procurement else {}
    names = {each["kod"]: each["namn"] for each in subject.records.config.get("förvaltningar", ())}
    code = at(data, "förvaltning")
    return (
        str(names.get(str(code), code)) if code is not None else name_of(subject, data.get("upphandlande_organisation"))
    )


def officer(subject: Subject) -> str:
    """Who writes the letter: a role, or whoever the case has, by function."""
    if subject.definition.officer != "handläggare":
        return role(subject, subject.definition.officer)
    own = subject.case.data.get("handläggare") if subject.case else None
    return str(own or role(subject, "samordnare"))


def board(subject: Subject) -> str | None:
    """The board that decides: the case's, else the one that the report or its mandate is answered to."""
    if subject.case is not None:
        return str(subject.case.data["nämnd"])
    told = subject.records.config.get("rapport", {}).get("beslutsinstans")
    found = told or at(subject.record.data, "beslut", "instans")
    return str(found) if found else None


def name_of(subject: Subject, record_id: object) -> str | None:
    """What the record of an id is called; None when there is none."""
    found = subject.records.by_id.get(str(record_id))
    return title(found) if found is not None else None


def title(record: Record) -> str | None:
    """The record's own name or title; None when it has none."""
    found = next((record.data[key] for key in ("titel", "rubrik", "namn") if key in record.data), None)
    return str(found) if found is not None else None


def one_each(texts: Iterable[str | None]) -> Sequence[str]:
    """The texts that say something, each once."""
    return tuple(dict.fromkeys(each for each in texts if each))


def units(krav: Mapping[str, Any], count: int) -> str | None:
    """`tre platser`, in what the requirement is counted in; None when it is not counted."""
    unit = at(krav, "enhet")
    return counted(count, *_UNITS[unit]) if unit in _UNITS else None
