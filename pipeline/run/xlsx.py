"""The tables of a run as one Excel workbook: a sheet a table, frozen header, filters, verdicts in colour."""

from __future__ import annotations

import csv
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.run.tables import COLUMNS, FLOATS, INTEGERS, free_columns, restore

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "heshu.xlsx"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_MAX_ROWS = 1_048_575  # of an Excel sheet, below its header
_MAX_CELL = 32_767
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # the same tables give the same bytes
_COLOURS = {
    "refuted": {"bg_color": "#F9D7D7", "font_color": "#8A1014"},
    "supported": {"bg_color": "#D9F0E0", "font_color": "#0F5A2B"},
    "not_enough_info": {"bg_color": "#FBEFCB", "font_color": "#5C4300"},
}
_WIDTHS = {"explanation": 70, "sentence": 60, "text": 60, "quote": 30, "title": 40, "path": 40, "detail": 50}


def write_workbook(folder: Path) -> Path:
    """Write ``FOLDER/heshu.xlsx`` from the CSV tables in ``folder``; texts are never formulas, numbers are numbers.

    A table with more rows than a sheet holds goes on in ``TABLE 2`` and so on.
    """
    import xlsxwriter

    path = folder / NAME
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(str(path), options)
    book.set_properties({"title": "核数 heshu", "created": _EPOCH})
    head = book.add_format({"bold": True, "bottom": 1})
    colours = {verdict: book.add_format(form) for verdict, form in _COLOURS.items()}
    for table in COLUMNS:
        source = folder / f"{table}.csv"
        if source.is_file():
            _write_table(book, table, source, head, colours)
    book.close()
    return path


def _write_table(book: Any, table: str, source: Path, head: Any, colours: dict[str, Any]) -> None:  # noqa: ANN401
    free = frozenset(free_columns(table))
    number, row, sheet = 1, 0, _sheet(book, table, head)
    for cells in _rows(source):
        if row == _MAX_ROWS:
            _finish(sheet, table, row)
            number, row = number + 1, 0
            sheet = _sheet(book, f"{table} {number}", head)
        row += 1
        for column, (name, cell) in enumerate(zip(COLUMNS[table], cells, strict=False)):
            _write_cell(sheet, row, column, name, restore(cell) if column in free else cell, colours)
    _finish(sheet, table, row)


def _rows(source: Path) -> Iterator[list[str]]:
    with source.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        next(reader, None)
        yield from reader


def _sheet(book: Any, name: str, head: Any) -> Any:  # noqa: ANN401 xlsxwriter has no types
    sheet = book.add_worksheet(name)
    for column, title in enumerate(COLUMNS[name.split(" ")[0]]):
        sheet.set_column(column, column, _WIDTHS.get(title, 14))
        sheet.write_string(0, column, title, head)
    sheet.freeze_panes(1, 0)
    return sheet


def _finish(sheet: Any, table: str, rows: int) -> None:  # noqa: ANN401
    sheet.autofilter(0, 0, max(rows, 1), len(COLUMNS[table]) - 1)


def _write_cell(sheet: Any, row: int, column: int, name: str, cell: str, colours: dict[str, Any]) -> None:  # noqa: ANN401
    if not cell:
        return
    if (name in INTEGERS or name in FLOATS) and _NUMBER.fullmatch(cell):
        sheet.write_number(row, column, float(cell))
    else:
        sheet.write_string(row, column, cell[:_MAX_CELL], colours.get(cell) if name == "verdict" else None)
