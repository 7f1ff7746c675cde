"""Checked records → documented tables → an engine that answers SQL."""
