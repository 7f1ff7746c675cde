"""Charts: exact, every value printed and told, nothing withheld drawn as zero, no words on top of each other."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sysselreg.document.charts import (
    Answers,
    Bar,
    Bullet,
    Column,
    Line,
    Value,
    bullets,
    horizontal_bars,
    likert,
    lines,
    stacked_columns,
)
from sysselreg.document.charts import drawing as d

SVG = "{http://www.w3.org/2000/svg}"
HIDDEN = Value("..", None, "färre än 5")

sizes = st.one_of(st.integers(0, 2000), st.decimals(0, 500, places=1))
values = st.one_of(sizes.map(lambda size: Value(str(size).replace(".", ","), size)), st.just(HIDDEN))
labels = st.sampled_from(
    ["Sotning", "Lokalvård, södra området", "Förskolor", "Återbruk och secondhandlogistik", "Å", "Färg (ramavtal)"]
)
names = ("Helt och hållet", "Till stor del", "Till viss del", "Inte alls")


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314 - our own drawing


def boxes(svg: str) -> list[tuple[float, float, float, float, str]]:
    """Left, top, right, bottom of every text, at its real size (baseline to the height of digits)."""
    found = []
    for element in ET.fromstring(svg).iter(f"{SVG}text"):  # noqa: S314 - our own drawing
        at, size = element.attrib, float(element.attrib["font-size"])
        width = 0.92 * d.text_width(element.text or "", round(size * 100), bold=at["font-weight"] == "600") / 100
        left = float(at["x"]) - {"start": 0.0, "middle": width / 2, "end": width}[at["text-anchor"]]
        found.append((left, float(at["y"]) - 0.62 * size, left + width, float(at["y"]), element.text or ""))
    return found


def assert_readable(svg: str) -> None:
    """No text covers another or leaves the drawing."""
    view = ET.fromstring(svg).attrib["viewBox"].split()  # noqa: S314 - our own drawing
    found = boxes(svg)
    for i, (left, top, right, bottom, words) in enumerate(found):
        assert left > -1, words
        assert right < float(view[2]) + 1, words
        assert top >= 0, words
        assert bottom <= float(view[3]), words
        for other in found[i + 1 :]:
            apart = right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top
            assert apart, f"{words!r} covers {other[4]!r}"


def title(svg: str) -> str:
    return ET.fromstring(svg).findtext(f"{SVG}title") or ""  # noqa: S314 - our own drawing


def test_bars_print_and_tell_every_value() -> None:
    svg = horizontal_bars(
        "Utfall", [Bar("Arbete", Value("9 (31 %)", 9)), Bar("Studier", Value("0", 0)), Bar("Okänt", HIDDEN)]
    )
    assert texts(svg) == ["Arbete", "9 (31 %)", "Studier", "0", "Okänt", ".. (färre än 5)"]
    assert title(svg) == "Utfall. Arbete: 9 (31 %); Studier: 0; Okänt: färre än 5."
    assert svg.count("<rect") == 1
    assert_readable(svg)


def test_bars_are_as_long_as_their_values() -> None:
    svg = horizontal_bars(
        "x", [Bar("a", Value("8", 8)), Bar("b", Value("2", Decimal("2.0"))), Bar("c", Value("4", Fraction(4)))]
    )
    long, short, middle = (float(width) for width in re.findall(r'<rect [^>]*width="([\d.]+)"', svg))
    assert round(long / short, 2) == 4
    assert round(long / middle, 2) == 2


def test_bars_with_the_year_before_tell_both_years() -> None:
    rows = [Bar("Arbete", Value("9", 9), Value("12", 12)), Bar("Studier", Value("4", 4), HIDDEN)]
    svg = horizontal_bars("Utfall", rows, ("2025", "2024"))
    assert texts(svg) == ["2025", "2024", "Arbete", "9", "12", "Studier", "4", ".. (färre än 5)"]
    assert title(svg) == "Utfall. Arbete: 2025 9, 2024 12; Studier: 2025 4, 2024 färre än 5."
    # This year is dark and thick, the one before light and thin: told apart without colour too.
    bars = re.findall(r'<rect [^>]*height="([\d.]+)" fill="([^"]+)"', svg)[2:]
    assert [(float(height) > 10, fill) for height, fill in bars] == [
        (True, d.PETROL), (False, d.PALE), (True, d.PETROL),
    ]  # fmt: skip
    assert_readable(svg)


def test_the_value_between_two_others_stands_beside_its_mark() -> None:
    svg = lines("Per år", ("2023", "2024"), [Line(n, (Value(n, int(n)), Value("1", 1))) for n in ("60", "50", "2")])
    marks = [(float(x), float(y)) for x, y in re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', svg)]
    for left, top, right, bottom, words in boxes(svg):
        assert not any(left < x < right and top < y < bottom for x, y in marks), words
    assert_readable(svg)


def test_columns_leave_a_frame_for_what_is_withheld() -> None:
    svg = stacked_columns(
        "Insatser",
        ("Skarpt", "Dialog", "Reserverad"),
        [
            Column("Kv 1", (Value("6", 6), HIDDEN, HIDDEN), Value("10", 10)),
            Column("Kv 2", (Value("3", 3),) * 3, Value("9", 9)),
        ],
    )
    assert [words for words in texts(svg) if ".." in words] == ["..", "Dialog ..", "Reserverad ..", ".. färre än 5"]
    assert title(svg) == (
        "Insatser. Kv 1: skarpt 6, dialog färre än 5, reserverad färre än 5, totalt 10;"
        " Kv 2: skarpt 3, dialog 3, reserverad 3, totalt 9."
    )
    assert_readable(svg)


def test_bullets_and_lines_and_answers_print_and_tell_every_value() -> None:
    bullet = bullets("Platser", [Bullet("Lokalvård", Value("10", 10), Value("9", 9), HIDDEN)])
    assert texts(bullet)[3:] == ["Lokalvård", "10", "9", "..", ".. färre än 5"]
    assert title(bullet) == "Platser. Lokalvård: överenskomna 10, startade 9, slutförda färre än 5."
    line = lines("Per år", ("2023", "2024"), [Line("startade", (HIDDEN, Value("24", 24)))])
    assert {"2023", "2024", "..", "24  startade", ".. färre än 5"} <= set(texts(line))
    assert "<polyline" not in line
    assert title(line) == "Per år. startade: 2023 färre än 5, 2024 24."
    answers = likert("Svar", names[:2], [Answers("Tydligt?", (Value("6", 6), Value("5", 5)), "11 svar")])
    assert texts(answers) == ["Helt och hållet", "Till stor del", "Tydligt?", "6", "5", "11 svar"]
    assert title(answers) == "Svar. Tydligt?: helt och hållet 6, till stor del 5."


def test_a_question_with_a_withheld_answer_is_not_drawn() -> None:
    counts = (Value("6", 6), HIDDEN)
    svg = likert("Svar", names[:2], [Answers("Tydligt?", counts)])
    assert ".. (färre än 5)" in texts(svg)
    assert "6" not in texts(svg)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Value(".."), "a value without size needs words"),
        (lambda: Value("-1", -1), "a chart cannot draw -1"),
        (lambda: Value("1,5", 1.5), "a chart cannot draw 1.5"),  # type: ignore[arg-type]
        (lambda: horizontal_bars("x", []), "a chart needs at least one row"),
        (lambda: lines("x", (), [Line("a", ())]), "a chart needs at least one row"),
        (lambda: lines("x", ("2023",), [Line("a", (HIDDEN, HIDDEN))]), "zip"),
    ],
)
def test_what_cannot_be_drawn_truly_is_refused(make: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()
    assert Value("1", 1).told == "1"


def test_narrow_answers_keep_their_numbers_apart() -> None:
    counts = (Value("1", 1), Value("1", 1), Value("0,1", Decimal("0.1")), Value("96", 96))
    svg = likert("Svar", names, [Answers("Tydligt?", counts, "11 svar")])
    assert {"1", "0,1", "96"} <= set(texts(svg))
    assert_readable(svg)


def test_text_of_records_cannot_become_markup() -> None:
    svg = horizontal_bars("<b>&", [Bar("<script>x</script>", Value("1", 1))])
    assert "<script" not in svg
    assert "<b>" not in svg
    assert texts(svg)[0] == "<script>x</script>"


@given(st.lists(st.builds(Bar, labels, values), min_size=1, max_size=12))
def test_bars_are_always_readable(rows: list[Bar]) -> None:
    assert_readable(horizontal_bars("Rubrik", rows))


@given(st.lists(st.builds(Bullet, labels, values, values, values), min_size=1, max_size=12))
def test_bullets_are_always_readable(rows: list[Bullet]) -> None:
    assert_readable(bullets("Rubrik", rows))


@given(st.lists(st.tuples(labels, values, values), min_size=1, max_size=8))
def test_bars_of_two_years_are_always_readable(rows: list[tuple[str, Value, Value]]) -> None:
    assert_readable(horizontal_bars("Rubrik", [Bar(*row) for row in rows], ("2025", "2024")))


@given(st.integers(1, 4).flatmap(lambda n: st.lists(st.tuples(*[values] * n), min_size=1, max_size=5)))
def test_columns_are_always_readable(rows: list[tuple[Value, ...]]) -> None:
    columns = []
    for i, parts in enumerate(rows):
        total = sum((Fraction(part.size or 0) for part in parts), Fraction())
        columns.append(Column(str(2020 + i), parts, Value(f"{float(total):g}", total)))
    assert_readable(stacked_columns("Rubrik", names[: len(rows[0])], columns))


@given(st.integers(1, 6).flatmap(lambda n: st.lists(st.tuples(*[values] * n), min_size=1, max_size=4)))
def test_lines_are_always_readable(rows: list[tuple[Value, ...]]) -> None:
    series = [Line(name, points) for name, points in zip(names, rows, strict=False)]
    assert_readable(lines("Rubrik", [str(2020 + i) for i in range(len(rows[0]))], series))


@given(st.lists(st.tuples(labels, st.tuples(*[values] * 4)), min_size=1, max_size=6))
def test_answers_are_always_readable(rows: list[tuple[str, tuple[Value, ...]]]) -> None:
    assert_readable(likert("Rubrik", names, [Answers(question, counts, "11 svar") for question, counts in rows]))


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_colours_have_the_contrast_that_wcag_asks_for() -> None:
    assert all(contrast(d.ON_FILL[fill], fill) >= 4.5 for fill in d.FILLS)
    assert all(contrast(d.EDGES[fill], d.WHITE) >= 3 for fill in d.FILLS)
    assert all(contrast(colour, d.WHITE) >= 4.5 for colour in (d.INK, d.MUTED, d.PETROL, d.TEAL))
    assert contrast(d.RULE, d.WHITE) < 3, "the measure itself tells a faint line from a strong one"
