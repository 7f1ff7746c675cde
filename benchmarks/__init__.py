"""Speed, side by side with peers in one run: `make bench`. Ratios are what counts; single times depend on the machine."""
