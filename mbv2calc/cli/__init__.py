"""The command line: one file for each command, which parses, calls, prints and exits."""

from mbv2calc.cli.main import app, main

__all__ = ["app", "main"]
