"""The contradictions that the invented register holds on purpose, one of each sort, each in a record that says so.

Everything else agrees with itself, so `kontrollera` must find these and no others. They are planted after the register
is made, so that the rest of the bytes stay as they were. M222 and M224 follow of themselves from M221 and M223.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from tests.registers import exempel_contradictions as contradictions
from tests.registers.exempel_contradictions import Everything, Record

NOTE = "Avsiktlig motsägelse."


class Planted(NamedTuple):
    """`code` of the finding, what it is in words, and the change, which gives the record changed."""

    code: str
    words: str
    change: Callable[[Everything], Record]


def plant(everything: Everything) -> list[tuple[Planted, str]]:
    """Plant all of them; gives each with the id of its record. Raises LookupError when no record fits."""
    done = []
    for each in PLANTED:
        record = each.change(everything)
        record["anteckning"] = f"{record.get('anteckning', NOTE)} {each.words}"
        done.append((each, str(record["id"])))
    return done


PLANTED: tuple[Planted, ...] = (
    Planted("M201", "Perioden slutar innan den börjar.", contradictions.ends_before_it_begins),
    Planted("M202", "Upphandlingen lämnades över före tilldelningen.", contradictions.handed_over_too_soon),
    Planted("M203", "Platsen finns efter avtalets slut.", contradictions.longer_than_contract),
    Planted("M204", "Placeringen började före avtalet.", contradictions.before_contract),
    Planted("M205", "Fler har börjat än det finns platser.", contradictions.more_begun_than_agreed),
    Planted("M206", "Utfallet vid avslutet är angivet två gånger.", contradictions.outcome_twice),
    Planted("M207", "Utfall är angivet fast placeringen pågår.", contradictions.outcome_before_end),
    Planted("M208", "Avtalet är tecknat fast upphandlingen bara är planerad.", contradictions.signed_before_award),
    Planted("M209", "Placeringen är fullföljd men orsaken är flytt.", contradictions.cause_against_status),
    Planted("M210", "Samma deltagare har olika kön i två placeringar.", contradictions.two_genders),
    Planted("M211", "Överenskommelsen är med en annan leverantör.", contradictions.other_supplier),
    Planted("M212", "Placeringen bygger på en dialog utan platser.", contradictions.on_dialog_without_places),
    Planted("M213", "Deltagaren har två placeringar på mer än heltid.", contradictions.more_than_full_time),
    Planted(
        "M214",
        "Krav ställs fast bedömningen är att inget krav ska ställas.",
        contradictions.requirement_against_decision,
    ),
    Planted(
        "M215",
        "Bedömningen är att krav ska ställas, men inget krav finns.",
        contradictions.decision_without_requirement,
    ),
    Planted(
        "M216", "Avropet är från en upphandling som inte är ett ramavtal.", contradictions.call_off_from_no_framework
    ),
    Planted("M217", "Ett belopp är angivet fast ingen fördyring finns.", contradictions.cost_that_is_none),
    Planted("M221", "Kvar och utfall blir inte budgeten.", contradictions.left_does_not_add_up),
    Planted("M223", "Antalet seminarier är uppgivet med två tal.", contradictions.stated_twice),
    Planted("M225", "Upphandlingarna är fler än ambitionen.", contradictions.above_ambition),
    Planted("V301", "Praktiken är kortare än tre månader.", contradictions.too_short),
    Planted("V308", "Skarpt krav på platser saknar vite.", contradictions.no_penalty),
)
