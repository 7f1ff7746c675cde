"""Several figures about the same people, shown together: no small count follows from them by adding and subtracting.

The attacker takes every number that is shown, in whatever figure, as an equation about the people it counts, and solves
them all at once. Independent of the product's own audit, which looks at one table at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from itertools import product
from typing import Any, TypeAlias

from hypothesis import given
from hypothesis import strategies as st

from sysselreg.figure.disclosure import disclose
from sysselreg.figure.model import Figure, Request, Shown

Data = dict[str, Any]
Count = Callable[..., dict[str, Figure]]
Computed = Callable[..., tuple[Figure, ...]]
Person: TypeAlias = dict[str, str]
Who: TypeAlias = Callable[[Person], bool]

GENDERS = ("kvinna", "man", "annat", "okänt")
BEFORE = ("försörjningsstöd", "studiestöd", "okänt")
OUTCOMES = ("studier", "försörjningsstöd", "arbetslöshetsersättning", "annat", "ej_avstämd")
RESULTS = {
    "studier": "arbete_eller_studier",
    "försörjningsstöd": "ersättning_eller_försörjningsstöd",
    "arbetslöshetsersättning": "ersättning_eller_försörjningsstöd",
    "annat": "annat",
    "ej_avstämd": "okänt",
}
PROCUREMENT = ("upphandling", {"id": "upp-1", "part": "egen", "status": "pågående", "objekt": "tjänst", "krav": []})


def everyone(_: Person) -> bool:
    return True


def having(**codes: str) -> Who:
    return lambda person: all(person.get(name) == code for name, code in codes.items())


def both(*tests: Who) -> Who:
    return lambda person: all(test(person) for test in tests)


def known(name: str, *unknown: str) -> Who:
    return lambda person: person[name] not in ("okänt", *unknown)


# What each share counts: the numerator, and who is in its denominator (the known).
SHARES: dict[str, tuple[Who, Who]] = {
    "N13": (having(kön="kvinna"), known("kön")),
    "N19": (having(resultat="arbete_eller_studier"), known("resultat")),
    "N21": (having(försörjning_före="försörjningsstöd"), known("försörjning_före")),
}


def told(name: str, shown: Shown, group: dict[str, str], spread: bool) -> Iterator[tuple[Who, int]]:
    """Everything that one shown cell tells: (who is counted, how many)."""
    if shown.hidden is not None:
        return
    here = having(**group)
    counted, base = SHARES.get(name, (everyone, everyone))
    if name in SHARES and not spread:
        yield both(here, counted), int(shown.numerator or 0)
        yield both(here, base), int(shown.denominator or 0)
        yield both(here, base), shown.known or 0
        yield here, shown.total or 0
        return
    yield both(here, base) if name in SHARES else here, int(shown.numerator or 0)
    if shown.denominator is not None:
        rest = {key: code for key, code in group.items() if key not in ("utfall", "resultat")}
        yield both(having(**rest), base), int(shown.denominator)


def equations(figures: list[Figure]) -> Iterator[tuple[Who, int]]:
    for figure, shown in zip(figures, disclose(figures, 5), strict=True):
        spread = figure.split is not None and figure.split.kind == "fördelning"
        cells = [(shown.shown, {}, False)]
        cells += [(cell.shown, dict(cell.keys), spread) for cell in (*shown.groups, *shown.margins)]
        for cell, keys, of_whole in cells:
            for who, number in told(shown.id, cell, keys, of_whole):
                yield both(within(figure), who), number


def within(figure: Figure) -> Who:
    """Who is counted in the figure's period, where the year of people is told."""
    years = {str(year) for year in range(figure.period.start.year, figure.period.last.year + 1)}
    return lambda person: person.get("år", next(iter(years))) in years


def solved(rows: Iterable[list[int]], target: list[int]) -> bool:
    """Whether the target is a sum of multiples of the rows (Gauss)."""
    basis: list[list[Fraction]] = []

    def reduced(row: list[Fraction]) -> list[Fraction]:
        for each in basis:
            lead = next(place for place, value in enumerate(each) if value)
            if row[lead]:
                factor = row[lead] / each[lead]
                row = [a - factor * b for a, b in zip(row, each, strict=True)]
        return row

    for row in rows:
        rest = reduced([Fraction(value) for value in row])
        if any(rest):
            basis.append(rest)
    return not any(reduced([Fraction(value) for value in target]))


def leaks(figures: list[Figure], people: list[Person], kinds: list[Person], sensitive: dict[str, Who]) -> list[str]:
    """The names of small groups whose size follows from what is shown."""
    rows = [[int(who(kind)) for kind in kinds] for who, _ in equations(figures)]
    return [
        name
        for name, who in sensitive.items()
        if 0 < sum(map(who, people)) < 5 and solved(rows, [int(who(kind)) for kind in kinds])
    ]


def test_the_attack_finds_what_is_not_protected() -> None:
    assert solved([[1, 1, 1], [1, 0, 0], [0, 1, 0]], [0, 0, 1])
    assert not solved([[1, 1, 1], [1, 0, 0]], [0, 0, 1])


def counts(kinds: list[tuple[str, ...]]) -> st.SearchStrategy[dict[tuple[str, ...], int]]:
    return st.fixed_dictionaries({kind: st.integers(0, 9) for kind in kinds})


STARTED = list(product(GENDERS, BEFORE))
ENDED = list(product(GENDERS[:3], OUTCOMES))


@given(counts(STARTED))
def test_started_people_by_gender_and_support(count: Count, found: dict[tuple[str, ...], int]) -> None:
    kinds = [{"kön": gender, "försörjning_före": before} for gender, before in STARTED]
    people = [kind for kind, place in zip(kinds, STARTED, strict=True) for _ in range(found[place])]
    register = [PROCUREMENT] + [
        ("placering", {**person, "upphandling": "upp-1", "deltagare": f"d-{n}", "form": "praktik", "status": "pågående",
                       "faktisk": {"från": "2024-03-01"}})
        for n, person in enumerate(people)
    ]  # fmt: skip
    figures = list(count(register, "2024", "N10", "N11", "N13", "N21").values())
    sensitive = {f"kön {gender}": having(kön=gender) for gender in GENDERS[:3]}
    sensitive["försörjningsstöd"] = having(försörjning_före="försörjningsstöd")
    sensitive |= {
        f"försörjningsstöd {gender}": having(försörjning_före="försörjningsstöd", kön=gender) for gender in GENDERS[:3]
    }

    assert leaks(figures, people, kinds, sensitive) == []


@given(counts(ENDED))
def test_ended_placements_by_outcome_and_gender(computed: Computed, found: dict[tuple[str, ...], int]) -> None:
    kinds = [{"kön": gender, "utfall": outcome, "resultat": RESULTS[outcome]} for gender, outcome in ENDED]
    people = [kind for kind, place in zip(kinds, ENDED, strict=True) for _ in range(found[place])]
    register = [PROCUREMENT] + [
        ("placering", {"kön": person["kön"], "upphandling": "upp-1", "deltagare": f"d-{n}", "form": "praktik",
                       "status": "avslutad_fullföljd", "faktisk": {"från": "2024-03-01", "till": "2024-06-30"},
                       "utfall": [{"tidpunkt": "vid_avslut", "utfall": person["utfall"]}]})
        for n, person in enumerate(people)
    ]  # fmt: skip
    wanted = [Request("N18"), Request("N19"), Request("N19", ("resultat", "kön"))]
    figures = list(computed(register, "2024", wanted))
    sensitive = {f"utfall {outcome}": having(utfall=outcome) for outcome in OUTCOMES[:4]}
    sensitive |= {f"resultat {result}": having(resultat=result) for result in set(RESULTS.values()) - {"okänt"}}
    sensitive |= {
        f"resultat {result} {gender}": having(resultat=result, kön=gender)
        for result, gender in product(set(RESULTS.values()) - {"okänt"}, GENDERS[:3])
    }

    assert leaks(figures, people, kinds, sensitive) == []


YEARS = ("2023", "2024")
ENDED_BY_YEAR = list(product(YEARS, OUTCOMES))


@given(counts(ENDED_BY_YEAR))
def test_a_year_the_next_and_both_together(computed: Computed, found: dict[tuple[str, ...], int]) -> None:
    kinds = [{"år": year, "utfall": outcome, "resultat": RESULTS[outcome]} for year, outcome in ENDED_BY_YEAR]
    people = [kind for kind, place in zip(kinds, ENDED_BY_YEAR, strict=True) for _ in range(found[place])]
    register = [PROCUREMENT] + [
        ("placering", {"kön": "kvinna", "upphandling": "upp-1", "deltagare": f"d-{n}", "form": "praktik",
                       "status": "avslutad_fullföljd",
                       "faktisk": {"från": f"{person['år']}-03-01", "till": f"{person['år']}-06-30"},
                       "utfall": [{"tidpunkt": "vid_avslut", "utfall": person["utfall"]}]})
        for n, person in enumerate(people)
    ]  # fmt: skip
    wanted = [Request("N18"), Request("N19")]
    years, both_years = (
        ([*computed(register, year, wanted)] for year in YEARS),
        computed(register, "2023..2024", wanted),
    )
    apart = [figure for year in years for figure in year]
    sensitive = {f"{year} {outcome}": having(år=year, utfall=outcome) for year, outcome in product(YEARS, OUTCOMES[:4])}

    assert leaks(apart, people, kinds, sensitive) == []
    assert leaks([*apart, *both_years], people, kinds, sensitive) == []
