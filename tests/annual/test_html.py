"""The report as a web page, in a browser: for everybody to read, on a phone as on a screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser import CHROMIUM, opened

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed")

PHONE, SCREEN = 390, 1280
OUTSIDE = """[...document.querySelectorAll("body *")].filter(
    each => each.getBoundingClientRect().right > innerWidth + 1 && !each.closest(".rulla")
).map(each => each.outerHTML.slice(0, 100))"""
SMALL = """[...document.querySelectorAll("main p, main li, main td, main th, main dd")].filter(
    each => parseFloat(getComputedStyle(each).fontSize) < 14
).map(each => each.outerHTML.slice(0, 100))"""


@pytest.mark.parametrize("width", [PHONE, SCREEN])
@pytest.mark.parametrize(
    ("name", "profile"), [("exempelkommun", "full"), ("exempelkommun", "lund"), ("lund", "lund"), ("goteborg", "full")]
)
def test_everybody_can_read_it(
    report: Callable[..., bytes], tmp_path: Path, name: str, profile: str, width: int
) -> None:
    page = tmp_path / "rapport.html"
    page.write_bytes(report(name, "html", profile))
    with opened(page, width=width) as shown:
        assert shown.value("innerWidth") == width, "the page is as wide as the window, and is not shrunk to fit it"
        assert shown.value(OUTSIDE) == []
        assert shown.value(SMALL) == []
        # What is wider than a phone scrolls by itself, and can be reached with the keyboard.
        wide = shown.value("[...document.querySelectorAll('.rulla')].filter(e => e.scrollWidth > e.clientWidth).length")
        assert (wide > 0) == (width == PHONE)
        assert shown.violations() == []


def test_the_browser_finds_what_is_wrong(tmp_path: Path) -> None:
    page = tmp_path / "fel.html"
    page.write_text(
        "<!DOCTYPE html><html><head><meta name=viewport content='width=device-width'><title>Fel</title></head><body>"
        "<main><h1>Rubrik</h1><p style='color:#999;width:50rem;font-size:10px'>Blek, bred och liten.</p></main></body>",
        encoding="utf-8",
    )
    with opened(page, width=PHONE) as shown:
        found = "\n".join(shown.violations())
        assert "html-has-lang: " in found
        assert "color-contrast: " in found
        assert shown.value("innerWidth") > PHONE
        assert len(shown.value(SMALL)) == 1
