"""Swedish micro-typography on text, and only on text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sysselreg.document.typography import in_lines, typeset
from sysselreg.swedish import NBSP

N = "\u00a0"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("den 1 januari 2027", f"den{N}1{N}januari 2027"),
        ("den 31\n  december", f"den{N}31{N}december"),
        ("kostade 1 261 758 kr", f"kostade 1{N}261{N}758{N}kr"),
        ("i snitt 22 % av 40 procent", f"i snitt 22{N}% av 40{N}procent"),
        ("enligt 4 kap. 18 § LOU", f"enligt 4{N}kap.{N}18{N}§ LOU"),
        ("beslut § 214", f"beslut §{N}214"),
        ("ärendet SO 2021/0205-3", f"ärendet SO{N}2021/0205-3"),
        ("se tabell 2 och figur 3", f"se tabell{N}2 och figur{N}3"),
        ("t ex en upphandling", f"t{N}ex en upphandling"),
        ("strategin &#34;Stärkt fokus&#34;", "strategin ”Stärkt fokus”"),
        ('kallad "pilot"', "kallad ”pilot”"),
        ("EU&#39;s", "EU’s"),
        ("och så vidare ...", "och så vidare …"),
        ("åren 2017-2019", "åren 2017–2019"),
        ("ca 2-3 upphandlingar", f"ca{N}2–3 upphandlingar"),
        ("Lund - en kommun", "Lund – en kommun"),
    ],
)
def test_text_is_set_the_swedish_way(text: str, expected: str) -> None:
    assert typeset(f"<p>{text}</p>") == f"<p>{expected}</p>"


def test_a_short_word_does_not_end_a_line_of_a_heading() -> None:
    words = "Krav i upphandling på <em>orten</em> av oss"
    expected = f"Krav i{N}upphandling på <em>orten</em> av{N}oss"
    assert typeset(f"<h2 id='a'>{words}</h2><p>{words}</p>") == f"<h2 id='a'>{expected}</h2><p>{words}</p>"


@pytest.mark.parametrize(
    "text",
    [
        "2023-12-31",
        "2023-12",
        "212000-0000",
        "45233250-6",
        "upp-7k3qf9",
        "046-359 53",
        "under 2023 och 2024",
        "gruppen är dold: ..",
        "k1-2",
        "a1b2c3 – d",
    ],
)
def test_what_only_looks_like_it_is_left_alone(text: str) -> None:
    assert typeset(f"<td>{text}</td>") == f"<td>{text}</td>"
    assert typeset("<td>2017-2019</td>") != "<td>2017-2019</td>"


@pytest.mark.parametrize(
    "markup",
    [
        '<a href="x" title="2017-2019 \'1 januari\' > 3 %">',
        "<svg><title>1 januari</title><text>22 %</text></svg>",
        '<style>a::after { content: "2 - 3"; }</style>',
        "<script>if (a - b) { c = '22 %'; }</script>",
        "<code>make report AR=2023 - 1 januari</code>",
        "<title>1 januari</title>",
        '<!-- "1 januari" -->',
    ],
)
def test_markup_is_untouched(markup: str) -> None:
    assert typeset(f"{markup}<p>1 januari</p>") == f"{markup}<p>1{N}januari</p>"


pieces = st.sampled_from(
    ["<p>", "</p>", "<h2>", "</h2>", '<a title="1 %">', "<!-- 3 % -->", "<svg><text>4 §</text></svg>", "1 ", "januari",
     " - ", '"', "&#34;", "...", "..", "2017-2019", "2-3", " ", "%", "kr", "i ", "SO 2021/0205", "1 261 758",
     "§", "\n", "x"]
)  # fmt: skip


@given(st.lists(pieces, max_size=12).map("".join))
def test_setting_twice_changes_nothing_and_markup_survives(html: str) -> None:
    once = typeset(html)
    assert typeset(once) == once
    assert re.findall(r"<[^<>]*>", once) == re.findall(r"<[^<>]*>", html)


def test_the_article_stays_with_its_day() -> None:
    assert typeset("<p>senast den 22 januari 2026, den 22 personer</p>") == (
        f"<p>senast den{NBSP}22{NBSP}januari 2026, den 22 personer</p>"
    )


S = "\u00ad"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Where a compound may be divided for sure, and nowhere else: the computer gives snör-öjning and matav-fall.
        ("<p>tillsvidareanställningar</p>", f"<p>tillsvidare{S}anställningar</p>"),
        ("<dd>dialogöverenskommelse</dd>", f"<dd>dialog{S}överenskommelse</dd>"),
        ("<td>snöröjning, matavfall, halkbekämpning</td>", f"<td>snöröjning, matavfall, halk{S}bekämpning</td>"),
        ("<td>en anställning</td>", "<td>en anställning</td>"),
        ("<td>posten org-fr94j9</td>", '<td>posten <span class="hel">org-fr94j9</span></td>'),
        ("<td>KS 2025/0027-5, 2025-04</td>", "<td>KS 2025/0027-5, 2025-04</td>"),
        (
            "<p>under april–december 2025 enligt avtalet.</p>",
            '<p>under <span class="hel">april–december</span> 2025 enligt avtalet.</p>',
        ),
        ("<dd>2 maj 2025 – 3 juni 2025</dd>", f"<dd>2 maj 2025{N}– 3 juni 2025</dd>"),
        ("<p>Förklara det här.</p>", f"<p>Förklara det{N}här.</p>"),
        ("<p>Ingen har svarat om överenskommelsen.</p>", "<p>Ingen har svarat om överenskommelsen.</p>"),
        ('<p title="a org-fr94j9 b">a – b är</p>', f'<p title="a org-fr94j9 b">a{N}– b{N}är</p>'),
    ],
)
def test_what_is_not_hyphenated_is_divided_where_it_is_right(text: str, expected: str) -> None:
    assert in_lines(text) == expected
