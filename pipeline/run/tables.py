"""The tables of a run: their columns (CONTRACT.md, section 4), and how cells are written so that Excel runs nothing."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import islice
from pathlib import Path
from types import TracebackType

COLUMNS: dict[str, tuple[str, ...]] = {
    "articles": (
        *("doc_id", "path", "format", "encoding", "status", "duplicate_of", "title", "outlet", "author", "published"),
        *("chars_raw", "chars_clean", "claims", "supported", "refuted", "not_enough_info"),
    ),
    "removed": ("doc_id", "start", "end", "text", "replacement", "code", "reason"),
    "structure": ("doc_id", "start", "end", "kind", "text"),
    "claims": (
        *("claim_id", "doc_id", "kind", "quote", "start", "end", "sentence", "value", "value_high", "unit", "relation"),
        *("entity", "metric", "scope", "time", "speaker"),
    ),
    "checks": (
        *("claim_id", "doc_id", "quote", "verdict", "reason", "figure", "source_value", "source_value_high"),
        *("source_unit", "difference", "confidence", "explanation", "document", "locator"),
    ),
    "consistency": (
        *("entity", "metric", "scope", "time", "unit", "value", "relation", "articles", "claims", "outlier"),
    ),
    "errors": ("path", "stage", "error", "detail"),
    "summary": (
        *("entity", "metric", "claims", "supported", "refuted", "not_enough_info", "lowest", "highest", "unit"),
        *("source_value", "source_value_high", "source_unit"),
    ),
}

# Columns of whole numbers and of fractions; values are text, because they may be dates.
INTEGERS = frozenset({"start", "end", "chars_raw", "chars_clean", "claims", "supported", "refuted", "not_enough_info"})
FLOATS = frozenset({"difference", "confidence"})

# Columns of numbers, dates and fixed words: never neutralised ("--01-26" is a date, "=" a relation).
FIXED_COLUMNS = frozenset(
    {
        "start",
        "end",
        "chars_raw",
        "chars_clean",
        "claims",
        "supported",
        "refuted",
        "not_enough_info",
        "value",
        "value_high",
        "relation",
        "source_value",
        "source_value_high",
        "difference",
        "confidence",
        "lowest",
        "highest",
        "verdict",
        "reason",
        "code",
        "kind",
        "status",
        "format",
        "published",
        "time",
    }
)
_FREE_REASON = frozenset({"removed"})  # there the reason is a sentence

Cell = str | int
Row = Sequence[Cell]

_GROUP = 1024  # rows that are rendered at a time
_TRIGGER = "=+\\-@\t\r\n＝＋－＠"
_DANGEROUS = re.compile(rf"'* *[{_TRIGGER}]")
_NEUTRALISED = re.compile(rf"'+ *[{_TRIGGER}]")
# A signed number with a unit that no spreadsheet can compute with: "-20℃", "+15%", "-3.5亿元".
_SIGNED_NUMBER = re.compile(r"[+\-＋－]\s?\d[\d.,]*\s?[%‰℃°]?[\u3400-\u9fff]*")


def neutralise(cell: str) -> str:
    """A text cell that no spreadsheet takes for a formula: a quote before ``= + - @``, tab, CR and LF (OWASP).

    White space alone and signed numbers stay as they are. ``restore`` is the inverse.

    >>> neutralise("=1+1"), neutralise("'=1+1"), neutralise("-20℃"), neutralise("DeepSeek")
    ("'=1+1", "''=1+1", '-20℃', 'DeepSeek')
    """
    if not cell or not _DANGEROUS.match(cell) or not cell.strip() or _SIGNED_NUMBER.fullmatch(cell):
        return cell
    return "'" + cell


def restore(cell: str) -> str:
    """What stood in a cell before ``neutralise``.

    >>> restore("'=1+1"), restore("''=1+1"), restore("'quoted'")
    ('=1+1', "'=1+1", "'quoted'")
    """
    return cell[1:] if _NEUTRALISED.match(cell) else cell


def free_columns(table: str) -> tuple[int, ...]:
    """Positions of the columns of a table that hold free text."""
    return tuple(
        at
        for at, name in enumerate(COLUMNS[table])
        if name not in FIXED_COLUMNS or (name == "reason" and table in _FREE_REASON)
    )


def integers(table: str) -> frozenset[str]:
    """Columns of a table that hold whole numbers; in ``consistency`` the claims are ids."""
    return INTEGERS if table != "consistency" else frozenset()


def number(value: Decimal | None) -> str:
    """A plain decimal without exponent or trailing zeros; empty for None.

    >>> number(Decimal("2.788E+6")), number(Decimal("0.50")), number(None)
    ('2788000', '0.5', '')
    """
    if value is None:
        return ""
    if not value.is_finite() or abs(value.adjusted()) > 60:
        return str(value)
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


class TableWriter:
    """Writes one table: UTF-8 with a byte-order mark (Excel), RFC 4180 quoting, CRLF row ends."""

    def __init__(self, folder: Path, table: str) -> None:
        """Create ``FOLDER/TABLE.csv`` with its header."""
        self._table = table
        self._file = (folder / f"{table}.csv").open("wb")
        self._file.write("\ufeff".encode() + _csv([COLUMNS[table]]))
        self.rows = 0

    def __enter__(self) -> TableWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def write(self, rows: Iterable[Row]) -> None:
        """Append rows; each must have a cell for every column."""
        while group := list(islice(rows := iter(rows), _GROUP)):
            self.write_rendered(render_rows(self._table, group), len(group))

    def write_rendered(self, data: bytes, rows: int) -> None:
        """Append ``rows`` rows as ``render_rows`` gives them."""
        self._file.write(data)
        self.rows += rows


def render_rows(table: str, rows: Iterable[Row]) -> bytes:
    """Rows of a table as they stand in its file, neutralised; each must have a cell for every column."""
    free, width = free_columns(table), len(COLUMNS[table])
    ready = []
    for row in rows:
        cells = list(row)
        assert len(cells) == width
        for at in free:
            cells[at] = neutralise(str(cells[at]))
        ready.append(cells)
    return _csv(ready)


def _csv(rows: Iterable[Row]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    # lone surrogates, which an HTML character reference can smuggle in, have no UTF-8 form
    return text.getvalue().encode("utf-8", "replace")
