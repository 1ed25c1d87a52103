"""The options of budgets, which check, fit and memory spell the same way."""

from typing import Annotated

import typer

MaxMadds = Annotated[
    str | None,
    typer.Option(
        "--max-madds", metavar="COUNT", help="Multiply-adds of the batch at most, such as 300M."
    ),
]
MaxParams = Annotated[
    str | None,
    typer.Option("--max-params", metavar="COUNT", help="Parameters at most, such as 3.5M."),
]
MaxMemory = Annotated[
    str | None,
    typer.Option(
        "--max-memory",
        metavar="SIZE",
        help="Memory at most, such as 512KiB: the total of the arena under whole, else the peak.",
    ),
]
Reserve = Annotated[
    str | None,
    typer.Option(
        "--reserve", metavar="SIZE", help="Bytes of --max-memory kept for a stack and buffers."
    ),
]
MaxFlash = Annotated[
    str | None,
    typer.Option("--max-flash", metavar="SIZE", help="Bytes of weights at most, such as 4MiB."),
]
