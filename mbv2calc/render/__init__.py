"""Documents as texts, rows of any number as files: what differs between the formats."""
