"""The fixtures of figures, for made registers."""

from tests.figure.conftest import count, definitions, settings

__all__ = ["count", "definitions", "settings"]
