"""The formats of formulas: by name, and by the ending of a file."""

import pytest

from mbv2calc.errors import UsageError
from mbv2calc.render.formulas.formats import FORMULA_FORMATS, formula_format


def test_the_ending_of_a_file_names_the_format() -> None:
    for row in FORMULA_FORMATS.values():
        assert formula_format(None, f"a{row.extension}") == row
        assert formula_format(None, f"A{row.extension.upper()}") == row
        assert formula_format("json", f"a{row.extension}").name == "json"
    assert formula_format(None, None).name == formula_format(None, "a.xyz").name == "pretty"
    assert formula_format("json", "a.csv").name == "json"


@pytest.mark.parametrize("path", ["a.csv", "tables/A.MD", "a.parquet"])
def test_the_ending_of_a_format_that_formulas_lack_is_refused(path: str) -> None:
    with pytest.raises(
        UsageError, match=r"no format for \.(csv|md|parquet); known here: .*\(\.tex\)"
    ):
        formula_format(None, path)


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(UsageError, match="unknown format 'tex'; did you mean 'latex'"):
        formula_format("tex", None)
    with pytest.raises(UsageError, match="known here: pretty, latex, json, python"):
        formula_format("csv", None)
