"""An invented stored run of the calculator of Upphandlingsmyndigheten: nineteen inputs and a result for each actor."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.registers.exempel_draw import Draws, between

_INPUTS = (
    ("Antal personer", "2", "personer"),
    ("Anställningens längd", "12", "månader"),
    ("Omfattning", "100", "procent"),
    ("Månadslön", "22000", "kronor"),
    ("Arbetsgivaravgift", "31,42", "procent"),
    ("Produktivitet", "80", "procent"),
    ("Stöd till arbetsgivaren", "nystartsjobb", ""),
    ("Handledarens månadslön", "32000", "kronor"),
    ("Handledarens tid", "10", "procent"),
    ("Leverantörens administration", "10000", "kronor"),
    ("Kommunens upphandlingskostnad", "40000", "kronor"),
    ("Kommunens matchningskostnad", "25000", "kronor"),
    ("Försörjning före", "försörjningsstöd", ""),
    ("Försörjningsstöd", "9500", "kronor per månad"),
    ("Kommunalskatt", "21", "procent"),
    ("Regionskatt", "11", "procent"),
    ("Indirekt skatt", "20", "procent"),
    ("Sannolikhet för fortsatt arbete", "50", "procent"),
    ("Tid i fortsatt arbete", "12", "månader"),
)


def calculation(draws: Draws, day: date) -> dict[str, Any]:
    """One run; the results of the five actors add up to society's."""
    rows = []
    for number, (name, value, unit) in enumerate(_INPUTS, 1):
        row = {"id": f"i{number}", "namn": name, "värde": value}
        rows.append({**row, "enhet": unit} if unit else row)
    parts = {
        "individ": between(draws, 20, 60) * 1000,
        "arbetsgivare": between(draws, -30, 40) * 1000,
        "kommun": between(draws, 60, 180) * 1000,
        "region": between(draws, 10, 40) * 1000,
        "stat": between(draws, -20, 70) * 1000,
    }
    results = [
        {"id": f"r{number}", "aktör": actor, "belopp": amount, "per": "hela_perioden"}
        for number, (actor, amount) in enumerate({**parts, "samhälle": sum(parts.values())}.items(), 1)
    ]
    return {
        "källa": "Upphandlingsmyndighetens kalkylator, påhittad körning",
        "kördatum": day.isoformat(),
        "indata": rows,
        "resultat": results,
    }


def values(draws: Draws) -> list[dict[str, Any]]:
    """What an evaluation says for itself that one person in work is worth."""
    told = (
        ("Från försörjningsstöd till arbete", "kommun", "år", between(draws, 120, 190) * 1000),
        ("Från aktivitetsstöd till arbete", "kommun", "år", between(draws, 20, 60) * 1000),
        ("Ökad inkomst", "individ", "månad", between(draws, 2, 6) * 1000),
        ("Kommunens matchning", "kommun", "gång", -between(draws, 15, 30) * 1000),
    )
    return [
        {"id": f"v{number}", "beskrivning": what, "belopp": amount, "per": per, "aktör": actor,
         "förutsättning": "En person i arbete på heltid."}
        for number, (what, actor, per, amount) in enumerate(told, 1)
    ]  # fmt: skip
