"""The command line: `commands/` has one file for each command: parse, call, print, exit."""
