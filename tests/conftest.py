"""What several test modules share: the annotated pages, run once a session."""

from __future__ import annotations

from pathlib import Path

import gate
import pytest
from hypothesis import settings

# the same examples every time, and no time limit that a busy machine could break
settings.register_profile("heshu", deadline=None, derandomize=True, database=None)
settings.load_profile("heshu")


@pytest.fixture(scope="session")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The outputs of a run on each suite of annotated pages, by the suite's name."""
    folder = tmp_path_factory.mktemp("outputs")
    return {suite.name: gate.run_suite(suite, folder / suite.name) for suite in gate.suites()}
