"""Templates: data is never a template, a mistake is told with file and line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from sysselreg.document.html import Html
from sysselreg.document.templates import load_templates, render
from sysselreg.errors import DefinitionError

N = "\u00a0"


def rendered(source: str, /, **context: object) -> str:
    return render(load_templates({"reports/t.html.j2": source.encode()}), "reports/t.html.j2", context)


@pytest.mark.parametrize(
    ("source", "value", "shown"),
    [
        ("{{ x|tal }}", 1261758, f"1{N}261{N}758"),
        ("{{ x|tal(1) }}", Decimal("2.25"), "2,3"),
        ("{{ x|kr }}", -500, f"\u2212500{N}kr"),
        ("{{ x|procent }}", Fraction(45, 2), f"23{N}%"),
        ("{{ x|datum }}", date(2026, 2, 16), f"16{N}februari 2026"),
        ("{{ x|datum_tabell }}", date(2026, 2, 16), "2026-02-16"),
        ("{{ x|datum_delvis }}", "2018-05", "maj 2018"),
        ("{{ x|antal }}", 12, "tolv"),
        ("{{ x|antal_av('dialog', 'dialoger') }}", 2, f"två{N}dialoger"),
        ("{{ x|plural('plats', 'platser') }}", 1, "plats"),
        ("{{ x|andel_ord }}", Fraction(48, 98), "nästan hälften"),
        ("{{ x|och }}", ["a", "b", "c"], "a, b och c"),
        ("{{ x|sorterad|join(' ') }}", ["Ö", "z", "Å", "Ä"], "z Å Ä Ö"),
        ("{{ x|versal }}", "åtta", "Åtta"),
    ],
)
def test_filters(source: str, value: object, shown: str) -> None:
    assert rendered(source, x=value) == shown


@pytest.mark.parametrize(
    "payload",
    [
        "{{7*7}}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{% for x in range(10**9) %}{% endfor %}",
        "{{ config }}{{ self }}",
        "${7*7} #{7*7} <%=7*7%>",
    ],
)
def test_record_text_is_printed_as_it_stands(payload: str) -> None:
    expected = payload.replace("<", "&lt;").replace(">", "&gt;").replace("'", "’")
    assert rendered("<p>{{ titel }}</p>", titel=payload) == f"<p>{expected}</p>"


def test_markup_in_record_text_is_escaped_and_our_own_is_not() -> None:
    evil = "<script>alert(1)</script><img src=http://x onerror=y>"
    html = rendered("<p>{{ x }}</p><p>{{ y }}</p>", x=evil, y=Html("<b>ja</b>"))
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<b>ja</b>" in html


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{{ ''.__class__ }}", "åtkomst|tillåtet|finns inte"),
        ("{{ 9**99999999 }}", r"Mallen räknar med ”\*\*”"),
        ("{{ 'a' * 2000000000 }}", r"Mallen räknar med ”\*”"),
        ("{{ (7 * 7) }}", r"Mallen räknar med ”\*”"),
        ("{{ 'a'.ljust(2000000000) }}", "tillåtet|finns inte"),
        ("{{ '%999999999d'|format(1) }}", "No filter named 'format'"),
        ("{{ x|safe }}", "No filter named 'safe'"),
        ("{% for i in range(100000000) %}x{% endfor %}", "”range” finns inte"),
        ("{{ cycler.__init__.__globals__ }}", "inte är tillåtet"),
        ("{{ x.update({'a': 1}) }}", "inte är tillåtet"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "RecursionError"),
    ],
)
def test_a_template_that_computes_or_walks_is_stopped(source: str, message: str) -> None:
    with pytest.raises(DefinitionError, match=rf"^reports/t\.html\.j2:1: .*(?:{message})"):
        rendered(source, x={"b": 2})
    assert rendered("{{ x.b }}", x={"b": 2}) == "2"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("rad\n{{ titell }}", "reports/t.html.j2:2: Namnet ”titell” finns inte. Rätta namnet i mallen."),
        ("{{ x.namm }}", "reports/t.html.j2:1: Namnet ”namm” finns inte. Rätta namnet i mallen."),
        (
            "a\nb\n{% endfor %}",
            "reports/t.html.j2:3: Satsen ”endfor” finns inte, eller står på fel ställe."
            " Rätta raden (motorns svar: ”Encountered unknown tag 'endfor'.”).",
        ),
        (
            "a\n{{ x|storr }}",
            "reports/t.html.j2:2: Filtret ”storr” finns inte. Rätta raden (motorns svar: ”No filter named 'storr'.”).",
        ),
        (
            "a\n{{ x",
            "reports/t.html.j2:2: Mallen går inte att läsa."
            " Rätta raden (motorns svar: ”unexpected end of template, expected 'end of print statement'.”).",
        ),
        (
            "{{ 1.5|tal }}",
            "reports/t.html.j2:1: Mallen kan inte fyllas i. Rätta raden"
            " (motorns svar: ”TypeError: exact number expected (int, Decimal, Fraction), not float”).",
        ),
        (
            '<h2 data-nr="kapitel">Utan</h2>',
            "reports/t.html.j2: Rubriken ”Utan” har inget id, så inget kan hänvisa till den.",
        ),
        (
            "{% include 'reports/borta.j2' %}",
            "Mallen reports/borta.j2 finns inte. Kontrollera namnet, hela sökvägen ska stå.",
        ),
    ],
)
def test_a_mistake_is_told_with_file_and_line(source: str, message: str) -> None:
    with pytest.raises(DefinitionError) as failure:
        rendered(source, x={"namn": "a"})
    assert failure.value.sentence == message


def test_a_mistake_in_a_macro_names_the_page_that_called_it() -> None:
    files = {
        "reports/m.j2": b"{% macro a(x) %}\n{{ x.saknas }}\n{% endmacro %}",
        "reports/p.j2": b"{% import 'reports/m.j2' as m %}\n\n{{ m.a({}) }}",
    }
    with pytest.raises(DefinitionError) as failure:
        render(load_templates(files), "reports/p.j2", {})
    assert failure.value.sentence.startswith(
        "reports/m.j2:2: Namnet ”saknas” finns inte. Rätta namnet i mallen. Mallen anropas från reports/p.j2:3."
    )


def test_only_templates_of_the_snapshot_are_read() -> None:
    with pytest.raises(DefinitionError, match=r"Mallen \.\./\.\./etc/passwd finns inte"):
        rendered("{% include '../../etc/passwd' %}")
    with pytest.raises(DefinitionError, match=r"Mallen reports/annan\.j2 finns inte"):
        render(load_templates({}), "reports/annan.j2", {})
