"""The tables of a run as pandas DataFrames, with the types that the columns have."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import OutputError
from pipeline.run.tables import COLUMNS, FLOATS, free_columns, integers, restore

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Outputs:
    """The tables of CONTRACT.md section 4, and ``about``: the contents of run.json.

    dtypes: counts and offsets ``Int64``, ``difference`` and ``confidence`` ``Float64``, all other columns ``string``
    (``value`` holds exact decimals or dates). Cells that were neutralised for spreadsheets are as they were before.
    """

    articles: pd.DataFrame
    removed: pd.DataFrame
    structure: pd.DataFrame
    claims: pd.DataFrame
    checks: pd.DataFrame
    consistency: pd.DataFrame
    errors: pd.DataFrame
    summary: pd.DataFrame
    about: dict[str, object]

    def __repr__(self) -> str:
        """The tables by name, with their numbers of rows."""
        return f"Outputs({', '.join(f'{name}: {len(self[name])} rows' for name in COLUMNS)})"

    def __getitem__(self, table: str) -> pd.DataFrame:
        """A table by name: ``outputs["claims"]``."""
        if table not in COLUMNS:
            raise KeyError(table)
        frame: pd.DataFrame = getattr(self, table)
        return frame


def read_frames(folder: Path) -> Outputs:
    """Read the tables and run.json in ``folder``. Raises OutputError."""
    try:
        about = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        tables = {name: _read(folder / f"{name}.csv", name) for name in COLUMNS}
    except FileNotFoundError as error:
        raise OutputError(f"{folder}: no outputs of heshu there; give the --out of a run") from error
    except (OSError, ValueError, csv.Error) as error:
        why = getattr(error, "strerror", None) or error
        raise OutputError(f"{folder}: no complete outputs of heshu there ({why}); give the --out of a run") from error
    return Outputs(**tables, about=about)


def _read(path: Path, table: str) -> pd.DataFrame:
    import pandas as pd

    frame = pd.read_csv(path, encoding="utf-8-sig", dtype=str, keep_default_na=False, na_filter=False)
    for column in frame.columns:
        if column in integers(table):
            frame[column] = pd.to_numeric(frame[column]).astype("Int64")
        elif column in FLOATS:
            frame[column] = pd.to_numeric(frame[column].replace("", None)).astype("Float64")
        else:
            free = column in {COLUMNS[table][at] for at in free_columns(table)}
            values = frame[column].map(restore) if free else frame[column]
            frame[column] = values.astype("string")
    return frame
