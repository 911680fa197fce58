"""The library of runs: look at them, compare them, and go on from them."""
