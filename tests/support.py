"""What the tests of several rooms share: small networks, and the command line run two ways."""

import io
import os
import re
import signal
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from mbv2calc import Model, SpecError, load
from mbv2calc.arith import Ratio
from mbv2calc.cli.main import main
from mbv2calc.model.blocks import KINDS
from mbv2calc.model.blocks.bottleneck import Bottleneck
from mbv2calc.model.blocks.conv import Conv
from mbv2calc.spec.architecture import Architecture, Entry, Input
from mbv2calc.tables.networks import BuiltIn, networks_document
from mbv2calc.tables.neutral import Document

# What a person's shell says about colour and width must not reach the tests.
_SHELL = (
    "COLUMNS", "FORCE_COLOR", "GITHUB_ACTIONS", "LINES", "MBV2CALC_DEBUG", "NO_COLOR", "PY_COLORS",
    "PYTHONIOENCODING", "TERM", "TERMINAL_WIDTH",
)  # fmt: skip

SHIPPED = (
    "mbv1_0.25", "mbv1_0.5", "mbv1_0.75", "mbv1_1.0", "mbv2_0.35", "mbv2_0.5", "mbv2_0.75",
    "mbv2_1.0", "mbv2_1.3", "mbv2_1.4", "resnet50",
)  # fmt: skip


def tiny(name: str = "tiny") -> Model:
    """Three layers: a convolution, then a block without expansion that adds its input."""
    layers = (Entry(Conv(c=8, k=3, s=2)), Entry(Bottleneck(c=8, t=Ratio(1))))
    size = Input(height=8, width=8)
    return Model(Architecture(name=name, input=size, layers=layers))


def layered(name: str, *entries: tuple[str, dict[str, Any]]) -> Model:
    """A network for 32 x 32 pixels of these entries, each a kind and its keys."""
    layers = tuple(Entry(KINDS[kind](**keys)) for kind, keys in entries)
    return Model(Architecture(name=name, input=Input(height=32, width=32), layers=layers))


def shipped_document(*names: str) -> Document:
    """What `networks` says of some shipped networks."""
    models = {name: load(name) for name in names or SHIPPED}
    return networks_document([BuiltIn(n, m.config(), m.totals()) for n, m in models.items()])


def complaint(name_or_path: str) -> str:
    """The message about a network that can be read or built by nobody."""
    try:
        load(name_or_path).network()
    except SpecError as error:
        return str(error)
    raise AssertionError(f"{name_or_path} is a network")


def faults(text: str) -> list[str]:
    """The faults of a network file of this text, written as x.yaml where the test works."""
    Path("x.yaml").write_text(text, encoding="utf-8")
    return complaint("x.yaml").splitlines()


class Result(NamedTuple):
    """How a run of the command line ended."""

    code: int
    out: str
    err: str


def run(*arguments: str, **environ: str) -> Result:
    """The command line in this process."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
    at_end = signal.getsignal(signal.SIGTERM)
    with (
        patch.object(sys, "argv", ["mbv2calc", *arguments]),
        patch.dict(os.environ, _environment(environ), clear=True),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else -1
            return Result(code, _text(out), _text(err))
        finally:
            signal.signal(signal.SIGTERM, at_end)
    raise AssertionError("main returned without an exit code")


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue().decode("utf-8")


def assert_one_message(result: Result, fact: str) -> None:
    """A run ended with exit code 2 and a message of one line that says this."""
    assert (result.code, result.out) == (2, "")
    assert fact in result.err
    assert result.err.count("\n") == 1


def assert_refused(result: Result, *lines: str) -> None:
    """A run ended with exit code 2 and a message of as many lines, which start so."""
    assert (result.code, result.out) == (2, "")
    said = result.err.splitlines()
    assert len(said) == len(lines), result.err
    assert [line[: len(start)] for line, start in zip(said, lines, strict=True)] == list(lines)


def process(
    *arguments: str,
    folder: Path | None = None,
    before: tuple[str, ...] = (),
    stdout: int = subprocess.PIPE,
    stderr: int = subprocess.PIPE,
    read: str | None = None,
    **environ: str,
) -> Result:
    """The command line as a process of its own; `before` is a command that starts it.

    `read` is what it finds on standard input.
    """
    done = subprocess.run(
        [*before, sys.executable, "-m", "mbv2calc", *arguments],
        env=_environment({"PYTHONIOENCODING": "utf-8", **environ}),
        cwd=folder,
        stdout=stdout,
        stderr=stderr,
        input=read,
        encoding="utf-8",
        check=False,
    )
    return Result(done.returncode, done.stdout or "", done.stderr or "")


def _environment(more: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in os.environ.items() if name not in _SHELL} | more


def unstyled(text: str) -> str:
    """A text without the escape sequences of colours."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text)
