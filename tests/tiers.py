"""The two tiers of the tests: `make test` is quick, `make test-rest` is what it leaves out.

The quick tier runs every test that is not marked `slow`. Its random tests try a tenth of their
examples.
"""

import os

from hypothesis import settings

QUICK = os.environ.get("MBV2CALC_TESTS") == "quick"


def examples(number: int) -> settings:
    """How many examples a random test tries; the quick tier tries a tenth, but no fewer than 5."""
    return settings(max_examples=max(5, number // 10) if QUICK else number)
