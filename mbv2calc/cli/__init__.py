"""The command line: `commands/` has one file for each command: parse, call, print, exit."""

from mbv2calc.cli.main import main

__all__ = ["main"]
