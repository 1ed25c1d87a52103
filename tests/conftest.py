"""Fixtures that tests of several rooms use."""

import signal
from pathlib import Path

import pytest
from hypothesis import settings

from tests.tiers import examples


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, in which the test then works."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


# Tests time nothing: what is slow on a busy machine is not wrong.
settings.register_profile("untimed", deadline=None, max_examples=examples(100).max_examples)
settings.load_profile("untimed")

# Work in the background of a shell ignores Ctrl-C, and so would the processes that tests interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
