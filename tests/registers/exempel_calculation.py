"""Invented calculations: a stored run of Upphandlingsmyndigheten's calculator, and inputs of the register's own."""

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


# Of the programme, and of two procurements where more is known.
_WAGES = (23_500, 25_200, 24_100)
_BENEFITS = {
    "försörjningsstöd": 10_400, "aktivitetsstöd": 8_030, "arbetslöshetsersättning": 11_200,
    "etableringsersättning": 6_700, "sjukersättning": 12_900,
}  # fmt: skip


def inputs(index: int) -> dict[str, Any]:
    """What the register's own calculation counts with; nothing is drawn, so that all other records stay as they are."""
    return {
        "månadslön": _WAGES[index % len(_WAGES)],
        "produktivitet_procent": 75 + 5 * (index % 3),
        "stöd_procent_av_avgift": 250,
        "stöd_per_månad": 14_000,
        "handledarlön": 34_000,
        "handledning_procent": 10,
        "administration": 8_000,
        "upphandlingskostnad": 22_000,
        "indirekt_skatt_procent": 15,
        "ersättningar": [
            {"id": f"e{number}", "försörjning_före": kind, "per_månad": amount}
            for number, (kind, amount) in enumerate(_BENEFITS.items(), 1)
        ],
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
