"""The commands, one in each file: `report.py` defines the function `report`, and that is all."""
