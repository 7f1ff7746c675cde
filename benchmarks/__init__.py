"""Speed, side by side with peers in one run (`make bench`). Ratios count; single times depend on the machine."""
