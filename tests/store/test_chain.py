"""What a chain of numbers may look like: asked by those who take numbers and by the hook of a server."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sysselreg.store.chain import (
    CANCELLED,
    RESERVED,
    TAKEN,
    Chain,
    Link,
    chain_name,
    check_chain,
    entry,
    message,
    states,
)

SO = Chain("SO {år}/{nr:04}", 2026, "gren")
EMPTY = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
WHEN = datetime(2026, 3, 1, tzinfo=UTC)


@dataclass
class Made:
    """A chain being made: each step adds a commit that is right in everything but what the test changes."""

    links: list[Link] = field(default_factory=list)

    def add(self, number: int, kind: str = TAKEN, *, request: int | None = None, **changed: object) -> Made:
        at = len(self.links)
        said = entry(message(SO, number, kind, UUID(int=at if request is None else request)))
        before = (self.links[-1].commit,) if self.links else ()
        link = Link(f"{at:040}", before, EMPTY, "Anna <anna@example.org>", WHEN, said)
        self.links.append(link._replace(**changed))
        return self

    def faults(self, old: str | None = None) -> tuple[str, ...]:
        return check_chain("so/2026", old, self.links[-1].commit, self.links)


def test_a_chain_of_taken_reserved_and_cancelled_numbers_is_right() -> None:
    made = Made().add(1).add(2, RESERVED).add(3).add(2, TAKEN).add(4, RESERVED).add(4, CANCELLED).add(1, CANCELLED)
    assert made.faults() == ()
    assert states(made.links) == {1: "makulerad", 2: "tagen", 3: "tagen", 4: "makulerad"}


NOT_LINEAR = "följer inte direkt på den förra. En serie får inte grena sig eller gå ihop."
HERE = "Nummerserien so/2026, 0000000000: "


@pytest.mark.parametrize(
    ("made", "fault"),
    [
        (Made().add(2), "har nummer 2, men nästa nummer är 1."),
        (Made().add(1).add(3), "har nummer 3, men nästa nummer är 2."),
        (Made().add(1).add(1), "SO 2026/0001 är redan tagen."),
        (Made().add(1).add(1, RESERVED), "SO 2026/0001 är redan tagen."),
        (Made().add(1, RESERVED).add(1, RESERVED), "SO 2026/0001 är redan reserverad."),
        (Made().add(1).add(1, CANCELLED).add(1), "SO 2026/0001 är redan makulerad."),
        (Made().add(1).add(1, CANCELLED).add(1, CANCELLED), "SO 2026/0001 är redan makulerad."),
        (Made().add(1).add(2, CANCELLED), "makulerar SO 2026/0002, som ingen har tagit."),
        (
            Made().add(1).add(2, request=0),
            "begäran 00000000-0000-0000-0000-000000000000 är använd en gång förut.",
        ),
        (Made().add(1).add(2, parents=()), NOT_LINEAR),
        (
            Made().add(1).add(2, parents=("0" * 40, "f" * 40)),
            NOT_LINEAR,
        ),
        (Made().add(1, parents=("f" * 40,)), NOT_LINEAR),
        (Made().add(1, author="Anna <>"), "saknar namn eller e-postadress på den som tog numret."),
        (Made().add(1, author=" <anna@example.org>"), "saknar namn eller e-postadress på den som tog numret."),
        (Made().add(1, tree="f" * 40), "är inte skriven som ett nummer i serien."),
        (Made().add(1, said=None), "är inte skriven som ett nummer i serien."),
    ],
)  # fmt: skip
def test_a_wrong_step_is_told(made: Made, fault: str) -> None:
    assert [told[len(HERE) :] for told in made.faults()] == [fault]


def test_a_chain_never_gets_shorter_and_is_never_rewritten() -> None:
    made = Made().add(1).add(2).add(3)
    first, last = made.links[0].commit, made.links[-1].commit
    assert made.faults(first) == made.faults(last) == ()
    assert Made(made.links[:2]).faults(last) == (
        f"Nummerserien so/2026 är omskriven: {last[:10]} finns inte längre i den.",
    )
    assert check_chain("so/2026", last, None, ()) == ("Nummerserien so/2026 är borttagen.",)
    assert check_chain("so/2026", None, None, ()) == ()


RIGHT = message(SO, 7, TAKEN, UUID(int=9))


@pytest.mark.parametrize(
    "text",
    [
        RIGHT.replace("Nummer: 7", "Nummer: 07"),
        RIGHT.replace("Nummer: 7", "Nummer: 7000000"),
        RIGHT.replace("Slag: tagen", "Slag: makulerad"),
        RIGHT.replace("Slag: tagen", "Slag: bortskänkt"),
        RIGHT.replace("Begaran: ", "Begäran: "),
        RIGHT + "Skäl: Anna Andersson ringde\n",
        RIGHT.replace("\n\n", "\n\nAnna Andersson ringde\n\n"),
        RIGHT.replace("\n\n", "\n"),
        "Ett ärende\n",
    ],
)
def test_a_message_has_one_form_and_no_room_for_other_words(text: str) -> None:
    assert entry(text) is None
    assert entry(RIGHT) == (7, "SO 2026/0007", TAKEN, UUID(int=9))


@pytest.mark.parametrize(
    ("subject", "number", "right"),
    [
        ("SO 2026/0007", 7, True),
        ("SO-2026-7", 7, True),  # the same number in another form
        ("SO 2026/0008", 7, False),
        ("SO 2025/0007", 7, False),
        ("KS 2026/0007", 7, False),
        ("Möte med Anna 7", 7, False),
    ],
)
def test_a_number_stands_in_the_chain_of_its_series_and_year(subject: str, number: int, right: bool) -> None:
    made = Made()
    for each in range(1, number):
        made.add(each)
    made.add(number, said=entry(RIGHT.replace("SO 2026/0007", subject)))
    assert (made.faults() == ()) is right


@pytest.mark.parametrize(
    ("series", "number", "text"),
    [
        ("SO {år}/{nr:04}", 1, "SO 2026/0001"),
        ("SO {år}/{nr:04}", 9999, "SO 2026/9999"),
        ("SO {år}/{nr:04}", 10000, "SO 2026/10000"),
        ("KS-{år}-{nr}", 12, "KS-2026-12"),
        ("SO 2021/0205-{nr}", 3, "SO 2021/0205-3"),
    ],
)
def test_numbers_are_padded_and_grow_wider(series: str, number: int, text: str) -> None:
    assert Chain(series, 2026, "gren").text(number) == text


@pytest.mark.parametrize(
    ("series", "place", "ref"),
    [
        ("SO {år}/{nr:04}", "gren", "refs/heads/sysselreg/nummer/so/2026"),
        ("SO-{år}-{nr}", "referens", "refs/sysselreg/nummer/so/2026"),  # written otherwise, but the same numbers
        ("SÅ {år}/{nr}", "gren", "refs/heads/sysselreg/nummer/sa1/2026"),
        ("SÄ {år}/{nr}", "gren", "refs/heads/sysselreg/nummer/sa2/2026"),
        ("SA {år}/{nr}", "gren", "refs/heads/sysselreg/nummer/sa/2026"),
        ("SO 2021/0205-{nr}", "gren", "refs/heads/sysselreg/nummer/so-2021-0205/2026"),
    ],
)
def test_a_series_has_a_ref_of_its_own_that_no_other_can_stand_in_the_way_of(series: str, place: str, ref: str) -> None:
    chain = Chain(series, 2026, place)
    assert chain.ref == ref
    assert chain_name(ref) == chain.name


@pytest.mark.parametrize(
    "ref",
    [
        "refs/heads/main",
        "refs/heads/sysselreg/nummer/so",
        "refs/heads/sysselreg/nummer/so/26",
        "refs/heads/sysselreg/nummer/so/2026/x",
        "refs/heads/sysselreg/nummer/S O/2026",
    ],
)
def test_other_refs_are_no_chains(ref: str) -> None:
    assert chain_name(ref) is None


LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖ"
SERIES = st.builds(
    "{}{}{{år}}{}{{nr{}}}".format,
    st.text(LETTERS, min_size=1, max_size=10),
    st.sampled_from(" -"),
    st.sampled_from("/-"),
    st.sampled_from(["", ":03", ":04"]),
)


@given(
    SERIES, st.integers(1000, 9999), st.integers(1, 999_999), st.sampled_from([TAKEN, RESERVED, CANCELLED]), st.uuids()
)
def test_what_is_written_is_read_back_whatever_the_series(
    series: str, year: int, number: int, kind: str, request: UUID
) -> None:
    chain = Chain(series, year, "gren")
    assert entry(message(chain, number, kind, request)) == (number, chain.text(number), kind, request)
    assert chain_name(chain.ref) == chain.name


@given(st.lists(SERIES, min_size=2, max_size=2), st.integers(1, 99), st.integers(1, 99))
def test_two_series_share_a_chain_only_when_their_letters_are_the_same(both: list[str], one: int, two: int) -> None:
    first, second = (Chain(series, 2026, "gren") for series in both)
    same_letters = len({series.split("{")[0].rstrip(" -") for series in both}) == 1
    assert (first.ref == second.ref) is same_letters
    assert same_letters or first.text(one) != second.text(two)
