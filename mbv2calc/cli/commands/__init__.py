"""The commands, each in a file of its name: `report.py` defines the function `report`."""
