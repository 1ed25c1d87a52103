"""Texts that try to leave the place that they are put in."""

from dataclasses import replace

from mbv2calc.formulas.formula_set import FormulaSet
from tests.formula_support import network

HOSTILE = [
    'x"""; import os; os.system("touch pwned"); """',
    '"""',
    'ends in a quote "',
    "ends in a backslash \\",
    r'\N{bad} \u12 \x \"""',
    "two\nlines\rand\u2028more",
    "nothing\0here\x1b[31m",
    r"100% \input{/etc/passwd} } \end{align*}",
]


def hostile(text: str) -> FormulaSet:
    """The formulas of a network with this text in every place that a file or a person may fill."""
    rounded = network(rounded=True)
    first, *rest = rounded.formulas
    family = rounded.definitions[0].family
    return replace(
        rounded,
        title=text,
        at={"width": text},
        formulas=(first._replace(meaning=text), *(f._replace(meaning=text) for f in rest)),
        definitions=tuple(
            d._replace(family=family._replace(meaning=text)) if d.family == family else d
            for d in rounded.definitions
        ),
        variables=tuple(v._replace(meaning=text) for v in rounded.variables[:1])
        + rounded.variables[1:],
        notes=(text,),
    )
