"""Personal data in any text: Swedish identity numbers, mobile numbers and e-mail addresses of persons.

Pure functions over text, used for records, narrative texts, file names and commit messages alike. A hit carries the
place in the text and a masked form; the number itself is never handed on.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from datetime import date
from typing import NamedTuple, TypeAlias

from sysselreg.schema.formats import luhn

_Span: TypeAlias = tuple[int, int]


class Hit(NamedTuple):
    """Personal data at `start`–`end` of the text. `code` is that of the finding; `masked` may be shown to anybody."""

    code: str
    start: int
    end: int
    masked: str


class _Folded(NamedTuple):
    """A text with all ways of writing a character made one, and where each character came from."""

    text: str
    origin: list[int]

    def span(self, start: int, end: int) -> _Span:
        return self.origin[start], self.origin[end - 1] + 1


def hits(text: str, functions: Collection[str]) -> list[Hit]:
    """All personal data in a text, in order. `functions`: words that make an e-mail address one of an office."""
    if len(text) < 6 or not _worth_reading(text):
        return []
    found = list(_found(_fold(text, raised=False), functions))
    if any(_is_raised(char) for char in text):
        found += _found(_fold(text, raised=True), functions)
    # A number that reads both as an identity number and as a telephone number is told as the graver.
    kept: list[Hit] = []
    for hit in sorted(found, key=lambda hit: (hit.code, hit.start)):
        if not _overlaps((hit.start, hit.end), [(other.start, other.end) for other in kept]):
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.start)


def _found(folded: _Folded, functions: Collection[str]) -> Iterator[Hit]:
    harmless = [match.span() for match in _HARMLESS.finditer(folded.text) if _is_harmless(match)]
    yield from _numbers(folded, harmless)
    yield from _phones(folded, harmless)
    yield from _addresses(folded, functions)


def masked(text: str, functions: Collection[str] = ()) -> str:
    """The text with its personal data masked, fit for a terminal or a log."""
    for hit in reversed(hits(text, functions)):
        text = text[: hit.start] + hit.masked + text[hit.end :]
    return text


def is_personal_number(digits: str) -> bool:
    """Whether ten digits are a personnummer or samordningsnummer: a day that exists, Luhn's check, number above 000.

    Source: Skatteverket, SKV 704 and 707; in a samordningsnummer 60 is added to the day.
    """
    return luhn(digits) and digits[6:9] != "000" and _is_day(digits[:6])


def _is_day(six: str) -> bool:
    day = int(six[4:])
    day -= 60 if day > 60 else 0
    for century in (2000, 1900):  # 29 February 1900 was no day, 29 February 2000 was
        try:
            date(century + int(six[:2]), int(six[2:4]), day)
        except ValueError:
            continue
        return True
    return False


# ---- one way of writing ----------------------------------------------------------------------------------------------

_FILLERS = "\u115f\u1160\u2800\u3164\uffa0"
_MINUS = "\u2212\u2043\u02d7\u00af\u30fc"


def _worth_reading(text: str) -> bool:
    # `isdigit` knows digits of all scripts, raised and encircled ones.
    return "@" in text or "\uff20" in text or "\ufe6b" in text or "(" in text or sum(map(str.isdigit, text)) >= 10


def _is_raised(char: str) -> bool:
    return char.isdigit() and not char.isdecimal()


def _fold(text: str, *, raised: bool) -> _Folded:
    """`raised`: take raised and encircled digits as digits too; else they end a number, as a note's mark does."""
    chars: list[str] = []
    origin: list[int] = []
    for index, char in enumerate(text):
        for each in char if char.isascii() and char >= " " else _plain(char, raised=raised):
            chars.append(each)
            origin.append(index)
    return _Folded("".join(chars), origin)


def _plain(char: str, *, raised: bool) -> str:
    """A character as ASCII would write it; nothing for what cannot be seen."""
    category = unicodedata.category(char)
    if category in ("Cf", "Mn", "Me") or char in _FILLERS:
        return ""
    if _is_raised(char) and not raised:
        return "*"
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    if category == "Pd" or char in _MINUS:
        return "-"
    if category in ("Zs", "Zl", "Zp") or char in "\t\n\r\x85":
        return " "
    return "" if category == "Cc" else unicodedata.normalize("NFKC", char)


# ---- identity numbers ------------------------------------------------------------------------------------------------

_FORMS = [
    re.compile(form)
    for form in (
        # 811218-9876, 19811218-9876, 1981-12-18 9876, 81 12 18 - 9876, 8112189876, 811218+9876, 19 811218 9876
        r"(?<![0-9])(?=(?P<all>(?:(?:1[89]|20)[ ]?)?[0-9]{2}(?P<s>[ ./-]?)[0-9]{2}(?:(?P=s))?[0-9]{2}"
        r"[ ]{0,2}[-+_./:,]?[ ]{0,2}[0-9]{4})(?![0-9]))",
        # 81 12 18 98 76 and 19 81 12 18-98 76
        r"(?<![0-9])(?<![0-9][ ._-])(?=(?P<all>(?:(?:1[89]|20)[ ._-])?[0-9]{2}(?P<t>[ ._-])[0-9]{2}(?P=t)"
        r"[0-9]{2}[ ]?[-+ ._][ ]?[0-9]{2}(?P=t)[0-9]{2})(?![0-9])(?!(?P=t)[0-9]))",
        # 8 1 1 2 1 8 - 9 8 7 6
        r"(?<![0-9])(?<![0-9][ ._-])(?=(?P<all>(?:(?:1[ ._-][89]|2[ ._-]0)[ ._-])?"
        r"[0-9](?P<t>[ ._-])(?:[0-9](?P=t)){4}[0-9][ ]?[-+ ._][ ]?(?:[0-9](?P=t)){3}[0-9])(?![0-9])(?!(?P=t)[0-9]))",
        # 8 112 189 876 and 198 112 189 876, as a spreadsheet may write them
        r"(?<![0-9])(?<![0-9][ ])(?=(?P<all>(?:[0-9]|(?:1[89]|20)[0-9])(?:[ ][0-9]{3}){3})(?![0-9])(?![ ][0-9]))",
    )
]
_DAY_FOLLOWS = re.compile(r"-[0-9]{2}(?:-[0-9]{2})?(?![0-9])")
_NEARLY = re.compile(r"(?<![0-9])(?:1[89]|20)?(?P<day>[0-9]{6})[-+](?P<last>[0-9]{4})(?![0-9])")
# What only looks like a number: checksums with a letter in them, UUIDs, and ISBN with the word before it.
_HARMLESS = re.compile(
    r"(?<![0-9A-Za-z])(?:(?=[0-9]*[a-f])[0-9a-f]{40}(?:[0-9a-f]{24})?"
    r"|[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})(?![0-9A-Za-z])"
    r"|(?i:isbn)(?:-1[03])?[: ]{0,2}(?P<isbn>[0-9](?:[ -]?[0-9]){8}[ -]?[0-9Xx])(?![0-9])"
)


def _numbers(folded: _Folded, harmless: list[_Span]) -> Iterator[Hit]:
    sure = [span for span in _sure(folded.text) if not _overlaps(span, harmless)]
    for start, end in sure:
        yield Hit("P401", *folded.span(start, end), _mask_number(_digits(folded.text[start:end])[-10:]))
    for match in _NEARLY.finditer(folded.text):
        if not _overlaps(match.span(), [*sure, *harmless]) and _is_nearly(match):
            yield Hit("P402", *folded.span(*match.span()), _mask_number(match["day"] + match["last"]))


def _sure(text: str) -> Iterator[_Span]:
    for form in _FORMS:
        for match in form.finditer(text):
            start, end = match.span("all")
            if not is_personal_number(_digits(match["all"])[-10:]):
                continue
            # 2021-12-08 2022-02-01 is two days.
            if not (match.groupdict().get("s") == "-" and match["all"][-5] == " " and _DAY_FOLLOWS.match(text, end)):
                yield start, end


def _is_harmless(match: re.Match[str]) -> bool:
    if match["isbn"] is None:
        return True
    digits = re.sub("[^0-9Xx]", "", match["isbn"])
    return sum((10 - i) * (10 if d in "Xx" else int(d)) for i, d in enumerate(digits)) % 11 == 0


def _is_nearly(match: re.Match[str]) -> bool:
    """A day and four digits whose check digit is wrong: a slip of the pen, unless it is a day and a time."""
    hour, minute = int(match["last"][:2]), int(match["last"][2:])
    is_time = len(match[0]) == 13 and hour < 24 and minute < 60
    return match["last"][:3] != "000" and _is_day(match["day"]) and not is_time


def _overlaps(span: _Span, others: list[_Span]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in others)


def _digits(text: str) -> str:
    return re.sub("[^0-9]", "", text)


def _mask_number(ten: str) -> str:
    return f"{ten[:4]}••-••••"


# ---- telephones and addresses ----------------------------------------------------------------------------------------

# PTS number plan: 070, 072, 073, 076 and 079 are mobile; 0771 and 071 are not.
_MOBILE = re.compile(
    r"(?<![0-9])(?:0|(?:\+|00)46[ -]?(?:\(0\))?[ -]?)7[02369](?:[ ./()-]{0,2}[0-9]){7}(?![0-9])(?![.-][0-9])"
)
_ADDRESS = re.compile(
    r"(?P<local>[A-Za-zÀ-ÿ0-9][A-Za-zÀ-ÿ0-9.!#$%&'*+/=?^_`{|}~-]*)[ ]?"
    r"(?:@|[(\[](?:at|a|snabel-a)[)\]])[ ]?(?P<domain>[A-Za-zÀ-ÿ0-9-]+(?:\.[A-Za-zÀ-ÿ0-9-]+)*\.[A-Za-z]{2,})"
)
_PRIVATE_DOMAIN = re.compile(
    r"(?:gmail|googlemail|hotmail|outlook|live|msn|yahoo|icloud|me|telia|comhem|bredband|spray|proton|protonmail)\.[a-z]+\Z"
)


def _phones(folded: _Folded, harmless: list[_Span]) -> Iterator[Hit]:
    for match in _MOBILE.finditer(folded.text):
        if not _overlaps(match.span(), harmless):
            national = "0" + _digits(match[0])[-9:]
            yield Hit("P405", *folded.span(*match.span()), f"{national[:3]}-••• •• ••")


def _addresses(folded: _Folded, functions: Collection[str]) -> Iterator[Hit]:
    for match in _ADDRESS.finditer(folded.text):
        parts = [part for part in re.split(r"[^a-z]+", _bare(match["local"])) if part]
        if any(_is_function(part, functions) for part in parts):
            continue
        sure = len(parts) > 1 or _PRIVATE_DOMAIN.search(match["domain"])
        shown = f"{match['local'][:1]}•••@{match['domain']}"
        yield Hit("P403" if sure else "P404", *folded.span(*match.span()), shown)


def _bare(local: str) -> str:
    decomposed = unicodedata.normalize("NFD", local.lower())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _is_function(part: str, functions: Collection[str]) -> bool:
    """Short words must be the whole part (`hr` is none in `christoffer`); longer ones may be a piece of it."""
    return any(part == word if len(word) < 5 else word in part for word in functions)
