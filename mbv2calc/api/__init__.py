"""The public Python API, which the command line uses too."""
