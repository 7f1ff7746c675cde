"""One person's facts, and a counter of them with the program's own parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from sysselreg.calculation.compute import calculator
from sysselreg.calculation.inputs import case_of
from sysselreg.calculation.method import load_method
from sysselreg.calculation.model import Calculation, Method, Parameters
from sysselreg.calculation.parameters import load_parameters
from sysselreg.snapshot import Snapshot
from sysselreg.store.read import package_files

# The worked example of Upphandlingsmyndigheten; what it does not say about the individual is nothing.
EXAMPLE: Mapping[str, Any] = {
    "från": "2019-01-01",
    "till": "2019-12-31",
    "omfattning_procent": 100,
    "stöd": "nystartsjobb",
    "stöd_procent_av_avgift": 200,
    "försörjning_före": "ingen",
    "månadslön": 20500,
    "produktivitet_procent": 80,
    "handledarlön": 30000,
    "handledning_procent": 10,
    "administration": 10000,
    "upphandlingskostnad": 40000,
    "indirekt_skatt_procent": 0,
}
SHIPPED = Snapshot(package_files())
PARAMETERS, METHOD = load_parameters(SHIPPED), load_method(SHIPPED)


def counted(changes: Mapping[str, Any], year: int | None = None, parameters: Parameters = PARAMETERS) -> Calculation:
    """The worked example with some facts changed."""
    return calculator(parameters, METHOD.posts)(case_of({**EXAMPLE, **changes}, parameters, year))


@pytest.fixture(scope="session")
def method() -> Method:
    """Who pays whom."""
    return METHOD
