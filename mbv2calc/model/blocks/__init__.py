"""The kinds of entries that `layers:` knows: one file each, found in this folder."""

import os
from importlib import import_module

from mbv2calc.spec.schema import KINDS

__all__ = ["KINDS"]

# Importing a kind adds it to KINDS. Sorted, so that messages list kinds in the same order anywhere.
for _file in sorted(os.listdir(__path__[0])):
    if _file.endswith(".py") and not _file.startswith("_"):
        import_module(f"{__name__}.{_file[:-3]}")
