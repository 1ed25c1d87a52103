"""Fixtures that tests of several rooms use."""

from pathlib import Path

import pytest
from hypothesis import settings


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, in which the test then works."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


# Tests time nothing: what is slow on a busy machine is not wrong.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
