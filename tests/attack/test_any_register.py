"""No register gives anybody away, whatever is in it: neither in one year, nor beside a report that has been issued."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple, TypeAlias

from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st

from sysselreg.figure import choice
from sysselreg.figure.compute import compute
from sysselreg.figure.disclosure import disclose
from sysselreg.figure.model import Definitions, Figure, ShownFigure
from sysselreg.figure.publication import as_tables, counted_again, figures_of
from sysselreg.period import Period
from sysselreg.table.model import Engine
from tests.attack.attack import LATER, Found, Rows, Told, told_too_closely
from tests.attack.published import rows_of
from tests.figure.conftest import engine_of

Data: TypeAlias = dict[str, Any]
Settings: TypeAlias = Callable[[Data], Data]

GENDERS = ("kvinna", "man", "annat", "okänt")
BEFORE = ("försörjningsstöd", "studiestöd", "okänt")
OUTCOMES = ("studier", "försörjningsstöd", "annat", "ej_avstämd")
FORMS = ("praktik", "lärling")
PROCUREMENTS = [
    ("upphandling", {"id": f"upp-{n}", "part": part, "status": "pågående", "objekt": "tjänst", "krav": [],
                     "bransch": branch, "förvaltning": "TF"})
    for n, (branch, part) in enumerate((("park", "egen"), ("bageri", "extern")))
]  # fmt: skip


class Kind(NamedTuple):
    """What is registered of somebody: when in the three years 2023–2025, and whether the placement has ended."""

    procurement: int
    gender: str
    before: str
    form: str
    outcome: str
    month: int
    ended: bool


def placement(number: int, kind: Kind) -> tuple[str, Data]:
    year, month = 2023 + kind.month // 12, kind.month % 12 + 1
    begins = {"från": f"{year}-{month:02}-05"}
    ends = {"till": f"{year}-{month:02}-28"} if kind.ended else {}
    return "placering", {
        "id": f"pla-{number}", "upphandling": f"upp-{kind.procurement}", "deltagare": f"d-{number}",
        "kön": kind.gender, "försörjning_före": kind.before, "form": kind.form, "faktisk": begins | ends,
        "status": "avslutad_fullföljd" if kind.ended else "pågående",
        "utfall": [{"tidpunkt": "vid_avslut", "utfall": kind.outcome}] if kind.ended else [],
    }  # fmt: skip


kinds = st.builds(
    Kind, st.integers(0, 1), st.sampled_from(GENDERS), st.sampled_from(BEFORE), st.sampled_from(FORMS),
    st.sampled_from(OUTCOMES), st.integers(0, 35), st.booleans(),
)  # fmt: skip
# A few kinds of people, many of some of them: what large and small groups have side by side.
registers = st.lists(st.tuples(kinds, st.integers(1, 14)), min_size=1, max_size=9).map(
    lambda found: [kind for kind, many in found for _ in range(many)]
)
FIGURES = ("N10", "N11", "N12", "N13", "N14", "N17", "N18", "N19", "N21", "N37")
splits = st.lists(st.sampled_from([("kön",), ("form",), ("bransch",), ("kön", "form"), ("kvartal",)]), max_size=2)
limits = st.sampled_from([5, 5, 3, 10])
OTHERS = ("2024-01..2024-06", "2024-05..2024-12", "2024-01-06..2024-12-31", "2023..2024", "2023..2025", "2024")


class Counted:
    """Figures of a made register, computed for any period."""

    def __init__(self, engine: Engine, known: Definitions) -> None:
        self.engine, self.known, self.rows = engine, known, rows_of(engine, known)

    def figures(self, period: Period, *more: tuple[str, ...]) -> list[Figure]:
        wanted = choice.requests(self.known, period, FIGURES)
        for by in more:
            wanted += [each for each in choice.requests(self.known, period, (), by) if each.id in FIGURES and each.by]
        return list(compute(self.engine, self.known, list(dict.fromkeys(wanted)), period, period.last))


@contextmanager
def counting(people: Sequence[Kind], known: Definitions, config: Settings) -> Iterator[Counted]:
    register = [*PROCUREMENTS, *(placement(number, kind) for number, kind in enumerate(people))]
    with engine_of(register, config({}), Period.year(2024)) as engine:
        yield Counted(engine, known)


def read_back(told: Sequence[ShownFigure], known: Definitions) -> tuple[ShownFigure, ...]:
    """What was told, as the record of an issue holds it."""
    return figures_of({"tabeller": as_tables(told)}, known)


@trying(max_examples=30)
@given(people=registers, more=splits, limit=limits)
def test_no_register_gives_anybody_away(
    definitions: Definitions,
    settings: Settings,
    people: Sequence[Kind],
    more: list[tuple[str, ...]],
    limit: int,
) -> None:
    with counting(people, definitions, settings) as counted:
        figures = counted.figures(Period.year(2024), *more)
        assert told_too_closely(map(Told, figures, disclose(figures, limit)), counted.rows, limit) == []


@trying(max_examples=15)
@given(people=registers, period=st.sampled_from(OTHERS), more=splits, limit=limits, added=registers | st.just([]))
def test_nothing_follows_from_an_issued_report_and_what_is_told_later(
    definitions: Definitions, settings: Settings, people: Sequence[Kind], period: str,
    more: list[tuple[str, ...]], limit: int, added: Sequence[Kind],
) -> None:  # fmt: skip
    """The year is issued, perhaps more is registered, and then another time, or the same, is told."""
    assert issued_then_told(definitions, settings, people, added, period, more, limit) == []


def issued_then_told(
    known: Definitions, config: Settings, people: Sequence[Kind], added: Sequence[Kind], period: str,
    more: Sequence[tuple[str, ...]], limit: int, *, ledger: bool = True,
) -> list[Found]:  # fmt: skip
    with counting(people, known, config) as then:
        first = then.figures(Period.year(2024))
        issued = disclose(first, limit)
    with counting([*people, *added], known, config) as now:
        later = now.figures(Period.parse(period), *more)
        back = read_back(issued, known) if ledger else ()
        shown = disclose(later, limit, counted_again(now.engine, known, back, later))
        told = [*(Told(*each, earlier=True) for each in zip(first, issued, strict=True)), *map(Told, later, shown)]
        return told_too_closely(told, with_later(now.rows, len(people)), limit)


def with_later(rows: Rows, before: int) -> Rows:
    """Rows that say whether they were registered after the report."""

    def found(view: str, figure: Figure) -> list[Data]:
        names = {f"pla-{number}" for number in range(before)}
        return [{**row, LATER: "nej" if row["post"] in names else "ja"} for row in rows(view, figure)]

    return found


def test_without_the_ledger_the_few_of_a_month_are_told(definitions: Definitions, settings: Settings) -> None:
    """20 women and 9 men, and 2 men in December: the year beside the months before."""
    woman = Kind(0, "kvinna", "okänt", "praktik", "studier", 14, ended=False)
    man = woman._replace(gender="man")
    people = [*[woman] * 20, *[man] * 9, *[man._replace(month=23)] * 2]
    months = "2024-01..2024-11"

    with counting(people, definitions, settings) as counted:
        early = {each.id: each.shown.text for each in disclose(counted.figures(Period.parse(months)), 5)}
        issued = read_back(disclose(counted.figures(Period.year(2024)), 5), definitions)
        figures = counted.figures(Period.parse(months))
        kept = disclose(figures, 5, counted_again(counted.engine, definitions, issued, figures))
    assert early["N11"] == "29"
    assert {each.id: each.shown.text for each in kept}["N11"] == "färre än 5 eller dolt"
