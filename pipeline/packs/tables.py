"""Reading the four CSV files of a pack: encodings, columns, rows with their numbers."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

COLUMNS: dict[str, tuple[str, ...]] = {
    "documents.csv": ("id", "title", "author", "publisher", "date", "url", "note"),
    "glossary.csv": ("id", "kind", "name", "aliases", "broader", "unit"),
    "figures.csv": (
        *("id", "entity", "metric", "value", "value_high", "unit", "relation", "scope", "as_of", "formula"),
        *("document", "locator", "note"),
    ),
    "facts.csv": (
        "id",
        "subject",
        "predicate",
        "object",
        "statement",
        "polarity",
        "scope",
        "document",
        "locator",
        "note",
    ),
}
ACCEPTED = "accepted"
NOT_YET = frozenset({"proposed", "skipped"})
_OPTIONAL = frozenset({"author", "publisher", "date", "url", "note", "locator"})


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake or a warning in a pack; ``row`` is the line number in Excel (the header is row 1), 0 for the file."""

    severity: str
    file: str
    row: int
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.row}" if self.row else self.file
        return f"{place}: {'' if self.severity == 'error' else 'warning: '}{self.message}"


@dataclass(frozen=True, slots=True)
class Row:
    """One row as text, every column of the format present, with its line number."""

    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def read_file(folder: Path, name: str, problems: list[Problem]) -> list[Row]:
    """Rows of one file; mistakes are appended to ``problems``, never raised."""
    path = folder / name
    if not path.is_file():
        problems.append(
            Problem("error", name, 0, f"the file is missing: create it with the columns {', '.join(COLUMNS[name])}")
        )
        return []
    text = _decode(path.read_bytes(), name, problems)
    if not text and any(problem.file == name for problem in problems):
        return []
    reader = csv.reader(io.StringIO(text, newline=""))
    rows: list[Row] = []
    try:
        header = [cell.strip() for cell in next(reader, [])]
        if not _check_header(header, name, problems):
            return []
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(header):
                problems.append(
                    Problem(
                        "error",
                        name,
                        reader.line_num,
                        f"{len(cells)} cells, but the header has {len(header)}: quote cells with commas",
                    )
                )
            row = Row(reader.line_num, {column: cell.strip() for column, cell in zip(header, cells, strict=False)})
            if _counts(row, name, problems):
                rows.append(row)
    except csv.Error as error:
        problems.append(Problem("error", name, reader.line_num, f"not a CSV row: {error}"))
    return rows


def _counts(row: Row, name: str, problems: list[Problem]) -> bool:
    """Rows that ``heshu pack build`` proposed count only once somebody has accepted them."""
    status = row["status"].lower()
    if status not in {"", ACCEPTED, *NOT_YET}:
        message = f"status is {row['status']!r}: write accepted, proposed or skipped, or leave it empty"
        problems.append(Problem("error", name, row.number, message))
    return status not in NOT_YET


def decode_table(data: bytes) -> tuple[str, str]:
    """The text of a CSV file as spreadsheets save it, and its encoding; the encoding is empty where none fits."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    return "", ""


def _decode(data: bytes, name: str, problems: list[Problem]) -> str:
    text, encoding = decode_table(data)
    if not encoding:
        problems.append(Problem("error", name, 0, "neither UTF-8 nor GBK: save it as “CSV UTF-8”"))
    elif encoding != "utf-8-sig":
        problems.append(Problem("warning", name, 0, "saved as GBK; save it as “CSV UTF-8” to be safe"))
    return text


def _check_header(header: list[str], name: str, problems: list[Problem]) -> bool:
    missing = [column for column in COLUMNS[name] if column not in header and column not in _OPTIONAL]
    other = next((sign for sign in (";", "\t") if len(header) == 1 and sign in header[0]), "")
    if other:
        what = "semicolons" if other == ";" else "tabs"
        problems.append(Problem("error", name, 1, f"cells are parted by {what}: save it as “CSV UTF-8”, with commas"))
    elif missing:
        problems.append(Problem("error", name, 1, f"missing column(s): {', '.join(missing)}"))
    for column in header:
        if column and header.count(column) > 1:
            problems.append(Problem("error", name, 1, f"column {column} stands twice"))
            return False
    return not missing
