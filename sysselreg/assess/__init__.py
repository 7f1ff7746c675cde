"""Whether a procurement should have requirements, and whether its suppliers fulfil those it has."""
