"""A told change as people get it: the comment shows hostile text and nothing else, and never more than can be read."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sysselreg.change.model import Change, Kind, Told
from sysselreg.change.render import RENDERERS, as_html, as_json, as_markdown, as_text, markdown
from sysselreg.finding import Finding, Place
from sysselreg.snapshot import Revision
from tests.change.conftest import JOB, PROCUREMENT, Tell

KINDS = {
    "placering": Kind("placering", "placeringen", "placeringar", neuter=False),
    "ärende": Kind("ärende", "ärendet", "ärenden", neuter=True),
    "inställning": Kind("inställning", "inställningarna", "inställningar", neuter=False),
}
EMPTY = Change(Revision("a" * 40, date(2026, 1, 2)), Revision("b" * 40), (), (), (), (), (), (), KINDS, {})


def placement(number: int, *sentences: str, **more: object) -> Told:
    path = f"records/placering/2023/pla-{number:06}.yaml"
    told = Told(
        f"pla-{number:06}", "placering", f"Praktik {number}", path, "ändrad", sentences or (f"Nummer {number}.",)
    )
    return replace(told, **more)  # type: ignore[arg-type]


def of(*records: Told, **more: object) -> Change:
    return replace(EMPTY, records=records, **more)  # type: ignore[arg-type]


# ---- hostile text ----------------------------------------------------------------------------------------------------

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=http://exempel.se/x.png>",
    "![bild](http://exempel.se/x.png)",
    "[länk](http://exempel.se)",
    "[länk][1]",
    "<http://exempel.se>",
    "https://exempel.se/sida",
    "www.exempel.se",
    "ftp://exempel.se",
    "@granskare och @grupp/team",
    "#123, !45, $6, %7, ~8, &9, GH-10, agare/forrad#11",
    "~etikett %\"milstolpe\" ^alert#1",
    ":tada: :+1:",
    "**fet** _kursiv_ ~~struken~~ `kod` ``kod``",
    "# Rubrik",
    "\n# Rubrik på egen rad\n",
    "\n\n/merge\n/approve",
    "\r/close",
    "\u2028/close",
    "| a | b |\n|---|---|",
    "&lt;b&gt; &#64; &commat;",
    "\\@granskare \\#12 \\[x](y)",
    "{{ mall }} [[_TOC_]] {+ ny +}",
    "$`x^2`$ $$y$$",
    "> citat",
    "```\nkod\n```",
    "x@exempel.se",
    "[^1]",
]  # fmt: skip


class Seen(HTMLParser):
    """The tags and the text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the parser's own signature
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def rendered(text: str) -> Seen:
    """Markdown as CommonMark with raw HTML, tables and strikethrough, as forges read it."""
    return Seen(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(text))


# What forges turn into links, mentions, references and emoji in the text of the finished page.
FORGE = re.compile(
    r"(?:https?|ftp)://\w|www\.\w|[\w.]@\w|@\w|#\d|![0-9]|\$\d|%\d|~\w|&\d|\bGH-\d|:[\w+-]+:|%\"|\^\w", re.IGNORECASE
)


def shown(text: str) -> str:
    """What a reader sees of a text: its words on one line, the invisible left out."""
    return " ".join(text.replace("\u200b", "").split())


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_and_does_nothing(text: str) -> None:
    page = rendered(f"- {markdown(f'Titel {text} slut.')}")
    assert page.tags == ["ul", "li"]
    assert shown(page.text) == shown(f"Titel {text} slut.")
    assert not FORGE.search(page.text)
    assert "\n/" not in markdown(text)


@pytest.mark.parametrize("text", HOSTILE)
def test_the_same_text_would_have_done_something(text: str) -> None:
    """Unescaped, inside a line or at the beginning of one."""
    acted = []
    for raw in (f"- Titel {text} slut.", f"{text}\nslut.\n"):
        page = rendered(f"{raw}\n\n[1]: http://exempel.se\n")
        command = re.search(r"^/[a-z]", raw.replace("\r", "\n").replace("\u2028", "\n"), re.MULTILINE)
        acted.append(set(page.tags) - {"ul", "li", "p"} or FORGE.search(page.text) or command)
        acted.append(shown(page.text) not in (shown(raw), shown(raw[2:])))
    assert any(acted) or re.search(r"\[\[_TOC_\]\]|\[\^1\]", text)


@given(st.text(max_size=40).map(lambda text: re.sub(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]", "", text)))
@example("a\\&#64;@b")
@example("@" * 5 + "a")
def test_any_text_is_shown_as_it_is(text: str) -> None:
    page = rendered(f"- a {markdown(text)} b")
    assert page.tags == ["ul", "li"]
    assert re.sub(r"\s+", " ", page.text.replace("\u200b", "")).strip() == re.sub(
        r"\s+", " ", f"a {text} b".replace("\u200b", "")
    ).strip()  # fmt: skip


@pytest.mark.parametrize("text", [each for each in HOSTILE if not re.search(r"[\n\r\u2028\\]|x@", each)])
def test_a_hostile_title_is_harmless_in_the_whole_comment(tell: Tell, text: str) -> None:
    """From the record's file to the finished page."""
    quoted = json.dumps(text, ensure_ascii=False)
    change = tell((PROCUREMENT, ("titel: Markarbeten", f"titel: {quoted}")))
    assert change.records[0].title == text
    page = rendered(as_markdown(change))
    assert set(page.tags) <= {"h2", "h3", "p", "ul", "li", "strong", "hr"}
    assert shown(text) in shown(page.text)
    assert not FORGE.search(page.text)
    web = Seen(as_html(change))
    assert not {"script", "img", "a", "b"} & set(web.tags)
    assert shown(text) in shown(web.text)


def test_a_line_break_in_a_value_makes_no_line_of_its_own(tell: Tell) -> None:
    title = 'titel: "Mark\\nNytt fel: Allt är fel"'
    change = tell((PROCUREMENT, ("titel: Markarbeten", title)))
    for form in ("text", "md", "html"):
        assert not re.search(r"^\W*Nytt fel: Allt", RENDERERS[form](change), re.MULTILINE)


# ---- in short --------------------------------------------------------------------------------------------------------


def finding(level: str, number: int = 1, **more: object) -> Finding:
    place = Place(f"records/placering/2023/pla-{number:06}.yaml", 3)
    made = Finding("R101", level, place, "Det är fel.", "Gör rätt.", "Därför.", "", f"pla-{number:06}")  # type: ignore[arg-type]
    return replace(made, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "lines"),
    [
        (of(), ["Inget är ändrat i registret."]),
        (
            of(placement(1), placement(2, art="ny"), replace(placement(3), kind="ärende", art="borttagen")),
            ["En ny placering, en ändrad placering och ett borttaget ärende.",
             "Kontrollen hittar inga nya fel eller varningar."],
        ),
        (
            of(*(placement(n) for n in range(14)), replace(placement(20), kind="inställning")),
            ["14 ändrade placeringar och ändrade inställningar.", "Kontrollen hittar inga nya fel eller varningar."],
        ),
        (
            of(placement(1, findings=(finding("fel"),)), standing=(finding("varning"), finding("upplysning"))),
            ["En ändrad placering.",
             "Kontrollen hittar 1 nytt fel. Felet måste rättas innan ändringen kan godkännas.",
             "Kvar sedan tidigare: 1 varning."],
        ),
        (
            of(placement(1), findings=(finding("fel"), finding("fel", 2), finding("varning"), finding("upplysning")),
               solved=(finding("fel"), finding("varning"), finding("varning", 2))),
            ["En ändrad placering.",
             "Kontrollen hittar 2 nya fel, 1 ny varning och 1 ny upplysning. "
             "Felen måste rättas innan ändringen kan godkännas.",
             "Ändringen rättar 1 fel och 2 varningar som fanns förut."],
        ),
    ],
)  # fmt: skip
def test_a_change_in_short(change: Change, lines: list[str]) -> None:
    assert as_text(change).replace("\u00a0", " ").split("\n\n")[0].splitlines() == lines


def test_the_whole_of_a_small_change() -> None:
    change = of(
        placement(1, "Status ändras.", findings=(finding("varning"),), consequences=("Så blir det.",)),
        others=(".gitlab-ci.yml",),
    )
    assert (
        as_markdown(change).replace("\u00a0", " ")
        == """\
## Ändringen i registret

En ändrad placering.

Kontrollen hittar 1 ny varning.

Varning: .gitlab-ci.yml är ändrad och kan få program att köras på servern eller hos den som hämtar registret. \
Läs hela ändringen i filen, eller be någon som kan, innan du godkänner.

### Ändrad placering: Praktik 1

pla-000001

- Status ändras.
- **Ny varning:** Det är fel. Gör rätt. (R101)
- **Följd:** Så blir det.

---

Ändringen gäller också filer utanför registret, som inte berättas här: .gitlab-ci.yml.

Jämfört med läget aaaaaaaaaa från 2026-01-02.
"""
    )


def test_the_same_finding_in_many_records_is_told_once() -> None:
    found = tuple(finding("fel", number) for number in range(2, 16))
    names = {f"pla-{number:06}": f"Praktik {number}" for number in range(2, 16)}
    text = as_text(of(placement(1, findings=found), names=names))
    assert text.count("Det är fel.") == 1
    assert "Gäller Praktik 2 (pla-000002), Praktik 3 (pla-000003)" in text
    assert "Praktik 11 (pla-000011) och 4 till. (R101)" in text


def test_each_file_that_would_run_something_is_named_at_the_top() -> None:
    runs = [f".github/workflows/{number}.yml" for number in range(12)]
    text = as_text(of(others=(*runs, "bilaga.pdf", ".gitlab-ci.yml", ".githooks/a\nb")))
    assert text.splitlines()[:2] == [
        "Inget är ändrat i registret.",
        "Varning: .github/workflows/0.yml är ändrad och kan få program att köras på servern eller hos den som hämtar "
        "registret. Läs hela ändringen i filen, eller be någon som kan, innan du godkänner.",
    ]
    top = text.partition("\n\n")[0]
    named = [line.split(" är ändrad")[0].removeprefix("Varning: ") for line in top.splitlines()[1:]]
    assert named == [*runs, ".gitlab-ci.yml", ".githooks/a b"]
    assert "Varning: " not in as_text(of(others=("bilaga.pdf", "docs/.github/x.yml")))


# ---- large changes ---------------------------------------------------------------------------------------------------


def test_a_large_change_is_cut_with_what_is_left_out() -> None:
    change = of(*(placement(number, art="ny") for number in range(500)))
    comment = as_markdown(change).replace("\u00a0", " ")
    assert comment.count("\n### ") == 40
    assert "500 nya placeringar." in comment
    assert "… och 460 poster till." in comment
    assert "sysselreg andringar aaaaaaaaaa..bbbbbbbbbb" in comment
    assert as_text(change).count("Ny placering: ") == as_html(change).count("<h2>") == 500
    assert len(json.loads(as_json(change))["poster"]) == 500


def test_a_comment_is_never_longer_than_forges_take() -> None:
    change = of(*(placement(number, f"{number} {'långt ' * 2000}") for number in range(30)))
    assert len(as_markdown(change)) < 65_000
    assert re.search(r"… och 2\d poster till", as_markdown(change))


def test_what_differs_in_the_same_words_is_told_together() -> None:
    alike = [placement(number, "Version höjs från 1 till 2.") for number in range(300)]
    text = as_text(of(*alike, placement(400, "Status ändras."))).replace("\u00a0", " ")
    assert text.count("Version höjs") == 1
    assert "300 ändrade placeringar, alla på samma sätt" in text
    assert "Gäller Praktik 0 (pla-000000), Praktik 1 (pla-000001)" in text
    assert "och 290 till." in text
    assert "Ändrad placering: Praktik 400" in text
    apart = as_text(of(*alike[:2]))
    assert apart.count("Version höjs") == 2


def test_what_has_findings_is_never_told_together() -> None:
    alike = [placement(number, "Samma.", findings=(finding("fel", number),)) for number in range(5)]
    assert as_text(of(*alike)).count("Nytt fel") == 5


def test_errors_come_first(tell: Tell) -> None:
    change = tell(
        (PROCUREMENT, ("titel: Markarbeten", "titel: A")),
        ("records/organisation/2023/org-bbb002.yaml", ("namn: Exempelträ AB", "namn: Annat namn AB")),
        (JOB, ("omfattning_procent: 75", "omfattning_procent: 120")),
    )
    assert [told.id for told in change.records] == ["pla-aaa002", "upp-aaa001", "org-bbb002"]


def test_json_holds_what_the_design_says(tell: Tell) -> None:
    change = tell((JOB, ("status: pågående", "status: paus"), ("  till: 2024-02-29", "  till: 2023-12")))
    top = json.loads(as_json(change))
    assert (top["format_version"], top["revision"], top["bas"]) == (1, "b" * 10, "a" * 10)
    (told,) = top["poster"]
    assert {key: told[key] for key in ("id", "typ", "art", "fält")} == {
        "id": "pla-aaa002",
        "typ": "placering",
        "art": "ändrad",
        "fält": [
            {"fält": "planerad.till", "från": "2024-02-29", "till": "2023-12"},
            {"fält": "status", "från": "pågående", "till": "paus"},
        ],
    }
    assert told["meningar"][1] == "Status ändras från pågående till paus."
    assert told["konsekvenser"][-1].startswith("Följd: Hur stor del av den avtalade tiden")
