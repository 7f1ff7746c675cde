"""Tables → figures → judged goals → shown figures, the only ones that documents may print."""
