"""Documents as JSON; the keys are a contract."""

import json

from mbv2calc.tables import Document


def render(document: Document) -> str:
    """The document as one JSON value, in ASCII, so that it survives every encoding.

    An object is laid out for people; a list has one row a line.
    """
    plain = document.plain()
    if isinstance(plain, list):
        rows = ",\n".join(json.dumps(row, allow_nan=False) for row in plain)
        return f"[\n{rows}\n]\n" if rows else "[]\n"
    return json.dumps(plain, indent=2, allow_nan=False) + "\n"
