"""Swedish numbers, dates, words and order."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sysselreg import swedish as sv

N = "\u00a0"
exact = st.one_of(
    st.integers(-(10**12), 10**12),
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=4),
)


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (0, 0, "0"),
        (7, 0, "7"),
        (1261758, 0, f"1{N}261{N}758"),
        (1000, 0, f"1{N}000"),
        (-126034, 0, f"\u2212126{N}034"),
        (Decimal("2.5"), 0, "3"),
        (Decimal("-2.5"), 0, "\u22123"),
        (Decimal("-0.4"), 0, "0"),
        (Decimal("0.005"), 2, "0,01"),
        (Decimal("1234.5"), 1, f"1{N}234,5"),
        (Fraction(1, 3), 2, "0,33"),
        (12, 1, "12,0"),
    ],
)
def test_numbers_are_printed_the_swedish_way(value: sv.Exact, decimals: int, shown: str) -> None:
    assert sv.number(value, decimals) == shown


@given(exact, st.integers(0, 4))
def test_a_printed_number_read_back_is_the_number_rounded_half_up(value: int | Decimal, decimals: int) -> None:
    shown = sv.number(value, decimals)
    read = Decimal(shown.replace(N, "").replace(",", ".").replace("\u2212", "-"))
    assert read == Decimal(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    assert "-" not in shown
    assert " " not in shown


@pytest.mark.parametrize("value", [1.5, float("nan"), True, "12", None])
def test_what_is_not_an_exact_number_is_refused(value: object) -> None:
    functions: list[Callable[[Any], object]] = [
        sv.number, sv.kronor, sv.percent_value, sv.share_words, sv.count_word, sv.round_half_up,
    ]  # fmt: skip
    for function in functions:
        with pytest.raises(TypeError, match=f"exact number expected .* not {type(value).__name__}"):
            function(value)
    assert sv.number(Decimal("1.5"), 1) == "1,5"


def test_money_and_shares_of_the_ostersund_budget() -> None:
    assert sv.kronor(1261758) == f"1{N}261{N}758{N}kr"
    assert sv.percent(358242, 1620000) == f"22{N}%"
    assert sv.percent(49, 98) == f"50{N}%"
    assert sv.percent(1, 200, 1) == f"0,5{N}%"
    assert sv.percent_value(Decimal("12.5"), 1) == f"12,5{N}%"


def test_a_share_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="share of zero"):
        sv.percent(0, 0)


def test_dates() -> None:
    assert sv.date_text(date(2026, 2, 16)) == f"16{N}februari 2026"
    assert sv.date_table(date(2026, 2, 16)) == "2026-02-16"
    assert sv.partial_date_text("2018") == "2018"
    assert sv.partial_date_text("2018-05") == "maj 2018"
    assert sv.partial_date_text("2024-02-29") == f"29{N}februari 2024"


@pytest.mark.parametrize("text", ["", "okänt", "2018-13", "2023-02-29", "18", "2018-5", "2018-05-01T00:00"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a partial date|must be in|day"):
        sv.partial_date_text(text)


def test_counts_in_words() -> None:
    assert [sv.count_word(n) for n in (0, 1, 2, 12, 13, 1000, -1)] == [
        "noll", "en", "två", "tolv", "13", f"1{N}000", "\u22121"
    ]  # fmt: skip
    assert sv.count_word(1, neuter=True) == "ett"
    assert sv.plural(1, "upphandling", "upphandlingar") == "upphandling"
    assert sv.plural(0, "upphandling", "upphandlingar") == "upphandlingar"
    assert sv.counted(3, "dialog", "dialoger") == f"tre{N}dialoger"
    assert sv.counted(1, "avtal", "avtal", neuter=True) == f"ett{N}avtal"
    assert sv.sentence_start("åtta av tolv") == "Åtta av tolv"
    assert sv.sentence_start("") == ""


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (Fraction(0), "ingen"),
        (Fraction(1, 100), "mindre än en tjugondel"),
        (Fraction(24, 100), "nästan en fjärdedel"),
        (Fraction(1, 4), "en fjärdedel"),
        (Fraction(26, 100), "drygt en fjärdedel"),
        (Fraction(33, 99), "en tredjedel"),
        (Decimal("0.48"), "nästan hälften"),
        (Decimal("0.5"), "hälften"),
        (Decimal("0.501"), "drygt hälften"),
        (Fraction(45, 100), "drygt två femtedelar"),
        (Fraction(2, 3), "två tredjedelar"),
        (Fraction(95, 100), "drygt nio tiondelar"),
        (Fraction(99, 100), "nästan samtliga"),
        (1, "samtliga"),
    ],
)
def test_shares_in_words(share: sv.Exact, words: str) -> None:
    assert sv.share_words(share) == words


@given(st.fractions(0, 1))
def test_the_words_never_say_more_than_the_share(share: Fraction) -> None:
    words = sv.share_words(share)
    named = {name: value for value, name in sv.SHARE_NAMES}
    adverb, _, name = words.partition(" ")
    if words in named:
        assert share == named[words]
    elif adverb == "nästan":
        assert share < named[name]
    elif adverb == "drygt":
        assert share > named[name]
    else:
        assert (words, share < Fraction(1, 20)) in {("ingen", True), ("mindre än en tjugondel", True)}


def test_a_share_outside_zero_to_one_is_refused() -> None:
    with pytest.raises(ValueError, match=r"not a share: 1\.1"):
        sv.share_words(Decimal("1.1"))


@pytest.mark.parametrize(
    ("name", "whose"),
    [("Kommunstyrelsen", "Kommunstyrelsens"), ("Lunds kommun", "Lunds kommuns"), ("Ås", "Ås"), ("", "")],
)
def test_whose(name: str, whose: str) -> None:
    assert sv.genitive(name) == whose


def test_lists_in_words() -> None:
    assert sv.join_and([]) == ""
    assert sv.join_and(["a"]) == "a"
    assert sv.join_and(["a", "b"]) == "a och b"
    assert sv.join_and(["a", "b", "c"]) == "a, b och c"
    assert sv.join_and(["a", "b"], "eller") == "a eller b"


def test_swedish_order() -> None:
    expected = ["2 platser", "10 platser", "Alingsås", "zon", "Zorn", "Ålborg", "Älvsbyn", "Ängelholm", "Öland"]
    assert sorted(sorted(expected), key=sv.sort_key) == expected


def test_v_and_w_are_different_letters_and_marks_count_last() -> None:
    assert sorted(["Wa", "Vö", "Va"], key=sv.sort_key) == ["Va", "Vö", "Wa"]
    assert sorted(["Idéb", "Idea", "Ideb", "Idéa"], key=sv.sort_key) == ["Idea", "Idéa", "Ideb", "Idéb"]
    assert sorted(["Müller", "Mylla", "Mxa", "Mzb"], key=sv.sort_key) == ["Mxa", "Mylla", "Müller", "Mzb"]
    assert sorted(["ab", "AB", "Ab"], key=sv.sort_key)[0] == "ab"
    assert sorted(["SO 2021/0205-10", "SO 2021/0205-9"], key=sv.sort_key) == ["SO 2021/0205-9", "SO 2021/0205-10"]


def test_very_long_numbers_are_ordered_without_being_computed() -> None:
    assert sv.sort_key("9" * 5000) < sv.sort_key("1" + "0" * 5000)


@given(st.lists(st.text(alphabet="aAåÅäÄöÖüéVvWw0129 -ßÆ", max_size=6)))
def test_order_is_total_and_does_not_depend_on_the_order_before(texts: list[str]) -> None:
    assert sorted(texts, key=sv.sort_key) == sorted(sorted(texts), key=sv.sort_key)


@given(st.text(), st.text())
@example("ß", "ss")
@example("straße", "STRASSE")
def test_only_the_same_text_has_the_same_key(one: str, other: str) -> None:
    same = unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other)
    assert (sv.sort_key(one) == sv.sort_key(other)) == same
    assert sv.sort_key(unicodedata.normalize("NFD", one)) == sv.sort_key(one)


def test_shares_that_must_add_up_get_the_largest_remainders() -> None:
    assert sv.distribute([1, 1, 1]) == [34, 33, 33]
    assert sv.distribute([7, 1, 1]) == [78, 11, 11]
    assert sv.distribute([0, 0]) == [0, 0]
    assert sv.distribute([]) == []
    assert sv.distribute([Decimal("0.5"), Decimal("0.25"), Decimal("0.25")], 3) == [1, 1, 1]


@given(st.lists(st.integers(0, 10**6), min_size=1), st.integers(0, 1000))
def test_distributed_shares_add_up_and_are_never_a_whole_step_away(values: list[int], total: int) -> None:
    shares = sv.distribute(values, total)
    if sum(values):
        assert sum(shares) == total
        for share, value in zip(shares, values, strict=True):
            assert abs(share - Fraction(value * total, sum(values))) < 1
    else:
        assert shares == [0] * len(values)


def test_a_negative_share_is_refused() -> None:
    with pytest.raises(ValueError, match="negative share"):
        sv.distribute([1, -1])
