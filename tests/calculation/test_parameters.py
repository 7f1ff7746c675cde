"""Parameters with their days: what nobody has found is missing, and a broken file is told with its place."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from sysselreg.calculation.parameters import lacking, load_parameters, value_on, years_with
from sysselreg.errors import DefinitionError
from sysselreg.snapshot import Snapshot
from tests.calculation.conftest import PARAMETERS

ONE = """titel: T
beskrivning: B
parametrar:
  - id: skatt
    namn: skatt
    enhet: procent
    beskrivning: B
    värden:
      - {gäller_från: 2020-01-01, gäller_till: 2020-12-31, värde: "20.5", källa: K}
      - {gäller_från: 2022-01-01, gäller_till: 2022-06-30, värde: "21", källa: K}
"""


def load(text: str) -> object:
    return load_parameters(Snapshot({"schemas/parameters/a.yaml": text.encode()}))


def test_a_value_holds_from_its_first_day_to_its_last_and_no_other() -> None:
    found = load_parameters(Snapshot({"schemas/parameters/a.yaml": ONE.encode()}))
    values = {
        day: held.value if (held := value_on(found, "skatt", date.fromisoformat(day))) else None
        for day in ("2019-12-31", "2020-01-01", "2020-12-31", "2021-01-01", "2022-06-30", "2022-07-01")
    }
    assert values == {
        "2019-12-31": None,
        "2020-01-01": Fraction(41, 2),
        "2020-12-31": Fraction(41, 2),
        "2021-01-01": None,
        "2022-06-30": Fraction(21),
        "2022-07-01": None,
    }
    assert lacking(found, ["skatt", "annan"], [date(2020, 2, 1), date(2021, 2, 1)]) == [
        (2020, "annan"),
        (2021, "annan"),
        (2021, "skatt"),
    ]
    assert years_with(found, ["skatt"]) == [2020, 2022]
    assert years_with(found, ["annan"]) == []
    assert found.cuts == (date(2020, 1, 1), date(2021, 1, 1), date(2022, 1, 1), date(2022, 7, 1))


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('"20.5"', '"tjugo"', "schemas/parameters/a.yaml:4:5: Parametern har inte den form som behövs."),
        ("2020-12-31", "2020-13-01", "schemas/parameters/a.yaml:4:5: Parametern har inte den form som behövs."),
        ("2020-12-31", "2022-01-01", "Parametern skatt har två värden för 2022-01-01. Rätta dagarna."),
        ("    namn: skatt\n", "", "Parametern saknar namn. Lägg till det."),
    ],
)
def test_a_broken_file_is_told_with_its_place(old: str, new: str, sentence: str) -> None:
    assert load(ONE)
    with pytest.raises(DefinitionError) as told:
        load(ONE.replace(old, new))
    assert sentence in told.value.sentence


def test_a_parameter_stands_in_one_file() -> None:
    with pytest.raises(DefinitionError) as told:
        load_parameters(Snapshot({f"schemas/parameters/{name}.yaml": ONE.encode() for name in "ab"}))
    assert told.value.sentence == "schemas/parameters/b.yaml:4:5: Parametern skatt finns två gånger. Ta bort den ena."


def test_every_shipped_value_names_its_source_and_its_days() -> None:
    values = [value for parameter in PARAMETERS.by_id.values() for value in parameter.values]
    assert len(values) > 30
    assert all(value.source and value.first <= value.last for value in values)
    # A value is never taken to hold for ever.
    assert max(value.last for value in values) <= date(2026, 12, 31)


@pytest.mark.parametrize("name", ["grundavdrag", "jobbskatteavdrag"])
def test_the_steps_of_the_law_meet(name: str) -> None:
    """To two thousandths of a prisbasbelopp: the law rounds its numbers to three decimals."""
    for value in PARAMETERS.by_id[name].values:
        assert isinstance(value.value, tuple)
        for below, above in zip(value.value, value.value[1:], strict=False):
            reached = below.base + below.rate * (above.start - below.start)
            assert abs(reached - above.base) <= Fraction(2, 1000), (name, value.first, above)
