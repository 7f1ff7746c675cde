"""Which forge an address leads to, and where the review is opened there."""

from __future__ import annotations

import pytest

from sysselreg.store.forge import FORGES, UNKNOWN, forge_of, link, title_of

WORK = {"main": "main", "branch": "arbete/å 1", "title": "50 % & mer"}


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("https://gitlab.com/kommun/register.git", "gitlab"),
        ("git@gitlab.kommun.se:grupp/register.git", "gitlab"),
        ("ssh://git@gitlab.kommun.se:2222/grupp/register", "gitlab"),
        ("git@github.com:kommun/register.git", "github"),
        ("https://codeberg.org/kommun/register", "forgejo"),
        ("ssh://git@forgejo.kommun.se/kommun/register", "forgejo"),
        ("ssh://anna@gerrit.kommun.se:29418/register", "gerrit"),
        ("https://git.kommun.se/github.com/register", None),
        ("/srv/gitlab.com/register.git", None),
        ("../gitlab.git", None),
    ],
)
def test_the_server_gives_its_kind_away(address: str, kind: str | None) -> None:
    assert forge_of(None, address) is (FORGES[kind] if kind else UNKNOWN)
    assert forge_of("gerrit", address) is FORGES["gerrit"]


@pytest.mark.parametrize(
    ("address", "page"),
    [
        (
            "git@github.com:kommun/register.git",
            "https://github.com/kommun/register/compare/main...arbete/%C3%A5%201?expand=1&title=50%20%25%20%26%20mer",
        ),
        (
            "ssh://git@gitlab.kommun.se:2222/grupp/register.git/",
            "https://gitlab.kommun.se/grupp/register/-/merge_requests/new"
            "?merge_request%5Bsource_branch%5D=arbete/%C3%A5%201",
        ),
        (
            "http://gitlab.kommun.se:8080/register",
            "http://gitlab.kommun.se:8080/register/-/merge_requests/new"
            "?merge_request%5Bsource_branch%5D=arbete/%C3%A5%201",
        ),
        ("/srv/git/register.git", None),
    ],
)
def test_the_page_where_a_review_is_opened(address: str, page: str | None) -> None:
    assert link(forge_of(None, address), address, "Tack!", **WORK) == page


def test_the_address_that_the_server_gives_comes_first() -> None:
    address = "git@gitlab.com:kommun/register.git"
    said = "View merge request for x:\n  https://gitlab.com/kommun/register/-/merge_requests/7\n"
    assert link(FORGES["gitlab"], address, said, **WORK) == "https://gitlab.com/kommun/register/-/merge_requests/7"


@pytest.mark.parametrize(
    ("subject", "more", "title"),
    [
        ("Ny placering", 0, "Ny placering"),
        ("Ny placering", 3, "Ny placering och 3 till"),
        ("a\tb\x1b[0m\u202e c", 0, "a b [0m c"),
        ("", 0, "Ändringar i registret"),
    ],
)
def test_a_title_is_one_clean_line(subject: str, more: int, title: str) -> None:
    assert title_of(subject, more) == title


def test_a_long_subject_is_cut() -> None:
    assert len(title_of("x" * 500, 12)) < 200
