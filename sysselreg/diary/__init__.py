"""The diary: what is registered in each case, as OSL 5 kap. 2 § asks, and what else belongs to a case."""
