"""A change told: what differs between two states of a register, in Swedish sentences, and what follows from it."""
