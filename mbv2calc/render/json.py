"""Documents as JSON; the keys are a contract."""

import json

from mbv2calc.tables import Document


def render(document: Document) -> str:
    """The document as one JSON object, in ASCII, so that it survives every encoding."""
    return json.dumps(document.plain(), indent=2, allow_nan=False) + "\n"
