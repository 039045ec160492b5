"""The tables as Parquet, written beside the CSV files: typed columns, cells as they are (nothing is neutralised)."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any

from pipeline.errors import OutputError
from pipeline.run.tables import COLUMNS, FLOATS, Cell, Row, free_columns, integers, restore

_GROUP = 4096  # rows
_MISSING = "--format parquet needs pyarrow: pip install 'heshu[parquet]'"

csv.field_size_limit(2**31 - 1)


def write_parquet(folder: Path) -> None:
    """Write ``FOLDER/TABLE.parquet`` for every ``TABLE.csv`` there. Raises OutputError where pyarrow is missing."""
    for table in COLUMNS:
        free = free_columns(table)
        with (
            ParquetWriter(folder, table) as writer,
            (folder / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file,
        ):
            rows = csv.reader(file)
            next(rows)
            for row in rows:
                for at in free:
                    row[at] = restore(row[at])
                writer.write([row])


def require_parquet() -> None:
    """Raises OutputError where pyarrow is missing: better before a run than after it."""
    if find_spec("pyarrow") is None:
        raise OutputError(_MISSING)


class ParquetWriter:
    """Writes one table in groups of rows; counts int64, ``difference`` and ``confidence`` float64, all else text."""

    def __init__(self, folder: Path, table: str) -> None:
        """Create ``FOLDER/TABLE.parquet``. Raises OutputError where pyarrow is missing."""
        try:
            import pyarrow as pa
            import pyarrow.parquet as pq
        except ImportError as error:
            raise OutputError(_MISSING) from error
        self._columns, self._integers = COLUMNS[table], integers(table)
        types = {**dict.fromkeys(integers(table), pa.int64()), **dict.fromkeys(FLOATS, pa.float64())}
        self._schema = pa.schema([(name, types.get(name, pa.string())) for name in self._columns])
        self._table: Any = pa.Table
        self._writer = pq.ParquetWriter(folder / f"{table}.parquet", self._schema, compression="zstd")
        self._waiting: list[list[object]] = []

    def __enter__(self) -> ParquetWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._flush()
        self._writer.close()

    def write(self, rows: Iterable[Row]) -> None:
        """Add rows."""
        for row in rows:
            self._waiting.append([self._cell(name, cell) for name, cell in zip(self._columns, row, strict=True)])
            if len(self._waiting) >= _GROUP:
                self._flush()

    def _flush(self) -> None:
        if self._waiting:
            columns = dict(zip(self._columns, zip(*self._waiting, strict=True), strict=True))
            self._writer.write_table(self._table.from_pydict(columns, schema=self._schema))
            self._waiting.clear()

    def _cell(self, name: str, cell: Cell) -> object:
        if name in self._integers:
            return int(cell)
        if name in FLOATS:
            return float(cell) if cell != "" else None
        return str(cell).encode("utf-8", "replace").decode("utf-8")
