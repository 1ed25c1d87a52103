"""Many networks at once: ranges, the grids that they span, and sweeps over them."""
