"""The kinds of entries that `layers:` knows: one file each, found in this folder."""

import os
from importlib import import_module

from mbv2calc.spec.schema import KINDS

__all__ = ["KINDS"]

for _file in sorted(os.listdir(__path__[0])):
    if _file.endswith(".py") and not _file.startswith("_"):
        import_module(f"{__name__}.{_file[:-3]}")
