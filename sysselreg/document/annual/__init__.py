"""The Årsrapport: checked records, shown figures and judged goals → one document."""
