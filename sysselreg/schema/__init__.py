"""What a record may be: kinds, code lists and messages, read from `schemas/`."""
