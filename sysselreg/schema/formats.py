"""The text formats that kinds name: how each is recognised and told to people."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from sysselreg.period import PartialDate

# Crockford's base 32 in lower case: no i, l, o, u, so an id read aloud is not misheard.
ID_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_ID_TAIL = f"[{ID_ALPHABET}]{{6}}"


class Format(NamedTuple):
    """`accepts` decides; `expected` ends the sentence "Skriv …"."""

    accepts: Callable[[str], bool]
    expected: str


def _like(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda text: compiled.fullmatch(text) is not None


def is_day(text: str) -> bool:
    """Whether the text is a day that exists, written ÅÅÅÅ-MM-DD."""
    try:
        return len(text) == 10 and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def is_orgnr(text: str) -> bool:
    """NNNNNN-NNNN with a right check digit (Luhn), as Bolagsverket and Skatteverket give them."""
    if not re.fullmatch(r"[0-9]{6}-[0-9]{4}", text):
        return False
    return luhn(text.replace("-", ""))


def luhn(digits: str) -> bool:
    """The modulus 10 check of Swedish identity and organisation numbers, last digit the check digit."""
    doubled = (int(d) * (2 - i % 2) for i, d in enumerate(digits))
    return sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0


def id_pattern(prefixes: tuple[str, ...]) -> str:
    """The regular expression of record ids with one of the prefixes; any prefix when none is given."""
    return rf"(?:{'|'.join(prefixes) if prefixes else '[a-z]{3}'})-{_ID_TAIL}"


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "datum": Format(is_day, "en dag som finns, som 2023-05-02"),
        "partiellt-datum": Format(
            lambda text: PartialDate.parse(text) is not None,
            "en dag, en månad eller ett år som finns, som 2023-05-02, 2023-05 eller 2023",
        ),
        "id": Format(_like(id_pattern(())), "postens id, som upp-7k3qf9"),
        "referens": Format(_like(id_pattern(())), "id för posten som avses, som org-4x8m2k"),
        "lokalt-id": Format(_like(r"[a-z][a-z0-9]{0,15}"), "en kort beteckning med små bokstäver och siffror, som k1"),
        "diarienummer": Format(
            _like(r"[A-ZÅÄÖ]{1,10}[ -][0-9]{4}[/-][0-9]{1,6}(?:-[0-9]+)?"),
            "diarienumret som i diariet, som KS 2023/0042",
        ),
        "orgnr": Format(is_orgnr, "tio siffror med bindestreck och rätt kontrollsiffra, som 212000-1132"),
        "cpv": Format(_like(r"[0-9]{8}-[0-9]"), "CPV-koden med kontrollsiffra, som 45233250-6"),
        "sni": Format(_like(r"[0-9]{2}(?:[.]?[0-9]{1,3})?"), "SNI-koden, som 42110"),
        "kommunkod": Format(_like(r"[0-9]{4}"), "kommunens fyra siffror, som 1281"),
        "deltagarnyckel": Format(
            _like(rf"d-[{ID_ALPHABET}]{{8}}"), "nyckeln från verksamhetssystemet, d- och åtta tecken, som d-4k7m2p9x"
        ),
        "sha256": Format(_like(r"[0-9a-f]{64}"), "filens SHA-256 med 64 tecken"),
        "commit": Format(_like(r"[0-9a-f]{40}(?:[0-9a-f]{24})?"), "incheckningens hela kontrollsumma"),
        "nyckeltal": Format(_like(r"N[0-9]{2}"), "nyckeltalets id, som N10"),
    }
)
