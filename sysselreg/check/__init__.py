"""Everything that is wrong with a register, and the gate that only checked records pass."""
