"""Personal data is found however it is written, and what only looks like it is left alone (hazards F65–F67)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sysselreg.check.detect import hits, is_personal_number, masked
from sysselreg.schema.formats import luhn

WORDS = ("info", "kommun", "upphandl", "registrator", "hr")


def codes(text: str) -> list[str]:
    return [hit.code for hit in hits(text, WORDS)]


def check_digit(nine: str) -> str:
    return next(f"{nine}{digit}" for digit in range(10) if luhn(f"{nine}{digit}"))


# ---- drawn texts -----------------------------------------------------------------------------------------------------


@st.composite
def numbers(draw: st.DrawFn) -> str:
    """Twelve digits of a personnummer or samordningsnummer that Skatteverket could have given."""
    born = draw(st.dates(date(1900, 1, 1), date(2026, 12, 31)))
    day = born.day + draw(st.sampled_from((0, 60)))
    number = draw(st.integers(1, 999))
    return f"{born.year // 100}" + check_digit(f"{born.year % 100:02}{born.month:02}{day:02}{number:03}")


def _forms(twelve: str) -> list[str]:
    century, six, four = twelve[:2], twelve[2:8], twelve[8:]
    yy, mm, dd = six[:2], six[2:4], six[4:]
    return [
        twelve,
        six + four,
        f"{six}-{four}",
        f"{six}+{four}",
        f"{six} {four}",
        f"{six} - {four}",
        f"{century}{six}-{four}",
        f"{century}{six} {four}",
        f"{century} {six}-{four}",
        f"{century}{yy}-{mm}-{dd}-{four}",
        f"{century}{yy}-{mm}-{dd} {four}",
        f"{century}{yy}.{mm}.{dd}-{four}",
        f"{yy}/{mm}/{dd}-{four}",
        f"{yy} {mm} {dd} {four}",
        f"{yy} {mm} {dd}-{four}",
        f"{yy} {mm} {dd} {four[:2]} {four[2:]}",
        f"{century} {yy} {mm} {dd} {four[:2]} {four[2:]}",
        f"{century}{yy} {mm}{dd} {four}",
        f"{six}_{four}",
        " ".join(six) + " - " + " ".join(four),
        " ".join(twelve),
        f"{six[0]} {six[1:4]} {six[4:]}{four[0]} {four[1:]}",
        f"{six}\n{four}",
        f"{six}\u00a0{four}",
        f"{six}–{four}",
        f"{six}\u2212{four}",
        f"{six}\u00ad-{four}",
    ]


def _full_width(text: str) -> str:
    return "".join(chr(0xFF10 + int(char)) if char.isascii() and char.isdigit() else char for char in text)


def _arabic(text: str) -> str:
    return "".join(chr(0x0660 + int(char)) if char.isascii() and char.isdigit() else char for char in text)


def _split(text: str) -> str:
    return "\u200b".join(text)


DISGUISES: tuple[Callable[[str], str], ...] = (str, _full_width, _arabic, _split)

# Random text without digits and without what would make one number of two.
PROSE = st.text(st.characters(codec="utf-8", exclude_categories=("Nd", "No", "Nl", "Cs")), max_size=12)
EDGE = st.sampled_from(("", " ", "pnr", "d_", "nr:", "(", "å", "\n", "id-", ",", "¹ "))


@given(numbers(), st.data(), PROSE, PROSE, EDGE, st.sampled_from(("", " ", ")", "x", "_", ".", ", ", "\n", "²")))
def test_every_number_is_found_in_any_form(
    twelve: str, data: st.DataObject, before: str, after: str, lead: str, trail: str
) -> None:
    form = data.draw(st.sampled_from(_forms(twelve)))
    disguise = data.draw(st.sampled_from(DISGUISES))
    # Letters right before keep a separator at the end of the drawn text from joining the number.
    text = f"{before}a{lead}{disguise(form)}{trail}b{after}"
    found = [hit for hit in hits(text, WORDS) if hit.code == "P401"]
    assert found, text
    assert found[0].masked == f"{twelve[2:6]}••-••••"


@given(numbers(), st.data())
def test_a_masked_text_shows_no_number(twelve: str, data: st.DataObject) -> None:
    text = f"Deltagaren {data.draw(st.sampled_from(_forms(twelve)))} har börjat."
    shown = masked(text, WORDS)
    assert shown == f"Deltagaren {twelve[2:6]}••-•••• har börjat."
    assert hits(shown, WORDS) == []


@st.composite
def orgnr(draw: st.DrawFn) -> str:
    """An organisation number: group 2, 5, 7, 8 or 9, third and fourth digits at least 20."""
    group = draw(st.sampled_from("25789"))
    ten = check_digit(f"{group}{draw(st.integers(0, 9))}{draw(st.integers(20, 99))}{draw(st.integers(0, 99999)):05}")
    return draw(st.sampled_from((f"{ten[:6]}-{ten[6:]}", ten, f"16{ten}", f"16{ten[:6]}-{ten[6:]}")))


DAYS = st.dates(date(1950, 1, 1), date(2035, 12, 31))


@st.composite
def harmless(draw: st.DrawFn) -> str:
    """Numbers of offices that are nobody's: bankgiro, plusgiro, diary numbers, days, phones, codes, checksums."""
    day, number = draw(DAYS), draw(st.integers(0, 9999999))
    later = day + timedelta(days=draw(st.integers(0, 4000)))
    return draw(
        st.sampled_from(
            (
                f"bankgiro {number // 10000:03}-{number % 10000:04}",
                f"bankgiro 5{number // 10000:03}-{number % 10000:04}",
                f"plusgiro {number % 100 // 10} {number % 97:02} {number % 89:02} {number % 83:02}-{number % 10}",
                f"SO {day.year}/{number % 10000:04}",
                f"KS {day.year}/{number % 10000:04}-{number % 30}",
                f"{day} – {later}",
                f"{day} {later}",
                f"{day}..{later}",
                f"{day.isoformat()[:7]} – {later}",
                f"{day} kl. 14.30",
                f"{day.day} maj {day.year} till {later.day} juni {later.year}",
                f"046-359 {number % 90 + 10} {number % 89 + 10}",
                f"08-{number % 900 + 100} {number % 800 + 100} {number % 90 + 10}",
                f"0771-{number % 900 + 100} {number % 800 + 100}",
                f"+46 46 {number % 900 + 100} {number % 90 + 10} {number % 89 + 10}",
                f"{number % 90000000 + 10000000:08}-{number % 10}",
                f"978-91-{number % 100:02}-{number % 100000:05}-{number % 10}",
                f"{number % 900 + 100} {number % 800 + 100} {number % 700 + 100} kr",
            )
        )
    )


@given(st.lists(st.one_of(orgnr(), harmless()), min_size=1, max_size=3))
def test_what_only_looks_like_a_number_is_left_alone(found: list[str]) -> None:
    assert codes(f"Se {' och '.join(found)}.") == []


@given(st.text("0123456789abcdef", min_size=40, max_size=40).filter(lambda text: not text.isdigit()))
def test_checksums_are_left_alone(text: str) -> None:
    assert codes(f"commit {text}") == []


@given(st.text())
def test_any_text_can_be_read_and_masked(text: str) -> None:
    for hit in hits(text, WORDS):
        assert 0 <= hit.start < hit.end <= len(text)
    assert isinstance(masked(text, WORDS), str)


# ---- single cases ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("811218-9876", ["P401"]),  # Skatteverket's own example
        ("811278-9873", ["P401"]),  # the same day as samordningsnummer
        ("811218-9877", ["P402"]),  # a wrong check digit
        ("811232-9876", []),  # no such day
        ("820229-1234", []),  # no leap year
        ("20230502-1430", []),  # a day and a time, as files are named
        ("811218-0007", []),  # birth numbers begin at 001
        ("811218-9876 och 820101-1238", ["P401", "P402"]),
        ("ISBN 91-0-012345-8", []),
        ("070-174 06 58", ["P405"]),
        ("0701740658", ["P405"]),
        ("+46 70 174 06 58", ["P405"]),
        ("+46 (0)70-1740658", ["P405"]),
        ("0046701740658", ["P405"]),
        ("0771-12 34 56", []),
        ("046-359 50 00", []),
        ("0999-10 00 00", []),
        ("fia.exempelsson@exempelby.example", ["P403"]),
        ("Fia Exempelsson <f.exempelsson@exempelby.example>", ["P403"]),
        ("fia.exempelsson(at)exempelby.example", ["P403"]),
        ("fia@gmail.com", ["P403"]),
        ("ｆｉａ．ｅｘ＠exempelby.example", ["P403"]),
        ("fia@exempelby.example", ["P404"]),
        ("kommun@exempelby.example", []),
        ("upphandling.norr@exempelby.example", []),
        ("info@exempelby.example", []),
        ("hr@exempelby.example", []),
        ("christoffer@exempelby.example", ["P404"]),  # hr inside a name makes no office
        ("Ett vanligt möte med @alla", []),
    ],
)
def test_single_case(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


def test_a_place_is_that_of_the_text_as_written() -> None:
    text = "å 8112\u200b18-98\u200d76 ö"
    (hit,) = hits(text, WORDS)
    assert text[hit.start : hit.end] == "8112\u200b18-98\u200d76"


@pytest.mark.parametrize(("digits", "personal"), [("8112189876", True), ("8112189877", False), ("2120001132", False)])
def test_is_personal_number(digits: str, *, personal: bool) -> None:
    assert is_personal_number(digits) is personal
