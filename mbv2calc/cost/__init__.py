"""A Network as numbers: the tally of each layer, conventions over it, totals and closed forms."""
