"""Withheld cells, attacked: every table that agrees with what is shown is listed, and no withheld count stands out.

The attacker knows that counts are not negative and that sums are sums. The attack below does not use the product's own
audit: it tries every count one by one and every table by brute force.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sysselreg.figure import suppression
from sysselreg.figure.circulation import Cell, Edge, Table, grid, line
from sysselreg.figure.suppression import worlds_of

LIMIT = 5
WIDTH = LIMIT - 1


def protect(tables: list[Table], first: set[object], bound: list[frozenset[object]], width: int) -> frozenset[object]:
    """What is withheld; every group may be listed."""
    found = suppression.protect(tables, first, bound, width)
    assert found.unlisted == frozenset()
    return found.withheld


def small(table: Table) -> set[object]:
    """The keys that are sensitive in themselves."""
    return {edge.key for edge in table if 1 <= edge.value < LIMIT}


def list_table(counts: list[int]) -> Table:
    return line([Cell(f"g{place}", "", "", count, count) for place, count in enumerate(counts)], "alla")


def matrix_table(counts: list[list[int]]) -> Table:
    cells = [Cell(f"{r}{c}", f"{r}", f"{c}", n, n) for r, row in enumerate(counts) for c, n in enumerate(row)]
    rows = [Cell(f"rad{r}", f"{r}", "", 0, sum(row)) for r, row in enumerate(counts)]
    columns = [Cell(f"kolumn{c}", "", f"{c}", 0, sum(column)) for c, column in enumerate(zip(*counts, strict=True))]
    return grid(cells, rows, columns, "alla")


def spans(table: Table, withheld: frozenset[object]) -> dict[object, int]:
    """The width of what each withheld count may be, by enumerating tables up to WIDTH away from the truth.

    Circulations near the truth: each withheld edge may move at most WIDTH; sums must hold at every node.
    """
    hidden = [edge for edge in table if edge.key in withheld]
    nodes = sorted({node for edge in table for node in (edge.tail, edge.head)})
    widths = {}
    for edge in hidden:
        others = [other for other in hidden if other is not edge]
        reach = {0}
        for move in [*range(1, WIDTH + 1), *range(-1, -WIDTH - 1, -1)]:
            if edge.value + move >= 0 and solvable(others, nodes, {edge.head: move, edge.tail: -move}):
                reach.add(move)
        widths[edge.key] = max(reach) - min(reach)
    return widths


def solvable(edges: list[Edge], nodes: list[str], excess: dict[str, int]) -> bool:
    """Whether the edges can carry the excess away: simplex-free check by cut condition over all sets of nodes.

    Hoffman's theorem: it can if and only if no set of nodes holds more excess than its outgoing room, where an edge has
    no upper limit forwards and its own count backwards.
    """
    for bits in range(1, 2 ** len(nodes) - 1):
        chosen = {node for place, node in enumerate(nodes) if bits >> place & 1}
        if any(edge.tail in chosen and edge.head not in chosen for edge in edges):
            continue
        room = sum(edge.value for edge in edges if edge.head in chosen and edge.tail not in chosen)
        if sum(excess.get(node, 0) for node in chosen) > room:
            return False
    return True


counts = st.integers(0, 9)
lists = st.lists(counts, min_size=1, max_size=5)
matrices = st.tuples(st.integers(1, 3), st.integers(1, 3)).flatmap(
    lambda size: st.lists(st.lists(counts, min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0])
)
tables = lists.map(list_table) | matrices.map(matrix_table)


@given(tables)
def test_no_withheld_count_can_be_worked_out(table: Table) -> None:
    withheld = protect([table], small(table), [], WIDTH)

    assert small(table) <= withheld
    assert {key: width for key, width in spans(table, withheld).items() if width < WIDTH} == {}


@given(tables)
def test_nothing_is_withheld_when_nothing_is_small(table: Table) -> None:
    large = tuple(Edge(e.key, e.tail, e.head, e.value + LIMIT, e.cost) for e in table)

    assert protect([large], small(large), [], WIDTH) == frozenset()


@given(tables)
def test_the_products_own_audit_agrees_with_the_attack(table: Table) -> None:
    withheld = frozenset(small(table))
    worlds = worlds_of([table], withheld)

    assert {key: worlds.span(key, 2 * WIDTH) >= WIDTH for key in withheld} == {
        key: width >= WIDTH for key, width in spans(table, withheld).items()
    }


def every_list(shown: dict[str, int], hidden: list[str], total: int) -> Iterator[dict[str, int]]:
    for guess in product(range(total + 1), repeat=len(hidden)):
        if sum(guess) + sum(shown.values()) == total:
            yield dict(zip(hidden, guess, strict=True))


@pytest.mark.parametrize("found", [[3, 20], [1, 1, 12], [4, 1, 0, 6], [2, 3], [0, 2, 9, 9], [1, 5], [2, 7, 0]])
def test_every_list_that_agrees_with_what_is_shown(found: list[int]) -> None:
    table = list_table(found)
    withheld = protect([table], small(table), [], WIDTH)
    names = [f"g{place}" for place in range(len(found))]
    hidden = [name for name in names if name in withheld]
    shown = {name: count for name, count in zip(names, found, strict=True) if name not in withheld}
    worlds = list(every_list(shown, hidden, sum(found)))

    assert "alla" not in withheld
    assert all(max(w[name] for w in worlds) - min(w[name] for w in worlds) >= WIDTH for name in hidden)


@pytest.mark.parametrize(
    ("found", "withheld"),
    [
        ([3, 20], {"g0", "g1"}),
        ([3, 20, 7], {"g0", "g2"}),
        ([3, 20, 0], {"g0", "g1"}),
        ([3, 2, 20], {"g0", "g1"}),
        ([1, 1, 20], {"g0", "g1", "g2"}),
        ([0, 20], set()),
        ([0, 0], set()),
        ([5, 6], set()),
        ([3], {"g0", "alla"}),
        ([2, 1], {"g0", "g1", "alla"}),
        ([1, 5], {"g0", "g1"}),
    ],
)
def test_what_is_withheld_from_a_list(found: list[int], withheld: set[str]) -> None:
    table = list_table(found)

    assert protect([table], small(table), [], WIDTH) == withheld


def test_a_lone_small_cell_in_a_matrix_takes_three_others_with_it_and_no_sum() -> None:
    table = matrix_table([[3, 20, 9], [15, 8, 30], [12, 11, 10]])
    withheld = protect([table], small(table), [], WIDTH)

    assert "00" in withheld
    assert len(withheld) == 4
    assert not any(str(key).startswith(("rad", "kolumn", "alla")) for key in withheld)


def test_the_lightest_cell_that_suffices_goes_first_and_a_dear_one_last() -> None:
    cells = [
        Cell("liten", "", "", 3, 1),
        Cell("lätt", "", "", 30, 2),
        Cell("tung", "", "", 9, 3),
        Cell("nästan", "", "", 3, 0),
    ]

    assert protect([line(cells[:3], "alla")], {"liten"}, [], WIDTH) == {"liten", "lätt"}
    assert protect([line(cells[:3], "alla", dear={"lätt"})], {"liten"}, [], WIDTH) == {"liten", "tung"}


def test_the_same_count_is_withheld_in_every_table_where_it_stands() -> None:
    first = line([Cell("a", "", "", 3, 3), Cell("b", "", "", 10, 10), Cell("c", "", "", 30, 30)], "alla")
    second = line([Cell("b", "", "", 10, 10), Cell("d", "", "", 33, 33), Cell("e", "", "", 50, 50)], "andra")

    assert protect([first], {"a"}, [], WIDTH) == {"a", "b"}
    assert protect([first, second], {"a"}, [], WIDTH) == {"a", "b", "d"}


def test_what_anyone_knows_protects_nothing() -> None:
    cells = [Cell("kvinna", "", "", 3, 4), Cell("okänt", "", "", 8, 0, public=True), Cell("man", "", "", 20, 3)]

    assert protect([line(cells, "alla")], {"kvinna"}, [], WIDTH) == {"kvinna", "man"}


def test_what_is_bound_together_is_withheld_together() -> None:
    table = list_table([3, 20])

    assert protect([table], {"g0"}, [frozenset({"g0", "andel"})], WIDTH) == {"g0", "g1", "andel"}


def test_rather_than_a_total_it_is_given_up_which_groups_there_are() -> None:
    """Four groups that somebody is in are five people: one or two in each."""
    cells = [Cell(name, "", "", size, size, least=1) for name, size in (("a", 1), ("b", 1), ("c", 1), ("d", 2))]
    five = suppression.protect([line(cells, "alla")], {"a", "b", "c", "d"}, [], WIDTH)
    assert five.withheld == {"a", "b", "c", "d"}
    assert five.unlisted

    more = [*cells, Cell("e", "", "", 9, 9, least=1)]
    fourteen = suppression.protect([line(more, "alla")], {"a", "b", "c", "d"}, [], WIDTH)
    assert (fourteen.withheld, fourteen.unlisted) == ({"a", "b", "c", "d", "e"}, frozenset())
