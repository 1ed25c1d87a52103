"""Built-in networks are parsed ahead of time, and never stale."""

import runpy
from pathlib import Path

import pytest

from mbv2calc import data, load
from mbv2calc.data import parsed_networks
from mbv2calc.spec.nodes import Node
from mbv2calc.spec.parser import parse
from mbv2calc.spec.prepared import prepare, prepared_tree

ROOT = Path(__file__).parents[2]
EVERY_KIND = """\
scalar: plain
quoted: 'in quotes'
nothing:
empty: {}
list: [1, [], {a: 2}]
"block": &anchor
  - deep: {er: ""}
again: *anchor
"""


def parsed(text: str) -> Node:
    return parse(text, "any/x.yaml", [])


@pytest.mark.parametrize("name", data.configs())
def test_every_built_in_network_is_prepared_as_it_is_parsed(name: str) -> None:
    text = Path(data.configs()[name]).read_text(encoding="utf-8")
    assert prepared_tree(text, "any/x.yaml") == parsed(text), "run `make networks`"


def test_the_trees_are_those_that_make_networks_writes() -> None:
    written = runpy.run_path(str(ROOT / "tools" / "prepare_networks.py"))["module_text"]()
    assert Path(parsed_networks.__file__).read_text(encoding="utf-8") == written


def test_a_tree_of_every_kind_of_node_survives(monkeypatch: pytest.MonkeyPatch) -> None:
    tree = prepare(parsed(EVERY_KIND), "any/x.yaml")
    monkeypatch.setitem(parsed_networks.TREES, EVERY_KIND, tree)
    assert prepared_tree(EVERY_KIND, "any/x.yaml") == parsed(EVERY_KIND)
    assert "any/x.yaml" not in repr(tree)


def test_a_tree_is_new_each_time() -> None:
    text = Path(data.configs()["mbv2_0.35"]).read_text(encoding="utf-8")
    first = prepared_tree(text, "x.yaml")
    load("mbv2_0.35")  # which takes `extends` out of its tree
    assert prepared_tree(text, "x.yaml") == first


@pytest.mark.usefixtures("folder")
def test_a_file_that_was_edited_is_parsed() -> None:
    text = Path(data.configs()["mbv2_1.0"]).read_text(encoding="utf-8")
    Path("x.yaml").write_text(text, encoding="utf-8")
    assert load("x.yaml").totals() == load("mbv2_1.0").totals()
    Path("x.yaml").write_text(text.replace("c: 1280", "c: 1288"), encoding="utf-8")
    assert load("x.yaml").network().layers[-1].input.channels == 1288
    Path("x.yaml").write_text(f"# a comment\n{text}", encoding="utf-8")
    assert load("x.yaml").architecture.origins["layers"] == "x.yaml:10:3"
    assert load("mbv2_1.0").architecture.origins["layers"] == "mbv2_1.0:9:3"
