"""Results that are sequences behave like one."""

from collections.abc import Sequence

from mbv2calc.sequences import Rows


class Words(Rows[str]):
    def __init__(self, *words: str) -> None:
        self.words = words

    def _rows(self) -> Sequence[str]:
        return self.words


def test_it_has_the_length_and_the_items_of_its_rows() -> None:
    words = Words("a", "b", "c")
    assert (len(words), list(words), words[0], words[-1]) == (3, ["a", "b", "c"], "a", "c")
    assert words[:2] == ("a", "b")
    assert "b" in words
    assert not Words()
