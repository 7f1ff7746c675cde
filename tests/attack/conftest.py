"""The fixtures of figures, for made registers."""

from tests.figure.conftest import definitions, settings

__all__ = ["definitions", "settings"]
