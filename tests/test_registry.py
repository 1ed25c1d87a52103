"""A registry is a mapping that grows: in order, each name once."""

from typing import NamedTuple

import pytest

from mbv2calc.registry import Registry


class Fruit(NamedTuple):
    name: str
    synonyms: tuple[str, ...] = ()


class Stone(NamedTuple):
    name: str


def test_rows_are_found_by_name_in_the_order_they_came() -> None:
    fruits = Registry([Fruit("pear"), Fruit("apple")])
    quince = fruits.add(Fruit("quince"))
    assert list(fruits) == ["pear", "apple", "quince"]
    assert (len(fruits), fruits["quince"]) == (3, quince)
    assert repr(fruits) == "Registry(pear, apple, quince)"


def test_a_name_is_taken_once() -> None:
    fruits = Registry([Fruit("pear")])
    with pytest.raises(ValueError, match="'pear' already; give it another name"):
        fruits.add(Fruit("pear"))
    fruits.remove("pear")
    fruits.add(Fruit("pear", ("Birne",)))
    assert fruits.synonyms() == {"Birne": "pear"}
    with pytest.raises(KeyError):
        fruits.remove("apple")


def test_rows_need_no_synonyms() -> None:
    assert Registry([Stone("flint")]).synonyms() == {}
