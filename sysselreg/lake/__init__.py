"""Many registers' exported tables → the same figures, counted where the tables are."""
