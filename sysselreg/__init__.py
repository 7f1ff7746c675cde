"""The register of procurements with employment requirements (upphandling med sysselsättningskrav)."""

__version__ = "0.1.0"
