"""The sample report, made once for all tests that read it."""

from __future__ import annotations

import pytest

from tests.document import sample


@pytest.fixture(scope="session")
def report_html() -> str:
    return sample.sample_html()


@pytest.fixture(scope="session")
def report_pdf() -> bytes:
    return sample.sample_pdf()
