"""The calculation told as JSON: the contract of `schemas/output/kalkyl.yaml`."""

from __future__ import annotations

import json
from fractions import Fraction

from sysselreg.calculation.about import Told, posts, used, value_text, why
from sysselreg.calculation.model import ACTORS, SOCIETY
from sysselreg.schema.model import Schemas
from sysselreg.swedish import round_half_up

FORMAT_VERSION = 1


def as_json(told: Told, title: str, schemas: Schemas, revision: str) -> str:
    """The contract of `schemas/output/kalkyl.yaml`."""
    counted = told.valuation.counted
    payback = told.payback
    answer = {
        "format_version": FORMAT_VERSION,
        "revision": revision or None,
        "kalkyl_version": told.method.version,
        "id": told.subject.id if told.subject else None,
        "titel": title,
        "år": told.year,
        "täckning": {"kända": len(counted), "totalt": len(counted) + len(told.valuation.left_out)},
        "månader": _decimal(sum((each.calculation.months for each in counted), Fraction())),
        "aktörer": dict(told.valuation.actors) if counted else dict.fromkeys((*ACTORS, SOCIETY)),
        "poster": [
            {
                "kod": post.code,
                "namn": post.name,
                "betalar": post.payer or None,
                "får": post.receiver or None,
                "formel": post.formula,
                "belopp": int(round_half_up(amount)) if counted else None,
            }
            for post, amount in posts(told)
        ],
        "personer": [
            {
                "placering": each.placement or None,
                "kalkylunderlag": each.inputs or None,
                "månader": _decimal(each.calculation.months),
                "indata": dict(each.facts),
            }
            for each in counted
        ],
        "utelämnade": [
            {"placering": each.placement, "skäl": why(each, told, schemas)} for each in told.valuation.left_out
        ],
        "känslighet": [
            {"namn": each.name, "ändring": each.said, "låg": each.low, "mellan": each.middle, "hög": each.high}
            for each in told.ranges
        ],
        "återbetalning": None
        if payback is None
        else {
            "fördyring": payback.extra,
            "upphandlingskostnad": int(round_half_up(payback.procurement)),
            "intäkt_per_månad": int(round_half_up(payback.gain)),
            "månader": None if payback.months is None else _decimal(payback.months),
        },
        "sparade_körningar": [{"id": each.id, **each.data["kalkyl"]} for each in told.stored],
        "parametrar": [
            {
                "id": name,
                "namn": told.parameters.by_id[name].name,
                "värde": value_text(value) if isinstance(value.value, Fraction) else None,
                "enhet": told.parameters.by_id[name].unit,
                "gäller_från": value.first.isoformat(),
                "gäller_till": value.last.isoformat(),
                "källa": value.source,
            }
            for name, value in used(told)
        ],
        "antaganden": [each.text for each in told.method.assumptions],
        "jämförelser": [
            {
                "namn": each.comparison.name,
                "aktör": each.comparison.actor,
                "publicerat": each.comparison.published,
                "vårt": each.ours,
                "text": each.text,
                "källa": each.comparison.source,
            }
            for each in told.compared
        ],
    }
    return json.dumps(answer, ensure_ascii=False, indent=1) + "\n"


def _decimal(value: Fraction) -> float:
    """A number of months for a machine, to two decimals."""
    return float(round_half_up(value, 2))
