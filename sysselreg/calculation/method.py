"""`schemas/kalkyl.yaml`: who pays whom, what is taken for granted, what is tried, and what others have published."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from sysselreg.calculation.model import Assumption, Comparison, Method, Post, Variation
from sysselreg.finding import Place
from sysselreg.schema.load import naming, read
from sysselreg.snapshot import SCHEMAS, Snapshot

METHOD = SCHEMAS + "kalkyl.yaml"


def load_method(snapshot: Snapshot) -> Method:
    """The method. Raises DefinitionError when the file is broken."""
    top = read(snapshot, METHOD)
    with naming(partial(Place, METHOD)):
        return Method(
            version=int(top["version"]),
            posts=tuple(
                Post(each["kod"], each["namn"], each.get("betalar", ""), each.get("får", ""), each["formel"])
                for each in top["poster"]
            ),
            assumptions=tuple(Assumption(each["text"], each["källa"]) for each in top["antaganden"]),
            variations=tuple(_variation(each) for each in top["känslighet"]),
            comparisons=tuple(_comparison(each) for each in top["jämförelser"]),
        )


def _variation(each: Mapping[str, Any]) -> Variation:
    return Variation(each["indata"], each["namn"], each["låg"], each["hög"], each["slag"] == "procent")


def _comparison(each: Mapping[str, Any]) -> Comparison:
    return Comparison(
        each["namn"],
        each["indata"],
        each["personer"],
        each["aktör"],
        each["publicerat"],
        each["text"],
        each["källa"],
    )
