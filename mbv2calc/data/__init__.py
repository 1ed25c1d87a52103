"""The data of the package: network files, conventions, published figures."""

import csv
import os

_HERE = os.path.dirname(os.path.abspath(__file__))


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file of this folder, such as published/figures.csv, by column name."""
    with open(os.path.join(_HERE, name), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def published_networks() -> dict[str, str]:
    """The path of every network that only published figures refer to, by name."""
    return _yaml_files(os.path.join(_HERE, "published", "networks"))


def configs() -> dict[str, str]:
    """The path of every built-in network by name, in alphabetical order.

    A wheel packs `configs/` beside this module; in a checkout it is at the top of the repository.
    """
    folder = os.path.join(_HERE, "configs")
    if not os.path.isdir(folder):
        folder = os.path.join(os.path.dirname(os.path.dirname(_HERE)), "configs")
    return _yaml_files(folder)


def _yaml_files(folder: str) -> dict[str, str]:
    """The paths of the YAML files in a folder by stem, in alphabetical order."""
    names = sorted(name for name in os.listdir(folder) if name.endswith(".yaml"))
    return {name.removesuffix(".yaml"): os.path.join(folder, name) for name in names}
