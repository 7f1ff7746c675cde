"""A file that a document consists of: what the register keeps of it. The file itself is never kept in Git."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path
from typing import Any

# XMP says so as elements or as attributes (ISO 19005, 6.6.4).
_PART = re.compile(rb"pdfaid:part(?:>|\s*=\s*[\"'])([1-4])")
_LEVEL = re.compile(rb"pdfaid:conformance(?:>|\s*=\s*[\"'])([A-Fa-f])")


def described(name: str, content: bytes) -> dict[str, Any]:
    """The field `fil` of a document: name, SHA-256, format (`PDF/A-2a`, `DOCX`; not when nothing tells) and size."""
    told = {"namn": name, "sha256": sha256(content).hexdigest(), "format": _format(name, content), "byte": len(content)}
    return {field: value for field, value in told.items() if value != ""}


def _format(name: str, content: bytes) -> str:
    if not content.startswith(b"%PDF-"):
        return Path(name).suffix.removeprefix(".").upper()
    part, level = _PART.search(content), _LEVEL.search(content)
    return f"PDF/A-{part[1].decode()}{level[1].decode().lower() if level else ''}" if part else "PDF"
