"""Contradictions within a record: a status that other fields deny, an answer that an amount denies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sysselreg.check.facts import BEFORE_AWARD, at, matches, referred
from sysselreg.check.model import Register
from sysselreg.check.wording import about, label
from sysselreg.finding import Finding
from sysselreg.swedish import kronor
from sysselreg.yamltext import Path


class _Denied(NamedTuple):
    """A field that, when filled in, denies each of the statuses."""

    field: str
    statuses: frozenset[str]


_NOT_STARTED = frozenset({"vakant", "matchning", "överenskommen", "ej_tillträdd"})
_RUNNING = frozenset({"pågående", "paus"})
_NO_ANSWER = frozenset({"begärd", "påmind", "utebliven"})

# Which filled-in field denies which status, by kind; the statuses mean what their code lists say.
_DENIED: Mapping[str, tuple[_Denied, ...]] = {
    "upphandling": (
        _Denied("tilldelning", BEFORE_AWARD),
        _Denied("datum.avtal_tecknat", BEFORE_AWARD | {"avbruten"}),
    ),
    "dialogöverenskommelse": (
        _Denied("platser", frozenset({"avslutad_utan_platser", "uteblev"})),
        _Denied("orsak_inga_platser", frozenset({"överenskommen", "fullföljd", "bruten"})),
        _Denied("undertecknad", frozenset({"planerad", "kallad", "uteblev"})),
    ),
    "placering": (
        _Denied("faktisk.från", _NOT_STARTED),
        _Denied("faktisk.till", _NOT_STARTED | _RUNNING),
        _Denied("avslut", (_NOT_STARTED | _RUNNING) - {"ej_tillträdd"}),
    ),
    "utvärdering": (_Denied("inkommen", _NO_ANSWER), _Denied("svar", _NO_ANSWER)),
    "ärende": (
        _Denied("avslutat", frozenset({"öppet"})),
        _Denied("makuleringsskäl", frozenset({"öppet", "avslutat"})),
    ),
    "handling": (
        _Denied("expediering", frozenset({"utkast", "granskad"})),
        _Denied("makuleringsskäl", frozenset({"utkast", "granskad", "expedierad", "besvarad"})),
    ),
}

# An amount and the answer beside it that says there is none.
_AMOUNTS: tuple[tuple[str, str, str], ...] = (
    ("fördyring.belopp", "bedömd", "nej"),
    ("uppfyllnad.*.beslut.belopp", "följd", "ingen"),
)


def status_denied(register: Register) -> Iterator[Finding]:
    """M208: the status says one thing, a filled-in field another."""
    for record in register.records:
        status = at(record.data, "status")
        for denied in _DENIED.get(record.kind, ()):
            path: Path = tuple(denied.field.split("."))
            # An empty list or group says nothing.
            if status in denied.statuses and at(record.data, *path):
                field = register.schemas.kinds[record.kind].root.children["status"]
                codes = register.schemas.vocabularies[field.vocabulary].codes
                yield about(
                    register.schemas, "M208", record, path, (record.place("status"),), status=codes[str(status)].label
                )


def decided_against_requirements(register: Register) -> Iterator[Finding]:
    """M214, M215: requirements though none were to be set; none though they were decided and the tender is out."""
    for record in register.of("upphandling"):
        decision, requirements = at(record.data, "bedömning", "beslut"), record.data["krav"]
        out = record.data["status"] not in BEFORE_AWARD - {"annonserad"} | {"avbruten"}
        denied = {
            "M214": decision == "inget_krav" and requirements,
            "M215": decision == "krav" and not requirements and out,
        }
        for code in (code for code, wrong in denied.items() if wrong):
            yield about(register.schemas, code, record, ("krav",), (record.place("bedömning", "beslut"),))


def call_off_without_framework(register: Register) -> Iterator[Finding]:
    """M216: a call-off from a procurement that is said not to be a framework."""
    for record in register.of("upphandling"):
        framework = referred(register, record, "avrop_från", "upphandling")
        if framework is not None and at(framework.data, "ramavtal") == "nej":
            there = (framework.place("ramavtal"),)
            yield about(register.schemas, "M216", record, ("avrop_från",), there)


def amount_denied(register: Register) -> Iterator[Finding]:
    """M217: an amount beside an answer that says there is none."""
    for record in register.of("upphandling"):
        for pattern, answer, none in _AMOUNTS:
            for path, amount in matches(record.data, tuple(pattern.split("."))):
                beside = (*path[:-1], answer)
                if amount and at(record.data, *beside) == none:
                    named = label(register.schemas, record.kind, record.field_name(beside), beside)
                    yield about(
                        register.schemas,
                        "M217",
                        record,
                        path,
                        (record.place(*beside),),
                        värde=kronor(amount),
                        annat=named,
                        svar=none,
                    )
