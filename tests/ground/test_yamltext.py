"""The strict loader (hazards F71–F78), through the door that users meet: what `kontrollera` says about one file."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

import pytest

from sysselreg.check.model import Outcome
from sysselreg.check.render import as_lines
from sysselreg.finding import Place
from sysselreg.record.read import read_record
from sysselreg.schema.model import Schemas
from sysselreg.yamlevents import UnreadableDataError, data_file
from sysselreg.yamltext import MAX_BYTES, parse

ACTIVITY = "records/aktivitet/2025/akt-3c6w0z.yaml"
HEAD = "typ: aktivitet\nid: akt-3c6w0z\nversion: 1\nslag: nätverksträff\n"
RIGHT = HEAD + "titel: Nätverksträff i mars\n"
PERIOD = "period:\n  från: 2025-03-01\n  till: 2025-03-02\n"

Check: TypeAlias = Callable[[Mapping[str, str | bytes]], Outcome]


def said(outcome: Outcome) -> list[str]:
    """The findings without the file's name, one line each: `5:8: fel T012 Här står …`."""
    return [line.removeprefix(f"{ACTIVITY}:").strip() for line in as_lines(outcome, "").splitlines()]


# ---- F71: nothing changes by itself ----------------------------------------------------------------------------------

LOOKALIKES = [
    "0205",
    "NO",
    "no",
    "1.10",
    "12:30",
    "12:30:45",
    "1_000",
    ".nan",
    "2021-02-30",
    "0x1F",
    "1e3",
    "true",
    "~",
]


@pytest.mark.parametrize("written", LOOKALIKES)
def test_text_that_looks_like_something_else_stays_text_and_is_quoted(
    written: str, schemas: Schemas, check: Check
) -> None:
    quoted = f'{HEAD}titel: "{written}"\n'
    record = read_record(ACTIVITY, quoted.encode(), schemas).record
    assert record is not None
    assert record.data["titel"] == written
    assert check({ACTIVITY: quoted}).findings == ()
    # Without quotes the text is the same, and the one thing to mend is how it is written.
    assert said(check({ACTIVITY: f"{HEAD}titel: {written}\n"})) == [
        "5:1: fel S040 Filen är rätt ifylld men inte skriven i registrets standardform. "
        f'Kör sysselreg formatera. På den här raden ska det stå: titel: "{written}"'
    ]


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        ("2021-02-30", "Skriv en dag, en månad eller ett år som finns, som 2023-05-02, 2023-05 eller 2023."),
        ("2023-00", "Skriv en dag, en månad eller ett år som finns, som 2023-05-02, 2023-05 eller 2023."),
        ("20230502", "Skriv en dag, en månad eller ett år som finns, som 2023-05-02, 2023-05 eller 2023."),
    ],
)
def test_a_day_that_does_not_exist_is_told_and_not_moved(written: str, remedy: str, check: Check) -> None:
    assert said(check({ACTIVITY: f"{RIGHT}datum: {written}\n"})) == [
        f"6:1: fel S011 Datum (datum) är ”{written}”. {remedy}"
    ]
    assert check({ACTIVITY: f"{RIGHT}datum: 2021-02-28\n"}).findings == ()


@pytest.mark.parametrize("written", ["0205", "1_000", "1.10", "0x1F", "1e3", "+5", "½", "٣", "12:30"])
def test_only_plain_digits_are_a_number(written: str, check: Check) -> None:
    assert said(check({ACTIVITY: f"{RIGHT}antal_deltagare: {written}\n"})) == [
        f"6:1: fel S003 Antal deltagare (antal_deltagare) är ”{written}”. "
        "Skriv ett heltal från 0 till 1000000, utan inledande nolla, mellanslag, decimaler och enhet."
    ]
    for right in ("0", "205", "1000000"):
        assert check({ACTIVITY: f"{RIGHT}antal_deltagare: {right}\n"}).findings == ()


# ---- F72: what would give one file two meanings ----------------------------------------------------------------------


def test_a_field_that_stands_twice_names_both_lines(check: Check) -> None:
    outcome = check({ACTIVITY: RIGHT + "resultat: Ja\ndatum: 2025-03-06\nresultat: Nej\n"})
    assert said(outcome) == [
        "8:1: fel T017 Fältet resultat finns redan på rad 6. Behåll den rad som gäller och ta bort den andra."
    ]
    assert outcome.findings[0].place == Place(ACTIVITY, 8, 1)
    assert outcome.findings[0].also == (Place(ACTIVITY, 6),)
    assert check({ACTIVITY: RIGHT + "datum: 2025-03-06\nresultat: Nej\n"}).findings == ()


def test_a_nested_field_that_stands_twice_is_found(check: Check) -> None:
    twice = RIGHT + "period:\n  från: 2025-03-01\n  från: 2025-03-02\n"
    assert said(check({ACTIVITY: twice})) == [
        "8:3: fel T017 Fältet från finns redan på rad 7. Behåll den rad som gäller och ta bort den andra."
    ]


WRITE_OUT = "Skriv ut värdet. Ska värdet börja med"
REMOVE_LINE = "Ta bort raden och lägg varje post i en egen fil."


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (HEAD + "titel: &a Möte\n", f"5:8: fel T012 Här står ankaret &a. {WRITE_OUT} &, sätt citattecken runt det."),
        (HEAD + "titel: *a\n", f"5:8: fel T013 Här står hänvisningen *a. {WRITE_OUT} *, sätt citattecken runt det."),
        (
            HEAD + "titel: !!binary TcO2dGU=\n",
            "5:8: fel T014 Här står typmärket tag:yaml.org,2002:binary. "
            "Ta bort märket. Ska värdet börja med !, sätt citattecken runt det.",
        ),
        (
            HEAD + "titel: !!python/object/apply:os.system [id]\n",
            "5:8: fel T014 Här står typmärket tag:yaml.org,2002:python/object/apply:os.system. "
            "Ta bort märket. Ska värdet börja med !, sätt citattecken runt det.",
        ),
        (
            HEAD + "titel: !e!okänt Möte\n",
            "5:13: fel T014 Här står typmärket !. Ta bort märket. Ska värdet börja med !, sätt citattecken runt det.",
        ),
        (
            RIGHT + "period:\n  <<: {från: 2025}\n",
            "7:3: fel T015 Här blandas en annan grupp in med <<. Skriv ut fälten.",
        ),
        (
            RIGHT + "--- \n" + RIGHT,
            f"6:1: fel T016 Raden --- skiljer två dokument åt eller styr hur filen läses. {REMOVE_LINE}",
        ),
        (
            "%YAML 1.1\n---\n" + RIGHT,
            f"1:1: fel T016 Raden % skiljer två dokument åt eller styr hur filen läses. {REMOVE_LINE}",
        ),
        (
            "# Utkast\n%TAG !e! tag:example.org,2025:\n---\n" + RIGHT,
            f"2:1: fel T016 Raden % skiljer två dokument åt eller styr hur filen läses. {REMOVE_LINE}",
        ),
        (
            "%NYTT\n---\n" + RIGHT,
            f"1:1: fel T016 Raden % skiljer två dokument åt eller styr hur filen läses. {REMOVE_LINE}",
        ),
    ],
)
def test_what_would_let_one_line_change_another_is_refused(text: str, told: str, check: Check) -> None:
    assert said(check({ACTIVITY: text})) == [told]


@pytest.mark.parametrize("title", ["&a Möte", "*a", "!viktigt Möte", "<<", "--- Möte", "%YAML 1.1"])
def test_the_same_signs_in_quotes_are_plain_text(title: str, schemas: Schemas, check: Check) -> None:
    text = f'{HEAD}titel: "{title}"\n'
    assert check({ACTIVITY: text}).findings == ()
    record = read_record(ACTIVITY, text.encode(), schemas).record
    assert record is not None
    assert record.data["titel"] == title


# ---- F73, F74, F77: too much -----------------------------------------------------------------------------------------

ALIAS_BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
BOMBS = {
    "alias": (ALIAS_BOMB.encode(), [("T012", 1, 4)]),
    "nesting": (b"[" * 20_000 + b"]" * 20_000, [("T018", 1, 21)]),
    "dashes": (b"- " * 20_000, [("T018", 1, 41)]),
    "braces": (b"{" * 3000, [("T018", 1, 21)]),
    "keys": (b"? " * 20_000, [("T018", 1, 41)]),
    "lines": (b"a:\n" + b"  - b\n" * 40_000, [("T019", 19_999, 5)]),
    "scalar": (b"a: " + b"b" * 10_001, [("T020", 1, 4)]),
    "size": (b"a: " + b"b" * MAX_BYTES, [("T009", 0, 0)]),
    "spaces": (b" " * 200_000, [("T010", 0, 0)]),
    "quotes": (b'a: "' + b"\\" * 99_999, [("T021", 1, 100_003)]),
}
MEASURE = """
import json, re, sys
from sysselreg.yamltext import parse
found = [[fault[:3] for fault in parse(bytes.fromhex(line)).faults] for line in sys.stdin.read().split()]
print(json.dumps([found, int(re.search("VmHWM:\\s+([0-9]+) kB", open("/proc/self/status").read())[1])]))
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of memory is read from /proc")
def test_files_made_to_stop_a_program_are_refused_in_little_memory() -> None:
    given = "\n".join(data.hex() for data, _ in BOMBS.values())
    ran = subprocess.run([sys.executable, "-c", MEASURE], input=given, capture_output=True, text=True, check=True)
    found, kilobytes = json.loads(ran.stdout)
    wanted = {name: [list(fault) for fault in faults] for name, (_, faults) in BOMBS.items()}
    assert dict(zip(BOMBS, found, strict=True)) == wanted
    assert kilobytes < 100 * 1024


def test_what_is_just_small_enough_is_read() -> None:
    twenty = b"a: " + b"[" * 19 + b"b" + b"]" * 19
    assert parse(twenty).faults == ()
    assert parse(b"a: " + b"b" * 10_000).faults == ()
    padded = b"a: b\n" + b"# kommentar\n" * ((MAX_BYTES - 5) // 12)
    assert parse(padded).faults == ()


def test_an_endless_number_is_told_cut(check: Check) -> None:
    digits = "7" * 5000
    assert said(check({ACTIVITY: f"{RIGHT}antal_deltagare: {digits}\n"})) == [
        f"6:1: fel S003 Antal deltagare (antal_deltagare) är ”{digits[:480]}…”. "
        "Skriv ett heltal från 0 till 1000000, utan inledande nolla, mellanslag, decimaler och enhet."
    ]
    assert check({ACTIVITY: f"{RIGHT}antal_deltagare: 1000000\n"}).findings == ()


@pytest.mark.parametrize(
    ("size", "told"),
    [(300 * 1024, "300 kB"), (MAX_BYTES + 1, "257 kB"), (2_000_000, "1954 kB")],
)
def test_a_file_too_large_is_told_with_its_size(size: int, told: str, check: Check) -> None:
    finding = check({ACTIVITY: "a: 0x" + "f" * (size - 5)}).findings[0]
    assert (finding.code, finding.message) == ("T009", f"Filen är {told}. En post får vara högst 256 kB.")
    assert finding.place == Place(ACTIVITY)


# ---- F75, F76, F78: characters and shapes ----------------------------------------------------------------------------


def raw(char: str) -> bytes:
    return f"{HEAD}titel: Möte{char} i mars\n".encode()


INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2060\u2066\u2069\u061c\u034f\u115f\u180e\u3164\ufeff"
BEYOND = "\uffa0\ufffb\ufffe\uffff\U000e0041\U000e007f"
BAD = {
    **dict.fromkeys("\x00\x01\x07\x08\x0b\x0c\x1b\x1f\x7f\x80\x9b\x9f", ("T004", "Texten innehåller styrtecknet")),
    **dict.fromkeys("\x85\u2028\u2029", ("T005", "Texten innehåller radbrytningen")),
    **dict.fromkeys(INVISIBLE + BEYOND, ("T006", "Texten innehåller det osynliga tecknet")),
}


@pytest.mark.parametrize("char", BAD, ids=lambda char: f"U+{ord(char):04X}")
def test_a_forbidden_character_is_found_raw_and_behind_an_escape(char: str, check: Check) -> None:
    code, message = BAD[char]
    name = f"U+{ord(char):04X}"
    in_file = check({ACTIVITY: raw(char)}).findings
    assert [(f.code, f.place.line, f.place.column) for f in in_file] == [(code, 5, 12)]
    assert in_file[0].message.startswith(f"{message} {name}")
    escaped = check({ACTIVITY: f'{HEAD}titel: "Möte\\U{ord(char):08x} i mars"\n'}).findings
    assert [(f.code, f.place.line, f.place.column) for f in escaped] == [(code, 5, 8)]
    assert escaped[0].message == in_file[0].message


def test_letters_signs_and_emoji_that_can_be_seen_are_let_through(check: Check) -> None:
    title = "Café ”Öst–Väst” 5 × 3 ½ № Ελλάδα Привет עברית 漢字 🎉 a\u00a0b"
    assert check({ACTIVITY: f"{HEAD}titel: {title}\n"}).findings == ()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (
            b"\xef\xbb\xbf" + RIGHT.encode(),
            [
                "1:1: fel T002 Filen börjar med en osynlig bytemarkering (BOM). "
                "Kör sysselreg formatera, som tar bort den."
            ],
        ),
        (
            RIGHT.replace("\n", "\r\n").encode(),
            ["1:15: fel T003 Raderna slutar med vagnretur (CRLF). Kör sysselreg formatera, som skriver om radsluten."],
        ),
        (
            f"{HEAD}titel: Möte\rmars\n".encode(),
            ["5:12: fel T003 Raderna slutar med vagnretur (CRLF). Kör sysselreg formatera, som skriver om radsluten."],
        ),
        (
            f"{RIGHT}resultat: Å".encode() + b"\xe5\n",
            [
                "6:12: fel T001 Filen innehåller 0xe5, som inte är ett tecken i UTF-8. "
                "Öppna filen i en textredigerare och spara den som UTF-8."
            ],
        ),
        (
            RIGHT.encode("utf-16"),
            [
                "1:1: fel T001 Filen innehåller 0xff, som inte är ett tecken i UTF-8. "
                "Öppna filen i en textredigerare och spara den som UTF-8."
            ],
        ),
        (
            f"{HEAD}titel: Mo\u0308te i mars\nresultat: a\u030a\n".encode(),
            [
                "5:9: fel T007 Bokstaven ö är skriven som två tecken i stället för ett. "
                "Kör sysselreg formatera, som sätter ihop dem.",
                "6:11: fel T007 Bokstaven å är skriven som två tecken i stället för ett. "
                "Kör sysselreg formatera, som sätter ihop dem.",
            ],
        ),
        (
            f'{HEAD}titel: "M\\ud83d\\ude00te"\n'.encode(),
            [
                "5:12: fel T021 Här går filen inte att tolka: ett omvänt snedstreck följs av en kod som inte är ett "
                "tecken. Se på raden och på raden ovanför. Varje fält har namn, kolon, mellanslag och värde, och "
                "grupper dras in två steg."
            ],
        ),
        (
            b"\x00",
            [
                "fel T010 Filen innehåller ingen post. Fyll i posten, eller ta bort filen om den inte behövs.",
                "1:1: fel T004 Texten innehåller styrtecknet U+0000. Ta bort tecknet och skriv om ordet för hand.",
            ],
        ),
    ],
)
def test_bytes_that_are_no_tidy_text(data: bytes, told: list[str], check: Check) -> None:
    assert said(check({ACTIVITY: data})) == told


@pytest.mark.parametrize(
    "text",
    [
        "\t" + RIGHT,
        RIGHT + "period:\n\tfrån: 2025\n",
        RIGHT + "period:\n  från: 2025\n\ttill: 2026\n",
        RIGHT + "beskrivning: |\n\tText\n",
        RIGHT + "organisationer:\n\t- org-9b3t7w\n",
    ],
)
def test_a_tab_in_the_indent_is_told_as_that(text: str, check: Check) -> None:
    (line,) = said(check({ACTIVITY: text}))
    place, _, rest = line.partition(": ")
    assert rest == "fel T008 Raden är indragen med tabb. Dra in med två mellanslag för varje nivå."
    assert text.splitlines()[int(place.split(":")[0]) - 1].startswith("\t")


def test_a_tab_within_a_text_is_text(schemas: Schemas, check: Check) -> None:
    text = f'{HEAD}titel: "Möte\\ti mars"\n'
    assert check({ACTIVITY: text}).findings == ()
    record = read_record(ACTIVITY, text.encode(), schemas).record
    assert record is not None
    assert record.data["titel"] == "Möte\ti mars"


EMPTY = "fel T010 Filen innehåller ingen post. Fyll i posten, eller ta bort filen om den inte behövs."
NO_FIELDS = (
    "fel T011 Filen börjar inte med ett fält. Skriv fälten på egna rader, med namn, kolon och värde: typ: upphandling."
)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", EMPTY),
        ("\n\n", EMPTY),
        ("# Bara en kommentar\n", EMPTY),
        ("---\n", EMPTY),
        ("- typ: aktivitet\n", f"1:1: {NO_FIELDS}"),
        ("aktivitet\n", f"1:1: {NO_FIELDS}"),
        ("typ:aktivitet\n", f"1:1: {NO_FIELDS}"),
        ("null\n", f"1:1: {NO_FIELDS}"),
    ],
)
def test_a_file_that_is_no_group_of_fields(text: str, told: str, check: Check) -> None:
    assert said(check({ACTIVITY: text})) == [told]


@pytest.mark.parametrize(
    ("line", "place", "reason"),
    [
        ("titel: Möte: mars", "5:12", "ett kolon följt av mellanslag står inne i värdet, eller raden är fel indragen"),
        ('titel: "Möte', "6:1", "citattecknet som avslutar värdet saknas"),
        ("titel: [Möte", "6:1", "klammern som avslutar listan saknas"),
        ("titel: {Möte", "6:1", "klammern som avslutar gruppen saknas"),
        ("titel: - Möte", "5:8", "listans punkt hör hemma på en egen rad"),
        ('titel: "C:\\Möte"', "5:11", "omvänt snedstreck följt av ett okänt tecken i värdet"),
        ("titel: *Möte* i mars", "5:10", "värdet börjar med * eller &; sätt raka citattecken runt det"),
        ("titel: & Möte", "5:9", "värdet börjar med * eller &; sätt raka citattecken runt det"),
        ("titel: ? Möte", "5:8", "värdet börjar med frågetecken och mellanslag; sätt raka citattecken runt det"),
        ("titel: | Möte", "5:10", "efter | eller > får inget mer stå på raden; skriv texten på nästa rad"),
        ("titel", "6:1", "kolon saknas efter fältets namn"),
        (" titel: Möte", "5:7", "ett kolon följt av mellanslag står inne i värdet, eller raden är fel indragen"),
        ("period:\n  från: 2025\n till: 2026", "7:2", "raden är inte indragen som de andra i samma grupp"),
        ("titel: Möte\n...\ndatum: 2025", "7:1", "raden hör inte ihop med fälten ovanför"),
    ],
)
def test_slips_of_the_pen_are_told_in_swedish_where_they_are(line: str, place: str, reason: str, check: Check) -> None:
    assert said(check({ACTIVITY: f"{HEAD}{line}\n"})) == [
        f"{place}: fel T021 Här går filen inte att tolka: {reason}. Se på raden och på raden ovanför. "
        "Varje fält har namn, kolon, mellanslag och värde, och grupper dras in två steg."
    ]


def test_a_conflict_left_by_a_merge_is_told_before_anything_else(check: Check) -> None:
    text = HEAD + "<<<<<<< HEAD\ntitel: A\n||||||| bas\ntitel: C\n=======\ntitel: B\n>>>>>>> gren\n"
    assert said(check({ACTIVITY: text})) == [
        "5:1: fel T022 Här står konfliktmärket <<<<<<< från en sammanslagning. "
        "Välj vilken av de två versionerna som gäller och ta bort märkena."
    ]
    kept = HEAD + "titel: Möte\nbeskrivning: |\n  Rubrik\n  =======\n  text\n"
    assert check({ACTIVITY: kept}).findings == ()


def test_all_faults_of_a_file_come_at_once(check: Check) -> None:
    text = "\ufeff" + HEAD + 'titel: Mo\u0308te\u200b\ntitel: "Träff\\0"\r\nantal_deltagare: många\n'
    codes = [finding.code for finding in check({ACTIVITY: text}).findings]
    assert codes == ["T002", "T007", "T006", "T017", "T004", "T003", "S003"]


# ---- our own data files ----------------------------------------------------------------------------------------------


def test_our_own_data_files_have_the_core_types() -> None:
    text = "a: 1\nb: -2.5\nc: true\nd:\ne: '7'\nf: [x, ~]\ng: 2021-02-30\nh: no\n"
    assert data_file(text) == {
        "a": 1,
        "b": -2.5,
        "c": True,
        "d": None,
        "e": "7",
        "f": ["x", None],
        "g": "2021-02-30",
        "h": "no",
    }
    assert data_file("# tom\n") == {}


@pytest.mark.parametrize(
    ("text", "told"),
    [("a: 1\na: 2\n", "T017 på rad 2"), ("a: &x 1\n", "T012 på rad 1"), ("a: [1\n", "line 2")],
)
def test_a_broken_data_file_says_where(text: str, told: str) -> None:
    with pytest.raises(UnreadableDataError, match=told):
        data_file(text)
