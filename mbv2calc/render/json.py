"""Documents as JSON; the keys are a contract."""

import json

from mbv2calc.tables import Document


def render(document: Document) -> str:
    """The document as one JSON object."""
    return json.dumps(document.plain(), indent=2, ensure_ascii=False, allow_nan=False) + "\n"
