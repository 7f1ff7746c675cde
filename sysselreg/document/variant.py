"""The two kinds of documents: what they are archived as and which stylesheet they wear."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Variant = Literal["report", "letter"]
SHARED = "reports/shared/"
STYLESHEETS: Mapping[Variant, str] = {"report": f"{SHARED}report.css", "letter": f"{SHARED}letter.css"}
# ISO 19005-3 (PDF/A-3) carries the figures as files; ISO 19005-2 (PDF/A-2) is what letters are archived as.
PDFA_PART: Mapping[Variant, int] = {"report": 3, "letter": 2}
