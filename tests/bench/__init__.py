"""How fast it is: ratios against what somebody would write by hand, in one run."""
