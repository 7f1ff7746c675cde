"""Fields of every sort, before and after, and the sentence that a reviewer reads."""

from __future__ import annotations

import re

import pytest

from sysselreg.change.wording import load_wording
from sysselreg.schema.load import load_schemas
from sysselreg.schema.model import Field
from sysselreg.snapshot import Snapshot
from sysselreg.store.read import package_files
from tests.change.conftest import DIALOG, JOB, PRACTICE, PROCUREMENT, Edit, Tell, only

CASE = "records/arende/2023/are-aaa001.yaml"
TEXT = "records/texter/2023/inledning.md"
PLACE = "  - id: p2\n    form: visstidsanställning\n    antal: 1\n    från: 2023-03-01\n    till: 2024-02-29\n"
LONG = (
    "Leverantören ska föra dialog med kommunen om möjligheten att ta emot personer som står långt från arbetsmarknaden."
)


def said(tell: Tell, *edits: Edit, ground: tuple[Edit, ...] = ()) -> list[str]:
    """The sentences about the one changed record, with ordinary spaces."""
    return [sentence.replace("\u00a0", " ") for sentence in only(tell(*edits, ground=ground)).sentences]


@pytest.mark.parametrize(
    ("path", "old", "new", "sentence"),
    [
        # codes by their labels
        (JOB, "status: pågående", "status: paus", "Status ändras från pågående till paus."),
        (
            JOB,
            "åldersgrupp: upp_till_25",
            "åldersgrupp: 26_till_54",
            "Åldersgrupp ändras från upp till 25 år till 26–54 år.",
        ),
        (
            JOB,
            "form: visstidsanställning\n",
            "form: visstidsanställning\nhandledare_utsedd: ja\n",
            "Handledare utsedd sätts till ja.",
        ),
        (PROCUREMENT, "ramavtal: nej\n", "", "Ramavtal tas bort (var nej)."),
        # numbers with their unit
        (JOB, "omfattning_procent: 75", "omfattning_procent: 100", "Omfattning höjs från 75 % till 100 %."),
        (
            PROCUREMENT,
            "vite: 50000",
            "vite: 1000000",
            "Kravet k1 (skarpt krav): vite höjs från 50 000 kr till 1 000 000 kr.",
        ),
        (
            PROCUREMENT,
            "    antal: 2\n    vite: 50000",
            "    antal: 1\n    vite: 25000",
            "Kravet k1 (skarpt krav): antal sänks från 2 till 1; vite sänks från 50 000 kr till 25 000 kr.",
        ),
        # days, whole and partial
        (
            JOB,
            "  till: 2024-02-29",
            "  till: 2024-03-31",
            "Placeringens planerade slut flyttas från 2024-02-29 till 2024-03-31.",
        ),
        (
            JOB,
            "  från: 2023-03-01\nstatus",
            "  från: 2023-03-01\n  till: 2023-12\nstatus",
            "Placeringens faktiska slut sätts till 2023-12.",
        ),
        (
            PROCUREMENT,
            "  till: 2024-12-31\nbed",
            "  till: 2025-06-30\nbed",
            "Avtalets slut flyttas från 2024-12-31 till 2025-06-30.",
        ),
        (
            DIALOG,
            "    till: 2023-08-31",
            "    till: 2023-09-30",
            "Platsen p1 (praktik): slutet flyttas från 2023-08-31 till 2023-09-30.",
        ),
        (
            PROCUREMENT,
            "annonserad: 2022-09-01",
            "annonserad: 2022-09",
            "Datum: annonserad flyttas från 2022-09-01 till 2022-09.",
        ),
        # references by what they are called
        (
            JOB,
            "leverantör: org-bbb001",
            "leverantör: org-bbb002",
            "Leverantör är Exempelträ AB (org-bbb002) i stället för Exempelbygg AB (org-bbb001).",
        ),
        (
            JOB,
            "leverantör: org-bbb001",
            "leverantör: org-saknas",
            "Leverantör är org-saknas i stället för Exempelbygg AB (org-bbb001).",
        ),
        # lists of codes as sets
        (DIALOG, "  - tidpunkt\n  - konsekvens\n", "  - konsekvens\n", "Genomgånget: tidpunkten tas bort."),
        (
            DIALOG,
            "  - krav\n  - tidpunkt\n",
            "  - tidpunkt\n  - krav\n",
            "Genomgånget får annan ordning: tidpunkten, kravet, konsekvensen, uppföljningen och personuppgifterna.",
        ),
        # entries that come and go
        (
            PROCUREMENT,
            "    vite: 50000\n",
            "    vite: 50000\n  - id: k2\n    typ: dialogkrav\n    enhet: dialog\n",
            "Kravet k2 (dialogkrav) läggs till: kravtyp dialogkrav, enhet dialog.",
        ),
        (
            DIALOG,
            PLACE,
            "",
            "Platsen p2 (visstidsanställning) tas bort "
            "(form visstidsanställning, antal 1, från 2023-03-01, till 2024-02-29).",
        ),
        (
            PRACTICE,
            "    utfall: studier\n",
            "    utfall: studier\n  - tidpunkt: 6_månader\n    utfall: ej_avstämd\n",
            "Utfallet efter 6 månader läggs till: tidpunkt efter 6 månader, utfall ej avstämd.",
        ),
        (
            PRACTICE,
            "    utfall: studier\n",
            "    utfall: okänt\n",
            "Utfallet vid avslutet: utfall ändras från studier till okänt.",
        ),
        (
            PROCUREMENT,
            "    status: delvis_uppfyllt\n",
            "    status: uppfyllt\n",
            "Uppfyllnaden k1 (Exempelbygg AB): status ändras från delvis uppfyllt till uppfyllt.",
        ),
        # a field of fields
        (
            PRACTICE,
            "avslut:\n  orsak: fullföljd\n",
            "avslut:\n  orsak: flytt\n  intyg: ja\n",
            "Orsaken till avslutet ändras från fullföljd till flytt.",
        ),
        (
            PRACTICE,
            "status:",
            "trappsteg:\n  före: 2\n  efter: 3\nstatus:",
            "Trappsteg läggs till: trappsteg före 2, trappsteg efter 3.",
        ),
        # texts
        (
            PROCUREMENT,
            "titel: Markarbeten",
            "titel: Markarbeten, etapp 2",
            "Titel ändras från ”Markarbeten” till ”Markarbeten, etapp 2”.",
        ),
        (
            PROCUREMENT,
            "motiv: Arbetet utförs i kommunen och avtalet är långt.",
            f"motiv: {LONG}",
            f"Bedömning: motiv ändras från ”Arbetet utförs i kommunen och avtalet är långt.” till ”{LONG}”.",
        ),
        (
            PROCUREMENT,
            "status: pågående",
            "status: pågående\nprognos: |\n  Ett\n  Två",
            "Prognos sätts till ”Ett Två”.",
        ),
        # what belongs to no kind
        (CASE, "rubrik:", "typo: x\nrubrik:", "Typo sätts till ”x”."),
    ],
)
def test_a_change_is_told(tell: Tell, path: str, old: str, new: str, sentence: str) -> None:
    assert sentence in said(tell, (path, (old, new)))


def test_each_field_is_told_once(tell: Tell) -> None:
    edit = (JOB, ("status: pågående", "status: paus"), ("omfattning_procent: 75", "omfattning_procent: 50"))
    assert said(tell, edit) == ["Omfattning sänks från 75 % till 50 %.", "Status ändras från pågående till paus."]


def test_several_parts_of_one_field_share_a_sentence(tell: Tell) -> None:
    edit = (
        PROCUREMENT,
        ("  annonserad: 2022-09-01\n", "  behov: 2022\n"),
        ("tilldelning: 2022-11-01", "tilldelning: 2022-10-31"),
    )
    assert said(tell, edit) == [
        "Datum: behov sätts till 2022; annonserad tas bort (var 2022-09-01); "
        "tilldelning flyttas från 2022-11-01 till 2022-10-31."
    ]


def test_of_a_long_text_only_what_differs_is_told(tell: Tell) -> None:
    rule = "Dialogen ska hållas inom 30 dagar från avtalets start, och den ska skrivas ned."
    before = f"status: pågående\nanteckning: {LONG} {rule}"
    after = before.replace("30", "45")
    assert said(
        tell, (PROCUREMENT, (before[17:], after[17:])), ground=((PROCUREMENT, ("status: pågående", before)),)
    ) == [
        "Anteckning ändras från ”… arbetsmarknaden. Dialogen ska hållas inom 30 dagar från avtalets start, och …” "
        "till ”… arbetsmarknaden. Dialogen ska hållas inom 45 dagar från avtalets start, och …”."
    ]
    longer = before.replace("Dialogen ska", "Den nya dialogen ska")
    assert said(
        tell, (PROCUREMENT, (before[17:], longer[17:])), ground=((PROCUREMENT, ("status: pågående", before)),)
    ) == [
        "Anteckning ändras från ”… som står långt från arbetsmarknaden. Dialogen ska hållas inom 30 dagar …” "
        "till ”… som står långt från arbetsmarknaden. Den nya dialogen ska hållas inom 30 dagar …”."
    ]


def test_a_text_too_long_to_show_says_how_much_is_left(tell: Tell) -> None:
    (sentence,) = said(tell, (PROCUREMENT, ("status: pågående", f"status: pågående\nprognos: {'ord ' * 300}slut")))
    assert sentence.startswith("Prognos sätts till ”ord ord")
    assert sentence.endswith("ord … [604 tecken till]”.")


def test_line_breaks_alone_are_told_as_such(tell: Tell) -> None:
    note = "status: pågående\nprognos: |\n  Ett två\n"
    ground = ((PROCUREMENT, ("status: pågående\n", note)),)
    assert said(tell, (PROCUREMENT, ("  Ett två\n", "  Ett\n  två\n")), ground=ground) == [
        "Prognos får andra radbrytningar eller mellanslag."
    ]


# ---- whole records ---------------------------------------------------------------------------------------------------


def test_a_new_record_is_told_by_its_key_facts_and_then_the_rest(tell: Tell) -> None:
    record = """\
typ: utvärdering
id: utv-bbb001
version: 1
avser: pla-aaa001
slag: arbetsgivare
begärd: 2023-08-17
svar:
  mervärde: ja
  handledning: 4
slutsats: Det gick bra.
citat:
  - text: Vi gör om det.
    får_publiceras: ja
status: inkommen
"""
    assert said(tell, ("records/utvardering/2023/utv-bbb001.yaml", record)) == [
        "Ny utvärdering: avser Praktik hos Exempelbygg AB (pla-aaa001), slag arbetsgivarens utvärdering, "
        "status inkommen, begärd 2023-08-17, svar (mervärde ja, handledning 4).",
        "Övriga uppgifter: slutsats ”Det gick bra.”, citat (text ”Vi gör om det.”, får publiceras ja).",
    ]


def test_what_nobody_can_judge_is_left_out(tell: Tell) -> None:
    record = f"""\
typ: handling
id: han-bbb001
version: 1
ärende: are-bbb001
nummer: 4
riktning: upprättad
datum: 2023-08-17
rubrik: Kallelse
status: upprättad
fil:
  namn: l3.pdf
  sha256: {"a" * 64}
underlag:
  commit: {"b" * 40}
  poster:
    - pla-aaa001
"""
    assert said(tell, ("records/handling/2023/han-bbb001.yaml", record))[1] == (
        "Övriga uppgifter: fil (filnamn ”l3.pdf”), underlag (poster Praktik hos Exempelbygg AB (pla-aaa001))."
    )


def test_a_removed_record_says_what_pointed_at_it(tell: Tell) -> None:
    (told,) = [each for each in tell((DIALOG,)).records if each.kind == "dialogöverenskommelse"]
    assert told.art == "borttagen"
    assert told.sentences[0].startswith("Dialogöverenskommelsen tas bort: upphandling Markarbeten (upp-aaa001), ")
    assert told.sentences[1] == (
        "På den pekade Praktik hos Exempelbygg AB (pla-aaa001) och Visstidsanställning hos Exempelbygg AB (pla-aaa002)."
    )


def test_what_goes_with_a_removed_record_did_not_point_at_it(tell: Tell) -> None:
    told = {each.id: each.sentences for each in tell((DIALOG,), (PRACTICE,)).records}
    assert told["dia-aaa001"][1] == "På den pekade Visstidsanställning hos Exempelbygg AB (pla-aaa002)."


@pytest.mark.parametrize(("path", "heading"), [(DIALOG, "Dialogöverenskommelsen"), (CASE, "Ärendet")])
def test_gender_is_right(tell: Tell, path: str, heading: str) -> None:
    (told,) = [each for each in tell((path,)).records if each.path == path]
    assert told.sentences[0].startswith(f"{heading} tas bort: ")
    assert told.sentences[1].startswith("På det pekade" if heading == "Ärendet" else "På den pekade")


# ---- what is no record -----------------------------------------------------------------------------------------------


def test_settings_are_told_as_fields(tell: Tell) -> None:
    edit = (
        "sysselreg.yaml",
        ("namn: Tekniska förvaltningen", "namn: Teknik och miljö"),
        ("mål:\n", "sekretessgräns: 10\nregler:\n  uppfyllt_vid_procent: 80\nmål:\n"),
    )
    assert said(tell, edit) == [
        "Förvaltningen TF (”Teknik och miljö”): namn ändras från ”Tekniska förvaltningen” till ”Teknik och miljö”.",
        "Regler läggs till: uppfyllt vid procent 80 %.",
        "Sekretessgräns sätts till 10.",
    ]


def test_narrative_text_is_told_by_paragraph(tell: Tell) -> None:
    ground = ((TEXT, "Ett stycke.\n\nEtt annat.\n"),)
    told = only(tell((TEXT, ("Ett annat.", "Ett tredje.\n\nNytt.")), ground=ground))
    assert (told.kind, told.title) == ("text", "inledning 2023")
    assert told.sentences == (
        "Ett stycke ändras från ”Ett annat.” till ”Ett tredje.”.",
        "Ett stycke läggs till: ”Nytt.”.",
    )
    assert [(each.name, each.before, each.after) for each in told.fields] == [
        ("stycke 2", "Ett annat.", "Ett tredje."),
        ("stycke 3", None, "Nytt."),
    ]


def test_the_register_s_own_rules_are_pointed_out(tell: Tell) -> None:
    path = "schemas/rules/process.yaml"
    own = package_files()[path].decode()
    told = only(tell((path, own.replace("nivå: varning", "nivå: upplysning", 1))))
    assert told.kind == "fil"
    assert told.sentences == ("Filen är ändrad: 1 ny rad och 1 borttagen.",)
    assert told.consequences == ("Filen styr vad poster får innehålla och hur de kontrolleras. Läs den rad för rad.",)


def test_a_comment_is_no_change_of_content(tell: Tell) -> None:
    assert said(tell, (JOB, ("status: pågående", "# ring i mars\nstatus: pågående"))) == [
        "Bara kommentarer eller skrivsätt är ändrade, inga uppgifter."
    ]


def test_a_record_that_only_moves_is_one_record(tell: Tell) -> None:
    text = "typ: organisation\nid: org-ccc001\nversion: 1\nnamn: Flyttfirman AB\nslag: leverantör\n"
    here, there = (f"records/organisation/{year}/org-ccc001.yaml" for year in (2022, 2023))
    told = only(tell((here,), (there, text.replace("Flyttfirman", "Nya Flyttfirman")), ground=((here, text),)))
    assert told.art == "ändrad"
    assert told.sentences == (
        "Namn ändras från ”Flyttfirman AB” till ”Nya Flyttfirman AB”.",
        f"Filen flyttas från {here} till {there}.",
    )


@pytest.mark.parametrize(
    ("before", "after", "word"),
    [("typ: [", "typ: organisation\nid: org-ccc001\nversion: 1\nnamn: A\nslag: kommun\n", "gick"),
     ("typ: organisation\nid: org-ccc001\nversion: 1\nnamn: A\nslag: kommun\n", "typ: [", "går")],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_told_as_that(tell: Tell, before: str, after: str, word: str) -> None:
    path = "records/organisation/2023/org-ccc001.yaml"
    told = only(tell((path, after), ground=((path, before),)))
    assert (told.id, told.kind, told.art) == ("org-ccc001", "organisation", "ändrad")
    assert told.sentences == (
        f"Filen {word} inte att läsa som en post, så det går inte att berätta vad som är ändrat.",
    )


# ---- the wording file ------------------------------------------------------------------------------------------------

SCHEMAS = load_schemas(Snapshot(package_files()))
WORDING = load_wording(Snapshot(package_files()), SCHEMAS.kinds)


def field(dotted: str) -> Field | None:
    kind, *steps = dotted.split(".")
    here = SCHEMAS.settings.root if kind == "inställning" else SCHEMAS.kinds[kind].root
    for step in steps:
        inner = here.item if here.item is not None else here
        if step not in inner.children:
            return None
        here = inner.children[step]
    return here


def test_every_special_wording_is_about_something() -> None:
    assert [dotted for dotted in [*WORDING.fields, *WORDING.entries] if field(dotted) is None] == []
    for dotted, entry in WORDING.entries.items():
        listed = field(dotted)
        assert listed is not None
        assert listed.item is not None
        assert set(entry.shows) <= set(listed.item.children), dotted
    for name, kind in WORDING.kinds.items():
        assert name in (*SCHEMAS.kinds, "inställning", "text", "fil")
        assert set(kind.foremost) <= set(SCHEMAS.kinds[name].root.children) if kind.foremost else True
    assert set(SCHEMAS.kinds) <= set(WORDING.kinds)


def test_every_amount_and_share_has_its_unit() -> None:
    lacking = []

    def walk(node: Field, path: str) -> None:
        money, share = (node.maximum or 0) >= 10**12, bool(re.search("procent", node.name))
        if node.type == "integer" and (money or share) and WORDING.units.get(node.name) != ("kr" if money else "%"):
            lacking.append(path)
        for name, child in node.children.items():
            walk(child, f"{path}.{name}")
        if node.item is not None:
            walk(node.item, path)

    for kind in (*SCHEMAS.kinds.values(), SCHEMAS.settings):
        walk(kind.root, kind.name)
    assert lacking == []
