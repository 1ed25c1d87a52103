"""Which points of a grid a condition keeps, read from its text and asked of ints or arrays."""
