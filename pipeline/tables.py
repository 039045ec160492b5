"""Reading the data files that ship with the package: CSV with a header row, ``#`` lines explain the notation."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from importlib.resources import files


def read_table(name: str) -> Iterator[dict[str, str]]:
    """Rows of ``pipeline/data/NAME`` as dictionaries; comment lines and empty lines are skipped.

    Raises FileNotFoundError where the package lacks the file.
    """
    with (files("pipeline") / "data" / name).open(encoding="utf-8") as file:
        yield from csv.DictReader(line for line in file if line.strip() and not line.startswith("#"))
