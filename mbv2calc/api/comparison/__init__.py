"""Two networks or more against the first: totals, kinds, resolutions, block widths, memory."""
