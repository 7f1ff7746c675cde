"""Deadlines: what is to be done, by whom and when, computed from checked records and a day."""
