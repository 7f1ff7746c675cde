"""Bytes → records: one file read, typed by its schema and held against it."""
