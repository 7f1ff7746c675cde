"""Numbers, dates, words and order in Swedish (design: documents, Engine and conformance).

Written here once because Babel prints an ASCII minus and the sv_SE locale is absent on bare machines. All rounding
is half up (ROUND_HALF_UP: away from zero) and all arithmetic exact: a float is a TypeError, since it has already lost
what was meant. Sources: Språkrådet, Svenska skrivregler; Svenska Akademien's alphabet since 2006 (V and W apart).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

Exact: TypeAlias = int | Decimal | Fraction

NBSP, MINUS = "\u00a0", "\u2212"
MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip
COUNT_WORDS = (
    "noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv",
)  # fmt: skip
SHARE_NAMES = (
    (Fraction(1, 20), "en tjugondel"),
    (Fraction(1, 10), "en tiondel"),
    (Fraction(1, 5), "en femtedel"),
    (Fraction(1, 4), "en fjärdedel"),
    (Fraction(1, 3), "en tredjedel"),
    (Fraction(2, 5), "två femtedelar"),
    (Fraction(1, 2), "hälften"),
    (Fraction(3, 5), "tre femtedelar"),
    (Fraction(2, 3), "två tredjedelar"),
    (Fraction(3, 4), "tre fjärdedelar"),
    (Fraction(4, 5), "fyra femtedelar"),
    (Fraction(9, 10), "nio tiondelar"),
    (Fraction(1), "samtliga"),
)
_LETTERS = {letter: rank for rank, letter in enumerate("abcdefghijklmnopqrstuvwxyzåäö")}
_FOLDED = {"ü": "y", "ű": "y", "æ": "ä", "ø": "ö", "ő": "ö", "œ": "ö", "ß": "ss", "þ": "th", "ð": "d", "ł": "l"}
_PARTIAL = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?\Z")
_PIECES = re.compile(r"[0-9]+|[^0-9]")


def _exact(value: Exact) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | Fraction):
        raise TypeError(f"exact number expected (int, Decimal, Fraction), not {type(value).__name__}")
    return Fraction(value)


def round_half_up(value: Exact, decimals: int = 0) -> Decimal:
    """The value rounded half away from zero to `decimals` decimals; −0 becomes 0."""
    scaled = _exact(value) * 10**decimals
    whole = (2 * abs(scaled).numerator + scaled.denominator) // (2 * scaled.denominator)
    digits = tuple(int(digit) for digit in str(whole))
    return Decimal((int(scaled < 0 and whole != 0), digits, -decimals))


def number(value: Exact, decimals: int = 0) -> str:
    """`1 261 758`, `−3`, `1,5`: groups of three with no-break spaces, decimal comma, U+2212."""
    rounded = round_half_up(value, decimals)
    text = f"{abs(rounded):,.{decimals}f}".replace(",", NBSP).replace(".", ",")
    return f"{MINUS if rounded < 0 else ''}{text}"


def kronor(value: Exact, decimals: int = 0) -> str:
    """Money in kronor: `1 261 758 kr`."""
    return f"{number(value, decimals)}{NBSP}kr"


def percent_value(value: Exact, decimals: int = 0) -> str:
    """A number that is already in percent: `22 %`."""
    return f"{number(value, decimals)}{NBSP}%"


def percent(numerator: Exact, denominator: Exact, decimals: int = 0) -> str:
    """The share in percent, rounded once: `percent(358242, 1620000)` is `22 %`.

    Raises ValueError when the denominator is zero: a share of nothing is not a number.
    """
    if not _exact(denominator):
        raise ValueError("share of zero")
    return percent_value(100 * _exact(numerator) / _exact(denominator), decimals)


def date_text(day: date) -> str:
    """A date in running text: `16 februari 2026`."""
    return f"{day.day}{NBSP}{MONTHS[day.month - 1]} {day.year}"


def date_table(day: date) -> str:
    """A date in a table or a reference: `2026-02-16`."""
    return day.isoformat()


def partial_date_text(text: str) -> str:
    """A partial date in running text: `2018` → `2018`, `2018-05` → `maj 2018`, `2018-05-16` → `16 maj 2018`.

    Raises ValueError when no such day, month or year exists.
    """
    shape = _PARTIAL.match(text)
    if shape is None:
        raise ValueError(f"not a partial date: {text!r}")
    year, month, day = (int(part) if part else None for part in shape.groups())
    first = date(year or 0, month or 1, day or 1)
    if day:
        return date_text(first)
    return f"{MONTHS[first.month - 1]} {first.year}" if month else str(first.year)


def plural(count: int, singular: str, plural_form: str) -> str:
    """The word that goes with the count: singular for exactly one. The count itself is not in the answer."""
    return singular if _exact(count) == 1 else plural_form


def count_word(count: int, *, neuter: bool = False) -> str:
    """A count in running text: words from noll to tolv, then digits; one is `en`, or `ett` before a neuter."""
    _exact(count)
    if neuter and count == 1:
        return "ett"
    return COUNT_WORDS[count] if 0 <= count < len(COUNT_WORDS) else number(count)


def counted(count: int, singular: str, plural_form: str, *, neuter: bool = False) -> str:
    """A count and its word: `en dialog`, `tre upphandlingar`, `14 platser` (kept on one line)."""
    return f"{count_word(count, neuter=neuter)}{NBSP}{plural(count, singular, plural_form)}"


def sentence_start(text: str) -> str:
    """The text with its first letter as a capital, the rest untouched."""
    return text[:1].upper() + text[1:]


def share_words(share: Exact) -> str:
    """A share from 0 to 1 in words, to be followed by `av …`: `hälften`, `nästan hälften`, `drygt en fjärdedel`.

    The nearest named share, the lower of two equally near: exactly it is the name alone, below it `nästan`, above it
    `drygt`. Under a twentieth `mindre än en tjugondel`; nothing is `ingen`, all is `samtliga`. ValueError outside 0–1.
    """
    exact = _exact(share)
    if not 0 <= exact <= 1:
        raise ValueError(f"not a share: {share}")
    if exact == 0:
        return "ingen"
    if exact < SHARE_NAMES[0][0]:
        return f"mindre än {SHARE_NAMES[0][1]}"
    named, name = min(SHARE_NAMES, key=lambda pair: (abs(pair[0] - exact), pair[0]))
    if exact == named:
        return name
    return f"{'nästan' if exact < named else 'drygt'} {name}"


def genitive(name: str) -> str:
    """Whose: `Kommunstyrelsens`, `Lunds kommuns`; a name that ends in s, x or z is itself."""
    return name if name[-1:].casefold() in ("", "s", "x", "z") else f"{name}s"


def join_and(items: Sequence[str], word: str = "och") -> str:
    """`a`, `a och b`, `a, b och c`; an empty list is the empty text."""
    *head, last = items or [""]
    return f"{', '.join(head)} {word} {last}" if head else last


def distribute(values: Sequence[Exact], total: int = 100) -> list[int]:
    """Whole numbers in proportion to the values that add up to `total`: the largest remainders are rounded up.

    Equal remainders: the larger value first, then the earlier one. All zeros (or no values) stay zeros, since nothing
    can be shared out. ValueError for a negative value.
    """
    exact = [_exact(value) for value in values]
    if any(value < 0 for value in exact):
        raise ValueError("negative share")
    whole = sum(exact)
    if not whole:
        return [0] * len(exact)
    quotas = [value * total / whole for value in exact]
    shares = [quota.numerator // quota.denominator for quota in quotas]
    by_remainder = sorted(range(len(exact)), key=lambda i: (shares[i] - quotas[i], -exact[i], i))
    for i in by_remainder[: total - sum(shares)]:
        shares[i] += 1
    return shares


SortKey: TypeAlias = tuple[tuple[tuple[int, int, str], ...], str, str]


def sort_key(text: str) -> SortKey:
    """The key for Swedish order: a–z å ä ö, V before W, case and other diacritics only when all else is equal.

    Digits are read as whole numbers (`9` before `10`) and come before letters, spaces and signs before digits. Two
    texts have the same key only when they are the same text (NFC).
    """
    composed = unicodedata.normalize("NFC", text)
    pieces = _PIECES.findall("".join(_base(letter) for letter in composed.lower()))
    # Lower case first among equals; the text itself last, since ß and SS have the same swapped case.
    return tuple(_rank(piece) for piece in pieces), composed.swapcase(), composed


def _base(letter: str) -> str:
    if letter in _LETTERS:
        return letter
    if letter in _FOLDED:
        return _FOLDED[letter]
    # é, č, ñ: sorted as the letter under the mark; a mark on its own disappears.
    return "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part)).lower()


def _rank(piece: str) -> tuple[int, int, str]:
    if piece in _LETTERS:
        return 2, _LETTERS[piece], ""
    if piece[0] in "0123456789":
        digits = piece.lstrip("0")
        return 1, len(digits), digits
    return (3 if piece.isalpha() else 0), ord(piece), ""
